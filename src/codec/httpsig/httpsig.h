/* HTTP message signatures (RFC 9421): the header lines that sign a request.
 *
 * vocabulary: what is signed are *components* of the message, fields or what is derived from its first line; they are
 * written into a text, the signature base, whose last line are the *parameters* of the signature.
 */
#ifndef CODEC_HTTPSIG_HTTPSIG_H
#define CODEC_HTTPSIG_HTTPSIG_H
#include "base/buf.h"
#include "base/field.h"

/* The request, as its recipient sees it. */
struct httpsig_message {
  struct span method;
  struct span authority; /* the value of Host */
  uint16_t default_port; /* of the scheme: it is not signed */
  struct span path;
  struct span query; /* without its '?'; no place (`at` is NULL): there is none */
  const struct field *fields;
  size_t field_count;
};

struct httpsig_params {
  /* What to sign, separated by spaces: "method", "authority", "path", "query", and fields with a colon behind their name.
   * NULL or empty: the first three, and the query if there is one. */
  const char *components;
  int64_t created; /* seconds since 1970 */
  const char *key_id;
  const char *algorithm; /* to be told: a registered name; NULL: none is told */
};

#define HTTPSIG_COMPONENTS_MAX 16

/* Append the parameters, or the signature base. CURLE_BAD_FUNCTION_ARGUMENT: more than HTTPSIG_COMPONENTS_MAX components,
 * one twice, an unknown one, a field that is not there or holds a line break, a key id that is not printable ASCII; `*why`
 * tells, a text for ever. CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode httpsig_params_write(struct buf *to, const struct httpsig_message *m, const struct httpsig_params *p,
                                       const char **why);
MUST_USE CURLcode httpsig_base_write(struct buf *to, const struct httpsig_message *m, const struct httpsig_params *p,
                                     const char **why);

/* What CURLOPT_HTTPSIG_ALGORITHM(3) and its companions have been set to. */
struct httpsig_signer {
  long algorithm;  /* CURLHTTPSIG_* */
  const char *key; /* in hexadecimal: a private key of Ed25519, or the secret; NULL, as the next: none is set */
  const char *key_id;
  const char *components; /* as above */
};

/* Append "Signature-Input" and "Signature". As above; CURLE_BAD_FUNCTION_ARGUMENT also where algorithm, key or id are
 * missing and for a key that is unfit. CURLE_NOT_BUILT_IN: the TLS library does not have the algorithm. Nothing is appended
 * then. */
MUST_USE CURLcode httpsig_write(struct buf *to, const struct httpsig_message *m, const struct httpsig_signer *s,
                                int64_t created, const char **why);

#endif
