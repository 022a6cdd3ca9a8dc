/* The names in a certificate. */
#ifndef TLS_GNUTLS_NAMES_H
#define TLS_GNUTLS_NAMES_H
#include "tls/tls.h"
#include <gnutls/x509.h>

bool names_have(gnutls_x509_crt_t leaf, const struct tls_peer *peer);

#endif
