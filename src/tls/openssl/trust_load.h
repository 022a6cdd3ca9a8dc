/* Parse the certificates and revocation lists that a program has named. */
#ifndef TLS_OPENSSL_TRUST_LOAD_H
#define TLS_OPENSSL_TRUST_LOAD_H
#include "base/trace.h"
#include "tls/tls_opts.h"
#include <openssl/x509.h>

/* As trust_get, but strict whether peers are verified or not. */
MUST_USE CURLcode trust_load(X509_STORE **ret, const struct tls_opts *opts, struct trace *t);
/* OpenSSL's own places count: those it was built with, or that its environment variables name. */
bool trust_uses_system(const struct tls_opts *opts);

/* One certificate, in PEM, for CURLOPT_ISSUERCERT(3). NULL: there is none. */
X509 *trust_load_issuer(const struct tls_opts *opts);

#endif
