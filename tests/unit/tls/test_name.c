/* RFC 9525, section 6.3, and the option's page: one row a rule. */
#include "tls/name.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* needs those above */
#include <cmocka.h>

static bool matches(const void *name, size_t len, const char *host)
{
  void *own = malloc(len ? len : 1); /* at the end of its own block */
  assert_non_null(own);
  memcpy(own, name, len);
  bool ret = tls_name_matches(span_of(own, len), host);
  free(own);
  return ret;
}

static void names_match_as_a_whole(void **state)
{
  static const struct {
    const char *name, *host;
    bool expected;
  } rows[] = {
    { "host.example", "host.example", true },
    { "HOST.Example", "host.eXAMPLE", true },
    { "host.example", "host.example.", true },
    { "host.example.", "host.example", true },
    { "localhost", "localhost", true },
    { "a_b.example", "a_b.example", true },
    { "host.example", "ost.example", false },
    { "ost.example", "host.example", false },
    { "host.example", "host.example.com", false },
    { "host.example", "", false },
    { "host.example", ".", false },
    { "", "host.example", false },
    { ".", "host.example", false },
    { "host..example", "host..example", false },
    { ".host.example", ".host.example", false },
    { "host.example..", "host.example", false },
    { "host example", "host example", false },
    { "h\xc3\xb6st.example", "h\xc3\xb6st.example", false },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if(matches(rows[i].name, strlen(rows[i].name), rows[i].host) != rows[i].expected)
      fail_msg("\"%s\" for \"%s\"", rows[i].name, rows[i].host);
}

static void scenario_42_wildcards(void **state)
{
  static const struct {
    const char *name, *host;
    bool expected;
  } rows[] = {
    { "*.host.example", "a.host.example", true },
    { "*.HOST.example", "A.host.example", true },
    { "*.host.example", "xn--a.host.example", true }, /* a label as a whole */
    { "*.host.example.", "a.host.example", true },
    { "*.host.example", "host.example", false },
    { "*.host.example", ".host.example", false },
    { "*.host.example", "a.b.host.example", false },
    { "*.host.example", "*.host.example", false },
    { "*.com", "a.com", false },
    { "*.com.", "a.com", false },
    { "*", "a", false },
    { "*.", "a", false },
    { "*.*.example", "a.b.example", false },
    { "a*.host.example", "ab.host.example", false },
    { "*a.host.example", "ba.host.example", false },
    { "xn--*.host.example", "xn--a.host.example", false },
    { "a.*.example", "a.host.example", false },
    { "host.example.*", "host.example.com", false },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if(matches(rows[i].name, strlen(rows[i].name), rows[i].host) != rows[i].expected)
      fail_msg("\"%s\" for \"%s\"", rows[i].name, rows[i].host);
}

static void scenario_42_a_nul_ends_no_name(void **state)
{
  static const char name[] = "host.example\0.evil.example", last[] = "host.example\0";
  assert_false(matches(name, sizeof name - 1, "host.example"));
  assert_false(matches(last, sizeof last - 1, "host.example"));
  assert_true(matches(last, sizeof last - 2, "host.example"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(names_match_as_a_whole),
    cmocka_unit_test(scenario_42_wildcards),
    cmocka_unit_test(scenario_42_a_nul_ends_no_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
