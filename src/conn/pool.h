/* Idle connections, found by what they were asked to be.
 *
 * A pool has one of two homes. A multi's is one thread's, and what is idle in it stays watched by the multi's poller:
 * what it reports, be it a close or bytes that nobody asked for, ends it. A share's (shared_pool.h) is used from any
 * thread; what is idle in it belongs to no poller, and is probed when it is taken. An idle connection is not shown to
 * the program's own loop in either. Finding, keeping and ending one cost the same, however many there are.
 */
#ifndef CONN_POOL_H
#define CONN_POOL_H
#include "conn/conn.h"
#include "conn/identity.h"

/* Initialise a multi's with pool_init; pool_free ends it and every connection in it. */
struct pool {
  struct hash by_key;
  struct list by_age;                /* the longest idle first */
  struct list stirred;               /* have reported something that a session may want; see pool_sweep, as the next */
  struct list doomed;                /* have reported something, and are to be closed */
  int64_t watched_us;                /* when the poller looked last */
  void (*on_doomed)(struct pool *p); /* the first one is listed: call pool_sweep soon */
  int64_t next_id;                   /* atomic */
  struct shared_pool *shared;        /* what makes it a share's; NULL: a multi's */
};

/* The transfer that comes to a pool. */
struct pool_user {
  struct poller *poller; /* drives the connections that it uses */
  struct trace *trace;   /* whose handle the program's lock callbacks are told; under its guard sockets are closed */
};

void pool_init(struct pool *p, uint32_t seed, void (*on_doomed)(struct pool *p));
void pool_free(struct pool *p);

/* A number for a new connection (conn_new) that no other one of this pool has. */
int64_t pool_new_id(struct pool *p);
/* Of a share's pool: the handles that use the share. Of a multi's: 0. */
size_t pool_users(const struct pool *p);

/* A connection of this key that fits, taken out of the pool into the poller of `user`; the one that was used last. Those
 * that turn out to be unfit for anybody (too old, closed by the peer) are closed on the way. NULL: none. */
struct conn *pool_take(struct pool *p, struct pool_user user, struct span key, const struct identity_wish *wish,
                       int64_t now);

/* Keep `c`; past `most` idle connections the longest idle ones are closed. The pool closes `c` where it cannot be
 * kept. */
void pool_put(struct pool *p, struct pool_user user, struct conn *c, size_t most, int64_t now);

/* Close `c`, which is idle in it. */
void pool_close(struct pool *p, struct conn *c);
/* Close the one that has been idle longest; false: there is none. */
bool pool_close_oldest(struct pool *p);
/* Close all that are idle. */
void pool_close_all(struct pool *p);

/* Attend to the stirred, and close the doomed. Runs the close callbacks of their gates. */
void pool_sweep(struct pool *p, int64_t now);

/* Have every session say what keeps its connection, after `interval_us` without that, and close every idle connection that is found dead. Runs the close callbacks
 * of their gates. */
void pool_upkeep(struct pool *p, struct pool_user user, int64_t interval_us, int64_t now);

/* The socket of the idle connection with this id, or CURL_SOCKET_BAD. */
curl_socket_t pool_find_socket(struct pool *p, const struct trace *t, struct span key, int64_t id);

#endif
