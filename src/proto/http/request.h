/* The head of an HTTP request, from what the program has set and the URL (RFC 9110, RFC 9112 section 3). */
#ifndef PROTO_HTTP_REQUEST_H
#define PROTO_HTTP_REQUEST_H
#include "base/buf.h"
#include "proto/http/hop.h"
#include "proto/http/own_lines.h"
#include "proto/proto.h"

#define HTTP_HEAD_MAX (1024 * 1024) /* bytes of a request's head */

/* What the head says of the body that follows. */
struct http_request_body {
  bool has_body;
  bool is_withheld; /* an empty one goes out in its place: the peer will want credentials first */
  bool is_chunked;
  bool expects_continue; /* 100 (Continue) is waited for before the body */
  curl_off_t size;       /* -1 unknown: chunked, or as long as it lasts */
  const char *type;      /* the request's `upload_type` */
};

/* Append the head to `to`, of HTTP `version` 10, 11, or 20, of which http2_fields_of makes
 * the fields. CURLE_UPLOAD_FAILED: a body of unknown size and HTTP/1.0. CURLE_BAD_FUNCTION_ARGUMENT: a CR,
 * LF or NUL where it would make another line. CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY. With text in `t`. */
MUST_USE CURLcode http_request_write(struct buf *to, const struct proto_request *r, int version, struct trace *t,
                                     struct http_request_body *ret);

#endif
