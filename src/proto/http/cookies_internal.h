/* Inside of `struct cookies`. */
#ifndef PROTO_HTTP_COOKIES_INTERNAL_H
#define PROTO_HTTP_COOKIES_INTERNAL_H
#include "os/thread.h"
#include "proto/http/cookies.h"

struct cookies {
  unsigned refs; /* atomic */
  uint32_t fork_generation;
  uint32_t seed;
  pthread_mutex_t lock;   /* through cookies_mutex; guards the jar */
  struct cookie_jar *jar; /* NULL: there was no memory for a new one, see cookies_mutex */
  const struct share_lock *program;
};

/* The mutex, fit to be locked: in a child of fork(2), where a thread of the parent held it, the jar begins anew: what it
 * guarded may have been half-way through a change. */
pthread_mutex_t *cookies_mutex(struct cookies *c);

void cookies_unref_at(struct cookies **c);
/* To the end of the block `c` is locked, by the program and by the mutex, and lives, whatever the program's lock does. */
#define COOKIES_LOCKED(c, trace)                                                                    \
  __attribute__((cleanup(cookies_unref_at), unused)) struct cookies *cookies_held = cookies_ref(c); \
  SHARE_LOCKED((c)->program, CURL_LOCK_DATA_COOKIE, trace);                                         \
  LOCKED(cookies_mutex(c))

#endif
