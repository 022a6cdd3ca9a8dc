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
#include "base/share_lock.h"
#include "os/poller.h"
#include "os/system.h"
#include "store/dns.h"

struct dns;
struct resolver;

/* `system` outlives every look-up, also those that resolver_free leaves to end by themselves. NULL: out of memory. */
MUST_USE struct dns *dns_new(const struct system_ops *system);
struct dns *dns_ref(struct dns *d);
void dns_unref(struct dns *d); /* NULL is legal */
/* The program's lock around it from now on. It outlives every resolve_start and resolve_load_entries with `d`. */
void dns_set_lock(struct dns *d, const struct share_lock *program);

/* What a program has set for look-ups; read when one starts. */
struct resolve_opts {
  struct curl_slist *entries;         /* CURLOPT_RESOLVE, the program's own list; taken in by resolve_load_entries */
  long ip_version;                    /* CURL_IPRESOLVE_* */
  long cache_timeout_s;               /* CURLOPT_DNS_CACHE_TIMEOUT: -1 for ever, 0 never */
  curl_resolver_start_callback start; /* called before a name that is not known already is resolved; NULL: none */
  void *start_data;
  char *doh_url; /* CURLOPT_DOH_URL: ask there, not getaddrinfo(3); NULL: none */
  bool shuffle;  /* CURLOPT_DNS_SHUFFLE_ADDRESSES */
  bool doh_verify_peer, doh_verify_host, doh_verify_status; /* CURLOPT_DOH_SSL_VERIFY*: of the server that is asked */
};

/* Bring the entries "[+]HOST:PORT:ADDRESS[,ADDRESS]…" and "-HOST:PORT" (HOST "*" is any host) into `d`, where they go
 * before whatever is looked up. A "-" entry that is none is passed over with a line in the trace.
 * CURLE_SETOPT_OPTION_SYNTAX with text: one of the others is none; those before it are in. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode resolve_load_entries(struct dns *d, const struct curl_slist *entries, int64_t now, struct trace *t);

struct doh_fetch_ops;

/* An asker: embed it, {0} but for the first members, which stay. The rest is private. */
struct resolve_query {
  void (*done)(struct resolve_query *q);
  const struct doh_fetch_ops *fetch; /* doh.h; may be NULL where no doh_url is asked */
  void *fetch_owner;

  struct list_node node;
  struct resolver *resolver;
  struct dns *dns;
  struct lookup *lookup;     /* under way, or NULL */
  struct address_set *addrs; /* the answer, until it is taken */
  CURLcode code;
  int gai_error; /* what getaddrinfo(3) said */
  uint32_t fork_generation;
  struct doh_lookup *doh; /* under way over HTTPS, or not yet taken; NULL: none */
};

/* At most `threads_max` threads, started on demand and ended when idle. `arrived` is called, in the thread of whoever
 * waits on `poller`, when answers stand in the inbox: call resolver_deliver soon. The wake-up descriptor is created with
 * the first look-up that needs a thread. NULL: out of memory. */
MUST_USE struct resolver *resolver_new(const struct system_ops *system, struct poller *poller, unsigned threads_max,
                                       void (*arrived)(void *owner), void *owner);
/* Takes effect at once: CURLMOPT_RESOLVE_THREADS_MAX(3). 0 counts as 1. */
void resolver_set_threads_max(struct resolver *r, unsigned threads_max);
/* Joins the threads (they may be inside getaddrinfo); with `quick`, leaves them to end by themselves. Look-ups that
 * other resolvers wait for are still done. No query of this one is under way. NULL is legal. In a child of fork(2) the
 * parent's threads are left alone. */
void resolver_free(struct resolver *r, bool quick);

/* Look `host` up (no brackets; a zone may follow '%').
 * CURLE_OK: `*ret` is a new reference, never empty. At once for entries (those of any host after those of this one), for
 * a literal, for localhost and its subdomains (RFC 6761, section 6.3: both loopback addresses, IPv6 first, as ip_version
 * allows) and for cache hits.
 * CURLE_AGAIN: `q` is under way; `done(q)` is called from resolver_deliver, or with doh_url from doh_fetched, then
 * resolve_take. `t` lives as long.
 * CURLE_ABORTED_BY_CALLBACK: the start callback says so.
 * CURLE_COULDNT_RESOLVE_HOST: no such name, as just asked or remembered; no thread to be had, nothing that ip_version allows (for entries
 * and localhost without asking anybody; it does not prohibit a literal), a host that is empty, longer than DNS_HOST_MAX or in .onion (RFC 7686);
 * CURLE_OUT_OF_MEMORY. With text; `q` is not under way. */
MUST_USE CURLcode resolve_start(struct resolve_query *q, struct resolver *r, struct dns *d,
                                const struct resolve_opts *o, const char *host, uint16_t port, int64_t now,
                                struct trace *t, struct address_set **ret);
/* The outcome of a query that was started: as resolve_start's; CURLE_AGAIN: it is not done yet. */
MUST_USE CURLcode resolve_take(struct resolve_query *q, const char *host, struct trace *t, struct address_set **ret);

/* Look for the HTTPS records (RFC 9460) of https://host:port: where it is served. Only DNS over HTTPS can be asked; without
 * doh_url there are none, nor of a literal, of localhost, of a host that the program has given addresses of, or that has
 * no name in DNS.
 * CURLE_OK: `*ret` has those that were found or remembered, none of them an alias, a target being a name to be looked up
 * or "" for the host itself; with `count` 0 there are none, or they were not to be found out, which is told in the trace.
 * CURLE_AGAIN: `q` is under way; `done(q)` is called, maybe more than once, then resolve_services_take. `t` lives as long.
 * CURLE_ABORTED_BY_CALLBACK: the start callback says so. CURLE_OUT_OF_MEMORY. With text; `q` is not under way. */
MUST_USE CURLcode resolve_services_start(struct resolve_query *q, struct resolver *r, struct dns *d,
                                         const struct resolve_opts *o, const char *host, uint16_t port, int64_t now,
                                         struct trace *t, struct dns_services *ret);
/* The outcome of one that was started: as resolve_services_start's; CURLE_AGAIN: it is not done yet. Aliases are followed
 * while `o` has a doh_url, DOH_ALIASES_MAX of them. */
MUST_USE CURLcode resolve_services_take(struct resolve_query *q, const struct resolve_opts *o,
                                        struct dns_services *ret);
/* The asker has gone; never blocks. Legal for {0} and for one that is done. */
void resolve_cancel(struct resolve_query *q);

/* Call `done` of every query whose answer has arrived; it may start and cancel queries, its own included. */
void resolver_deliver(struct resolver *r);

#endif
