/* What follows an answer, over HTTP/2 as over HTTP/1: redirects, authentication, cookies, HSTS, codings, alternatives. */
#include "h2_client.h"
#include "https.h"
#include <string.h>

#define H1_HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct h2_page pages[] = {
  { .path = "/", .body = "hello" },
  { .path = "/echo", .is_echo = true },
  { .path = "/go", .status = 302, .fields = "location: /\n", .body = "waste" },
  { .path = "/away", .status = 302, .fields = "location: https://second.example/\n", .body = "waste" },
  { .path = "/loop", .status = 302, .fields = "location: /loop\n" },
  { .path = "/keep", .status = 307, .fields = "location: /echo\n" },
  { .path = "/post", .status = 303, .fields = "location: /\n" },
  { .path = "/digest",
    .status = 401,
    .fields = "www-authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\n",
    .body = "who" },
  { .path = "/basic", .status = 401, .fields = "www-authenticate: Basic realm=r\n", .body = "who" },
  { .path = "/ntlm", .status = 401, .fields = "www-authenticate: NTLM\n", .body = "who" },
  { .path = "/cookie", .fields = "set-cookie: a=1; path=/; secure\nset-cookie: b=2; path=/; httponly\n" },
  { .path = "/hsts", .fields = "strict-transport-security: max-age=1000\n" },
  { .path = "/gzip",
    .fields = "content-encoding: gzip\n",
    .body = "\x1f\x8b\x08\0\0\0\0\0\2\xff\xcb\x48\xcd\xc9\xc9\7\0\x86\xa6\x10\x36\5\0\0\0",
    .len = 25 },
  { .path = "/http1", .is_reset = true, .error = NGHTTP2_HTTP_1_1_REQUIRED },
  { 0 },
};
static const struct h2_setup one[1] = { { 0 } };
static const struct h2_setup tls[1] = { { .cert = &https_example } };

static struct h2_request *request(size_t n) { return h2_request(&h2_peer.conn[0], n); }

static void a_redirect_stays_on_the_connection(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/go");
  curl_easy_setopt(t->easy, CURLOPT_FOLLOWLOCATION, 1L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_long(t, CURLINFO_REDIRECT_COUNT), 1);
  assert_int_equal(h2_request_count(&h2_peer.conn[0]), 2);
  assert_string_equal(h2_field(request(1), ":path"), "/");
  h2_end();
}

static void redirects_have_a_limit(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/loop");
  curl_easy_setopt(t->easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(t->easy, CURLOPT_MAXREDIRS, 3L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_TOO_MANY_REDIRECTS, "");
  assert_int_equal(h2_request_count(&h2_peer.conn[0]), 4);
  h2_end();
}

static void a_redirect_sends_the_body_once_more(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/keep");
  h2_set_upload(t, "what goes up");
  curl_easy_setopt(t->easy, CURLOPT_FOLLOWLOCATION, 1L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "what goes up");
  h2_end();
}

static void a_post_becomes_a_get(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/post");
  curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, "data");
  curl_easy_setopt(t->easy, CURLOPT_FOLLOWLOCATION, 1L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(h2_field(request(1), ":method"), "GET");
  assert_null(h2_field(request(1), "content-length"));
  h2_end();
}

/* As scenario 18 has it for HTTP/1. */
static void scenario_18_a_redirect_takes_no_credentials_to_another_host(void **state)
{
  static const struct h2_setup hosts[2] = { { .cert = &https_example }, { .cert = &https_second } };
  H2_BEGIN(hosts, pages);
  struct h2_transfer *t = h2_new(H2_HTTPS "/away");
  curl_easy_setopt(t->easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(t->easy, CURLOPT_USERPWD, "me:secret");
  curl_easy_setopt(t->easy, CURLOPT_COOKIE, "a=b");
  h2_set_field(t, "Authorization: Bearer mine");
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(h2_field(h2_request(&h2_peer.conn[0], 0), "authorization"), "Bearer mine");
  assert_null(h2_field(h2_request(&h2_peer.conn[1], 0), "authorization"));
  assert_null(h2_field(h2_request(&h2_peer.conn[1], 0), "cookie"));
  h2_end();
}

static void digest_goes_its_rounds(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/digest");
  curl_easy_setopt(t->easy, CURLOPT_USERPWD, "me:secret");
  curl_easy_setopt(t->easy, CURLOPT_HTTPAUTH, CURLAUTH_ANY);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "who");
  assert_int_equal(h2_peer.opens, 1);
  assert_null(h2_field(request(0), "authorization"));
  assert_non_null(strstr(h2_field(request(1), "authorization"), "Digest username=\"me\""));
  h2_end();
}

static void digest_announces_a_body_before_it_sends_one(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/digest");
  curl_easy_setopt(t->easy, CURLOPT_USERPWD, "me:secret");
  curl_easy_setopt(t->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_DIGEST);
  curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, "data");
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "who");
  assert_string_equal(h2_field(request(0), "content-length"), "0");
  assert_string_equal(h2_field(request(1), "content-length"), "4");
  assert_string_equal(request(1)->body.at, "data");
  h2_end();
}

