/* Is the peer who it has to be? The chain, the name, the issuer, the status and the pinned key are judged each on its own,
 * in the middle of the handshake: nothing of ours is sent to the peer before. */
#include "tls/gnutls/certs.h"
#include "tls/gnutls/judge.h"
#include "tls/gnutls/names.h"
#include "tls/gnutls/session.h"
#include "tls/gnutls/status.h"
#include "tls/pin.h"
#include <gnutls/abstract.h>

CURLcode verify_refuse(const struct tls_session *s, const char *why, struct trace *t)
{
  return trace_fail(t, CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem: %s (%s)", why, s->peer->host);
}

static CURLcode check_pin(gnutls_x509_crt_t leaf, const char *pinned, struct trace *t)
{
  gnutls_pubkey_t key = NULL;
  gnutls_datum_t der = { 0 };
  if(leaf && !gnutls_pubkey_init(&key) && !gnutls_pubkey_import_x509(key, leaf, 0))
    (void)gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &der); /* nothing: no key is shown */
  CURLcode code = tls_pin_check(pinned, span_of(der.data, der.size), t);
  gnutls_free(der.data);
  if(key) gnutls_pubkey_deinit(key);
  return code;
}

static CURLcode check_issuer(gnutls_x509_crt_t leaf, const struct tls_opts *opts, struct trace *t)
{
  gnutls_x509_crt_t issuer = trust_load_issuer(opts);
  unsigned status = GNUTLS_CERT_INVALID;
  if(!issuer) return trace_fail(t, CURLE_SSL_ISSUER_ERROR, "SSL: the issuer's certificate cannot be read");
  bool is_named = gnutls_x509_crt_check_issuer(leaf, issuer) == 1;
  bool has_signed =
      is_named && !gnutls_x509_crt_verify(leaf, &issuer, 1, GNUTLS_VERIFY_DISABLE_TIME_CHECKS, &status) && !status;
  gnutls_x509_crt_deinit(issuer);
  if(has_signed) return CURLE_OK;
  return trace_fail(t, CURLE_SSL_ISSUER_ERROR, "SSL: the certificate's issuer is another one: %s",
                    is_named ? "its signature differs" : "the names differ");
}

static CURLcode check_chain(struct tls_session *s, struct chain *c, struct trace *t)
{
  const struct tls_opts *o = s->opts;
  gnutls_x509_crt_t leaf = c->shown_count ? c->shown[0] : NULL;
  if(leaf) {
    struct judgement j = judge_chain(c, s->trust, o);
    s->verify_result = j.result;
    if(o->verify_peer && j.why) return verify_refuse(s, j.why, t);
  }
  if(!leaf && (o->verify_peer || o->verify_host)) return verify_refuse(s, "the peer has shown none", t);
  if(o->verify_host && !names_have(leaf, s->peer)) return verify_refuse(s, "no name in it is this host's", t);
  if(o->verify_peer && (o->issuer_file || o->issuer_blob)) TRY(check_issuer(leaf, o, t));
  /* a session that is gone on with has no new status; the one that it comes from had a good one */
  if(o->verify_status && !gnutls_session_is_resumed(s->g)) TRY(status_check(s->g, c, s->trust, t));
  return o->pinned_key ? check_pin(leaf, o->pinned_key, t) : CURLE_OK;
}

CURLcode verify_peer(struct tls_session *s, struct trace *t)
{
  struct chain c = { 0 };
  CURLcode code = chain_read(&c, s->g);
  if(code == CURLE_PEER_FAILED_VERIFICATION) code = verify_refuse(s, "it cannot be read", t);
  if(!code && c.shown_count) certs_tell(c.shown[0], t);
  if(!code) code = check_chain(s, &c, t);
  chain_free(&c);
  return code;
}
