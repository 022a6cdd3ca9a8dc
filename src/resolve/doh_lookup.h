/* Inside of a look-up over HTTPS: what those of addresses and of HTTPS records have in common.
 *
 * lifecycle: a look-up belongs to its query from doh_start or doh_services_start until doh_take, doh_services_take or
 * doh_cancel. A probe without a fetch is over; when all are, the query's `done` is called.
 */
#ifndef RESOLVE_DOH_LOOKUP_H
#define RESOLVE_DOH_LOOKUP_H
#include "codec/dns/https.h"
#include "resolve/doh.h"
#include "resolve/resolver.h"
#include "resolve/shared_dns.h"

#define DOH_PROBES_MAX 2

struct doh_lookup;

struct doh_probe {
  struct doh_lookup *lookup;
  struct doh_fetch *fetch; /* NULL: none is under way */
  enum dns_type type;
  /* Take what a message answers. */
  enum dns_verdict (*read)(struct doh_probe *p, struct span message);
  bool says_none; /* it has an answer, and that is: there is no such record */
  struct address_set *addrs;
};

struct doh_lookup {
  struct resolve_query *query;
  const struct system_ops *system;
  struct trace *trace;
  struct dns_name name; /* that is asked for */
  struct dns_key key;   /* `host` is the text behind */
  bool remember, shuffle;
  CURLcode code;                /* CURLE_OUT_OF_MEMORY, where that was met */
  int64_t ttl_s;                /* the least of the answers */
  char why[CURL_ERROR_SIZE];    /* the first probe that brought no answer; "": none */
  struct doh_services *records; /* NULL: addresses are looked up */
  size_t count;
  struct doh_probe probes[DOH_PROBES_MAX];
  char host[];
};

/* For the query, whose it is. NULL: out of memory. */
struct doh_lookup *doh_lookup_new(struct resolve_query *q, const struct system_ops *system,
                                  const struct resolve_opts *o, const struct dns_key *key, struct trace *t);
void doh_lookup_free(struct doh_lookup *l);
/* One more: ask for the name of the look-up. As doh_fetch_ops.start. */
MUST_USE CURLcode doh_probe_start(struct doh_lookup *l, enum dns_type type, const char *url,
                                  enum dns_verdict (*read)(struct doh_probe *p, struct span message));
bool doh_is_under_way(const struct doh_lookup *l);
static inline void doh_note_ttl(struct doh_lookup *l, uint32_t ttl_s)
{
  if(ttl_s < l->ttl_s) l->ttl_s = ttl_s;
}

#endif
