#include "tls/gnutls/credentials.h"
#include "tls/gnutls/priority.h"
#include "tls/gnutls/session.h"
#include "tls/gnutls/text.h"
#include "tls/key_log.h"
#include "tls/trust.h"

#define ALPN_MAX 16 /* names */

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

static CURLcode make_session(struct tls_session *s, struct trace *t)
{
  unsigned flags = GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL;
  /* the certificate that the program has named is shown, whichever authorities the peer names */
  if(s->opts->cert_file || s->opts->cert_blob) flags |= GNUTLS_POST_HANDSHAKE_AUTH | GNUTLS_FORCE_CLIENT_CERT;
  int error = gnutls_init(&s->g, flags);
  if(error)
    return trace_fail(t, text_code(error, CURLE_SSL_CONNECT_ERROR), "GnuTLS cannot be used: %s",
                      gnutls_strerror(error));
  gnutls_session_set_ptr(s->g, s);
  gnutls_session_set_verify_function(s->g, handshake_judge_peer);
  /* GnuTLS would log by itself, but it reads the environment once only */
  if(tls_key_log_is_wanted()) gnutls_session_set_keylog_function(s->g, log_key);
  transport_attach(s);
  gnutls_handshake_set_timeout(s->g, GNUTLS_INDEFINITE_TIMEOUT);
  if(gnutls_certificate_allocate_credentials(&s->credentials) ||
     gnutls_credentials_set(s->g, GNUTLS_CRD_CERTIFICATE, s->credentials))
    return CURLE_OUT_OF_MEMORY;
  return CURLE_OK;
}

CURLcode session_prepare(struct tls_session *s, int64_t now_s, struct trace *t)
{
  void *trust;
  if(s->opts->context_fn)
    return trace_fail(t, CURLE_NOT_BUILT_IN, "GnuTLS has no SSL context that a callback could change");
  TRY(make_session(s, t));
  TRY(priority_set(s->g, s->opts, t));
  TRY(credentials_use(s->credentials, s->opts, t));
  TRY(tls_trust_get(&trust, s->opts, false, now_s, t));
  s->trust = trust;
  TRY(name_server(s->g, s->peer));
  if(s->opts->offers_alpn && s->peer->alpn) TRY(offer_protocols(s->g, s->peer->alpn));
  return resume_prepare(s, now_s);
}
