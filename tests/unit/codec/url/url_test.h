/* What the tests of the URL codec share. */
#ifndef UNIT_CODEC_URL_URL_TEST_H
#define UNIT_CODEC_URL_URL_TEST_H
#include "base/mem.h"
#include "codec/url/url.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* All parts of a URL in one line, as "scheme user password options host zone port path query fragment" with '|' between
 * them and '-' for a part that is not there. */
static inline const char *describe(const struct url *u)
{
  static char text[1024];
  const char *const parts[] = { u->scheme, u->user,      u->password, u->options, u->host,
                                u->zone,   u->port_text, u->path,     u->query,   u->fragment };
  size_t len = 0;
  for(size_t i = 0; i < COUNT(parts); i++)
    len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", i ? "|" : "", parts[i] ? parts[i] : "-");
  return text;
}

/* Parse a copy whose block ends with the text, so that reading past it is caught. */
static inline CURLUcode parse(struct url *u, const char *text, unsigned flags)
{
  char *copy = strdup(text);
  CURLUcode code = url_parse(u, copy, flags);
  free(copy);
  return code;
}

/* The whole URL, in memory that the next call reuses. */
static inline const char *whole(const struct url *u, unsigned flags)
{
  static char text[1024];
  char *url = NULL;
  CURLUcode code = url_get(u, CURLUPART_URL, flags, &url);
  if(code)
    snprintf(text, sizeof text, "error %d", code);
  else
    snprintf(text, sizeof text, "%s", url);
  mem_free(url);
  return text;
}

static unsigned allocations_left;

static inline void *scarce_malloc(size_t size) { return allocations_left && allocations_left-- ? malloc(size) : NULL; }
static inline void *scarce_calloc(size_t count, size_t size)
{
  return allocations_left && allocations_left-- ? calloc(count, size) : NULL;
}
static inline void *scarce_realloc(void *block, size_t size)
{
  return allocations_left && allocations_left-- ? realloc(block, size) : NULL;
}
static inline char *scarce_strdup(const char *text)
{
  return allocations_left && allocations_left-- ? strdup(text) : NULL;
}

/* From here on the first `count` allocations succeed, and no more. */
static inline void allow_allocations(unsigned count)
{
  static const struct mem_hooks scarce = { scarce_malloc, free, scarce_realloc, scarce_strdup, scarce_calloc };
  allocations_left = count;
  mem_set_hooks(&scarce);
}

static inline void allow_all_allocations(void) { mem_set_hooks(NULL); }

#endif
