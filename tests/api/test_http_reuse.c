/* Which connection carries a request: kept ones, dead ones, and where to connect. */
#include "check.h"
#include "exchange.h"

#define GET_HOST(host) "GET / HTTP/1.1\r\nHost: " host "\r\nAccept: */*\r\n\r\n"

/* ---- not reused ---- */

static void connection_close_ends_it(void **state)
{
  EXCHANGE(.times = 2, .body = "hellohello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"),
                       EXPECT_END },
                     { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void http_1_0_ends_it(void **state)
{
  EXCHANGE(.times = 2, .body = "hellohello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"), EXPECT_END },
                     { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void bytes_after_an_answer_end_it(void **state)
{
  EXCHANGE(.times = 2, .body = "hellohello", .kept = 1, .modes = EASY | MULTI,
           .conn = {
               { EXPECT(GET_ROOT), SEND(OK_HELLO "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), EXPECT_END },
               { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void forbid_reuse_ends_it(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_FORBID_REUSE, 1) }, .times = 2, .body = "hellohello",
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END }, { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void fresh_connect_takes_no_kept_one(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_FRESH_CONNECT, 1) }, .times = 2, .body = "hellohello", .kept = 2,
           .modes = MULTI | MULTI_BYTES,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) }, { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

/* ---- reused ---- */

static void three_requests_on_one_connection(void **state)
{
  EXCHANGE(.times = 3, .body = "hellohellohello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT),
                       SEND(OK_HELLO) } });
}

/* Whether the second request says HTTP/1.0 then is the library's choice. */
static void http_1_0_with_keep_alive(void **state)
{
  EXCHANGE(.times = 2, .body = "hellohello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT),
                       SEND("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\nhello"),
                       EXPECT_HEAD("GET / HTTP/1."), SEND(OK_HELLO) } });
}

/* ---- the kept one is dead ---- */

static void a_connection_that_dies_under_a_second_request_is_replaced(void **state)
{
  EXCHANGE(.times = 2, .body = "hellohello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT), CLOSE },
                     { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void a_connection_that_was_closed_meanwhile_is_replaced(void **state)
{
  EXCHANGE(.times = 2, .body = "hellohello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), CLOSE }, { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void a_body_that_was_sent_is_rewound_for_the_new_connection(void **state)
{
  EXCHANGE(.times = 2, .body = "hellohello", .kept = 1, .options = { TEXT(CURLOPT_POSTFIELDS, "data") },
           .conn = {
               { EXPECT_HEAD("POST"), EXPECT("data"), SEND(OK_HELLO), EXPECT_HEAD("POST"), EXPECT("data"), CLOSE },
               { EXPECT_HEAD("POST"), EXPECT("data"), SEND(OK_HELLO) } });
}

static void a_second_death_is_an_error(void **state)
{
  EXCHANGE(.times = 2, .body = "hello", .code = CURLE_GOT_NOTHING,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT), CLOSE }, { EXPECT(GET_ROOT), CLOSE } });
}

static void half_an_answer_is_not_asked_for_again(void **state)
{
  EXCHANGE(.times = 2, .body = "hellohe", .code = CURLE_PARTIAL_FILE,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT),
                       SEND("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"), CLOSE } });
}

/* ---- where to ---- */

static void resolve_gives_the_address(void **state)
{
  struct curl_slist *list = curl_slist_append(NULL, "example.test:80:192.0.2.7");
  EXCHANGE(.url = "http://example.test/", .options = { POINTER(CURLOPT_RESOLVE, list) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_HOST("example.test")), SEND(OK_HELLO) } });
  curl_slist_free_all(list);
}

static void resolve_with_a_wildcard(void **state)
{
  struct curl_slist *list = curl_slist_append(NULL, "*:80:192.0.2.7");
  EXCHANGE(.url = "http://any.test/", .options = { POINTER(CURLOPT_RESOLVE, list) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_HOST("any.test")), SEND(OK_HELLO) } });
  curl_slist_free_all(list);
}

static void connect_to_goes_there_and_host_stays(void **state)
{
  struct curl_slist *list = curl_slist_append(NULL, "example.test:80:192.0.2.9:8080");
  EXCHANGE(.url = "http://example.test/", .options = { POINTER(CURLOPT_CONNECT_TO, list) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_HOST("example.test")), SEND(OK_HELLO) } });
  curl_slist_free_all(list);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(connection_close_ends_it),
    cmocka_unit_test(http_1_0_ends_it),
    cmocka_unit_test(bytes_after_an_answer_end_it),
    cmocka_unit_test(forbid_reuse_ends_it),
    cmocka_unit_test(fresh_connect_takes_no_kept_one),
    cmocka_unit_test(three_requests_on_one_connection),
    cmocka_unit_test(http_1_0_with_keep_alive),
    cmocka_unit_test(a_connection_that_dies_under_a_second_request_is_replaced),
    cmocka_unit_test(a_connection_that_was_closed_meanwhile_is_replaced),
    cmocka_unit_test(a_body_that_was_sent_is_rewound_for_the_new_connection),
    cmocka_unit_test(a_second_death_is_an_error),
    cmocka_unit_test(half_an_answer_is_not_asked_for_again),
    cmocka_unit_test(resolve_gives_the_address),
    cmocka_unit_test(resolve_with_a_wildcard),
    cmocka_unit_test(connect_to_goes_there_and_host_stays),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
