/* Hosts that are to be reached over https only (RFC 6797). Pure memory: no file, no clock, no lock. Seconds are since
 * 1970. */
#ifndef STORE_HSTS_H
#define STORE_HSTS_H
#include "base/buf.h"
#include "codec/hsts/hsts.h"

#define HSTS_MAX         10000 /* hosts; past it the one that was added first goes */
#define HSTS_HOST_MAX    253   /* bytes of a host without a dot at its end; RFC 1035, section 2.3.4 */
#define HSTS_FOREVER     INT64_MAX
#define HSTS_CONTENT_MAX (16 * 1024 * 1024) /* bytes of what hsts_write writes */

struct hsts;

/* `seed` as hash_init. NULL: out of memory. */
MUST_USE struct hsts *hsts_new(uint32_t seed);
void hsts_free(struct hsts *h); /* NULL is legal */

/* Is `host` one, or below one that includes its subdomains? Compared without case and without a dot at the end; an
 * address never is. Takes a look-up for each label. */
bool hsts_has(const struct hsts *h, struct span host, int64_t now);

/* `host` has said so itself: this replaces what was known of it, and of no other host. An address or what can be no name
 * is not remembered. CURLE_OUT_OF_MEMORY: what was known stands. */
MUST_USE CURLcode hsts_learn(struct hsts *h, struct span host, const struct hsts_policy *policy, int64_t now);

/* `host` is one by other sources, until `expires`. Of what was known of it, the later end stands, and subdomains that were
 * included stay so. What it has said itself after that it is none stands, too. A dot at its beginning includes the
 * subdomains. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode hsts_add(struct hsts *h, struct span host, bool subdomains, int64_t expires);

/* The lines of a file: each as hsts_add; what is no such line is skipped. With `only_unknown`, a host that is known stays
 * as it is, and none goes to make room. CURLE_OUT_OF_MEMORY: some may be missing. */
MUST_USE CURLcode hsts_read(struct hsts *h, struct span lines, bool only_unknown);
/* One line, or a stamp alone, as the time when it ends; false: of another form. */
bool hsts_parse_expiry(struct span stamp, int64_t *ret);
/* What has not expired as lines, in the order in which it was added. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE. */
MUST_USE CURLcode hsts_write(const struct hsts *h, int64_t now, struct buf *to);

#endif
