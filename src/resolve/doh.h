/* DNS over HTTPS (RFC 8484): a look-up is a POST for each address family, or one for HTTPS records. Somebody above can make those: what is wanted
 * of him is a `struct doh_fetch_ops`, and he tells the outcome of each by doh_fetched. */
#ifndef RESOLVE_DOH_H
#define RESOLVE_DOH_H
#include "base/cursor.h"
#include "resolve/resolve.h"

/* One question, for whose answer a POST is under way. */
struct doh_probe;
/* The POST; the implementer's. */
struct doh_fetch;

struct doh_fetch_ops {
  /* Begin to POST `query` (to be copied, as `url`) as application/dns-message. `owner` is the query's fetch_owner.
   * doh_fetched is called once, not from inside of this call, unless the fetch is cancelled before. On an error nothing
   * has begun. */
  CURLcode (*start)(void *owner, const char *url, struct span query, struct doh_probe *p, struct doh_fetch **ret);
  /* The answer is not wanted any more. Never blocks. */
  void (*cancel)(struct doh_fetch *f);
};

/* How a POST went. */
struct doh_outcome {
  CURLcode code;
  long status;       /* of HTTP; where `code` is CURLE_OK */
  struct span body;  /* the same; no longer than DNS_MESSAGE_MAX */
  const char *error; /* why it failed, else */
};
/* The fetch that was started for `p` is over, and is the implementer's to free. Calls `done` of the query with its last
 * one. */
void doh_fetched(struct doh_probe *p, const struct doh_outcome *o);

/* Inside of resolve. `q` has its dns and its resolver, and has only the former after. CURLE_AGAIN: under way; `t` lives
 * as long. CURLE_COULDNT_RESOLVE_HOST: it is no name that DNS can be asked for, or no POST can be made.
 * CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode doh_start(struct resolve_query *q, const struct resolve_opts *o, const struct dns_key *key,
                            struct trace *t);
/* The outcome, as resolve_take's and with its text. The query has no `doh` any more unless this is CURLE_AGAIN. */
MUST_USE CURLcode doh_take(struct resolve_query *q, struct address_set **ret);

#define DOH_ALIASES_MAX 4 /* records in AliasMode, one behind the other */

/* The same for HTTPS records (RFC 9460). CURLE_COULDNT_RESOLVE_HOST: it has no name that could have any. */
MUST_USE CURLcode doh_services_start(struct resolve_query *q, const struct system_ops *system,
                                     const struct resolve_opts *o, const struct dns_key *key, struct trace *t);
/* As resolve_services_take. */
MUST_USE CURLcode doh_services_take(struct resolve_query *q, const struct resolve_opts *o, struct dns_services *ret);
/* Legal for a query without. */
void doh_cancel(struct resolve_query *q);

#endif
