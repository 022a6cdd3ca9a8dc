/* Allocation hooks of which the n-th call fails, and which count what has not been given back. From any thread. */
#ifndef TESTS_UNIT_BASE_FAILING_ALLOC_H
#define TESTS_UNIT_BASE_FAILING_ALLOC_H
#include "base/mem.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* `left`: how many allocations succeed before one fails; the ones after that succeed again. Negative: none fails. */
static long failing_left = -1;
static long failing_blocks;

static inline bool failing_now(void) { return !__atomic_fetch_sub(&failing_left, 1, __ATOMIC_RELAXED); }

static inline void *failing_counted(void *block)
{
  if(block) __atomic_add_fetch(&failing_blocks, 1, __ATOMIC_RELAXED);
  return block;
}

static void *failing_malloc(size_t size) { return failing_now() ? NULL : failing_counted(malloc(size)); }

static void *failing_calloc(size_t count, size_t size)
{
  return failing_now() ? NULL : failing_counted(calloc(count, size));
}

static char *failing_strdup(const char *text) { return failing_now() ? NULL : failing_counted(strdup(text)); }

static void *failing_realloc(void *block, size_t size)
{
  if(failing_now()) return NULL;
  return block ? realloc(block, size) : failing_counted(realloc(NULL, size));
}

static void failing_free(void *block)
{
  if(block) __atomic_sub_fetch(&failing_blocks, 1, __ATOMIC_RELAXED);
  free(block);
}

/* The allocation after the next `left` ones fails. */
static inline void failing_after(long left)
{
  static const struct mem_hooks hooks = { failing_malloc, failing_free, failing_realloc, failing_strdup,
                                          failing_calloc };
  mem_set_hooks(&hooks);
  failing_left = left;
}

/* No allocation fails any more; true if one has. */
static inline bool failing_end(void)
{
  bool has_failed = failing_left < 0;
  failing_left = -1;
  mem_set_hooks(NULL);
  return has_failed;
}

#endif
