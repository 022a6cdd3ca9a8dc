#include "base/str.h"
#include "codec/cookie/internal.h"

/* RFC 6265bis, section 5.6: pieces between semicolons, the first is the cookie. Quotation marks protect nothing. */
static struct span take_piece(struct cursor *c)
{
  const uint8_t *end = memchr(c->at, ';', cursor_left(c));
  struct span piece = cursor_take(c, end ? (size_t)(end - c->at) : cursor_left(c));
  if(end) c->at++;
  return span_trim(piece);
}

/* What stands before and behind the first '='. False: there is none, all of it is `name`. */
static bool split(struct span piece, struct span *name, struct span *value)
{
  const uint8_t *at = memchr(piece.at, '=', piece.len);
  size_t len = at ? (size_t)(at - piece.at) : piece.len;
  *name = span_trim(span_of(piece.at, len));
  *value = at ? span_trim(span_of(at + 1, piece.len - len - 1)) : span_of(NULL, 0);
  return at;
}

/* Servers put quotation marks around numbers, too. */
static struct span unquote(struct span s)
{
  if(s.len && s.at[0] == '"') s.at++, s.len--;
  if(s.len && s.at[s.len - 1] == '"') s.len--;
  return s;
}

static void take_max_age(struct cookie_field *f, struct span value)
{
  uint64_t seconds = 0;
  struct span digits = unquote(value);
  bool is_negative = digits.len && digits.at[0] == '-';
  if(is_negative) digits.at++, digits.len--;
  if(!digits.len) return;
  for(size_t i = 0; i < digits.len; i++)
    if(!ascii_is_digit(digits.at[i])) return;
  if(!span_parse_u64(digits, INT64_MAX, &seconds)) seconds = INT64_MAX;
  f->has_max_age = true;
  f->max_age = is_negative ? 0 : (int64_t)seconds;
}

static void take_expires(struct cookie_field *f, struct span value) { f->expires = value; }

/* An empty one says nothing; it does not take back one that was there before. */
static void take_domain(struct cookie_field *f, struct span value)
{
  struct span domain = cookie_clean_domain(value);
  if(domain.len) f->cookie.domain = domain;
}

static void take_path(struct cookie_field *f, struct span value) { f->cookie.path = cookie_clean_path(value); }

static void take_secure(struct cookie_field *f, struct span value) { f->cookie.is_secure = true; }

static void take_http_only(struct cookie_field *f, struct span value) { f->cookie.is_http_only = true; }

static void take_same_site(struct cookie_field *f, struct span value)
{
  enum cookie_same_site s = COOKIE_SAME_SITE_DEFAULT;
  if(span_is(value, "None")) s = COOKIE_SAME_SITE_NONE;
  if(span_is(value, "Lax")) s = COOKIE_SAME_SITE_LAX;
  if(span_is(value, "Strict")) s = COOKIE_SAME_SITE_STRICT;
  f->cookie.same_site = s;
}

static const struct {
  const char *name;
  void (*take)(struct cookie_field *f, struct span value);
} attributes[] = {
  { "Expires", take_expires }, { "Max-Age", take_max_age },    { "Domain", take_domain },      { "Path", take_path },
  { "Secure", take_secure },   { "HttpOnly", take_http_only }, { "SameSite", take_same_site },
};

/* False: a control byte stands in what would be kept. */
static bool take_attribute(struct cookie_field *f, struct span piece)
{
  struct span name, value;
  split(piece, &name, &value);
  if(value.len > COOKIE_ATTRIBUTE_MAX) return true;
  for(size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
    if(!span_is(name, attributes[i].name)) continue;
    attributes[i].take(f, value);
    return !cookie_has_control(f->cookie.domain) && !cookie_has_control(f->cookie.path);
  }
  return true;
}

/* Section 5.6, step 1: one is refused wherever it stands; a tab may be a blank. */
static bool has_bad_byte(struct span text)
{
  for(size_t i = 0; i < text.len; i++)
    if((text.at[i] < ' ' && text.at[i] != '\t') || text.at[i] == 0x7f) return true;
  return false;
}

bool cookie_parse_field(struct span value, struct cookie_field *ret)
{
  struct cookie_field f = { 0 };
  struct span text = span_trim(value);
  struct cursor c = cursor_of(text);
  if(!text.len || text.len > COOKIE_LINE_MAX || has_bad_byte(text)) return false;
  if(!split(take_piece(&c), &f.cookie.name, &f.cookie.value)) return false;
  if(!cookie_is_sound_pair(f.cookie.name, f.cookie.value)) return false;
  while(cursor_left(&c))
    if(!take_attribute(&f, take_piece(&c))) return false;
  *ret = f;
  return true;
}
