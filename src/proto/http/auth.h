/* Authentication towards one peer, the origin or a proxy, as it goes on from request to request (RFC 9110, section 11).
 *
 * lifecycle in a transfer: http_auth_start; before each request http_auth_prepare; of its answer each challenge
 * (http_auth_challenge) and then, when the head is complete, http_auth_judge, which says whether to ask once more.
 */
#ifndef PROTO_HTTP_AUTH_H
#define PROTO_HTTP_AUTH_H
#include "base/buf.h"
#include "base/trace.h"
#include "codec/auth/digest.h"
#include "codec/auth/ntlm.h"
#include "os/gss.h"
#include "proto/proto.h"

#define HTTP_SERVICE       "HTTP"       /* of a Kerberos principal (RFC 4559, section 4) */
#define HTTP_AUTH_LINE_MAX (128 * 1024) /* bytes of a header line with credentials in it */

/* What a connection becomes: NTLM, and Negotiate with many servers, let in a connection, not a request. {0} is nobody's. */
struct http_binding {
  enum { BINDING_NONE, BINDING_ASKED, BINDING_CHALLENGED, BINDING_DONE } state;
  unsigned long scheme; /* CURLAUTH_*: whose state it is */
  struct auth_ntlm ntlm;
  struct gssapi *gss;
  struct buf token; /* of Negotiate, as the next: what is to be said */
  bool persists;    /* who has let a request in lets in the connection */
};
#define HTTP_BINDING_INIT ((struct http_binding){ .token = BUF_INIT(GSSAPI_TOKEN_MAX) })
void http_binding_free(struct http_binding *b);
/* The peer has answered with something else than a challenge. NULL is legal. */
void http_binding_let_in(struct http_binding *b);
/* Between its first and its last message: the connection is of no use to anybody else. */
static inline bool http_binding_is_under_way(const struct http_binding *b)
{
  return b->state == BINDING_ASKED || b->state == BINDING_CHALLENGED;
}

/* What a Digest challenge has taught. */
struct http_digest {
  struct auth_digest challenge;
  char *of; /* a peer's name and port, and a user: whose it is */
};

/* Initialise with HTTP_AUTH_INIT. It lasts over transfers: what was learned needs not be learned again. */
struct http_auth {
  struct buf line;            /* of the present request, with its line end; empty: it has none */
  unsigned long allowed;      /* CURLAUTH_*, by the program, for this transfer */
  unsigned long picked;       /* one of them; 0: the peer is asked first */
  unsigned long offered;      /* by the challenges of the present answer */
  unsigned long used;         /* by the present request; 0: none */
  struct http_digest *digest; /* NULL: none was learned */
  unsigned rounds;            /* requests that were sent once more in this transfer */
  bool is_over;               /* nothing more is tried in this transfer */
  bool is_under_way;          /* the present request is not the one that the peer will let in */
};

#define HTTP_AUTH_INIT ((struct http_auth){ .line = BUF_INIT(HTTP_AUTH_LINE_MAX) })
void http_auth_free(struct http_auth *a);

/* What differs between the origin and a proxy. */
struct http_auth_peer {
  const char *field;      /* of a request */
  const char *challenges; /* of an answer */
  int status;             /* of an answer that wants credentials */
};
extern const struct http_auth_peer http_auth_origin, http_auth_proxy;

/* A request as its credentials see it; its strings live as long as the request. */
struct http_auth_request {
  const struct http_auth_peer *peer;
  struct proto_login login;
  struct http_binding
      *binding;     /* of the connection; NULL, where neither http_auth_may_bind nor a challenge: nobody's */
  const char *host; /* the peer's */
  uint16_t port;
  const char *method;
  const char *path;  /* the request's target, and */
  const char *query; /* what it has behind a '?'; NULL: nothing */
  const struct system_ops *system;
  const char *service; /* of Negotiate: the peer's, "HTTP" */
  long delegation;     /* CURLGSSAPI_DELEGATION_* */
};

/* A transfer begins; `allowed` is CURLOPT_HTTPAUTH(3) or CURLOPT_PROXYAUTH(3). */
void http_auth_start(struct http_auth *a, unsigned long allowed);
/* Write `line`. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE, CURLE_AUTH_ERROR; with text. */
MUST_USE CURLcode http_auth_prepare(struct http_auth *a, const struct http_auth_request *r, struct trace *t);
/* The value of a field with challenges; of any status, as the last word may come with what was asked for.
 * CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http_auth_challenge(struct http_auth *a, const struct http_auth_request *r, int status,
                                      struct span value, struct trace *t);
/* The value of a field Persistent-Auth of the origin. `b` may be NULL. */
void http_auth_persistence(struct http_binding *b, struct span value);
/* The head with this status is complete: is another request to be sent for the sake of authentication? */
bool http_auth_judge(struct http_auth *a, const struct http_auth_request *r, int status, struct trace *t);
/* Does the scheme that was picked let in a connection, and not a request? */
static inline bool http_auth_binds(const struct http_auth *a)
{
  return a->picked & (CURLAUTH_NTLM | CURLAUTH_NEGOTIATE);
}
/* May one be picked that does? */
static inline bool http_auth_may_bind(const struct http_auth *a)
{
  return (a->allowed | a->picked) & (CURLAUTH_NTLM | CURLAUTH_NEGOTIATE);
}
/* The scheme in use with the present request, also where the connection was let in before; 0: none. `b` may be NULL. */
unsigned long http_auth_used(const struct http_auth *a, const struct http_binding *b);
/* The transfer is redirected: what was picked serves on. */
void http_auth_move_on(struct http_auth *a);
/* The peer lets everybody in. */
void http_auth_give_up(struct http_auth *a);

#endif
