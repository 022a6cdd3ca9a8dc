#include "base/buf.h"
#include "base/mem.h"
#include "base/percent.h"
#include "base/str.h"
#include "codec/url/idn.h"
#include "codec/url/internal.h"
#include <stdio.h>

#define PORT_ROOM sizeof "65535"
#define TEXT_MAX  (URL_PARTS * URL_PART_MAX)

static const CURLUcode when_missing[URL_PARTS] = {
  [CURLUPART_SCHEME] = CURLUE_NO_SCHEME,     [CURLUPART_USER] = CURLUE_NO_USER,
  [CURLUPART_PASSWORD] = CURLUE_NO_PASSWORD, [CURLUPART_OPTIONS] = CURLUE_NO_OPTIONS,
  [CURLUPART_HOST] = CURLUE_NO_HOST,         [CURLUPART_PORT] = CURLUE_NO_PORT,
  [CURLUPART_QUERY] = CURLUE_NO_QUERY,       [CURLUPART_FRAGMENT] = CURLUE_NO_FRAGMENT,
  [CURLUPART_ZONEID] = CURLUE_NO_ZONEID,
};

static const char *find_scheme(const struct url *u, unsigned flags)
{
  if(u->guessed_scheme && flags & CURLU_NO_GUESS_SCHEME) return NULL;
  return !u->scheme && flags & CURLU_DEFAULT_SCHEME ? "https" : u->scheme;
}

static const char *find_port(const struct url *u, unsigned flags, char room[PORT_ROOM])
{
  uint16_t usual = u->known ? u->known->port : 0;
  if(u->port_text) return usual && u->port == usual && flags & CURLU_NO_DEFAULT_PORT ? NULL : u->port_text;
  if(!usual || !(flags & CURLU_DEFAULT_PORT)) return NULL;
  snprintf(room, PORT_ROOM, "%u", usual);
  return room;
}

/* The part as it stands, or NULL where it counts as missing. */
static const char *find_part(const struct url *u, CURLUPart what, unsigned flags, char room[PORT_ROOM])
{
  const char *text = u->part[what];
  if(what == CURLUPART_SCHEME) return find_scheme(u, flags);
  if(what == CURLUPART_PORT) return find_port(u, flags, room);
  if(what == CURLUPART_PATH) return text ? text : "/";
  if(what == CURLUPART_QUERY || what == CURLUPART_FRAGMENT)
    return text && !*text && !(flags & CURLU_GET_EMPTY) ? NULL : text;
  return text;
}

static CURLUcode decode_part(char *text, size_t len, CURLUPart what, size_t *ret)
{
  for(size_t i = 0; what == CURLUPART_QUERY && i < len; i++)
    if(text[i] == '+') text[i] = ' ';
  len = percent_decode(text, span_of(text, len));
  for(size_t i = 0; i < len; i++)
    if((uint8_t)text[i] < ' ') return CURLUE_URLDECODE;
  *ret = len;
  return CURLUE_OK;
}

/* A copy of `text` in the form that `flags` ask for. */
static CURLUcode render_part(const char *text, CURLUPart what, unsigned flags, char **ret)
{
  struct span from = span_text(text);
  bool is_literal = what == CURLUPART_SCHEME || what == CURLUPART_PORT || (what == CURLUPART_HOST && *text == '[');
  bool decode = flags & CURLU_URLDECODE && !is_literal;
  bool encode = flags & CURLU_URLENCODE && !is_literal && !decode;
  AUTO_FREE char *copy = mem_alloc((encode ? 3 * from.len : from.len) + 1);
  if(!copy) return CURLUE_OUT_OF_MEMORY;
  size_t len = from.len;
  if(encode)
    len = percent_encode(copy, from, PERCENT_KEEP_PRINTABLE | (what == CURLUPART_QUERY ? PERCENT_PLUS : 0));
  else
    memcpy(copy, text, len);
  if(decode) TRY_URL(decode_part(copy, len, what, &len));
  copy[len] = '\0';
  *ret = copy;
  copy = NULL;
  return CURLUE_OK;
}

