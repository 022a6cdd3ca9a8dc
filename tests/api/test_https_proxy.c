/* TLS and proxies: to an origin through a tunnel, to a proxy, and one in the other. */
#include "https.h"
#include <string.h>

#define PLAIN_PROXY "http://proxy.example:1080"
#define TLS_PROXY   "https://proxy.example:1080"
#define FORWARDED                                                                                     \
  EXPECT("GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\nProxy-Connection: " \
         "Keep-Alive\r\n\r\n")
#define TUNNEL          \
  {                     \
    .kind = STAGE_PROXY \
  }

static CURL *begin_by(const struct step (*script)[PEER_STEPS_MAX], const struct stage (*stages)[TLS_STAGES_MAX],
                      const char *proxy, const char *url)
{
  CURL *easy = https_begin(script, stages, url);
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy);
  return easy;
}

/* ---- refusals ---- */

static void a_proxy_that_nobody_vouches_for_gets_nothing(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_rogue) } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, HTTPS_HOST);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  assert_int_not_equal(https_long(easy, CURLINFO_PROXY_SSL_VERIFYRESULT), 0);
  assert_int_equal(https_long(easy, CURLINFO_SSL_VERIFYRESULT), 0);
  https_finish(easy);
}

static void another_proxy_gets_nothing(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_example) } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, HTTPS_HOST);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  https_finish(easy);
}

/* What is set for one says nothing of the other. */
static void trust_in_the_origin_is_none_in_the_proxy(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy) } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, HTTPS_HOST);
  https_set_cert(easy, CURLOPT_PROXY_CAINFO_BLOB, &https_other_ca);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  https_finish(easy);
}

static void trust_in_the_proxy_is_none_in_the_origin(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy), TUNNEL, TLS_AS(https_rogue) } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, HTTPS_HOST);
  https_set_cert(easy, CURLOPT_PROXY_CAINFO_BLOB, &https_ca);
  curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYHOST, 0L);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  assert_int_not_equal(https_long(easy, CURLINFO_SSL_VERIFYRESULT), 0);
  https_finish(easy);
}

/* The tunnel ends where it says, whoever answers there. */
static void the_proxys_certificate_is_not_the_origins(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TUNNEL, TLS_AS(https_proxy) } };
  CURL *easy = begin_by(script, stages, PLAIN_PROXY, HTTPS_HOST);
  https_expect(easy, CURLE_PEER_FAILED_VERIFICATION, NULL);
  https_finish(easy);
}

static void a_handshake_that_stalls_in_a_tunnel_ends_in_the_time_out(void **state)
{
  SCRIPT = { { EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy), TUNNEL, { .kind = STAGE_STALL } } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 300L);
  https_expect(easy, CURLE_OPERATION_TIMEDOUT, NULL);
  https_finish(easy);
}

static void a_refused_tunnel_is_told_over_tls(void **state)
{
  SCRIPT = { { EXPECT_HEAD("CONNECT example.com:443 HTTP/1.1\r\n"),
               SEND("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy) } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, HTTPS_HOST);
  https_expect(easy, CURLE_COULDNT_CONNECT, NULL);
  assert_int_equal(https_long(easy, CURLINFO_HTTP_CONNECTCODE), 403);
  https_finish(easy);
}

/* ---- the ways ---- */

static void a_tunnel_leads_to_the_origin(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TUNNEL, TLS_AS(https_example) } };
  CURL *easy = begin_by(script, stages, PLAIN_PROXY, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].connect, "CONNECT example.com:443 HTTP/1.1");
  assert_string_equal(https_peer.notes[0][1].sni, "example.com");
}

static void a_proxy_forwards_what_it_got_over_tls(void **state)
{
  SCRIPT = { { FORWARDED, SEND(OK_HELLO), FORWARDED, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy) } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, "http://example.com/");
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].sni, "proxy.example");
  assert_string_equal(https_peer.notes[0][0].alpn, "http/1.1");
}

static void tls_goes_through_tls(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy), TUNNEL, TLS_AS(https_example) } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, HTTPS_HOST);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  assert_int_equal(https_long(easy, CURLINFO_SSL_VERIFYRESULT), 0);
  assert_int_equal(https_long(easy, CURLINFO_PROXY_SSL_VERIFYRESULT), 0);
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].sni, "proxy.example");
  assert_string_equal(https_peer.notes[0][1].connect, "CONNECT example.com:443 HTTP/1.1");
  assert_string_equal(https_peer.notes[0][2].sni, "example.com");
}

#define LARGE (1024 * 1024)
static size_t received;
static size_t count_body(char *data, size_t size, size_t count, void *clientp)
{
  received += size * count;
  return size * count;
}

static size_t give_much(char *to, size_t size, size_t count, void *clientp)
{
  memset(to, 'x', size * count);
  return size * count;
}

