/* HTTP/2 on a connection that begins in HTTP/1.1 (RFC 7540, section 3.2): the request asks for it by Upgrade, and where
 * the peer agrees, its answer comes on the first stream. */
#ifndef PROTO_HTTP_H2C_H
#define PROTO_HTTP_H2C_H
#include "proto/proto.h"

/* As proto_ops.begin, on a new connection. */
MUST_USE CURLcode h2c_begin(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x);

#endif
