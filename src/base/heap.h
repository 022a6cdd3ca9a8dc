/* Deadlines: a binary heap that knows where each of its nodes is. */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H
#include "base/result.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Embedded in what has a deadline; {0} is in no heap. */
struct heap_node {
  int64_t when;
  size_t place; /* index + 1, or 0 */
};

/* Private; {0} is an empty heap. */
struct heap {
  struct heap_node **at;
  size_t count;
  size_t room;
};

/* Make sure that `nodes` nodes fit, so that the next heap_set calls cannot fail. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode heap_reserve(struct heap *h, size_t nodes);
/* Put `n` in at `when`, or move it there. The room was reserved. */
void heap_set(struct heap *h, struct heap_node *n, int64_t when);
/* Legal for a node in no heap. */
void heap_remove(struct heap *h, struct heap_node *n);
/* The earliest, or NULL. */
static inline struct heap_node *heap_first(const struct heap *h) { return h->count ? h->at[0] : NULL; }
static inline bool heap_has(const struct heap_node *n) { return n->place; }
void heap_free(struct heap *h);

#endif
