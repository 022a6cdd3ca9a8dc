/* Signatures with a private key. What computes them is the TLS library, one folder each. */
#ifndef CRYPTO_SIGN_H
#define CRYPTO_SIGN_H
#include "base/cursor.h"
#include "base/result.h"

#define SIGN_ED25519_KEY  32 /* bytes of a private key, which RFC 8032 calls so: the seed of what signs */
#define SIGN_ED25519_SIZE 64 /* bytes of a signature */

/* Ed25519 (RFC 8032, section 5.1). CURLE_NOT_BUILT_IN: the library has no such signature. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode sign_ed25519(const uint8_t key[SIGN_ED25519_KEY], struct span message,
                               uint8_t ret[SIGN_ED25519_SIZE]);

#endif
