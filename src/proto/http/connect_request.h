/* The head of a CONNECT request. */
#ifndef PROTO_HTTP_CONNECT_REQUEST_H
#define PROTO_HTTP_CONNECT_REQUEST_H
#include "proto/http/connect.h"

#define HTTP_CONNECT_MAX (1024 * 1024) /* bytes */

/* Append the request's target, host and port. CURLE_BAD_FUNCTION_ARGUMENT: the host has a byte that would make it
 * something else. CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http_connect_write_target(struct buf *to, const struct http_connect_config *c);
/* Append the head, of HTTP version 11 (also where the proxy is spoken to in 1.0) or 20; `login` is a line with its end, or
 * empty. CURLE_BAD_FUNCTION_ARGUMENT: one of ours would end early. CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http_connect_write(struct buf *to, const struct http_connect_config *c, int version,
                                     struct span target, struct span login);
/* Who one is towards the proxy; nobody where the program says it in a line of its own. */
struct proto_login http_connect_login(const struct http_connect_config *c);

#endif
