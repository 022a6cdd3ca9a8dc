#include "engine/starttls.h"
#include "engine/internal.h"

static CURLcode add_tls(struct transfer *t)
{
  struct stream *s;
  if(!t->tls[TLS_ORIGIN]) return CURLE_FAILED_INIT;
  TRY(transfer_new_tls(t, TLS_ORIGIN, t->conn->stream, &s));
  if(!s) return CURLE_OUT_OF_MEMORY;
  t->conn->stream = s;
  return CURLE_OK;
}

/* What is known of a peer that was refused is told, too. */
static CURLcode secure_begin(struct xfer *x)
{
  struct transfer *t = transfer_of(x);
  if(!transfer_tls(t)) TRY(add_tls(t));
  CURLcode code = transfer_establish(t, t->conn->stream);
  if(code == CURLE_AGAIN) return code;
  if(!code) t->info.times.app_connect = elapsed_us(t);
  if(!code && x->exhausts) t->events |= WATCH_READ; /* an edge that came with the handshake does not come again */
  CURLcode noted = transfer_note_tls(t, t->conn->stream);
  return noted ? noted : code;
}

static bool secure_is_on(const struct xfer *x) { return transfer_tls(transfer_of(x)); }

/* It is the uppermost: nothing of a protocol stands on it. */
static CURLcode secure_end(struct xfer *x, bool speaks_first)
{
  struct transfer *t = transfer_of(x);
  return transfer_tls(t) ? tls_stream_take_off(t->conn->stream, speaks_first, &x->trace, &t->conn->stream) : CURLE_OK;
}

const struct secure_ops transfer_secure_ops = { .begin = secure_begin, .is_on = secure_is_on, .end = secure_end };
