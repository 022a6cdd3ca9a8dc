/* Digest access authentication (RFC 7616; without a quality of protection, as RFC 2069 had it).
 *
 * A struct auth_digest holds the challenge that is in force, for one server or proxy: what belongs to one must never
 * answer another. The caller gives in each Digest challenge of an answer, in their order, until one is taken: a server
 * lists first what it likes best (RFC 7616, section 3.7). From then on every request may carry credentials.
 */
#ifndef CODEC_AUTH_DIGEST_H
#define CODEC_AUTH_DIGEST_H
#include "base/buf.h"
#include "crypto/digest.h"

#define AUTH_DIGEST_VALUE_MAX 8192 /* bytes of one parameter of a challenge */
#define AUTH_DIGEST_RANDOM    12   /* bytes of random that are enough */

/* Private; {0} has no challenge. */
struct auth_digest {
  char *realm, *nonce;
  char *opaque;    /* to be sent back; NULL: none came */
  char *algorithm; /* as it was written; NULL: none came */
  char *cnonce;    /* of a session: the one that began it */
  enum digest digest;
  uint32_t count; /* requests with this nonce */
  bool is_session, has_qop, has_userhash, is_stale;
};

/* Take the parameters of a challenge in the place of the one before. An unknown parameter changes nothing; of one that
 * is there twice the last counts. On an error the one before stays in force:
 *
 * CURLE_BAD_CONTENT_ENCODING: it cannot be answered: no nonce, control bytes, a session without a quality of protection.
 * CURLE_NOT_BUILT_IN: an algorithm that is unknown, or a protection of bodies only ("auth-int").
 * CURLE_TOO_LARGE: a value over AUTH_DIGEST_VALUE_MAX.
 * CURLE_OUT_OF_MEMORY */
MUST_USE CURLcode auth_digest_take(struct auth_digest *d, struct span params);

static inline bool auth_digest_has_challenge(const struct auth_digest *d) { return d->nonce != NULL; }

/* The challenge in force says that the last credentials were right but for their nonce, which was too old: others are
 * worth sending. False from the next auth_digest_write on; a server that goes on to say so is the caller's to stop.
 * Where a challenge answers credentials and does not say so, they are wrong, and would be again. */
static inline bool auth_digest_is_stale(const struct auth_digest *d) { return d->is_stale; }

/* Of the request that is to carry the credentials. `uri` is the request's target as it is sent. */
struct auth_digest_request {
  struct span method, uri, user, password;
};

/* Append the value of an Authorization field, "Digest username=…", which is good for one request. There must be a
 * challenge. `random` are unpredictable bytes, fresh ones for each call. Control bytes in a name are written as "%xx".
 * As buf_add; CURLE_NOT_BUILT_IN as digest_of. On an error nothing is appended or counted. */
MUST_USE CURLcode auth_digest_write(struct auth_digest *d, const struct auth_digest_request *r, struct span random,
                                    struct buf *to);

/* Forget the challenge: {0} again. */
void auth_digest_reset(struct auth_digest *d);

#endif
