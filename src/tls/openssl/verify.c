/* Is the peer who it has to be? OpenSSL has judged the chain, against VERIFYPEER; what a certificate says of names, the
 * issuer, the status and the pinned key are judged here, each on its own. Nothing is sent to the peer before. */
#include "base/mem.h"
#include "tls/name.h"
#include "tls/openssl/session.h"
#include "tls/openssl/trust_load.h"
#include "tls/pin.h"
#include <openssl/x509v3.h>

/* What programs look for stands at the beginning. */
static CURLcode refuse(struct trace *t, const char *host, const char *why)
{
  return trace_fail(t, CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem: %s (%s)", why, host);
}

CURLcode verify_refuse_chain(const struct tls_session *s, struct trace *t)
{
  const char *why = X509_verify_cert_error_string(s->verify_result);
  trace_text(t, "SSL certificate OpenSSL verify result: %s (%ld)", why, s->verify_result);
  return refuse(t, s->peer->host, why);
}

static struct span string_span(const ASN1_STRING *s)
{
  return span_of(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
}

static bool is_for(const GENERAL_NAME *name, const struct tls_wanted *w)
{
  if(name->type == GEN_DNS) return tls_wanted_has_name(w, string_span(name->d.dNSName));
  return name->type == GEN_IPADD && tls_wanted_has_address(w, string_span(name->d.iPAddress));
}

/* RFC 9525 has no place for the common name any more; the option's page has, in a certificate without other names. */
static bool common_name_matches(X509 *leaf, const struct tls_wanted *w)
{
  X509_NAME *subject = X509_get_subject_name(leaf);
  int at = -1, last = -1;
  while((at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0) last = at;
  if(last < 0) return false;
  unsigned char *text = NULL;
  int len = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, last)));
  bool matches = len > 0 && tls_wanted_has_name(w, span_of(text, (size_t)len));
  OPENSSL_free(text);
  return matches;
}

static CURLcode check_name(X509 *leaf, const struct tls_peer *peer, struct trace *t)
{
  const struct tls_wanted w = tls_wanted_of(peer->host, peer->is_address);
  int state = -1;
  GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, &state, NULL);
  bool is_absent = !names && state == -1, is_found = false, is_other = false;
  for(int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
    is_other |= name->type == GEN_DNS || name->type == GEN_IPADD;
    is_found |= is_for(name, &w);
  }
  GENERAL_NAMES_free(names);
  if(is_found || ((is_absent || (names && !is_other)) && common_name_matches(leaf, &w))) return CURLE_OK;
  return refuse(t, peer->host, "no name in it is this host's");
}

/* A key of our own making: the certificate's may be of a type that cannot be written. */
static CURLcode check_pin(X509 *leaf, const char *pinned, struct trace *t)
{
  unsigned char *der = NULL;
  int len = leaf ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf), &der) : 0;
  CURLcode code = tls_pin_check(pinned, span_of(der, len > 0 ? (size_t)len : 0), t);
  OPENSSL_free(der);
  return code;
}

static CURLcode check_issuer(X509 *leaf, const struct tls_opts *opts, struct trace *t)
{
  X509 *issuer = trust_load_issuer(opts);
  int why = issuer ? X509_check_issued(issuer, leaf) : X509_V_OK;
  EVP_PKEY *key = issuer ? X509_get0_pubkey(issuer) : NULL;
  bool has_signed = key && X509_verify(leaf, key) == 1;
  X509_free(issuer);
  if(!issuer) return trace_fail(t, CURLE_SSL_ISSUER_ERROR, "SSL: the issuer's certificate cannot be read");
  if(why == X509_V_OK && has_signed) return CURLE_OK;
  return trace_fail(t, CURLE_SSL_ISSUER_ERROR, "SSL: the certificate's issuer is another one: %s",
                    why == X509_V_OK ? "its signature differs" : X509_verify_cert_error_string(why));
}

static CURLcode check_certificate(struct tls_session *s, X509 *leaf, struct trace *t)
{
  const struct tls_opts *o = s->opts;
  const char *host = s->peer->host;
  if(!leaf && (o->verify_peer || o->verify_host)) return refuse(t, host, "the peer has shown none");
  if(o->verify_peer && s->verify_result != X509_V_OK) return verify_refuse_chain(s, t);
  if(o->verify_host) TRY(check_name(leaf, s->peer, t));
  if(o->verify_peer && (o->issuer_file || o->issuer_blob)) TRY(check_issuer(leaf, o, t));
  /* a session that is gone on with has no new status; the one that it comes from had a good one */
  if(o->verify_status && !s->was_resumed) {
    bool allows_partial_chain = !o->crl_file && !(o->flags & CURLSSLOPT_NO_PARTIALCHAIN);
    TRY(verify_status(s->ssl, leaf, allows_partial_chain, t));
  }
  return o->pinned_key ? check_pin(leaf, o->pinned_key, t) : CURLE_OK;
}

/* Of who is known by the ticket: its certificate was seen when that came. */
bool verify_ticket(struct tls_session *s, const SSL_SESSION *ticket)
{
  X509 *leaf = SSL_SESSION_get0_peer((SSL_SESSION *)(uintptr_t)ticket);
  s->was_resumed = true;
  s->verify_result = SSL_get_verify_result(s->ssl); /* the ticket's */
  CURLcode code = leaf ? check_certificate(s, leaf, NULL) : CURLE_PEER_FAILED_VERIFICATION;
  s->was_resumed = false;
  s->verify_result = X509_V_OK;
  return !code;
}

CURLcode verify_peer(struct tls_session *s, struct trace *t)
{
  X509 *leaf = SSL_get1_peer_certificate(s->ssl);
  certs_tell(leaf, t);
  CURLcode code = check_certificate(s, leaf, t);
  X509_free(leaf);
  return code;
}
