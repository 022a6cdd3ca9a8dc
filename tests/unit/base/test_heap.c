#include "base/heap.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define NODES 300

static void an_empty_heap_has_no_first(void **state)
{
  struct heap h = { 0 };
  struct heap_node n = { 0 };
  assert_null(heap_first(&h));
  assert_false(heap_has(&n));
  heap_remove(&h, &n);
  heap_free(&h);
}

static void without_memory_there_is_no_room(void **state)
{
  struct heap h = { 0 };
  struct heap_node n = { 0 };
  failing_after(0);
  assert_int_equal(heap_reserve(&h, 1), CURLE_OUT_OF_MEMORY);
  failing_end();
  assert_int_equal(heap_reserve(&h, 1), CURLE_OK);
  heap_set(&h, &n, 5);
  failing_after(0);
  assert_int_equal(heap_reserve(&h, 1000), CURLE_OUT_OF_MEMORY);
  failing_end();
  assert_ptr_equal(heap_first(&h), &n);
  heap_free(&h);
}

static void room_that_is_there_needs_no_memory(void **state)
{
  struct heap h = { 0 };
  assert_int_equal(heap_reserve(&h, 5), CURLE_OK);
  failing_after(0);
  assert_int_equal(heap_reserve(&h, 5), CURLE_OK);
  assert_false(failing_end());
  heap_free(&h);
}

static void more_than_any_memory_is_refused(void **state)
{
  struct heap h = { 0 };
  assert_int_equal(heap_reserve(&h, SIZE_MAX / 8), CURLE_OUT_OF_MEMORY);
}

/* The children are never earlier than the parent, and each node knows its place. */
static void check(const struct heap *h)
{
  for(size_t i = 0; i < h->count; i++) {
    assert_int_equal(h->at[i]->place, i + 1);
    if(i) assert_true(h->at[(i - 1) / 2]->when <= h->at[i]->when);
  }
}

static void drain(struct heap *h, size_t count)
{
  int64_t before = INT64_MIN;
  for(size_t i = 0; i < count; i++) {
    struct heap_node *n = heap_first(h);
    assert_non_null(n);
    assert_true(n->when >= before);
    before = n->when;
    heap_remove(h, n);
    assert_false(heap_has(n));
    check(h);
  }
  assert_null(heap_first(h));
}

static void nodes_come_out_in_order(void **state)
{
  struct heap h = { 0 };
  static struct heap_node nodes[NODES];
  assert_int_equal(heap_reserve(&h, NODES), CURLE_OK);
  for(int i = 0; i < NODES; i++) {
    heap_set(&h, &nodes[i], (int64_t)i * 7919 % 101 - 50); /* many are equal, some negative */
    assert_true(heap_has(&nodes[i]));
    check(&h);
  }
  drain(&h, NODES);
  heap_free(&h);
}

static void the_ends_of_time_are_in_order(void **state)
{
  struct heap h = { 0 };
  struct heap_node last = { 0 }, first = { 0 }, middle = { 0 };
  assert_int_equal(heap_reserve(&h, 3), CURLE_OK);
  heap_set(&h, &last, INT64_MAX);
  heap_set(&h, &middle, 0);
  heap_set(&h, &first, INT64_MIN);
  assert_ptr_equal(heap_first(&h), &first);
  drain(&h, 3);
  heap_free(&h);
}

static void nodes_move_and_leave_from_anywhere(void **state)
{
  struct heap h = { 0 };
  static struct heap_node nodes[NODES];
  unsigned random = 1;
  size_t count = 0;
  assert_int_equal(heap_reserve(&h, NODES), CURLE_OK);
  memset(nodes, 0, sizeof nodes);
  for(int round = 0; round < 5000; round++) {
    struct heap_node *n = &nodes[rand_r(&random) % NODES];
    count -= heap_has(n);
    if(rand_r(&random) % 3) {
      heap_set(&h, n, rand_r(&random) % 1000);
      count++;
    } else {
      heap_remove(&h, n);
    }
    assert_int_equal(h.count, count);
    check(&h);
  }
  drain(&h, count);
  heap_free(&h);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_empty_heap_has_no_first),
    cmocka_unit_test(without_memory_there_is_no_room),
    cmocka_unit_test(room_that_is_there_needs_no_memory),
    cmocka_unit_test(more_than_any_memory_is_refused),
    cmocka_unit_test(nodes_come_out_in_order),
    cmocka_unit_test(the_ends_of_time_are_in_order),
    cmocka_unit_test(nodes_move_and_leave_from_anywhere),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
