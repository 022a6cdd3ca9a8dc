#include "codec/hsts/hsts.h"
#include "base/str.h"

/* What stands between the quotes, as it stands there: no directive that is known has a use for a quoted pair. */
static bool take_quoted(struct cursor *c, struct span *ret)
{
  const uint8_t *from = ++c->at;
  for(; cursor_left(c) && *c->at != '"'; c->at++) {
    if(*c->at == '\\' && ++c->at == c->end) return false;
  }
  *ret = span_of(from, (size_t)(c->at - from));
  return cursor_take_char(c, '"');
}

struct directive {
  struct span name; /* empty: there is nothing between two semicolons */
  struct span value;
  bool has_value;
};

/* directive-name [ "=" directive-value ], and what ends it. */
static bool take_directive(struct cursor *c, struct directive *d)
{
  *d = (struct directive){ 0 };
  cursor_skip_blanks(c);
  d->name = cursor_take_token(c);
  cursor_skip_blanks(c);
  if(d->name.len && cursor_take_char(c, '=')) {
    d->has_value = true;
    cursor_skip_blanks(c);
    bool is_quoted = cursor_left(c) && *c->at == '"';
    if(is_quoted && !take_quoted(c, &d->value)) return false;
    if(!is_quoted) d->value = cursor_take_token(c);
    if(!is_quoted && !d->value.len) return false;
    cursor_skip_blanks(c);
  }
  return !cursor_left(c) || cursor_take_char(c, ';');
}

static bool parse_max_age(const struct directive *d, uint64_t *ret)
{
  for(size_t i = 0; i < d->value.len; i++)
    if(!ascii_is_digit(d->value.at[i])) return false;
  if(!span_parse_u64(d->value, UINT64_MAX, ret)) *ret = UINT64_MAX;
  return d->value.len;
}

bool hsts_parse_policy(struct span value, struct hsts_policy *ret)
{
  struct hsts_policy policy = { 0 };
  bool has_max_age = false;
  for(struct cursor c = cursor_of(value); cursor_left(&c);) {
    struct directive d;
    if(!take_directive(&c, &d)) return false;
    if(span_is(d.name, "max-age")) {
      if(has_max_age || !parse_max_age(&d, &policy.max_age_s)) return false;
      has_max_age = true;
    } else if(span_is(d.name, "includeSubDomains")) {
      if(policy.subdomains || d.has_value) return false;
      policy.subdomains = true;
    }
  }
  if(has_max_age) *ret = policy;
  return has_max_age;
}

static bool is_host_byte(uint8_t c) { return c > ' ' && c != '"' && c != '#' && c != 0x7f; }

bool hsts_parse_line(struct span line, struct hsts_line *ret)
{
  struct hsts_line l = { 0 };
  if(line.len && line.at[line.len - 1] == '\r') line.len--;
  struct cursor c = cursor_of(span_trim(line));
  l.subdomains = cursor_take_char(&c, '.');
  const uint8_t *from = c.at;
  while(cursor_left(&c) && is_host_byte(*c.at)) c.at++;
  l.host = span_of(from, (size_t)(c.at - from));
  if(!l.host.len || !cursor_left(&c) || !ascii_is_blank(*c.at)) return false;
  cursor_skip_blanks(&c);
  if(!cursor_left(&c) || *c.at != '"' || !take_quoted(&c, &l.stamp) || cursor_left(&c)) return false;
  *ret = l;
  return true;
}

CURLcode hsts_write_line(struct buf *to, const struct hsts_line *line)
{
  if(line->subdomains) TRY(buf_add_char(to, '.'));
  TRY(buf_add_span(to, line->host));
  TRY(buf_add_text(to, " \""));
  TRY(buf_add_span(to, line->stamp));
  return buf_add_text(to, "\"\n");
}
