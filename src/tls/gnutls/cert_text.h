/* Parts of a certificate as text, in the forms that OpenSSL has for them, because programs read those elsewhere. */
#ifndef TLS_GNUTLS_CERT_TEXT_H
#define TLS_GNUTLS_CERT_TEXT_H
#include "base/buf.h"
#include <gnutls/x509.h>

/* Each appends to `to`; what cannot be read is left out. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE. */
typedef CURLcode (*cert_text_fn)(struct buf *to, gnutls_x509_crt_t c);
MUST_USE CURLcode cert_text_subject(struct buf *to, gnutls_x509_crt_t c);
MUST_USE CURLcode cert_text_issuer(struct buf *to, gnutls_x509_crt_t c);
MUST_USE CURLcode cert_text_start(struct buf *to, gnutls_x509_crt_t c);
MUST_USE CURLcode cert_text_end(struct buf *to, gnutls_x509_crt_t c);
MUST_USE CURLcode cert_text_names(struct buf *to, gnutls_x509_crt_t c); /* of the extension */

#endif
