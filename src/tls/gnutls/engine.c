#include "base/mem.h"
#include "tls/gnutls/certs.h"
#include "tls/gnutls/credentials.h"
#include "tls/gnutls/priority.h"
#include "tls/gnutls/session.h"
#include "tls/gnutls/text.h"
#include "tls/key_log.h"
#include "tls/trust.h"
#include <pthread.h>

#define ALPN_MAX   16   /* names */
#define ROUNDS_MAX 1000 /* messages without data of ours that one call takes from a peer */

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

/* RFC 7301, section 3.1. */
static CURLcode offer_protocols(gnutls_session_t g, const char *const *names)
{
  gnutls_datum_t list[ALPN_MAX];
  unsigned count = 0;
  for(; *names; names++) {
    size_t len = strlen(*names);
    if(!len || len > UINT8_MAX || count == ALPN_MAX) return CURLE_SSL_CONNECT_ERROR;
    list[count++] = (gnutls_datum_t){ (unsigned char *)(uintptr_t)*names, (unsigned)len };
  }
  return count && gnutls_alpn_set_protocols(g, list, count, 0) ? CURLE_OUT_OF_MEMORY : CURLE_OK;
}

/* RFC 6066, section 3: no address, and without the dot at its end. */
static CURLcode name_server(gnutls_session_t g, const struct tls_peer *peer)
{
  size_t len = strlen(peer->host);
  if(len && peer->host[len - 1] == '.') len--;
  if(peer->is_address || !len || len > UINT8_MAX) return CURLE_OK;
  return gnutls_server_name_set(g, GNUTLS_NAME_DNS, peer->host, len) ? CURLE_OUT_OF_MEMORY : CURLE_OK;
}

static int log_key(gnutls_session_t g, const char *label, const gnutls_datum_t *secret)
{
  gnutls_datum_t client_random;
  struct buf line = BUF_INIT(1024);
  gnutls_session_get_random(g, &client_random, NULL);
  if(!buf_addf(&line, "%s ", label) && !buf_add_hex(&line, span_of(client_random.data, client_random.size)) &&
     !buf_add_char(&line, ' ') && !buf_add_hex(&line, span_of(secret->data, secret->size)) && !buf_terminate(&line))
    tls_key_log((const char *)line.at);
  buf_free(&line);
  return 0;
}

/* In the middle of the handshake, when the peer has shown who it is. */
static int judge_peer(gnutls_session_t g)
{
  struct tls_session *s = gnutls_session_get_ptr(g);
  s->verdict = verify_peer(s, s->wire.trace);
  return s->verdict ? GNUTLS_E_CERTIFICATE_ERROR : 0;
}

static CURLcode make_session(struct tls_session *s)
{
  unsigned flags = GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL;
  /* the certificate that the program has named is shown, whichever authorities the peer names */
  if(s->opts->cert_file || s->opts->cert_blob) flags |= GNUTLS_POST_HANDSHAKE_AUTH | GNUTLS_FORCE_CLIENT_CERT;
  if(gnutls_init(&s->g, flags)) return CURLE_OUT_OF_MEMORY;
  gnutls_session_set_ptr(s->g, s);
  gnutls_session_set_verify_function(s->g, judge_peer);
  /* GnuTLS would log by itself, but it reads the environment once only */
  if(tls_key_log_is_wanted()) gnutls_session_set_keylog_function(s->g, log_key);
  transport_attach(s);
  gnutls_handshake_set_timeout(s->g, GNUTLS_INDEFINITE_TIMEOUT);
  if(gnutls_certificate_allocate_credentials(&s->credentials) ||
     gnutls_credentials_set(s->g, GNUTLS_CRD_CERTIFICATE, s->credentials))
    return CURLE_OUT_OF_MEMORY;
  return CURLE_OK;
}

