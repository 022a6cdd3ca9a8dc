/* Idle connections, found by what they were asked to be.
 *
 * An idle connection is watched by the poller it lives in: what it reports, be it a close or bytes that nobody asked
 * for, ends it. It is not shown to the program's own loop meanwhile. Finding, keeping and ending one cost the same,
 * however many there are.
 */
#ifndef CONN_POOL_H
#define CONN_POOL_H
#include "conn/conn.h"
#include "conn/identity.h"

/* Initialise with pool_init; pool_free ends it and every connection in it. */
struct pool {
  struct hash by_key;
  struct list by_age;                /* the longest idle first */
  struct list doomed;                /* have reported something; to be closed by pool_sweep */
  int64_t watched_us;                /* when the poller looked last */
  void (*on_doomed)(struct pool *p); /* the first one is doomed: call pool_sweep soon */
};

void pool_init(struct pool *p, uint32_t seed, void (*on_doomed)(struct pool *p));
void pool_free(struct pool *p);

/* A connection of this key that fits, taken out of the pool; the one that was used last. Those that turn out to be
 * unfit for anybody (too old, closed by the peer) are closed on the way. NULL: none. With `must_live`, a connection is
 * probed however short it was idle: what it will carry cannot be sent twice. */
struct conn *pool_take(struct pool *p, struct span key, const struct identity_wish *wish, bool must_live, int64_t now);

/* Keep `c`; past `most` idle connections the longest idle ones are closed. The pool closes `c` where it cannot be
 * kept. */
void pool_put(struct pool *p, struct conn *c, size_t most, int64_t now);

/* Close `c`, which is idle in it. */
void pool_close(struct pool *p, struct conn *c);
/* Close the one that has been idle longest; false: there is none. */
bool pool_close_oldest(struct pool *p);
/* Close all that are idle. */
void pool_close_all(struct pool *p);

/* Close the doomed. Runs the close callbacks of their gates. */
void pool_sweep(struct pool *p);

/* The idle connection with this id, still in the pool, or NULL. */
struct conn *pool_find_id(const struct pool *p, struct span key, int64_t id);

#endif
