/* The codings of a body by their names: content codings (RFC 9110, section 8.4.1), which are transfer codings, too
 * (RFC 9112, section 7.2). What takes them off is chain.h. */
#ifndef CODEC_CONTENT_CODING_H
#define CODEC_CONTENT_CODING_H
#include "base/cursor.h"
#include "base/result.h"

struct content_coding;

#define CONTENT_CODINGS_MAX 5

/* As an Accept-Encoding field names all that are built. */
extern const char content_codings_built[];

/* What a head says of one body. {0} begins. */
struct content_list {
  const struct content_coding *coding[CONTENT_CODINGS_MAX]; /* in the order in which they were put on */
  size_t count;
  size_t members;
  char unknown[32]; /* the name, or its beginning, of one that is not built; "": all are */
};

/* A further coding, put on after those before, in any case. "identity" and what some say for it, "none", count as members
 * and are nothing; an empty name is not even that. One that is not built is noted in `unknown`: whether it matters is the
 * caller's to know. CURLE_BAD_CONTENT_ENCODING: more than CONTENT_CODINGS_MAX members. */
MUST_USE CURLcode content_list_add(struct content_list *l, struct span name);
/* Is there something to take off, be it possible or not? */
static inline bool content_list_has_any(const struct content_list *l) { return l->count || l->unknown[0]; }

/* The libraries in use; the numbers as curl_version_info(3) wants them. */
struct content_versions {
  const char *zlib;
  const char *zstd;
  char brotli[16];
  unsigned brotli_number;
  unsigned zstd_number;
};
struct content_versions content_versions(void);

#endif
