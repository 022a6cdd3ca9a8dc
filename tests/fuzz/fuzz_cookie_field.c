/* Any Set-Cookie value: what is understood points into it and is within its bounds, and as a line it is read again. */
#include "codec/cookie/cookie.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

static void check_inside(struct span s, const uint8_t *data, size_t size)
{
  check(!s.len || (s.at >= data && s.at + s.len <= data + size));
  for(size_t i = 0; i < s.len; i++) check(s.at[i] >= ' ' && s.at[i] != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct cookie_field f;
  struct cookie again;
  struct buf line = BUF_INIT(2 * COOKIE_LINE_MAX);
  if(!cookie_parse_field(span_of(data, size), &f)) return 0;
  check_inside(f.cookie.name, data, size);
  check_inside(f.cookie.value, data, size);
  check_inside(f.cookie.domain, data, size);
  check_inside(f.cookie.path, data, size);
  check(f.cookie.name.len && f.cookie.name.len + f.cookie.value.len <= COOKIE_PAIR_MAX);
  check(!f.cookie.path.len || f.cookie.path.at[0] == '/');
  if(!cookie_is_sound_domain(f.cookie.domain)) f.cookie.domain = span_text("a.test");
  if(!f.cookie.path.len) f.cookie.path = span_text("/");
  check(!cookie_write_line(&line, &f.cookie));
  if(line.len <= COOKIE_LINE_MAX) {
    check(cookie_parse_line(buf_span(&line), &again));
    check(span_equal(again.name, f.cookie.name) && span_equal(again.value, f.cookie.value));
    check(span_equal(again.domain, f.cookie.domain) && again.is_secure == f.cookie.is_secure);
  }
  buf_free(&line);
  return 0;
}
