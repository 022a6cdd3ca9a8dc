#include "base/str.h"
#include "codec/cookie/internal.h"

/* One cookie a line, its seven fields separated by tabs: domain, "do subdomains have it?", path, "only when secure?",
 * the time it ends at, name, value. */

#define HTTP_ONLY "#HttpOnly_" /* before the domain; any other '#' begins a comment */

static struct span trim_line_end(struct span line)
{
  while(line.len && (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r')) line.len--;
  return line;
}

/* The next field; false: the line is over. Only the end of a line is the end of the last one. */
static bool take(struct cursor *c, bool *is_over, struct span *ret)
{
  if(*is_over) return false;
  const uint8_t *tab = memchr(c->at, '\t', cursor_left(c));
  *ret = cursor_take(c, tab ? (size_t)(tab - c->at) : cursor_left(c));
  *is_over = !tab;
  if(tab) c->at++;
  return true;
}

static bool is_boolean(struct span s) { return span_equal(s, span_text("TRUE")) || span_equal(s, span_text("FALSE")); }

/* Other programs write fractions, and what is behind the digits is not looked at. */
static bool parse_expiry(struct span s, int64_t *ret)
{
  uint64_t number;
  size_t len = 0;
  while(len < s.len && ascii_is_digit(s.at[len])) len++;
  if(!span_parse_u64(span_of(s.at, len), INT64_MAX, &number)) return false;
  *ret = (int64_t)number;
  return true;
}

struct fields {
  struct span domain, subdomains, path, secure, expires, name, value;
};

/* The oldest files have no path, and editors drop blanks at the end of a line. */
static bool split(struct span line, struct fields *ret)
{
  struct fields f = { 0 };
  struct span more;
  bool is_over = false;
  struct cursor c = cursor_of(line);
  if(!take(&c, &is_over, &f.domain) || !take(&c, &is_over, &f.subdomains) || !take(&c, &is_over, &f.path)) return false;
  bool has_path = !is_boolean(f.path);
  if(has_path && !take(&c, &is_over, &f.secure)) return false;
  if(!has_path) {
    f.secure = f.path;
    f.path = span_text("/");
  }
  if(!take(&c, &is_over, &f.expires) || !take(&c, &is_over, &f.name)) return false;
  if(take(&c, &is_over, &f.value) && take(&c, &is_over, &more)) return false;
  *ret = f;
  return f.path.len;
}

static bool is_sound(const struct cookie *c)
{
  return cookie_is_sound_domain(c->domain) && !cookie_has_control(c->path) && cookie_is_sound_pair(c->name, c->value);
}

bool cookie_parse_line(struct span line, struct cookie *ret)
{
  struct cookie c = { 0 };
  struct fields f;
  size_t prefix = strlen(HTTP_ONLY);
  line = trim_line_end(line);
  if(line.len > COOKIE_LINE_MAX) return false;
  c.is_http_only = line.len >= prefix && !memcmp(line.at, HTTP_ONLY, prefix);
  if(c.is_http_only) line = span_of(line.at + prefix, line.len - prefix);
  if(!line.len || line.at[0] == '#' || !split(line, &f) || !parse_expiry(f.expires, &c.expires)) return false;
  c.domain = cookie_clean_domain(f.domain);
  c.path = cookie_clean_path(f.path);
  if(!c.path.len) c.path = span_text("/");
  c.name = f.name;
  c.value = f.value;
  c.has_subdomains = span_is(f.subdomains, "TRUE");
  c.is_secure = span_is(f.secure, "TRUE");
  if(!is_sound(&c)) return false;
  *ret = c;
  return true;
}

CURLcode cookie_write_line(struct buf *to, const struct cookie *c)
{
  char expires[STR_U64_ROOM];
  const char *before = c->is_http_only ? HTTP_ONLY : "";
  str_put_u64(expires, (uint64_t)c->expires);
  TRY(buf_add_text(to, before));
  if(c->has_subdomains) TRY(buf_add_char(to, '.'));
  TRY(buf_add_span(to, c->domain));
  TRY(buf_add_text(to, c->has_subdomains ? "\tTRUE\t" : "\tFALSE\t"));
  TRY(buf_add_span(to, c->path));
  TRY(buf_add_text(to, c->is_secure ? "\tTRUE\t" : "\tFALSE\t"));
  TRY(buf_add_text(to, expires));
  TRY(buf_add_char(to, '\t'));
  TRY(buf_add_span(to, c->name));
  TRY(buf_add_char(to, '\t'));
  return buf_add_span(to, c->value);
}
