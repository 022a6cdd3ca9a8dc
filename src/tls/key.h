/* A digest of all that something depends on: the caches of certificates and of tickets find by it. Each part goes in with
 * its length, so that no two sequences of parts are the same bytes. */
#ifndef TLS_KEY_H
#define TLS_KEY_H
#include "base/buf.h"

#define TLS_KEY_LEN 32

struct tls_key {
  struct buf parts; /* private */
  CURLcode code;    /* the first error; nothing is added after it */
};

#define TLS_KEY_MAX  ((size_t)1024 * 1024) /* of all parts */
#define TLS_KEY_INIT ((struct tls_key){ .parts = BUF_INIT(TLS_KEY_MAX) })

void tls_key_add(struct tls_key *k, struct span part);
void tls_key_add_number(struct tls_key *k, int64_t number);
/* NULL differs from "". */
void tls_key_add_text(struct tls_key *k, const char *text);
/* NULL is legal; of any length, its digest counts. */
void tls_key_add_blob(struct tls_key *k, const struct curl_blob *blob);
/* A file's path, and which file stands there in which state. NULL is legal. */
void tls_key_add_file(struct tls_key *k, const char *path);
/* Frees the parts. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE, CURLE_NOT_BUILT_IN without SHA-256. */
MUST_USE CURLcode tls_key_end(struct tls_key *k, uint8_t ret[TLS_KEY_LEN]);

#endif
