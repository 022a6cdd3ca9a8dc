#include "base/str.h"
#include "codec/date/calendar.h"
#include "codec/date/date.h"
#include <stdio.h>

#define FIRST_SECOND (-62135596800) /* 0001-01-01 00:00:00 */

bool date_write_stamp(int64_t seconds, char to[DATE_STAMP_ROOM])
{
  if(seconds < FIRST_SECOND || seconds > DATE_STAMP_LAST) return false;
  int64_t since = seconds - FIRST_SECOND;
  unsigned second = (unsigned)(since % DAY_S);
  struct calendar_day d = calendar_day_of((seconds - (int64_t)second) / DAY_S);
  snprintf(to, DATE_STAMP_ROOM, "%04u%02u%02u %02u:%02u:%02u", (unsigned)d.year % 10000, (unsigned)d.month % 100,
           (unsigned)d.day % 100, second / 3600, second / 60 % 60, second % 60);
  return true;
}

/* The number in `len` digits at `at`. */
static bool parse_digits(struct span text, size_t at, size_t len, uint64_t max, int *ret)
{
  uint64_t number;
  if(!span_parse_u64(span_of(text.at + at, len), max, &number)) return false;
  *ret = (int)number;
  return true;
}

bool date_parse_stamp(struct span text, int64_t *ret)
{
  int year, month, day, hour, minute, second;
  if(text.len != DATE_STAMP_ROOM - 1 || text.at[8] != ' ' || text.at[11] != ':' || text.at[14] != ':') return false;
  if(!parse_digits(text, 0, 4, 9999, &year) || !parse_digits(text, 4, 2, 12, &month)) return false;
  if(!parse_digits(text, 6, 2, 31, &day) || !parse_digits(text, 9, 2, 23, &hour)) return false;
  if(!parse_digits(text, 12, 2, 59, &minute) || !parse_digits(text, 15, 2, 60, &second)) return false;
  if(!year || !month || !day) return false;
  *ret = calendar_days((struct calendar_day){ year, month, day }) * DAY_S + hour * 3600 + minute * 60 + second;
  return true;
}

bool date_parse_digits(struct span text, int64_t *ret)
{
  char stamp[DATE_STAMP_ROOM];
  struct span s = span_trim(text);
  size_t digits = 0;
  while(digits < s.len && ascii_is_digit(s.at[digits])) digits++;
  if(digits != 14) return false;
  const char *t = (const char *)s.at;
  snprintf(stamp, sizeof stamp, "%.8s %.2s:%.2s:%.2s", t, t + 8, t + 10, t + 12);
  return date_parse_stamp(span_text(stamp), ret);
}
