/* Proxies that are asked for HTTP/2 (CURLPROXY_HTTPS2): tunnels on a stream of it (RFC 9113, section 8.5). */
#include "https.h"
#include <string.h>

#define PROXY "https://proxy.example:1080"
#define TO_PROXY                                               \
  {                                                            \
    .kind = STAGE_TLS, .cert = &https_proxy, .speaks_h2 = true \
  }
#define TUNNEL(p)                        \
  {                                      \
    .kind = STAGE_H2_PROXY, .plan = &(p) \
  }
#define PLAN     static const struct h2_proxy_plan plan
#define HTTP_URL "http://example.com/"
#define ASKED    ":method CONNECT\n:authority example.com:443\n"
#define OVER_H2                                   \
  {                                               \
    TO_PROXY, TUNNEL(plan), TLS_AS(https_example) \
  }

static CURL *begin_by(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX],
                      const char *url)
{
  CURL *easy = https_begin(script, stages, url);
  curl_easy_setopt(easy, CURLOPT_PROXY, PROXY);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_PROXYTYPE, (long)CURLPROXY_HTTPS2), CURLE_OK);
  return easy;
}

/* What the proxy of the first connection has seen. */
static const struct h2_proxy_notes *seen(size_t conn) { return &https_peer.notes[conn][1].h2; }

/* ---- the tunnel ---- */

static void a_stream_is_the_tunnel(void **state)
{
  PLAN = { .answer_count = 0 };
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { OVER_H2 };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_HTTP_CONNECTCODE), 200);
  assert_int_equal(https_long(easy, CURLINFO_RESPONSE_CODE), 200);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_NUM_CONNECTS), 0);
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].offered, "h2,http/1.1");
  assert_string_equal(https_peer.notes[0][0].alpn, "h2");
  assert_string_equal(seen(0)->requests, ASKED);
  assert_true(seen(0)->has_ended);
  assert_true(seen(0)->has_goaway);
  assert_int_equal(seen(0)->bad_frames, 0);
}

static void what_the_proxy_chooses_counts(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy), { .kind = STAGE_PROXY }, TLS_AS(https_example) } };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].offered, "h2,http/1.1");
  assert_string_equal(https_peer.notes[0][1].connect, "CONNECT example.com:443 HTTP/1.1");
}

static void only_this_type_of_proxy_is_offered_it(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TO_PROXY, { .kind = STAGE_PROXY }, TLS_AS(https_example) } };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PROXYTYPE, (long)CURLPROXY_HTTPS);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].offered, "http/1.1");
}

static void a_tunnel_carries_http_in_clear(void **state)
{
  PLAN = { .answer_count = 0 };
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TO_PROXY, TUNNEL(plan) } };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(seen(0)->requests, ":method CONNECT\n:authority example.com:80\n");
}

static size_t take_lines(char *data, size_t size, size_t count, void *clientp)
{
  text_add(clientp, data, size * count);
  return size * count;
}

static void heads_of_the_proxy_are_told_as_its_own(void **state)
{
  PLAN = { .answers = { { .is_interim_first = true } }, .answer_count = 1 };
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { OVER_H2 };
  struct text lines = { 0 };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_lines);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &lines);
  https_expect(easy, CURLE_OK, "hello");
  assert_string_equal(lines.at, "HTTP/2 103 \r\n\r\nHTTP/2 200 \r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  https_finish(easy);
  text_free(&lines);
}

static void heads_of_the_proxy_can_be_suppressed(void **state)
{
  PLAN = { .answers = { { .status = 407, .name = "proxy-authenticate", .value = "Basic realm=\"x\"" } },
           .answer_count = 1 };
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { OVER_H2 };
  struct text lines = { 0 };
  struct curl_header *h;
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_lines);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &lines);
  curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_ANY);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(curl_easy_header(easy, "Proxy-Authenticate", 0, CURLH_CONNECT, 0, &h), CURLHE_OK);
  https_finish(easy);
  assert_non_null(strstr(lines.at, "proxy-authenticate"));
  text_free(&lines);
  easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_lines);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &lines);
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_ANY);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  https_expect(easy, CURLE_OK, "hello");
  assert_string_equal(lines.at, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  https_finish(easy);
  text_free(&lines);
}

