#include "base/str.h"

bool str_equal_nocase(const char *a, const char *b)
{
  while(*a && ascii_lower(*a) == ascii_lower(*b)) a++, b++;
  return ascii_lower(*a) == ascii_lower(*b);
}

static bool equal_nocase(const uint8_t *a, const uint8_t *b, size_t len)
{
  for(size_t i = 0; i < len; i++)
    if(ascii_lower(a[i]) != ascii_lower(b[i])) return false;
  return true;
}

bool span_equal_nocase(struct span a, struct span b) { return a.len == b.len && equal_nocase(a.at, b.at, a.len); }

bool span_starts_nocase(struct span s, const char *prefix)
{
  struct span p = span_text(prefix);
  return s.len >= p.len && equal_nocase(s.at, p.at, p.len);
}

struct span span_trim(struct span s)
{
  while(s.len && ascii_is_blank(s.at[0])) s.at++, s.len--;
  while(s.len && ascii_is_blank(s.at[s.len - 1])) s.len--;
  return s;
}

bool ascii_is_token(uint8_t c) { return ascii_is_alnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c)); }

bool span_is_token(struct span s)
{
  for(size_t i = 0; i < s.len; i++)
    if(!ascii_is_token(s.at[i])) return false;
  return s.len;
}

void cursor_skip_blanks(struct cursor *c)
{
  while(cursor_left(c) && ascii_is_blank(*c->at)) c->at++;
}

bool cursor_take_char(struct cursor *c, char wanted)
{
  if(!cursor_left(c) || *c->at != (uint8_t)wanted) return false;
  c->at++;
  return true;
}

struct span cursor_take_token(struct cursor *c)
{
  const uint8_t *from = c->at;
  while(cursor_left(c) && ascii_is_token(*c->at)) c->at++;
  return span_of(from, (size_t)(c->at - from));
}

bool span_parse_u64(struct span s, uint64_t max, uint64_t *ret)
{
  uint64_t value = 0;
  if(!s.len) return false;
  for(size_t i = 0; i < s.len; i++) {
    if(!ascii_is_digit(s.at[i])) return false;
    uint64_t digit = (uint64_t)(s.at[i] - '0');
    if(digit > max || value > (max - digit) / 10) return false;
    value = value * 10 + digit;
  }
  *ret = value;
  return true;
}

bool span_list_has(struct span s, const char *token)
{
  struct cursor c = cursor_of(s);
  while(cursor_left(&c)) {
    const uint8_t *comma = memchr(c.at, ',', cursor_left(&c));
    size_t len = comma ? (size_t)(comma - c.at) : cursor_left(&c);
    if(span_is(span_trim(cursor_take(&c, len)), token)) return true;
    if(comma) c.at++;
  }
  return false;
}

bool span_next_member(struct span *list, struct span *ret)
{
  if(!list->at) return false;
  const uint8_t *comma = list->len ? memchr(list->at, ',', list->len) : NULL;
  size_t len = comma ? (size_t)(comma - list->at) : list->len;
  *ret = span_trim(span_of(list->at, len));
  *list = comma ? span_of(comma + 1, list->len - len - 1) : span_of(NULL, 0);
  return true;
}

char *str_put_u64(char *to, uint64_t value)
{
  char digits[STR_U64_ROOM];
  size_t n = 0;
  do digits[n++] = (char)('0' + value % 10);
  while(value /= 10);
  while(n) *to++ = digits[--n];
  *to = '\0';
  return to;
}
