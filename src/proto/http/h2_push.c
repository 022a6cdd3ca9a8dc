#include "proto/http/h2_session.h"

/* A stream that the peer offers (RFC 9113, section 8.4) becomes an exchange whose request nobody has sent. */

struct offer {
  struct h2 *h2;
  uint32_t id;
  struct h2_stream *stream;
};

static struct exchange *adopt(void *owner, const struct proto_request *r, struct xfer *x)
{
  struct offer *o = owner;
  struct h2_stream *s = o->stream = h2_stream_new(o->h2, r, x);
  if(!s) return NULL;
  s->id = o->id;
  s->is_sent = true;
  h2_stream_begin_answer(s);
  list_add_last(&o->h2->streams, &s->in_session);
  return &s->exchange;
}

CURLcode h2_push(void *owner, void *parent, uint32_t id, const struct field *fields, size_t count, void **ret)
{
  struct offer o = { .h2 = owner, .id = id };
  struct xfer *x = ((struct h2_stream *)parent)->xfer;
  const struct xfer_push p = { .fields = fields, .count = count, .adopt = adopt, .owner = &o };
  TRY(x->ops->push(x, &p));
  *ret = o.stream;
  return CURLE_OK;
}