static CURLcode prepare(struct tls_session *s, int64_t now_s, struct trace *t)
{
  void *trust;
  if(s->opts->context_fn)
    return trace_fail(t, CURLE_NOT_BUILT_IN, "GnuTLS has no SSL context that a callback could change");
  TRY(make_session(s));
  TRY(priority_set(s->g, s->opts, t));
  TRY(credentials_use(s->credentials, s->opts, t));
  TRY(tls_trust_get(&trust, s->opts, false, now_s, t));
  s->trust = trust;
  TRY(name_server(s->g, s->peer));
  if(s->opts->offers_alpn && s->peer->alpn) TRY(offer_protocols(s->g, s->peer->alpn));
  return resume_prepare(s, now_s);
}

static CURLcode engine_session_new(struct tls_session **ret, const struct tls_opts *opts, const struct tls_peer *peer,
                                   const struct tls_transport *under, int64_t now_s, struct trace *t)
{
  struct tls_session *s = mem_zalloc(sizeof *s);
  if(!s) return CURLE_OUT_OF_MEMORY;
  s->wire = TLS_WIRE_INIT(under);
  s->opts = opts;
  s->peer = peer;
  CURLcode code = prepare(s, now_s, t);
  if(code)
    engine_free(s);
  else
    *ret = s;
  return code;
}

static bool may_go_on(const struct tls_session *s, int error)
{
  return error == GNUTLS_E_AGAIN || error == GNUTLS_E_INTERRUPTED ? !s->is_dry : !gnutls_error_is_fatal(error);
}

static bool must_wait(int error) { return error == GNUTLS_E_AGAIN || error == GNUTLS_E_INTERRUPTED; }

/* Why it cannot go on. After it nothing is said any more but an alert. */
static CURLcode explain(struct tls_session *s, int error, CURLcode otherwise, const char **why)
{
  CURLcode trouble = s->wire.read_trouble ? s->wire.read_trouble : s->wire.write_trouble;
  s->is_broken = true;
  *why = NULL;
  if(trouble) return trouble;
  if(error == GNUTLS_E_PREMATURE_TERMINATION || s->wire.has_ended) {
    *why = "the peer closed the connection without close_notify";
    return otherwise;
  }
  *why = text_of(s->g, error);
  if(error == GNUTLS_E_FATAL_ALERT_RECEIVED)
    return gnutls_alert_get(s->g) == GNUTLS_A_CERTIFICATE_REQUIRED ? CURLE_SSL_CLIENTCERT : otherwise;
  (void)gnutls_alert_send_appropriate(s->g, error);
  return text_code(error, otherwise);
}

/* The transport's errors are the connection's; in a handshake they are its failure, as nothing else had begun. */
static CURLcode fail_handshake(struct tls_session *s, int error, struct trace *t)
{
  const char *why;
  CURLcode code = explain(s, error, CURLE_SSL_CONNECT_ERROR, &why);
  resume_settle(s, false);
  if(s->verdict) return s->verdict;
  if(code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR) code = CURLE_SSL_CONNECT_ERROR;
  return trace_fail(t, code, "TLS handshake with %s: %s", s->peer->host, why ? why : "the connection broke");
}

static CURLcode note_protocol(struct tls_session *s, struct trace *t)
{
  gnutls_datum_t name;
  if(gnutls_alpn_get_selected_protocol(s->g, &name)) return CURLE_OK;
  for(const char *const *p = s->peer->alpn; p && *p; p++) {
    if(!span_equal(span_text(*p), span_of(name.data, name.size))) continue;
    memcpy(s->alpn, name.data, name.size); /* which is as long as a byte tells */
    return CURLE_OK;
  }
  return trace_fail(t, CURLE_SSL_CONNECT_ERROR, "TLS handshake with %s: a protocol that was not offered",
                    s->peer->host);
}

