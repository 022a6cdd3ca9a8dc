/* Rate limits with a clock of the test's own. */
#include "engine/pace.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)
#define START  (77 * SECOND)

/* One who always has more to pass, in pieces of at most `piece`, and wakes `late_us` after each deadline. */
struct runner {
  struct pace pace;
  curl_off_t rate;
  size_t piece;
  int64_t late_us;
  int64_t now;
  uint64_t passed;
  unsigned waits;
};

static void run(struct runner *r, int64_t until)
{
  while(r->now < until) {
    size_t room = pace_room(&r->pace, r->rate, r->now);
    if(!room) {
      int64_t when = pace_deadline(&r->pace, r->rate, r->now);
      assert_true(when > r->now && when < INT64_MAX);
      r->now = when + r->late_us;
      r->waits++;
      assert_true(pace_room(&r->pace, r->rate, r->now) > 0);
      continue;
    }
    if(room > r->piece) room = r->piece;
    pace_count(&r->pace, r->rate, r->now, room);
    r->passed += room;
  }
}

/* ---- what must not happen ---- */

static void a_deadline_is_never_now_nor_where_there_is_room(void **state)
{
  struct pace p = { 0 };
  assert_true(pace_deadline(&p, 100, START) == INT64_MAX);
  pace_count(&p, 1000000000000, START, 60000000000); /* 60 ms */
  for(int64_t now = START; now < START + 70000; now += 7) {
    int64_t when = pace_deadline(&p, 1000000000000, now);
    assert_true(when > now);
    assert_true((pace_room(&p, 1000000000000, now) == 0) == (when < INT64_MAX));
  }
}

static void no_rate_can_make_the_sums_overflow(void **state)
{
  struct pace p = { 0 };
  pace_count(&p, INT64_MAX, START, SIZE_MAX);
  assert_true(pace_room(&p, INT64_MAX, START + SECOND) > 0);
  pace_count(&p, 1, START + SECOND, SIZE_MAX);
  assert_true(pace_deadline(&p, 1, START + SECOND) <= START + 3 * SECOND);
  assert_true(pace_room(&p, INT64_MAX, INT64_MAX) > 0);
}

static void a_long_silence_is_made_up_for_by_a_moment_only(void **state)
{
  struct runner r = { .rate = 100000, .piece = SIZE_MAX, .now = START };
  run(&r, START + SECOND);
  uint64_t before = r.passed;
  r.now += 3600 * SECOND;
  run(&r, r.now + 1); /* at once */
  assert_in_range(r.passed - before, 1, 20000);
}

static void an_excess_is_waited_for_a_second_at_most(void **state)
{
  struct pace p = { 0 };
  pace_count(&p, 10, START, 16384);
  assert_true(pace_room(&p, 10, START + SECOND / 2) == 0);
  assert_true(pace_room(&p, 10, START + SECOND) > 0);
}

/* ---- what must ---- */

static void no_limit_is_no_limit(void **state)
{
  struct pace p = { 0 };
  pace_count(&p, 0, START, 1 << 30);
  assert_true(pace_room(&p, 0, START) == SIZE_MAX);
  assert_true(pace_deadline(&p, 0, START) == INT64_MAX);
  assert_true(p.at_us == 0);
}

static void the_average_is_the_rate(void **state)
{
  static const curl_off_t rates[] = { 7, 100, 4096, 65536, 1000000, 123456789 };
  for(size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
    struct runner r = { .rate = rates[i], .piece = 16384, .now = START };
    run(&r, START + 100 * SECOND);
    uint64_t due = (uint64_t)rates[i] * 100;
    assert_in_range(r.passed, due - due / 50, due + due / 100 + 1);
  }
}

static void late_wake_ups_are_made_up_for(void **state)
{
  struct runner r = { .rate = 1000000, .piece = 16384, .late_us = 3000, .now = START };
  run(&r, START + 10 * SECOND);
  assert_in_range(r.passed, 9800000, 10200000);
}

static void it_wakes_some_twenty_times_a_second(void **state)
{
  struct runner r = { .rate = 1000000, .piece = 100, .now = START };
  run(&r, START + 10 * SECOND);
  assert_in_range(r.waits, 100, 450);
}

static void a_byte_at_a_time_is_the_least(void **state)
{
  struct runner r = { .rate = 1, .piece = SIZE_MAX, .now = START };
  run(&r, START + 10 * SECOND);
  assert_in_range(r.passed, 9, 11);
}

static void the_rate_may_change_on_the_way(void **state)
{
  struct runner r = { .rate = 1000, .piece = SIZE_MAX, .now = START };
  run(&r, START + 10 * SECOND);
  r.rate = 100000;
  run(&r, START + 20 * SECOND);
  assert_in_range(r.passed, 990000, 1030000);
  r.rate = 0;
  assert_true(pace_room(&r.pace, r.rate, r.now) == SIZE_MAX);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_deadline_is_never_now_nor_where_there_is_room),
    cmocka_unit_test(no_rate_can_make_the_sums_overflow),
    cmocka_unit_test(a_long_silence_is_made_up_for_by_a_moment_only),
    cmocka_unit_test(an_excess_is_waited_for_a_second_at_most),
    cmocka_unit_test(no_limit_is_no_limit),
    cmocka_unit_test(the_average_is_the_rate),
    cmocka_unit_test(late_wake_ups_are_made_up_for),
    cmocka_unit_test(it_wakes_some_twenty_times_a_second),
    cmocka_unit_test(a_byte_at_a_time_is_the_least),
    cmocka_unit_test(the_rate_may_change_on_the_way),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
