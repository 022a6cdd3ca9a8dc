/* HTTP/2 over one connection (RFC 9113): many exchanges at a time. */
#ifndef PROTO_HTTP_H2_H
#define PROTO_HTTP_H2_H
#include "proto/proto.h"

#define SESSION_HTTP2 2u /* session_ops.kind */

/* As proto_ops.begin. The connection is new, or has carried HTTP/2 only. */
MUST_USE CURLcode h2_begin(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x);

#endif
