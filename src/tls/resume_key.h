/* What a ticket is found by. */
#ifndef TLS_RESUME_KEY_H
#define TLS_RESUME_KEY_H
#include "tls/key.h"
#include "tls/tls.h"

/* Everything that was verified, or shown of us, in the session that a ticket comes from. Codes as tls_key_end. */
MUST_USE CURLcode tls_resume_key(const struct tls_opts *opts, const struct tls_peer *peer, uint8_t ret[TLS_KEY_LEN]);

#endif
