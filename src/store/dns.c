#include "store/dns.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/str.h"

#define SECOND INT64_C(1000000)

struct entry {
  struct hash_node node;
  struct list_node age;      /* in no list: permanent */
  struct address_set *addrs; /* NULL: it is of HTTPS records, */
  struct dns_service *services;
  size_t service_count;
  int64_t added;
  int64_t ttl_us; /* a limit to its age beside the asker's */
  uint8_t key[];
};

struct dns_cache {
  struct hash entries;
  struct list by_age; /* the oldest first */
  size_t aging;       /* entries in `by_age` */
};

struct span dns_key_bytes(const struct dns_key *key, uint8_t to[DNS_KEY_MAX])
{
  size_t len = strnlen(key->host, DNS_HOST_MAX + 1);
  if(len > DNS_HOST_MAX) return span_of(to, 0);
  to[0] = (uint8_t)key->family;
  to[1] = (uint8_t)(key->port >> 8);
  to[2] = (uint8_t)key->port;
  for(size_t i = 0; i < len; i++) to[DNS_KEY_HOST + i] = (uint8_t)ascii_lower(key->host[i]);
  to[DNS_KEY_HOST + len] = '\0';
  return span_of(to, DNS_KEY_HOST + len);
}

struct dns_cache *dns_cache_new(uint32_t seed)
{
  struct dns_cache *c = mem_zalloc(sizeof *c);
  if(!c) return NULL;
  hash_init(&c->entries, seed);
  list_init(&c->by_age);
  return c;
}

static void leave_list(struct dns_cache *c, struct entry *e)
{
  if(list_is_linked(&e->age)) c->aging--;
  list_remove(&e->age);
}

static void drop(struct dns_cache *c, struct entry *e)
{
  leave_list(c, e);
  hash_remove(&c->entries, &e->node);
  address_set_unref(e->addrs);
  mem_free(e->services);
  mem_free(e);
}

void dns_cache_free(struct dns_cache *c)
{
  if(!c) return;
  for(struct hash_node *n = hash_next(&c->entries, NULL), *next; n; n = next) {
    next = hash_next(&c->entries, n);
    drop(c, CONTAINER_OF(n, struct entry, node));
  }
  hash_free(&c->entries);
  mem_free(c);
}

static struct entry *find(const struct dns_cache *c, const struct dns_key *key)
{
  uint8_t bytes[DNS_KEY_MAX];
  struct span s = dns_key_bytes(key, bytes);
  struct hash_node *n = c && s.len ? hash_find(&c->entries, s) : NULL;
  return n ? CONTAINER_OF(n, struct entry, node) : NULL;
}

static bool is_empty(const struct entry *e) { return e->addrs ? !e->addrs->count : !e->service_count; }

static bool has_expired(const struct entry *e, int64_t now, int64_t max_age_us)
{
  if(!list_is_linked(&e->age) || max_age_us == DNS_FOREVER) return false;
  if(max_age_us < 0) return true;
  if(is_empty(e)) max_age_us /= 2;
  if(max_age_us > e->ttl_us) max_age_us = e->ttl_us;
  /* unsigned, for a difference that no int64_t holds */
  return now > e->added && (uint64_t)now - (uint64_t)e->added > (uint64_t)max_age_us;
}

static struct entry *find_fresh(struct dns_cache *c, const struct dns_key *key, int64_t now, int64_t max_age_us)
{
  struct entry *e = find(c, key);
  if(!e || !has_expired(e, now, max_age_us)) return e;
  drop(c, e);
  return NULL;
}

struct address_set *dns_cache_find(struct dns_cache *c, const struct dns_key *key, int64_t now, int64_t max_age_us)
{
  struct entry *e = find_fresh(c, key, now, max_age_us);
  return e ? address_set_ref(e->addrs) : NULL;
}