static void the_programs_headers_for_proxies_are_sent(void **state)
{
  static struct curl_slist own = { (char *)(uintptr_t) "X-Own: Yes", NULL };
  PLAN = { .answer_count = 0 };
  SCRIPT = { { EXPECT_LACKS("X-Own"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { OVER_H2 };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PROXYHEADER, &own);
  curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "me");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(seen(0)->requests, ASKED "user-agent me\nx-own Yes\n");
}

/* ---- credentials ---- */

#define BASIC "proxy-authorization Basic bWU6MQ==\n"

static void basic_credentials_go_with_the_first_request(void **state)
{
  PLAN = { .answer_count = 0 };
  SCRIPT = { { EXPECT_LACKS("Authorization"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { OVER_H2 };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(seen(0)->requests, ASKED BASIC);
}

static void a_challenge_is_answered_on_the_same_connection(void **state)
{
  PLAN = { .answers = { { .status = 407, .name = "proxy-authenticate", .value = "Basic realm=\"x\"", .body = "who?" } },
           .answer_count = 1 };
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { OVER_H2 };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_ANY);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_NUM_CONNECTS), 1);
  assert_int_equal(https_long(easy, CURLINFO_PROXYAUTH_AVAIL), CURLAUTH_BASIC);
  https_finish(easy);
  assert_string_equal(seen(0)->requests, ASKED ASKED BASIC);
}

static void digest_is_answered(void **state)
{
  PLAN = { .answers = { { .status = 407,
                          .name = "proxy-authenticate",
                          .value = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"" } },
           .answer_count = 1 };
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { OVER_H2 };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_DIGEST);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_non_null(strstr(seen(0)->requests, "proxy-authorization Digest username=\"me\""));
  assert_non_null(strstr(seen(0)->requests, "uri=\"example.com:443\""));
}

/* It lets in a connection, and not a request. */
static void ntlm_is_spoken_in_http_1(void **state)
{
  SCRIPT = { { EXPECT_HEAD("Proxy-Authorization: NTLM "), SEND("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"),
               EXPECT_END } };
  STAGES = { { TO_PROXY } };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_NTLM);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  https_expect(easy, CURLE_COULDNT_CONNECT, NULL);
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].offered, "http/1.1");
}

static void a_challenge_for_ntlm_leads_to_http_1(void **state)
{
  PLAN = { .answers = { { .status = 407, .name = "proxy-authenticate", .value = "NTLM" } }, .answer_count = 1 };
  SCRIPT = { { EXPECT_END },
             { EXPECT_HEAD("Proxy-Authorization: NTLM "), SEND("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"),
               EXPECT_END } };
  STAGES = { { TO_PROXY, TUNNEL(plan) }, { TO_PROXY } };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_ANY);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  https_expect(easy, CURLE_COULDNT_CONNECT, NULL);
  https_finish(easy);
  assert_string_equal(https_peer.notes[1][0].offered, "http/1.1");
}

/* ---- refusals ---- */

static void refused(const struct h2_proxy_plan *plan, CURLcode code, long status, const char *why)
{
  SCRIPT = { { EXPECT_END } };
  const struct stage stages[PEER_CONNS_MAX][TLS_STAGES_MAX] = { { TO_PROXY, TUNNEL(*plan) } };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  if(code == CURLE_HTTP_RETURNED_ERROR) curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
  https_expect(easy, code, NULL);
  assert_int_equal(https_long(easy, CURLINFO_HTTP_CONNECTCODE), status);
  assert_int_equal(https_long(easy, CURLINFO_RESPONSE_CODE), 0);
  if(!strstr(https_error, why)) fail_msg("'%s' in place of '%s'", https_error, why);
  https_finish(easy);
}

static void a_refusal_has_the_codes_of_http_1(void **state)
{
  static const struct h2_proxy_plan
      no = { .answers = { { .status = 403, .body = "no" } }, .answer_count = 1 },
      who = { .answers = { { .status = 407, .name = "proxy-authenticate", .value = "Basic realm=\"x\"" } },
              .answer_count = 1 },
      there = { .answers = { { .status = 302, .name = "location", .value = "/" } }, .answer_count = 1 },
      endless = { .answers = { { .status = 502, .body = "x", .body_len = 1 << 30 } }, .answer_count = 1 };
  refused(&no, CURLE_COULDNT_CONNECT, 403, "CONNECT tunnel failed, response 403");
  refused(&no, CURLE_HTTP_RETURNED_ERROR, 403, "403");
  refused(&who, CURLE_COULDNT_CONNECT, 407, "CONNECT tunnel failed, response 407");
  refused(&there, CURLE_COULDNT_CONNECT, 302, "CONNECT tunnel failed, response 302");
  refused(&endless, CURLE_COULDNT_CONNECT, 502, "CONNECT tunnel failed, response 502");
}

static void a_reset_before_the_answer_fails(void **state)
{
  static const struct h2_proxy_plan failed = { .answers = { { .reset = 0xa } }, .answer_count = 1 },
                                    unserved = { .answers = { { .reset = 7 } }, .answer_count = 1 };
  refused(&failed, CURLE_RECV_ERROR, 0, "CONNECT_ERROR");
  refused(&unserved, CURLE_RECV_ERROR, 0, "REFUSED_STREAM");
}

