#include "tls/resume_key.h"
#include <stdio.h>

/* Files count with their state, so that a new certificate at the same path is another one. */
static CURLcode make_key(const struct tls_opts *o, const struct tls_peer *peer, uint8_t ret[TLS_KEY_LEN])
{
  struct tls_key k = TLS_KEY_INIT;
  tls_key_add(&k, peer->key);
  tls_key_add_text(&k, peer->host);
  for(const char *const *p = peer->alpn; p && *p; p++) tls_key_add_text(&k, *p);
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
  tls_key_add_number(&k, o->verify_peer | o->verify_host << 1 | o->verify_status << 2 | o->offers_alpn << 3 |
                             o->wants_certs << 4);
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

/* "host:port", for who exports it. A host that is too long is told to nobody. */
static struct span write_where(char where[TICKET_WHERE_MAX], const struct tls_peer *peer)
{
  int len = snprintf(where, TICKET_WHERE_MAX, strchr(peer->host, ':') ? "[%s]:%u" : "%s:%u", peer->host,
                     (unsigned)peer->port);
  bool fits = len > 0 && (size_t)len < TICKET_WHERE_MAX;
  return span_of(where, fits ? (size_t)len : 0);
}

CURLcode tls_resume_owner(struct tls_ticket_owner *ret, char where[TICKET_WHERE_MAX], const struct tls_opts *opts,
                          const struct tls_peer *peer)
{
  TRY(make_key(opts, peer, ret->key));
  ret->where = write_where(where, peer);
  return CURLE_OK;
}
