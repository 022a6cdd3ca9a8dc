#include "base/mem.h"
#include "tls/tickets_internal.h"

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

struct tls_tickets *tls_tickets_new_of_session(void)
{
  struct tls_tickets *t = tls_tickets_new();
  if(t) t->is_of_session = true;
  return t;
}

struct tls_tickets *tls_tickets_ref(struct tls_tickets *t)
{
  __atomic_add_fetch(&t->refs, 1, __ATOMIC_RELAXED);
  return t;
}

static void forget(struct tls_tickets *t, struct ticket *k)
{
  if(k->is_stranger)
    t->strangers--;
  else
    hash_remove(&t->by_key, &k->node);
  list_remove(&k->use);
  t->count--;
  mem_free(k);
}

void tls_tickets_unref(struct tls_tickets *t)
{
  if(!t || __atomic_sub_fetch(&t->refs, 1, __ATOMIC_ACQ_REL)) return;
  while(!list_is_empty(&t->used)) forget(t, ticket_of(list_first(&t->used)));
  hash_free(&t->by_key);
  pthread_mutex_destroy(&t->lock);
  mem_free(t);
}

static uint8_t *put_span(uint8_t *at, struct span *ret, struct span s)
{
  if(s.len) memcpy(at, s.at, s.len);
  *ret = span_of(at, s.len);
  return at + s.len;
}

struct ticket *ticket_new(struct span where, const struct ticket_record *r)
{
  if(r->bytes.len > TLS_TICKET_MAX || r->alpn.len > TICKET_ALPN_MAX || where.len > TICKET_WHERE_MAX) return NULL;
  struct ticket *k = mem_alloc(sizeof *k + r->bytes.len + r->alpn.len + where.len);
  if(!k) return NULL;
  *k = (struct ticket){ .record = *r };
  uint8_t *at = put_span(k->memory, &k->record.bytes, r->bytes);
  at = put_span(at, &k->record.alpn, r->alpn);
  put_span(at, &k->where, where);
  return k;
}

CURLcode tickets_find_place(struct tls_tickets *t, struct ticket *k, const uint8_t key[TLS_TICKET_KEY_LEN])
{
  memcpy(k->key, key, sizeof k->key);
  k->node.key = span_of(k->key, sizeof k->key);
  return hash_insert(&t->by_key, &k->node);
}

void tickets_keep(struct tls_tickets *t, struct ticket *k)
{
  k->number = ++t->last_number;
  t->strangers += k->is_stranger;
  list_add_first(&t->used, &k->use);
  if(++t->count > TLS_TICKETS_MAX) forget(t, ticket_of(list_last(&t->used)));
}

void tls_tickets_put(struct tls_tickets *t, const struct tls_ticket_owner *o, const struct ticket_record *r,
                     bool is_private)
{
  struct ticket *k = ticket_new(o->where, r);
  if(!k) return;
  k->is_private = is_private || !o->where.len;
  LOCKED(&t->lock);
  if(tickets_find_place(t, k, o->key))
    mem_free(k);
  else
    tickets_keep(t, k);
}

static struct ticket *find(const struct tls_tickets *t, const uint8_t *key)
{
  struct hash_node *n = hash_find(&t->by_key, span_of(key, TLS_TICKET_KEY_LEN));
  return n ? CONTAINER_OF(n, struct ticket, node) : NULL;
}

void tls_tickets_take(struct tls_tickets *t, const struct tls_ticket_owner *o, int64_t now_s, uint8_t **ret,
                      size_t *len)
{
  *ret = NULL;
  LOCKED(&t->lock);
  if(t->strangers) tickets_recognise(t, o);
  struct ticket *k;
  while((k = find(t, o->key)) && k->record.until_s <= now_s) forget(t, k);
  uint8_t *copy = k ? mem_alloc(k->record.bytes.len) : NULL;
  if(!copy) return;
  memcpy(copy, k->record.bytes.at, k->record.bytes.len);
  *ret = copy;
  *len = k->record.bytes.len;
  if(k->record.is_single && !t->is_of_session) {
    forget(t, k);
  } else {
    list_remove(&k->use);
    list_add_first(&t->used, &k->use);
  }
}

void tls_tickets_drop(struct tls_tickets *t, const struct tls_ticket_owner *o)
{
  LOCKED(&t->lock);
  for(struct ticket *k; (k = find(t, o->key));) forget(t, k);
}
