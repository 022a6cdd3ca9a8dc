/* Helpers that programs borrow from libcurl. */
#include "base/mem.h"
#include "base/str.h"
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

/* Not built: no date is understood. */
time_t curl_getdate(const char *text, const time_t *unused) { return -1; }
