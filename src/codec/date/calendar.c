#include "codec/date/calendar.h"

/* Years are taken to begin in March: then the leap day is the last of its year, and the lengths of months follow one
 * rule, 153 days in each five of them. An era is the 400 years after which all repeats. */

#define ERA_YEARS 400
#define ERA_DAYS  146097
#define MARCH_0   719468 /* days from 0000-03-01 to 1970-01-01 */

static int64_t divide_down(int64_t a, int64_t b) { return (a < 0 ? a - (b - 1) : a) / b; }

int64_t calendar_days(struct calendar_day d)
{
  int64_t year = d.month > 2 ? d.year : d.year - 1;
  int64_t month = (d.month + 9) % 12;
  int64_t era = divide_down(year, ERA_YEARS);
  int64_t year_of_era = year - era * ERA_YEARS;
  int64_t day_of_year = (153 * month + 2) / 5 + d.day - 1;
  return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - MARCH_0;
}

struct calendar_day calendar_day_of(int64_t days)
{
  int64_t since = days + MARCH_0;
  int64_t era = divide_down(since, ERA_DAYS);
  int64_t day_of_era = since - era * ERA_DAYS;
  /* without the leap days that have passed, each year has 365 */
  int64_t leap_days = day_of_era / 1460 - day_of_era / 36524 + day_of_era / (ERA_DAYS - 1);
  int64_t year_of_era = (day_of_era - leap_days) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month = (5 * day_of_year + 2) / 153;
  struct calendar_day d = {
    .year = era * ERA_YEARS + year_of_era + (month >= 10),
    .month = (int)(month < 10 ? month + 3 : month - 9),
    .day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
  };
  return d;
}
