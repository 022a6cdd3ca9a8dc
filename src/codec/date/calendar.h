/* The Gregorian calendar, counted on in both directions. */
#ifndef CODEC_DATE_CALENDAR_H
#define CODEC_DATE_CALENDAR_H
#include <stdint.h>

#define DAY_S 86400

struct calendar_day {
  int64_t year;
  int month; /* 1 … 12 */
  int day;   /* 1 … 31 */
};

/* Days since 1970-01-01. A day beyond its month's end counts on into the next. Years may be any int32_t. */
int64_t calendar_days(struct calendar_day d);
struct calendar_day calendar_day_of(int64_t days);

#endif
