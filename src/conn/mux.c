#include "conn/mux.h"

void mux_init(struct mux_table *m, uint32_t seed)
{
  *m = (struct mux_table){ .max_users = MUX_USERS_DEFAULT };
  hash_init(&m->by_key, seed);
  list_init(&m->ready);
}

void mux_free(struct mux_table *m) { hash_free(&m->by_key); }

static void unlink_key(struct conn *c)
{
  if(c->mux.is_linked) hash_remove(&c->mux.table->by_key, &c->mux.by_key);
  c->mux.is_linked = false;
}

static size_t room_of(const struct conn *c)
{
  const struct mux_table *m = c->mux.table;
  size_t most = m->is_off ? 1 : m->max_users;
  if(c->mux.is_closing || c->mux.count >= most) return 0;
  size_t room = c->session->ops->room(c->session), left = most - c->mux.count;
  return room < left ? room : left;
}

/* Without memory it is not found, which costs another connection and nothing else. */
size_t mux_update(struct conn *c)
{
  struct mux_place *p = &c->mux;
  size_t before = p->room;
  if(!p->table) return 0;
  p->room = room_of(c);
  if(!p->room)
    unlink_key(c);
  else if(!p->is_linked)
    p->is_linked = !hash_insert(&p->table->by_key, &p->by_key);
  return p->room > before ? p->room - before : 0;
}

void mux_retire(struct conn *c)
{
  c->mux.is_closing = true;
  mux_update(c);
}

/* Runs inside the poller: it is only listed. */
static void shared_fired(struct watch *w, unsigned events)
{
  struct conn *c = w->owner;
  c->mux.events |= stream_reported(c->stream, events);
  mux_wake(c);
}

void mux_wake(struct conn *c)
{
  if(c->mux.table && !list_is_linked(&c->mux.in_ready)) list_add_last(&c->mux.table->ready, &c->mux.in_ready);
}

static void add_user(struct conn *c, struct mux_user *user)
{
  list_add_last(&c->mux.users, &user->node);
  c->mux.count++;
  mux_wake(c);
}

void mux_open(struct mux_table *m, struct conn *c, struct mux_user *user)
{
  c->mux = (struct mux_place){ .table = m, .by_key = { .key = c->by_key.key } };
  list_init(&c->mux.users);
  conn_lease(c, shared_fired, c);
  add_user(c, user);
}

void mux_join(struct conn *c, struct mux_user *user)
{
  add_user(c, user);
  mux_update(c);
}

bool mux_leave(struct conn *c, struct mux_user *user)
{
  list_remove(&user->node);
  if(--c->mux.count) return false;
  unlink_key(c);
  list_remove(&c->mux.in_ready);
  c->mux.table = NULL;
  return true;
}

struct conn *mux_find(const struct mux_table *m, struct span key, const struct identity_wish *wish,
                      const struct pool *home, int64_t now)
{
  for(struct hash_node *n = hash_find(&m->by_key, key); n; n = hash_find_next(n)) {
    struct conn *c = CONTAINER_OF(n, struct conn, mux.by_key);
    bool is_young = now - c->created_us <= wish->max_lifetime_us;
    if(c->pool == home && c->network == m->network && is_young && conn_fits(c, wish)) return c;
  }
  return NULL;
}
