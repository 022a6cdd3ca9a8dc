/* Inside of `struct resolver`: how answers come back to the thread that asked. */
#ifndef RESOLVE_RESOLVER_H
#define RESOLVE_RESOLVER_H
#include "os/thread.h"
#include "os/wakeup.h"
#include "resolve/resolve.h"
#include "resolve/worker_pool.h"

/* Only the owner's thread touches what is not under `lock`. */
struct resolver {
  const struct system_ops *system;
  struct poller *poller;
  void (*arrived)(void *owner);
  void *owner;
  struct worker_pool *pool; /* NULL until a look-up needs a thread */
  unsigned threads_max;
  unsigned under_way;   /* queries started and not yet done or cancelled; the wake-up is watched while there are any */
  struct wakeup wakeup; /* open while `has_wakeup`; any thread may signal it */
  bool has_wakeup;
  uint32_t fork_generation;
  pthread_mutex_t lock; /* guards the inbox */
  struct list inbox;    /* resolve_query.node: answered, not yet delivered */
};

/* Renews what fork(2) has made useless; may call the poller, so no lock may be held. Before all else. */
void resolver_leave_parent(struct resolver *r);
/* Before a query of `r` may come under way: creates the pool and the wake-up. CURLE_OUT_OF_MEMORY; CURLE_FAILED_INIT: no
 * descriptor to be had. */
MUST_USE CURLcode resolver_prepare(struct resolver *r);
/* A query has come under way. Calls the poller, so no lock may be held. Errors as poller_set; the query counts anyway. */
MUST_USE CURLcode resolver_expect(struct resolver *r);
/* It is no longer. */
void resolver_forget(struct resolver *r);

/* From any thread: `q` has its answer. The caller makes sure that `q` is not cancelled meanwhile (by the lock of its
 * `struct dns`). */
void resolver_post(struct resolver *r, struct resolve_query *q);
/* Take `q` out of the inbox, or of what is being delivered. False: it was in neither. */
bool resolver_withdraw(struct resolver *r, struct resolve_query *q);

#endif
