#include "tls/tickets.h"
#include "base/hash.h"
#include "base/list.h"
#include "base/mem.h"
#include "os/thread.h"

struct ticket {
  struct hash_node node; /* by `key` */
  struct list_node use;
  uint8_t key[TLS_TICKET_KEY_LEN];
  int64_t until_s;
  bool is_single;
  size_t len;
  uint8_t bytes[];
};

struct tls_tickets {
  unsigned refs; /* atomic */
  pthread_mutex_t lock;
  struct hash by_key;
  struct list used; /* the one used last first */
};

struct tls_tickets *tls_tickets_new(void)
{
  struct tls_tickets *t = mem_zalloc(sizeof *t);
  if(!t) return NULL;
  if(pthread_mutex_init(&t->lock, NULL)) {
    mem_free(t);
    return NULL;
  }
  t->refs = 1;
  hash_init(&t->by_key, 0); /* keys are digests, which no peer can choose */
  list_init(&t->used);
  return t;
}

struct tls_tickets *tls_tickets_ref(struct tls_tickets *t)
{
  __atomic_add_fetch(&t->refs, 1, __ATOMIC_RELAXED);
  return t;
}

static void forget(struct tls_tickets *t, struct ticket *k)
{
  hash_remove(&t->by_key, &k->node);
  list_remove(&k->use);
  mem_free(k);
}

static struct ticket *ticket_of(struct list_node *n) { return LIST_ENTRY(n, struct ticket, use); }

void tls_tickets_unref(struct tls_tickets *t)
{
  if(!t || __atomic_sub_fetch(&t->refs, 1, __ATOMIC_ACQ_REL)) return;
  while(!list_is_empty(&t->used)) forget(t, ticket_of(list_first(&t->used)));
  hash_free(&t->by_key);
  pthread_mutex_destroy(&t->lock);
  mem_free(t);
}

void tls_tickets_put(struct tls_tickets *t, const uint8_t key[TLS_TICKET_KEY_LEN], struct span ticket, int64_t until_s,
                     bool is_single)
{
  struct ticket *k = ticket.len <= TLS_TICKET_MAX ? mem_alloc(sizeof *k + ticket.len) : NULL;
  if(!k) return;
  *k = (struct ticket){ .until_s = until_s, .is_single = is_single, .len = ticket.len };
  memcpy(k->key, key, sizeof k->key);
  memcpy(k->bytes, ticket.at, ticket.len);
  k->node.key = span_of(k->key, sizeof k->key);
  LOCKED(&t->lock);
  if(hash_insert(&t->by_key, &k->node)) {
    mem_free(k);
    return;
  }
  list_add_first(&t->used, &k->use);
  if(t->by_key.count > TLS_TICKETS_MAX) forget(t, ticket_of(list_last(&t->used)));
}

static struct ticket *find(const struct tls_tickets *t, const uint8_t *key)
{
  struct hash_node *n = hash_find(&t->by_key, span_of(key, TLS_TICKET_KEY_LEN));
  return n ? CONTAINER_OF(n, struct ticket, node) : NULL;
}

void tls_tickets_take(struct tls_tickets *t, const uint8_t key[TLS_TICKET_KEY_LEN], int64_t now_s, uint8_t **ret,
                      size_t *len)
{
  *ret = NULL;
  LOCKED(&t->lock);
  struct ticket *k;
  while((k = find(t, key)) && k->until_s <= now_s) forget(t, k);
  uint8_t *copy = k ? mem_alloc(k->len) : NULL;
  if(!copy) return;
  memcpy(copy, k->bytes, k->len);
  *ret = copy;
  *len = k->len;
  if(k->is_single) {
    forget(t, k);
  } else {
    list_remove(&k->use);
    list_add_first(&t->used, &k->use);
  }
}

void tls_tickets_drop(struct tls_tickets *t, const uint8_t key[TLS_TICKET_KEY_LEN])
{
  LOCKED(&t->lock);
  for(struct ticket *k; (k = find(t, key));) forget(t, k);
}
