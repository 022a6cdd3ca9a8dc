#include "base/str.h"
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

static struct span find(const struct xfer_push *p, const char *name)
{
  for(size_t i = 0; i < p->count; i++)
    if(span_is(p->fields[i].name, name)) return p->fields[i].value;
  return span_text("");
}

/* A peer has a say for its own origin only (RFC 9113, section 10.1): that of the request it answers. */
static bool is_of_origin(const struct transfer *parent, const struct xfer_push *p)
{
  const struct proto_request *r = &parent->request;
  struct span authority = find(p, ":authority"), host = span_text(r->host);
  char port[1 + STR_U64_ROOM] = ":";
  str_put_u64(port + 1, r->port);
  if(!span_is(find(p, ":scheme"), parent->url.scheme) || authority.len < host.len) return false;
  struct span rest = span_of(authority.at + host.len, authority.len - host.len);
  if(!span_equal_nocase(span_of(authority.at, host.len), host)) return false;
  return span_is(rest, port) || (!rest.len && r->port == r->default_port);
}

CURLcode transfer_push(struct xfer *x, const struct xfer_push *p)
{
  struct transfer *parent = transfer_of(x), *t;
  struct multi *m = parent->multi;
  if(!m->factory || !is_of_origin(parent, p)) return CURLE_UNSUPPORTED_PROTOCOL;
  TRY(m->factory->push(m->factory_owner, parent, p->fields, p->count, &t));
  CURLcode code = begin_pushed(t, parent->conn, p);
  if(code) transfer_finish(t, code);
  return code == CURLE_ABORTED_BY_CALLBACK ? CURLE_HTTP2 : code; /* the former would be the parent's end, too */
}
