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

static struct ticket_record record_of(const SSL_SESSION *ticket)
{
  const unsigned char *alpn;
  size_t alpn_len;
  int version = SSL_SESSION_get_protocol_version(ticket);
  SSL_SESSION_get0_alpn_selected(ticket, &alpn, &alpn_len);
  return (struct ticket_record){ .version = (uint16_t)version,
                                 .is_single = version >= TLS1_3_VERSION,
                                 .until_s = end_of(ticket),
                                 .early_room = SSL_SESSION_get_max_early_data(ticket),
                                 .alpn = span_of(alpn, alpn_len) };
}

static void keep(const struct tls_session *s, const SSL_SESSION *ticket)
{
  unsigned char *bytes = NULL;
  struct ticket_record r = record_of(ticket);
  int len = SSL_SESSION_is_resumable(ticket) ? i2d_SSL_SESSION(ticket, &bytes) : 0;
  r.bytes = span_of(bytes, len > 0 ? (size_t)len : 0);
  if(len > 0) tls_tickets_put(s->tickets, &s->owner, &r, s->shows_client);
  OPENSSL_free(bytes);
}

/* With TLS 1.2 it comes before the peer's name was looked at. 0: the reference stays OpenSSL's. */
static int take_ticket(SSL *ssl, SSL_SESSION *ticket)
{
  struct tls_session *s = transport_session(ssl);
  if(s->is_open) {
    keep(s, ticket);
  } else if(SSL_SESSION_up_ref(ticket)) {
    SSL_SESSION_free(s->premature);
    s->premature = ticket;
  }
  return 0;
}

static void offer_ticket(struct tls_session *s, int64_t now_s)
{
  uint8_t *bytes;
  size_t len;
  tls_tickets_take(s->tickets, &s->owner, now_s, &bytes, &len);
  if(!bytes) return;
  const unsigned char *at = bytes;
  SSL_SESSION *ticket = d2i_SSL_SESSION(NULL, &at, (long)len);
  if(ticket && SSL_set_session(s->ssl, ticket)) early_prepare(s, ticket);
  SSL_SESSION_free(ticket);
  mem_free(bytes);
}

/* "host:port", for who exports it. A host that is too long is told to nobody. */
static void tell_owner(struct tls_session *s)
{
  const char *host = s->peer->host;
  int len = snprintf(s->where, sizeof s->where, strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, (unsigned)s->peer->port);
  bool fits = len > 0 && (size_t)len < sizeof s->where;
  s->owner.where = span_of(s->where, fits ? (size_t)len : 0);
  s->shows_client = s->opts->cert_file || s->opts->cert_blob;
}

/* What a program's callback has changed is in no key, and the certificates that it may want to see are not sent again. */
CURLcode resume_prepare(struct tls_session *s, int64_t now_s)
{
  const struct tls_opts *o = s->opts;
  if(!s->peer->tickets || !o->resumes || o->context_fn || o->wants_certs) return CURLE_OK;
  TRY(key_of(s, s->owner.key));
  tell_owner(s);
  s->tickets = tls_tickets_ref(s->peer->tickets);
  SSL_CTX_sess_set_new_cb(s->context, take_ticket);
  offer_ticket(s, now_s);
  return CURLE_OK;
}

void resume_settle(struct tls_session *s, bool is_verified)
{
  if(s->tickets && !is_verified) tls_tickets_drop(s->tickets, &s->owner);
  if(s->tickets && is_verified && s->premature) keep(s, s->premature);
  SSL_SESSION_free(s->premature);
  s->premature = NULL;
}
