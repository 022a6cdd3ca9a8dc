#include "codec/http2/http2_window.h"
#include <setjmp.h>
#include <stdarg.h>
/* needs those above */
#include <cmocka.h>

#define MS 1000u
#define KB 1000u

/* A peer that has always more to send, over a link of `rate` bytes per millisecond: in each round trip a window, or what
 * the link carries, in a packet each millisecond. */
static uint32_t size_after(uint64_t rate, uint64_t round_trip, unsigned trips)
{
  struct http2_window w;
  uint64_t now = 1000 * MS;
  http2_window_init(&w);
  for(unsigned i = 0; i < trips; i++) {
    uint64_t left = w.size;
    for(uint64_t t = 0; t < round_trip; t += MS, now += MS) {
      uint64_t len = rate < left ? rate : left;
      left -= len;
      if(len) http2_window_arrived(&w, len, now, round_trip);
    }
  }
  return w.size;
}

static void a_slow_link_needs_no_more(void **state)
{
  assert_int_equal(size_after(1 * KB, 20 * MS, 1000), HTTP2_WINDOW_FIRST); /* 20 KB in flight */
  assert_int_equal(size_after(10, 200 * MS, 1000), HTTP2_WINDOW_FIRST);
}

static void the_window_ends_near_the_product(void **state)
{
  static const struct {
    uint64_t rate, round_trip;
  } links[] = { { 1 * KB, 200 * MS }, { 10 * KB, 50 * MS }, { 100 * KB, 20 * MS }, { 12 * KB, 300 * MS } };
  for(size_t i = 0; i < sizeof links / sizeof *links; i++) {
    uint64_t product = links[i].rate * links[i].round_trip / MS;
    uint32_t size = size_after(links[i].rate, links[i].round_trip, 100);
    assert_true(size >= product);
    assert_true(size <= 4 * product);
  }
}

static void there_is_a_cap(void **state) { assert_int_equal(size_after(1000 * KB, 500 * MS, 100), HTTP2_WINDOW_MAX); }

static void it_grows_within_few_round_trips(void **state)
{
  assert_true(size_after(100 * KB, 20 * MS, 8) >= 2000 * KB);
}

static void half_a_window_in_a_round_trip_is_enough(void **state)
{
  struct http2_window w;
  http2_window_init(&w);
  assert_false(http2_window_arrived(&w, HTTP2_WINDOW_FIRST / 2 - 1, 100 * MS, 10 * MS));
  assert_true(http2_window_arrived(&w, 1, 110 * MS - 1, 10 * MS));
  assert_int_equal(w.size, 2 * HTTP2_WINDOW_FIRST);
  /* when it is over */
  assert_false(http2_window_arrived(&w, HTTP2_WINDOW_FIRST - 1, 110 * MS, 10 * MS));
  assert_false(http2_window_arrived(&w, 1, 120 * MS, 10 * MS));
  assert_int_equal(w.size, 2 * HTTP2_WINDOW_FIRST);
}

static void odd_times_do_no_harm(void **state)
{
  struct http2_window w;
  http2_window_init(&w);
  assert_false(http2_window_arrived(&w, 100, UINT64_MAX, UINT64_MAX));
  assert_false(http2_window_arrived(&w, HTTP2_WINDOW_FIRST / 2 - 1, 0, 0)); /* the clock has gone back */
  assert_true(http2_window_arrived(&w, 1, HTTP2_ROUND_TRIP_MIN - 1, 0));
  assert_true(http2_window_arrived(&w, SIZE_MAX, HTTP2_ROUND_TRIP_MIN, UINT64_MAX));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_slow_link_needs_no_more),
    cmocka_unit_test(the_window_ends_near_the_product),
    cmocka_unit_test(there_is_a_cap),
    cmocka_unit_test(it_grows_within_few_round_trips),
    cmocka_unit_test(half_a_window_in_a_round_trip_is_enough),
    cmocka_unit_test(odd_times_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
