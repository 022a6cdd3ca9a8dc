#include "engine/await.h"
#include "base/mem.h"
#include "engine/internal.h"

static struct transfer *maker_of(const struct transfer *t)
{
  struct hash_node *n = hash_find(&t->multi->making, buf_span(&t->key));
  return n ? CONTAINER_OF(n, struct making, by_key)->maker : NULL;
}

void transfer_begin_making(struct transfer *t)
{
  if(t->making || maker_of(t)) return;
  struct making *k = mem_zalloc(sizeof *k);
  if(!k) return;
  k->maker = t;
  k->by_key.key = buf_span(&t->key);
  list_init(&k->waiting);
  if(hash_insert(&t->multi->making, &k->by_key))
    mem_free(k);
  else
    t->making = k;
}

bool transfer_awaits(struct transfer *t)
{
  struct transfer *maker = maker_of(t);
  if(!maker || maker == t) return false;
  list_add_last(&maker->making->waiting, &t->in_making);
  return true;
}

static struct transfer *pop(struct list *waiting)
{
  struct list_node *n = list_pop(waiting);
  return n ? LIST_ENTRY(n, struct transfer, in_making) : NULL;
}

/* `next` has the key of the one before. Without memory the others do not wait any longer. */
static void hand_on(struct transfer *next, struct list *waiting)
{
  transfer_begin_making(next);
  if(next->making) list_splice(&next->making->waiting, waiting);
}

void transfer_end_making(struct transfer *t, bool is_shared, size_t room)
{
  struct making *k = t->making;
  struct transfer *next;
  if(!k) return;
  t->making = NULL;
  hash_remove(&t->multi->making, &k->by_key);
  for(; is_shared && room && (next = pop(&k->waiting)); room--) transfer_wake(next);
  if(is_shared && (next = pop(&k->waiting))) {
    hand_on(next, &k->waiting);
    transfer_wake(next);
  }
  while((next = pop(&k->waiting))) {
    next->has_awaited = true;
    transfer_wake(next);
  }
  mem_free(k);
}
