/* A hash map from byte strings to nodes that are embedded in what they find. */
#ifndef BASE_HASH_H
#define BASE_HASH_H
#include "base/cursor.h"
#include "base/result.h"

/* `key` points to bytes that live, unchanged, as long as the node is in a map. */
struct hash_node {
  struct hash_node *next;
  struct hash_node **link; /* what points to this node: removing one takes the same time in a chain of any length */
  struct span key;
  uint32_t hash;
};

/* Private; initialise with hash_init. */
struct hash {
  struct hash_node **slots;
  size_t slot_count; /* a power of two, or 0 before the first insert */
  size_t count;
  uint32_t seed;
};

/* `seed`: any number that a peer cannot guess, where keys come from peers. */
void hash_init(struct hash *h, uint32_t seed);
/* Frees the table, not what it holds. */
void hash_free(struct hash *h);

struct hash_node *hash_find(const struct hash *h, struct span key);
/* The next node behind `n` with the same key, or NULL: a key may stand in the map more than once. */
struct hash_node *hash_find_next(const struct hash_node *n);
/* `n->key` is set. A further node of the same key is found before the earlier ones. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode hash_insert(struct hash *h, struct hash_node *n);
/* `n` is in the map. */
void hash_remove(struct hash *h, struct hash_node *n);

/* All nodes, in no order; NULL starts, NULL ends. The current node may be removed after the next one was asked for. */
struct hash_node *hash_next(const struct hash *h, const struct hash_node *n);

#endif
