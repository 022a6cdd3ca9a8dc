/* Any line of a cookie file: what is understood, written and read once more, is the same. */
#include "codec/cookie/cookie.h"
#include <stdlib.h>

static void check(bool holds)
{
  if(!holds) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct cookie c, again;
  struct buf line = BUF_INIT(2 * COOKIE_LINE_MAX);
  if(!cookie_parse_line(span_of(data, size), &c)) return 0;
  check(size && c.name.len && c.domain.len && c.path.at[0] == '/' && c.expires >= 0);
  check(c.name.len + c.value.len <= COOKIE_PAIR_MAX);
  check(!cookie_write_line(&line, &c));
  check(!memchr(line.at, '\n', line.len) && !memchr(line.at, '\r', line.len) && !memchr(line.at, '\0', line.len));
  if(line.len <= COOKIE_LINE_MAX) {
    check(cookie_parse_line(buf_span(&line), &again));
    check(span_equal(again.name, c.name) && span_equal(again.value, c.value) && span_equal(again.domain, c.domain));
    check(again.expires == c.expires && again.has_subdomains == c.has_subdomains && again.is_secure == c.is_secure);
    check(again.is_http_only == c.is_http_only);
  }
  buf_free(&line);
  return 0;
}
