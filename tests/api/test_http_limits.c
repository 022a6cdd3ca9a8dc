/* Limits of time and size. */
#include "check.h"
#include "exchange.h"

#define HALF "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"

/* ---- time ---- */

static void a_silent_peer_runs_into_the_time_out(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_TIMEOUT_MS, 60) }, .conn = { { EXPECT(GET_ROOT), EXPECT_END } },
           .code = CURLE_OPERATION_TIMEDOUT, .error = "timed out");
}

static void the_time_out_holds_in_the_middle_of_a_body(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_TIMEOUT_MS, 120) }, .conn = { { EXPECT(GET_ROOT), SEND(HALF), EXPECT_END } },
           .code = CURLE_OPERATION_TIMEDOUT, .body = "hello",
           .infos = { { CURLINFO_SIZE_DOWNLOAD_T, 5, NULL }, { CURLINFO_RESPONSE_CODE, 200, NULL } });
}

static void the_time_out_holds_while_sending(void **state)
{
  static char data[2000000];
  EXCHANGE(.options = { LONG(CURLOPT_TIMEOUT_MS, 60), POINTER(CURLOPT_POSTFIELDS, data),
                        LONG(CURLOPT_POSTFIELDSIZE, sizeof data) },
           .headers = { "Expect:" }, .conn = { { PAUSE(200), CLOSE } }, .code = CURLE_OPERATION_TIMEDOUT,
           .modes = EASY);
}

static void the_connect_time_out_does_not_count_once_connected(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_CONNECTTIMEOUT_MS, 30) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), PAUSE(90), SEND(OK_HELLO) } });
}

static void too_slow_for_too_long(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_LOW_SPEED_LIMIT, 1000), LONG(CURLOPT_LOW_SPEED_TIME, 1) }, .body = "hello",
           .conn = { { EXPECT(GET_ROOT), SEND(HALF), EXPECT_END } }, .code = CURLE_OPERATION_TIMEDOUT,
           .modes = EASY | MULTI);
}

/* ---- size ---- */

static void a_body_announced_over_the_limit_is_not_begun(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAXFILESIZE, 4) }, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END } },
           .code = CURLE_FILESIZE_EXCEEDED);
}

#define LIMIT 1000000

static size_t count_body(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  o->calls += (int)count;
  return count;
}

/* One read may go over it. */
static void no_more_than_the_limit(const struct outcome *o) { assert_true(o->calls <= LIMIT + 262144); }

static void a_body_that_grows_over_the_limit_is_cut_off(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAXFILESIZE_LARGE, LIMIT), FUNCTION(CURLOPT_WRITEFUNCTION, count_body) },
           .modes = EASY | MULTI, .verify = no_more_than_the_limit, .code = CURLE_FILESIZE_EXCEEDED,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\n\r\n"), SEND_FILL("b", 8 * LIMIT), EXPECT_END } });
}

/* What fits is given. */
static void of_a_body_of_unknown_length_the_limit_is_given(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAXFILESIZE, 5) }, .code = CURLE_FILESIZE_EXCEEDED, .body = "hello",
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\n\r\nhello world"), EXPECT_END } },
           .infos = { { CURLINFO_SIZE_DELIVERED, 5, NULL } });
  EXCHANGE(.options = { LONG(CURLOPT_MAXFILESIZE, 5) }, .code = CURLE_FILESIZE_EXCEEDED, .body = "hello",
           .conn = { { EXPECT(GET_ROOT),
                       SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhell\r\n"
                            "7\r\no world\r\n0\r\n\r\n"),
                       EXPECT_END } });
}

static void zero_is_no_limit(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAXFILESIZE, 4), LONG(CURLOPT_MAXFILESIZE_LARGE, 0) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void a_body_of_just_the_limit_passes(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAXFILESIZE, 5) }, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_huge_length_exceeds_every_limit(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_MAXFILESIZE, 4) }, .code = CURLE_FILESIZE_EXCEEDED,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"),
                       EXPECT_END } });
}

static size_t at_most_1024(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(count > 1024) o->calls++;
  return collect_body(data, size, count, clientp);
}

static void none_was_larger(const struct outcome *o) { assert_int_equal(o->calls, 0); }

static void a_small_buffer_makes_small_pieces(void **state)
{
  static char body[50001];
  for(size_t i = 0; i < sizeof body - 1; i++) body[i] = 'b';
  EXCHANGE(.options = { LONG(CURLOPT_BUFFERSIZE, 1024), FUNCTION(CURLOPT_WRITEFUNCTION, at_most_1024) },
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n"),
                       SEND_FILL("b", 50000) } },
           .body = body, .kept = 1, .verify = none_was_larger, .modes = EASY | MULTI);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_silent_peer_runs_into_the_time_out),
    cmocka_unit_test(the_time_out_holds_in_the_middle_of_a_body),
    cmocka_unit_test(the_time_out_holds_while_sending),
    cmocka_unit_test(the_connect_time_out_does_not_count_once_connected),
    cmocka_unit_test(too_slow_for_too_long),
    cmocka_unit_test(a_body_announced_over_the_limit_is_not_begun),
    cmocka_unit_test(a_body_that_grows_over_the_limit_is_cut_off),
    cmocka_unit_test(of_a_body_of_unknown_length_the_limit_is_given),
    cmocka_unit_test(zero_is_no_limit),
    cmocka_unit_test(a_body_of_just_the_limit_passes),
    cmocka_unit_test(a_huge_length_exceeds_every_limit),
    cmocka_unit_test(a_small_buffer_makes_small_pieces),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
