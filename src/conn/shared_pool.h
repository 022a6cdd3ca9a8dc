/* The pool of a share: for the transfers of any thread. */
#ifndef CONN_SHARED_POOL_H
#define CONN_SHARED_POOL_H
#include "base/share_lock.h"
#include "conn/pool.h"
#include "os/system.h"
#include "os/thread.h"

struct shared_pool {
  struct pool pool;
  const struct share_lock *program;
  const unsigned *users; /* atomic */
  pthread_mutex_t lock;  /* through pool_mutex */
  uint32_t fork_generation;
};

/* `program`: the program's lock around it; `*users`: how many handles use it. Both outlive it. NULL: out of memory. */
MUST_USE struct pool *shared_pool_new(const struct system_ops *system, const struct share_lock *program,
                                      const unsigned *users);
/* No transfer uses it. Closes what is in it, under no guard. NULL is legal. */
void shared_pool_free(struct pool *p);

/* NULL for a multi's pool. Of a share's: the mutex, fit to be locked. In a child of fork(2), where a thread of the
 * parent held it, the pool begins anew: what it guarded may have been half-way through a change. */
pthread_mutex_t *pool_mutex(struct pool *p);

/* To the end of the block the pool is locked: by the program, and by that mutex. */
#define POOL_LOCKED(p, trace)                                                             \
  SHARE_LOCKED((p)->shared ? (p)->shared->program : NULL, CURL_LOCK_DATA_CONNECT, trace); \
  LOCKED(pool_mutex(p))

#endif
