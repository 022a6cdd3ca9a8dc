/* The status that a peer has stapled to its handshake (RFC 6066, section 8; RFC 6960). */
#include "tls/openssl/session.h"
#include <openssl/ocsp.h>

#define CLOCK_SKEW_S 300
#define STATUS_MAX_S (7L * 24 * 3600) /* of one that does not tell when the next one is due */
#define RESPONSE_MAX (64L * 1024)

static CURLcode refuse(struct trace *t, const char *why)
{
  return trace_fail(t, CURLE_SSL_INVALIDCERTSTATUS, "SSL: the certificate's status (OCSP) is not good: %s", why);
}

/* Who has signed the leaf, of those that were shown or found; a borrowed one. */
static X509 *find_issuer(STACK_OF(X509) * from, X509 *leaf)
{
  for(int i = 0; i < sk_X509_num(from); i++)
    if(X509_check_issued(sk_X509_value(from, i), leaf) == X509_V_OK) return sk_X509_value(from, i);
  return NULL;
}

static bool is_about(const OCSP_SINGLERESP *one, X509 *leaf, X509 *issuer)
{
  ASN1_OBJECT *digest = NULL;
  const OCSP_CERTID *of = OCSP_SINGLERESP_get0_id(one);
  if(!OCSP_id_get0_info(NULL, &digest, NULL, NULL, (OCSP_CERTID *)(uintptr_t)of)) return false;
  const EVP_MD *md = EVP_get_digestbyobj(digest);
  OCSP_CERTID *expected = md ? OCSP_cert_to_id(md, leaf, issuer) : NULL;
  bool is_same = expected && !OCSP_id_cmp(expected, of);
  OCSP_CERTID_free(expected);
  return is_same;
}

/* NULL: it is good. */
static const char *judge(OCSP_SINGLERESP *one)
{
  ASN1_GENERALIZEDTIME *from, *until;
  int reason, status = OCSP_single_get0_status(one, &reason, NULL, &from, &until);
  if(status == V_OCSP_CERTSTATUS_REVOKED) return "it was revoked";
  if(status != V_OCSP_CERTSTATUS_GOOD) return "its issuer does not know it";
  return OCSP_check_validity(from, until, CLOCK_SKEW_S, until ? -1 : STATUS_MAX_S) == 1 ? NULL : "it has expired";
}

/* Of several about the leaf, all have to be good. */
static CURLcode check_all(OCSP_BASICRESP *all, X509 *leaf, X509 *issuer, struct trace *t)
{
  bool is_found = false;
  for(int i = 0; i < OCSP_resp_count(all); i++) {
    OCSP_SINGLERESP *one = OCSP_resp_get0(all, i);
    if(!is_about(one, leaf, issuer)) continue;
    const char *fault = judge(one);
    if(fault) return refuse(t, fault);
    is_found = true;
  }
  return is_found ? CURLE_OK : refuse(t, "it is another certificate's");
}

static CURLcode check_signed(OCSP_BASICRESP *all, const SSL *ssl, X509 *leaf, bool allows_partial_chain,
                             struct trace *t)
{
  STACK_OF(X509) *shown = SSL_get_peer_cert_chain(ssl);
  X509_STORE *trusted = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl));
  X509 *issuer = find_issuer(SSL_get0_verified_chain(ssl), leaf);
  if(!issuer) issuer = find_issuer(shown, leaf);
  if(!issuer) return refuse(t, "its issuer is not known");
  if(OCSP_basic_verify(all, shown, trusted, allows_partial_chain ? OCSP_PARTIAL_CHAIN : 0) <= 0)
    return refuse(t, "it is not signed by who may do that");
  return check_all(all, leaf, issuer, t);
}

CURLcode verify_status(const SSL *ssl, X509 *leaf, bool allows_partial_chain, struct trace *t)
{
  const unsigned char *bytes = NULL;
  long len = SSL_get_tlsext_status_ocsp_resp((SSL *)(uintptr_t)ssl, &bytes);
  if(!leaf || !bytes || len <= 0 || len > RESPONSE_MAX) return refuse(t, "the peer has sent none");
  OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &bytes, len);
  bool is_answer = response && OCSP_response_status(response) == OCSP_RESPONSE_STATUS_SUCCESSFUL;
  OCSP_BASICRESP *all = is_answer ? OCSP_response_get1_basic(response) : NULL;
  CURLcode code = all ? check_signed(all, ssl, leaf, allows_partial_chain, t) : refuse(t, "it cannot be read");
  OCSP_BASICRESP_free(all);
  OCSP_RESPONSE_free(response);
  return code;
}
