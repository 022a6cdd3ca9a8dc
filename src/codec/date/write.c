#include "codec/date/calendar.h"
#include "codec/date/date.h"
#include "codec/date/names.h"
#include <stdio.h>

#define FIRST_SECOND (-62135596800) /* 0001-01-01 00:00:00 */
#define LAST_SECOND  253402300799   /* 9999-12-31 23:59:59 */

const char date_weekdays[7][10] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
const char date_months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

bool date_write_http(int64_t seconds, char to[DATE_HTTP_ROOM])
{
  if(seconds < FIRST_SECOND || seconds > LAST_SECOND) return false;
  int64_t since = seconds - FIRST_SECOND; /* which was a Monday */
  unsigned second = (unsigned)(since % DAY_S);
  unsigned weekday = (unsigned)((since / DAY_S + 1) % 7);
  struct calendar_day d = calendar_day_of((FIRST_SECOND + since - second) / DAY_S);
  snprintf(to, DATE_HTTP_ROOM, "%.*s, %02u %s %04u %02u:%02u:%02u GMT", DATE_SHORT_NAME, date_weekdays[weekday],
           (unsigned)d.day % 100, date_months[d.month - 1], (unsigned)d.year % 10000, second / 3600, second / 60 % 60,
           second % 60);
  return true;
}

bool date_write_basic(int64_t seconds, char to[DATE_BASIC_ROOM])
{
  if(seconds < FIRST_SECOND || seconds > LAST_SECOND) return false;
  unsigned second = (unsigned)((seconds - FIRST_SECOND) % DAY_S);
  struct calendar_day d = calendar_day_of((seconds - second) / DAY_S);
  snprintf(to, DATE_BASIC_ROOM, "%04u%02u%02uT%02u%02u%02uZ", (unsigned)d.year % 10000, (unsigned)d.month % 100,
           (unsigned)d.day % 100, second / 3600 % 100, second / 60 % 60, second % 60);
  return true;
}