static void large_bodies_pass_through_both(void **state)
{
  SCRIPT = { { EXPECT_HEAD("PUT / HTTP/1.1\r\n"), EXPECT_FILL("x", LARGE),
               SEND("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n"), SEND_FILL("y", LARGE), EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy), TUNNEL, TLS_AS(https_example) } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, HTTPS_HOST);
  received = 0;
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE, (long)LARGE);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_much);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count_body);
  curl_easy_setopt(easy, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
  https_expect(easy, CURLE_OK, "");
  assert_int_equal(received, LARGE);
  https_finish(easy);
}

static void a_tunnel_for_http_goes_through_tls(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy), TUNNEL } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, "http://example.com/");
  curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][1].connect, "CONNECT example.com:80 HTTP/1.1");
}

/* Who one is at the proxy, the origin is not told, and the other way round. */
static void each_sees_its_own_certificate_of_the_client(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { { .kind = STAGE_TLS, .cert = &https_proxy, .wants_client = true },
               TUNNEL,
               { .kind = STAGE_TLS, .cert = &https_example, .wants_client = true } } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, HTTPS_HOST);
  https_set_cert(easy, CURLOPT_PROXY_SSLCERT_BLOB, &https_client);
  https_set_key(easy, CURLOPT_PROXY_SSLKEY_BLOB, &https_client, NULL);
  https_set_cert(easy, CURLOPT_SSLCERT_BLOB, &https_second);
  https_set_key(easy, CURLOPT_SSLKEY_BLOB, &https_second, NULL);
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_string_equal(https_peer.notes[0][0].client, "somebody");
  assert_string_equal(https_peer.notes[0][2].client, "second");
}

static void the_proxys_key_can_be_pinned(void **state)
{
  SCRIPT = { { FORWARDED, SEND(OK_HELLO), EXPECT_END }, { EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy) }, { TLS_AS(https_proxy) } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, "http://example.com/");
  curl_easy_setopt(easy, CURLOPT_PROXY_PINNEDPUBLICKEY, tls_cert_pin(&https_proxy));
  https_expect(easy, CURLE_OK, "hello");
  curl_easy_setopt(easy, CURLOPT_PROXY_PINNEDPUBLICKEY, tls_cert_pin(&https_example));
  https_expect(easy, CURLE_SSL_PINNEDPUBKEYNOTMATCH, NULL);
  https_finish(easy);
}

/* RFC 9110, section 11.7.1: they are for the proxy alone. */
static void credentials_for_the_proxy_stay_there(void **state)
{
  SCRIPT = { { EXPECT_LACKS("Proxy-Authorization"), SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_proxy), TUNNEL, TLS_AS(https_example) } };
  CURL *easy = begin_by(script, stages, TLS_PROXY, HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, "me:1");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
}

/* A ticket of the one is nothing for the other, though both are the same server to OpenSSL. */
static void scenario_12_a_ticket_of_the_proxy_is_not_for_the_origin(void **state)
{
  SCRIPT = { { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END }, { GET_EXAMPLE, SEND(OK_HELLO), EXPECT_END } };
  STAGES = { { TLS_AS(https_example), TUNNEL, TLS_AS(https_example) },
             { TLS_AS(https_example), TUNNEL, TLS_AS(https_example) } };
  CURL *easy = begin_by(script, stages, "https://example.com:1080", HTTPS_HOST);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  https_expect(easy, CURLE_OK, "hello");
  https_expect(easy, CURLE_OK, "hello");
  https_finish(easy);
  assert_false(https_peer.notes[0][0].was_resumed);
  assert_false(https_peer.notes[0][2].was_resumed);
  assert_true(https_peer.notes[1][0].was_resumed);
  assert_true(https_peer.notes[1][2].was_resumed);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_proxy_that_nobody_vouches_for_gets_nothing),
    cmocka_unit_test(another_proxy_gets_nothing),
    cmocka_unit_test(trust_in_the_origin_is_none_in_the_proxy),
    cmocka_unit_test(trust_in_the_proxy_is_none_in_the_origin),
    cmocka_unit_test(the_proxys_certificate_is_not_the_origins),
    cmocka_unit_test(a_handshake_that_stalls_in_a_tunnel_ends_in_the_time_out),
    cmocka_unit_test(a_refused_tunnel_is_told_over_tls),
    cmocka_unit_test(a_tunnel_leads_to_the_origin),
    cmocka_unit_test(a_proxy_forwards_what_it_got_over_tls),
    cmocka_unit_test(tls_goes_through_tls),
    cmocka_unit_test(large_bodies_pass_through_both),
    cmocka_unit_test(a_tunnel_for_http_goes_through_tls),
    cmocka_unit_test(each_sees_its_own_certificate_of_the_client),
    cmocka_unit_test(the_proxys_key_can_be_pinned),
    cmocka_unit_test(credentials_for_the_proxy_stay_there),
    cmocka_unit_test(scenario_12_a_ticket_of_the_proxy_is_not_for_the_origin),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
