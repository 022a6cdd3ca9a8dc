/* Certificates of every kind, made when they are needed. */
#ifndef TESTS_UNIT_TLS_AUTHORITY_H
#define TESTS_UNIT_TLS_AUTHORITY_H
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct identity {
  X509 *cert;
  EVP_PKEY *key;
};

/* How one is to be; {0} is good for nothing but itself. */
struct wish {
  const char *cn;
  const char *names;    /* subjectAltName, as in openssl.cnf; NULL: none */
  const void *raw_name; /* one DNS name, of `raw_len` bytes */
  size_t raw_len;
  const struct identity *issuer; /* NULL: itself */
  bool is_authority;
  bool is_weak;            /* RSA with 1024 bits */
  const char *usage;       /* extendedKeyUsage */
  int from_day, until_day; /* 0, 0: from yesterday to tomorrow */
};

static inline void must(bool is_true)
{
  if(!is_true) abort();
}

static void add_extension(X509 *to, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX ctx;
  X509V3_set_ctx(&ctx, issuer, to, NULL, NULL, 0);
  X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
  must(e && X509_add_ext(to, e, -1));
  X509_EXTENSION_free(e);
}

static void add_raw_name(X509 *to, const void *bytes, size_t len)
{
  GENERAL_NAMES *all = sk_GENERAL_NAME_new_null();
  GENERAL_NAME *name = GENERAL_NAME_new();
  ASN1_IA5STRING *text = ASN1_IA5STRING_new();
  must(ASN1_STRING_set(text, bytes, (int)len));
  GENERAL_NAME_set0_value(name, GEN_DNS, text);
  must(sk_GENERAL_NAME_push(all, name) && X509_add1_ext_i2d(to, NID_subject_alt_name, all, 0, 0));
  GENERAL_NAMES_free(all);
}

static inline struct identity identity_new(struct wish w)
{
  static long serial = 1000;
  struct identity me = { X509_new(), w.is_weak ? EVP_RSA_gen(1024) : EVP_EC_gen("P-256") };
  const struct identity *issuer = w.issuer ? w.issuer : &me;
  X509_NAME *subject = X509_get_subject_name(me.cert);
  must(me.key && X509_set_version(me.cert, X509_VERSION_3) && X509_set_pubkey(me.cert, me.key));
  ASN1_INTEGER_set(X509_get_serialNumber(me.cert), ++serial);
  X509_time_adj_ex(X509_getm_notBefore(me.cert), w.from_day || w.until_day ? w.from_day : -1, 0, NULL);
  X509_time_adj_ex(X509_getm_notAfter(me.cert), w.from_day || w.until_day ? w.until_day : 1, 0, NULL);
  if(w.cn) must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const void *)w.cn, -1, -1, 0));
  X509_set_issuer_name(me.cert, X509_get_subject_name(issuer->cert));
  add_extension(me.cert, issuer->cert, NID_basic_constraints, w.is_authority ? "critical,CA:TRUE" : "CA:FALSE");
  add_extension(me.cert, issuer->cert, NID_subject_key_identifier, "hash");
  if(w.is_authority) add_extension(me.cert, issuer->cert, NID_key_usage, "keyCertSign,cRLSign,digitalSignature");
  if(w.names) add_extension(me.cert, issuer->cert, NID_subject_alt_name, w.names);
  if(w.raw_name) add_raw_name(me.cert, w.raw_name, w.raw_len);
  if(w.usage) add_extension(me.cert, issuer->cert, NID_ext_key_usage, w.usage);
  must(X509_sign(me.cert, issuer->key, EVP_sha256()));
  return me;
}

static inline void identity_free(struct identity *i)
{
  X509_free(i->cert);
  EVP_PKEY_free(i->key);
  *i = (struct identity){ 0 };
}

/* A file of the test's own; the path is the caller's to free. */
static inline char *scratch_path(void)
{
  char *path = strdup("/tmp/sluice-tls-XXXXXX");
  int fd = mkstemp(path);
  must(fd >= 0);
  close(fd);
  return path;
}

static inline char *scratch_file(const void *bytes, size_t len)
{
  char *path = scratch_path();
  FILE *f = fopen(path, "wb");
  must(f && fwrite(bytes, 1, len, f) == len && !fclose(f));
  return path;
}

static inline void scratch_end(char *path)
{
  unlink(path);
  free(path);
}

/* What `b` has been given, as a file or as bytes; frees it. */
static inline char *bio_file(BIO *b)
{
  char *at;
  long len = BIO_get_mem_data(b, &at);
  char *path = scratch_file(at, (size_t)len);
  BIO_free(b);
  return path;
}

static inline char *cert_file(const struct identity *i)
{
  BIO *b = BIO_new(BIO_s_mem());
  must(PEM_write_bio_X509(b, i->cert));
  return bio_file(b);
}

/* Signed by `issuer`; `revoked` may be NULL. */
static inline char *crl_file_until(const struct identity *issuer, X509 *revoked, int until_day)
{
  X509_CRL *crl = X509_CRL_new();
  ASN1_TIME *now = X509_time_adj_ex(NULL, -9, 0, NULL), *next = X509_time_adj_ex(NULL, until_day, 0, NULL);
  must(X509_CRL_set_version(crl, X509_CRL_VERSION_2) &&
       X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer->cert)) && X509_CRL_set1_lastUpdate(crl, now) &&
       X509_CRL_set1_nextUpdate(crl, next));
  if(revoked) {
    X509_REVOKED *one = X509_REVOKED_new();
    must(X509_REVOKED_set_serialNumber(one, X509_get_serialNumber(revoked)) &&
         X509_REVOKED_set_revocationDate(one, now) && X509_CRL_add0_revoked(crl, one));
  }
  must(X509_CRL_sign(crl, issuer->key, EVP_sha256()));
  BIO *b = BIO_new(BIO_s_mem());
  must(PEM_write_bio_X509_CRL(b, crl));
  ASN1_TIME_free(now);
  ASN1_TIME_free(next);
  X509_CRL_free(crl);
  return bio_file(b);
}

static inline char *crl_file(const struct identity *issuer, X509 *revoked)
{
  return crl_file_until(issuer, revoked, 1);
}

#endif
