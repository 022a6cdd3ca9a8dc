#include "tls/gnutls/session.h"

/* In the middle of the handshake, when the peer has shown who it is. */
int handshake_judge_peer(gnutls_session_t g)
{
  struct tls_session *s = gnutls_session_get_ptr(g);
  s->is_judged = true;
  s->verdict = verify_peer(s, s->wire.trace);
  return s->verdict ? GNUTLS_E_CERTIFICATE_ERROR : 0;
}

/* The transport's errors are the connection's; in a handshake they are its failure, as nothing else had begun. */
static CURLcode fail_handshake(struct tls_session *s, int error, struct trace *t)
{
  const char *why;
  CURLcode code = session_explain(s, error, CURLE_SSL_CONNECT_ERROR, &why);
  resume_settle(s, false);
  if(s->verdict) return s->verdict;
  if(error == GNUTLS_E_KEY_USAGE_VIOLATION && why) /* GnuTLS has seen it before anybody was asked */
    return verify_refuse(s, why, t);
  if(code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR) code = CURLE_SSL_CONNECT_ERROR;
  return trace_fail(t, code, "TLS handshake with %s: %s", s->peer->host, why ? why : "the connection broke");
}

static CURLcode note_protocol(struct tls_session *s, struct trace *t)
{
  gnutls_datum_t name = { 0 };
  if(gnutls_alpn_get_selected_protocol(s->g, &name)) return CURLE_OK;
  return tls_alpn_keep(s->alpn, span_of(name.data, name.size), s->peer, t);
}

/* Of a session that was resumed GnuTLS has not asked who the peer is, nor of a peer that shows no certificate. */
static CURLcode finish_handshake(struct tls_session *s, struct trace *t)
{
  s->was_resumed = gnutls_session_is_resumed(s->g) != 0;
  CURLcode code = s->is_judged ? CURLE_OK : verify_peer(s, t);
  if(!code) code = note_protocol(s, t);
  resume_settle(s, !code);
  s->is_broken = code;
  if(code) return code;
  trace_text(t, "SSL connection using %s / %s%s", session_version(s->g), gnutls_ciphersuite_get(s->g),
             s->was_resumed ? ", resumed" : "");
  if(*s->alpn) trace_text(t, "ALPN: server accepted %s", s->alpn);
  s->is_open = true;
  s->opts = NULL;
  s->peer = NULL;
  return CURLE_OK;
}

/* Once more, and GnuTLS would begin another one. */
static CURLcode agree(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  int error = GNUTLS_E_AGAIN;
  if(s->is_agreed) return CURLE_OK;
  s->is_dry = false;
  for(int i = 0; error && i < SESSION_ROUNDS_MAX && session_may_go_on(s, error) && !s->wire.write_trouble; i++)
    error = gnutls_handshake(s->g);
  *wants = TLS_WANTS_READ;
  if(!error && !s->wire.write_trouble) s->is_agreed = true;
  if(s->is_agreed) return CURLE_OK;
  return !s->wire.write_trouble && session_must_wait(error) && s->is_dry ? CURLE_AGAIN : fail_handshake(s, error, t);
}

/* GnuTLS takes what the transport has not taken yet for sent; the peer cannot answer before it is. */
static CURLcode send_flight(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  CURLcode code = s->wire.unsent.len ? tls_wire_flush(&s->wire) : CURLE_OK;
  *wants = TLS_WANTS_WRITE;
  return code && code != CURLE_AGAIN ? fail_handshake(s, GNUTLS_E_PUSH_ERROR, t) : code;
}

CURLcode handshake_go_on(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  if(s->is_open) return CURLE_OK;
  if(s->is_broken) return CURLE_SSL_CONNECT_ERROR;
  s->wire.trace = t;
  TRY(send_flight(s, wants, t));
  CURLcode code = agree(s, wants, t);
  if(code && code != CURLE_AGAIN) return code;
  if(s->wire.unsent.len) TRY(send_flight(s, wants, t));
  return code ? code : finish_handshake(s, t);
}
