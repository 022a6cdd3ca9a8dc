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

static void assert_digits(const char *text, int64_t expected)
{
  int64_t seconds = -1;
  bool is_read = date_parse_digits(span_text(text), &seconds);
  if(seconds != expected) fail_msg("%lld from: %s", (long long)seconds, text);
  assert_int_equal(is_read, expected != -1);
}

static void a_time_may_be_fourteen_digits(void **state)
{
  static const char *const bad[] = { "",
                                     "x",
                                     "2003040506070",
                                     "200304050607089",
                                     "20031305060708",
                                     "20030432060708",
                                     "20030405250708",
                                     "20030405066008",
                                     "00000405060708",
                                     "x 20030405060708",
                                     "2003040506 0708" };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_digits(bad[i], -1);
  assert_digits("20030405060708", 1049522828);
  assert_digits("20030405060708.123", 1049522828);
  assert_digits(" 20030405060708 ", 1049522828);
  assert_digits("19700101000000", 0);
  assert_digits("20380119031408", 2147483648);
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
    cmocka_unit_test(a_time_may_be_fourteen_digits),
    cmocka_unit_test(years_of_other_lengths_are_not_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
