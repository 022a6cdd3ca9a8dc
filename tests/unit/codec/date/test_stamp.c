#include "codec/date/date.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_none(const char *text)
{
  int64_t seconds = -7;
  if(date_parse_stamp(span_text(text), &seconds)) fail_msg("'%s' is %lld", text, (long long)seconds);
  assert_int_equal(seconds, -7);
}

static void what_is_no_stamp(void **state)
{
  assert_none("");
  assert_none("19941106");
  assert_none("19941106 08:49:3");
  assert_none("19941106 08:49:037");
  assert_none("19941106T08:49:37");
  assert_none("19941106 08-49:37");
  assert_none("19941106 08:49-37");
  assert_none("1994 106 08:49:37");
  assert_none("19941306 08:49:37");
  assert_none("19940006 08:49:37");
  assert_none("19941100 08:49:37");
  assert_none("19941132 08:49:37");
  assert_none("19941106 24:49:37");
  assert_none("19941106 08:60:37");
  assert_none("19941106 08:49:61");
  assert_none("00001106 08:49:37");
  assert_none("+9941106 08:49:37");
}

static void assert_both_ways(const char *text, int64_t seconds)
{
  char written[DATE_STAMP_ROOM];
  int64_t read;
  assert_true(date_write_stamp(seconds, written));
  assert_string_equal(written, text);
  assert_true(date_parse_stamp(span_text(text), &read));
  assert_int_equal(read, seconds);
}

static void a_stamp_is_read_as_it_is_written(void **state)
{
  assert_both_ways("19941106 08:49:37", 784111777);
  assert_both_ways("19700101 00:00:00", 0);
  assert_both_ways("19691231 23:59:59", -1);
  assert_both_ways("00010101 00:00:00", -62135596800);
  assert_both_ways("20240229 12:00:00", 1709208000);
  assert_both_ways("99991231 23:59:59", DATE_STAMP_LAST);
}

static void years_of_other_lengths_are_not_written(void **state)
{
  char written[DATE_STAMP_ROOM] = "x";
  assert_false(date_write_stamp(DATE_STAMP_LAST + 1, written));
  assert_false(date_write_stamp(-62135596801, written));
  assert_false(date_write_stamp(INT64_MAX, written));
  assert_false(date_write_stamp(INT64_MIN, written));
  assert_string_equal(written, "x");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_stamp),
    cmocka_unit_test(a_stamp_is_read_as_it_is_written),
    cmocka_unit_test(years_of_other_lengths_are_not_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
