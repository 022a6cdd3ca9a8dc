/* One range of bytes. */
#include "codec/range/range.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void what_is_no_range_is_refused(void **state)
{
  static const char *const texts[] = {
    "",
    " ",
    "-",
    "--1",
    "-0",  /* no bytes at all */
    "5-4", /* ends before it begins */
    "a-b",
    "1-2,4-5", /* a list */
    "3-5x",
    "3x5",
    "1 - 2",
    "+1-2",
    "9223372036854775807-", /* a byte that is not the last one would have no number */
    "0-9223372036854775807",
    "18446744073709551617-18446744073709551618",
  };
  for(size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct byte_range r = { -7, -7 };
    if(byte_range_parse(span_text(texts[i]), &r)) fail_msg("\"%s\" is taken", texts[i]);
    assert_int_equal(r.from, -7);
    assert_int_equal(r.count, -7);
  }
}

static void a_range_has_a_beginning_and_a_count(void **state)
{
  static const struct {
    const char *text;
    curl_off_t from, count;
  } rows[] = {
    { "3-5", 3, 3 },
    { "0-0", 0, 1 },
    { "7-", 7, -1 },
    { "7", 7, -1 },
    { "-4", -4, 4 },
    { " 3-5\t", 3, 3 },
    { "0-9223372036854775806", 0, INT64_MAX },
    { "9223372036854775806-", INT64_MAX - 1, -1 },
    { "-9223372036854775806", -INT64_MAX + 1, INT64_MAX - 1 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct byte_range r;
    if(!byte_range_parse(span_text(rows[i].text), &r)) fail_msg("\"%s\" is refused", rows[i].text);
    assert_int_equal(r.from, rows[i].from);
    assert_int_equal(r.count, rows[i].count);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_range_is_refused),
    cmocka_unit_test(a_range_has_a_beginning_and_a_count),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
