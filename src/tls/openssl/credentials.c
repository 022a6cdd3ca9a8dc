#include "tls/openssl/credentials.h"
#include "base/str.h"
#include "tls/openssl/provider.h"
#include "tls/openssl/text.h"
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/store.h>
#include <openssl/ui.h>

/* What a certificate or a key is read from; one of the two is set. */
struct source {
  const char *path;
  const struct curl_blob *blob;
};

static const char *name_of(const struct source *s) { return s->blob ? "the blob" : s->path; }

static CURLcode problem(struct trace *t, const char *what, const struct source *s)
{
  char why[TEXT_MAX];
  text_of_errors(why);
  return trace_fail(t, CURLE_SSL_CERTPROBLEM, "The client %s cannot be used: %s: %s", what, name_of(s), why);
}

static BIO *open_source(const struct source *s)
{
  if(!s->blob) return BIO_new_file(s->path, "rb");
  return s->blob->len && s->blob->len <= INT_MAX ? BIO_new_mem_buf(s->blob->data, (int)s->blob->len) : NULL;
}

/* A pem_password_cb; `data`: the password, or NULL. */
static int give_password(char *to, int room, int is_writing, void *data)
{
  size_t len = data ? strlen(data) : 0;
  if(!data || len > (size_t)room) return -1;
  memcpy(to, data, len);
  return (int)len;
}

/* The certificate comes first, then those that lead to a trusted one. */
static bool use_pem(SSL_CTX *to, BIO *from)
{
  X509 *cert = PEM_read_bio_X509_AUX(from, NULL, text_no_password, NULL);
  bool is_good = cert && SSL_CTX_use_certificate(to, cert);
  X509_free(cert);
  SSL_CTX_clear_chain_certs(to);
  while(is_good && (cert = PEM_read_bio_X509(from, NULL, text_no_password, NULL))) {
    is_good = SSL_CTX_add0_chain_cert(to, cert);
    if(!is_good) X509_free(cert);
  }
  return is_good;
}

static bool use_der(SSL_CTX *to, BIO *from)
{
  X509 *cert = d2i_X509_bio(from, NULL);
  bool is_good = cert && SSL_CTX_use_certificate(to, cert);
  X509_free(cert);
  return is_good;
}

/* It holds the key, too. */
static bool use_p12(SSL_CTX *to, BIO *from, const char *password)
{
  EVP_PKEY *key = NULL;
  X509 *cert = NULL;
  STACK_OF(X509) *chain = NULL;
  PKCS12 *p12 = d2i_PKCS12_bio(from, NULL);
  bool is_good = p12 && PKCS12_parse(p12, password, &key, &cert, &chain) && cert && key &&
                 SSL_CTX_use_certificate(to, cert) && SSL_CTX_use_PrivateKey(to, key) &&
                 (!chain || SSL_CTX_set1_chain(to, chain));
  PKCS12_free(p12);
  EVP_PKEY_free(key);
  X509_free(cert);
  sk_X509_pop_free(chain, X509_free);
  return is_good;
}

/* What a provider finds by a URI ("pkcs11:…", RFC 7512). */
static bool use_uri(SSL_CTX *to, const char *uri, int kind, const struct tls_opts *opts)
{
  char room[PROVIDER_QUERY_MAX];
  const char *query;
  if(!provider_query(room, &query, opts->engine)) return false;
  UI_METHOD *asks = UI_UTIL_wrap_read_pem_callback(give_password, 0);
  OSSL_STORE_CTX *store =
      asks ? OSSL_STORE_open_ex(uri, NULL, query, asks, opts->key_password, NULL, NULL, NULL) : NULL;
  bool is_good = false;
  if(store && OSSL_STORE_expect(store, kind)) {
    while(!is_good && !OSSL_STORE_eof(store)) {
      OSSL_STORE_INFO *info = OSSL_STORE_load(store);
      if(!info && OSSL_STORE_error(store)) break;
      if(info && OSSL_STORE_INFO_get_type(info) == kind)
        is_good = kind == OSSL_STORE_INFO_PKEY ? SSL_CTX_use_PrivateKey(to, OSSL_STORE_INFO_get0_PKEY(info))
                                               : SSL_CTX_use_certificate(to, OSSL_STORE_INFO_get0_CERT(info));
      OSSL_STORE_INFO_free(info);
    }
  }
  OSSL_STORE_close(store);
  UI_destroy_method(asks);
  return is_good;
}

