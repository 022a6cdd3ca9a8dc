/* The end of a chunked body: the last chunk and the program's trailer fields (RFC 9112, section 7.1.2). */
#ifndef PROTO_HTTP_TRAILER_H
#define PROTO_HTTP_TRAILER_H
#include "base/buf.h"
#include "base/trace.h"
#include "proto/http/http_opts.h"

/* Append it to `to`; asks CURLOPT_TRAILERFUNCTION(3), whose list is freed. CURLE_ABORTED_BY_CALLBACK, CURLE_TOO_LARGE,
 * CURLE_OUT_OF_MEMORY, with text in `t`; nothing is appended then. */
MUST_USE CURLcode http_trailer_write(struct buf *to, const struct http_opts *o, struct trace *t);
/* The same without the last chunk: lines of fields, and an empty line. The function is set. */
MUST_USE CURLcode http_trailer_write_fields(struct buf *to, const struct http_opts *o, struct trace *t);

#endif
