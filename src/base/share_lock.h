/* The program's own locks around what it shares between threads (CURLSHOPT_LOCKFUNC(3)).
 *
 * They stand outside of the library's own lock, which is taken in any case. Only the thread that a transfer runs in
 * calls them, never one of the library's own; no lock of a kind is taken twice, and between lock and unlock no other
 * user callback runs.
 */
#ifndef BASE_SHARE_LOCK_H
#define BASE_SHARE_LOCK_H
#include "base/trace.h"

/* As the program has set it; {0} locks nothing. */
struct share_lock {
  curl_lock_function lock;
  curl_unlock_function unlock;
  void *data;
};

struct share_hold {
  const struct share_lock *of; /* NULL: of none */
  curl_lock_data kind;
  void *handle; /* the CURL * that the callbacks are told; never looked into */
  struct callback_guard *guard;
};

/* NULL is legal for both. All that is shared changes also where it is only looked at, hence the access. */
static inline struct share_hold share_lock_enter(const struct share_lock *l, curl_lock_data kind, const struct trace *t)
{
  struct share_hold h = { l, kind, t ? t->handle : NULL, t ? t->guard : NULL };
  if(!l || !l->lock) return h;
  CALLBACK_SCOPE(h.guard);
  l->lock(h.handle, kind, CURL_LOCK_ACCESS_SINGLE, l->data);
  return h;
}

static inline void share_lock_leave(struct share_hold *h)
{
  if(!h->of || !h->of->unlock) return;
  CALLBACK_SCOPE(h->guard);
  h->of->unlock(h->handle, h->kind, h->of->data);
}

/* From here to the end of the block, the program's lock is held for the handle of `trace`. */
#define SHARE_LOCKED(lock, kind, trace) \
  __attribute__((cleanup(share_lock_leave), unused)) struct share_hold share_hold = share_lock_enter(lock, kind, trace)

#endif
