#include "base/str.h"
#include "codec/url/internal.h"

#define DIVIDER_MAX 3 /* slashes that are still understood as "//" */

CURLUcode url_text_check(const char *text, unsigned flags, struct span *ret)
{
  size_t len = 0;
  int least = flags & CURLU_ALLOW_SPACE ? ' ' : ' ' + 1;
  for(; text[len]; len++) {
    uint8_t c = (uint8_t)text[len];
    if(c < least || c == 0x7f || len + 1 == URL_INPUT_MAX) return CURLUE_MALFORMED_INPUT;
  }
  *ret = span_of(text, len);
  return CURLUE_OK;
}

static bool is_one_of(uint8_t c, const char *bytes)
{
  while(*bytes && (uint8_t)*bytes != c) bytes++;
  return *bytes;
}

/* Where a scheme may be missing, "name:" without a slash is a host with its port. */
size_t url_scheme_length(struct span text, unsigned flags)
{
  bool may_be_missing = flags & (CURLU_DEFAULT_SCHEME | CURLU_GUESS_SCHEME);
  size_t len = 0;
  while(len < text.len && (ascii_is_alnum(text.at[len]) || is_one_of(text.at[len], "+-."))) len++;
  if(!len || len > URL_SCHEME_MAX || !ascii_is_alpha(text.at[0])) return 0;
  if(len == text.len || text.at[len] != ':') return 0;
  if(may_be_missing && (len + 1 == text.len || text.at[len + 1] != '/')) return 0;
  return len;
}

static size_t count_until(const struct cursor *c, const char *stops)
{
  size_t len = 0;
  while(c->at + len < c->end && !is_one_of(c->at[len], stops)) len++;
  return len;
}

static struct span take_until(struct cursor *c, const char *stops) { return cursor_take(c, count_until(c, stops)); }

static bool take_byte(struct cursor *c, uint8_t byte)
{
  if(!cursor_left(c) || *c->at != byte) return false;
  c->at++;
  return true;
}

void url_draft_split_path(struct url_draft *d, struct cursor *c)
{
  d->part[CURLUPART_PATH] = take_until(c, "?#");
  if(take_byte(c, '?')) d->part[CURLUPART_QUERY] = take_until(c, "#");
  if(take_byte(c, '#')) d->part[CURLUPART_FRAGMENT] = cursor_rest(c);
}

/* "user:password;options" or "user;options:password"; options only where the scheme has them. */
static CURLUcode split_login(struct url_draft *d, struct span login, unsigned flags)
{
  if(flags & CURLU_DISALLOW_USER) return CURLUE_USER_NOT_ALLOWED;
  bool has_options = d->known && d->known->flags & URL_SCHEME_OPTIONS;
  struct cursor c = cursor_of(login);
  d->part[CURLUPART_USER] = take_until(&c, has_options ? ":;" : ":");
  while(cursor_left(&c)) {
    bool is_password = *c.at++ == ':';
    const char *stops = !is_password ? ":" : has_options ? ";" : "";
    if(is_password && d->part[CURLUPART_OPTIONS].at) stops = "";
    if(!is_password && d->part[CURLUPART_PASSWORD].at) stops = "";
    d->part[is_password ? CURLUPART_PASSWORD : CURLUPART_OPTIONS] = take_until(&c, stops);
  }
  return CURLUE_OK;
}

/* What stands behind the host: nothing, or a colon and digits. No digits are no port, but only behind a scheme: else
 * every "name:" were a URL. */
static CURLUcode split_port(struct url_draft *d, struct cursor *c)
{
  if(!cursor_left(c)) return CURLUE_OK;
  if(!take_byte(c, ':')) return CURLUE_BAD_PORT_NUMBER;
  struct span text = cursor_rest(c);
  if(!text.len) return d->part[CURLUPART_SCHEME].at ? CURLUE_OK : CURLUE_BAD_PORT_NUMBER;
  uint64_t number;
  if(span_parse_u64(text, UINT16_MAX, &number)) {
    while(text.len > 1 && *text.at == '0') text.at++, text.len--;
    d->part[CURLUPART_PORT] = text;
    return CURLUE_OK;
  }
  size_t digits = 0;
  while(digits < text.len && ascii_is_digit(text.at[digits])) digits++;
  return digits < text.len && text.at[digits] == '\\' ? CURLUE_BACKSLASH : CURLUE_BAD_PORT_NUMBER;
}

