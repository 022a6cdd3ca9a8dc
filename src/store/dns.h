/* The DNS cache: names that have been looked up, with their expiry. Pure memory: no look-up, no clock, no lock. */
#ifndef STORE_DNS_H
#define STORE_DNS_H
#include "base/address.h"
#include "base/hash.h"

/* What an answer is remembered under. */
struct dns_key {
  const char *host; /* compared without case */
  uint16_t port;
  int family; /* AF_UNSPEC, AF_INET, AF_INET6: which addresses were asked for */
};

#define DNS_FOREVER INT64_MAX
#define DNS_CACHE_MAX 30000 /* entries; past it the oldest go */

struct dns_cache;

MUST_USE struct dns_cache *dns_cache_new(uint32_t seed);
void dns_cache_free(struct dns_cache *c);

/* A new reference to the addresses of `key`, or NULL. An entry older than `max_age_us` at `now` (DNS_FOREVER: any age is
 * well) is not found and is dropped. */
struct address_set *dns_cache_find(struct dns_cache *c, const struct dns_key *key, int64_t now, int64_t max_age_us);
/* Remember `addrs` (referenced). A `permanent` one has no age (CURLOPT_RESOLVE(3) without '+'). CURLE_OUT_OF_MEMORY:
 * not remembered. */
MUST_USE CURLcode dns_cache_add(struct dns_cache *c, const struct dns_key *key, struct address_set *addrs, int64_t now,
                                bool permanent);
/* Drop every entry of host and port, whatever the family. */
void dns_cache_remove(struct dns_cache *c, const char *host, uint16_t port);

#endif
