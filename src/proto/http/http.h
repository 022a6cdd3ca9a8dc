/* HTTP/1.0 and 1.1 over one connection (RFC 9110, RFC 9112). */
#ifndef PROTO_HTTP_HTTP_H
#define PROTO_HTTP_HTTP_H
#include "proto/proto.h"

extern const struct proto_ops proto_http, proto_https;

#endif
