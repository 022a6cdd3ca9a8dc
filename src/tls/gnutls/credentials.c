#include "tls/gnutls/credentials.h"
#include "base/buf.h"
#include "base/str.h"
#include "os/file.h"
#include "tls/gnutls/text.h"
#include <gnutls/abstract.h>
#include <gnutls/pkcs12.h>

#define FILE_CAP  ((size_t)1024 * 1024)
#define CHAIN_CAP 16 /* certificates */

/* What a certificate or a key is read from; one of the two is set. */
struct source {
  const char *path;
  const struct curl_blob *blob;
};

static const char *name_of(const struct source *s) { return s->blob ? "the blob" : s->path; }

static CURLcode problem(struct trace *t, const char *what, const struct source *s, int error)
{
  return trace_fail(t, text_code(error, CURLE_SSL_CERTPROBLEM), "The client %s cannot be used: %s: %s", what,
                    name_of(s), gnutls_strerror(error));
}

/* What was found, before GnuTLS' credentials have it. */
struct identity {
  gnutls_x509_crt_t certs[CHAIN_CAP]; /* its own comes first, then those that lead to a trusted one */
  unsigned count;
  gnutls_privkey_t key;
};

static void identity_free(struct identity *i)
{
  while(i->count) gnutls_x509_crt_deinit(i->certs[--i->count]);
  if(i->key) gnutls_privkey_deinit(i->key);
}

/* `from` and its list become the identity's, as far as there is room. */
static int take_certs(struct identity *to, gnutls_x509_crt_t *from, unsigned count)
{
  for(unsigned i = 0; i < count; i++) {
    if(to->count < CHAIN_CAP)
      to->certs[to->count++] = from[i];
    else
      gnutls_x509_crt_deinit(from[i]);
  }
  gnutls_free(from);
  return to->count ? 0 : GNUTLS_E_NO_CERTIFICATE_FOUND;
}

static int read_certs(struct identity *to, const gnutls_datum_t *bytes, gnutls_x509_crt_fmt_t form)
{
  gnutls_x509_crt_t *certs = NULL;
  unsigned count = 0;
  int error = gnutls_x509_crt_list_import2(&certs, &count, bytes, form, 0);
  return error < 0 ? error : take_certs(to, certs, count);
}

/* Takes `key` over. */
static int take_key(struct identity *to, gnutls_x509_privkey_t key)
{
  int error = gnutls_privkey_init(&to->key);
  if(!error) error = gnutls_privkey_import_x509(to->key, key, GNUTLS_PRIVKEY_IMPORT_COPY);
  gnutls_x509_privkey_deinit(key);
  return error;
}

static int read_key(struct identity *to, const gnutls_datum_t *bytes, gnutls_x509_crt_fmt_t form, const char *password)
{
  gnutls_x509_privkey_t key;
  int error = gnutls_x509_privkey_init(&key);
  if(error) return error;
  error = gnutls_x509_privkey_import2(key, bytes, form, password, 0);
  if(!error) return take_key(to, key);
  gnutls_x509_privkey_deinit(key);
  return error;
}

/* It holds the key, too. */
static int read_p12(struct identity *to, const gnutls_datum_t *bytes, const char *password)
{
  gnutls_pkcs12_t p12;
  gnutls_x509_privkey_t key = NULL;
  gnutls_x509_crt_t *chain = NULL;
  unsigned count = 0;
  int error = gnutls_pkcs12_init(&p12);
  if(error) return error;
  error = gnutls_pkcs12_import(p12, bytes, GNUTLS_X509_FMT_DER, 0);
  if(!error) error = gnutls_pkcs12_verify_mac(p12, password ? password : "");
  if(!error)
    error = gnutls_pkcs12_simple_parse(p12, password ? password : "", &key, &chain, &count, NULL, NULL, NULL, 0);
  gnutls_pkcs12_deinit(p12);
  if(error) return error;
  int no_cert = take_certs(to, chain, count);
  error = key ? take_key(to, key) : GNUTLS_E_NO_CERTIFICATE_FOUND;
  return no_cert ? no_cert : error;
}

static bool is_uri(const struct source *s, const char *type)
{
  return s->path && (str_equal_nocase(type, "PROV") || span_starts_nocase(span_text(s->path), "pkcs11:"));
}

static int use_uri_certificate(struct identity *to, const char *uri)
{
  int error = gnutls_x509_crt_init(&to->certs[0]);
  if(error) return error;
  to->count = 1;
  return gnutls_x509_crt_import_url(to->certs[0], uri, 0);
}

static int use_uri_key(struct identity *to, const char *uri)
{
  int error = gnutls_privkey_init(&to->key);
  return error ? error : gnutls_privkey_import_url(to->key, uri, 0);
}

static CURLcode refuse_type(struct trace *t, const char *type)
{
  if(str_equal_nocase(type, "ENG"))
    return trace_fail(t, CURLE_SSL_ENGINE_NOTFOUND, "There are no engines for client certificates and keys");
  return trace_fail(t, CURLE_BAD_FUNCTION_ARGUMENT, "A client certificate or key of an unknown type: %s", type);
}

