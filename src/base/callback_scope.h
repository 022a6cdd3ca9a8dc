/* Every user callback runs inside a scope, which is how re-entrant API calls are known and refused. */
#ifndef BASE_CALLBACK_SCOPE_H
#define BASE_CALLBACK_SCOPE_H
#include "base/result.h"
#include <stdbool.h>

/* One for each multi; every layer that calls a user callback is given it. NULL is legal: nothing is recorded. */
struct callback_guard {
  unsigned depth;
};

static inline struct callback_guard *callback_enter(struct callback_guard *g)
{
  if(g) g->depth++;
  return g;
}

static inline void callback_leave(struct callback_guard **g)
{
  if(*g) (*g)->depth--;
}

/* From here to the end of the block, a user callback is running. */
#define CALLBACK_SCOPE(guard) \
  __attribute__((cleanup(callback_leave), unused)) struct callback_guard *callback_scope = callback_enter(guard)

static inline bool callback_is_running(const struct callback_guard *g) { return g && g->depth; }

#endif
