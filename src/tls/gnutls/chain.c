#include "tls/gnutls/chain.h"
#include "tls/gnutls/text.h"

/* When is another question. */
#define SIGNATURE_ONLY (GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN)

static bool has_signed(gnutls_x509_crt_t issuer, gnutls_x509_crt_t cert)
{
  unsigned status;
  return gnutls_x509_crt_check_issuer(cert, issuer) == 1 &&
         !gnutls_x509_crt_verify(cert, &issuer, 1, SIGNATURE_ONLY, &status) && !status;
}

/* A trusted one, which is in `found` then; NULL: there is none. */
static gnutls_x509_crt_t find_trusted(struct chain *c, gnutls_x509_crt_t cert, const struct trust *trusted)
{
  gnutls_x509_crt_t issuer = NULL;
  if(c->found_count == CHAIN_MAX || gnutls_x509_trust_list_get_issuer(trusted->list, cert, &issuer, GNUTLS_TL_GET_COPY))
    return NULL;
  c->found[c->found_count++] = issuer;
  return has_signed(issuer, cert) ? issuer : NULL;
}

static gnutls_x509_crt_t find_shown(const struct chain *c, gnutls_x509_crt_t cert)
{
  for(unsigned i = 1; i < c->shown_count; i++)
    if(c->shown[i] != cert && has_signed(c->shown[i], cert)) return c->shown[i];
  return NULL;
}

void chain_find_path(struct chain *c, const struct trust *trusted)
{
  if(c->length) return;
  gnutls_x509_crt_t last = c->shown[0], next = NULL;
  c->path[c->length++] = last;
  while(c->length < CHAIN_MAX && !has_signed(last, last)) {
    next = find_trusted(c, last, trusted);
    if(!next) next = find_shown(c, last);
    if(!next) return;
    c->path[c->length++] = last = next;
  }
  next = has_signed(last, last) ? find_trusted(c, last, trusted) : NULL;
  c->has_root = next && gnutls_x509_crt_equals(next, last);
}

static CURLcode add_shown(struct chain *to, const gnutls_datum_t *der)
{
  gnutls_x509_crt_t *place = &to->shown[to->shown_count];
  if(gnutls_x509_crt_init(place)) return CURLE_OUT_OF_MEMORY;
  to->shown_count++;
  int error = gnutls_x509_crt_import(*place, der, GNUTLS_X509_FMT_DER);
  return error ? text_code(error, CURLE_PEER_FAILED_VERIFICATION) : CURLE_OK;
}

CURLcode chain_read(struct chain *ret, gnutls_session_t g)
{
  unsigned count = 0;
  const gnutls_datum_t *all = gnutls_certificate_get_peers(g, &count);
  for(unsigned i = 0; all && i < count && i < CHAIN_MAX; i++) TRY(add_shown(ret, &all[i]));
  return CURLE_OK;
}

void chain_free(struct chain *c)
{
  for(unsigned i = 0; i < c->shown_count; i++) gnutls_x509_crt_deinit(c->shown[i]);
  for(unsigned i = 0; i < c->found_count; i++) gnutls_x509_crt_deinit(c->found[i]);
  *c = (struct chain){ 0 };
}