static const char *version_of(gnutls_session_t g)
{
  switch(gnutls_protocol_get_version(g)) {
  case GNUTLS_TLS1_0:
    return "TLSv1";
  case GNUTLS_TLS1_1:
    return "TLSv1.1";
  case GNUTLS_TLS1_2:
    return "TLSv1.2";
  case GNUTLS_TLS1_3:
    return "TLSv1.3";
  default:
    return "unknown";
  }
}

/* Of a session that was resumed GnuTLS has not asked who the peer is. */
static CURLcode finish_handshake(struct tls_session *s, struct trace *t)
{
  s->was_resumed = gnutls_session_is_resumed(s->g) != 0;
  CURLcode code = s->was_resumed ? verify_peer(s, t) : CURLE_OK;
  if(!code) code = note_protocol(s, t);
  resume_settle(s, !code);
  s->is_broken = code;
  if(code) return code;
  trace_text(t, "SSL connection using %s / %s%s", version_of(s->g), gnutls_ciphersuite_get(s->g),
             s->was_resumed ? ", resumed" : "");
  if(*s->alpn) trace_text(t, "ALPN: server accepted %s", s->alpn);
  s->is_open = true;
  s->opts = NULL;
  s->peer = NULL;
  return CURLE_OK;
}

/* Once more, and GnuTLS would begin another one. */
static CURLcode go_on(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  int error = GNUTLS_E_AGAIN;
  if(s->is_agreed) return CURLE_OK;
  s->is_dry = false;
  for(int i = 0; error && i < ROUNDS_MAX && may_go_on(s, error) && !s->wire.write_trouble; i++)
    error = gnutls_handshake(s->g);
  *wants = TLS_WANTS_READ;
  if(!error && !s->wire.write_trouble) s->is_agreed = true;
  if(s->is_agreed) return CURLE_OK;
  return !s->wire.write_trouble && must_wait(error) && s->is_dry ? CURLE_AGAIN : fail_handshake(s, error, t);
}

/* GnuTLS takes what the transport has not taken yet for sent; the peer cannot answer before it is. */
static CURLcode send_flight(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  CURLcode code = s->wire.unsent.len ? tls_wire_flush(&s->wire) : CURLE_OK;
  *wants = TLS_WANTS_WRITE;
  return code && code != CURLE_AGAIN ? fail_handshake(s, GNUTLS_E_PUSH_ERROR, t) : code;
}

static CURLcode engine_handshake(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  if(s->is_open) return CURLE_OK;
  if(s->is_broken) return CURLE_SSL_CONNECT_ERROR;
  s->wire.trace = t;
  TRY(send_flight(s, wants, t));
  CURLcode code = go_on(s, wants, t);
  if(code && code != CURLE_AGAIN) return code;
  if(s->wire.unsent.len) TRY(send_flight(s, wants, t));
  return code ? code : finish_handshake(s, t);
}

static void engine_result(const struct tls_session *s, struct tls_result *ret)
{
  *ret = (struct tls_result){ .alpn = *s->alpn ? s->alpn : NULL,
                              .version = s->is_open ? version_of(s->g) : NULL,
                              .cipher = s->is_open ? gnutls_ciphersuite_get(s->g) : NULL,
                              .verify_result = s->verify_result,
                              .was_resumed = s->was_resumed };
}

static CURLcode fail(struct tls_session *s, int error, CURLcode otherwise, const char *what, struct trace *t)
{
  const char *why;
  CURLcode code = explain(s, error, otherwise, &why);
  return why ? trace_fail(t, code, "%s: %s", what, why) : code;
}

/* What came instead of data. 0: go on. */
static int answer(struct tls_session *s, int event)
{
  if(event == GNUTLS_E_REHANDSHAKE) return gnutls_alert_send(s->g, GNUTLS_AL_WARNING, GNUTLS_A_NO_RENEGOTIATION);
  if(event == GNUTLS_E_REAUTH_REQUEST) s->is_asked_again = true;
  return may_go_on(s, event) ? 0 : event;
}

