#include "base/mem.h"
#include "os/environment.h"
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
/* needs those above */
#include <cmocka.h>

static void a_variable_has_a_value_or_is_not_there(void **state)
{
  setenv("SLUICE_TEST", "value", 1);
  assert_string_equal(environment_get("SLUICE_TEST"), "value");
  setenv("SLUICE_TEST", "", 1);
  assert_null(environment_get("SLUICE_TEST"));
  unsetenv("SLUICE_TEST");
  assert_null(environment_get("SLUICE_TEST"));
}

static void the_home_is_the_variable_or_the_account(void **state)
{
  char *home = NULL;
  const struct passwd *account = getpwuid(geteuid());
  setenv("HOME", "/somewhere", 1);
  assert_int_equal(environment_home(&home), CURLE_OK);
  assert_string_equal(home, "/somewhere");
  mem_free(home);
  for(int i = 0; i < 2; i++) {
    setenv("HOME", "", 1);
    if(i) unsetenv("HOME");
    assert_int_equal(environment_home(&home), CURLE_OK);
    if(account)
      assert_string_equal(home, account->pw_dir);
    else
      assert_null(home);
    mem_free(home);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_variable_has_a_value_or_is_not_there),
    cmocka_unit_test(the_home_is_the_variable_or_the_account),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
