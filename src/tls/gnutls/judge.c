#include "tls/gnutls/judge.h"

/* Keys and digests as strong as OpenSSL wants them on Debian: RSA of 2048 bits, no SHA-1. */
#define VERIFY_FLAGS GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM)

/* What tells most comes first. */
static const struct {
  unsigned bit;
  const char *why;
} reasons[] = {
  { GNUTLS_CERT_SIGNER_NOT_CA, "invalid CA certificate" },
  { GNUTLS_CERT_SIGNATURE_FAILURE, "certificate signature failure" },
  { GNUTLS_CERT_REVOKED, "certificate revoked" },
  { GNUTLS_CERT_EXPIRED, "certificate has expired" },
  { GNUTLS_CERT_NOT_ACTIVATED, "certificate is not yet valid" },
  { GNUTLS_CERT_PURPOSE_MISMATCH, "unsuitable certificate purpose" },
  { GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, "a constraint of its issuer is not kept" },
  { GNUTLS_CERT_INSECURE_ALGORITHM, "key too weak, or its signature" },
};

static const char *explain(unsigned status, const struct chain *c)
{
  if(status & GNUTLS_CERT_SIGNER_NOT_FOUND) {
    gnutls_x509_crt_t last = c->path[c->length - 1];
    if(!gnutls_x509_crt_check_issuer(last, last)) return "unable to get local issuer certificate";
    return c->length == 1 ? "self-signed certificate" : "self-signed certificate in certificate chain";
  }
  for(size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
    if(status & reasons[i].bit) return reasons[i].why;
  return "it is not valid";
}

static struct judgement bad(unsigned status, const char *why)
{
  return (struct judgement){ (long)(status | GNUTLS_CERT_INVALID), why };
}

/* GnuTLS stops at the first trusted one; what is above it counts here, up to one that has signed itself. */
static struct judgement judge_upper(const struct chain *c)
{
  if(!c->has_root) return bad(GNUTLS_CERT_SIGNER_NOT_FOUND, explain(GNUTLS_CERT_SIGNER_NOT_FOUND, c));
  for(unsigned i = 0; i < c->length; i++) {
    gnutls_x509_crt_t issuer = c->path[i + 1 < c->length ? i + 1 : i];
    unsigned status = GNUTLS_CERT_INVALID;
    int error = gnutls_x509_crt_verify(c->path[i], &issuer, 1, 0, &status);
    if(error || status) return bad(status, explain(status, c));
  }
  return (struct judgement){ 0 };
}

/* The revocation list that `issuer` has signed and that counts now; or why there is none. */
static const char *find_crl(const struct trust *trusted, gnutls_x509_crt_t issuer, gnutls_x509_crl_t *ret)
{
  const char *why = "unable to get certificate CRL";
  for(unsigned i = 0; i < trusted->crl_count; i++) {
    unsigned status = GNUTLS_CERT_INVALID;
    if(gnutls_x509_crl_check_issuer(trusted->crls[i], issuer) != 1) continue;
    int error = gnutls_x509_crl_verify(trusted->crls[i], &issuer, 1, 0, &status);
    *ret = trusted->crls[i];
    if(!error && !status) return NULL;
    why = status & GNUTLS_CERT_REVOCATION_DATA_SUPERSEDED ? "CRL has expired" : "CRL signature failure";
  }
  return why;
}

/* As with OpenSSL, all of the chain needs a list. */
static struct judgement judge_revocation(const struct chain *c, const struct trust *trusted)
{
  for(unsigned i = 0; i < c->length; i++) {
    gnutls_x509_crl_t crl;
    const char *why = find_crl(trusted, c->path[i + 1 < c->length ? i + 1 : i], &crl);
    if(why) return bad(0, why);
    if(gnutls_x509_crt_check_revocation(c->path[i], &crl, 1)) return bad(GNUTLS_CERT_REVOKED, "certificate revoked");
  }
  return (struct judgement){ 0 };
}

struct judgement judge_chain(struct chain *c, const struct trust *trusted, const struct tls_opts *opts)
{
  gnutls_typed_vdata_st purpose = { .type = GNUTLS_DT_KEY_PURPOSE_OID,
                                    .data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER };
  gnutls_x509_crt_t shown[CHAIN_MAX]; /* GnuTLS sorts them in place */
  unsigned status = GNUTLS_CERT_INVALID;
  memcpy(shown, c->shown, sizeof shown);
  int error = gnutls_x509_trust_list_verify_crt2(trusted->list, shown, c->shown_count, &purpose, 1, VERIFY_FLAGS,
                                                 &status, NULL);
  const bool wants_root = opts->crl_file || opts->flags & CURLSSLOPT_NO_PARTIALCHAIN;
  if(error) return bad(0, gnutls_strerror(error));
  if(status || wants_root) chain_find_path(c, trusted);
  if(status) return bad(status, explain(status, c));
  struct judgement j = { 0 };
  if(wants_root) j = judge_upper(c);
  if(!j.result && opts->crl_file) j = judge_revocation(c, trusted);
  return j;
}
