/* The names of the entries, and their order, are those that programs read elsewhere. Of the extensions only the names are
 * shown: GnuTLS has another form for each. */
#include "tls/gnutls/certs.h"
#include "base/mem.h"
#include "base/slist.h"
#include "tls/gnutls/cert_text.h"

#define CERTS_MAX 100
#define TEXT_CAP  ((size_t)512 * 1024) /* of an entry: GnuTLS takes no handshake message of more than 128 KiB */

static CURLcode add_hex(struct buf *to, const unsigned char *at, size_t len, const char *behind_each)
{
  CURLcode code = CURLE_OK;
  for(size_t i = 0; !code && i < len; i++) code = buf_addf(to, "%02x%s", at[i], behind_each);
  return code;
}

static CURLcode add_version(struct buf *to, gnutls_x509_crt_t c)
{
  return buf_addf(to, "%x", (unsigned)gnutls_x509_crt_get_version(c) - 1);
}

static CURLcode add_serial(struct buf *to, gnutls_x509_crt_t c)
{
  unsigned char serial[256];
  size_t len = sizeof serial;
  if(gnutls_x509_crt_get_serial(c, serial, &len)) return CURLE_OK;
  bool has_sign = len > 1 && !*serial; /* a byte that makes it positive */
  return add_hex(to, serial + has_sign, len - has_sign, "");
}

static const struct {
  const char *oid, *name;
} algorithms[] = {
  { "1.2.840.113549.1.1.1", "rsaEncryption" },
  { "1.2.840.113549.1.1.5", "sha1WithRSAEncryption" },
  { "1.2.840.113549.1.1.10", "rsassaPss" },
  { "1.2.840.113549.1.1.11", "sha256WithRSAEncryption" },
  { "1.2.840.113549.1.1.12", "sha384WithRSAEncryption" },
  { "1.2.840.113549.1.1.13", "sha512WithRSAEncryption" },
  { "1.2.840.10045.2.1", "id-ecPublicKey" },
  { "1.2.840.10045.4.3.2", "ecdsa-with-SHA256" },
  { "1.2.840.10045.4.3.3", "ecdsa-with-SHA384" },
  { "1.2.840.10045.4.3.4", "ecdsa-with-SHA512" },
  { "1.3.101.112", "ED25519" },
  { "1.3.101.113", "ED448" },
};

