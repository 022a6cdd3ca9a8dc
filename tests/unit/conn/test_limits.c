/* Connection limits: who gets a slot, who waits, whom a free one wakes. */
#include "conn/limits.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct limits limits;

struct asker {
  struct limit_waiter waiter;
  struct limit_slot slot;
  int woken;
};

static void woken(struct limit_waiter *w) { CONTAINER_OF(w, struct asker, waiter)->woken++; }

static int set_up(void **state)
{
  limits_init(&limits, 1);
  return 0;
}

/* Everything was given back. */
static int tear_down(void **state)
{
  bool is_left = limits.total || limits.by_host.count || !list_is_empty(&limits.waiting);
  limits_free(&limits);
  return is_left;
}

static bool ask(struct asker *a, const char *host)
{
  struct limit_slot *in_the_way;
  enum limit_verdict v = limits_ask(&limits, span_text(host), &in_the_way);
  a->waiter = (struct limit_waiter){ .wake = woken };
  if(v == LIMIT_NONE) {
    assert_int_equal(limit_take(&limits, span_text(host), &a->slot), CURLE_OK);
    return true;
  }
  assert_int_equal(limit_wait(&limits, span_text(host), v, &a->waiter), CURLE_OK);
  return false;
}

static void without_limits_everybody_gets_one(void **state)
{
  struct asker a[20] = { 0 };
  for(int i = 0; i < 20; i++) assert_true(ask(&a[i], "h:80"));
  for(int i = 0; i < 20; i++) limit_give(&a[i].slot);
}

static void the_host_limit_stops_only_that_host(void **state)
{
  struct asker a[3] = { 0 };
  limits.max_host = 1;
  assert_true(ask(&a[0], "h:80"));
  assert_false(ask(&a[1], "h:80"));
  assert_true(ask(&a[2], "h:81"));
  limit_quit(&a[1].waiter);
  limit_give(&a[0].slot);
  limit_give(&a[2].slot);
}

static void a_free_slot_wakes_one_in_order(void **state)
{
  struct asker a[3] = { 0 };
  limits.max_host = 1;
  assert_true(ask(&a[0], "h:80"));
  assert_false(ask(&a[1], "h:80") || ask(&a[2], "h:80"));
  limit_give(&a[0].slot);
  assert_int_equal(a[1].woken, 1);
  assert_int_equal(a[2].woken, 0);
  assert_true(ask(&a[1], "h:80"));
  limit_give(&a[1].slot);
  assert_int_equal(a[2].woken, 1);
}

static void the_total_limit_stops_all_hosts(void **state)
{
  struct asker a[3] = { 0 };
  limits.max_total = 2;
  assert_true(ask(&a[0], "h:80") && ask(&a[1], "i:80"));
  assert_false(ask(&a[2], "j:80"));
  limit_give(&a[0].slot);
  assert_int_equal(a[2].woken, 1);
  limit_give(&a[1].slot);
}

static void one_that_cannot_use_a_wake_up_passes_it_on(void **state)
{
  struct asker a[4] = { 0 };
  limits.max_total = 2;
  limits.max_host = 1;
  assert_true(ask(&a[0], "h:80") && ask(&a[1], "i:80"));
  limits.max_host = 0;
  assert_false(ask(&a[2], "h:80")); /* waits for the total */
  assert_false(ask(&a[3], "j:80")); /* as well, behind it */
  limits.max_host = 1;
  limit_give(&a[1].slot);
  assert_int_equal(a[2].woken, 1);
  assert_false(ask(&a[2], "h:80")); /* its host is full: j can go instead */
  assert_int_equal(a[3].woken, 1);
  assert_true(ask(&a[3], "j:80"));
  limit_give(&a[0].slot);
  assert_int_equal(a[2].woken, 2);
  limit_give(&a[3].slot);
}

static void an_idle_connection_of_the_host_is_in_the_way(void **state)
{
  struct asker a = { 0 };
  struct limit_slot *in_the_way;
  limits.max_host = 1;
  assert_true(ask(&a, "h:80"));
  assert_int_equal(limits_ask(&limits, span_text("h:80"), &in_the_way), LIMIT_HOST);
  assert_null(in_the_way);
  limit_mark_idle(&a.slot);
  assert_int_equal(limits_ask(&limits, span_text("h:80"), &in_the_way), LIMIT_HOST);
  assert_ptr_equal(in_the_way, &a.slot);
  limit_mark_busy(&a.slot);
  assert_int_equal(limits_ask(&limits, span_text("h:80"), &in_the_way), LIMIT_HOST);
  assert_null(in_the_way);
  limit_give(&a.slot);
}

static void a_connection_that_becomes_idle_wakes_one_of_its_host(void **state)
{
  struct asker a[2] = { 0 };
  limits.max_host = 1;
  assert_true(ask(&a[0], "h:80"));
  assert_false(ask(&a[1], "h:80"));
  limit_mark_idle(&a[0].slot);
  assert_int_equal(a[1].woken, 1);
  limit_give(&a[0].slot);
}

static void a_slot_moves_with_the_connection(void **state)
{
  struct asker a = { 0 };
  struct limit_slot moved;
  assert_true(ask(&a, "h:80"));
  limit_move(&moved, &a.slot);
  limit_give(&a.slot); /* has none */
  assert_int_equal(limits.total, 1);
  limit_give(&moved);
}

#define LIMIT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    LIMIT_TEST(without_limits_everybody_gets_one),
    LIMIT_TEST(the_host_limit_stops_only_that_host),
    LIMIT_TEST(a_free_slot_wakes_one_in_order),
    LIMIT_TEST(the_total_limit_stops_all_hosts),
    LIMIT_TEST(one_that_cannot_use_a_wake_up_passes_it_on),
    LIMIT_TEST(an_idle_connection_of_the_host_is_in_the_way),
    LIMIT_TEST(a_connection_that_becomes_idle_wakes_one_of_its_host),
    LIMIT_TEST(a_slot_moves_with_the_connection),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
