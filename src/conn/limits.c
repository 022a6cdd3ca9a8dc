#include "conn/limits.h"
#include "base/mem.h"

struct host_limit {
  struct hash_node by_host;
  size_t slots;
  size_t waiters;
  struct list waiting;
  struct list idle; /* of limit_slot, the longest idle first */
};

void limits_init(struct limits *l, uint32_t seed)
{
  *l = (struct limits){ 0 };
  hash_init(&l->by_host, seed);
  list_init(&l->waiting);
}

void limits_free(struct limits *l) { hash_free(&l->by_host); }

static struct host_limit *find_host(const struct limits *l, struct span host)
{
  struct hash_node *n = hash_find(&l->by_host, host);
  return n ? CONTAINER_OF(n, struct host_limit, by_host) : NULL;
}

static CURLcode find_or_add_host(struct limits *l, struct span host, struct host_limit **ret)
{
  struct host_limit *h = find_host(l, host);
  if(!h) {
    h = mem_zalloc(sizeof *h + host.len);
    if(!h) return CURLE_OUT_OF_MEMORY;
    memcpy(h + 1, host.at, host.len);
    h->by_host.key = span_of(h + 1, host.len);
    list_init(&h->waiting);
    list_init(&h->idle);
    CURLcode code = hash_insert(&l->by_host, &h->by_host);
    if(code) {
      mem_free(h);
      return code;
    }
  }
  *ret = h;
  return CURLE_OK;
}

static void drop_if_unused(struct limits *l, struct host_limit *h)
{
  if(h->slots || h->waiters) return;
  hash_remove(&l->by_host, &h->by_host);
  mem_free(h);
}

static bool is_reached(long most, size_t count) { return most > 0 && count >= (size_t)most; }

enum limit_verdict limits_ask(struct limits *l, struct span host, struct limit_slot **in_the_way)
{
  struct host_limit *h = l->max_host > 0 ? find_host(l, host) : NULL;
  *in_the_way = NULL;
  if(h && is_reached(l->max_host, h->slots)) {
    struct list_node *n = list_first(&h->idle);
    if(n) *in_the_way = LIST_ENTRY(n, struct limit_slot, idle);
    return LIMIT_HOST;
  }
  return is_reached(l->max_total, l->total) ? LIMIT_TOTAL : LIMIT_NONE;
}

CURLcode limit_take(struct limits *l, struct span host, struct limit_slot *ret)
{
  struct host_limit *h;
  TRY(find_or_add_host(l, host, &h));
  h->slots++;
  l->total++;
  *ret = (struct limit_slot){ .limits = l, .host = h };
  return CURLE_OK;
}

void limit_move(struct limit_slot *to, struct limit_slot *from)
{
  *to = *from;
  *from = (struct limit_slot){ 0 };
}

/* The first of `waiting` waits no more. */
static bool wake_one(struct list *waiting)
{
  struct list_node *n = list_first(waiting);
  if(!n) return false;
  struct limit_waiter *w = LIST_ENTRY(n, struct limit_waiter, node);
  limit_quit(w);
  w->wake(w);
  return true;
}

void limit_give(struct limit_slot *s)
{
  struct limits *l = s->limits;
  struct host_limit *h = s->host;
  if(!l) return;
  list_remove(&s->idle);
  *s = (struct limit_slot){ 0 };
  h->slots--;
  l->total--;
  h->waiters++; /* keeps it while a waiter, the last one perhaps, is woken */
  if(!wake_one(&h->waiting)) wake_one(&l->waiting);
  h->waiters--;
  drop_if_unused(l, h);
}

void limit_mark_idle(struct limit_slot *s)
{
  if(!s->limits) return;
  struct host_limit *h = s->host;
  list_add_last(&h->idle, &s->idle);
  h->waiters++;
  /* one for the same host may use it as it is; else one for another host may have it closed */
  if(!wake_one(&h->waiting)) wake_one(&s->limits->waiting);
  h->waiters--;
}

void limit_mark_busy(struct limit_slot *s) { list_remove(&s->idle); }

bool limit_offer(struct limit_slot *s)
{
  if(!s->limits) return false;
  struct host_limit *h = s->host;
  h->waiters++;
  bool woken = wake_one(&h->waiting);
  h->waiters--;
  return woken;
}

CURLcode limit_wait(struct limits *l, struct span host, enum limit_verdict why, struct limit_waiter *w)
{
  w->limits = l;
  if(why == LIMIT_HOST) {
    struct host_limit *h;
    TRY(find_or_add_host(l, host, &h));
    h->waiters++;
    w->host = h;
    list_add_last(&h->waiting, &w->node);
    /* a wake-up for the total that this one cannot use goes on to the next */
    if(!is_reached(l->max_total, l->total)) wake_one(&l->waiting);
  } else {
    w->host = NULL;
    list_add_last(&l->waiting, &w->node);
  }
  return CURLE_OK;
}

void limit_quit(struct limit_waiter *w)
{
  if(!list_is_linked(&w->node)) return;
  list_remove(&w->node);
  if(!w->host) return;
  w->host->waiters--;
  drop_if_unused(w->limits, w->host);
  w->host = NULL;
}
