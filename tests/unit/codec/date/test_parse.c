#include "base/mem.h"
#include "codec/date/date.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOV_6 784080000 /* 1994-11-06 00:00:00 */
#define TIME  31777     /* 08:49:37 */
#define HOUR  3600

/* From a block that ends with the text, so that reading past it is caught. */
static bool parse(const char *text, int64_t *ret)
{
  size_t len = strlen(text);
  char *exact = malloc(len ? len : 1);
  if(len) memcpy(exact, text, len);
  bool is_date = date_parse(span_of(exact, len), ret);
  free(exact);
  return is_date;
}

static void assert_date(const char *text, int64_t wanted)
{
  int64_t seconds = -7;
  if(!parse(text, &seconds)) fail_msg("'%s' is no date", text);
  if(seconds != wanted) fail_msg("'%s' is %lld, not %lld", text, (long long)seconds, (long long)wanted);
}

static void assert_none(const char *text)
{
  int64_t seconds = -7;
  if(parse(text, &seconds)) fail_msg("'%s' is %lld", text, (long long)seconds);
  assert_int_equal(seconds, -7);
}

static void what_is_no_date(void **state)
{
  assert_none("");
  assert_none("   ");
  assert_none("tomorrow");
  assert_none("Sunday");
  assert_none("08:49:37 GMT");
  assert_none("Nov 1994");
  assert_none("6 Nov");
  assert_none("1994");
  assert_none("Date: Sun, 06 Nov 1994 08:49:37 GMT");
  assert_none("\xc3\xa4\xff\x80");
}

static void words_are_known_or_wrong(void **state)
{
  assert_none("Sund, 06 Nov 1994");
  assert_none("S, 06 Nov 1994 J"); /* S and J: one zone, and the one letter that is none */
  assert_none("06 November 1994");
  assert_none("06 Nove 1994");
  assert_none("06 Nov 1994 gmt");
  assert_none("06 Nov 1994 z");
  assert_none("06 Nov 1994 DST");
  assert_none("06 Nov 1994 (GMT+1, so they say)");
}

static void nothing_comes_twice(void **state)
{
  assert_none("Sun Sun 06 Nov 1994");
  assert_none("06 Nov Nov 1994");
  assert_none("06 Nov 1994 GMT GMT");
  assert_none("06 Nov 1994 GMT +0100");
  assert_none("06 Nov 1994 08:49:37 08:49:37");
  assert_none("06 Nov 1994 95");
  assert_none("01-13-2024");
  assert_none("19941106 6");
  assert_none("6 19941106 Nov 6");
}

static void times_are_in_bounds(void **state)
{
  assert_none("06 Nov 1994 24:00:00");
  assert_none("06 Nov 1994 23:60:00");
  assert_none("06 Nov 1994 23:59:61");
  assert_none("06 Nov 1994 008:49:37");
  assert_none("06 Nov 1994 08:049:37");
  assert_none("06 Nov 1994 08:49:037");
  assert_none("06 Nov 1994 08:49:99999999999999999999");
  assert_none("06 Nov 1994 8:");
  assert_none("06 Nov 1994 08:49:37.123");
}

static void days_and_months_are_in_bounds(void **state)
{
  assert_none("00 Nov 1994");
  assert_none("32 Nov 1994");
  assert_none("19941306");
  assert_none("19940006");
  assert_none("19941100");
  assert_none("19941132");
  assert_none("99999999999-Nov-1994");
}

static void years_are_in_bounds(void **state)
{
  assert_none("31 Dec 1582 23:59:59");
  assert_none("6 Nov 199");
  assert_none("00010101");
  assert_none("6 Nov 2147483648");
  assert_none("6 Nov 99999999999999999999999");
  assert_date("01 Jan 1583", -12212553600);
  assert_date("01 Jan 1583 +1400", -12212604000);
  assert_date("1 Jan 2147483647", INT64_C(67767976201996800));
  assert_date("31 Dec 2147483647 23:59:60 Y", INT64_C(67767976201996800) + 365 * 86400 + 12 * HOUR);
}

static void iso_forms_with_dashes_are_none(void **state)
{
  assert_none("1994-11-06T08:49:37Z");
  assert_none("1994-11-06 08:49:37");
  assert_none("19941106T084937Z");
}

static void the_three_forms_of_http(void **state)
{
  assert_date("Sun, 06 Nov 1994 08:49:37 GMT", NOV_6 + TIME);
  assert_date("Sunday, 06-Nov-94 08:49:37 GMT", NOV_6 + TIME);
  assert_date("Sun Nov  6 08:49:37 1994", NOV_6 + TIME);
}

static void the_order_is_free(void **state)
{
  assert_date("GMT 08:49:37 06-Nov-94 Sunday", NOV_6 + TIME);
  assert_date("1994 Nov 6 08:49:37", NOV_6 + TIME);
  assert_date("94 6 Nov 08:49:37", NOV_6 + TIME);
  assert_date("Nov-94 6", NOV_6);
  assert_date("Nov 08:49:37 6 Sun 94", NOV_6 + TIME);
  assert_date("6 94 Nov", NOV_6);
  assert_date("19941106", NOV_6);
  assert_date("+0200 08:49:37 19941106", NOV_6 + TIME - 2 * HOUR);
}

static void anything_may_stand_between(void **state)
{
  assert_date("Sun/Nov\\6.94", NOV_6);
  assert_date("\"Sun, 06 Nov 1994\"08:49:37;GMT", NOV_6 + TIME);
  assert_date("-\"06Nov1994\"", NOV_6);
  assert_date("\t 06\xc3\xa4Nov\x01"
              "1994\n",
              NOV_6);
}

