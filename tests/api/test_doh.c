/* DNS over HTTPS: what comes of an answer, and what the server is told. */
#define CURL_DISABLE_DEPRECATION
#include "doh.h"
#include <arpa/inet.h>

static void get(script server, long ip_version)
{
  CURL *easy = begin(server, origin_once, ip_version);
  CURLcode code = curl_easy_perform(easy);
  if(code) fail_msg("%d: %s", code, error);
  assert_int_equal(gate.opens, 1);
  end(easy);
}

static void fail_with(script server, const char *text)
{
  CURL *easy = begin(server, origin_never, CURL_IPRESOLVE_V4);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_RESOLVE_HOST);
  if(!strstr(error, text)) fail_msg("'%s' is not in: %s", text, error);
  assert_int_equal(gate.opens, 0);
  end(easy);
}

/* ---- failures ---- */

#define ANSWER(text)             \
  {                              \
    DNS_POST, ASKS_A, SEND(text) \
  }

static void an_answer_of_http_that_is_no_success_is_none(void **state)
{
  static script not_found = { ANSWER("HTTP/1.1 404 Not Found\r\nContent-Length: 40\r\n\r\n" A_192_0_2_1) };
  static script moved = { ANSWER("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n") };
  static script needs_login = { ANSWER("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n") };
  static script no_content = { ANSWER("HTTP/1.1 204 No Content\r\n\r\n") };
  fail_with(not_found, "Could not resolve host: a.test (DoH: the server answers with status 404)");
  fail_with(moved, "status 302");
  fail_with(needs_login, "status 401");
  fail_with(no_content, "not a valid DNS message");
}

static void what_is_no_answer_of_dns_is_none(void **state)
{
  static script garbage = { ANSWER("HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n<html>x</html>") };
  static script empty = { ANSWER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") };
  static script other = { ANSWER(HEAD("52") AAAA_DB8_1) };
  static script refused = { ANSWER(HEAD("24") SAYS("\x85") NONE "\0\1\0\1") };
  fail_with(garbage, "not an answer to the question");
  fail_with(empty, "not a valid DNS message");
  fail_with(other, "not an answer to the question");
  fail_with(refused, "the server cannot answer");
}

static void that_there_is_none_is_an_answer(void **state)
{
  static script no_name = { ANSWER(HEAD("24") NO_NAME) };
  static script no_address = { ANSWER(HEAD("24") NO_A) };
  fail_with(no_name, "Could not resolve host: a.test");
  assert_null(strchr(error, '('));
  fail_with(no_address, "Could not resolve host: a.test");
  assert_null(strchr(error, '('));
}

static void an_answer_larger_than_any_message_is_cut_short(void **state)
{
  static script endless = { { DNS_POST, ASKS_A, SEND("HTTP/1.1 200 OK\r\n\r\n"), SEND_FILL("x", 65535), IGNORE } };
  static script larger = { { DNS_POST, ASKS_A, SEND("HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n"),
                             SEND_FILL("x", 65536), EXPECT_END } };
  CURL *easy = begin(endless, origin_never, CURL_IPRESOLVE_V4);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 300L); /* it never ends, but does not pass the limit either */
  assert_int_equal(curl_easy_perform(easy), CURLE_OPERATION_TIMEDOUT);
  end(easy);
  fail_with(larger, "larger than any DNS message");
}

static void a_server_that_leaves_is_no_answer(void **state)
{
  static script hangs_up = { { DNS_POST, ASKS_A, CLOSE } };
  static script stops = { { DNS_POST, ASKS_A, SEND(HEAD("40")), SEND("\0\0\x81"), CLOSE } };
  fail_with(hangs_up, "Could not resolve host: a.test (DoH: ");
  fail_with(stops, "Could not resolve host: a.test (DoH: ");
}

