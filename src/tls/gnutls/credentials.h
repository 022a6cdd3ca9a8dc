/* A client's certificate and key: CURLOPT_SSLCERT(3), CURLOPT_SSLKEY(3) and their kin. */
#ifndef TLS_GNUTLS_CREDENTIALS_H
#define TLS_GNUTLS_CREDENTIALS_H
#include "base/trace.h"
#include "tls/tls_opts.h"
#include <gnutls/gnutls.h>

/* Give `to` what `opts` names; nothing is named: nothing is done. With text: CURLE_SSL_CERTPROBLEM,
 * CURLE_SSL_ENGINE_NOTFOUND, CURLE_BAD_FUNCTION_ARGUMENT (an unknown type). CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode credentials_use(gnutls_certificate_credentials_t to, const struct tls_opts *opts, struct trace *t);

#endif
