/* Taking codings off a body, up to CONTENT_CODINGS_MAX on top of each other.
 *
 * Bytes go in, pieces of bounded size come out. The caller stops after any piece and goes on whenever it likes: what it
 * has not given yet is its own, and the memory of a chain does not grow with what comes out of it. For each coding a chain
 * has 64 KiB of output and what its library needs: 42 KiB for gzip and deflate, at most 8 MiB and a little for zstd (RFC
 * 9659), 16 MiB and a little for br (RFC 7932).
 *
 * As libcurl does it, a body that ends inside its coding is no error, because some servers forget the end: the framing of
 * the message tells whether all has come. Bytes behind the end are one: CURLE_WRITE_ERROR behind gzip (also another gzip
 * member), deflate and br; behind zstd frames, what is no frame is CURLE_BAD_CONTENT_ENCODING.
 */
#ifndef CODEC_CONTENT_CHAIN_H
#define CODEC_CONTENT_CHAIN_H
#include "codec/content/coding.h"

#define CONTENT_PIECE_MAX CURL_MAX_WRITE_SIZE /* bytes */

struct content_chain;

/* For the codings of `l`, of which there is at least one and none is unknown. CURLE_OUT_OF_MEMORY */
MUST_USE CURLcode content_chain_new(struct content_chain **ret, const struct content_list *l);
/* NULL is legal. */
void content_chain_free(struct content_chain *c);

/* Decode up to one piece of output, which lives until the next call. An empty one: the input is used up. Moves `in` past
 * what was taken, which may be none of it: the last piece may not have been all there was.
 *
 * CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: see above; what was decoded before has come out before, as far as the
 * library in question gives it.
 * CURLE_OUT_OF_MEMORY. After an error the chain can only be freed. */
MUST_USE CURLcode content_chain_next(struct content_chain *c, struct cursor *in, struct span *piece);

/* What an error was about, as static text; NULL: nothing but the code's meaning to tell. */
const char *content_chain_why(const struct content_chain *c);

/* Every coding has come to its end, or nothing was there. */
bool content_chain_is_complete(const struct content_chain *c);

#endif
