#include "tls/openssl/trust_load.h"
#include "os/environment.h"
#include "tls/openssl/text.h"
#include "tls/trust.h"
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

static CURLcode bad_file(struct trace *t, CURLcode code, const char *what, const char *path)
{
  char why[TEXT_MAX];
  text_of_errors(why);
  return trace_fail(t, code, "%s cannot be used: %s: %s", what, path, why);
}

static BIO *blob_bio(const struct curl_blob *b)
{
  return b->len && b->len <= INT_MAX ? BIO_new_mem_buf(b->data, (int)b->len) : NULL;
}

/* How many certificates were taken up. */
static int add_infos(X509_STORE *to, STACK_OF(X509_INFO) * infos)
{
  int count = 0;
  for(int i = 0; i < sk_X509_INFO_num(infos); i++) {
    X509_INFO *info = sk_X509_INFO_value(infos, i);
    if(info->x509 && X509_STORE_add_cert(to, info->x509)) count++;
    if(info->crl) X509_STORE_add_crl(to, info->crl);
  }
  return count;
}

static CURLcode add_blob(X509_STORE *to, const struct curl_blob *blob, struct trace *t)
{
  BIO *from = blob_bio(blob);
  STACK_OF(X509_INFO) *infos = from ? PEM_X509_INFO_read_bio(from, NULL, text_no_password, NULL) : NULL;
  int count = infos ? add_infos(to, infos) : 0;
  sk_X509_INFO_pop_free(infos, X509_INFO_free);
  BIO_free(from);
  return count ? CURLE_OK : bad_file(t, CURLE_SSL_CACERT_BADFILE, "CA certificates", "the blob");
}

static CURLcode add_crls(X509_STORE *to, const char *path, struct trace *t)
{
  X509_LOOKUP *lookup = X509_STORE_add_lookup(to, X509_LOOKUP_file());
  if(!lookup) return CURLE_OUT_OF_MEMORY;
  if(X509_load_crl_file(lookup, path, X509_FILETYPE_PEM)) return CURLE_OK;
  return bad_file(t, CURLE_SSL_CRL_BADFILE, "The revocation list", path);
}

static CURLcode fill(X509_STORE *to, const struct tls_opts *opts, struct trace *t)
{
  if(opts->ca_blob)
    TRY(add_blob(to, opts->ca_blob, t));
  else if(opts->ca_file && !X509_STORE_load_file(to, opts->ca_file))
    return bad_file(t, CURLE_SSL_CACERT_BADFILE, "CA certificates", opts->ca_file);
  if(opts->ca_path && !X509_STORE_load_path(to, opts->ca_path))
    return bad_file(t, CURLE_SSL_CACERT_BADFILE, "CA certificates", opts->ca_path);
  if(tls_trust_uses_system(opts) && !X509_STORE_set_default_paths(to))
    return bad_file(t, CURLE_SSL_CACERT_BADFILE, "CA certificates", "the system's");
  return opts->crl_file ? add_crls(to, opts->crl_file, t) : CURLE_OK;
}

static CURLcode load(void **ret, const struct tls_opts *opts, struct trace *t)
{
  X509_STORE *made = X509_STORE_new();
  if(!made) return CURLE_OUT_OF_MEMORY;
  CURLcode code = fill(made, opts, t);
  if(code)
    X509_STORE_free(made);
  else
    *ret = made;
  return code;
}

static void ref(void *store) { X509_STORE_up_ref(store); }
static void unref(void *store) { X509_STORE_free(store); }

static void add_system(struct tls_key *k)
{
  const char *file = environment_get(X509_get_default_cert_file_env());
  tls_key_add_file(k, file ? file : X509_get_default_cert_file());
  tls_key_add_text(k, environment_get(X509_get_default_cert_dir_env()));
}

const struct tls_trust_ops tls_trust_ops = { .load = load, .ref = ref, .unref = unref, .add_system = add_system };

X509 *trust_load_issuer(const struct tls_opts *opts)
{
  BIO *from = opts->issuer_blob ? blob_bio(opts->issuer_blob) : BIO_new_file(opts->issuer_file, "r");
  X509 *found = from ? PEM_read_bio_X509(from, NULL, text_no_password, NULL) : NULL;
  BIO_free(from);
  return found;
}
