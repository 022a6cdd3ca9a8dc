#include "base/str.h"
#include "codec/altsvc/names.h"

static void skip_blanks(struct cursor *c)
{
  while(cursor_left(c) && ascii_is_blank(*c->at)) c->at++;
}

/* What stands up to a blank or the end. */
static struct span take_word(struct cursor *c)
{
  skip_blanks(c);
  const uint8_t *from = c->at;
  while(cursor_left(c) && !ascii_is_blank(*c->at)) c->at++;
  return span_of(from, (size_t)(c->at - from));
}

static bool take_service(struct cursor *c, enum altsvc_alpn *alpn, struct span *host, uint16_t *port)
{
  *alpn = altsvc_alpn_of(take_word(c));
  *host = take_word(c);
  return *alpn && altsvc_is_host(*host) && altsvc_parse_port(take_word(c), port);
}

static bool take_stamp(struct cursor *c, struct span *ret)
{
  skip_blanks(c);
  if(!cursor_left(c) || *c->at != '"') return false;
  const uint8_t *from = c->at + 1, *end = memchr(from, '"', cursor_left(c) - 1);
  if(!end) return false;
  *ret = span_of(from, (size_t)(end - from));
  c->at = end + 1;
  return true;
}

bool altsvc_parse_line(struct span line, struct altsvc_line *ret)
{
  struct altsvc_line l;
  uint64_t persist, priority;
  if(line.len && line.at[line.len - 1] == '\r') line.len--;
  struct cursor c = cursor_of(line);
  if(!take_service(&c, &l.from_alpn, &l.from_host, &l.from_port)) return false;
  if(!take_service(&c, &l.to_alpn, &l.to_host, &l.to_port)) return false;
  if(!take_stamp(&c, &l.stamp)) return false;
  if(!span_parse_u64(take_word(&c), 1, &persist) || !span_parse_u64(take_word(&c), UINT64_MAX, &priority)) return false;
  skip_blanks(&c);
  if(cursor_left(&c)) return false;
  l.persist = persist;
  *ret = l;
  return true;
}

static CURLcode write_service(struct buf *to, enum altsvc_alpn alpn, struct span host, uint16_t port)
{
  TRY(buf_add_text(to, altsvc_alpn_names[alpn]));
  TRY(buf_add_char(to, ' '));
  TRY(buf_add_span(to, host));
  return buf_addf(to, " %u ", (unsigned)port);
}

CURLcode altsvc_write_line(struct buf *to, const struct altsvc_line *line)
{
  TRY(write_service(to, line->from_alpn, line->from_host, line->from_port));
  TRY(write_service(to, line->to_alpn, line->to_host, line->to_port));
  TRY(buf_add_char(to, '"'));
  TRY(buf_add_span(to, line->stamp));
  return buf_addf(to, "\" %d 0\n", line->persist ? 1 : 0);
}