static void parts_may_be_short_or_padded(void **state)
{
  assert_date("6 Nov 1994 8:9:7", NOV_6 + 8 * HOUR + 9 * 60 + 7);
  assert_date("6 Nov 1994 8:49", NOV_6 + 8 * HOUR + 49 * 60);
  assert_date("00006 nov 0001994", NOV_6);
  assert_date("SUNDAY 6 NOV 1994", NOV_6);
  assert_date("6 Nov 5", 1131235200);
}

static void two_digits_are_a_year_near_now(void **state)
{
  assert_date("1 Jan 00", 946684800);
  assert_date("1 Jan 70", 3155760000);
  assert_date("1 Jan 71", 31536000);
  assert_date("1 Jan 99", 915148800);
}

static void a_wrong_weekday_and_a_31st_pass(void **state)
{
  assert_date("Monday, 06 Nov 1994", NOV_6);
  assert_date("31 Nov 1994", NOV_6 + 25 * 86400);
  assert_date("30 Feb 2024", 1709251200);
  assert_date("29 Feb 2023", 1677628800);
}

static void what_follows_a_whole_date_is_not_read(void **state)
{
  assert_date("Sun, 06 Nov 1994 08:49:37 GMT-0400 (EDT)", NOV_6 + TIME);
  assert_date("Sun, 06 Nov 1994 08:49:37 GMT and then some", NOV_6 + TIME);
}

static void a_zone_by_number(void **state)
{
  assert_date("06 Nov 1994 +0530", NOV_6 - 5 * HOUR - 1800);
  assert_date("06 Nov 1994 -0530", NOV_6 + 5 * HOUR + 1800);
  assert_date("06 Nov 1994 +1400", NOV_6 - 14 * HOUR);
  assert_none("06 Nov 1994 +1401");
  assert_none("06 Nov 1994 0100");
  assert_none("06 Nov 1994 +530");
  assert_date("06-Nov-1994", NOV_6); /* a dash, but no zone */
}

static void a_zone_by_name(void **state)
{
  static const struct {
    const char *name;
    int hours;
  } zones[] = {
    { "GMT", 0 },  { "UT", 0 },   { "UTC", 0 }, { "CET", 1 },   { "CEST", 2 },   { "EST", -5 },
    { "EDT", -4 }, { "PST", -8 }, { "JST", 9 }, { "NZDT", 13 }, { "IDLW", -12 }, { "A", 1 },
    { "I", 9 },    { "K", 10 },   { "M", 12 },  { "N", -1 },    { "Y", -12 },    { "Z", 0 },
  };
  char text[40];
  for(size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
    snprintf(text, sizeof text, "06 Nov 1994 %s", zones[i].name);
    assert_date(text, NOV_6 - zones[i].hours * HOUR);
  }
}

static void the_leap_second_is_the_next_minutes(void **state)
{
  assert_date("Wed, 31 Dec 2008 23:59:60 GMT", 1230768000);
}

static void before_1970(void **state)
{
  assert_date("31 Dec 1969 23:59:59", -1);
  assert_date("1 Jan 1970", 0);
  assert_date("6 Nov 1800 08:49:37", -5337933023);
}

/* "Sunday, 06-Nov-94 08:49:37 +0100": what each of its beginnings means. */
static void every_beginning_of_a_date(void **state)
{
  static const struct {
    size_t len;
    const char *end; /* NULL: no date */
    int64_t seconds;
  } ends[] = {
    { 15, NULL, 0 },         /* "Nov-" */
    { 16, "9", 1257465600 }, /* 2009 */
    { 17, "94", NOV_6 },
    { 18, " ", NOV_6 },
    { 19, NULL, 0 }, /* "0": of a time that is not there yet */
    { 21, NULL, 0 },
    { 22, "4", NOV_6 + 8 * HOUR + 4 * 60 },
    { 24, ":", NOV_6 + 8 * HOUR + 49 * 60 },
    { 26, "7", NOV_6 + TIME },
    { 28, "+", NOV_6 + TIME },
    { 31, NULL, 0 },
    { 32, "0", NOV_6 + TIME - HOUR },
  };
  static const char whole[] = "Sunday, 06-Nov-94 08:49:37 +0100";
  for(size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    char *text = mem_strndup(whole, ends[i].len);
    if(ends[i].end)
      assert_date(text, ends[i].seconds);
    else
      assert_none(text);
    mem_free(text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_date),
    cmocka_unit_test(words_are_known_or_wrong),
    cmocka_unit_test(nothing_comes_twice),
    cmocka_unit_test(times_are_in_bounds),
    cmocka_unit_test(days_and_months_are_in_bounds),
    cmocka_unit_test(years_are_in_bounds),
    cmocka_unit_test(iso_forms_with_dashes_are_none),
    cmocka_unit_test(the_three_forms_of_http),
    cmocka_unit_test(the_order_is_free),
    cmocka_unit_test(anything_may_stand_between),
    cmocka_unit_test(parts_may_be_short_or_padded),
    cmocka_unit_test(two_digits_are_a_year_near_now),
    cmocka_unit_test(a_wrong_weekday_and_a_31st_pass),
    cmocka_unit_test(what_follows_a_whole_date_is_not_read),
    cmocka_unit_test(a_zone_by_number),
    cmocka_unit_test(a_zone_by_name),
    cmocka_unit_test(the_leap_second_is_the_next_minutes),
    cmocka_unit_test(before_1970),
    cmocka_unit_test(every_beginning_of_a_date),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
