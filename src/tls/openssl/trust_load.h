/* Certificates that a program has named; the store of them is tls/trust.h's. */
#ifndef TLS_OPENSSL_TRUST_LOAD_H
#define TLS_OPENSSL_TRUST_LOAD_H
#include "tls/tls_opts.h"
#include <openssl/x509.h>

/* One certificate, in PEM, for CURLOPT_ISSUERCERT(3). NULL: there is none. */
X509 *trust_load_issuer(const struct tls_opts *opts);

#endif
