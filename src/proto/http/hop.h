/* The requests of one transfer: how the next one differs from what the program has set.
 *
 * vocabulary: a *hop* is one request and its answer. After a redirect the next hop goes to another URL, perhaps with
 * another method; after a challenge it goes to the same URL with credentials.
 */
#ifndef PROTO_HTTP_HOP_H
#define PROTO_HTTP_HOP_H
#include "proto/http/auth.h"
#include "proto/http/http_opts.h"

/* It lasts over transfers. Initialise with HTTP_HOP_INIT. */
struct http_hop {
  enum request_kind kind;
  bool drops_method; /* CURLOPT_CUSTOMREQUEST(3) does not count any more */
  bool is_10;        /* the last answer was in HTTP/1.0: so is the next request (RFC 9110, section 2.5) */
  bool is_11;        /* the peer, or the scheme of authentication, does not go with HTTP/2 */
  bool is_proxy_11;  /* the same of the proxy that is asked for a tunnel */
  bool no_expect;    /* the peer has refused an expectation (417) */
  struct http_auth auth;
  struct http_auth proxy_auth;
};

#define HTTP_HOP_INIT ((struct http_hop){ .auth = HTTP_AUTH_INIT, .proxy_auth = HTTP_AUTH_INIT })
void http_hop_free(struct http_hop *h);

/* proto_ops.start, .redirect and .keeps_body. */
void http_hop_start(const struct proto_request *r);
MUST_USE CURLcode http_hop_redirect(const struct proto_request *r);

/* The present request, as its credentials see it: what the program says itself leaves none to be said. */
struct http_auth_request http_auth_request_of(const struct proto_request *r, struct http_binding *b);
/* The same as the proxy that forwards it sees it. */
struct http_auth_request http_proxy_auth_request_of(const struct proto_request *r, struct http_binding *b);
/* Make the credentials of the next request, and note what is used. The bindings are of its connection. Errors of
 * http_auth_prepare. */
MUST_USE CURLcode http_prepare_credentials(const struct proto_request *r, struct http_binding *b,
                                           struct http_binding *proxy_binding, struct trace *t);
/* proto_ops.write_who. */
MUST_USE CURLcode http_write_who(const struct proto_request *r, struct buf *to);

/* The method in use: CURLOPT_CUSTOMREQUEST, or what the hop's kind means. */
const char *http_method(const struct proto_request *r);
/* Does the answer have no body, whatever its fields say? */
bool http_wants_no_body(const struct proto_request *r);

#endif