/* At whatever point it stalls, the time that the user has set ends it. */
static void a_server_that_stalls_ends_in_the_users_time_out(void **state)
{
  static script silent = { { IGNORE } };
  static script after_head = { { DNS_POST, ASKS_A, SEND(HEAD("40")), IGNORE } };
  static script in_message = { { DNS_POST, ASKS_A, SEND(HEAD("40")), SEND("\0\0\x81\x80"), IGNORE } };
  const struct step(*scripts[])[PEER_STEPS_MAX] = { silent, after_head, in_message };
  static const CURLoption times[] = { CURLOPT_TIMEOUT_MS, CURLOPT_CONNECTTIMEOUT_MS };
  for(size_t i = 0; i < 3; i++) {
    for(size_t k = 0; k < 2; k++) {
      CURL *easy = begin(scripts[i], origin_never, CURL_IPRESOLVE_V4);
      long long start = now_ms();
      curl_easy_setopt(easy, times[k], 100L);
      assert_int_equal(curl_easy_perform(easy), CURLE_OPERATION_TIMEDOUT);
      assert_memory_equal(error, "Resolving timed out after ", 26);
      assert_true(now_ms() - start >= 100 && now_ms() - start < 5000);
      end(easy);
    }
  }
}

static void a_url_that_cannot_be_used_is_told(void **state)
{
  static const struct {
    const char *url, *text;
  } rows[] = {
    { "127.0.0.1:1/dns", "Failed to connect to 127.0.0.1 port 1" },
    { "127.0.0.1/dns", "port 443" }, /* without a scheme it is never in the clear */
    { "ftp://127.0.0.1/", "\"ftp\" disabled" },
    { "http://a b/", "URL rejected" },
    { "", "URL rejected" },
    { "http://127.0.0.1:1/", "Failed to connect to 127.0.0.1 port 1" },
    { "http://a.onion/", "Not resolving .onion" },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    CURL *easy = begin(origin_never, origin_never, CURL_IPRESOLVE_WHATEVER);
    assert_int_equal(curl_easy_setopt(easy, CURLOPT_DOH_URL, rows[i].url), CURLE_OK);
    assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_RESOLVE_HOST);
    if(!strstr(error, rows[i].text)) fail_msg("'%s' is not in: %s", rows[i].text, error);
    end(easy);
  }
}

/* ---- what it is for ---- */

static void the_address_that_is_answered_is_connected_to(void **state)
{
  static script server = { { DNS_POST, ASKS_A, GIVES_A } };
  get(server, CURL_IPRESOLVE_V4);
  const struct sockaddr_in *in = (const struct sockaddr_in *)&gate.address;
  assert_int_equal(in->sin_family, AF_INET);
  assert_int_equal(ntohl(in->sin_addr.s_addr), 0xc0000201);
  assert_int_equal(ntohs(in->sin_port), 80);
}

static void both_families_are_asked_for_side_by_side(void **state)
{
  static script server = { { DNS_POST, ASKS_AAAA, SEND(HEAD("24") NO_AAAA) }, { DNS_POST, ASKS_A, GIVES_A } };
  get(server, CURL_IPRESOLVE_WHATEVER);
  assert_int_equal(gate.family, AF_INET);
}

static void a_name_with_ipv6_only_is_enough(void **state)
{
  static script server = { { DNS_POST, ASKS_AAAA, GIVES_AAAA }, { DNS_POST, ASKS_A, SEND(HEAD("24") NO_A) } };
  static script only = { { DNS_POST, ASKS_AAAA, GIVES_AAAA } };
  get(server, CURL_IPRESOLVE_WHATEVER);
  assert_int_equal(gate.family, AF_INET6);
  get(only, CURL_IPRESOLVE_V6);
  const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&gate.address;
  char text[INET6_ADDRSTRLEN];
  assert_string_equal(inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof text), "2001:db8::1");
}

static void a_failure_of_one_family_is_none_of_the_other(void **state)
{
  static script server = { { DNS_POST, ASKS_AAAA, CLOSE }, { DNS_POST, ASKS_A, GIVES_A } };
  get(server, CURL_IPRESOLVE_WHATEVER);
}

