#include "base/mem.h"
#include "tls/openssl/session.h"

#define LIFETIME_S     7200                     /* where the peer tells none */
#define LIFETIME_MAX_S ((int64_t)7 * 24 * 3600) /* RFC 8446, section 4.6.1 */

/* Everything that was verified, or shown of us, in the session that a ticket comes from. Files count with their state, so
 * that a new certificate at the same path is another one. */
static CURLcode key_of(const struct tls_session *s, uint8_t ret[TLS_KEY_LEN])
{
  const struct tls_opts *o = s->opts;
  struct tls_key k = TLS_KEY_INIT;
  tls_key_add(&k, s->peer->key);
  tls_key_add_text(&k, s->peer->host);
  for(const char *const *p = s->peer->alpn; p && *p; p++) tls_key_add_text(&k, *p);
  tls_key_add_text(&k, NULL);
  tls_key_add_number(&k, o->version);
  tls_key_add_number(&k, o->flags & ~CURLSSLOPT_EARLYDATA);
  tls_key_add_text(&k, o->ciphers);
  tls_key_add_text(&k, o->suites);
  tls_key_add_text(&k, o->groups);
  tls_key_add_text(&k, o->signatures);
  tls_key_add_file(&k, o->ca_file);
  tls_key_add_text(&k, o->ca_path);
  tls_key_add_number(&k, o->trusts_system);
  tls_key_add_blob(&k, o->ca_blob);
  tls_key_add_file(&k, o->crl_file);
  tls_key_add_file(&k, o->issuer_file);
  tls_key_add_blob(&k, o->issuer_blob);
  tls_key_add_number(&k, o->verify_peer | o->verify_host << 1 | o->verify_status << 2 | o->offers_alpn << 3);
  tls_key_add_text(&k, o->pinned_key);
  tls_key_add_file(&k, o->cert_file);
  tls_key_add_text(&k, o->cert_type);
  tls_key_add_blob(&k, o->cert_blob);
  tls_key_add_file(&k, o->key_file);
  tls_key_add_text(&k, o->key_type);
  tls_key_add_blob(&k, o->key_blob);
  tls_key_add_text(&k, o->key_password);
  tls_key_add_text(&k, o->engine);
  tls_key_add_number(&k, o->engine_is_default);
  return tls_key_end(&k, ret);
}

static int64_t end_of(const SSL_SESSION *ticket)
{
  int64_t lifetime = (int64_t)SSL_SESSION_get_ticket_lifetime_hint(ticket);
  if(!lifetime) lifetime = LIFETIME_S;
  if(lifetime > LIFETIME_MAX_S) lifetime = LIFETIME_MAX_S;
  return (int64_t)SSL_SESSION_get_time(ticket) + lifetime;
}

static void keep(const struct tls_session *s, const SSL_SESSION *ticket)
{
  unsigned char *bytes = NULL;
  int len = SSL_SESSION_is_resumable(ticket) ? i2d_SSL_SESSION(ticket, &bytes) : 0;
  if(len > 0)
    tls_tickets_put(s->tickets, s->key, span_of(bytes, (size_t)len), end_of(ticket),
                    SSL_SESSION_get_protocol_version(ticket) >= TLS1_3_VERSION);
  OPENSSL_free(bytes);
}

/* With TLS 1.2 it comes before the peer's name was looked at. 0: the reference stays OpenSSL's. */
static int take_ticket(SSL *ssl, SSL_SESSION *ticket)
{
  struct tls_session *s = transport_session(ssl);
  if(s->is_open) {
    keep(s, ticket);
  } else if(SSL_SESSION_up_ref(ticket)) {
    SSL_SESSION_free(s->early);
    s->early = ticket;
  }
  return 0;
}

static void offer_ticket(struct tls_session *s, int64_t now_s)
{
  uint8_t *bytes;
  size_t len;
  tls_tickets_take(s->tickets, s->key, now_s, &bytes, &len);
  if(!bytes) return;
  const unsigned char *at = bytes;
  SSL_SESSION *ticket = d2i_SSL_SESSION(NULL, &at, (long)len);
  if(ticket) SSL_set_session(s->ssl, ticket);
  SSL_SESSION_free(ticket);
  mem_free(bytes);
}

/* What a program's callback has changed is in no key, and the certificates that it may want to see are not sent again. */
CURLcode resume_prepare(struct tls_session *s, int64_t now_s)
{
  const struct tls_opts *o = s->opts;
  if(!s->peer->tickets || !o->resumes || o->context_fn || o->wants_certs) return CURLE_OK;
  TRY(key_of(s, s->key));
  s->tickets = tls_tickets_ref(s->peer->tickets);
  SSL_CTX_sess_set_new_cb(s->context, take_ticket);
  offer_ticket(s, now_s);
  return CURLE_OK;
}

void resume_settle(struct tls_session *s, bool is_verified)
{
  if(s->tickets && !is_verified) tls_tickets_drop(s->tickets, s->key);
  if(s->tickets && is_verified && s->early) keep(s, s->early);
  SSL_SESSION_free(s->early);
  s->early = NULL;
}
