/* HTTP proxies that forward: what they are sent, and who shares a connection to them. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "turns.h"
#include <stdlib.h>
#include <string.h>

#define HOST "http://example.com/"
#define GET_HOST \
  "GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\nProxy-Connection: Keep-Alive\r\n\r\n"
#define BY_PROXY TEXT(CURLOPT_PROXY, "192.0.2.9:3128"), TEXT(CURLOPT_NOPROXY, "")

/* ---- failures ---- */

static void what_names_no_proxy_fails(void **state)
{
  EXCHANGE(.url = HOST, .options = { TEXT(CURLOPT_PROXY, "http://:1"), TEXT(CURLOPT_NOPROXY, "") },
           .code = CURLE_COULDNT_RESOLVE_PROXY, .infos = { { CURLINFO_USED_PROXY, 0, NULL } });
  EXCHANGE(.url = HOST, .options = { TEXT(CURLOPT_PROXY, "nothing://p"), TEXT(CURLOPT_NOPROXY, "") },
           .code = CURLE_COULDNT_CONNECT);
  EXCHANGE(.url = HOST,
           .options = { TEXT(CURLOPT_PROXY, "https://192.0.2.9"), TEXT(CURLOPT_NOPROXY, ""),
                        LONG(CURLOPT_PROXYTYPE, CURLPROXY_HTTPS3) },
           .code = CURLE_NOT_BUILT_IN);
}

static void a_proxy_that_is_not_found_is_told_as_such(void **state)
{
  EXCHANGE(.url = HOST, .options = { TEXT(CURLOPT_PROXY, "proxy.onion"), TEXT(CURLOPT_NOPROXY, "") },
           .code = CURLE_COULDNT_RESOLVE_PROXY, .error = "proxy.onion", .infos = { { CURLINFO_USED_PROXY, 1, NULL } });
}