bool dns_cache_find_services(struct dns_cache *c, const struct dns_key *key, int64_t now, int64_t max_age_us,
                             struct dns_services *ret)
{
  struct entry *e = find_fresh(c, key, now, max_age_us);
  if(!e) return false;
  ret->ttl_s = (uint32_t)(e->ttl_us / SECOND);
  ret->count = e->service_count;
  if(ret->count) memcpy(ret->at, e->services, ret->count * sizeof *ret->at);
  return true;
}

/* A new entry without its value, in the map. */
static CURLcode create(struct dns_cache *c, const struct dns_key *key, struct entry **ret)
{
  uint8_t bytes[DNS_KEY_MAX];
  struct span s = dns_key_bytes(key, bytes);
  if(!c) return CURLE_OUT_OF_MEMORY;
  if(!s.len) return CURLE_BAD_FUNCTION_ARGUMENT;
  AUTO_FREE struct entry *e = mem_zalloc(sizeof *e + s.len);
  if(!e) return CURLE_OUT_OF_MEMORY;
  memcpy(e->key, s.at, s.len);
  e->node.key = span_of(e->key, s.len);
  TRY(hash_insert(&c->entries, &e->node));
  *ret = e;
  e = NULL;
  return CURLE_OK;
}

/* It is the newest of those that age. */
static void begin_age(struct dns_cache *c, struct entry *e, int64_t now, int64_t ttl_us)
{
  e->added = now;
  e->ttl_us = ttl_us;
  leave_list(c, e);
  list_add_last(&c->by_age, &e->age);
  if(++c->aging > DNS_CACHE_MAX) drop(c, LIST_ENTRY(list_first(&c->by_age), struct entry, age));
}

static CURLcode put_addresses(struct dns_cache *c, const struct dns_key *key, struct address_set *addrs,
                              struct entry **ret)
{
  struct entry *e = find(c, key);
  if(!e) TRY(create(c, key, &e));
  address_set_ref(addrs); /* first: it may be the one that stands there */
  address_set_unref(e->addrs);
  e->addrs = addrs;
  *ret = e;
  return CURLE_OK;
}

CURLcode dns_cache_add(struct dns_cache *c, const struct dns_key *key, struct address_set *addrs, int64_t now,
                       bool permanent)
{
  struct entry *e;
  if(!permanent) return dns_cache_add_for(c, key, addrs, now, DNS_FOREVER);
  TRY(put_addresses(c, key, addrs, &e));
  leave_list(c, e);
  return CURLE_OK;
}

CURLcode dns_cache_add_for(struct dns_cache *c, const struct dns_key *key, struct address_set *addrs, int64_t now,
                           int64_t ttl_us)
{
  struct entry *e;
  TRY(put_addresses(c, key, addrs, &e));
  begin_age(c, e, now, ttl_us);
  return CURLE_OK;
}

CURLcode dns_cache_add_services(struct dns_cache *c, const struct dns_key *key, const struct dns_services *s,
                                int64_t now)
{
  struct entry *e = find(c, key);
  AUTO_FREE struct dns_service *copy = s->count ? mem_alloc(s->count * sizeof *copy) : NULL;
  if(s->count && !copy) return CURLE_OUT_OF_MEMORY;
  if(!e) TRY(create(c, key, &e));
  if(copy) memcpy(copy, s->at, s->count * sizeof *copy);
  mem_free(e->services);
  e->services = copy;
  e->service_count = s->count;
  copy = NULL;
  begin_age(c, e, now, s->ttl_s * SECOND);
  return CURLE_OK;
}

void dns_cache_remove(struct dns_cache *c, const char *host, uint16_t port)
{
  static const int families[] = { AF_UNSPEC, AF_INET, AF_INET6, DNS_GIVEN, DNS_RECORDS };
  for(size_t i = 0; i < sizeof families / sizeof *families; i++) {
    struct entry *e = find(c, &(struct dns_key){ host, port, families[i] });
    if(e) drop(c, e);
  }
}
