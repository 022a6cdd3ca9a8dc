#include "conn/conn.h"
#include "base/mem.h"

static struct conn_ends *make_ends(const struct socket_info *s)
{
  struct conn_ends *e = mem_zalloc(sizeof *e);
  const struct sockaddr *peer = (const struct sockaddr *)&s->peer.addr,
                        *local = (const struct sockaddr *)&s->local.addr;
  if(!e) return NULL;
  e->refs = 1;
  e->primary_port = address_port(peer, s->peer.len);
  e->local_port = address_port(local, s->local.len);
  address_text(peer, s->peer.len, e->primary_ip);
  address_text(local, s->local.len, e->local_ip);
  return e;
}

struct conn_ends *conn_ends_ref(struct conn_ends *e)
{
  __atomic_add_fetch(&e->refs, 1, __ATOMIC_RELAXED);
  return e;
}

void conn_ends_unref(struct conn_ends *e)
{
  if(e && !__atomic_sub_fetch(&e->refs, 1, __ATOMIC_ACQ_REL)) mem_free(e);
}

struct conn *conn_new(struct stream *stream, struct span key, int64_t id, int64_t now)
{
  struct conn *c = mem_zalloc(sizeof *c + key.len);
  if(!c || !(c->ends = make_ends(stream_socket_info(stream)))) {
    mem_free(c);
    return NULL;
  }
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
  struct session *s = c->session;
  if(s && s->ops->goodbye) s->ops->goodbye(s, c->stream);
  if(s) s->ops->free(s);
  stream_free(c->stream);
  conn_ends_unref(c->ends);
  mem_free(c->bound_as);
  tls_tickets_unref(c->tickets);
  limit_give(&c->slot);
  mem_free(c);
}

#define ATTEND_ROOM 4096 /* bytes; a peer has little to say on an idle connection */

bool conn_attend(struct conn *c, int64_t now)
{
  uint8_t buffer[ATTEND_ROOM];
  struct session_turn turn = {
    .buffer = buffer, .room = sizeof buffer, .now = now, .events = WATCH_READ, .exhausts = true
  };
  if(!c->session || !c->session->ops->serve) return stream_is_quiet(c->stream);
  if(c->session->ops->serve(c->session, &turn)) return false;
  return !turn.more && !(turn.wants & WATCH_WRITE) && c->session->ops->room(c->session);
}

void conn_lease(struct conn *c, watch_fired_fn *fired, void *owner)
{
  struct watch *w = stream_watch(c->stream);
  w->fired = fired;
  w->owner = owner;
  w->is_internal = false;
}
