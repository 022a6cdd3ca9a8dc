/* AWS Signature Version 4, as CURLOPT_AWS_SIGV4(3) generalises it: the header lines that authenticate a request.
 *
 * vocabulary: the *canonical request* is what signer and verifier must agree on byte by byte; the *scope* is the day,
 * the region, the service and the protocol's name, for which the key that is derived from the password is good.
 */
#ifndef CODEC_SIGV4_SIGV4_H
#define CODEC_SIGV4_SIGV4_H
#include "base/buf.h"
#include "base/field.h"

/* Nothing is kept of it. A span without a place (`at` is NULL) is absent. */
struct sigv4_request {
  const char *
      names; /* "provider1[:provider2[:region[:service]]]", of which any may be empty but the first; empty: "aws:amz" */
  const char *now; /* "19941106T084937Z" */
  struct span user;
  struct span password;
  struct span host_name; /* of the URL; region and service are taken from it where `names` has none */
  struct span method;
  struct span path; /* as they are sent */
  struct span query;
  struct span host;           /* the value of Host, if it is sent */
  const struct field *fields; /* the others that are to be signed, in their order */
  size_t field_count;
  struct span payload; /* absent: there is none, or it is not known */
  bool payload_is_unknown;
};

/* Append "Authorization", and unless they are among `fields`: "X-<provider2>-Date", for S3
 * "x-<provider2>-content-sha256".
 *
 * CURLE_BAD_FUNCTION_ARGUMENT: a name is missing or not fit for a field, a date of the program's is not of `now`'s form.
 * CURLE_URL_MALFORMAT: region or service are neither in `names` nor in `host_name`. Both tell why in `*why`, a text for
 * ever. CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY, digest_of's. Nothing is appended then. */
MUST_USE CURLcode sigv4_write(struct buf *to, const struct sigv4_request *r, const char **why);

#endif
