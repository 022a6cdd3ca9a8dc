/* Progress with a clock of the test's own: whom it calls, and when slow is too slow. */
#include "engine/progress.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)

static struct progress progress;
static struct io_opts io;
static struct transfer_info info;
static int calls, answer;
static curl_off_t seen_down_total;

static int count(void *data, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  calls++;
  seen_down_total = dltotal;
  return answer;
}

static int set_up(void **state)
{
  calls = answer = 0;
  io = IO_OPTS_INIT;
  info = (struct transfer_info){ .length_down = -1, .length_up = -1 };
  progress_reset(&progress);
  return progress_update(&progress, &io, &info, NULL, SECOND, 0, false) != CURLE_OK;
}

static CURLcode update(int64_t now, bool is_paused)
{
  return progress_update(&progress, &io, &info, NULL, now, now - SECOND, is_paused);
}

static CURLcode update_traced(int64_t now)
{
  static struct trace_opts opts;
  struct trace trace = { .opts = &opts };
  return progress_update(&progress, &io, &info, &trace, now, now - SECOND, false);
}

static void a_callback_ends_the_transfer(void **state)
{
  io.no_progress = false;
  io.xferinfo = count;
  answer = 1;
  assert_int_equal(update_traced(2 * SECOND), CURLE_ABORTED_BY_CALLBACK);
}

static void a_stalled_transfer_is_ended_after_its_time(void **state)
{
  io.low_speed_limit = 100;
  io.low_speed_time_s = 3;
  for(int64_t s = 2; s < 5; s++) assert_int_equal(update(s * SECOND, false), CURLE_OK);
  assert_int_equal(update(5 * SECOND, false), CURLE_OPERATION_TIMEDOUT);
}

static void one_that_is_fast_enough_is_not(void **state)
{
  io.low_speed_limit = 100;
  io.low_speed_time_s = 2;
  for(int64_t s = 2; s < 20; s++) {
    info.size_down += 100;
    assert_int_equal(update(s * SECOND, false), CURLE_OK);
  }
}

static void a_paused_one_is_not_slow(void **state)
{
  io.low_speed_limit = 100;
  io.low_speed_time_s = 2;
  for(int64_t s = 2; s < 20; s++) assert_int_equal(update(s * SECOND, true), CURLE_OK);
}

/* Six seconds of pause are in the window: judged with them, 200 bytes a second would be less than 100. */
static void after_a_pause_the_rate_is_judged_anew(void **state)
{
  io.low_speed_limit = 100;
  io.low_speed_time_s = 1;
  for(int64_t s = 2; s < 9; s++) assert_int_equal(update(s * SECOND, true), CURLE_OK);
  progress_resume(&progress);
  for(int64_t s = 9; s < 20; s++) {
    assert_int_equal(update(s * SECOND, false), CURLE_OK);
    info.size_down += 200;
  }
}

static void but_it_is_judged(void **state)
{
  io.low_speed_limit = 100;
  io.low_speed_time_s = 1;
  for(int64_t s = 2; s < 9; s++) assert_int_equal(update(s * SECOND, true), CURLE_OK);
  progress_resume(&progress);
  assert_int_equal(update(9 * SECOND, false), CURLE_OK);
  assert_int_equal(update(10 * SECOND, false), CURLE_OK);
  assert_int_equal(update(11 * SECOND, false), CURLE_OPERATION_TIMEDOUT);
}

static void nobody_is_called_without_progress(void **state)
{
  io.xferinfo = count;
  assert_int_equal(update_traced(2 * SECOND), CURLE_OK);
  assert_int_equal(calls, 0);
}

static void an_unknown_size_is_told_as_zero(void **state)
{
  io.no_progress = false;
  io.xferinfo = count;
  seen_down_total = 99;
  assert_int_equal(update_traced(SECOND), CURLE_OK);
  assert_int_equal(calls, 1);
  assert_int_equal(seen_down_total, 0);
}

static void the_meter_shows_sizes(void **state)
{
  char text[512] = "";
  FILE *to = fmemopen(text, sizeof text, "w");
  struct trace_opts opts = { .stream = to };
  struct trace trace = { .opts = &opts };
  io.no_progress = false;
  info.length_down = 2048;
  info.size_down = 1024;
  info.conn_id = 0;
  assert_int_equal(progress_end(&progress, &io, &info, &trace, 3 * SECOND, 2 * SECOND), CURLE_OK);
  fclose(to);
  assert_non_null(strstr(text, " 50%  1024"));
  assert_non_null(strstr(text, " 0:00:02"));
}

#define PROGRESS_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
  const struct CMUnitTest tests[] = {
    PROGRESS_TEST(a_callback_ends_the_transfer),
    PROGRESS_TEST(a_stalled_transfer_is_ended_after_its_time),
    PROGRESS_TEST(one_that_is_fast_enough_is_not),
    PROGRESS_TEST(a_paused_one_is_not_slow),
    PROGRESS_TEST(after_a_pause_the_rate_is_judged_anew),
    PROGRESS_TEST(but_it_is_judged),
    PROGRESS_TEST(nobody_is_called_without_progress),
    PROGRESS_TEST(an_unknown_size_is_told_as_zero),
    PROGRESS_TEST(the_meter_shows_sizes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
