#include "tls/wire.h"

static CURLcode send_some(struct tls_wire *w, struct span *bytes)
{
  CURLcode code = CURLE_OK;
  while(!code && bytes->len) {
    size_t sent;
    code = w->under.write(w->under.below, w->trace, bytes->at, bytes->len, &sent);
    if(!code) *bytes = span_of(bytes->at + sent, bytes->len - sent);
  }
  return code;
}

CURLcode tls_wire_flush(struct tls_wire *w)
{
  struct span rest = buf_span(&w->unsent);
  if(!rest.len) return w->write_trouble;
  CURLcode code = send_some(w, &rest);
  buf_drop(&w->unsent, w->unsent.len - rest.len);
  if(!code) buf_free(&w->unsent);
  if(code && code != CURLE_AGAIN) w->write_trouble = code;
  return code;
}

CURLcode tls_wire_send(struct tls_wire *w, struct span bytes)
{
  if(w->has_ended) return CURLE_OK;
  CURLcode code = w->write_trouble ? w->write_trouble : tls_wire_flush(w);
  if(!code) code = send_some(w, &bytes);
  if(code == CURLE_AGAIN) code = buf_add_span(&w->unsent, bytes);
  if(code) w->write_trouble = code;
  return code;
}

CURLcode tls_wire_keep(struct tls_wire *w, struct span bytes)
{
  if(w->has_ended) return CURLE_OK;
  CURLcode code = w->write_trouble ? w->write_trouble : buf_add_span(&w->unsent, bytes);
  if(code) w->write_trouble = code;
  return code;
}

CURLcode tls_wire_read(struct tls_wire *w, void *to, size_t room, size_t *got)
{
  CURLcode code = w->read_trouble ? w->read_trouble : w->under.read(w->under.below, w->trace, to, room, got);
  if(code && code != CURLE_AGAIN) w->read_trouble = code;
  if(!code) w->has_ended = !*got;
  return code;
}

/* CURLE_AGAIN is the transport's. */
static CURLcode flush_first(struct tls_wire *w, enum tls_wants *wants)
{
  CURLcode code = tls_wire_flush(w);
  if(code == CURLE_AGAIN) *wants = TLS_WANTS_WRITE;
  return code;
}

CURLcode tls_wire_write(struct tls_wire *w, struct tls_session *s, tls_seal_fn seal, struct span bytes, size_t *sent,
                        enum tls_wants *wants)
{
  TRY(flush_first(w, wants));
  if(!w->sealed) {
    size_t sealed;
    TRY(seal(s, bytes, &sealed, wants));
    w->sealed = sealed;
    TRY(flush_first(w, wants));
  }
  *sent = w->sealed < bytes.len ? w->sealed : bytes.len;
  w->sealed -= *sent;
  return CURLE_OK;
}