static CURLUcode split_host(struct url_draft *d, struct cursor *c, unsigned flags)
{
  size_t len = count_until(c, *c->at == '[' ? "]" : ":");
  if(cursor_left(c) && *c->at == '[') {
    if(len == cursor_left(c)) return CURLUE_BAD_IPV6;
    len++;
  }
  d->part[CURLUPART_HOST] = cursor_take(c, len);
  return len || flags & CURLU_NO_AUTHORITY ? CURLUE_OK : CURLUE_NO_HOST;
}

static void guess_scheme(struct url_draft *d, unsigned flags)
{
  static const char *const guesses[] = { "ftp.", "dict.", "ldap.", "imap.", "smtp.", "pop3." };
  const char *scheme = flags & CURLU_DEFAULT_SCHEME ? "https" : "http";
  size_t len = strlen(scheme);
  d->guessed_scheme = !(flags & CURLU_DEFAULT_SCHEME);
  for(size_t i = 0; d->guessed_scheme && i < sizeof guesses / sizeof *guesses; i++)
    if(span_starts_nocase(d->part[CURLUPART_HOST], guesses[i])) {
      scheme = guesses[i];
      len = strlen(scheme) - 1;
    }
  d->part[CURLUPART_SCHEME] = span_of(scheme, len);
  d->known = url_scheme_find(d->part[CURLUPART_SCHEME]);
}

static CURLUcode split_authority(struct url_draft *d, struct cursor *c, unsigned flags)
{
  struct cursor authority = cursor_of(take_until(c, "/?#"));
  size_t login_len = count_until(&authority, "@");
  bool has_login = login_len < cursor_left(&authority);
  struct span login = { 0 };
  if(has_login) {
    login = cursor_take(&authority, login_len);
    authority.at++;
  }
  TRY_URL(split_host(d, &authority, flags));
  TRY_URL(split_port(d, &authority));
  if(!d->part[CURLUPART_SCHEME].at) guess_scheme(d, flags);
  if(has_login) TRY_URL(split_login(d, login, flags));
  url_draft_split_path(d, c);
  return CURLUE_OK;
}

/* "file:/path" or "file://host/path", where the host can only be this one. */
static CURLUcode split_file(struct url_draft *d, struct cursor *c)
{
  bool has_authority = cursor_left(c) > 1 && c->at[0] == '/' && c->at[1] == '/';
  if(has_authority) {
    c->at += 2;
    struct span host = take_until(c, "/?#");
    if(host.len && !span_is(host, "localhost") && !span_is(host, "127.0.0.1")) return CURLUE_BAD_FILE_URL;
  }
  if(!cursor_left(c) || *c->at != '/') return CURLUE_BAD_FILE_URL;
  if(!has_authority && cursor_left(c) == 1) return CURLUE_BAD_FILE_URL;
  url_draft_split_path(d, c);
  return CURLUE_OK;
}

CURLUcode url_draft_split_rest(struct url_draft *d, struct cursor *c, unsigned flags)
{
  if(d->known && d->known->flags & URL_SCHEME_LOCAL) return split_file(d, c);
  size_t slashes = 0;
  while(slashes < cursor_left(c) && c->at[slashes] == '/') slashes++;
  /* where the authority may be empty, a third slash begins the path */
  if(slashes > 2 && flags & CURLU_NO_AUTHORITY) slashes = 2;
  if(!slashes || slashes > DIVIDER_MAX) return CURLUE_BAD_SLASHES;
  c->at += slashes;
  return split_authority(d, c, flags);
}

CURLUcode url_draft_split(struct url_draft *d, struct span text, unsigned flags)
{
  struct cursor c = cursor_of(text);
  d->fresh = ~0u;
  if(!text.len) return CURLUE_MALFORMED_INPUT;
  size_t len = url_scheme_length(text, flags);
  if(!len && !(flags & (CURLU_DEFAULT_SCHEME | CURLU_GUESS_SCHEME))) return CURLUE_BAD_SCHEME;
  if(!len) return split_authority(d, &c, flags);
  d->part[CURLUPART_SCHEME] = cursor_take(&c, len);
  c.at++;
  d->known = url_scheme_find(d->part[CURLUPART_SCHEME]);
  if(!d->known && !(flags & CURLU_NON_SUPPORT_SCHEME)) return CURLUE_UNSUPPORTED_SCHEME;
  return url_draft_split_rest(d, &c, flags);
}