/* RFC 8484, section 4.2.1 has one media type; who sends the bytes under another is read all the same. */
static void the_media_type_does_not_matter(void **state)
{
  static script server = { ANSWER(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 40\r\n\r\n" A_192_0_2_1) };
  get(server, CURL_IPRESOLVE_V4);
}

static void an_answer_may_come_in_chunks_or_until_the_end(void **state)
{
  static script chunks = { ANSWER("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n28\r\n" A_192_0_2_1
                                  "\r\n0\r\n\r\n") };
  static script whole = { { DNS_POST, ASKS_A, SEND("HTTP/1.1 200 OK\r\n\r\n"), SEND(A_192_0_2_1), CLOSE } };
  get(chunks, CURL_IPRESOLVE_V4);
  get(whole, CURL_IPRESOLVE_V4);
}

/* ---- what is and is not inherited ---- */

static int posts_seen;

static int count_posts(CURL *handle, curl_infotype type, char *data, size_t size, void *clientp)
{
  const char dns[] = "dns-message";
  for(size_t i = 0; i + sizeof dns - 1 <= size; i++) posts_seen += !memcmp(data + i, dns, sizeof dns - 1);
  return 0;
}

static int note_progress(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  return dlnow > 5 || ulnow; /* more than the origin's body */
}

static void ask_without(script server)
{
  static script site = { { EXPECT_HEAD("X-Own: 1\r\n"), SEND(HELLO) } };
  CURL *easy = begin(server, site, CURL_IPRESOLVE_V4);
  struct curl_slist *headers = curl_slist_append(NULL, "X-Own: 1");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "mine");
  curl_easy_setopt(easy, CURLOPT_COOKIE, "a=b");
  curl_easy_setopt(easy, CURLOPT_REFERER, "http://b/");
  curl_easy_setopt(easy, CURLOPT_USERPWD, "user:secret");
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, count_posts);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, note_progress);
  posts_seen = 0;
  CURLcode code = curl_easy_perform(easy);
  if(code) fail_msg("%d: %s; %s", code, error, doh.failure);
  assert_int_equal(posts_seen, 0);
  assert_int_equal(gate.opens, 1);
  assert_int_equal(gate.sockopts, 1);
  end(easy);
  curl_slist_free_all(headers);
  assert_int_equal(gate.closes, 1);
}

#define LACKS(what)                       \
  {                                       \
    {                                     \
      EXPECT_LACKS(what), ASKS_A, GIVES_A \
    }                                     \
  }

static void nothing_of_the_transfer_is_told_to_the_server(void **state)
{
  static script servers[] = { LACKS("X-Own"), LACKS("User-Agent"), LACKS("Cookie"), LACKS("Referer"),
                              LACKS("Authorization") };
  for(size_t i = 0; i < sizeof servers / sizeof *servers; i++) ask_without(servers[i]);
}

/* A name in the URL is looked up in the ordinary way, for which CURLOPT_RESOLVE(3) counts. */
static void the_servers_own_name_is_not_asked_for_over_https(void **state)
{
  static script server = { { EXPECT_HEAD("Host: doh.test:"), ASKS_A, GIVES_A } };
  CURL *easy = begin(server, origin_once, CURL_IPRESOLVE_V4);
  char text[64];
  snprintf(text, sizeof text, "doh.test:%d:127.0.0.1", doh_port);
  struct curl_slist *names = curl_slist_append(NULL, text);
  curl_easy_setopt(easy, CURLOPT_RESOLVE, names);
  snprintf(text, sizeof text, "http://doh.test:%d/dns", doh_port);
  curl_easy_setopt(easy, CURLOPT_DOH_URL, text);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  end(easy);
  curl_slist_free_all(names);
}

/* Options for proxies are not inherited, CURLOPT_NOPROXY(3) among them; the environment's are everybody's. */
static void the_environments_proxy_is_used(void **state)
{
  static script server = { { EXPECT_HEAD("POST http://doh.invalid/dns HTTP/1.1\r\nHost: doh.invalid\r\n"), ASKS_A,
                             GIVES_A } };
  CURL *easy = begin(server, origin_once, CURL_IPRESOLVE_V4);
  char proxy[64];
  snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", doh_port);
  setenv("http_proxy", proxy, 1);
  curl_easy_setopt(easy, CURLOPT_DOH_URL, "http://doh.invalid/dns");
  CURLcode code = curl_easy_perform(easy);
  unsetenv("http_proxy");
  if(code) fail_msg("%d: %s; %s", code, error, doh.failure);
  end(easy);
}

static void what_needs_no_look_up_makes_no_query(void **state)
{
  static script site = { { EXPECT_HEAD("Host: 192.0.2.7\r\n"), SEND(HELLO) } };
  CURL *easy = begin(origin_never, site, CURL_IPRESOLVE_WHATEVER);
  curl_easy_setopt(easy, CURLOPT_URL, "http://192.0.2.7/");
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  end(easy);
}

