/* A session of OpenSSL's, for the files of this folder. */
#ifndef TLS_OPENSSL_SESSION_H
#define TLS_OPENSSL_SESSION_H
#include "tls/alpn.h"
#include "tls/key.h"
#include "tls/openssl/provider.h"
#include "tls/wire.h"
#include <openssl/ssl.h>

struct tls_session {
  OSSL_PROVIDER *provider; /* NULL: none but those in use anyway */
  SSL_CTX *context;
  SSL *ssl;
  struct tls_wire wire;

  /* of the handshake, and moot afterwards */
  const struct tls_opts *opts;
  const struct tls_peer *peer;

  /* what came of it */
  bool is_open;    /* the handshake is done, and the peer is who it has to be */
  bool is_broken;  /* nothing can be said any more, not even goodbye */
  bool is_starved; /* what OpenSSL has buffered is no whole record */
  bool was_resumed;
  long verify_result;
  char alpn[TLS_ALPN_ROOM]; /* "": none */

  /* tickets */
  struct tls_tickets *tickets; /* a reference, or NULL: none are kept */
  uint8_t key[TLS_KEY_LEN];
  SSL_SESSION *early; /* a ticket that came before the peer was found to be who it has to be */
};

/* transport.c: the BIO under a session. */
MUST_USE BIO *transport_bio(struct tls_session *s); /* NULL: out of memory */
struct tls_session *transport_session(const SSL *ssl);

/* verify.c: is the peer who it has to be? Codes, with text, as tls_engine.handshake. */
MUST_USE CURLcode verify_peer(struct tls_session *s, struct trace *t);

/* status.c: the same for CURLOPT_SSL_VERIFYSTATUS(3). CURLE_SSL_INVALIDCERTSTATUS with text. */
MUST_USE CURLcode verify_status(const SSL *ssl, X509 *leaf, bool allows_partial_chain, struct trace *t);

/* resume.c: sessions that are gone on with. */
MUST_USE CURLcode resume_prepare(struct tls_session *s, int64_t now_s);
/* The peer is, or is not, who it has to be. */
void resume_settle(struct tls_session *s, bool is_verified);

/* certs.c */
MUST_USE CURLcode certs_append(const SSL *ssl, struct curl_certinfo *ret);
void certs_tell(X509 *c, struct trace *t); /* to who listens; NULL is legal */

#endif
