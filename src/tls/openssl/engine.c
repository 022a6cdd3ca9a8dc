#include "base/mem.h"
#include "os/environment.h"
#include "tls/openssl/context.h"
#include "tls/openssl/session.h"
#include "tls/openssl/text.h"
#include <openssl/err.h>

#define ALPN_MAX 256 /* bytes of all names, each with its length */

static char version_text[48];

static void make_version(void)
{
  snprintf(version_text, sizeof version_text, "OpenSSL/%s", OpenSSL_version(OPENSSL_VERSION_STRING));
}

static const char *engine_version(void)
{
  static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
  return CRYPTO_THREAD_run_once(&once, make_version) ? version_text : "OpenSSL";
}

static const char *engine_ca_path(void)
{
  const char *path = environment_get(X509_get_default_cert_dir_env());
  return path ? path : X509_get_default_cert_dir();
}

static void engine_free(struct tls_session *s)
{
  if(!s) return;
  SSL_free(s->ssl);
  SSL_CTX_free(s->context);
  provider_unload(s->provider); /* what is its own has gone */
  SSL_SESSION_free(s->premature);
  sk_X509_pop_free(s->known_chain, X509_free);
  early_drop(s);
  tls_tickets_unref(s->tickets);
  tls_wire_free(&s->wire);
  mem_free(s);
}

/* RFC 7301, section 3.1. */
static CURLcode offer_protocols(SSL *ssl, const char *const *names)
{
  uint8_t list[ALPN_MAX];
  unsigned used = 0;
  for(; *names; names++) {
    size_t len = strlen(*names);
    if(!len || len > UINT8_MAX || used + 1 + len > sizeof list) return CURLE_SSL_CONNECT_ERROR;
    list[used++] = (uint8_t)len;
    memcpy(list + used, *names, len);
    used += (unsigned)len;
  }
  return used && SSL_set_alpn_protos(ssl, list, used) ? CURLE_OUT_OF_MEMORY : CURLE_OK;
}

