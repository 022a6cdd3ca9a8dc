/* A doubly linked list whose nodes are embedded in what they link. */
#ifndef BASE_LIST_H
#define BASE_LIST_H
#include "base/result.h"
#include <stdbool.h>
#include <stddef.h>

/* {0} is a node in no list. */
struct list_node {
  struct list_node *prev;
  struct list_node *next;
};

/* A ring through `ring`; initialise with list_init. */
struct list {
  struct list_node ring;
};

static inline void list_init(struct list *l) { l->ring.prev = l->ring.next = &l->ring; }
static inline bool list_is_empty(const struct list *l) { return l->ring.next == &l->ring; }
static inline bool list_is_linked(const struct list_node *n) { return n->next; }

static inline void list_add_last(struct list *l, struct list_node *n)
{
  n->next = &l->ring;
  n->prev = l->ring.prev;
  n->prev->next = n;
  l->ring.prev = n;
}

static inline void list_add_first(struct list *l, struct list_node *n)
{
  n->prev = &l->ring;
  n->next = l->ring.next;
  n->next->prev = n;
  l->ring.next = n;
}

/* `n` gets the place of `old`, which is in no list any more. */
static inline void list_replace(struct list_node *old, struct list_node *n)
{
  *n = *old;
  n->prev->next = n->next->prev = n;
  old->prev = old->next = NULL;
}

/* Legal for a node in no list. */
static inline void list_remove(struct list_node *n)
{
  if(!n->next) return;
  n->prev->next = n->next;
  n->next->prev = n->prev;
  n->prev = n->next = NULL;
}

/* The first or last node, still in the list, or NULL. */
static inline struct list_node *list_first(const struct list *l) { return list_is_empty(l) ? NULL : l->ring.next; }
static inline struct list_node *list_last(const struct list *l) { return list_is_empty(l) ? NULL : l->ring.prev; }

/* Take the first node out; NULL when empty. */
static inline struct list_node *list_pop(struct list *l)
{
  struct list_node *n = list_first(l);
  if(n) list_remove(n);
  return n;
}

/* Move everything in `from` to the end of `to`. */
static inline void list_splice(struct list *to, struct list *from)
{
  if(list_is_empty(from)) return;
  from->ring.next->prev = to->ring.prev;
  to->ring.prev->next = from->ring.next;
  from->ring.prev->next = &to->ring;
  to->ring.prev = from->ring.prev;
  list_init(from);
}

#define LIST_ENTRY(node, type, member) CONTAINER_OF(node, type, member)

/* Walk all nodes; the body may remove `n`, and nothing else. */
#define LIST_EACH(n, l) \
  for(struct list_node *n = (l)->ring.next, *n##_next = n->next; n != &(l)->ring; n = n##_next, n##_next = n->next)

#endif