/* A record's data, as much of it as there is room for; or an error of GnuTLS'. */
static ssize_t receive(struct tls_session *s, void *to, size_t room)
{
  s->is_dry = false;
  for(int i = 0; i < ROUNDS_MAX; i++) {
    if(s->is_asked_again) {
      int error = gnutls_reauth(s->g, 0);
      s->is_asked_again = error && must_wait(error);
      if(error && !may_go_on(s, error)) return error;
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
  if(n < 0 && !must_wait((int)n)) return fail(s, (int)n, CURLE_RECV_ERROR, "TLS read", t);
  if(n >= 0)
    *got = (size_t)n;
  else
    *wants = s->wire.unsent.len ? TLS_WANTS_WRITE : TLS_WANTS_READ;
  return n < 0 ? CURLE_AGAIN : CURLE_OK;
}

/* Seal a record of what is offered. */
static CURLcode seal(struct tls_session *s, struct trace *t, const void *from, size_t len, enum tls_wants *wants)
{
  ssize_t n = gnutls_record_send(s->g, from, len);
  *wants = TLS_WANTS_READ;
  if(n < 0 && must_wait((int)n)) return CURLE_AGAIN; /* a certificate is asked for, and half of it is sent */
  if(n < 0) return fail(s, (int)n, CURLE_SEND_ERROR, "TLS write", t);
  s->sealed = (size_t)n;
  return s->wire.write_trouble;
}

/* Bytes count as sent when the transport has their record: who has sent all waits for an answer, and not for room. Until
 * then the same bytes are offered again, perhaps in another cut. */
static CURLcode engine_write(struct tls_session *s, struct trace *t, const void *from, size_t len, size_t *sent,
                             enum tls_wants *wants)
{
  s->wire.trace = t;
  if(s->is_broken) return trace_fail(t, CURLE_SEND_ERROR, "TLS: the connection is broken");
  CURLcode code = tls_wire_flush(&s->wire);
  if(!code && !s->sealed)
    code = seal(s, t, from, len, wants);
  else if(code == CURLE_AGAIN)
    *wants = TLS_WANTS_WRITE;
  TRY(code);
  if(s->wire.unsent.len) code = tls_wire_flush(&s->wire);
  if(code == CURLE_AGAIN) *wants = TLS_WANTS_WRITE;
  TRY(code);
  *sent = s->sealed < len ? s->sealed : len;
  s->sealed -= *sent;
  return CURLE_OK;
}

static bool engine_has_pending(const struct tls_session *s)
{
  return !s->is_broken && (gnutls_record_check_pending(s->g) > 0 || (s->ahead_len && !s->is_starved));
}

static void engine_close(struct tls_session *s)
{
  if(!s->is_open || s->is_broken || s->wire.write_trouble) return;
  s->wire.trace = NULL;
  (void)gnutls_bye(s->g, GNUTLS_SHUT_WR);
  s->is_broken = true;
}

static CURLcode engine_certs(const struct tls_session *s, struct curl_certinfo *ret) { return certs_append(s->g, ret); }

/* Of both infos' pages: with GnuTLS it is the session. */
static void *engine_native(const struct tls_session *s) { return s->g; }

/* GnuTLS has no engines: what it takes keys from is said in their URIs. */
static CURLcode engine_check_provider(const char *engine) { return CURLE_NOT_BUILT_IN; }

const struct tls_engine tls_engine = {
  .name = "gnutls",
  .id = CURLSSLBACKEND_GNUTLS,
  .version = engine_version,
  .ca_path = engine_ca_path,
  .check_provider = engine_check_provider,
  .session_new = engine_session_new,
  .handshake = engine_handshake,
  .result = engine_result,
  .read = engine_read,
  .write = engine_write,
  .has_pending = engine_has_pending,
  .close = engine_close,
  .free = engine_free,
  .certs = engine_certs,
  .native = engine_native,
  .native_context = engine_native,
};