/* In ASCII or in Unicode where that is asked for and makes a difference. */
static CURLUcode render_host(const char *host, unsigned flags, char **ret)
{
  AUTO_FREE char *converted = NULL;
  if(flags & CURLU_PUNYCODE && !(flags & CURLU_URLENCODE) && !url_host_is_ascii(host))
    TRY_URL(url_host_to_ascii(host, &converted));
  else if(flags & CURLU_PUNY2IDN && url_idn_has_ace(host))
    TRY_URL(url_idn_to_unicode(host, &converted));
  return render_part(converted ? converted : host, CURLUPART_HOST, flags, ret);
}

static CURLcode add_behind(struct buf *b, char mark, const char *text)
{
  TRY(buf_add_char(b, mark));
  return buf_add_text(b, text);
}

/* Options come last, but a password with a semicolon would not end before them. */
static CURLcode add_login(struct buf *b, const struct url *u)
{
  const char *options = u->known && u->known->flags & URL_SCHEME_OPTIONS ? u->options : NULL;
  if(!u->user && !u->password && !options) return CURLE_OK;
  if(u->user) TRY(buf_add_text(b, u->user));
  bool options_first = options && u->password && strchr(u->password, ';');
  if(options_first) TRY(add_behind(b, ';', options));
  if(u->password) TRY(add_behind(b, ':', u->password));
  if(options && !options_first) TRY(add_behind(b, ';', options));
  return buf_add_char(b, '@');
}

static CURLcode add_host(struct buf *b, const struct url *u, const char *host)
{
  if(*host != '[' || !u->zone) return buf_add_text(b, host);
  TRY(buf_add(b, host, strlen(host) - 1));
  return buf_addf(b, "%%25%s]", u->zone);
}

static CURLcode add_all(struct buf *b, const struct url *u, const char *scheme, const char *host, unsigned flags)
{
  char room[PORT_ROOM];
  const char *port = find_port(u, flags, room);
  const char *query = find_part(u, CURLUPART_QUERY, flags, room);
  const char *fragment = find_part(u, CURLUPART_FRAGMENT, flags, room);
  if(scheme) {
    TRY(buf_add_text(b, scheme));
    TRY(buf_add_text(b, "://"));
  }
  if(host) {
    TRY(add_login(b, u));
    TRY(add_host(b, u, host));
    if(port) TRY(add_behind(b, ':', port));
  }
  TRY(buf_add_text(b, u->path ? u->path : "/"));
  if(query) TRY(add_behind(b, '?', query));
  return fragment ? add_behind(b, '#', fragment) : CURLE_OK;
}

static CURLUcode get_whole(const struct url *u, unsigned flags, char **ret)
{
  const char *scheme = find_scheme(u, flags);
  bool is_local = u->known && u->known->flags & URL_SCHEME_LOCAL;
  AUTO_FREE char *host = NULL;
  if(!scheme && !u->guessed_scheme) return CURLUE_NO_SCHEME;
  if(!is_local && !u->host) return CURLUE_NO_HOST;
  if(!is_local) TRY_URL(render_host(u->host, flags & ~(unsigned)CURLU_URLDECODE, &host));
  struct buf b = BUF_INIT(TEXT_MAX);
  if(add_all(&b, u, scheme, host, flags) || !(*ret = buf_take_string(&b))) {
    buf_free(&b);
    return CURLUE_OUT_OF_MEMORY;
  }
  return CURLUE_OK;
}

CURLUcode url_get(const struct url *u, CURLUPart what, unsigned flags, char **ret)
{
  char room[PORT_ROOM];
  if((unsigned)what >= URL_PARTS) return CURLUE_UNKNOWN_PART;
  if(what == CURLUPART_URL) return get_whole(u, flags, ret);
  const char *text = find_part(u, what, flags, room);
  if(!text) return when_missing[what];
  if(what == CURLUPART_HOST) return render_host(text, flags, ret);
  return render_part(text, what, flags, ret);
}
