#include "codec/date/calendar.h"
#include "codec/date/date.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_text(int64_t seconds, const char *wanted)
{
  char *text = malloc(DATE_HTTP_ROOM);
  assert_true(date_write_http(seconds, text));
  assert_string_equal(text, wanted);
  free(text);
}

static void years_that_have_not_four_digits(void **state)
{
  char text[DATE_HTTP_ROOM] = "x";
  assert_false(date_write_http(INT64_MIN, text));
  assert_false(date_write_http(-62135596801, text));
  assert_false(date_write_http(253402300800, text));
  assert_false(date_write_http(INT64_MAX, text));
  assert_string_equal(text, "x");
}

static void the_form_of_http(void **state)
{
  assert_text(784111777, "Sun, 06 Nov 1994 08:49:37 GMT");
  assert_text(0, "Thu, 01 Jan 1970 00:00:00 GMT");
  assert_text(-1, "Wed, 31 Dec 1969 23:59:59 GMT");
  assert_text(951782400, "Tue, 29 Feb 2000 00:00:00 GMT");
  assert_text(-62135596800, "Mon, 01 Jan 0001 00:00:00 GMT");
  assert_text(253402300799, "Fri, 31 Dec 9999 23:59:59 GMT");
}

/* Each day of 800 years is the day after the one before. */
static void days_follow_each_other(void **state)
{
  static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  struct calendar_day d = { 1583, 1, 1 };
  for(int64_t n = calendar_days(d); d.year < 2383; n++) {
    struct calendar_day found = calendar_day_of(n);
    assert_true(found.year == d.year && found.month == d.month && found.day == d.day);
    assert_int_equal(calendar_days(d), n);
    bool is_leap = d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0);
    int length = d.month == 2 && is_leap ? 29 : lengths[d.month - 1];
    if(++d.day <= length) continue;
    d.day = 1;
    if(++d.month <= 12) continue;
    d.month = 1;
    d.year++;
  }
}

static void what_is_written_is_read(void **state)
{
  char text[DATE_HTTP_ROOM];
  int64_t read;
  for(int64_t seconds = -12212553600; seconds < 253402300800; seconds += 86400 * 41 + 3607) {
    assert_true(date_write_http(seconds, text));
    assert_true(date_parse(span_text(text), &read));
    assert_int_equal(read, seconds);
  }
}

static void the_basic_form(void **state)
{
  static const struct {
    int64_t seconds;
    const char *text;
  } cases[] = { { 0, "19700101T000000Z" },
                { 784111777, "19941106T084937Z" },
                { -1, "19691231T235959Z" },
                { -62135596800, "00010101T000000Z" },
                { 253402300799, "99991231T235959Z" } };
  char text[DATE_BASIC_ROOM];
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(date_write_basic(cases[i].seconds, text));
    assert_string_equal(text, cases[i].text);
  }
  assert_false(date_write_basic(-62135596801, text));
  assert_false(date_write_basic(253402300800, text));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(years_that_have_not_four_digits),
    cmocka_unit_test(the_form_of_http),
    cmocka_unit_test(the_basic_form),
    cmocka_unit_test(days_follow_each_other),
    cmocka_unit_test(what_is_written_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