static CURLcode add_oid(struct buf *to, const char *oid)
{
  for(size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
    if(!strcmp(algorithms[i].oid, oid)) return buf_add_text(to, algorithms[i].name);
  return buf_add_text(to, oid);
}

static CURLcode add_algorithm(struct buf *to, gnutls_x509_crt_t c)
{
  char oid[128];
  size_t len = sizeof oid;
  return gnutls_x509_crt_get_signature_oid(c, oid, &len) ? CURLE_OK : add_oid(to, oid);
}

static CURLcode add_key_algorithm(struct buf *to, gnutls_x509_crt_t c)
{
  char oid[128];
  size_t len = sizeof oid;
  return gnutls_x509_crt_get_pk_oid(c, oid, &len) ? CURLE_OK : add_oid(to, oid);
}

static CURLcode add_signature(struct buf *to, gnutls_x509_crt_t c)
{
  unsigned char signature[4096];
  size_t len = sizeof signature;
  return gnutls_x509_crt_get_signature(c, (char *)signature, &len) ? CURLE_OK : add_hex(to, signature, len, ":");
}

static CURLcode add_pem(struct buf *to, gnutls_x509_crt_t c)
{
  gnutls_datum_t pem = { 0 };
  if(gnutls_x509_crt_export2(c, GNUTLS_X509_FMT_PEM, &pem)) return CURLE_OUT_OF_MEMORY;
  CURLcode code = buf_add(to, pem.data, pem.size);
  gnutls_free(pem.data);
  return code;
}

static bool is_rsa(gnutls_x509_crt_t c, unsigned *bits)
{
  return gnutls_x509_crt_get_pk_algorithm(c, bits) == GNUTLS_PK_RSA;
}

static CURLcode add_rsa_bits(struct buf *to, gnutls_x509_crt_t c)
{
  unsigned bits;
  return is_rsa(c, &bits) ? buf_addf(to, "%u", bits) : CURLE_OK;
}

static CURLcode add_number(struct buf *to, const gnutls_datum_t *number)
{
  size_t before = to->len;
  for(unsigned i = 0; i < number->size; i++) {
    bool is_first = to->len == before;
    if(!is_first || number->data[i]) TRY(buf_addf(to, is_first ? "%X" : "%02X", number->data[i]));
  }
  return CURLE_OK;
}

static CURLcode add_rsa(struct buf *to, gnutls_x509_crt_t c, bool wants_exponent)
{
  gnutls_datum_t n, e;
  unsigned bits;
  if(!is_rsa(c, &bits) || gnutls_x509_crt_get_pk_rsa_raw(c, &n, &e)) return CURLE_OK;
  CURLcode code = add_number(to, wants_exponent ? &e : &n);
  gnutls_free(n.data);
  gnutls_free(e.data);
  return code;
}

static CURLcode add_rsa_n(struct buf *to, gnutls_x509_crt_t c) { return add_rsa(to, c, false); }
static CURLcode add_rsa_e(struct buf *to, gnutls_x509_crt_t c) { return add_rsa(to, c, true); }

static const struct field {
  const char *name;
  cert_text_fn add;
  bool may_be_absent;
} fields[] = {
  { "Subject", cert_text_subject, false },
  { "Issuer", cert_text_issuer, false },
  { "Version", add_version, false },
  { "Serial Number", add_serial, false },
  { "Signature Algorithm", add_algorithm, false },
  { "Public Key Algorithm", add_key_algorithm, false },
  { "X509v3 Subject Alternative Name", cert_text_names, true },
  { "Start date", cert_text_start, false },
  { "Expire date", cert_text_end, false },
  { "RSA Public Key", add_rsa_bits, true },
  { "rsa(n)", add_rsa_n, true },
  { "rsa(e)", add_rsa_e, true },
  { "Signature", add_signature, false },
  { "Cert", add_pem, false },
};

/* "name:value"; what a peer has written ends no entry. */
static CURLcode add_entry(struct curl_slist ***end, const struct field *f, gnutls_x509_crt_t c)
{
  struct buf text = BUF_INIT(TEXT_CAP);
  CURLcode code = buf_addf(&text, "%s:", f->name);
  size_t before = text.len;
  if(!code) code = f->add(&text, c);
  bool is_absent = f->may_be_absent && text.len == before;
  for(size_t i = before; i < text.len; i++)
    if(!text.at[i]) text.at[i] = '.';
  if(!code) code = buf_terminate(&text);
  if(!code && !is_absent && !(**end = slist_item((const char *)text.at))) code = CURLE_OUT_OF_MEMORY;
  if(!code && !is_absent) *end = &(**end)->next;
  buf_free(&text);
  return code;
}

static CURLcode add_certificate(struct curl_certinfo *to, const gnutls_datum_t *der)
{
  struct curl_slist *list = NULL, **end = &list;
  gnutls_x509_crt_t c;
  if(gnutls_x509_crt_init(&c)) return CURLE_OUT_OF_MEMORY;
  CURLcode code = CURLE_OK;
  bool is_good = !gnutls_x509_crt_import(c, der, GNUTLS_X509_FMT_DER);
  for(size_t i = 0; is_good && !code && i < sizeof fields / sizeof *fields; i++) code = add_entry(&end, &fields[i], c);
  gnutls_x509_crt_deinit(c);
  if(code)
    slist_free(list);
  else
    to->certinfo[to->num_of_certs++] = list;
  return code;
}

CURLcode certs_append(gnutls_session_t g, struct curl_certinfo *ret)
{
  unsigned count = 0;
  const gnutls_datum_t *chain = gnutls_certificate_get_peers(g, &count);
  if(count > CERTS_MAX) count = CERTS_MAX;
  if(!chain || !count) return CURLE_OK;
  struct curl_slist **all = mem_realloc(ret->certinfo, ((size_t)ret->num_of_certs + count) * sizeof(*all));
  if(!all) return CURLE_OUT_OF_MEMORY;
  ret->certinfo = all;
  CURLcode code = CURLE_OK;
  for(unsigned i = 0; !code && i < count; i++) code = add_certificate(ret, &chain[i]);
  return code;
}

void certs_tell(gnutls_x509_crt_t c, struct trace *t)
{
  static const struct field told[] = { { " subject", cert_text_subject, false },
                                       { " start date", cert_text_start, false },
                                       { " expire date", cert_text_end, false },
                                       { " issuer", cert_text_issuer, false } };
  if(!trace_wants(t)) return;
  trace_text(t, "Server certificate:");
  for(size_t i = 0; i < sizeof told / sizeof *told; i++) {
    struct buf text = BUF_INIT(TEXT_CAP);
    if(!told[i].add(&text, c)) trace_text(t, "%s: %.*s", told[i].name, SPAN_ARG(buf_span(&text)));
    buf_free(&text);
  }
}
