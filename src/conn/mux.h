/* Connections that several transfers share (HTTP/2), while they do.
 *
 * vocabulary: a shared connection has *users*, one for each transfer with an exchange on it, and *room* for so many more.
 * Who drives it, a multi, has a table of those with room, and a list of those that want a turn.
 *
 * lifecycle: mux_open by the transfer whose exchange turned out to be one of several, mux_join by others, mux_leave by each;
 * with the last one it is not shared any more: it is kept in a pool, like any other, or closed.
 */
#ifndef CONN_MUX_H
#define CONN_MUX_H
#include "conn/conn.h"
#include "conn/identity.h"

/* Initialise with mux_init. */
struct mux_table {
  struct hash by_key;
  struct list ready;
  unsigned network; /* older connections (conn.network) are joined by nobody: CURLMOPT_NETWORK_CHANGED(3) */
  size_t max_users; /* of a connection: CURLMOPT_MAX_CONCURRENT_STREAMS(3) */
  bool is_off;      /* CURLMOPT_PIPELINING(3): no connection is shared by two */
};

#define MUX_USERS_DEFAULT 100

/* Embedded in what uses a connection; {0} uses none. */
struct mux_user {
  struct list_node node;
};

void mux_init(struct mux_table *m, uint32_t seed);
/* No connection is shared any more. */
void mux_free(struct mux_table *m);

/* `c`, which `user` has leased, is shared from now on. */
void mux_open(struct mux_table *m, struct conn *c, struct mux_user *user);
/* One more user. It gets a turn soon. */
void mux_join(struct conn *c, struct mux_user *user);
/* One less. True: it was the last one, and the connection is the caller's. */
bool mux_leave(struct conn *c, struct mux_user *user);
static inline bool mux_is_shared(const struct conn *c) { return c->mux.table; }
static inline struct mux_user *mux_first_user(const struct conn *c)
{
  return LIST_ENTRY(list_first(&c->mux.users), struct mux_user, node);
}

/* A shared connection of this key and pool with room that fits; NULL: there is none. Lifetimes are looked at, idleness is not. */
struct conn *mux_find(const struct mux_table *m, struct span key, const struct identity_wish *wish,
                      const struct pool *home, int64_t now);

/* Look at the room anew: after each turn, and each exchange that has begun or ended. So many more than before fit. */
size_t mux_update(struct conn *c);
/* Nobody joins any more: it has failed, or is not to be used again. */
void mux_retire(struct conn *c);

/* Its session has something to do. Legal for one that is not shared: nothing happens. */
void mux_wake(struct conn *c);

#endif
