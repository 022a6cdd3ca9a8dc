#include "base/list.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct item {
  char name;
  struct list_node node;
};

static struct item a, b, c, d;
static struct list list;

static int reset(void **state)
{
  a = (struct item){ .name = 'a' };
  b = (struct item){ .name = 'b' };
  c = (struct item){ .name = 'c' };
  d = (struct item){ .name = 'd' };
  list_init(&list);
  return 0;
}

/* Forwards and backwards. */
static void expect(const struct list *l, const char *names)
{
  const struct list_node *n = l->ring.next;
  for(const char *s = names; *s; s++, n = n->next) {
    assert_ptr_not_equal(n, &l->ring);
    assert_int_equal(CONTAINER_OF(n, const struct item, node)->name, *s);
    assert_ptr_equal(n->prev->next, n);
    assert_ptr_equal(n->next->prev, n);
  }
  assert_ptr_equal(n, &l->ring);
  assert_int_equal(list_is_empty(l), !*names);
}

static void an_empty_list_has_no_ends(void **state)
{
  assert_null(list_first(&list));
  assert_null(list_last(&list));
  assert_null(list_pop(&list));
  expect(&list, "");
}

static void a_node_in_no_list_can_be_removed(void **state)
{
  assert_false(list_is_linked(&a.node));
  list_remove(&a.node);
  list_add_last(&list, &a.node);
  assert_true(list_is_linked(&a.node));
  list_remove(&a.node);
  list_remove(&a.node);
  assert_false(list_is_linked(&a.node));
  expect(&list, "");
}

static void nodes_are_added_at_both_ends(void **state)
{
  list_add_last(&list, &b.node);
  list_add_last(&list, &c.node);
  list_add_first(&list, &a.node);
  expect(&list, "abc");
  assert_ptr_equal(list_first(&list), &a.node);
  assert_ptr_equal(list_last(&list), &c.node);
  list_remove(&b.node);
  expect(&list, "ac");
  assert_ptr_equal(list_pop(&list), &a.node);
  assert_false(list_is_linked(&a.node));
  expect(&list, "c");
}

static void a_list_can_be_moved_behind_another(void **state)
{
  struct list other;
  list_init(&other);
  list_splice(&list, &other);
  expect(&list, "");
  list_add_last(&other, &a.node);
  list_add_last(&other, &b.node);
  list_splice(&list, &other);
  expect(&list, "ab");
  expect(&other, "");
  list_add_last(&other, &c.node);
  list_splice(&list, &other);
  expect(&list, "abc");
  list_splice(&list, &other);
  expect(&list, "abc");
  list_add_last(&other, &d.node);
  expect(&other, "d");
}

static void the_current_node_may_go_while_walking(void **state)
{
  struct item *const items[] = { &a, &b, &c, &d };
  char seen[5] = "";
  size_t count = 0;
  for(int i = 0; i < 4; i++) list_add_last(&list, &items[i]->node);
  LIST_EACH(n, &list) {
    seen[count++] = LIST_ENTRY(n, struct item, node)->name;
    if(n == &a.node || n == &c.node || n == &d.node) list_remove(n);
  }
  assert_string_equal(seen, "abcd");
  expect(&list, "b");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(an_empty_list_has_no_ends, reset),
    cmocka_unit_test_setup(a_node_in_no_list_can_be_removed, reset),
    cmocka_unit_test_setup(nodes_are_added_at_both_ends, reset),
    cmocka_unit_test_setup(a_list_can_be_moved_behind_another, reset),
    cmocka_unit_test_setup(the_current_node_may_go_while_walking, reset),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