/* RFC 6066, section 3: no address, and without the dot at its end. */
static CURLcode name_server(SSL *ssl, const struct tls_peer *peer)
{
  char name[TLSEXT_MAXLEN_host_name + 1];
  size_t len = strlen(peer->host);
  if(peer->is_address || !len || len >= sizeof name) return CURLE_OK;
  memcpy(name, peer->host, len + 1);
  if(name[len - 1] == '.') name[len - 1] = '\0';
  return !*name || SSL_set_tlsext_host_name(ssl, name) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static CURLcode engine_check_provider(const char *engine)
{
  OSSL_PROVIDER *p;
  CURLcode code = provider_load(&p, engine);
  provider_unload(p);
  return code;
}

static CURLcode load_provider(struct tls_session *s, struct trace *t)
{
  CURLcode code = provider_load(&s->provider, s->opts->engine);
  return code ? trace_fail(t, code, "The provider %s cannot be used", s->opts->engine) : CURLE_OK;
}

static CURLcode prepare(struct tls_session *s, int64_t now_s, struct trace *t)
{
  TRY(load_provider(s, t));
  TRY(context_new(&s->context, s->opts, now_s, t));
  TRY(context_offer(s->context, s->opts, t));
  s->is_reached_into = s->opts->context_fn;
  s->ssl = SSL_new(s->context);
  BIO *bio = s->ssl ? transport_bio(s) : NULL;
  if(!bio) return CURLE_OUT_OF_MEMORY;
  SSL_set_bio(s->ssl, bio, bio);
  SSL_set_connect_state(s->ssl);
  TRY(name_server(s->ssl, s->peer));
  if(s->opts->offers_alpn && s->peer->alpn) TRY(offer_protocols(s->ssl, s->peer->alpn));
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
  ERR_clear_error(); /* what was tried in vain stands in this thread's queue, which the program has, too */
  if(code)
    engine_free(s);
  else
    *ret = s;
  return code;
}

/* What OpenSSL wants, or why it cannot go on. */
struct outcome {
  CURLcode code; /* CURLE_OK: the peer has said goodbye */
  enum tls_wants wants;
  char why[TEXT_MAX]; /* "": somebody has told it */
};

static bool is_reason(unsigned long error, int reason)
{
  return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == reason;
}

/* After a write that the transport has refused, what the peer has said before can still be read. */
static void explain_failure(struct tls_session *s, CURLcode otherwise, struct outcome *o)
{
  unsigned long error = ERR_peek_last_error();
  CURLcode trouble = s->wire.read_trouble ? s->wire.read_trouble : s->wire.write_trouble;
  s->is_broken = error || s->wire.read_trouble || !s->wire.write_trouble;
  o->code = otherwise;
  if(!error && trouble) {
    o->code = trouble;
  } else if(is_reason(error, SSL_R_UNEXPECTED_EOF_WHILE_READING) || (!error && s->wire.has_ended)) {
    snprintf(o->why, sizeof o->why, "the peer closed the connection without close_notify");
    ERR_clear_error();
  } else {
    if(ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE) o->code = CURLE_OUT_OF_MEMORY;
    if(is_reason(error, SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED)) o->code = CURLE_SSL_CLIENTCERT;
    if(is_reason(error, SSL_R_CERTIFICATE_VERIFY_FAILED)) o->code = CURLE_PEER_FAILED_VERIFICATION;
    text_of_errors(o->why);
  }
}

static struct outcome outcome_of(struct tls_session *s, int returned, CURLcode otherwise)
{
  struct outcome o = { .code = CURLE_AGAIN, .wants = TLS_WANTS_READ };
  switch(SSL_get_error(s->ssl, returned)) {
  case SSL_ERROR_WANT_READ:
    break;
  case SSL_ERROR_WANT_WRITE:
    o.wants = TLS_WANTS_WRITE;
    break;
  case SSL_ERROR_ZERO_RETURN:
    o.code = CURLE_OK;
    break;
  case SSL_ERROR_WANT_RETRY_VERIFY: /* SSL_set_retry_verify, of a program that has reached in */
    o.wants = TLS_WANTS_PROGRAM;
    break;
  default:
    explain_failure(s, otherwise, &o);
    break;
  }
  return o;
}

/* The transport's errors are the connection's; in a handshake they are its failure, as nothing else had begun. */
static CURLcode fail_handshake(struct tls_session *s, const struct outcome *o, struct trace *t)
{
  CURLcode code = o->code;
  s->is_broken = true;
  resume_settle(s, false);
  s->verify_result = SSL_get_verify_result(s->ssl);
  if(code == CURLE_PEER_FAILED_VERIFICATION) return verify_refuse_chain(s, t);
  if(code == CURLE_OK) code = CURLE_SSL_CONNECT_ERROR;
  if(code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR) code = CURLE_SSL_CONNECT_ERROR;
  return trace_fail(t, code, "TLS handshake with %s: %s", s->peer->host, *o->why ? o->why : "the connection broke");
}

static CURLcode note_protocol(struct tls_session *s, struct trace *t)
{
  const unsigned char *name;
  unsigned len;
  SSL_get0_alpn_selected(s->ssl, &name, &len);
  return tls_alpn_keep(s->alpn, span_of(name, len), s->peer, t);
}

static CURLcode finish_handshake(struct tls_session *s, struct trace *t)
{
  s->was_resumed = SSL_session_reused(s->ssl);
  s->verify_result = SSL_get_verify_result(s->ssl);
  CURLcode code = verify_peer(s, t);
  if(!code) code = note_protocol(s, t);
  if(!code) code = early_settle(s, t);
  ERR_clear_error();
  resume_settle(s, !code);
  s->is_broken = code;
  if(code) return code;
  trace_text(t, "SSL connection using %s / %s%s", SSL_get_version(s->ssl), SSL_get_cipher_name(s->ssl),
             s->was_resumed ? ", resumed" : "");
  if(*s->alpn) trace_text(t, "ALPN: server accepted %s", s->alpn);
  s->is_open = true;
  s->opts = NULL;
  s->peer = NULL;
  return CURLE_OK;
}

static CURLcode go_on(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  ERR_clear_error();
  int returned = SSL_do_handshake(s->ssl);
  if(returned == 1) return CURLE_OK;
  struct outcome o = outcome_of(s, returned, CURLE_SSL_CONNECT_ERROR);
  *wants = o.wants;
  return o.code == CURLE_AGAIN ? o.code : fail_handshake(s, &o, t);
}

/* OpenSSL takes what the transport has not taken yet for sent; the peer cannot answer before it is. */
static CURLcode send_flight(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  CURLcode code = s->wire.unsent.len ? tls_wire_flush(&s->wire) : CURLE_OK;
  if(code) *wants = TLS_WANTS_WRITE;
  return code && code != CURLE_AGAIN ? fail_handshake(s, &(struct outcome){ .code = code }, t) : code;
}

static CURLcode shake_hands(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
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
  bool is_done = SSL_is_init_finished(s->ssl);
  *ret = (struct tls_result){ .alpn = *s->alpn ? s->alpn : NULL,
                              .version = is_done ? SSL_get_version(s->ssl) : NULL,
                              .cipher = is_done ? SSL_get_cipher_name(s->ssl) : NULL,
                              .verify_result = s->verify_result,
                              .was_resumed = s->was_resumed,
                              .early = s->early.in_total };
}

static CURLcode fail(const struct outcome *o, const char *what, struct trace *t)
{
  return *o->why ? trace_fail(t, o->code, "%s: %s", what, o->why) : o->code;
}

/* What is kept of an answer to the peer's change of keys goes out beside; reading does not wait for it. */
static CURLcode engine_read(struct tls_session *s, struct trace *t, void *to, size_t room, size_t *got,
                            enum tls_wants *wants)
{
  s->wire.trace = t;
  if(s->is_broken) return trace_fail(t, CURLE_RECV_ERROR, "TLS: the connection is broken");
  if(s->wire.unsent.len && tls_wire_flush(&s->wire) == CURLE_OUT_OF_MEMORY) return CURLE_OUT_OF_MEMORY;
  ERR_clear_error();
  int returned = SSL_read_ex(s->ssl, to, room, got);
  s->is_starved = !returned;
  s->absorbed = 0;
  if(returned) return CURLE_OK;
  struct outcome o = outcome_of(s, returned, CURLE_RECV_ERROR);
  if(o.code == CURLE_OK) *got = 0;
  if(o.code == CURLE_AGAIN) *wants = s->wire.unsent.len ? TLS_WANTS_WRITE : o.wants;
  return o.code == CURLE_OK || o.code == CURLE_AGAIN ? o.code : fail(&o, "TLS read", t);
}

static CURLcode seal(struct tls_session *s, struct span bytes, size_t *sealed, enum tls_wants *wants)
{
  ERR_clear_error();
  int returned = SSL_write_ex(s->ssl, bytes.at, bytes.len, sealed);
  if(returned) return CURLE_OK;
  struct outcome o = outcome_of(s, returned, CURLE_SEND_ERROR);
  if(o.code == CURLE_AGAIN) *wants = o.wants;
  if(o.code == CURLE_AGAIN) return o.code;
  if(o.code == CURLE_OK)
    return trace_fail(s->wire.trace, CURLE_SEND_ERROR, "TLS write: the peer has closed the connection");
  return fail(&o, "TLS write", s->wire.trace);
}

static CURLcode engine_write(struct tls_session *s, struct trace *t, const void *from, size_t len, size_t *sent,
                             enum tls_wants *wants)
{
  s->wire.trace = t;
  if(s->is_broken) return trace_fail(t, CURLE_SEND_ERROR, "TLS: the connection is broken");
  return tls_wire_write(&s->wire, s, seal, span_of(from, len), sent, wants);
}

/* ---- early data ---- */

static size_t engine_early_room(const struct tls_session *s)
{
  if(s->is_open || s->is_broken) return 0;
  return s->early.bytes ? s->early.untold : s->early.room;
}

static CURLcode engine_write_early(struct tls_session *s, struct trace *t, const void *from, size_t len, size_t *sent,
                                   enum tls_wants *wants)
{
  s->wire.trace = t;
  if(s->is_broken) return trace_fail(t, CURLE_SSL_CONNECT_ERROR, "TLS: the connection is broken");
  TRY(early_take(s, from, len));
  ERR_clear_error();
  int returned = early_seal(s);
  if(!returned) {
    struct outcome o = outcome_of(s, returned, CURLE_SSL_CONNECT_ERROR);
    *wants = o.wants;
    return o.code == CURLE_AGAIN ? o.code : fail_handshake(s, &o, t);
  }
  TRY(send_flight(s, wants, t));
  *sent = early_tell(s, len);
  return CURLE_OK;
}

static CURLcode send_again(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  while(s->early.again < s->early.len) {
    size_t sent = 0;
    TRY(engine_write(s, t, s->early.bytes + s->early.again, s->early.len - s->early.again, &sent, wants));
    s->early.again += sent;
  }
  early_drop(s);
  return CURLE_OK;
}

static CURLcode engine_handshake(struct tls_session *s, enum tls_wants *wants, struct trace *t)
{
  if(!s->is_open) TRY(shake_hands(s, wants, t));
  return s->early.bytes ? send_again(s, wants, t) : CURLE_OK;
}

#define ABSORBED_MAX 16 /* a peer that goes on like that is not worth it */

static bool engine_absorb(struct tls_session *s)
{
  char byte;
  size_t got;
  if(!s->is_open || s->is_broken || s->is_reached_into || s->absorbed++ == ABSORBED_MAX) return false;
  s->wire.trace = NULL;
  s->reads_once = true;
  ERR_clear_error();
  int returned = SSL_peek_ex(s->ssl, &byte, sizeof byte, &got);
  s->is_starved = !returned && SSL_get_error(s->ssl, returned) == SSL_ERROR_WANT_READ;
  ERR_clear_error();
  s->reads_once = s->is_read_out = false;
  return s->is_starved && !s->wire.unsent.len;
}

static bool engine_has_pending(const struct tls_session *s)
{
  return !s->is_broken && (SSL_pending(s->ssl) > 0 || (SSL_has_pending(s->ssl) && !s->is_starved));
}

/* With nothing left to be sent before, the transport's BIO takes it whole. */
static CURLcode engine_close(struct tls_session *s, struct trace *t)
{
  s->wire.trace = t;
  if(!s->is_open || s->is_broken) return trace_fail(t, CURLE_SSL_SHUTDOWN_FAILED, "TLS: the connection is broken");
  TRY(tls_wire_flush(&s->wire));
  if(SSL_get_shutdown(s->ssl) & SSL_SENT_SHUTDOWN) return CURLE_OK;
  ERR_clear_error();
  int returned = SSL_shutdown(s->ssl);
  if(returned < 0) {
    struct outcome o = outcome_of(s, returned, CURLE_SSL_SHUTDOWN_FAILED);
    return fail(&o, "TLS close", t);
  }
  ERR_clear_error();
  return tls_wire_flush(&s->wire);
}

static bool engine_has_rest(const struct tls_session *s) { return SSL_has_pending(s->ssl) || s->wire.unsent.len; }

static CURLcode engine_certs(const struct tls_session *s, struct curl_certinfo *ret)
{
  return certs_append(resume_chain(s), ret);
}

static void *engine_native(const struct tls_session *s) { return s->ssl; }
static void *engine_native_context(const struct tls_session *s) { return SSL_get_SSL_CTX(s->ssl); }

const struct tls_engine tls_engine = {
  .name = "openssl",
  .id = CURLSSLBACKEND_OPENSSL,
  .version = engine_version,
  .ca_path = engine_ca_path,
  .has_context = true,
  .check_provider = engine_check_provider,
  .session_new = engine_session_new,
  .handshake = engine_handshake,
  .absorb = engine_absorb,
  .early_room = engine_early_room,
  .write_early = engine_write_early,
  .result = engine_result,
  .read = engine_read,
  .write = engine_write,
  .has_pending = engine_has_pending,
  .close = engine_close,
  .has_rest = engine_has_rest,
  .free = engine_free,
  .certs = engine_certs,
  .native = engine_native,
  .native_context = engine_native_context,
};
