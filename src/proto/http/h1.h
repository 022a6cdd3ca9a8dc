/* HTTP/1.0 and 1.1 over one connection (RFC 9112): one exchange at a time. */
#ifndef PROTO_HTTP_H1_H
#define PROTO_HTTP_H1_H
#include "proto/proto.h"

/* As proto_ops.begin. The connection is new, or has carried HTTP/1 only. */
MUST_USE CURLcode h1_begin(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x);

/* The connection's last answer was a 101 (Switching Protocols) to `r->upgrade`: what came behind its head, which is the
 * caller's from now on. */
void h1_take_leftover(struct conn *c, struct buf *ret);

#endif
