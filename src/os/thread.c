#include "os/thread.h"
#include <errno.h>
#include <signal.h>
#include <time.h>

/* getaddrinfo(3) may load a module of somebody's making into this stack; what is not used takes no memory. */
#define STACK_BYTES ((size_t)512 * 1024)

bool thread_start(pthread_t *ret, void *(*fn)(void *arg), void *arg)
{
  pthread_attr_t attr;
  sigset_t all;
  sigset_t before;
  pthread_t thread;
  if(pthread_attr_init(&attr)) return false;
  sigfillset(&all);
  /* a refused size leaves the system's own, which is larger */
  (void)pthread_attr_setstacksize(&attr, STACK_BYTES);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int failed = pthread_create(&thread, &attr, fn, arg);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attr);
  if(failed) return false;
  *ret = thread;
  return true;
}

void thread_unlock_at(pthread_mutex_t **m)
{
  if(*m) pthread_mutex_unlock(*m);
}

bool thread_wait(pthread_cond_t *c, pthread_mutex_t *m, int64_t timeout_ms)
{
  const int64_t longest_ms = INT64_C(1000) * 3600 * 24 * 365;
  struct timespec until;
  if(timeout_ms < 0) timeout_ms = 0;
  if(timeout_ms > longest_ms) timeout_ms = longest_ms;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += timeout_ms / 1000;
  until.tv_nsec += timeout_ms % 1000 * 1000000;
  if(until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
  return pthread_cond_clockwait(c, m, CLOCK_MONOTONIC, &until) != ETIMEDOUT;
}

static uint32_t generation;

static void in_child(void) { __atomic_add_fetch(&generation, 1, __ATOMIC_RELAXED); }

static void register_handler(void) { (void)pthread_atfork(NULL, NULL, in_child); }

uint32_t os_fork_generation(void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, register_handler);
  return __atomic_load_n(&generation, __ATOMIC_RELAXED);
}
