/* CURLINFO_CERTINFO(3): what is said in a chain, as text. Names and forms are those that programs read elsewhere. */
#include "base/mem.h"
#include "base/slist.h"
#include "tls/openssl/session.h"
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define CERTS_MAX 100
#define TEXT_CAP  ((size_t)512 * 1024) /* of an entry: OpenSSL takes no chain of more than 100 KiB */

/* A certificate's list while it grows. */
struct listing {
  struct curl_slist *list, **end;
  CURLcode code; /* the first error */
};

/* "name:" and what has been printed to `value`; `trims`: without the line's end. Frees `value`; NULL: out of memory. */
static void add_entry(struct listing *l, const char *name, BIO *value, bool trims)
{
  char *at = NULL;
  long len = value ? BIO_get_mem_data(value, &at) : 0;
  struct buf text = BUF_INIT(TEXT_CAP);
  if(!l->code) l->code = value ? buf_addf(&text, "%s:", name) : CURLE_OUT_OF_MEMORY;
  while(trims && len && at[len - 1] == '\n') len--;
  for(long i = 0; !l->code && i < len; i++) l->code = buf_add_char(&text, at[i] ? at[i] : '.');
  if(!l->code) l->code = buf_terminate(&text);
  if(!l->code && !(*l->end = slist_item((const char *)text.at))) l->code = CURLE_OUT_OF_MEMORY;
  if(!l->code) l->end = &(*l->end)->next;
  buf_free(&text);
  BIO_free(value);
}

static void print_hex(BIO *to, const ASN1_STRING *bytes, const char *behind_each)
{
  const unsigned char *at = ASN1_STRING_get0_data(bytes);
  for(int i = 0; i < ASN1_STRING_length(bytes); i++) BIO_printf(to, "%02x%s", at[i], behind_each);
}

static void print_subject(BIO *to, X509 *c) { X509_NAME_print_ex(to, X509_get_subject_name(c), 0, XN_FLAG_ONELINE); }

static void print_issuer(BIO *to, X509 *c) { X509_NAME_print_ex(to, X509_get_issuer_name(c), 0, XN_FLAG_ONELINE); }

static void print_version(BIO *to, X509 *c) { BIO_printf(to, "%lx", (unsigned long)X509_get_version(c)); }

static void print_serial(BIO *to, X509 *c)
{
  const ASN1_INTEGER *serial = X509_get0_serialNumber(c);
  if(ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER) BIO_puts(to, "-");
  print_hex(to, serial, "");
}

static void print_algorithm(BIO *to, X509 *c)
{
  const X509_ALGOR *algorithm;
  X509_get0_signature(NULL, &algorithm, c);
  i2a_ASN1_OBJECT(to, algorithm->algorithm);
}

static void print_key_algorithm(BIO *to, X509 *c)
{
  ASN1_OBJECT *name = NULL;
  if(X509_PUBKEY_get0_param(&name, NULL, NULL, NULL, X509_get_X509_PUBKEY(c))) i2a_ASN1_OBJECT(to, name);
}

static void print_start(BIO *to, X509 *c) { ASN1_TIME_print(to, X509_get0_notBefore(c)); }

static void print_end(BIO *to, X509 *c) { ASN1_TIME_print(to, X509_get0_notAfter(c)); }

static void print_signature(BIO *to, X509 *c)
{
  const ASN1_BIT_STRING *signature;
  X509_get0_signature(&signature, NULL, c);
  print_hex(to, signature, ":");
}

static void print_pem(BIO *to, X509 *c) { PEM_write_bio_X509(to, c); }

struct field_of {
  const char *name;
  void (*print)(BIO *to, X509 *c);
};

static const struct field_of fields_before[] = {
  { "Subject", print_subject },
  { "Issuer", print_issuer },
  { "Version", print_version },
  { "Serial Number", print_serial },
  { "Signature Algorithm", print_algorithm },
  { "Public Key Algorithm", print_key_algorithm },
};
/* behind the extensions */
static const struct field_of fields_dates[] = { { "Start date", print_start }, { "Expire date", print_end } };
/* behind the key */
static const struct field_of fields_behind[] = { { "Signature", print_signature }, { "Cert", print_pem } };

static void add_fields(struct listing *l, const struct field_of *fields, size_t count, X509 *c)
{
  for(size_t i = 0; !l->code && i < count; i++) {
    BIO *value = BIO_new(BIO_s_mem());
    if(value) fields[i].print(value, c);
    add_entry(l, fields[i].name, value, false);
  }
}

