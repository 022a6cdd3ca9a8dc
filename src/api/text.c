/* Helpers that programs borrow from libcurl. */
#include "base/mem.h"
#include "base/str.h"
#include "codec/date/date.h"
#include <stdlib.h>

/* NULL equals NULL. */
int curl_strequal(const char *a, const char *b)
{
  if(!a || !b) return a == b;
  return str_equal_nocase(a, b);
}

int curl_strnequal(const char *a, const char *b, size_t max)
{
  if(!a || !b) return a == b && max;
  return span_equal_nocase(span_of(a, strnlen(a, max)), span_of(b, strnlen(b, max)));
}

char *curl_getenv(const char *name)
{
  const char *value = name ? getenv(name) : NULL;
  return value && *value ? mem_strdup(value) : NULL;
}

/* The second before 1970 looks like the error, and gives way by one. */
time_t curl_getdate(const char *text, const time_t *unused)
{
  int64_t seconds;
  if(!text || !date_parse(span_text(text), &seconds)) return -1;
  if(seconds == -1) return 0;
  time_t narrow = (time_t)seconds;
  return narrow == seconds ? narrow : -1;
}
