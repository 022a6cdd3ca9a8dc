#include "tls_cert.h"
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S (24 * 3600)

static void must(bool is_done)
{
  if(!is_done) abort();
}

static void add_extension(X509 *x, int kind, const char *value)
{
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, x, x, NULL, NULL, 0);
  X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &context, kind, value);
  must(e && X509_add_ext(x, e, -1));
  X509_EXTENSION_free(e);
}

void tls_cert_make(struct tls_cert *ret, const struct tls_cert *issuer, const struct tls_cert_plan *plan)
{
  static long serial = 1;
  *ret = (struct tls_cert){ .x = X509_new(), .key = EVP_EC_gen("P-256") };
  must(ret->x && ret->key);
  X509 *x = ret->x;
  X509_NAME *subject = X509_get_subject_name(x);
  must(X509_set_version(x, X509_VERSION_3) && ASN1_INTEGER_set(X509_get_serialNumber(x), serial++));
  must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)plan->name, -1, -1, 0));
  must(X509_set_issuer_name(x, X509_get_subject_name(issuer ? issuer->x : x)) && X509_set_pubkey(x, ret->key));
  must(X509_gmtime_adj(X509_getm_notBefore(x), -2 * DAY_S) &&
       X509_gmtime_adj(X509_getm_notAfter(x), plan->is_over ? -DAY_S : DAY_S));
  add_extension(x, NID_basic_constraints, plan->is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if(plan->is_authority) add_extension(x, NID_key_usage, "critical,keyCertSign,cRLSign");
  if(plan->names) add_extension(x, NID_subject_alt_name, plan->names);
  must(X509_sign(x, issuer ? issuer->key : ret->key, EVP_sha256()));
}

void tls_cert_free(struct tls_cert *c)
{
  SSL_CTX_free(c->server);
  X509_free(c->x);
  EVP_PKEY_free(c->key);
  *c = (struct tls_cert){ 0 };
}

static struct curl_blob take(BIO *from)
{
  char *bytes;
  long len = BIO_get_mem_data(from, &bytes);
  struct curl_blob b = { .data = malloc((size_t)len), .len = (size_t)len, .flags = CURL_BLOB_COPY };
  must(b.data);
  memcpy(b.data, bytes, b.len);
  BIO_free(from);
  return b;
}

struct curl_blob tls_cert_pem(const struct tls_cert *c)
{
  BIO *to = BIO_new(BIO_s_mem());
  must(to && PEM_write_bio_X509(to, c->x));
  return take(to);
}

struct curl_blob tls_cert_key_pem(const struct tls_cert *c, const char *password)
{
  BIO *to = BIO_new(BIO_s_mem());
  must(to && PEM_write_bio_PKCS8PrivateKey(to, c->key, password ? EVP_aes_128_cbc() : NULL, password,
                                           password ? (int)strlen(password) : 0, NULL, NULL));
  return take(to);
}

const char *tls_cert_pin(const struct tls_cert *c)
{
  static char pin[128];
  unsigned char *der = NULL, digest[32], text[64];
  int len = i2d_PUBKEY(c->key, &der);
  must(len > 0 && EVP_Digest(der, (size_t)len, digest, NULL, EVP_sha256(), NULL));
  OPENSSL_free(der);
  EVP_EncodeBlock(text, digest, sizeof digest);
  snprintf(pin, sizeof pin, "sha256//%s", text);
  return pin;
}
