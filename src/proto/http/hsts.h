/* One memory of HSTS hosts, which a handle has for itself or several share, also in different threads. Everything here
 * takes the program's lock for the handle of `t`, and its own. Seconds are since 1970. */
#ifndef PROTO_HTTP_HSTS_H
#define PROTO_HTTP_HSTS_H
#include "base/share_lock.h"
#include "store/hsts.h"

struct http_hsts;

/* With one reference. `program` outlives it; NULL: it is nobody else's. NULL: out of memory. */
MUST_USE struct http_hsts *http_hsts_new(uint32_t seed, const struct share_lock *program);
struct http_hsts *http_hsts_ref(struct http_hsts *h);
void http_hsts_unref(struct http_hsts *h); /* NULL is legal */

/* As hsts_has. */
bool http_hsts_has(struct http_hsts *h, const char *host, int64_t now, const struct trace *t);
/* A Strict-Transport-Security field that `host` has sent; one against the grammar is not looked at (RFC 6797, section
 * 8.1). CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http_hsts_learn(struct http_hsts *h, const char *host, struct span value, int64_t now,
                                  struct trace *t);
/* As hsts_add, hsts_read and hsts_write. */
MUST_USE CURLcode http_hsts_add(struct http_hsts *h, const char *host, bool subdomains, int64_t expires,
                                const struct trace *t);
MUST_USE CURLcode http_hsts_read(struct http_hsts *h, struct span lines, bool only_unknown, const struct trace *t);
MUST_USE CURLcode http_hsts_write(struct http_hsts *h, int64_t now, struct buf *to, const struct trace *t);

#endif
