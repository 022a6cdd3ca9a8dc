/* Pinned public keys: CURLOPT_PINNEDPUBLICKEY(3). */
#ifndef TLS_PIN_H
#define TLS_PIN_H
#include "base/cursor.h"
#include "base/trace.h"

/* `key`: the peer's, as a DER SubjectPublicKeyInfo. CURLE_SSL_PINNEDPUBKEYNOTMATCH, with text: `pinned` does not name it,
 * or cannot be read. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode tls_pin_check(const char *pinned, struct span key, struct trace *t);

#endif
