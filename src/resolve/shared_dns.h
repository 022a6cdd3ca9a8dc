/* Inside of `struct dns`: what several resolvers share. */
#ifndef RESOLVE_SHARED_DNS_H
#define RESOLVE_SHARED_DNS_H
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
};

/* The mutex, fit to be locked: in a child of fork(2) what the parent's threads have left locked is left behind. */
pthread_mutex_t *dns_mutex(struct dns *d);

#endif
