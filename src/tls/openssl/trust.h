/* The certificates that peers are verified by. Parsing a system's bundle costs far more than a handshake, so it is done
 * once for each set of settings in a process, and what comes of it is shared by all threads and never changed. */
#ifndef TLS_OPENSSL_TRUST_H
#define TLS_OPENSSL_TRUST_H
#include "base/trace.h"
#include "tls/tls_opts.h"
#include <openssl/x509.h>

/* A store that is the caller's reference. `is_own`: one that nobody else has, since a program is going to change it.
 * With text, but only where peers are verified: CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode trust_get(X509_STORE **ret, const struct tls_opts *opts, bool is_own, int64_t now_s, struct trace *t);

#endif
