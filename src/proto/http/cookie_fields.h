/* Cookies in requests and answers. */
#ifndef PROTO_HTTP_COOKIE_FIELDS_H
#define PROTO_HTTP_COOKIE_FIELDS_H
#include "proto/proto.h"

#define HTTP_COOKIES_TAKEN_MAX 50 /* that the answer to one request may set */

/* The value of a Set-Cookie field, of an interim head, too; `*taken` counts those that were cookies.
 * CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http_cookies_take(const struct proto_request *r, unsigned *taken, struct span value, struct trace *t);
/* Append what is remembered for this request; nothing, where there is nothing. As buf_add. */
MUST_USE CURLcode http_cookies_write(const struct proto_request *r, struct buf *value, struct trace *t);

#endif
