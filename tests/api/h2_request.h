/* The requests that a server of nghttp2's has got. */
#ifndef API_H2_REQUEST_H
#define API_H2_REQUEST_H
#include "h2_server.h"

struct h2_request *h2_request_add(struct h2_conn *c, int32_t stream);
/* What answers it. */
const struct h2_page *h2_request_page(const struct h2_request *r);
/* The server begins with the request that has asked for HTTP/2 (RFC 7540, section 3.2). */
void h2_request_upgrade(struct h2_conn *c);

#endif
