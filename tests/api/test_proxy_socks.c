/* SOCKS proxies, and HAProxy's PROXY header: what goes over the wire before the request. */
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>

#define HOST      "http://example.com/"
#define GET_HOST  "GET / HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n"
#define BY(proxy) TEXT(CURLOPT_PROXY, proxy), TEXT(CURLOPT_NOPROXY, "")
#define GRANTED4  "\0\x5a\0\0\0\0\0\0"
#define GRANTED5  "\5\0\0\1\0\0\0\0\0\0"
#define ASKED5   \
  "\5\1\0\3\x0b" \
  "example.com\0\120"

/* ---- failures ---- */

static void refusals_are_told_with_their_reason(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("socks4a://192.0.2.9") },
           .conn = { { EXPECT("\4\1\0\120\0\0\0\1\0"
                              "example.com\0"),
                       SEND("\0\x5b\0\0\0\0\0\0") } },
           .code = CURLE_PROXY,
           .infos = { { CURLINFO_PROXY_ERROR, CURLPX_REQUEST_FAILED, NULL }, { CURLINFO_USED_PROXY, 1, NULL } });
  EXCHANGE(.url = HOST, .options = { BY("socks5h://192.0.2.9") }, .conn = { { EXPECT("\5\2\0\1"), SEND("\5\xff") } },
           .code = CURLE_PROXY, .infos = { { CURLINFO_PROXY_ERROR, CURLPX_NO_AUTH, NULL } });
  EXCHANGE(.url = HOST, .options = { BY("socks5h://192.0.2.9") },
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT(ASKED5), SEND("\5\4\0\1\0\0\0\0\0\0") } },
           .code = CURLE_PROXY, .infos = { { CURLINFO_PROXY_ERROR, CURLPX_REPLY_HOST_UNREACHABLE, NULL } });
  EXCHANGE(.url = HOST, .options = { BY("socks5h://me:1@192.0.2.9") },
           .conn = { { EXPECT("\5\3\0\1\2"), SEND("\5\2"),
                       EXPECT("\1\2me\1"
                              "1"),
                       SEND("\1\1") } },
           .code = CURLE_PROXY, .infos = { { CURLINFO_PROXY_ERROR, CURLPX_USER_REJECTED, NULL } });
}

/* CURLINFO_PROXY_ERROR is of the last transfer. */
static void a_reason_is_forgotten_with_the_next_transfer(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("socks5h://192.0.2.9") }, .times = 2,
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\xff"), EXPECT_END },
                     { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT(ASKED5), SEND(GRANTED5), EXPECT(GET_HOST),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { { CURLINFO_PROXY_ERROR, CURLPX_OK, NULL } });
}

static void a_proxy_that_closes_at_any_byte_is_a_proxy_error(void **state)
{
  static const char method[] = "\5\0", reply[] = GRANTED5;
  for(size_t len = 0; len < 2; len++) {
    struct exchange e = { .url = HOST,
                          .modes = EASY,
                          .options = { BY("socks5h://192.0.2.9") },
                          .conn = { { EXPECT("\5\2\0\1"), { STEP_SEND, method, len }, CLOSE } },
                          .code = CURLE_PROXY,
                          .infos = { { CURLINFO_PROXY_ERROR, CURLPX_CLOSED, NULL } } };
    if(!len) e.conn[0][1] = (struct step)CLOSE;
    run_exchange(&e);
  }
  for(size_t len = 1; len < 10; len++)
    EXCHANGE(.url = HOST, .modes = EASY, .options = { BY("socks5h://192.0.2.9") },
             .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT(ASKED5), { STEP_SEND, reply, len }, CLOSE } },
             .code = CURLE_PROXY, .infos = { { CURLINFO_PROXY_ERROR, CURLPX_CLOSED, NULL } });
}

