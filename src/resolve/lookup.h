/* One name that getaddrinfo(3) is asked for, and all who wait for it. */
#ifndef RESOLVE_LOOKUP_H
#define RESOLVE_LOOKUP_H
#include "resolve/resolve.h"

/* Make `q` (whose resolver is prepared, and whose `dns` is a reference) wait for the look-up of `key`, one that is under
 * way or a new one on a thread of its resolver. The lock of `q->dns` is held. `remember`: the answer is wanted in the
 * cache; `shuffle`: in random order. CURLE_OUT_OF_MEMORY; CURLE_COULDNT_RESOLVE_HOST: no thread to be had. */
MUST_USE CURLcode lookup_join(struct resolve_query *q, const struct dns_key *key, bool remember, bool shuffle);

#endif
