/* What an HTTP request says, option by option. */
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>

#define OK_EMPTY "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
/* For requests that differ in their middle only. */
#define HEAD_OF(line, more) line "\r\nHost: 192.0.2.1\r\n" more "\r\n"

static void a_url_without_host_is_refused_before_any_socket(void **state)
{
  EXCHANGE(.url = "http://", .code = CURLE_URL_MALFORMAT);
  EXCHANGE(.url = "http://a b/", .code = CURLE_URL_MALFORMAT);
}

static void a_host_of_65536_bytes_is_refused_before_any_socket(void **state)
{
  char *url = malloc(7 + 65536 + 1);
  memset(url, 'a', 7 + 65536);
  memcpy(url, "http://", 7);
  url[7 + 65536] = '\0';
  EXCHANGE(.url = url, .code = CURLE_URL_MALFORMAT, .error = "maximum is 65535");
  free(url);
}

static void an_unknown_scheme_is_refused_before_any_socket(void **state)
{
  EXCHANGE(.url = "nonsense://192.0.2.1/", .code = CURLE_UNSUPPORTED_PROTOCOL);
}

static void get(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void path_and_query_are_sent_without_fragment(void **state)
{
  EXCHANGE(.url = URL "a/./b/../c?x=y%20z#part",
           .conn = { { EXPECT(HEAD_OF("GET /a/c?x=y%20z HTTP/1.1", "Accept: */*\r\n")), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void path_as_is(void **state)
{
  EXCHANGE(.url = URL "a/./b/../c", .options = { LONG(CURLOPT_PATH_AS_IS, 1) },
           .conn = { { EXPECT(HEAD_OF("GET /a/./b/../c HTTP/1.1", "Accept: */*\r\n")), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void the_port_stands_in_host_if_it_is_not_the_default(void **state)
{
  EXCHANGE(.url = "http://192.0.2.1:8080",
           .conn = { { EXPECT("GET / HTTP/1.1\r\nHost: 192.0.2.1:8080\r\nAccept: */*\r\n\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(.url = "http://192.0.2.1:80", .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void an_ipv6_host_keeps_its_brackets(void **state)
{
  EXCHANGE(.url = "http://[2001:db8::1]:81/",
           .conn = { { EXPECT("GET / HTTP/1.1\r\nHost: [2001:db8::1]:81\r\nAccept: */*\r\n\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void head_has_no_body_whatever_the_length(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_NOBODY, 1) },
           .conn = { { EXPECT(HEAD_OF("HEAD / HTTP/1.1", "Accept: */*\r\n")),
                       SEND("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") } },
           .kept = 1,
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 5, NULL }, { CURLINFO_SIZE_DOWNLOAD_T, 0, NULL } });
}

static void http_1_0(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_0) },
           .conn = { { EXPECT(HEAD_OF("GET / HTTP/1.0", "Accept: */*\r\n")), SEND(OK_HELLO), CLOSE } }, .body = "hello",
           .kept = 1);
}

static void a_method_of_ones_own(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_CUSTOMREQUEST, "DELETE") },
           .conn = { { EXPECT(HEAD_OF("DELETE / HTTP/1.1", "Accept: */*\r\n")), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1, .infos = { { CURLINFO_EFFECTIVE_METHOD, 0, "DELETE" } });
}

static void a_target_of_ones_own(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_REQUEST_TARGET, "*"), TEXT(CURLOPT_CUSTOMREQUEST, "OPTIONS") },
           .conn = { { EXPECT(HEAD_OF("OPTIONS * HTTP/1.1", "Accept: */*\r\n")), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void user_agent_referer_cookie_and_range(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_USERAGENT, "test/1"), TEXT(CURLOPT_REFERER, "http://a/"),
                        TEXT(CURLOPT_COOKIE, "a=b; c=d"), TEXT(CURLOPT_RANGE, "2-4") },
           .conn = { { EXPECT(HEAD_OF("GET / HTTP/1.1", "Range: bytes=2-4\r\nUser-Agent: test/1\r\nAccept: */*\r\n"
                                                        "Referer: http://a/\r\nCookie: a=b; c=d\r\n")),
                       SEND("HTTP/1.1 206 Partial\r\nContent-Length: 3\r\nContent-Range: bytes 2-4/9\r\n\r\nllo") } },
           .body = "llo", .kept = 1);
}

static void a_header_is_added(void **state)
{
  EXCHANGE(.headers = { "X-One: 1", "X-Two:2" },
           .conn = { { EXPECT(HEAD_OF("GET / HTTP/1.1", "Accept: */*\r\nX-One: 1\r\nX-Two:2\r\n")), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_header_replaces_the_librarys_own(void **state)
{
  EXCHANGE(.headers = { "accept: text/html", "User-Agent: mine" }, .options = { TEXT(CURLOPT_USERAGENT, "other") },
           .conn = { { EXPECT(HEAD_OF("GET / HTTP/1.1", "accept: text/html\r\nUser-Agent: mine\r\n")),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_header_without_value_removes(void **state)
{
  EXCHANGE(.headers = { "Accept:", "X-None:", "X-Blank:   " },
           .conn = { { EXPECT(HEAD_OF("GET / HTTP/1.1", "")), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void a_header_with_a_semicolon_is_sent_empty(void **state)
{
  EXCHANGE(.headers = { "X-Empty;" },
           .conn = { { EXPECT(HEAD_OF("GET / HTTP/1.1", "Accept: */*\r\nX-Empty:\r\n")), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void host_of_ones_own(void **state)
{
  EXCHANGE(.headers = { "Host: example.test" },
           .conn = { { EXPECT("GET / HTTP/1.1\r\nHost: example.test\r\nAccept: */*\r\n\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void host_removed(void **state)
{
  EXCHANGE(.headers = { "Host:" }, .conn = { { EXPECT("GET / HTTP/1.1\r\nAccept: */*\r\n\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void resume_asks_for_the_rest_and_gets_it(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_RESUME_FROM, 3) },
           .conn = { { EXPECT(HEAD_OF("GET / HTTP/1.1", "Range: bytes=3-\r\nAccept: */*\r\n")),
                       SEND("HTTP/1.1 206 Partial\r\nContent-Range: bytes 3-4/5\r\nContent-Length: 2\r\n\r\nlo") } },
           .body = "lo", .kept = 1);
}

static void resume_of_a_server_that_starts_at_the_beginning_fails(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_RESUME_FROM, 3) },
           .conn = { { EXPECT_HEAD("Range: bytes=3-\r\n"), SEND(OK_HELLO) } }, .code = CURLE_RANGE_ERROR);
}

static void resume_of_a_complete_file_is_no_error(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_RESUME_FROM, 5) },
           .conn = { { EXPECT_HEAD("Range: bytes=5-\r\n"),
                       SEND("HTTP/1.1 416 No\r\nContent-Range: bytes */5\r\nContent-Length: 3\r\n\r\nbad") } },
           .kept = 1, .infos = { { CURLINFO_RESPONSE_CODE, 416, NULL } });
}

static void keep_alive_is_the_default_and_the_second_request_uses_it(void **state)
{
  EXCHANGE(.times = 2, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT), SEND(OK_EMPTY) } },
           .body = "hello", .kept = 1, .infos = { { CURLINFO_NUM_CONNECTS, 0, NULL } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_url_without_host_is_refused_before_any_socket),
    cmocka_unit_test(an_unknown_scheme_is_refused_before_any_socket),
    cmocka_unit_test(a_host_of_65536_bytes_is_refused_before_any_socket),
    cmocka_unit_test(get),
    cmocka_unit_test(path_and_query_are_sent_without_fragment),
    cmocka_unit_test(path_as_is),
    cmocka_unit_test(the_port_stands_in_host_if_it_is_not_the_default),
    cmocka_unit_test(an_ipv6_host_keeps_its_brackets),
    cmocka_unit_test(head_has_no_body_whatever_the_length),
    cmocka_unit_test(http_1_0),
    cmocka_unit_test(a_method_of_ones_own),
    cmocka_unit_test(a_target_of_ones_own),
    cmocka_unit_test(user_agent_referer_cookie_and_range),
    cmocka_unit_test(a_header_is_added),
    cmocka_unit_test(a_header_replaces_the_librarys_own),
    cmocka_unit_test(a_header_without_value_removes),
    cmocka_unit_test(a_header_with_a_semicolon_is_sent_empty),
    cmocka_unit_test(host_of_ones_own),
    cmocka_unit_test(host_removed),
    cmocka_unit_test(resume_asks_for_the_rest_and_gets_it),
    cmocka_unit_test(resume_of_a_server_that_starts_at_the_beginning_fails),
    cmocka_unit_test(resume_of_a_complete_file_is_no_error),
    cmocka_unit_test(keep_alive_is_the_default_and_the_second_request_uses_it),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
