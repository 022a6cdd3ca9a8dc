/* What the fields of an answer come to; here with a clock that stands still. */
#include "base/mem.h"
#include "proto/http/answer.h"
#include "proto/http/answer_fields.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOW INT64_C(784111777) /* Sun, 06 Nov 1994 08:49:37 GMT */

static int64_t stopped_clock(void) { return NOW; }

static const struct system_ops world = { .wall_s = stopped_clock };

static curl_off_t retry_after(const char *value)
{
  struct http_opts opts = HTTP_OPTS_INIT;
  struct http_result result = { 0 };
  struct http_answer answer = { 0 };
  struct request_result said = { 0 };
  struct proto_request request = { .result = &said, .http = &opts, .http_result = &result, .system = &world };
  char *exact = mem_strndup(value, strlen(value));
  http_answer_begin(&answer, &request, 503, 11);
  assert_int_equal(http_answer_field(&request, &answer, span_text("retry-after"), span_text(exact), NULL), CURLE_OK);
  mem_free(exact);
  return result.retry_after_s;
}

static void a_time_that_is_over_is_no_delay(void **state)
{
  assert_int_equal(retry_after("Sun, 06 Nov 1994 08:49:36 GMT"), 0);
  assert_int_equal(retry_after("Sun, 06 Nov 1994 08:49:37 GMT"), 0);
  assert_int_equal(retry_after("1 Jan 1583"), 0);
}

static void a_date_is_as_far_away_as_the_clock_says(void **state)
{
  assert_int_equal(retry_after("Sun, 06 Nov 1994 08:49:38 GMT"), 1);
  assert_int_equal(retry_after("Sunday, 06-Nov-94 08:50:37 GMT"), 60);
  assert_int_equal(retry_after("Sun Nov  6 14:49:37 1994"), 21600);
}

static void a_delay_ends_at_six_hours(void **state)
{
  assert_int_equal(retry_after("Sun Nov  6 14:49:38 1994"), 21600);
  assert_int_equal(retry_after("1 Jan 2147483647"), 21600);
  assert_int_equal(retry_after("21601"), 21600);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_time_that_is_over_is_no_delay),
    cmocka_unit_test(a_date_is_as_far_away_as_the_clock_says),
    cmocka_unit_test(a_delay_ends_at_six_hours),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
