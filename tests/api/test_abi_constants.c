/* Every public integer constant has the value that the ABI gives it.
 *
 * abi_constants.inc is made by abi_constants.cmake from tests/data/abi-constants.tsv, a line CHECK(NAME, VALUE) for a
 * row. The values are those of a platform with 64-bit long.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define CURL_DISABLE_DEPRECATION
#include <curl/curl.h>

struct constant {
  const char *name;
  long long actual, expected;
};

/* A negative value stands for what the constant's own type makes of it: CURL_ZERO_TERMINATED is (size_t)-1. */
#define EXPECTED(name, value) ((value) < 0 ? (long long)(__typeof__(name))(value) : (long long)(value))
#define CHECK(name, value)    { #name, (long long)(name), EXPECTED(name, value) },

static const struct constant constants[] = {
#include "abi_constants.inc"
};
#define COUNT (sizeof constants / sizeof *constants)
_Static_assert(COUNT > 1000, "the table is cut short");

static void every_constant_has_its_value(void **state)
{
  size_t wrong = 0;
  for(const struct constant *c = constants; c < constants + COUNT; c++) {
    if(c->actual == c->expected) continue;
    print_error("%s is %lld, not %lld\n", c->name, c->actual, c->expected);
    wrong++;
  }
  assert_int_equal(wrong, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_constant_has_its_value),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
