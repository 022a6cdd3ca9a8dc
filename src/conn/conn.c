#include "conn/conn.h"
#include "base/mem.h"

struct conn *conn_new(struct stream *stream, struct span key, int64_t id, int64_t now)
{
  struct conn *c = mem_zalloc(sizeof *c + key.len);
  if(!c) return NULL;
  c->stream = stream;
  c->id = id;
  c->created_us = now;
  memcpy(c + 1, key.at, key.len);
  c->by_key.key = span_of(c + 1, key.len);
  return c;
}

void conn_free(struct conn *c)
{
  if(!c) return;
  if(c->session) c->session->ops->free(c->session);
  stream_free(c->stream);
  mem_free(c);
}

void conn_lease(struct conn *c, watch_fired_fn *fired, void *owner)
{
  struct watch *w = stream_watch(c->stream);
  w->fired = fired;
  w->owner = owner;
  w->is_internal = false;
}
