#include "base/hash.h"
#include "base/mem.h"

#define HASH_FIRST_SLOTS 16

void hash_init(struct hash *h, uint32_t seed) { *h = (struct hash){ .seed = seed }; }

void hash_free(struct hash *h)
{
  mem_free(h->slots);
  hash_init(h, h->seed);
}

/* Eight bytes at a time are multiplied in; the shift brings the high bits, which depend on all, down to the low ones,
 * which choose the slot. */
static uint32_t digest(uint32_t seed, struct span key)
{
  const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15); /* 2^64 divided by the golden ratio */
  uint64_t hash = (seed + key.len) * factor;
  for(size_t i = 0; i < key.len; i += sizeof hash) {
    uint64_t piece = 0;
    memcpy(&piece, key.at + i, key.len - i < sizeof piece ? key.len - i : sizeof piece);
    hash = (hash ^ piece) * factor;
    hash ^= hash >> 32;
  }
  return (uint32_t)hash;
}

static struct hash_node *find_from(struct hash_node *n, uint32_t hash, struct span key)
{
  while(n && (n->hash != hash || !span_equal(n->key, key))) n = n->next;
  return n;
}

struct hash_node *hash_find(const struct hash *h, struct span key)
{
  if(!h->count) return NULL;
  uint32_t hash = digest(h->seed, key);
  return find_from(h->slots[hash & (h->slot_count - 1)], hash, key);
}

struct hash_node *hash_find_next(const struct hash_node *n) { return find_from(n->next, n->hash, n->key); }

static void link_at(struct hash_node **at, struct hash_node *n)
{
  n->link = at;
  *at = n;
}

/* Twice the slots. Nodes are appended, so that those of one key keep their order. */
static CURLcode grow(struct hash *h)
{
  size_t count = h->slot_count ? h->slot_count * 2 : HASH_FIRST_SLOTS;
  struct hash_node **slots = mem_zalloc_array(count, sizeof(struct hash_node *));
  if(!slots) return CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; i < h->slot_count; i++) {
    struct hash_node **ends[2] = { &slots[i], &slots[i + h->slot_count] };
    for(struct hash_node *n = h->slots[i], *next; n; n = next) {
      struct hash_node ***end = &ends[!!(n->hash & h->slot_count)];
      next = n->next;
      n->next = NULL;
      link_at(*end, n);
      *end = &n->next;
    }
  }
  mem_free(h->slots);
  h->slots = slots;
  h->slot_count = count;
  return CURLE_OK;
}

CURLcode hash_insert(struct hash *h, struct hash_node *n)
{
  if(h->count >= h->slot_count) {
    CURLcode code = grow(h);
    if(code && !h->slot_count) return code; /* a full table still works, only slower */
  }
  n->hash = digest(h->seed, n->key);
  struct hash_node **slot = &h->slots[n->hash & (h->slot_count - 1)];
  n->next = *slot;
  if(n->next) n->next->link = &n->next;
  link_at(slot, n);
  h->count++;
  return CURLE_OK;
}

void hash_remove(struct hash *h, struct hash_node *n)
{
  *n->link = n->next;
  if(n->next) n->next->link = n->link;
  n->next = NULL;
  h->count--;
}

struct hash_node *hash_next(const struct hash *h, const struct hash_node *n)
{
  if(n && n->next) return n->next;
  size_t slot = n ? (n->hash & (h->slot_count - 1)) + 1 : 0;
  while(slot < h->slot_count && !h->slots[slot]) slot++;
  return slot < h->slot_count ? h->slots[slot] : NULL;
}
