#include "conn/pool.h"
#include "conn/shared_pool.h"

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

/* It is closed later: where no lock is held, and user callbacks may run. */
static void set_aside(struct pool *p, struct conn *c, struct list *to)
{
  remove_conn(p, c);
  list_add_last(to, &c->by_age);
}

void pool_sweep(struct pool *p)
{
  for(struct list_node *n; (n = list_pop(&p->doomed));) conn_free(LIST_ENTRY(n, struct conn, by_age));
}

static void close_all(struct list *unfit, struct pool_user user)
{
  for(struct list_node *n; (n = list_pop(unfit));) {
    struct conn *c = LIST_ENTRY(n, struct conn, by_age);
    trace_text(user.trace, "shutting down connection #%lld", (long long)c->id);
    stream_set_guard(c->stream, user.trace ? user.trace->guard : NULL);
    conn_free(c);
  }
}

void pool_free(struct pool *p)
{
  pool_sweep(p);
  pool_close_all(p);
  hash_free(&p->by_key);
}

int64_t pool_new_id(struct pool *p) { return __atomic_fetch_add(&p->next_id, 1, __ATOMIC_RELAXED); }

/* Runs inside the poller, where no user callback may: the connection is only set aside. A TLS session that gets a ticket is
 * none the worse for it. */
static void idle_fired(struct watch *w, unsigned events)
{
  struct conn *c = w->owner;
  struct pool *p = c->pool;
  if(stream_absorb(c->stream)) return;
  bool first = list_is_empty(&p->doomed);
  set_aside(p, c, &p->doomed);
  if(stream_want(c->stream, 0)) return; /* forgetting does not fail */
  if(first) p->on_doomed(p);
}

static bool is_too_old(const struct conn *c, const struct identity_wish *wish, int64_t now)
{
  return now - c->idle_since_us > wish->max_idle_us || now - c->created_us > wish->max_lifetime_us;
}

static bool is_watched(const struct pool *p, const struct conn *c, int64_t now)
{
  int64_t seen = c->idle_since_us > p->watched_us ? c->idle_since_us : p->watched_us;
  return !p->shared && now - seen < PROBE_AFTER_US;
}

static bool is_alive(const struct pool *p, const struct conn *c, bool must_live, int64_t now)
{
  return (!must_live && is_watched(p, c, now)) || stream_is_quiet(c->stream);
}

static struct conn *find_fit(struct pool *p, const struct trace *t, struct span key, const struct identity_wish *wish,
                             int64_t now, struct list *unfit)
{
  POOL_LOCKED(p, t);
  for(struct hash_node *n = hash_find(&p->by_key, key), *next; n; n = next) {
    struct conn *c = CONTAINER_OF(n, struct conn, by_key);
    next = hash_find_next(n);
    if(is_too_old(c, wish, now) || !is_alive(p, c, wish->must_live, now)) {
      set_aside(p, c, unfit);
    } else if(identity_fits(wish, stream_socket_info(c->stream), c->bound_as)) {
      remove_conn(p, c);
      return c;
    }
  }
  return NULL;
}

struct conn *pool_take(struct pool *p, struct pool_user user, struct span key, const struct identity_wish *wish,
                       int64_t now)
{
  struct list unfit;
  list_init(&unfit);
  struct conn *c = find_fit(p, user.trace, key, wish, now, &unfit);
  close_all(&unfit, user);
  if(!c) return NULL;
  c->is_reused = true;
  if(p->shared) stream_move(c->stream, user.poller);
  stream_set_guard(c->stream, user.trace ? user.trace->guard : NULL);
  return c;
}

/* Where nobody uses it, it is watched by its multi, or by nobody, and counts in no multi's limits. No lock is held: a
 * program with an event loop of its own is told. */
static CURLcode settle(struct pool *p, struct conn *c)
{
  if(p->shared) {
    limit_give(&c->slot);
    stream_move(c->stream, NULL);
    return CURLE_OK;
  }
  conn_lease(c, idle_fired, c);
  stream_watch(c->stream)->is_internal = true;
  return stream_want_idle(c->stream);
}

/* From here on another thread may take `c`. */
static CURLcode keep(struct pool *p, const struct trace *t, struct conn *c, size_t most, struct list *unfit)
{
  POOL_LOCKED(p, t);
  TRY(hash_insert(&p->by_key, &c->by_key));
  list_add_last(&p->by_age, &c->by_age);
  while(p->by_key.count > most) set_aside(p, LIST_ENTRY(list_first(&p->by_age), struct conn, by_age), unfit);
  limit_mark_idle(&c->slot);
  return CURLE_OK;
}

void pool_put(struct pool *p, struct pool_user user, struct conn *c, size_t most, int64_t now)
{
  struct list unfit;
  list_init(&unfit);
  c->idle_since_us = now;
  c->pool = p;
  if(!most || settle(p, c) || keep(p, user.trace, c, most, &unfit)) list_add_last(&unfit, &c->by_age);
  close_all(&unfit, user);
}

static void find_dead(struct pool *p, const struct trace *t, struct list *dead)
{
  POOL_LOCKED(p, t);
  LIST_EACH(n, &p->by_age) {
    struct conn *c = LIST_ENTRY(n, struct conn, by_age);
    if(!stream_is_quiet(c->stream)) set_aside(p, c, dead);
  }
}

void pool_upkeep(struct pool *p, struct pool_user user)
{
  struct list dead;
  list_init(&dead);
  find_dead(p, user.trace, &dead);
  close_all(&dead, user);
}

static const struct conn *find_id(const struct pool *p, struct span key, int64_t id)
{
  for(struct hash_node *n = hash_find(&p->by_key, key); n; n = hash_find_next(n))
    if(CONTAINER_OF(n, struct conn, by_key)->id == id) return CONTAINER_OF(n, struct conn, by_key);
  return NULL;
}

curl_socket_t pool_find_socket(struct pool *p, const struct trace *t, struct span key, int64_t id)
{
  POOL_LOCKED(p, t);
  const struct conn *c = find_id(p, key, id);
  return c ? stream_socket_info(c->stream)->fd : CURL_SOCKET_BAD;
}
