#include "tls/gnutls/trust_load.h"
#include "os/file.h"
#include "tls/gnutls/text.h"
#include "tls/trust.h"

#define FILE_CAP ((size_t)16 * 1024 * 1024) /* bytes of a file with certificates, or revocation lists */

/* GnuTLS was built with the path of the system's bundle and does not tell it; on Debian it is this. */
#define SYSTEM_FILE "/etc/ssl/certs/ca-certificates.crt"

static CURLcode bad_file(struct trace *t, CURLcode code, const char *what, const char *path, const char *why)
{
  return trace_fail(t, code, "%s cannot be used: %s: %s", what, path, why);
}

static gnutls_datum_t datum_of(struct span s)
{
  return (gnutls_datum_t){ (unsigned char *)(uintptr_t)s.at, (unsigned)s.len };
}

static CURLcode add_pem(struct trust *to, struct span pem, const char *path, struct trace *t)
{
  const gnutls_datum_t bytes = datum_of(pem);
  gnutls_x509_crt_t *certs = NULL;
  unsigned count = 0;
  int error = GNUTLS_E_NO_CERTIFICATE_FOUND;
  if(pem.len && pem.len <= FILE_CAP)
    error = gnutls_x509_crt_list_import2(&certs, &count, &bytes, GNUTLS_X509_FMT_PEM, 0);
  if(error >= 0 && count) {
    error = gnutls_x509_trust_list_add_cas(to->list, certs, count, GNUTLS_TL_NO_DUPLICATES);
    gnutls_free(certs); /* what is in it is the list's */
  }
  if(error > 0) return CURLE_OK;
  if(!error) return bad_file(t, CURLE_SSL_CACERT_BADFILE, "CA certificates", path, "there is none");
  return bad_file(t, text_code(error, CURLE_SSL_CACERT_BADFILE), "CA certificates", path, gnutls_strerror(error));
}

static CURLcode add_crls(struct trust *to, struct span pem, const char *path, struct trace *t)
{
  const gnutls_datum_t bytes = datum_of(pem);
  int error = gnutls_x509_crl_list_import2(&to->crls, &to->crl_count, &bytes, GNUTLS_X509_FMT_PEM, 0);
  if(error >= 0 && to->crl_count) return CURLE_OK;
  return bad_file(t, text_code(error, CURLE_SSL_CRL_BADFILE), "The revocation list", path, gnutls_strerror(error));
}

/* Load a file, and hand its bytes on. */
static CURLcode with_file(struct trust *to, const char *path, CURLcode bad, struct trace *t,
                          CURLcode (*use)(struct trust *to, struct span pem, const char *path, struct trace *t))
{
  struct buf file = BUF_INIT(FILE_CAP);
  CURLcode code = file_load(path, &file);
  if(!code)
    code = use(to, buf_span(&file), path, t);
  else if(code != CURLE_OUT_OF_MEMORY)
    code = bad_file(t, bad, bad == CURLE_SSL_CRL_BADFILE ? "The revocation list" : "CA certificates", path,
                    "it cannot be read");
  buf_free(&file);
  return code;
}

/* What cannot be found in a folder, or on the system, is not trusted, and that is all. */
static CURLcode add_places(struct trust *to, const struct tls_opts *opts)
{
  int error = 0;
  if(opts->ca_path)
    error = gnutls_x509_trust_list_add_trust_dir(to->list, opts->ca_path, NULL, GNUTLS_X509_FMT_PEM,
                                                 GNUTLS_TL_NO_DUPLICATES, 0);
  if(error != GNUTLS_E_MEMORY_ERROR && tls_trust_uses_system(opts))
    error = gnutls_x509_trust_list_add_system_trust(to->list, GNUTLS_TL_NO_DUPLICATES, 0);
  return text_code(error, CURLE_OK);
}

static CURLcode fill(struct trust *to, const struct tls_opts *opts, struct trace *t)
{
  if(gnutls_x509_trust_list_init(&to->list, 0)) return CURLE_OUT_OF_MEMORY;
  if(opts->ca_blob)
    TRY(add_pem(to, span_of(opts->ca_blob->data, opts->ca_blob->len), "the blob", t));
  else if(opts->ca_file)
    TRY(with_file(to, opts->ca_file, CURLE_SSL_CACERT_BADFILE, t, add_pem));
  TRY(add_places(to, opts));
  return opts->crl_file ? with_file(to, opts->crl_file, CURLE_SSL_CRL_BADFILE, t, add_crls) : CURLE_OK;
}

static void unref(void *store)
{
  struct trust *s = store;
  if(__atomic_sub_fetch(&s->refs, 1, __ATOMIC_ACQ_REL)) return;
  for(unsigned i = 0; i < s->crl_count; i++) gnutls_x509_crl_deinit(s->crls[i]);
  gnutls_free(s->crls);
  if(s->list) gnutls_x509_trust_list_deinit(s->list, 1);
  gnutls_free(s);
}

static void ref(void *store) { __atomic_add_fetch(&((struct trust *)store)->refs, 1, __ATOMIC_RELAXED); }

static CURLcode load(void **ret, const struct tls_opts *opts, struct trace *t)
{
  struct trust *made = gnutls_calloc(1, sizeof *made);
  if(!made) return CURLE_OUT_OF_MEMORY;
  made->refs = 1;
  CURLcode code = fill(made, opts, t);
  if(code)
    unref(made);
  else
    *ret = made;
  return code;
}

static void add_system(struct tls_key *k) { tls_key_add_file(k, SYSTEM_FILE); }

const struct tls_trust_ops tls_trust_ops = { .load = load, .ref = ref, .unref = unref, .add_system = add_system };

gnutls_x509_crt_t trust_load_issuer(const struct tls_opts *opts)
{
  struct buf file = BUF_INIT(FILE_CAP);
  gnutls_x509_crt_t found = NULL;
  struct span pem = { 0 };
  if(opts->issuer_blob)
    pem = span_of(opts->issuer_blob->data, opts->issuer_blob->len);
  else if(!file_load(opts->issuer_file, &file))
    pem = buf_span(&file);
  const gnutls_datum_t bytes = datum_of(pem);
  if(pem.len && pem.len <= FILE_CAP && !gnutls_x509_crt_init(&found) &&
     gnutls_x509_crt_import(found, &bytes, GNUTLS_X509_FMT_PEM)) {
    gnutls_x509_crt_deinit(found);
    found = NULL;
  }
  buf_free(&file);
  return found;
}
