/* The DNS cache: names that have been looked up, with their expiry. Pure memory: no look-up, no clock, no lock. */
#ifndef STORE_DNS_H
#define STORE_DNS_H
#include "base/address.h"
#include "base/hash.h"
#include "codec/dns/https.h"

/* What an answer is remembered under. */
struct dns_key {
  const char *host; /* compared without case */
  uint16_t port;
  int family; /* AF_UNSPEC, AF_INET, AF_INET6: which addresses were asked for; DNS_GIVEN, or DNS_RECORDS */
};

#define DNS_GIVEN     (-1) /* the program has given the addresses (CURLOPT_RESOLVE), nobody asked for them */
#define DNS_RECORDS   (-2) /* HTTPS records were asked for: see dns_cache_find_services */
#define DNS_HOST_MAX  255  /* bytes; RFC 1035, section 2.3.4 */
#define DNS_FOREVER   INT64_MAX
#define DNS_CACHE_MAX 30000 /* entries that are not permanent; past it the oldest go */

/* The key in one canonical row of bytes: family, port, and from DNS_KEY_HOST on the host in lower case, with a NUL
 * behind it that is not counted. Empty where the host is longer than DNS_HOST_MAX. */
#define DNS_KEY_HOST 3
#define DNS_KEY_MAX  (DNS_KEY_HOST + DNS_HOST_MAX + 1)
struct span dns_key_bytes(const struct dns_key *key, uint8_t to[DNS_KEY_MAX]);

struct dns_cache;

/* NULL: out of memory; a NULL cache finds nothing, and adding to it is CURLE_OUT_OF_MEMORY. */
MUST_USE struct dns_cache *dns_cache_new(uint32_t seed);
void dns_cache_free(struct dns_cache *c);

/* A new reference to the addresses of `key`, or NULL; an empty set says that there are none, and is believed for half of
 * the time. An entry older than `max_age_us` at `now` (DNS_FOREVER: any age is well; negative: none is) is not found and
 * is dropped. */
struct address_set *dns_cache_find(struct dns_cache *c, const struct dns_key *key, int64_t now, int64_t max_age_us);
/* Remember `addrs` (referenced) in place of what `key` had. A `permanent` one has no age (CURLOPT_RESOLVE(3) without
 * '+'). CURLE_OUT_OF_MEMORY, or CURLE_BAD_FUNCTION_ARGUMENT for a host longer than DNS_HOST_MAX: not remembered, and
 * what `key` had stands. */
MUST_USE CURLcode dns_cache_add(struct dns_cache *c, const struct dns_key *key, struct address_set *addrs, int64_t now,
                                bool permanent);
/* The same, not permanent, and unless any age is well, the entry does not grow older than `ttl_us` either. */
MUST_USE CURLcode dns_cache_add_for(struct dns_cache *c, const struct dns_key *key, struct address_set *addrs,
                                    int64_t now, int64_t ttl_us);
/* The HTTPS records of `key`, whose family is DNS_RECORDS, as dns_cache_find finds addresses. */
bool dns_cache_find_services(struct dns_cache *c, const struct dns_key *key, int64_t now, int64_t max_age_us,
                             struct dns_services *ret);
/* Remember them for their time to live, as dns_cache_add_for. */
MUST_USE CURLcode dns_cache_add_services(struct dns_cache *c, const struct dns_key *key, const struct dns_services *s,
                                         int64_t now);
/* Drop every entry of host and port, whatever the family. */
void dns_cache_remove(struct dns_cache *c, const char *host, uint16_t port);

#endif
