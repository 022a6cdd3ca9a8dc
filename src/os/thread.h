/* Threads and locks. */
#ifndef OS_THREAD_H
#define OS_THREAD_H
#include "base/result.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Start `fn(arg)` with all signals blocked and a small stack that getaddrinfo(3) fits in. False: none to be had. */
MUST_USE bool thread_start(pthread_t *ret, void *(*fn)(void *arg), void *arg);

/* Locks the mutex until the end of the block; NULL: there is nothing to lock, the data are one thread's. */
void thread_unlock_at(pthread_mutex_t **m);
static inline pthread_mutex_t *thread_lock(pthread_mutex_t *m)
{
  if(m) pthread_mutex_lock(m);
  return m;
}
#define LOCKED(mutex) \
  __attribute__((cleanup(thread_unlock_at), unused)) pthread_mutex_t *locked_mutex = thread_lock(mutex)

/* Wait for `c` at most `timeout_ms`; false: time is up. It may return early: look at what was waited for. The mutex is
 * held before and after. */
bool thread_wait(pthread_cond_t *c, pthread_mutex_t *m, int64_t timeout_ms);

/* Counts the forks that this process descends from: what holds a descriptor or a thread of an older generation must
 * not use it. Forks are counted from the first call on. */
uint32_t os_fork_generation(void);

#endif
