/* The header lines that sign a request: CURLOPT_AWS_SIGV4(3) and CURLOPT_HTTPSIG_ALGORITHM(3). They come behind Host; of
 * the other fields they sign what the program has set itself. */
#ifndef PROTO_HTTP_SIGNATURE_H
#define PROTO_HTTP_SIGNATURE_H
#include "base/field.h"
#include "proto/http/hop.h"

/* What a request's head has in common with its signatures. */
struct http_signed_head {
  struct span host;           /* the value of Host; no place (`at` is NULL): it is not sent */
  const struct field *fields; /* of the program's own that are sent, Host and those about the connection left out */
  size_t field_count;
};

/* Is the request to be signed? CURLOPT_HTTPAUTH(3) says so, and for AWS somebody has to sign. */
bool http_is_signed(const struct proto_request *r);

/* Append the lines of such a request; none if the program has signed it itself. CURLE_BAD_FUNCTION_ARGUMENT,
 * CURLE_URL_MALFORMAT (AWS, region or service are not known), CURLE_NOT_BUILT_IN, CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY,
 * with text in `t`; nothing is appended then. */
MUST_USE CURLcode http_signature_write(struct buf *to, const struct proto_request *r, const struct http_signed_head *h,
                                       struct trace *t);

#endif
