/* Any text: parsing it must not go wrong, and the URL that is written for what was understood means the same. */
#include "base/mem.h"
#include "base/str.h"
#include "codec/url/url.h"
#include <stdlib.h>

#define GET_FLAGS (CURLU_GET_EMPTY | CURLU_NO_GUESS_SCHEME)

static const unsigned parse_flags[] = {
  0,
  CURLU_NON_SUPPORT_SCHEME,
  CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME | CURLU_ALLOW_SPACE | CURLU_PATH_AS_IS,
  CURLU_DEFAULT_SCHEME | CURLU_URLENCODE | CURLU_ALLOW_SPACE,
  CURLU_NON_SUPPORT_SCHEME | CURLU_NO_AUTHORITY | CURLU_URLENCODE,
};

#define WAY_COUNT (sizeof parse_flags / sizeof *parse_flags)

static void check(bool holds)
{
  if(!holds) abort();
}

static void check_same(const struct url *a, const struct url *b)
{
  for(int i = CURLUPART_SCHEME; i < URL_PARTS; i++) {
    check(!a->part[i] == !b->part[i]);
    if(a->part[i]) check(!strcmp(a->part[i], b->part[i]));
  }
}

static void check_fixed_point(const struct url *u, unsigned flags)
{
  char *text = NULL, *again = NULL;
  struct url other = { 0 };
  check(!url_get(u, CURLUPART_URL, GET_FLAGS, &text));
  check(!url_parse(&other, text, flags));
  check_same(u, &other);
  check(!url_get(&other, CURLUPART_URL, GET_FLAGS, &again));
  check(!strcmp(text, again));
  mem_free(text);
  mem_free(again);
  url_free(&other);
}

/* A name in ASCII is its own ASCII form, and what it is in Unicode leads back to it. */
static void convert_host(const struct url *u)
{
  char *ascii = NULL, *again = NULL, *unicode = NULL;
  if(!u->host || url_get(u, CURLUPART_HOST, CURLU_PUNYCODE, &ascii)) return;
  check(url_host_is_ascii(ascii));
  struct url other = { 0 };
  check(!url_set(&other, CURLUPART_HOST, ascii, CURLU_NO_AUTHORITY));
  if(!url_get(&other, CURLUPART_HOST, CURLU_PUNY2IDN, &unicode) && !url_host_is_ascii(unicode)) {
    check(!url_host_to_ascii(unicode, &again));
    check(str_equal_nocase(ascii, again));
  }
  mem_free(ascii);
  mem_free(again);
  mem_free(unicode);
  url_free(&other);
}

static void set_parts(struct url *u, const char *text, unsigned flags)
{
  for(int i = CURLUPART_SCHEME; i < URL_PARTS; i++) {
    char *part = NULL;
    if(url_set(u, (CURLUPart)i, text, flags | CURLU_APPENDQUERY)) continue;
    check(u->part[i]);
    if(!url_get(u, (CURLUPart)i, CURLU_URLDECODE, &part)) mem_free(part);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(!size) return 0;
  unsigned flags = parse_flags[data[0] % WAY_COUNT];
  char *text = mem_strndup(data + 1, size - 1);
  check(text);
  struct url u = { 0 }, resolved = { 0 };
  if(!url_parse(&u, text, flags)) {
    check_fixed_point(&u, flags);
    convert_host(&u);
  }
  url_free(&u);
  check(!url_parse(&u, data[0] & 0x80 ? "file:///a/b?c" : "http://u:p@h:1/a/b?c#d", 0));
  if(!url_resolve(&resolved, &u, text, flags)) check_fixed_point(&resolved, flags);
  set_parts(&u, text, flags);
  mem_free(text);
  url_free(&u);
  url_free(&resolved);
  return 0;
}
