/* The status that a peer has stapled to its handshake (RFC 6066, section 8; RFC 6960): CURLOPT_SSL_VERIFYSTATUS(3). */
#ifndef TLS_GNUTLS_STATUS_H
#define TLS_GNUTLS_STATUS_H
#include "tls/gnutls/chain.h"

/* CURLE_SSL_INVALIDCERTSTATUS with text. */
MUST_USE CURLcode status_check(gnutls_session_t g, struct chain *c, const struct trust *trusted, struct trace *t);

#endif
