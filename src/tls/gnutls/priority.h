/* Versions, ciphers, groups and signatures, as GnuTLS' priority string has them. */
#ifndef TLS_GNUTLS_PRIORITY_H
#define TLS_GNUTLS_PRIORITY_H
#include "base/trace.h"
#include "tls/tls_opts.h"
#include <gnutls/gnutls.h>

/* Which string is made of what:
 * - CURLOPT_SSL_CIPHER_LIST(3) is a priority string itself, in GnuTLS' syntax. One that begins with '+', '-' or '!' is
 *   added behind our own; any other replaces it, and of CURLOPT_SSLVERSION(3) only what it forbids counts besides.
 *   Names of OpenSSL's ciphers are not known.
 * - CURLOPT_TLS13_CIPHERS(3): names of suites as RFC 8446, section B.4, has them, with ':' between. GnuTLS has one list of
 *   ciphers for all versions: with TLS 1.2, too, these are the ones in AEAD mode that are used. It cannot be combined with
 *   a string that replaces ours.
 * - CURLOPT_SSL_EC_CURVES(3): names of groups as GnuTLS has them ("SECP256R1", "X25519"), or "P-256", "prime256v1", ….
 * - CURLOPT_SSL_SIGNATURE_ALGORITHMS(3): names as in RFC 8446, section 4.2.3 ("rsa_pss_rsae_sha256"), or as OpenSSL has
 *   them ("ECDSA+SHA256").
 *
 * With text: CURLE_SSL_CIPHER (a string, or a name in it, is not known, or nothing is left), CURLE_SSL_CONNECT_ERROR (a
 * version). CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode priority_set(gnutls_session_t g, const struct tls_opts *opts, struct trace *t);

#endif
