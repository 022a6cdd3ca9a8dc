/* GSSAPI (RFC 2743): security contexts of Kerberos, for HTTP's Negotiate (RFC 4559) and SOCKS 5 (RFC 1961).
 *
 * A context is set up by tokens that go back and forth: what gssapi_step writes is for the peer, what the peer answers
 * is for the next step. Who the user is stands in the credentials cache of the environment (KRB5CCNAME), not here.
 *
 * A step may wait: the library asks the key distribution centre over sockets of its own, which no gate sees.
 */
#ifndef OS_GSS_H
#define OS_GSS_H
#include "base/buf.h"
#include "base/trace.h"

#define GSSAPI_TOKEN_MAX 65536 /* bytes: a cap for the buffers of tokens. RFC 1961 has 16 bits for their length */

enum gssapi_mechanism { GSSAPI_SPNEGO, GSSAPI_KRB5 };

struct gssapi_target {
  const char *service, *host; /* "HTTP", "rcmd"; by its name, as addresses have no principals. Or "rcmd/a.host" alone */
  long delegation;            /* CURLGSSAPI_DELEGATION_*: whether the peer may act for the user */
  enum gssapi_mechanism mechanism;
};

struct gssapi;

/* Each of these returns CURLE_AUTH_ERROR with a text where the library refuses, CURLE_OUT_OF_MEMORY, or what buf_add does
 * for the buffer that it appends to; nothing is appended then. */

MUST_USE CURLcode gssapi_begin(struct gssapi **ret, const struct gssapi_target *target, struct trace *t);
/* Take the peer's token (empty: it has not said anything yet) and append the one for it, which may be empty. After an
 * error the context is only good for gssapi_free. */
MUST_USE CURLcode gssapi_step(struct gssapi *g, struct span token, struct buf *to, struct trace *t);
/* The context stands: both sides are known to each other, and no further step is needed or allowed. */
bool gssapi_is_done(const struct gssapi *g);

/* For a context that stands: a message with a code of its integrity around it, and encrypted if wanted. */
MUST_USE CURLcode gssapi_wrap(struct gssapi *g, struct span message, bool encrypted, struct buf *to, struct trace *t);
/* The message out of that, of those that the peer sends the next one. */
MUST_USE CURLcode gssapi_unwrap(struct gssapi *g, struct span wrapped, struct buf *to, struct trace *t);

void gssapi_free(struct gssapi *g);

#endif
