/* The share object: what a CURLSH * points to. Safe from several threads once it is set up. */
#ifndef API_SHARE_H
#define API_SHARE_H
#include "resolve/resolve.h"

struct share {
  uint32_t magic;
  unsigned users;  /* easy handles; atomic. While there are any, nothing else changes */
  struct dns *dns; /* CURL_LOCK_DATA_DNS, or NULL */
  curl_lock_function lock;
  curl_unlock_function unlock;
  void *lock_data;
};

#define SHARE_MAGIC 0x53485245u

/* NULL: not a living share. */
static inline struct share *share_of(CURLSH *handle)
{
  struct share *s = handle;
  return s && s->magic == SHARE_MAGIC ? s : NULL;
}

static inline void share_enter(struct share *s) { __atomic_add_fetch(&s->users, 1, __ATOMIC_ACQ_REL); }
static inline void share_leave(struct share *s) { __atomic_sub_fetch(&s->users, 1, __ATOMIC_ACQ_REL); }

#endif