/* The bytes of a source; they are `room`'s, or the blob's. */
static CURLcode load_source(const struct source *s, gnutls_datum_t *ret, struct buf *room, const char *what,
                            struct trace *t)
{
  CURLcode code = s->blob ? CURLE_OK : file_load(s->path, room);
  if(code == CURLE_OUT_OF_MEMORY) return code;
  if(code) return problem(t, what, s, GNUTLS_E_FILE_ERROR);
  struct span all = s->blob ? span_of(s->blob->data, s->blob->len) : buf_span(room);
  if(!all.len || all.len > FILE_CAP) return problem(t, what, s, GNUTLS_E_ASN1_DER_ERROR);
  *ret = (gnutls_datum_t){ (unsigned char *)(uintptr_t)all.at, (unsigned)all.len };
  return CURLE_OK;
}

static CURLcode find_certificate(struct identity *to, const struct source *s, const char *type, const char *password,
                                 struct trace *t)
{
  struct buf room = BUF_INIT(FILE_CAP);
  gnutls_datum_t bytes;
  int error = 0;
  if(is_uri(s, type)) {
    error = use_uri_certificate(to, s->path);
    return error ? problem(t, "certificate", s, error) : CURLE_OK;
  }
  bool is_pem = str_equal_nocase(type, "PEM"), is_der = str_equal_nocase(type, "DER");
  if(!is_pem && !is_der && !str_equal_nocase(type, "P12")) return refuse_type(t, type);
  CURLcode code = load_source(s, &bytes, &room, "certificate", t);
  if(!code) {
    error = is_pem || is_der ? read_certs(to, &bytes, is_pem ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER)
                             : read_p12(to, &bytes, password);
    if(error) code = problem(t, "certificate", s, error);
  }
  buf_free(&room);
  return code;
}

static CURLcode find_key(struct identity *to, const struct source *s, const char *type, const char *password,
                         struct trace *t)
{
  struct buf room = BUF_INIT(FILE_CAP);
  gnutls_datum_t bytes;
  int error = 0;
  if(is_uri(s, type)) {
    error = use_uri_key(to, s->path);
    return error ? problem(t, "key", s, error) : CURLE_OK;
  }
  bool is_pem = str_equal_nocase(type, "PEM");
  if(!is_pem && !str_equal_nocase(type, "DER")) return refuse_type(t, type);
  CURLcode code = load_source(s, &bytes, &room, "key", t);
  if(!code) {
    error = read_key(to, &bytes, is_pem ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER, password);
    if(error) code = problem(t, "key", s, error);
  }
  buf_free(&room);
  return code;
}

static bool fit_together(const struct identity *i)
{
  unsigned char of_cert[64], of_key[64];
  size_t cert_len = sizeof of_cert, key_len = sizeof of_key;
  gnutls_pubkey_t key = NULL;
  bool is_good = !gnutls_pubkey_init(&key) && !gnutls_pubkey_import_privkey(key, i->key, 0, 0) &&
                 !gnutls_pubkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, of_key, &key_len) &&
                 !gnutls_x509_crt_get_key_id(i->certs[0], GNUTLS_KEYID_USE_SHA256, of_cert, &cert_len) &&
                 span_equal(span_of(of_cert, cert_len), span_of(of_key, key_len));
  if(key) gnutls_pubkey_deinit(key);
  return is_good;
}

/* GnuTLS takes the key over, and the certificates, if it accepts them. It does not compare them itself: what it has refused
 * for that belongs to nobody for sure. */
static int hand_over(gnutls_certificate_credentials_t to, struct identity *from)
{
  gnutls_pcert_st list[CHAIN_CAP];
  unsigned count = from->count;
  if(!fit_together(from)) return GNUTLS_E_CERTIFICATE_KEY_MISMATCH;
  int error = gnutls_pcert_import_x509_list(list, from->certs, &count, 0);
  if(error) return error;
  gnutls_certificate_set_flags(to, GNUTLS_CERTIFICATE_SKIP_KEY_CERT_MATCH);
  error = gnutls_certificate_set_key(to, NULL, 0, list, (int)count, from->key);
  if(error >= 0)
    from->key = NULL;
  else
    while(count) gnutls_pcert_deinit(&list[--count]);
  return error < 0 ? error : 0;
}

static CURLcode find(struct identity *to, const struct tls_opts *opts, const struct source *cert, struct trace *t)
{
  struct source key = { opts->key_file, opts->key_blob };
  const char *cert_type = opts->cert_type ? opts->cert_type : "PEM";
  TRY(find_certificate(to, cert, cert_type, opts->key_password, t));
  if(str_equal_nocase(cert_type, "P12")) return CURLE_OK;
  bool is_in_one = !key.path && !key.blob;
  if(is_in_one) key = *cert;
  return find_key(to, &key, opts->key_type ? opts->key_type : is_in_one ? cert_type : "PEM", opts->key_password, t);
}

CURLcode credentials_use(gnutls_certificate_credentials_t to, const struct tls_opts *opts, struct trace *t)
{
  const struct source cert = { opts->cert_file, opts->cert_blob };
  struct identity found = { 0 };
  if(!cert.path && !cert.blob) return CURLE_OK;
  CURLcode code = find(&found, opts, &cert, t);
  if(!code) {
    int error = hand_over(to, &found);
    if(error) code = problem(t, "key", &cert, error);
  }
  identity_free(&found);
  return code;
}
