#include "base/mem.h"
#include "base/percent.h"
#include "base/str.h"
#include "codec/url/internal.h"

/* Put the part `text` into the draft. Memory that it needs goes to `*aside`. */
typedef CURLUcode set_fn(struct url_draft *d, int what, struct span text, unsigned flags, char **aside);

static CURLUcode set_scheme(struct url_draft *d, int what, struct span text, unsigned flags, char **aside)
{
  char with_colon[URL_SCHEME_MAX + 1];
  if(!text.len || text.len > URL_SCHEME_MAX) return CURLUE_BAD_SCHEME;
  memcpy(with_colon, text.at, text.len);
  with_colon[text.len] = ':';
  if(url_scheme_length(span_of(with_colon, text.len + 1), 0) != text.len) return CURLUE_BAD_SCHEME;
  d->known = url_scheme_find(text);
  if(!d->known && !(flags & CURLU_NON_SUPPORT_SCHEME)) return CURLUE_UNSUPPORTED_SCHEME;
  d->part[what] = text;
  d->fresh = 1u << what;
  d->guessed_scheme = false;
  return CURLUE_OK;
}

static CURLUcode set_port(struct url_draft *d, int what, struct span text, unsigned flags, char **aside)
{
  uint64_t number;
  if(!span_parse_u64(text, UINT16_MAX, &number)) return CURLUE_BAD_PORT_NUMBER;
  while(text.len > 1 && *text.at == '0') text.at++, text.len--;
  d->part[what] = text;
  return CURLUE_OK;
}

/* Encode what `how` does not keep if CURLU_URLENCODE asks for it; else only the digits of "%xx" change. */
static size_t encode(char *to, struct span text, unsigned how, unsigned flags)
{
  return percent_encode(to, text, flags & CURLU_URLENCODE ? how : PERCENT_KEEP_ALL);
}

static CURLUcode set_text(struct url_draft *d, int what, struct span text, unsigned flags, char **aside)
{
  *aside = mem_alloc(3 * text.len);
  if(!*aside) return CURLUE_OUT_OF_MEMORY;
  d->part[what] = span_of(*aside, encode(*aside, text, PERCENT_KEEP_UNRESERVED, flags));
  return CURLUE_OK;
}

static CURLUcode set_path(struct url_draft *d, int what, struct span text, unsigned flags, char **aside)
{
  *aside = mem_alloc(3 * text.len + 1);
  if(!*aside) return CURLUE_OUT_OF_MEMORY;
  **aside = '/';
  size_t slash = text.len && *text.at == '/' ? 0 : 1;
  d->part[what] = span_of(*aside, slash + encode(*aside + slash, text, PERCENT_KEEP_PATH, flags));
  return CURLUE_OK;
}

/* An appended query is "name=value": its first '=' stands for itself. Appending nothing leaves nothing, as libcurl
 * does. */
static CURLUcode set_query(struct url_draft *d, int what, struct span text, unsigned flags, char **aside)
{
  struct span old = flags & CURLU_APPENDQUERY && text.len ? d->part[what] : (struct span){ 0 };
  if(old.len > URL_PART_MAX - 3 * text.len) return CURLUE_TOO_LARGE;
  char *at = *aside = mem_alloc(old.len + 1 + 3 * text.len);
  if(!at) return CURLUE_OUT_OF_MEMORY;
  if(old.len) {
    memcpy(at, old.at, old.len);
    at += old.len;
    if(at[-1] != '&') *at++ = '&';
  }
  const uint8_t *equals = flags & CURLU_APPENDQUERY && text.len ? memchr(text.at, '=', text.len) : NULL;
  if(equals) {
    size_t name_len = (size_t)(equals - text.at);
    at += encode(at, span_of(text.at, name_len), PERCENT_KEEP_UNRESERVED | PERCENT_PLUS, flags);
    *at++ = '=';
    text = span_of(equals + 1, text.len - name_len - 1);
  }
  at += encode(at, text, PERCENT_KEEP_UNRESERVED | PERCENT_PLUS, flags);
  d->part[what] = span_of(*aside, (size_t)(at - *aside));
  return CURLUE_OK;
}

static CURLUcode set_host(struct url_draft *d, int what, struct span text, unsigned flags, char **aside)
{
  AUTO_FREE char *encoded = NULL;
  if(!text.len && !(flags & CURLU_NO_AUTHORITY)) return CURLUE_BAD_HOSTNAME;
  if(flags & CURLU_URLENCODE) {
    encoded = mem_alloc(3 * text.len);
    if(!encoded) return CURLUE_OUT_OF_MEMORY;
    text = span_of(encoded, percent_encode(encoded, text, PERCENT_KEEP_UNRESERVED));
  }
  *aside = mem_alloc(url_host_room(text));
  if(!*aside) return CURLUE_OUT_OF_MEMORY;
  TRY_URL(url_host_keep(text, *aside, d->zone));
  d->part[what] = span_text(*aside);
  d->part[CURLUPART_ZONEID] = *d->zone ? span_text(d->zone) : (struct span){ 0 };
  return CURLUE_OK;
}

static set_fn *const setters[URL_PARTS] = {
  [CURLUPART_SCHEME] = set_scheme, [CURLUPART_USER] = set_text,   [CURLUPART_PASSWORD] = set_text,
  [CURLUPART_OPTIONS] = set_text,  [CURLUPART_HOST] = set_host,   [CURLUPART_PORT] = set_port,
  [CURLUPART_PATH] = set_path,     [CURLUPART_QUERY] = set_query, [CURLUPART_FRAGMENT] = set_text,
  [CURLUPART_ZONEID] = set_text,
};

static void remove_part(struct url_draft *d, int what)
{
  d->part[what] = (struct span){ 0 };
  if(what == CURLUPART_HOST) d->part[CURLUPART_ZONEID] = (struct span){ 0 };
  if(what != CURLUPART_SCHEME) return;
  d->known = NULL;
  d->guessed_scheme = false;
}

/* Whatever is held already, if it is enough for it, is the base that a new URL may be relative to. */
static CURLUcode set_whole(struct url *u, const char *text, unsigned flags)
{
  bool has_scheme = u->scheme || flags & CURLU_DEFAULT_SCHEME;
  bool is_local = u->known && u->known->flags & URL_SCHEME_LOCAL;
  return has_scheme && (u->host || is_local) ? url_resolve(u, u, text, flags) : url_parse(u, text, flags);
}

CURLUcode url_set(struct url *u, CURLUPart what, const char *text, unsigned flags)
{
  AUTO_FREE char *aside = NULL;
  struct url_draft d = url_draft_of(u);
  if((unsigned)what >= URL_PARTS) return CURLUE_UNKNOWN_PART;
  if(!text && what == CURLUPART_URL) {
    url_free(u);
    return CURLUE_OK;
  }
  if(!text) {
    remove_part(&d, (int)what);
    return url_draft_write(&d, 0, u);
  }
  size_t len = strnlen(text, URL_INPUT_MAX);
  if(len == URL_INPUT_MAX) return CURLUE_MALFORMED_INPUT;
  if(what == CURLUPART_URL) return set_whole(u, text, flags);
  TRY_URL(setters[what](&d, (int)what, span_of(text, len), flags, &aside));
  return url_draft_write(&d, 0, u);
}
