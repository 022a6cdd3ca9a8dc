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
  bool is_open;         /* the handshake is done, and the peer is who it has to be */
  bool is_broken;       /* nothing can be said any more, not even goodbye */
  bool is_reached_into; /* the program has callbacks of its own in there */
  unsigned absorbed;    /* times that something came while nobody used it, since the last data */
  bool reads_once;      /* the transport is read one more time at most, */
  bool is_read_out;     /* and that was done */
  bool is_starved;      /* what OpenSSL has buffered is no whole record */
  bool was_resumed;
  long verify_result;
  char alpn[TLS_ALPN_ROOM]; /* "": none */

  /* tickets */
  struct tls_tickets *tickets; /* a reference, or NULL: none are kept */
  struct tls_ticket_owner owner;
  char where[TICKET_WHERE_MAX];      /* what `owner` points to */
  bool shows_client;                 /* the client has a certificate */
  bool wants_certs;                  /* the peer's chain is kept with them */
  struct stack_st_X509 *known_chain; /* came so with the one that is offered */
  SSL_SESSION *premature;            /* a ticket that came before the peer was found to be who it has to be */

  /* early data: see early.c */
  struct {
    size_t room;         /* of what can be sent so; 0: nothing */
    uint8_t *bytes;      /* what is or was, until it is known whether the peer has taken it; NULL: nothing */
    size_t len;          /* of them */
    bool is_sealed;      /* in a record, on its way */
    size_t untold;       /* of them: not told of as sent */
    size_t again;        /* of them: sent once more already */
    const char *alpn;    /* what they are spoken in */
    curl_off_t in_total; /* as tls_result.early */
  } early;
};

/* transport.c: the BIO under a session. */
MUST_USE BIO *transport_bio(struct tls_session *s); /* NULL: out of memory */
struct tls_session *transport_session(const SSL *ssl);

/* verify.c: is the peer who it has to be? Codes, with text, as tls_engine.handshake. */
MUST_USE CURLcode verify_peer(struct tls_session *s, struct trace *t);
/* It is not, by `verify_result`: CURLE_PEER_FAILED_VERIFICATION, with text. */
CURLcode verify_refuse_chain(const struct tls_session *s, struct trace *t);

/* status.c: the same for CURLOPT_SSL_VERIFYSTATUS(3). CURLE_SSL_INVALIDCERTSTATUS with text. */
MUST_USE CURLcode verify_status(const SSL *ssl, X509 *leaf, bool allows_partial_chain, struct trace *t);

/* resume.c: sessions that are gone on with. */
MUST_USE CURLcode resume_prepare(struct tls_session *s, int64_t now_s);
/* The peer is, or is not, who it has to be. */
void resume_settle(struct tls_session *s, bool is_verified);
/* As the peer has sent it, in this session or that which it goes on with; NULL: not at all. */
struct stack_st_X509 *resume_chain(const struct tls_session *s);

/* verify.c: would a session with this ticket be one with whom it has to be? */
bool verify_ticket(struct tls_session *s, const SSL_SESSION *ticket);

/* early.c: data that goes out with the first flight. */
/* May there be any with this ticket, which is offered? */
void early_prepare(struct tls_session *s, const SSL_SESSION *ticket);
/* Keep what is going to be sent, unless that was done. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode early_take(struct tls_session *s, const void *from, size_t len);
/* Send what is kept; returns what OpenSSL does. */
int early_seal(struct tls_session *s);
/* How much of `len` bytes that are offered is sent by now. */
size_t early_tell(struct tls_session *s, size_t len);
/* The handshake is done: what the peer has not taken stays in `early.bytes`. CURLE_SSL_CONNECT_ERROR with text: it has
 * chosen another protocol than that was spoken in. */
MUST_USE CURLcode early_settle(struct tls_session *s, struct trace *t);
void early_drop(struct tls_session *s);

/* certs.c */
MUST_USE CURLcode certs_append(struct stack_st_X509 *chain, struct curl_certinfo *ret); /* NULL is legal */
void certs_tell(X509 *c, struct trace *t); /* to who listens; NULL is legal */

#endif
