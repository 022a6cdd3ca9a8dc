#include "base/mem.h"
#include "base/percent.h"
#include "base/str.h"
#include "codec/url/host.h"
#include "codec/url/internal.h"
#include "codec/url/path.h"

struct url_draft url_draft_of(const struct url *u)
{
  struct url_draft d = { .known = u->known, .guessed_scheme = u->guessed_scheme };
  for(int i = CURLUPART_SCHEME; i < URL_PARTS; i++)
    if(u->part[i]) d.part[i] = span_text(u->part[i]);
  return d;
}

/* Enough for all parts with their NULs, in whatever form they end up. */
static size_t room_for(const struct url_draft *d, unsigned flags)
{
  size_t room = url_host_room(d->part[CURLUPART_HOST]) + URL_ZONE_ROOM + d->path_before.len + sizeof "/";
  for(int i = CURLUPART_SCHEME; i < URL_PARTS; i++)
    room += (flags & CURLU_URLENCODE ? 3 * d->part[i].len : d->part[i].len) + 1;
  return room;
}

/* A part in which encoding may have been asked for. */
static size_t write_text(char *to, struct span text, int what, unsigned flags)
{
  if(flags & CURLU_URLENCODE)
    return percent_encode(to, text, PERCENT_KEEP_PRINTABLE | (what == CURLUPART_QUERY ? PERCENT_PLUS : 0));
  if(text.len) memcpy(to, text.at, text.len);
  return text.len;
}

static size_t write_lower(char *to, struct span text)
{
  for(size_t i = 0; i < text.len; i++) to[i] = (char)ascii_lower(text.at[i]);
  return text.len;
}

static size_t write_path(char *to, const struct url_draft *d, unsigned flags)
{
  size_t len = d->path_before.len;
  if(len) memcpy(to, d->path_before.at, len);
  len += write_text(to + len, d->part[CURLUPART_PATH], CURLUPART_PATH, flags);
  if(!len) to[len++] = '/';
  return flags & CURLU_PATH_AS_IS ? len : path_remove_dots(to, len);
}

static CURLUcode write_host(char *to, struct url_draft *d, size_t *len)
{
  TRY_URL(url_host_normalize(d->part[CURLUPART_HOST], to, d->zone));
  if(*d->zone) d->part[CURLUPART_ZONEID] = span_text(d->zone);
  *len = strlen(to);
  return CURLUE_OK;
}

/* Write part `what` to `to` without its NUL. The zone comes after the host, which tells it. */
static CURLUcode write_part(char *to, struct url_draft *d, int what, unsigned flags, size_t *len)
{
  bool is_fresh = d->fresh >> what & 1;
  struct span text = d->part[what];
  if(!is_fresh)
    *len = write_text(to, text, what, 0);
  else if(what == CURLUPART_SCHEME)
    *len = write_lower(to, text);
  else if(what == CURLUPART_HOST)
    return write_host(to, d, len);
  else if(what == CURLUPART_PATH)
    *len = write_path(to, d, flags);
  else
    *len = write_text(to, text, what, flags);
  return CURLUE_OK;
}

void url_free(struct url *u)
{
  mem_free(u->block);
  *u = (struct url){ 0 };
}

CURLUcode url_draft_write(struct url_draft *d, unsigned flags, struct url *u)
{
  char *block = mem_alloc(room_for(d, flags));
  struct url made = { .block = block, .known = d->known, .guessed_scheme = d->guessed_scheme };
  if(!block) return CURLUE_OUT_OF_MEMORY;
  char *at = block;
  for(int i = CURLUPART_SCHEME; i < URL_PARTS; i++) {
    size_t len;
    if(!d->part[i].at) continue;
    CURLUcode code = write_part(at, d, i, flags, &len);
    if(code) {
      mem_free(block);
      return code;
    }
    made.part[i] = at;
    at[len] = '\0';
    at += len + 1;
  }
  uint64_t port = 0;
  if(made.port_text && span_parse_u64(span_text(made.port_text), UINT16_MAX, &port)) made.port = (uint16_t)port;
  url_free(u);
  *u = made;
  return CURLUE_OK;
}