static bool is_uri(const struct source *s, const char *type)
{
  return s->path && (str_equal_nocase(type, "PROV") || span_starts_nocase(span_text(s->path), "pkcs11:"));
}

static CURLcode refuse_type(struct trace *t, const char *type)
{
  if(str_equal_nocase(type, "ENG"))
    return trace_fail(t, CURLE_SSL_ENGINE_NOTFOUND, "There are no engines for client certificates and keys");
  return trace_fail(t, CURLE_BAD_FUNCTION_ARGUMENT, "A client certificate or key of an unknown type: %s", type);
}

static CURLcode use_certificate(SSL_CTX *to, const struct source *s, const char *type, const struct tls_opts *opts,
                                struct trace *t)
{
  bool is_good = false;
  if(is_uri(s, type)) {
    is_good = use_uri(to, s->path, OSSL_STORE_INFO_CERT, opts);
    return is_good ? CURLE_OK : problem(t, "certificate", s);
  }
  bool is_pem = str_equal_nocase(type, "PEM"), is_der = str_equal_nocase(type, "DER");
  if(!is_pem && !is_der && !str_equal_nocase(type, "P12")) return refuse_type(t, type);
  BIO *from = open_source(s);
  if(from) is_good = is_pem ? use_pem(to, from) : is_der ? use_der(to, from) : use_p12(to, from, opts->key_password);
  BIO_free(from);
  return is_good ? CURLE_OK : problem(t, "certificate", s);
}

static EVP_PKEY *read_key(BIO *from, bool is_pem, char *password)
{
  if(is_pem) return PEM_read_bio_PrivateKey(from, NULL, give_password, password);
  return d2i_PrivateKey_bio(from, NULL);
}

static CURLcode use_key(SSL_CTX *to, const struct source *s, const char *type, const struct tls_opts *opts,
                        struct trace *t)
{
  if(is_uri(s, type)) return use_uri(to, s->path, OSSL_STORE_INFO_PKEY, opts) ? CURLE_OK : problem(t, "key", s);
  bool is_pem = str_equal_nocase(type, "PEM");
  if(!is_pem && !str_equal_nocase(type, "DER")) return refuse_type(t, type);
  BIO *from = open_source(s);
  EVP_PKEY *key = from ? read_key(from, is_pem, opts->key_password) : NULL;
  bool is_good = key && SSL_CTX_use_PrivateKey(to, key);
  EVP_PKEY_free(key);
  BIO_free(from);
  return is_good ? CURLE_OK : problem(t, "key", s);
}

CURLcode credentials_use(SSL_CTX *to, const struct tls_opts *opts, struct trace *t)
{
  const struct source cert = { opts->cert_file, opts->cert_blob };
  struct source key = { opts->key_file, opts->key_blob };
  const char *cert_type = opts->cert_type ? opts->cert_type : "PEM";
  if(!cert.path && !cert.blob) return CURLE_OK;
  ERR_clear_error();
  TRY(use_certificate(to, &cert, cert_type, opts, t));
  if(!str_equal_nocase(cert_type, "P12")) {
    bool is_in_one = !key.path && !key.blob;
    if(is_in_one) key = cert;
    TRY(use_key(to, &key, opts->key_type ? opts->key_type : is_in_one ? cert_type : "PEM", opts, t));
  }
  return SSL_CTX_check_private_key(to) ? CURLE_OK : problem(t, "key", &cert);
}