static void a_proxy_that_stalls_at_any_byte_ends_in_the_time_out(void **state)
{
  static const char reply[] = GRANTED5, granted[] = GRANTED4;
  EXCHANGE(.url = HOST, .modes = EASY, .options = { BY("socks5h://192.0.2.9"), LONG(CURLOPT_CONNECTTIMEOUT_MS, 30) },
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5"), EXPECT_END } }, .code = CURLE_OPERATION_TIMEDOUT,
           .error = "Proxy handshake timed out");
  for(size_t len = 1; len < 10; len += 2)
    EXCHANGE(.url = HOST, .modes = EASY, .options = { BY("socks5h://192.0.2.9"), LONG(CURLOPT_TIMEOUT_MS, 30) },
             .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT(ASKED5), { STEP_SEND, reply, len }, EXPECT_END } },
             .code = CURLE_OPERATION_TIMEDOUT);
  for(size_t len = 1; len < 8; len += 2)
    EXCHANGE(.url = HOST, .modes = EASY, .options = { BY("socks4a://192.0.2.9"), LONG(CURLOPT_CONNECTTIMEOUT_MS, 30) },
             .conn = { { EXPECT("\4\1\0\120\0\0\0\1\0"
                                "example.com\0"),
                         { STEP_SEND, granted, len },
                         EXPECT_END } },
             .code = CURLE_OPERATION_TIMEDOUT);
}

static char url_of[2][7 + 256 + 2];

static int write_urls(void **state)
{
  for(size_t i = 0; i < 2; i++) {
    strcpy(url_of[i], "http://");
    memset(url_of[i] + 7, 'x', 255 + i);
    strcpy(url_of[i] + 7 + 255 + i, "/");
  }
  return 0;
}

static void scenario_49_names_of_255_bytes_go_and_longer_ones_do_not(void **state)
{
  static char asked[5 + 255 + 2] = "\5\1\0\3\377";
  memset(asked + 5, 'x', 255);
  asked[5 + 255 + 1] = 80;
  EXCHANGE(.url = url_of[0], .options = { BY("socks5h://192.0.2.9") },
           .conn = { { EXPECT("\5\2\0\1"),
                       SEND("\5\0"),
                       { STEP_EXPECT, asked, sizeof asked },
                       SEND(GRANTED5),
                       EXPECT_HEAD("GET / HTTP/1.1\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.url = url_of[1], .options = { BY("socks5h://192.0.2.9") },
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT_END } }, .code = CURLE_PROXY, .error = "too long",
           .infos = { { CURLINFO_PROXY_ERROR, CURLPX_LONG_HOSTNAME, NULL } });
  EXCHANGE(.url = url_of[1], .options = { BY("socks4a://192.0.2.9") }, .conn = { { EXPECT_END } }, .code = CURLE_PROXY,
           .infos = { { CURLINFO_PROXY_ERROR, CURLPX_LONG_HOSTNAME, NULL } });
}

static void version_4_has_no_ipv6(void **state)
{
  EXCHANGE(.url = "http://[2001:db8::1]/", .options = { BY("socks4://192.0.2.9") }, .conn = { { EXPECT_END } },
           .code = CURLE_PROXY, .infos = { { CURLINFO_PROXY_ERROR, CURLPX_BAD_ADDRESS_TYPE, NULL } });
}

static void a_host_that_is_not_found_here_is_the_hosts_failure(void **state)
{
  EXCHANGE(.url = "http://host.onion/", .options = { BY("socks5://192.0.2.9") }, .code = CURLE_COULDNT_RESOLVE_HOST,
           .infos = { { CURLINFO_USED_PROXY, 1, NULL } });
}

static void pre_proxies_are_socks_before_http(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("socks5://a"), TEXT(CURLOPT_PRE_PROXY, "socks5://b") },
           .code = CURLE_COULDNT_RESOLVE_PROXY);
  EXCHANGE(.url = HOST, .options = { BY("a"), TEXT(CURLOPT_PRE_PROXY, "http://b") },
           .code = CURLE_COULDNT_RESOLVE_PROXY);
}

static void a_client_that_is_no_address_is_refused(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_HAPROXY_CLIENT_IP, "1.2.3.4 1.2.3.4 1 1\r\nGET /") }, .conn = { { EXPECT_END } },
           .code = CURLE_BAD_FUNCTION_ARGUMENT);
}

/* ---- each version ---- */

