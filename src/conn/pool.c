#include "conn/pool.h"

/* Past this time without a look at its descriptor an idle connection is probed before it is used. */
#define PROBE_AFTER_US 1000000

void pool_init(struct pool *p, uint32_t seed, void (*on_doomed)(struct pool *p))
{
  *p = (struct pool){ .on_doomed = on_doomed };
  hash_init(&p->by_key, seed);
  list_init(&p->by_age);
  list_init(&p->doomed);
}

static void remove_conn(struct pool *p, struct conn *c)
{
  hash_remove(&p->by_key, &c->by_key);
  list_remove(&c->by_age);
  limit_mark_busy(&c->slot);
}

void pool_close(struct pool *p, struct conn *c)
{
  remove_conn(p, c);
  conn_free(c);
}

bool pool_close_oldest(struct pool *p)
{
  struct list_node *n = list_first(&p->by_age);
  if(n) pool_close(p, LIST_ENTRY(n, struct conn, by_age));
  return n;
}

void pool_close_all(struct pool *p)
{
  while(pool_close_oldest(p)) continue;
}

void pool_sweep(struct pool *p)
{
  for(struct list_node *n; (n = list_pop(&p->doomed));) conn_free(LIST_ENTRY(n, struct conn, by_age));
}

void pool_free(struct pool *p)
{
  pool_sweep(p);
  pool_close_all(p);
  hash_free(&p->by_key);
}

/* Runs inside the poller, where no user callback may: the connection is only set aside. */
static void idle_fired(struct watch *w, unsigned events)
{
  struct conn *c = w->owner;
  struct pool *p = c->pool;
  bool first = list_is_empty(&p->doomed);
  remove_conn(p, c);
  list_add_last(&p->doomed, &c->by_age);
  if(stream_want(c->stream, 0)) return; /* forgetting does not fail */
  if(first) p->on_doomed(p);
}

static bool is_too_old(const struct conn *c, const struct identity_wish *wish, int64_t now)
{
  return now - c->idle_since_us > wish->max_idle_us || now - c->created_us > wish->max_lifetime_us;
}

static bool is_alive(const struct pool *p, const struct conn *c, bool must_live, int64_t now)
{
  int64_t seen = c->idle_since_us > p->watched_us ? c->idle_since_us : p->watched_us;
  return (!must_live && now - seen < PROBE_AFTER_US) || stream_is_quiet(c->stream);
}

struct conn *pool_take(struct pool *p, struct span key, const struct identity_wish *wish, bool must_live, int64_t now)
{
  for(struct hash_node *n = hash_find(&p->by_key, key), *next; n; n = next) {
    struct conn *c = CONTAINER_OF(n, struct conn, by_key);
    next = hash_find_next(n);
    if(is_too_old(c, wish, now) || !is_alive(p, c, must_live, now)) {
      pool_close(p, c);
    } else if(identity_fits(wish, stream_socket_info(c->stream))) {
      remove_conn(p, c);
      c->is_reused = true;
      return c;
    }
  }
  return NULL;
}

void pool_put(struct pool *p, struct conn *c, size_t most, int64_t now)
{
  c->idle_since_us = now;
  c->pool = p;
  conn_lease(c, idle_fired, c);
  stream_watch(c->stream)->is_internal = true;
  if(!most || stream_want_idle(c->stream) || hash_insert(&p->by_key, &c->by_key)) {
    conn_free(c);
    return;
  }
  list_add_last(&p->by_age, &c->by_age);
  while(p->by_key.count > most) pool_close_oldest(p);
  limit_mark_idle(&c->slot);
}

struct conn *pool_find_id(const struct pool *p, struct span key, int64_t id)
{
  for(struct hash_node *n = hash_find(&p->by_key, key); n; n = hash_find_next(n))
    if(CONTAINER_OF(n, struct conn, by_key)->id == id) return CONTAINER_OF(n, struct conn, by_key);
  return NULL;
}
