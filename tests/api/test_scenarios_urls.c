/* Texts that one reader takes for a host, a line or a protocol, and another for something else. See also
 * test_http_redirect.c and test_proxy_forward.c. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"

#define FOLLOW    LONG(CURLOPT_FOLLOWLOCATION, 1)
#define MOVED(to) "HTTP/1.1 301 Moved\r\nLocation: " to "\r\nContent-Length: 5\r\n\r\nwaste"
#define GET(path) "GET " path " HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n\r\n"

static void scenario_35_delimiters_in_a_host(void **state)
{
  static const char *const bad[] = { "http://192.0.2.2%2F/", "http://192.0.2.2%23@192.0.2.3%2f/",
                                     "http://192.0.2.2%40a/", "http://192.0.2.2%00.example/", "http://192.0.2.2%5c/" };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) EXCHANGE(.url = bad[i], .code = CURLE_URL_MALFORMAT);
  EXCHANGE(.url = "http://192.0.2.2#@192.0.2.3/",
           .conn = { { EXPECT("GET / HTTP/1.1\r\nHost: 192.0.2.2\r\nAccept: */*\r\n\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

/* No line of a Location becomes one of a request, to a proxy or a server. */
static void scenario_36_line_breaks_of_a_location(void **state)
{
  EXCHANGE(.options = { FOLLOW }, .conn = { { EXPECT(GET_ROOT), SEND(MOVED("http://192.0.2.2%0d%0a/")) } },
           .code = CURLE_URL_MALFORMAT, .kept = 1);
  EXCHANGE(.options = { FOLLOW },
           .conn = { { EXPECT(GET_ROOT), SEND(MOVED("/%0d%0aX-Smuggled:%201")), EXPECT(GET("/%0D%0AX-Smuggled:%201")),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.options = { FOLLOW, TEXT(CURLOPT_PROXY, "192.0.2.9"), TEXT(CURLOPT_NOPROXY, "") },
           .conn = { { EXPECT_HEAD("GET http://192.0.2.1/ "), SEND(MOVED("http://a%0d%0ab:1/")) } },
           .code = CURLE_URL_MALFORMAT, .kept = 1);
}

static void scenario_37_what_the_program_has_not_allowed(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_PROTOCOLS, 0) }, .code = CURLE_UNSUPPORTED_PROTOCOL, .error = "disabled");
  EXCHANGE(.url = "file:///etc/passwd", .options = { TEXT(CURLOPT_PROTOCOLS_STR, "http") },
           .code = CURLE_UNSUPPORTED_PROTOCOL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_35_delimiters_in_a_host),
    cmocka_unit_test(scenario_36_line_breaks_of_a_location),
    cmocka_unit_test(scenario_37_what_the_program_has_not_allowed),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
