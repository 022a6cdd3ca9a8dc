/* The schemes http and https (RFC 9110). Which version of HTTP a connection speaks is chosen in http.c; h1.h has
 * HTTP/1. */
#ifndef PROTO_HTTP_HTTP_H
#define PROTO_HTTP_HTTP_H
#include "proto/proto.h"

extern const struct proto_ops proto_http, proto_https;

#endif
