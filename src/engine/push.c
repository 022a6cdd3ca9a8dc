#include "engine/internal.h"

/* A push becomes a transfer of its own, on the connection of the one that it was offered to. */

void multi_set_pushes(struct multi *m, const struct handle_factory *factory, void *owner)
{
  m->factory = factory;
  m->factory_owner = owner;
}

static CURLcode begin_pushed(struct transfer *t, struct conn *c, const struct xfer_push *p)
{
  TRY(transfer_begin(t));
  if(!span_equal(c->by_key.key, buf_span(&t->key)) || pool_of(t) != c->pool)
    return trace_fail(&t->xfer.trace, CURLE_HTTP2, "A pushed stream is not of the connection's own origin");
  t->conn = c;
  mux_join(c, &t->in_conn);
  transfer_info_use(&t->info, c);
  TRY(transfer_note_tls(t, c->stream));
  t->exchange = p->adopt(p->owner, &t->request, &t->xfer);
  t->state = TRANSFER_EXCHANGE;
  return t->exchange ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

CURLcode transfer_push(struct xfer *x, const struct xfer_push *p)
{
  struct transfer *parent = transfer_of(x), *t;
  struct multi *m = parent->multi;
  if(!m->factory) return CURLE_UNSUPPORTED_PROTOCOL;
  TRY(m->factory->push(m->factory_owner, parent, p->fields, p->count, &t));
  CURLcode code = begin_pushed(t, parent->conn, p);
  if(code) transfer_finish(t, code);
  return code == CURLE_ABORTED_BY_CALLBACK ? CURLE_HTTP2 : code; /* the former would be the parent's end, too */
}
