/* Message digests, and codes of them with a key (RFC 2104). What computes them is the TLS library, one folder each. */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H
#include "base/cursor.h"
#include "base/result.h"

enum digest { DIGEST_MD4, DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA512_256 };
#define DIGEST_MAX 32 /* bytes */

/* Bytes of such a digest. */
size_t digest_size(enum digest d);

/* Of the parts' bytes, one after the other. CURLE_NOT_BUILT_IN: the library has no such digest (MD4 is in OpenSSL's
 * legacy provider; a program's or machine's configuration may forbid MD5). CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode digest_of(enum digest d, const struct span *parts, size_t count, uint8_t ret[DIGEST_MAX]);
/* The same with a key of any length. */
MUST_USE CURLcode digest_hmac(enum digest d, struct span key, const struct span *parts, size_t count,
                              uint8_t ret[DIGEST_MAX]);

#endif