/* Scenario 36: what stands in a URL never makes a line of its own. */
static void scenario_36_line_breaks_in_a_url_reach_no_proxy(void **state)
{
  EXCHANGE(.url = "http://example.com/a\r\nX-Smuggled: 1", .options = { BY_PROXY }, .code = CURLE_URL_MALFORMAT);
  EXCHANGE(.url = "http://exam\r\nple.com/", .options = { BY_PROXY }, .code = CURLE_URL_MALFORMAT);
  EXCHANGE(.url = "http://exam%0d%0aple.com/", .options = { BY_PROXY }, .code = CURLE_URL_MALFORMAT);
  EXCHANGE(.url = "http://example.com:80%0d%0a/", .options = { BY_PROXY }, .code = CURLE_URL_MALFORMAT);
  EXCHANGE(.url = "http://example.com/%0d%0aX-Smuggled:1", .options = { BY_PROXY },
           .conn = { { EXPECT("GET http://example.com/%0d%0aX-Smuggled:1 HTTP/1.1\r\nHost: example.com\r\nAccept: "
                              "*/*\r\nProxy-Connection: Keep-Alive\r\n\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

/* ---- requests ---- */

static void a_request_names_scheme_host_and_port(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_PROXY }, .conn = { { EXPECT(GET_HOST), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1, .infos = { { CURLINFO_USED_PROXY, 1, NULL } });
  EXCHANGE(.url = "http://example.com:8080/a?b#c", .options = { BY_PROXY },
           .conn = { { EXPECT("GET http://example.com:8080/a?b HTTP/1.1\r\nHost: example.com:8080\r\nAccept: "
                              "*/*\r\nProxy-Connection: Keep-Alive\r\n\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.url = "http://[fe80::1%25lo]:80", .options = { BY_PROXY },
           .conn = { { EXPECT("GET http://[fe80::1]/ HTTP/1.1\r\nHost: [fe80::1]\r\nAccept: "
                              "*/*\r\nProxy-Connection: Keep-Alive\r\n\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

/* ---- FTP by a proxy, which makes FTP of it ---- */

#define FORWARDED(target, more) \
  EXPECT("GET ftp://" target " HTTP/1.1\r\nHost: a:21\r\n" more "Accept: */*\r\nProxy-Connection: Keep-Alive\r\n\r\n")
#define BASIC(login) "Authorization: Basic " login "\r\n"
#define BY_FTP(address, target, more, ...)                                                     \
  EXCHANGE(.url = (address), .options = { BY_PROXY, __VA_ARGS__ }, .body = "hello", .kept = 1, \
           .conn = { { FORWARDED(target, more), SEND(OK_HELLO) } },                            \
           .infos = { { CURLINFO_SCHEME, 0, "http" }, { CURLINFO_RESPONSE_CODE, 200, NULL } })

static void a_url_of_ftp_is_asked_for_in_http(void **state)
{
  BY_FTP("ftp://a/b/c", "a/b/c", "", LONG(CURLOPT_TRANSFERTEXT, 1));
}

static void who_one_is_for_ftp_stands_in_the_url(void **state)
{
  BY_FTP("ftp://a/", "u@a/", BASIC("dTo="), TEXT(CURLOPT_USERPWD, "u"));
  BY_FTP("ftp://a/", "u:p@a/", BASIC("dTpw"), TEXT(CURLOPT_USERPWD, "u:p"));
  BY_FTP("ftp://a/", ":p@a/", BASIC("OnA="), TEXT(CURLOPT_USERPWD, ":p"));
  BY_FTP("ftp://a/", "a%20b:c%40d%2F@a/", BASIC("YSBiOmNAZC8="), TEXT(CURLOPT_USERPWD, "a b:c@d/"));
  BY_FTP("ftp://u%0a:p%2f@a/", "u%0A:p%2F@a/", BASIC("dQo6cC8="), LONG(CURLOPT_TRANSFERTEXT, 0));
}

static void the_type_of_a_file_is_told_where_the_program_wants_it(void **state)
{
  const struct option wanted = LONG(CURLOPT_PROXY_TRANSFER_MODE, 1), ascii = LONG(CURLOPT_TRANSFERTEXT, 1);
  BY_FTP("ftp://a/b", "a/b;type=i", "", wanted);
  BY_FTP("ftp://a/b", "a/b;type=a", "", wanted, ascii);
  BY_FTP("ftp://a/b/", "a/b/;type=i", "", wanted);
  BY_FTP("ftp://a/b;type=d", "a/b;type=d", "", wanted, ascii);
  BY_FTP("ftp://a/b;type=", "a/b;type=;type=i", "", wanted);
  BY_FTP("ftp://a/b?c", "a/b?c;type=i", "", wanted);
  EXCHANGE(.url = HOST, .options = { BY_PROXY, wanted }, .conn = { { EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void an_upload_by_ftp_is_a_put(void **state)
{
  EXCHANGE(.url = "ftp://a/b", .upload = "abc",
           .options = { BY_PROXY, LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 3) },
           .conn = { { EXPECT("PUT ftp://a/b HTTP/1.1\r\nHost: a:21\r\nAccept: */*\r\nProxy-Connection: "
                              "Keep-Alive\r\nContent-Length: 3\r\n\r\nabc"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void the_programs_own_target_stays(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_PROXY, TEXT(CURLOPT_REQUEST_TARGET, "*") },
           .conn = { { EXPECT_HEAD("GET * HTTP/1.1\r\nHost: example.com\r\n"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void a_body_is_forwarded(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_PROXY, TEXT(CURLOPT_POSTFIELDS, "a=b") },
           .conn = { { EXPECT("POST http://example.com/ HTTP/1.1\r\nHost: example.com\r\nAccept: "
                              "*/*\r\nProxy-Connection: Keep-Alive\r\nContent-Length: 3\r\nContent-Type: "
                              "application/x-www-form-urlencoded\r\n\r\na=b"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void credentials_go_to_the_proxy(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_PROXY, TEXT(CURLOPT_PROXYUSERPWD, "me%20:a%3Ab") },
           .conn = { { EXPECT("GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nProxy-Authorization: Basic "
                              "bWUgOmE6Yg==\r\nAccept: */*\r\nProxy-Connection: Keep-Alive\r\n\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.url = HOST,
           .options = { TEXT(CURLOPT_PROXY, "http://me:secret@192.0.2.9"), TEXT(CURLOPT_NOPROXY, ""),
                        TEXT(CURLOPT_PROXYUSERNAME, "you"), TEXT(CURLOPT_PROXYPASSWORD, "x") },
           .conn = { { EXPECT_HEAD("Proxy-Authorization: Basic bWU6c2VjcmV0\r\n"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void without_basic_alone_no_credentials_are_sent_unasked(void **state)
{
  EXCHANGE(.url = HOST,
           .options = { BY_PROXY, TEXT(CURLOPT_PROXYUSERPWD, "me:secret"), LONG(CURLOPT_PROXYAUTH, CURLAUTH_ANYSAFE) },
           .conn = { { EXPECT_LACKS("Authorization"), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void a_login_with_a_nul_is_refused(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "a%00:b"), CURLE_URL_MALFORMAT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_PROXYTYPE, -1L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_PROXYTYPE, 9L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_PROXYPORT, 65536L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SOCKS5_AUTH, (long)CURLAUTH_DIGEST), CURLE_NOT_BUILT_IN);
  curl_easy_cleanup(easy);
}

/* ---- header lines: CURLOPT_HEADEROPT ---- */

static struct curl_slist for_proxy[] = {
  { (char *)"X-Proxy: 1", for_proxy + 1 },
  { (char *)"Host: evil", for_proxy + 2 },
  { (char *)"Content-Length: 7", for_proxy + 3 },
  { (char *)"Transfer-Encoding: chunked", NULL },
};

static void a_forwarding_proxy_gets_both_lists(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_PROXY, POINTER(CURLOPT_PROXYHEADER, for_proxy) }, .headers = { "X-Server: 1" },
           .conn = { { EXPECT("GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n"
                              "Proxy-Connection: Keep-Alive\r\nX-Server: 1\r\nX-Proxy: 1\r\n\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void unified_lists_are_the_servers_alone(void **state)
{
  EXCHANGE(.url = HOST,
           .options = { BY_PROXY, POINTER(CURLOPT_PROXYHEADER, for_proxy),
                        LONG(CURLOPT_HEADEROPT, CURLHEADER_UNIFIED) },
           .headers = { "X-Server: 1" }, .conn = { { EXPECT_LACKS("X-Proxy"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void a_line_of_ours_is_taken_back(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_PROXY, TEXT(CURLOPT_PROXYUSERPWD, "me:secret") },
           .headers = { "Proxy-Connection:", "Proxy-Authorization: none" },
           .conn = { { EXPECT("GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n"
                              "Proxy-Authorization: none\r\n\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void without_a_proxy_its_lines_stay_here(void **state)
{
  EXCHANGE(.options = { POINTER(CURLOPT_PROXYHEADER, for_proxy), TEXT(CURLOPT_PROXYUSERPWD, "me:secret") },
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

/* ---- answers ---- */

static void an_old_proxys_own_word_counts(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_PROXY },
           .conn = { { EXPECT(GET_HOST),
                       SEND("HTTP/1.0 200 OK\r\nProxy-Connection: keep-alive\r\nContent-Length: 5\r\n\r\nhello") } },
           .body = "hello", .kept = 1);
  EXCHANGE(.url = HOST, .options = { BY_PROXY },
           .conn = { { EXPECT(GET_HOST),
                       SEND("HTTP/1.1 200 OK\r\nProxy-Connection: close\r\nContent-Length: 5\r\n\r\nhello") } },
           .body = "hello", .kept = 0);
}

static void a_refusal_is_an_answer(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY_PROXY },
           .conn = { { EXPECT(GET_HOST), SEND("HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno") } }, .body = "no",
           .kept = 1, .infos = { { CURLINFO_RESPONSE_CODE, 407, NULL }, { CURLINFO_HTTP_CONNECTCODE, 0, NULL } });
}

/* ---- several transfers ---- */

static struct peer peer;

static void different_hosts_share_the_connection_to_their_proxy(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET http://a.example/ "), SEND(OK_HELLO), EXPECT_HEAD("GET http://b.example/ "), SEND(OK_HELLO) },
  };
  static const struct turn turns[] = { TURN("http://a.example/", BY_PROXY), GO_TO("http://b.example/") };
  RUN_TURNS(script, turns);
}

/* CURLMOPT_MAX_HOST_CONNECTIONS counts connections to the proxy, whatever host they are for. */
static void connections_to_a_proxy_are_counted_as_its_own(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET http://a.example/ "), SEND(OK_HELLO), EXPECT_HEAD("GET http://b.example/ "), SEND(OK_HELLO) },
  };
  static const char *const urls[] = { "http://a.example/", "http://b.example/" };
  CURLM *multi = curl_multi_init();
  CURL *easy[2];
  int running = 1;
  peer_init(&peer, script);
  peer_start(&peer);
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  for(int i = 0; i < 2; i++) {
    easy[i] = curl_easy_init();
    peer_install(&peer, easy[i]);
    curl_easy_setopt(easy[i], CURLOPT_WRITEFUNCTION, drop_all);
    curl_easy_setopt(easy[i], CURLOPT_PROXY, "192.0.2.9");
    curl_easy_setopt(easy[i], CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy[i], CURLOPT_URL, urls[i]);
    assert_int_equal(curl_multi_add_handle(multi, easy[i]), CURLM_OK);
  }
  for(long long until = now_ms() + 20000; running && now_ms() < until;) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    assert_int_equal(curl_multi_poll(multi, NULL, 0, 100, NULL), CURLM_OK);
  }
  assert_int_equal(running, 0);
  for(int i = 0; i < 2; i++) {
    curl_multi_remove_handle(multi, easy[i]);
    curl_easy_cleanup(easy[i]);
  }
  curl_multi_cleanup(multi);
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(peer.opens, 1);
}

static void scenario_05_other_credentials_take_another_connection(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("Proxy-Authorization: Basic bWU6MQ==\r\n"), SEND(OK_HELLO), EXPECT_END },
    { EXPECT_HEAD("Proxy-Authorization: Basic bWU6Mg==\r\n"), SEND(OK_HELLO), EXPECT_END },
    { EXPECT_LACKS("Proxy-Authorization"), SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(HOST, BY_PROXY, TEXT(CURLOPT_PROXYUSERPWD, "me:1")),
    TURN(NULL, TEXT(CURLOPT_PROXYUSERPWD, "me:2")),
    TURN(NULL, TEXT(CURLOPT_PROXYUSERPWD, NULL)),
  };
  RUN_TURNS(script, turns);
}

static void scenario_22_credentials_that_are_cleared_are_gone(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("Proxy-Authorization: Basic bWU6MQ==\r\n"), SEND(OK_HELLO), EXPECT_END },
    { EXPECT_HEAD("Proxy-Authorization: Basic bWU6\r\n"), SEND(OK_HELLO), EXPECT_END }, /* no old password */
    { EXPECT_LACKS("Proxy-Authorization"), SEND(OK_HELLO), EXPECT_END },
  };
  static const struct turn turns[] = {
    TURN(HOST, BY_PROXY, TEXT(CURLOPT_PROXYUSERPWD, "me:1")),
    TURN(NULL, TEXT(CURLOPT_PROXYUSERPWD, "me")),
    TURN(NULL, TEXT(CURLOPT_PROXYUSERPWD, NULL)),
  };
  RUN_TURNS(script, turns);
}

static void scenario_22_reset_forgets_the_proxy(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("Proxy-Authorization: Basic bWU6MQ==\r\n"), SEND(OK_HELLO), EXPECT_END },
    { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END },
  };
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_start(&peer);
  for(int i = 0; i < 2; i++) {
    peer_install(&peer, easy);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop_all);
    curl_easy_setopt(easy, CURLOPT_URL, URL);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    if(!i) curl_easy_setopt(easy, CURLOPT_PROXY, "http://me:1@192.0.2.9");
    assert_int_equal(curl_easy_perform(easy), CURLE_OK);
    curl_easy_reset(easy);
  }
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
}

static void the_environment_is_read_for_each_transfer(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END },
    { EXPECT_HEAD("GET http://192.0.2.1/ "), SEND(OK_HELLO), EXPECT_END },
  };
  CURL *easy = curl_easy_init();
  long used;
  peer_init(&peer, script);
  peer_start(&peer);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop_all);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  setenv("HTTP_PROXY", "http://192.0.2.9", 1); /* not for http: */
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  setenv("http_proxy", "http://192.0.2.9", 1);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_USED_PROXY, &used), CURLE_OK);
  assert_int_equal(used, 1);
  setenv("NO_PROXY", "192.0.0.0/16", 1);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_USED_PROXY, &used), CURLE_OK);
  assert_int_equal(used, 0);
  unsetenv("HTTP_PROXY");
  unsetenv("http_proxy");
  unsetenv("NO_PROXY");
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_names_no_proxy_fails),
    cmocka_unit_test(a_proxy_that_is_not_found_is_told_as_such),
    cmocka_unit_test(scenario_36_line_breaks_in_a_url_reach_no_proxy),
    cmocka_unit_test(a_request_names_scheme_host_and_port),
    cmocka_unit_test(a_url_of_ftp_is_asked_for_in_http),
    cmocka_unit_test(who_one_is_for_ftp_stands_in_the_url),
    cmocka_unit_test(the_type_of_a_file_is_told_where_the_program_wants_it),
    cmocka_unit_test(an_upload_by_ftp_is_a_put),
    cmocka_unit_test(the_programs_own_target_stays),
    cmocka_unit_test(a_body_is_forwarded),
    cmocka_unit_test(credentials_go_to_the_proxy),
    cmocka_unit_test(without_basic_alone_no_credentials_are_sent_unasked),
    cmocka_unit_test(a_login_with_a_nul_is_refused),
    cmocka_unit_test(a_forwarding_proxy_gets_both_lists),
    cmocka_unit_test(unified_lists_are_the_servers_alone),
    cmocka_unit_test(a_line_of_ours_is_taken_back),
    cmocka_unit_test(without_a_proxy_its_lines_stay_here),
    cmocka_unit_test(an_old_proxys_own_word_counts),
    cmocka_unit_test(a_refusal_is_an_answer),
    cmocka_unit_test(different_hosts_share_the_connection_to_their_proxy),
    cmocka_unit_test(connections_to_a_proxy_are_counted_as_its_own),
    cmocka_unit_test(scenario_05_other_credentials_take_another_connection),
    cmocka_unit_test(scenario_22_credentials_that_are_cleared_are_gone),
    cmocka_unit_test(scenario_22_reset_forgets_the_proxy),
    cmocka_unit_test(the_environment_is_read_for_each_transfer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
