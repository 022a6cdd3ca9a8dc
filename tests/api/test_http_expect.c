/* Expect: 100-continue (RFC 9110, section 10.1.1). */
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>

#define OVER  1048577 /* one byte more than the library sends without asking */
#define EXACT 1048576

static char *fill(size_t len)
{
  char *data = malloc(len);
  memset(data, 'u', len);
  return data;
}

static void small_bodies_do_not_ask(void **state)
{
  char *data = fill(EXACT);
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, EXACT) }, .upload = data, .upload_len = EXACT,
           .modes = EASY, .conn = { { EXPECT_LACKS("Expect"), EXPECT_FILL("u", EXACT), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  free(data);
}

static void a_large_body_waits_for_100(void **state)
{
  char *data = fill(OVER);
  /* Nothing may come before the 100 is sent: the time-out is far away. */
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, OVER),
                        LONG(CURLOPT_EXPECT_100_TIMEOUT_MS, 15000) },
           .upload = data, .upload_len = OVER,
           .conn = { { EXPECT("PUT / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nContent-Length: 1048577\r\n"
                              "Expect: 100-continue\r\n\r\n"),
                       PAUSE(30), SEND("HTTP/1.1 100 Continue\r\n\r\n"), EXPECT_FILL("u", OVER), SEND(OK_HELLO) } },
           .body = "hello", .head = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
           .kept = 1, .infos = { { CURLINFO_RESPONSE_CODE, 200, NULL } });
  free(data);
}

static void without_an_answer_the_body_is_sent_after_the_time_out(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 5), LONG(CURLOPT_EXPECT_100_TIMEOUT_MS, 40) },
           .upload = "hello", .headers = { "Expect: 100-continue" },
           .conn = { { EXPECT_HEAD("Expect: 100-continue\r\n"), EXPECT("hello"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void a_refusal_ends_the_request_without_its_body(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 5),
                        LONG(CURLOPT_EXPECT_100_TIMEOUT_MS, 15000) },
           .upload = "hello", .headers = { "Expect: 100-continue" },
           .conn = { { EXPECT_HEAD("Expect: 100-continue\r\n"),
                       SEND("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"), EXPECT_END } },
           .body = "no", .infos = { { CURLINFO_RESPONSE_CODE, 403, NULL } });
}

/* The body was announced and is not sent: that connection is of no use any more. */
static void a_417_makes_it_ask_again_without_expect(void **state)
{
  char *data = fill(OVER);
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, OVER),
                        LONG(CURLOPT_EXPECT_100_TIMEOUT_MS, 15000) },
           .upload = data, .upload_len = OVER,
           .conn = { { EXPECT_HEAD("Expect: 100-continue\r\n"),
                       SEND("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno"), EXPECT_END },
                     { EXPECT_LACKS("Expect"), EXPECT_FILL("u", OVER), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { { CURLINFO_RESPONSE_CODE, 200, NULL } });
  free(data);
}

static void a_417_that_closes(void **state)
{
  char *data = fill(OVER);
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, OVER),
                        LONG(CURLOPT_EXPECT_100_TIMEOUT_MS, 15000) },
           .upload = data, .upload_len = OVER,
           .conn = { { EXPECT_HEAD("Expect: 100-continue\r\n"),
                       SEND("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                       CLOSE },
                     { EXPECT_LACKS("Expect"), EXPECT_FILL("u", OVER), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  free(data);
}

static void an_unknown_size_asks_as_well(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_EXPECT_100_TIMEOUT_MS, 15000) }, .upload = "hello",
           .conn = { { EXPECT("PUT / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nTransfer-Encoding: chunked\r\n"
                              "Expect: 100-continue\r\n\r\n"),
                       SEND("HTTP/1.1 100 Continue\r\nX: y\r\n\r\n"), EXPECT_CHUNKED("hello"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void expect_removed_means_not_asked(void **state)
{
  char *data = fill(OVER);
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, OVER) }, .upload = data, .upload_len = OVER,
           .headers = { "Expect:" }, .modes = EASY | MULTI,
           .conn = { { EXPECT_LACKS("Expect"), EXPECT_FILL("u", OVER), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
  free(data);
}

static void a_late_100_is_no_answer(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 5), LONG(CURLOPT_EXPECT_100_TIMEOUT_MS, 20) },
           .upload = "hello", .headers = { "Expect: 100-continue" },
           .conn = { { EXPECT_HEAD("Expect: 100-continue\r\n"), EXPECT("hello"),
                       SEND("HTTP/1.1 100 Continue\r\n\r\n" OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { { CURLINFO_RESPONSE_CODE, 200, NULL } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(small_bodies_do_not_ask),
    cmocka_unit_test(a_large_body_waits_for_100),
    cmocka_unit_test(without_an_answer_the_body_is_sent_after_the_time_out),
    cmocka_unit_test(a_refusal_ends_the_request_without_its_body),
    cmocka_unit_test(a_417_makes_it_ask_again_without_expect),
    cmocka_unit_test(a_417_that_closes),
    cmocka_unit_test(an_unknown_size_asks_as_well),
    cmocka_unit_test(expect_removed_means_not_asked),
    cmocka_unit_test(a_late_100_is_no_answer),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