static void cookies_are_kept_and_sent(void **state)
{
  H2_BEGIN(tls, pages);
  struct h2_transfer *t = h2_new(H2_HTTPS "/cookie");
  curl_easy_setopt(t->easy, CURLOPT_COOKIEFILE, "");
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  h2_remove(t);
  curl_easy_setopt(t->easy, CURLOPT_URL, H2_HTTPS "/");
  h2_add(t);
  h2_run();
  const char *cookie = h2_field(request(1), "cookie");
  assert_non_null(cookie);
  assert_non_null(strstr(cookie, "a=1"));
  assert_non_null(strstr(request(1)->fields.at, "b=2"));
  h2_end();
}

static void hsts_is_kept(void **state)
{
  H2_BEGIN(tls, pages);
  struct h2_transfer *t = h2_new(H2_HTTPS "/hsts");
  curl_easy_setopt(t->easy, CURLOPT_HSTS_CTRL, (long)CURLHSTS_ENABLE);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "");
  h2_remove(t);
  curl_easy_setopt(t->easy, CURLOPT_URL, "http://example.com/");
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(h2_field(request(1), ":scheme"), "https");
  assert_int_equal(h2_peer.opens, 1);
  h2_end();
}

static void codings_are_undone(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/gzip");
  curl_easy_setopt(t->easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(h2_field(request(0), "accept-encoding"), "gzip");
  h2_end();
}

static void ranges_and_conditions_go_out(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_TIMECONDITION, (long)CURL_TIMECOND_IFMODSINCE);
  curl_easy_setopt(t->easy, CURLOPT_TIMEVALUE, 1L);
  curl_easy_setopt(t->easy, CURLOPT_CUSTOMREQUEST, "REPORT");
  curl_easy_setopt(t->easy, CURLOPT_REQUEST_TARGET, "*");
  h2_add(t);
  h2_run();
  assert_string_equal(h2_field(request(0), "if-modified-since"), "Thu, 01 Jan 1970 00:00:01 GMT");
  assert_string_equal(h2_field(request(0), ":method"), "REPORT");
  assert_string_equal(h2_field(request(0), ":path"), "*");
  h2_end();
}

/* NTLM lets in a connection; over HTTP/2 that cannot be (RFC 4559 is for HTTP/1). */
static void ntlm_falls_back_to_http_1(void **state)
{
  static const struct h2_setup both[2] = { { .cert = &https_example },
                                           { .cert = &https_example, .alpn = "http/1.1", .h1 = { H1_HELLO } } };
  H2_BEGIN(both, pages);
  struct h2_transfer *t = h2_new(H2_HTTPS "/ntlm");
  curl_easy_setopt(t->easy, CURLOPT_USERPWD, "me:secret");
  curl_easy_setopt(t->easy, CURLOPT_HTTPAUTH, CURLAUTH_ANY);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_non_null(strstr(h2_peer.conn[1].h1.at, "NTLM TlRMTVNTUAAB"));
  h2_end();
}

static void a_peer_may_require_http_1(void **state)
{
  static const struct h2_setup both[2] = { { .cert = &https_example },
                                           { .cert = &https_example, .alpn = "http/1.1", .h1 = { H1_HELLO } } };
  H2_BEGIN(both, pages);
  struct h2_transfer *t = h2_get(H2_HTTPS "/http1");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_string_equal(h2_peer.conn[1].offered, "http/1.1");
  assert_int_equal(h2_long(t, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_1_1);
  h2_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_redirect_stays_on_the_connection),
    cmocka_unit_test(redirects_have_a_limit),
    cmocka_unit_test(a_redirect_sends_the_body_once_more),
    cmocka_unit_test(a_post_becomes_a_get),
    cmocka_unit_test(scenario_18_a_redirect_takes_no_credentials_to_another_host),
    cmocka_unit_test(digest_goes_its_rounds),
    cmocka_unit_test(digest_announces_a_body_before_it_sends_one),
    cmocka_unit_test(cookies_are_kept_and_sent),
    cmocka_unit_test(hsts_is_kept),
    cmocka_unit_test(codings_are_undone),
    cmocka_unit_test(ranges_and_conditions_go_out),
    cmocka_unit_test(ntlm_falls_back_to_http_1),
    cmocka_unit_test(a_peer_may_require_http_1),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
