/* Inside of `struct dns`: what several resolvers share. */
#ifndef RESOLVE_SHARED_DNS_H
#define RESOLVE_SHARED_DNS_H
#include "base/share_lock.h"
#include "os/thread.h"
#include "resolve/resolve.h"

struct dns {
  unsigned refs; /* atomic */
  uint32_t fork_generation;
  pthread_mutex_t lock; /* through dns_mutex; guards all below */
  struct dns_cache *cache;
  struct hash lookups; /* those under way */
  bool has_given;      /* entries of CURLOPT_RESOLVE have been put in */
  const struct system_ops *system;
  const struct share_lock *program; /* NULL: none; not for the threads of resolvers */
};

/* The mutex, fit to be locked: in a child of fork(2) what the parent's threads have left locked is left behind. */
pthread_mutex_t *dns_mutex(struct dns *d);

/* To the end of the block `d` is locked for a transfer: by the program, and by that mutex. */
#define DNS_LOCKED(d, trace)                             \
  SHARE_LOCKED((d)->program, CURL_LOCK_DATA_DNS, trace); \
  LOCKED(dns_mutex(d))

#endif
