/* A session of GnuTLS', for the files of this folder. */
#ifndef TLS_GNUTLS_SESSION_H
#define TLS_GNUTLS_SESSION_H
#include "tls/alpn.h"
#include "tls/gnutls/trust_load.h"
#include "tls/key.h"
#include "tls/wire.h"
#include <gnutls/gnutls.h>

struct tls_session {
  gnutls_session_t g;
  gnutls_certificate_credentials_t credentials;
  struct trust *trust; /* a reference */

  struct tls_wire wire;
  uint8_t *ahead; /* what the transport gave and GnuTLS has not asked for yet; NULL: no room is made for it */
  size_t ahead_at, ahead_len;
  bool is_dry; /* the transport had nothing when it was last asked */

  /* of the handshake, and moot afterwards */
  const struct tls_opts *opts;
  const struct tls_peer *peer;
  bool is_judged;   /* it has been looked at who the peer is */
  CURLcode verdict; /* of that, with its text told */

  /* what came of it */
  bool is_agreed;  /* GnuTLS' handshake is done, and what it has said last may still be unsent */
  bool is_open;    /* the handshake is done, and the peer is who it has to be */
  bool is_broken;  /* nothing can be said any more, not even goodbye */
  bool is_starved; /* what has been read ahead is no whole record */
  bool said_goodbye;
  bool is_asked_again; /* the peer wants the client's certificate, and has not got it yet */
  unsigned absorbed;   /* times that something came while nobody used it, since the last data */
  bool was_resumed;
  long verify_result;
  char alpn[TLS_ALPN_ROOM]; /* "": none */

  /* tickets */
  struct tls_tickets *tickets; /* a reference, or NULL: none are kept */
  struct tls_ticket_owner owner;
  char where[TICKET_WHERE_MAX]; /* what `owner` points to */
  bool shows_client;            /* the client has a certificate */
  bool has_new_ticket;
};

#define SESSION_ROUNDS_MAX 1000 /* messages without data of ours that one call takes from a peer */

/* prepare.c: all that comes before the handshake. Codes, with text, as tls_engine.session_new. */
MUST_USE CURLcode session_prepare(struct tls_session *s, int64_t now_s, struct trace *t);

/* handshake.c: tls_engine.handshake, and what GnuTLS calls in the middle of it, when the peer has shown who it is. */
MUST_USE CURLcode handshake_go_on(struct tls_session *s, enum tls_wants *wants, struct trace *t);
int handshake_judge_peer(gnutls_session_t g);

/* outcome.c: after such an error the same call may be made again at once; or when the transport has something. */
bool session_may_go_on(const struct tls_session *s, int error);
bool session_must_wait(int error);
/* Why it cannot go on; `*why` NULL: somebody has told it. Afterwards nothing is said to the peer any more but an alert. */
MUST_USE CURLcode session_explain(struct tls_session *s, int error, CURLcode otherwise, const char **why);
const char *session_version(gnutls_session_t g); /* as tls_result has it */

/* transport.c: what GnuTLS reads from and writes to. */
void transport_attach(struct tls_session *s);
void transport_free(struct tls_session *s);

/* verify.c: is the peer who it has to be? Codes, with text, as tls_engine.handshake. */
MUST_USE CURLcode verify_peer(struct tls_session *s, struct trace *t);
/* It is not: CURLE_PEER_FAILED_VERIFICATION, with text. */
CURLcode verify_refuse(const struct tls_session *s, const char *why, struct trace *t);

/* resume.c: sessions that are gone on with. */
MUST_USE CURLcode resume_prepare(struct tls_session *s, int64_t now_s);
/* The peer is, or is not, who it has to be. */
void resume_settle(struct tls_session *s, bool is_verified);
/* After each read: has a ticket come? */
void resume_look(struct tls_session *s);

#endif
