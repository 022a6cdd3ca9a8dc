#include "resolve/resolver.h"
#include "base/mem.h"

struct resolver *resolver_new(const struct system_ops *system, struct poller *poller, unsigned threads_max,
                              void (*arrived)(void *owner), void *owner)
{
  struct resolver *r = mem_zalloc(sizeof *r);
  if(!r) return NULL;
  r->system = system;
  r->poller = poller;
  r->arrived = arrived;
  r->owner = owner;
  r->threads_max = threads_max;
  r->fork_generation = os_fork_generation();
  pthread_mutex_init(&r->lock, NULL);
  list_init(&r->inbox);
  return r;
}

static void close_wakeup(struct resolver *r)
{
  if(!r->has_wakeup) return;
  poller_forget(r->poller, &r->wakeup.watch);
  wakeup_close(&r->wakeup);
  r->has_wakeup = false;
}

/* In a child of fork(2): the threads are the parent's, one of them may have held the lock, and the wake-up's descriptor
 * would wake the parent. The queries that were under way stay so for ever. */
void resolver_leave_parent(struct resolver *r)
{
  uint32_t generation = os_fork_generation();
  if(r->fork_generation == generation) return;
  r->fork_generation = generation;
  r->pool = NULL;
  r->under_way = 0;
  pthread_mutex_init(&r->lock, NULL);
  list_init(&r->inbox);
  close_wakeup(r);
}

void resolver_free(struct resolver *r, bool quick)
{
  if(!r) return;
  resolver_leave_parent(r);
  worker_pool_close(r->pool, quick);
  close_wakeup(r);
  pthread_mutex_destroy(&r->lock);
  mem_free(r);
}

void resolver_set_threads_max(struct resolver *r, unsigned threads_max)
{
  resolver_leave_parent(r);
  r->threads_max = threads_max;
  if(r->pool) worker_pool_set_max(r->pool, threads_max);
}

static bool has_answers(struct resolver *r)
{
  LOCKED(&r->lock);
  return !list_is_empty(&r->inbox);
}

static void on_wakeup(struct watch *w, unsigned events)
{
  struct resolver *r = CONTAINER_OF(w, struct resolver, wakeup.watch);
  wakeup_drain(&r->wakeup);
  if(has_answers(r)) r->arrived(r->owner);
}

CURLcode resolver_prepare(struct resolver *r)
{
  if(!r->pool) r->pool = worker_pool_new(r->threads_max);
  if(!r->pool) return CURLE_OUT_OF_MEMORY;
  if(!r->has_wakeup) TRY(wakeup_open(&r->wakeup, on_wakeup));
  r->has_wakeup = true;
  return CURLE_OK;
}

CURLcode resolver_expect(struct resolver *r)
{
  r->under_way++;
  return poller_set(r->poller, &r->wakeup.watch, WATCH_READ);
}

void resolver_forget(struct resolver *r)
{
  if(!--r->under_way) poller_forget(r->poller, &r->wakeup.watch);
}

/* One signal is enough for all that come in before the owner looks. It is given under the lock: once that is free, a
 * cancelled query no longer keeps the resolver from being freed. */
void resolver_post(struct resolver *r, struct resolve_query *q)
{
  LOCKED(&r->lock);
  bool is_first = list_is_empty(&r->inbox);
  list_add_last(&r->inbox, &q->node);
  if(is_first) (void)wakeup_signal(&r->wakeup);
}

bool resolver_withdraw(struct resolver *r, struct resolve_query *q)
{
  LOCKED(&r->lock);
  bool was_there = list_is_linked(&q->node);
  list_remove(&q->node);
  return was_there;
}

static void empty_inbox(struct resolver *r, struct list *to)
{
  LOCKED(&r->lock);
  list_splice(to, &r->inbox);
}

/* What `done` starts may be answered at once; it waits for the next delivery, so that this one ends. */
void resolver_deliver(struct resolver *r)
{
  struct list answered;
  list_init(&answered);
  resolver_leave_parent(r);
  empty_inbox(r, &answered);
  for(struct list_node *n; (n = list_pop(&answered));) {
    struct resolve_query *q = LIST_ENTRY(n, struct resolve_query, node);
    q->resolver = NULL;
    resolver_forget(r);
    q->done(q);
  }
}
