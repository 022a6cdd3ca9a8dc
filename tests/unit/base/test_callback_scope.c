#include "base/callback_scope.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void a_callback_runs_inside_its_scope_only(void **state)
{
  struct callback_guard g = { 0 };
  assert_false(callback_is_running(&g));
  {
    CALLBACK_SCOPE(&g);
    assert_true(callback_is_running(&g));
  }
  assert_false(callback_is_running(&g));
}

static int nested(struct callback_guard *g, int levels)
{
  CALLBACK_SCOPE(g);
  if(!levels) return (int)g->depth; /* leaving early closes the scope, too */
  return nested(g, levels - 1);
}

static void scopes_nest_and_close_however_they_are_left(void **state)
{
  struct callback_guard g = { 0 };
  assert_int_equal(nested(&g, 4), 5);
  assert_int_equal(g.depth, 0);
  for(int i = 0; i < 3; i++) {
    CALLBACK_SCOPE(&g);
    if(i == 1) continue;
    if(i == 2) break;
  }
  assert_int_equal(g.depth, 0);
}

static void without_a_guard_nothing_is_recorded(void **state)
{
  CALLBACK_SCOPE(NULL);
  assert_false(callback_is_running(NULL));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_callback_runs_inside_its_scope_only),
    cmocka_unit_test(scopes_nest_and_close_however_they_are_left),
    cmocka_unit_test(without_a_guard_nothing_is_recorded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
