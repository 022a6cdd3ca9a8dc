#include "base/mem.h"
#include "base/percent.h"
#include "base/result.h"
#include <limits.h>

void curl_free(void *p) { mem_free(p); }

/* Give what is left of a block back; the text stays where shrinking fails. */
static char *fit_text(char *text, size_t len)
{
  text[len] = '\0';
  char *fitted = mem_realloc(text, len + 1);
  return fitted ? fitted : text;
}

/* A length as these functions take it: 0 asks for strlen. False: negative, or nothing to look at. */
static bool text_of(const char *text, int len, struct span *ret)
{
  if(!text || len < 0) return false;
  *ret = len ? span_of(text, (size_t)len) : span_text(text);
  return true;
}

char *curl_easy_escape(CURL *handle, const char *string, int length)
{
  struct span text;
  if(!text_of(string, length, &text) || text.len > (SIZE_MAX - 1) / 3) return NULL;
  char *escaped = mem_alloc(3 * text.len + 1);
  return escaped ? fit_text(escaped, percent_encode(escaped, text, PERCENT_KEEP_UNRESERVED)) : NULL;
}

char *curl_easy_unescape(CURL *handle, const char *string, int length, int *outlength)
{
  struct span text;
  if(!text_of(string, length, &text)) return NULL;
  AUTO_FREE char *plain = mem_strndup(text.at, text.len);
  if(!plain) return NULL;
  size_t len = percent_decode(plain, span_of(plain, text.len));
  if(outlength && len > INT_MAX) return NULL;
  if(outlength) *outlength = (int)len;
  char *result = fit_text(plain, len);
  plain = NULL;
  return result;
}
