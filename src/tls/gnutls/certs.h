/* CURLINFO_CERTINFO(3): what is said in a chain, as text. */
#ifndef TLS_GNUTLS_CERTS_H
#define TLS_GNUTLS_CERTS_H
#include "base/trace.h"
#include <gnutls/x509.h>

/* As tls_engine.certs. */
MUST_USE CURLcode certs_append(gnutls_session_t g, struct curl_certinfo *ret);
void certs_tell(gnutls_x509_crt_t c, struct trace *t); /* to who listens */

#endif
