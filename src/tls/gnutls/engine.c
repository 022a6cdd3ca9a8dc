#include "base/mem.h"
#include "tls/gnutls/certs.h"
#include "tls/gnutls/session.h"
#include "tls/trust.h"
#include <pthread.h>

static char version_text[48];

static void make_version(void) { snprintf(version_text, sizeof version_text, "GnuTLS/%s", gnutls_check_version(NULL)); }

static const char *engine_version(void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make_version);
  return version_text;
}

/* GnuTLS reads the bundle that stands in it, and does not tell its path. */
static const char *engine_ca_path(void) { return "/etc/ssl/certs"; }

static void engine_free(struct tls_session *s)
{
  if(!s) return;
  if(s->g) gnutls_deinit(s->g);
  if(s->credentials) gnutls_certificate_free_credentials(s->credentials);
  if(s->trust) tls_trust_ops.unref(s->trust);
  tls_tickets_unref(s->tickets);
  transport_free(s);
  tls_wire_free(&s->wire);
  mem_free(s);
}

static CURLcode engine_session_new(struct tls_session **ret, const struct tls_opts *opts, const struct tls_peer *peer,
                                   const struct tls_transport *under, int64_t now_s, struct trace *t)
{
  struct tls_session *s = mem_zalloc(sizeof *s);
  if(!s) return CURLE_OUT_OF_MEMORY;
  s->wire = TLS_WIRE_INIT(under);
  s->opts = opts;
  s->peer = peer;
  CURLcode code = session_prepare(s, now_s, t);
  if(code)
    engine_free(s);
  else
    *ret = s;
  return code;
}

static void engine_result(const struct tls_session *s, struct tls_result *ret)
{
  *ret = (struct tls_result){ .alpn = *s->alpn ? s->alpn : NULL,
                              .version = s->is_open ? session_version(s->g) : NULL,
                              .cipher = s->is_open ? gnutls_ciphersuite_get(s->g) : NULL,
                              .verify_result = s->verify_result,
                              .was_resumed = s->was_resumed };
}

static CURLcode fail(struct tls_session *s, int error, CURLcode otherwise, const char *what, struct trace *t)
{
  const char *why;
  CURLcode code = session_explain(s, error, otherwise, &why);
  return why ? trace_fail(t, code, "%s: %s", what, why) : code;
}

/* What came instead of data. 0: go on. */
static int answer(struct tls_session *s, int event)
{
  if(event == GNUTLS_E_REHANDSHAKE) return gnutls_alert_send(s->g, GNUTLS_AL_WARNING, GNUTLS_A_NO_RENEGOTIATION);
  if(event == GNUTLS_E_REAUTH_REQUEST) s->is_asked_again = true;
  return session_may_go_on(s, event) ? 0 : event;
}

/* A record's data, as much of it as there is room for; or an error of GnuTLS'. */
static ssize_t receive(struct tls_session *s, void *to, size_t room)
{
  s->is_dry = false;
  for(int i = 0; i < SESSION_ROUNDS_MAX; i++) {
    if(s->is_asked_again) {
      int error = gnutls_reauth(s->g, 0);
      s->is_asked_again = error && session_must_wait(error);
      if(error && !session_may_go_on(s, error)) return error;
      continue;
    }
    ssize_t n = gnutls_record_recv(s->g, to, room);
    resume_look(s);
    if(n >= 0) return n;
    int error = answer(s, (int)n);
    if(error) return error;
  }
  return GNUTLS_E_TOO_MANY_HANDSHAKE_PACKETS;
}