static void add_extensions(struct listing *l, X509 *c)
{
  for(int i = 0; !l->code && i < X509_get_ext_count(c); i++) {
    X509_EXTENSION *e = X509_get_ext(c, i);
    char name[128];
    BIO *value = BIO_new(BIO_s_mem());
    OBJ_obj2txt(name, sizeof name, X509_EXTENSION_get_object(e), 0);
    if(value && !X509V3_EXT_print(value, e, 0, 0)) ASN1_STRING_print(value, X509_EXTENSION_get_data(e));
    add_entry(l, name, value, true);
  }
}

/* The numbers of a key, by OpenSSL's names for them. */
static const struct {
  const char *kind, *part, *shown;
} numbers[] = {
  { "RSA", OSSL_PKEY_PARAM_RSA_N, "rsa(n)" },       { "RSA", OSSL_PKEY_PARAM_RSA_E, "rsa(e)" },
  { "DSA", OSSL_PKEY_PARAM_FFC_P, "dsa(p)" },       { "DSA", OSSL_PKEY_PARAM_FFC_Q, "dsa(q)" },
  { "DSA", OSSL_PKEY_PARAM_FFC_G, "dsa(g)" },       { "DSA", OSSL_PKEY_PARAM_PUB_KEY, "dsa(pub_key)" },
  { "DH", OSSL_PKEY_PARAM_FFC_P, "dh(p)" },         { "DH", OSSL_PKEY_PARAM_FFC_G, "dh(g)" },
  { "DH", OSSL_PKEY_PARAM_PUB_KEY, "dh(pub_key)" },
};

static void add_key(struct listing *l, X509 *c)
{
  EVP_PKEY *key = X509_get0_pubkey(c);
  if(key && EVP_PKEY_is_a(key, "RSA") && !l->code) {
    BIO *value = BIO_new(BIO_s_mem());
    if(value) BIO_printf(value, "%d", EVP_PKEY_get_bits(key));
    add_entry(l, "RSA Public Key", value, false);
  }
  for(size_t i = 0; key && !l->code && i < sizeof numbers / sizeof *numbers; i++) {
    BIGNUM *number = NULL;
    if(!EVP_PKEY_is_a(key, numbers[i].kind) || !EVP_PKEY_get_bn_param(key, numbers[i].part, &number)) continue;
    BIO *value = BIO_new(BIO_s_mem());
    if(value) BN_print(value, number);
    BN_free(number);
    add_entry(l, numbers[i].shown, value, false);
  }
}

static CURLcode add_certificate(struct curl_certinfo *to, X509 *c)
{
  struct listing l = { .end = &l.list };
  add_fields(&l, fields_before, sizeof fields_before / sizeof *fields_before, c);
  add_extensions(&l, c);
  add_fields(&l, fields_dates, sizeof fields_dates / sizeof *fields_dates, c);
  add_key(&l, c);
  add_fields(&l, fields_behind, sizeof fields_behind / sizeof *fields_behind, c);
  if(l.code)
    slist_free(l.list);
  else
    to->certinfo[to->num_of_certs++] = l.list;
  return l.code;
}

CURLcode certs_append(struct stack_st_X509 *chain, struct curl_certinfo *ret)
{
  int count = sk_X509_num(chain);
  if(count > CERTS_MAX) count = CERTS_MAX;
  if(count <= 0) return CURLE_OK;
  struct curl_slist **all = mem_realloc(ret->certinfo, (size_t)(ret->num_of_certs + count) * sizeof(*all));
  if(!all) return CURLE_OUT_OF_MEMORY;
  ret->certinfo = all;
  CURLcode code = CURLE_OK;
  for(int i = 0; !code && i < count; i++) code = add_certificate(ret, sk_X509_value(chain, i));
  return code;
}

void certs_tell(X509 *c, struct trace *t)
{
  static const struct field_of told[] = { { " subject", print_subject },
                                          { " start date", print_start },
                                          { " expire date", print_end },
                                          { " issuer", print_issuer } };
  if(!c || !trace_wants(t)) return;
  trace_text(t, "Server certificate:");
  for(size_t i = 0; i < sizeof told / sizeof *told; i++) {
    BIO *value = BIO_new(BIO_s_mem());
    char *at = NULL;
    if(value) told[i].print(value, c);
    long len = value ? BIO_get_mem_data(value, &at) : 0;
    trace_text(t, "%s: %.*s", told[i].name, (int)len, len ? at : "");
    BIO_free(value);
  }
}