static void version_4_tells_an_address(void **state)
{
  EXCHANGE(.options = { BY("socks4://me@192.0.2.9") },
           .conn = { { EXPECT("\4\1\0\120\xc0\0\2\1me\0"), SEND(GRANTED4), EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { { CURLINFO_USED_PROXY, 1, NULL } });
}

static struct curl_slist both_families = { (char *)"example.com:80:[2001:db8::1],192.0.2.1", NULL };

static void what_is_looked_up_here_is_told_as_an_address(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("socks4://192.0.2.9"), POINTER(CURLOPT_RESOLVE, &both_families) },
           .conn = { { EXPECT("\4\1\0\120\xc0\0\2\1\0"), SEND(GRANTED4), EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.url = HOST, .options = { BY("socks5://192.0.2.9"), POINTER(CURLOPT_RESOLVE, &both_families) },
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT("\5\1\0\4\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\0\120"),
                       SEND(GRANTED5), EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void version_4a_tells_a_name(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("192.0.2.9"), LONG(CURLOPT_PROXYTYPE, CURLPROXY_SOCKS4A) },
           .conn = { { EXPECT("\4\1\0\120\0\0\0\1\0"
                              "example.com\0"),
                       SEND(GRANTED4), EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void version_5h_tells_a_name_or_a_literal(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("socks5h://192.0.2.9") },
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT(ASKED5), SEND("\5\0\0\3\3abc\0\120"), EXPECT(GET_HOST),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.options = { BY("socks5h://192.0.2.9") },
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT("\5\1\0\1\xc0\0\2\1\0\120"), SEND(GRANTED5),
                       EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.url = "http://[2001:db8::1]/", .options = { BY("socks5h://192.0.2.9") },
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT("\5\1\0\4\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\0\120"),
                       SEND(GRANTED5), EXPECT_HEAD("Host: [2001:db8::1]\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void version_5_logs_in_when_it_is_asked_to(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("socks5h://192.0.2.9"), TEXT(CURLOPT_PROXYUSERPWD, "m%65:1") },
           .conn = { { EXPECT("\5\3\0\1\2"), SEND("\5\2"),
                       EXPECT("\1\2me\1"
                              "1"),
                       SEND("\1\0"), EXPECT(ASKED5), SEND(GRANTED5), EXPECT(GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.url = HOST, .options = { BY("socks5h://me:1@192.0.2.9"), LONG(CURLOPT_SOCKS5_AUTH, CURLAUTH_NONE) },
           .conn = { { EXPECT("\5\1\0"), SEND("\5\0"), EXPECT(ASKED5), SEND(GRANTED5), EXPECT(GET_HOST),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

/* What comes after that needs a key distribution centre: see tests/e2e. */
static void without_credentials_gssapi_is_a_proxy_error(void **state)
{
  assert_int_equal(setenv("KRB5CCNAME", "FILE:/nonexistent/cache", 1), 0);
  assert_int_equal(setenv("KRB5_CLIENT_KTNAME", "FILE:/nonexistent/keytab", 1), 0);
  assert_int_equal(setenv("KRB5_CONFIG", "/dev/null", 1), 0);
  EXCHANGE(.url = HOST, .options = { BY("socks5h://192.0.2.9"), LONG(CURLOPT_SOCKS5_AUTH, CURLAUTH_GSSAPI) },
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\1"), EXPECT_END } }, .code = CURLE_PROXY,
           .error = "GSSAPI: no security context: ", .infos = { { CURLINFO_PROXY_ERROR, CURLPX_GSSAPI, NULL } });
}

static void gssapi_is_not_offered_where_it_is_not_allowed(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("socks5h://me:1@192.0.2.9"), LONG(CURLOPT_SOCKS5_AUTH, CURLAUTH_BASIC) },
           .conn = { { EXPECT("\5\2\0\2"), SEND("\5\1"), EXPECT_END } }, .code = CURLE_PROXY,
           .infos = { { CURLINFO_PROXY_ERROR, CURLPX_UNKNOWN_MODE, NULL } });
}

/* ---- with others ---- */

static void a_pre_proxy_leads_to_the_http_proxy(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("http://me:1@web:88"), TEXT(CURLOPT_PRE_PROXY, "socks5h://192.0.2.9") },
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT("\5\1\0\3\3web\0X"), SEND(GRANTED5),
                       EXPECT("GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nProxy-Authorization: Basic "
                              "bWU6MQ==\r\nAccept: */*\r\nProxy-Connection: Keep-Alive\r\n\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_pre_proxy_and_a_tunnel_and_a_proxy_header(void **state)
{
  EXCHANGE(.url = HOST,
           .options = { BY("http://web:88"), TEXT(CURLOPT_PRE_PROXY, "socks4a://192.0.2.9"),
                        LONG(CURLOPT_HTTPPROXYTUNNEL, 1), TEXT(CURLOPT_HAPROXY_CLIENT_IP, "2001:db8::1") },
           .conn = { { EXPECT("\4\1\0X\0\0\0\1\0web\0"), SEND(GRANTED4),
                       EXPECT_HEAD("CONNECT example.com:80 HTTP/1.1\r\n"), SEND("HTTP/1.1 200 OK\r\n\r\n"),
                       EXPECT("PROXY TCP6 2001:db8::1 2001:db8::1 0 0\r\n" GET_HOST), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_proxy_header_needs_no_proxy_and_is_sent_once(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_HAPROXYPROTOCOL, 1) }, .times = 2,
           .conn = { { EXPECT("PROXY UNKNOWN\r\n" GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .body = "hellohello", .kept = 1, .infos = { { CURLINFO_USED_PROXY, 0, NULL } });
}

/* CURLOPT_UNIX_SOCKET_PATH: no proxy can be asked for such a place. */
static void a_unix_socket_leaves_the_proxy_aside(void **state)
{
  EXCHANGE(.options = { BY("socks5h://192.0.2.9"), TEXT(CURLOPT_UNIX_SOCKET_PATH, "/run/nobody") },
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .body = "hello", .kept = 1,
           .infos = { { CURLINFO_USED_PROXY, 0, NULL } });
}

/* ---- the gate ---- */

static struct sockaddr_storage seen;
static unsigned seen_len;

static curl_socket_t look_and_open(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  seen_len = address->addrlen;
  memcpy(&seen, &address->addr, seen_len);
  return peer_open_socket(clientp, purpose, address);
}

static void prepare_gate(struct outcome *o)
{
  seen_len = 0;
  curl_easy_setopt(o->easy, CURLOPT_OPENSOCKETFUNCTION, look_and_open);
  curl_easy_setopt(o->easy, CURLOPT_OPENSOCKETDATA, o->peer);
}

static void the_gate_is_shown_the_proxy(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("socks5h://[2001:db8::9]:4000") }, .prepare = prepare_gate,
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT(ASKED5), SEND(GRANTED5), EXPECT(GET_HOST),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  const unsigned char *bytes = (const unsigned char *)&seen;
  assert_int_equal(seen.ss_family, 10); /* AF_INET6 */
  assert_memory_equal(bytes + 2, "\x0f\xa0", 2);
  assert_memory_equal(bytes + 8, "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x9", 16);
}

static void the_gate_is_shown_a_proxys_unix_socket(void **state)
{
  EXCHANGE(.url = HOST, .options = { BY("socks5h://localhost/run/the%20proxy") }, .prepare = prepare_gate,
           .conn = { { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT(ASKED5), SEND(GRANTED5), EXPECT(GET_HOST),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  assert_int_equal(seen.ss_family, 1); /* AF_UNIX */
  assert_string_equal((const char *)&seen + 2, "/run/the proxy");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(refusals_are_told_with_their_reason),
    cmocka_unit_test(a_proxy_that_closes_at_any_byte_is_a_proxy_error),
    cmocka_unit_test(a_proxy_that_stalls_at_any_byte_ends_in_the_time_out),
    cmocka_unit_test(scenario_49_names_of_255_bytes_go_and_longer_ones_do_not),
    cmocka_unit_test(version_4_has_no_ipv6),
    cmocka_unit_test(a_host_that_is_not_found_here_is_the_hosts_failure),
    cmocka_unit_test(pre_proxies_are_socks_before_http),
    cmocka_unit_test(a_client_that_is_no_address_is_refused),
    cmocka_unit_test(a_reason_is_forgotten_with_the_next_transfer),
    cmocka_unit_test(version_4_tells_an_address),
    cmocka_unit_test(what_is_looked_up_here_is_told_as_an_address),
    cmocka_unit_test(version_4a_tells_a_name),
    cmocka_unit_test(version_5h_tells_a_name_or_a_literal),
    cmocka_unit_test(version_5_logs_in_when_it_is_asked_to),
    cmocka_unit_test(without_credentials_gssapi_is_a_proxy_error),
    cmocka_unit_test(gssapi_is_not_offered_where_it_is_not_allowed),
    cmocka_unit_test(a_pre_proxy_leads_to_the_http_proxy),
    cmocka_unit_test(a_pre_proxy_and_a_tunnel_and_a_proxy_header),
    cmocka_unit_test(a_proxy_header_needs_no_proxy_and_is_sent_once),
    cmocka_unit_test(a_unix_socket_leaves_the_proxy_aside),
    cmocka_unit_test(the_gate_is_shown_the_proxy),
    cmocka_unit_test(the_gate_is_shown_a_proxys_unix_socket),
  };
  return cmocka_run_group_tests(tests, write_urls, NULL);
}