/* What is kept of an answer to the peer's change of keys goes out beside; reading does not wait for it. */
static CURLcode engine_read(struct tls_session *s, struct trace *t, void *to, size_t room, size_t *got,
                            enum tls_wants *wants)
{
  s->wire.trace = t;
  if(s->is_broken) return trace_fail(t, CURLE_RECV_ERROR, "TLS: the connection is broken");
  if(s->wire.unsent.len && tls_wire_flush(&s->wire) == CURLE_OUT_OF_MEMORY) return CURLE_OUT_OF_MEMORY;
  ssize_t n = receive(s, to, room);
  s->is_starved = n < 0;
  if(n > 0) s->absorbed = 0;
  if(n < 0 && !session_must_wait((int)n)) return fail(s, (int)n, CURLE_RECV_ERROR, "TLS read", t);
  if(n >= 0)
    *got = (size_t)n;
  else
    *wants = s->wire.unsent.len ? TLS_WANTS_WRITE : TLS_WANTS_READ;
  return n < 0 ? CURLE_AGAIN : CURLE_OK;
}

#define ABSORBED_MAX 16 /* a peer that goes on like that is not worth it */

/* Data would be lost, but it ends the connection anyway. */
static bool engine_absorb(struct tls_session *s)
{
  char byte;
  size_t got;
  enum tls_wants wants = TLS_WANTS_WRITE;
  if(!s->is_open || s->is_broken || s->absorbed++ == ABSORBED_MAX) return false;
  return engine_read(s, NULL, &byte, sizeof byte, &got, &wants) == CURLE_AGAIN && wants == TLS_WANTS_READ;
}

static CURLcode seal(struct tls_session *s, struct span bytes, size_t *sealed, enum tls_wants *wants)
{
  ssize_t n = gnutls_record_send(s->g, bytes.at, bytes.len);
  *wants = TLS_WANTS_READ;
  if(n < 0 && session_must_wait((int)n)) return CURLE_AGAIN; /* a certificate is asked for, and half of it is sent */
  if(n < 0) return fail(s, (int)n, CURLE_SEND_ERROR, "TLS write", s->wire.trace);
  *sealed = (size_t)n;
  return s->wire.write_trouble;
}

static CURLcode engine_write(struct tls_session *s, struct trace *t, const void *from, size_t len, size_t *sent,
                             enum tls_wants *wants)
{
  s->wire.trace = t;
  if(s->is_broken) return trace_fail(t, CURLE_SEND_ERROR, "TLS: the connection is broken");
  return tls_wire_write(&s->wire, s, seal, span_of(from, len), sent, wants);
}

static bool engine_has_pending(const struct tls_session *s)
{
  return !s->is_broken && (gnutls_record_check_pending(s->g) > 0 || (s->ahead_len && !s->is_starved));
}

static CURLcode engine_close(struct tls_session *s, struct trace *t)
{
  s->wire.trace = t;
  if(!s->is_open || s->is_broken) return trace_fail(t, CURLE_SSL_SHUTDOWN_FAILED, "TLS: the connection is broken");
  TRY(tls_wire_flush(&s->wire));
  if(s->said_goodbye) return CURLE_OK;
  int error = gnutls_bye(s->g, GNUTLS_SHUT_WR);
  if(error) return fail(s, error, CURLE_SSL_SHUTDOWN_FAILED, "TLS close", t);
  s->said_goodbye = true;
  return tls_wire_flush(&s->wire);
}

static bool engine_has_rest(const struct tls_session *s) { return s->ahead_len || s->wire.unsent.len; }

static CURLcode engine_certs(const struct tls_session *s, struct curl_certinfo *ret) { return certs_append(s->g, ret); }

/* Of both infos' pages: with GnuTLS it is the session. */
static void *engine_native(const struct tls_session *s) { return s->g; }

const struct tls_engine tls_engine = {
  .name = "gnutls",
  .id = CURLSSLBACKEND_GNUTLS,
  .version = engine_version,
  .ca_path = engine_ca_path,
  .session_new = engine_session_new,
  .handshake = handshake_go_on,
  .result = engine_result,
  .absorb = engine_absorb,
  .read = engine_read,
  .write = engine_write,
  .has_pending = engine_has_pending,
  .close = engine_close,
  .has_rest = engine_has_rest,
  .free = engine_free,
  .certs = engine_certs,
  .native = engine_native,
  .native_context = engine_native,
};