static void the_answer_is_remembered_and_the_connection_kept(void **state)
{
  static script server = {
    { DNS_POST, ASKS_A, GIVES_A, DNS_POST, EXPECT("\0\0\1\0\0\1\0\0\0\0\0\0\1b\4test\0\0\1\0\1"),
      SEND("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n"
           "\0\0\x81\x80\0\1\0\1\0\0\0\0\1b\4test\0\0\1\0\1\xc0\14\0\1\0\1\0\0\0\74\0\4\xc0\0\2\2") },
  };
  static script site = { { EXPECT_HEAD("Host: a.test\r\n"), SEND(HELLO) },
                         { EXPECT_HEAD("Host: a.test\r\n"), SEND(HELLO) },
                         { EXPECT_HEAD("Host: b.test\r\n"), SEND(HELLO) } };
  CURL *easy = begin(server, site, CURL_IPRESOLVE_V4);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L); /* of the origin only */
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  for(int i = 0; i < 2; i++) assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_setopt(easy, CURLOPT_URL, "http://b.test/");
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(gate.opens, 3);
  end(easy);
}

static int starts;

static int note_start(void *resolver_state, void *reserved, void *userdata)
{
  starts++;
  return userdata != NULL;
}

static void the_start_callback_hears_of_the_name_not_of_the_server(void **state)
{
  static script server = { { DNS_POST, ASKS_A, GIVES_A } };
  CURL *easy = begin(server, origin_once, CURL_IPRESOLVE_V4);
  curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, note_start);
  curl_easy_setopt(easy, CURLOPT_RESOLVER_START_DATA, &starts);
  starts = 0;
  assert_int_equal(curl_easy_perform(easy), CURLE_ABORTED_BY_CALLBACK);
  curl_easy_setopt(easy, CURLOPT_RESOLVER_START_DATA, NULL);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(starts, 2);
  end(easy);
}

/* ---- the option ---- */

static void the_option_is_copied_and_can_be_taken_back(void **state)
{
  static script server = { { DNS_POST, ASKS_A, GIVES_A } };
  CURL *easy = begin(server, origin_once, CURL_IPRESOLVE_V4);
  doh_url[0] = 'x'; /* the program's copy */
  CURL *copy = curl_easy_duphandle(easy);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_DOH_URL, NULL), CURLE_OK);
  curl_easy_setopt(easy, CURLOPT_URL, "http://nosuch.invalid/");
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_RESOLVE_HOST);
  assert_int_equal(curl_easy_perform(copy), CURLE_OK);
  curl_easy_cleanup(copy);
  end(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_answer_of_http_that_is_no_success_is_none),
    cmocka_unit_test(what_is_no_answer_of_dns_is_none),
    cmocka_unit_test(that_there_is_none_is_an_answer),
    cmocka_unit_test(an_answer_larger_than_any_message_is_cut_short),
    cmocka_unit_test(a_server_that_leaves_is_no_answer),
    cmocka_unit_test(a_server_that_stalls_ends_in_the_users_time_out),
    cmocka_unit_test(a_url_that_cannot_be_used_is_told),
    cmocka_unit_test(the_address_that_is_answered_is_connected_to),
    cmocka_unit_test(both_families_are_asked_for_side_by_side),
    cmocka_unit_test(a_name_with_ipv6_only_is_enough),
    cmocka_unit_test(a_failure_of_one_family_is_none_of_the_other),
    cmocka_unit_test(the_media_type_does_not_matter),
    cmocka_unit_test(an_answer_may_come_in_chunks_or_until_the_end),
    cmocka_unit_test(nothing_of_the_transfer_is_told_to_the_server),
    cmocka_unit_test(the_servers_own_name_is_not_asked_for_over_https),
    cmocka_unit_test(the_environments_proxy_is_used),
    cmocka_unit_test(what_needs_no_look_up_makes_no_query),
    cmocka_unit_test(the_answer_is_remembered_and_the_connection_kept),
    cmocka_unit_test(the_start_callback_hears_of_the_name_not_of_the_server),
    cmocka_unit_test(the_option_is_copied_and_can_be_taken_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
