/* The header lines that sign a request: AWS signatures and HTTP message signatures. They come behind Host and before all
 * others; of these they sign what the program has set itself. */
#ifndef PROTO_HTTP_SIGNATURE_H
#define PROTO_HTTP_SIGNATURE_H
#include "base/buf.h"
#include "base/field.h"
#include "base/trace.h"
#include "proto/http/http_opts.h"

/* The request as its recipient sees it. */
struct http_signed_request {
  const char *method;
  const char *host_name; /* of the URL */
  struct span host;      /* the value of Host; no place (`at` is NULL), as the next two: there is none */
  struct span path;      /* of the target, which is */
  struct span query;     /* sent as it is here */
  uint16_t default_port;
  const struct field *fields; /* of the program's own that are sent, Host left out */
  size_t field_count;
  struct span payload; /* the body, if it is known */
  bool payload_is_unknown;
  int64_t now_s; /* since 1970 */
};

/* Append the lines of CURLOPT_AWS_SIGV4(3), with `names` as set there; NULL: "aws:amz". A NULL password is empty.
 * CURLE_BAD_FUNCTION_ARGUMENT, CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY, with text in
 * `t`; nothing is appended then. */
MUST_USE CURLcode http_sigv4_write(struct buf *to, const struct http_signed_request *r, const char *names,
                                   const char *user, const char *password, struct trace *t);

/* Append the lines of CURLOPT_HTTPSIG_ALGORITHM(3); nothing if the program has signed the request itself. The same errors
 * but CURLE_URL_MALFORMAT. */
MUST_USE CURLcode http_httpsig_write(struct buf *to, const struct http_signed_request *r,
                                     const struct http_signing_opts *o, struct trace *t);

#endif
