/* Any text: a date is within its bounds, and written again it is the same. */
#include "codec/date/date.h"
#include <stdlib.h>

#define FIRST (-12212553600 - 15 * 3600) /* 1583-01-01, in a zone beyond the furthest ahead, "+1399" */
#define LAST  INT64_C(67767976233619200) /* 2147483648-01-01 and half a day */

static void check(bool holds)
{
  if(!holds) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char text[DATE_HTTP_ROOM];
  int64_t seconds, again;
  if(!date_parse(span_of(data, size), &seconds)) return 0;
  check(seconds >= FIRST && seconds <= LAST);
  if(seconds < -12212553600 || !date_write_http(seconds, text)) return 0;
  check(strlen(text) == DATE_HTTP_ROOM - 1);
  check(date_parse(span_text(text), &again) && again == seconds);
  return 0;
}
