/* From a name to addresses: literals, localhost, static entries, the cache, and getaddrinfo(3) on threads.
 *
 * vocabulary: a `struct dns` is a cache with its look-ups under way; it belongs to a multi or a share, and is safe from
 * several threads. A `struct resolver` is a multi's: its threads, and the inbox through which answers come back to it.
 *
 * One look-up per key is under way in a `struct dns`; later askers, of whatever resolver, wait for the same answer.
 */
#ifndef RESOLVE_RESOLVE_H
#define RESOLVE_RESOLVE_H
#include "base/list.h"
#include "base/trace.h"
#include "os/poller.h"
#include "os/system.h"
#include "store/dns.h"

struct dns;
struct resolver;

MUST_USE struct dns *dns_new(const struct system_ops *system);
struct dns *dns_ref(struct dns *d);
void dns_unref(struct dns *d); /* NULL is legal */

/* What a program has set for look-ups; read when one starts. */
struct resolve_opts {
  struct curl_slist *entries; /* CURLOPT_RESOLVE, the program's own list; taken in by resolve_load_entries */
  long ip_version;            /* CURL_IPRESOLVE_* */
  long cache_timeout_s;       /* CURLOPT_DNS_CACHE_TIMEOUT: -1 for ever, 0 never */
};

/* Bring the entries "[+]HOST:PORT:ADDRESS[,ADDRESS]…" and "-HOST:PORT" (HOST "*" is any host) into `d`.
 * CURLE_SETOPT_OPTION_SYNTAX with text: one of them is none. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode resolve_load_entries(struct dns *d, const struct curl_slist *entries, int64_t now, struct trace *t);

/* An asker: embed it. All members are private but what resolve_start sets. */
struct resolve_query {
  struct list_node node;
  struct resolver *resolver;
  struct dns *dns;
  struct lookup *lookup;    /* under way, or NULL */
  struct address_set *addrs; /* the answer, until it is taken */
  CURLcode code;
  void (*done)(struct resolve_query *q);
};

/* At most `threads_max` threads, started on demand and ended when idle. `arrived` is called, in the thread of whoever
 * waits on `poller`, when answers stand in the inbox: call resolver_deliver soon. The wake-up descriptor is created with
 * the first look-up that needs a thread. NULL: out of memory. */
MUST_USE struct resolver *resolver_new(const struct system_ops *system, struct poller *poller, unsigned threads_max,
                                       void (*arrived)(void *owner), void *owner);
/* Joins the threads (they may be inside getaddrinfo); with `quick`, leaves them to end by themselves. No query is
 * under way. NULL is legal. */
void resolver_free(struct resolver *r, bool quick);

/* Look `host` up (no brackets; a zone may follow '%').
 * CURLE_OK: `*ret` is a new reference, never empty. At once for a literal, for localhost and its subdomains (RFC 6761,
 * section 6.3: both loopback addresses, IPv6 first, as ip_version allows), for entries and cache hits.
 * CURLE_AGAIN: `q` is under way; `done(q)` is called from resolver_deliver, then resolve_take.
 * CURLE_COULDNT_RESOLVE_HOST, CURLE_OUT_OF_MEMORY; no thread to be had: CURLE_COULDNT_RESOLVE_HOST. With text. */
MUST_USE CURLcode resolve_start(struct resolve_query *q, struct resolver *r, struct dns *d,
                                const struct resolve_opts *o, const char *host, uint16_t port, int64_t now,
                                struct trace *t, struct address_set **ret);
/* The outcome of a query that is done: as resolve_start's. */
MUST_USE CURLcode resolve_take(struct resolve_query *q, const char *host, struct trace *t, struct address_set **ret);
/* The asker has gone; never blocks. Legal for {0} and for one that is done. */
void resolve_cancel(struct resolve_query *q);

/* Call `done` of every query whose answer has arrived. */
void resolver_deliver(struct resolver *r);

#endif
