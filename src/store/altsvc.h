/* Alternative services that origins have offered (RFC 7838). Pure memory: no file, no clock, no lock. Seconds are since
 * 1970. */
#ifndef STORE_ALTSVC_H
#define STORE_ALTSVC_H
#include "base/buf.h"
#include "codec/altsvc/altsvc.h"

#define ALTSVC_MAX         5000               /* alternatives; past it the ones that were added first go */
#define ALTSVC_ORIGIN_MAX  16                 /* of one origin; what it offers beyond is not taken */
#define ALTSVC_CONTENT_MAX (16 * 1024 * 1024) /* bytes of what altsvc_write writes */

/* The versions, as a mask for look-ups. */
#define ALTSVC_BIT(alpn) (1u << (alpn))

/* An https origin. */
struct altsvc_origin {
  const char *host; /* compared without case and without a dot at the end; IPv6 in brackets */
  uint16_t port;
};

struct altsvc_found {
  enum altsvc_alpn alpn;
  const char *host; /* lives as long as nothing is changed */
  uint16_t port;
};

struct altsvc;

/* `seed` as hash_init. NULL: out of memory. */
MUST_USE struct altsvc *altsvc_new(uint32_t seed);
void altsvc_free(struct altsvc *a); /* NULL is legal */

/* The first alternative that `origin` has offered over the version `from`, that has not expired, and whose own version is
 * in the mask `to`. Takes the same time however many other origins there are. */
bool altsvc_find(const struct altsvc *a, const struct altsvc_origin *origin, enum altsvc_alpn from, unsigned to,
                 int64_t now, struct altsvc_found *ret);

/* The value of an Alt-Svc field that came from `origin` over `from`. What the origin has offered before is forgotten,
 * unless this field `continues` one of the same answer, or has nothing that follows the grammar. `*has_begun` (may be
 * NULL) is set where something was understood. Versions that nobody here speaks are skipped. CURLE_OUT_OF_MEMORY: some
 * may be missing. */
MUST_USE CURLcode altsvc_learn(struct altsvc *a, const struct altsvc_origin *origin, enum altsvc_alpn from,
                               struct span value, bool continues, int64_t now, bool *has_begun);

/* `origin` has this alternative no more, over whatever version it was offered. */
void altsvc_drop(struct altsvc *a, const struct altsvc_origin *origin, const struct altsvc_found *which);

/* The lines of a file; what is no such line is skipped. CURLE_OUT_OF_MEMORY: some may be missing. */
MUST_USE CURLcode altsvc_read(struct altsvc *a, struct span lines);
/* What has not expired as lines, in the order in which it was added. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE. */
MUST_USE CURLcode altsvc_write(const struct altsvc *a, int64_t now, struct buf *to);

#endif
