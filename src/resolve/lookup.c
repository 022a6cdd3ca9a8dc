/* invariants: a look-up is in its dns' map from its creation until it ends, and is owned by the job queue, then by the
 * thread that runs it. A query is in the list of its look-up (guarded by the lock of the dns), or in the inbox of its
 * resolver (guarded by that one's lock as well), or with its owner; it moves from the first to the second under the lock
 * of the dns, which is what lets resolve_cancel know where it is.
 *
 * order of locks: a dns' before a pool's or a resolver's; those two are never held together. No lock is held while
 * getaddrinfo(3) runs.
 */
#include "resolve/lookup.h"
#include "base/mem.h"
#include "resolve/resolver.h"
#include "resolve/shared_dns.h"
#include "resolve/shuffle.h"

struct lookup {
  struct worker_job job;
  struct hash_node node; /* in dns->lookups */
  struct list waiters;   /* resolve_query.node */
  struct dns *dns;       /* a reference */
  const struct system_ops *system;
  struct dns_key key; /* `host` points into `bytes` */
  bool remember;
  bool shuffle;
  uint8_t bytes[];
};

struct answer {
  CURLcode code;
  int gai_error;
  struct address_set *addrs;
};

static bool is_usable(const struct addrinfo *ai)
{
  if(!ai->ai_addr) return false;
  if(ai->ai_family == AF_INET) return ai->ai_addrlen == sizeof(struct sockaddr_in);
  return ai->ai_family == AF_INET6 && ai->ai_addrlen == sizeof(struct sockaddr_in6);
}

static void copy_address(struct address *to, const struct addrinfo *from, uint16_t port)
{
  to->len = from->ai_addrlen;
  memcpy(&to->addr, from->ai_addr, from->ai_addrlen);
  to->addr.ss_family = (sa_family_t)from->ai_family;
  address_set_port(to, port);
}

static CURLcode to_set(const struct addrinfo *list, uint16_t port, struct address_set **ret)
{
  size_t count = 0;
  for(const struct addrinfo *ai = list; ai; ai = ai->ai_next) count += is_usable(ai);
  if(!count) return CURLE_COULDNT_RESOLVE_HOST;
  struct address_set *s = address_set_new(count);
  if(!s) return CURLE_OUT_OF_MEMORY;
  struct address *to = s->at;
  for(const struct addrinfo *ai = list; ai; ai = ai->ai_next)
    if(is_usable(ai)) copy_address(to++, ai, port);
  *ret = s;
  return CURLE_OK;
}

/* Without a service: the port is put in by us. One socket type, so that each address comes once. */
static struct answer ask(const struct lookup *l)
{
  struct addrinfo hints = { .ai_family = l->key.family, .ai_socktype = SOCK_STREAM };
  struct addrinfo *list = NULL;
  struct answer a = { .gai_error = l->system->getaddrinfo(l->key.host, NULL, &hints, &list) };
  if(a.gai_error) {
    a.code = a.gai_error == EAI_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_COULDNT_RESOLVE_HOST;
    return a;
  }
  a.code = to_set(list, l->key.port, &a.addrs);
  if(list) l->system->freeaddrinfo(list);
  return a;
}

static void free_lookup(struct lookup *l)
{
  dns_unref(l->dns);
  mem_free(l);
}

/* False: all askers have gone before a thread was free; the look-up is out of the map and need not be made. */
static bool is_wanted(struct lookup *l)
{
  LOCKED(dns_mutex(l->dns));
  if(!list_is_empty(&l->waiters)) return true;
  hash_remove(&l->dns->lookups, &l->node);
  return false;
}

/* An answer that is not remembered is still an answer. That the name does not exist is one, too; that it could not be
 * found out is none (CURLOPT_DNS_CACHE_TIMEOUT(3)). */
static void keep_answer(const struct lookup *l, const struct answer *a)
{
  if(!a->addrs && a->gai_error != EAI_NONAME) return;
  struct address_set *s = a->addrs ? address_set_ref(a->addrs) : address_set_new(0);
  if(s) (void)!dns_cache_add(l->dns->cache, &l->key, s, l->system->now_us(), false);
  address_set_unref(s);
}

/* A query that has been posted is its owner's; it may be gone already. */
static void publish(struct lookup *l, const struct answer *a)
{
  LOCKED(dns_mutex(l->dns));
  hash_remove(&l->dns->lookups, &l->node);
  if(a->addrs && l->shuffle) resolve_shuffle(a->addrs, l->system);
  if(l->remember) keep_answer(l, a);
  for(struct list_node *n; (n = list_pop(&l->waiters));) {
    struct resolve_query *q = LIST_ENTRY(n, struct resolve_query, node);
    q->lookup = NULL;
    q->code = a->code;
    q->gai_error = a->gai_error;
    q->addrs = a->addrs ? address_set_ref(a->addrs) : NULL;
    resolver_post(q->resolver, q);
  }
}

static void run(struct worker_job *j)
{
  struct lookup *l = CONTAINER_OF(j, struct lookup, job);
  if(is_wanted(l)) {
    struct answer a = ask(l);
    publish(l, &a);
    address_set_unref(a.addrs);
  }
  free_lookup(l);
}

static CURLcode create(struct dns *d, const struct system_ops *system, struct span key_bytes, const struct dns_key *key,
                       struct lookup **ret)
{
  struct lookup *l = mem_zalloc(sizeof *l + key_bytes.len + 1);
  if(!l) return CURLE_OUT_OF_MEMORY;
  memcpy(l->bytes, key_bytes.at, key_bytes.len);
  l->node.key = span_of(l->bytes, key_bytes.len);
  l->key = (struct dns_key){ (const char *)l->bytes + DNS_KEY_HOST, key->port, key->family };
  l->job.run = run;
  l->system = system;
  l->dns = dns_ref(d);
  list_init(&l->waiters);
  if(hash_insert(&d->lookups, &l->node)) {
    free_lookup(l);
    return CURLE_OUT_OF_MEMORY;
  }
  *ret = l;
  return CURLE_OK;
}

/* The asker waits already when the job goes to the pool: a thread drops what nobody waits for. */
static CURLcode begin(struct resolve_query *q, struct lookup *l)
{
  list_add_last(&l->waiters, &q->node);
  if(!worker_pool_submit(q->resolver->pool, &l->job)) {
    list_remove(&q->node);
    hash_remove(&l->dns->lookups, &l->node);
    free_lookup(l);
    return CURLE_COULDNT_RESOLVE_HOST;
  }
  q->lookup = l;
  return CURLE_OK;
}

CURLcode lookup_join(struct resolve_query *q, const struct dns_key *key, bool remember, bool shuffle)
{
  uint8_t bytes[DNS_KEY_MAX];
  struct span s = dns_key_bytes(key, bytes);
  struct hash_node *n = hash_find(&q->dns->lookups, s);
  struct lookup *l = n ? CONTAINER_OF(n, struct lookup, node) : NULL;
  if(l) {
    l->remember |= remember;
    l->shuffle |= shuffle;
    list_add_last(&l->waiters, &q->node);
    q->lookup = l;
    return CURLE_OK;
  }
  TRY(create(q->dns, q->resolver->system, s, key, &l));
  l->remember = remember;
  l->shuffle = shuffle;
  return begin(q, l);
}