static void a_proxy_that_wants_http_1_gets_it(void **state)
{
  PLAN = { .answers = { { .reset = 0xd } }, .answer_count = 1 };
  SCRIPT = { { EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TO_PROXY, TUNNEL(plan) }, { TO_PROXY, { .kind = STAGE_PROXY }, TLS_AS(https_example) } };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[1][0].offered, "http/1.1");
}

/* A challenge with the last word: the next round needs another connection. */
static void a_proxy_that_goes_away_is_asked_anew(void **state)
{
  PLAN = {
    .answers = { { .status = 407, .name = "proxy-authenticate", .value = "Basic realm=\"x\"", .goes_away = true } },
    .answer_count = 1
  };
  static const struct h2_proxy_plan open = { .answer_count = 0 };
  SCRIPT = { { EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TO_PROXY, TUNNEL(plan) }, { TO_PROXY, TUNNEL(open), TLS_AS(https_example) } };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_ANY);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(seen(1)->requests, ASKED BASIC);
}

static void a_proxy_that_stalls_ends_in_the_time_out(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TO_PROXY, { .kind = STAGE_STALL } } };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 200L);
  https_expect(easy, CURLE_OPERATION_TIMEDOUT, NULL);
  assert_non_null(strstr(https_error, "Proxy CONNECT timed out"));
  https_finish(easy);
}

/* ---- forwarding ---- */

static void a_proxy_forwards_in_http_2(void **state)
{
  PLAN = { .answers = { { .status = 200, .body = "hello" }, { .status = 200, .body = "hello" } }, .answer_count = 2 };
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TO_PROXY, TUNNEL(plan) } };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_2_0);
  curl_easy_setopt(easy, CURLOPT_URL, "http://other.example/a");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_NUM_CONNECTS), 0);
  https_finish(easy);
  assert_string_equal(seen(0)->requests, ":method GET\n:scheme http\n:authority example.com\n:path /\naccept */*\n"
                                         ":method GET\n:scheme http\n:authority other.example\n:path /a\naccept */*\n");
}

static void a_proxy_that_forwards_may_want_credentials(void **state)
{
  PLAN = { .answers = { { .status = 407, .name = "proxy-authenticate", .value = "Basic realm=\"x\"" },
                        { .status = 200, .body = "hello" } },
           .answer_count = 2 };
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TO_PROXY, TUNNEL(plan) } };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_ANY);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_non_null(strstr(seen(0)->requests, "proxy-authorization Basic bWU6MQ==\n"));
}

static void the_origins_version_says_nothing_of_the_proxy(void **state)
{
  PLAN = { .answers = { { .status = 200, .body = "hello" } }, .answer_count = 1 };
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TO_PROXY, TUNNEL(plan) } };
  CURL *easy = begin_by(script, stages, HTTP_URL);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_HTTP_VERSION), CURL_HTTP_VERSION_2_0);
  https_finish(easy);
}

static void the_origins_alpn_says_nothing_of_the_proxy(void **state)
{
  PLAN = { .answer_count = 0 };
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { OVER_H2 };
  CURL *easy = begin_by(script, stages, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].offered, "h2,http/1.1");
  assert_string_equal(https_peer.notes[0][2].offered, "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_stream_is_the_tunnel),
    cmocka_unit_test(what_the_proxy_chooses_counts),
    cmocka_unit_test(only_this_type_of_proxy_is_offered_it),
    cmocka_unit_test(a_tunnel_carries_http_in_clear),
    cmocka_unit_test(heads_of_the_proxy_are_told_as_its_own),
    cmocka_unit_test(heads_of_the_proxy_can_be_suppressed),
    cmocka_unit_test(the_programs_headers_for_proxies_are_sent),
    cmocka_unit_test(basic_credentials_go_with_the_first_request),
    cmocka_unit_test(a_challenge_is_answered_on_the_same_connection),
    cmocka_unit_test(digest_is_answered),
    cmocka_unit_test(ntlm_is_spoken_in_http_1),
    cmocka_unit_test(a_challenge_for_ntlm_leads_to_http_1),
    cmocka_unit_test(a_refusal_has_the_codes_of_http_1),
    cmocka_unit_test(a_reset_before_the_answer_fails),
    cmocka_unit_test(a_proxy_that_wants_http_1_gets_it),
    cmocka_unit_test(a_proxy_that_goes_away_is_asked_anew),
    cmocka_unit_test(a_proxy_that_stalls_ends_in_the_time_out),
    cmocka_unit_test(a_proxy_forwards_in_http_2),
    cmocka_unit_test(a_proxy_that_forwards_may_want_credentials),
    cmocka_unit_test(the_origins_version_says_nothing_of_the_proxy),
    cmocka_unit_test(the_origins_alpn_says_nothing_of_the_proxy),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
