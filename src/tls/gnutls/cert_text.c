#include "tls/gnutls/cert_text.h"
#include "base/str.h"
#include <arpa/inet.h>
#include <gnutls/x509-ext.h>
#include <time.h>

/* RFC 4514, section 2.4, but what is no ASCII, too, is written as bytes. */
static CURLcode add_value(struct buf *to, const gnutls_datum_t *value)
{
  bool is_quoted = false;
  for(unsigned i = 0; i < value->size; i++) is_quoted |= value->data[i] && strchr(",+\"\\<>;", value->data[i]);
  if(is_quoted) TRY(buf_add_char(to, '"'));
  for(unsigned i = 0; i < value->size; i++) {
    unsigned char c = value->data[i];
    if(c < ' ' || c > '~')
      TRY(buf_addf(to, "\\%02X", c));
    else
      TRY(buf_addf(to, c == '"' || c == '\\' ? "\\%c" : "%c", c));
  }
  return is_quoted ? buf_add_char(to, '"') : CURLE_OK;
}

static CURLcode add_attribute(struct buf *to, const gnutls_x509_ava_st *a)
{
  char oid[128];
  snprintf(oid, sizeof oid, "%.*s", (int)a->oid.size, (const char *)a->oid.data);
  const char *name = gnutls_x509_dn_oid_name(oid, GNUTLS_X509_DN_OID_RETURN_OID);
  TRY(buf_addf(to, "%s = ", name ? name : oid));
  return add_value(to, &a->value);
}

static CURLcode add_name(struct buf *to, gnutls_x509_dn_t dn)
{
  gnutls_x509_ava_st a;
  for(int i = 0; !gnutls_x509_dn_get_rdn_ava(dn, i, 0, &a); i++)
    for(int j = 0; !gnutls_x509_dn_get_rdn_ava(dn, i, j, &a); j++) {
      if(i || j) TRY(buf_add_text(to, j ? " + " : ", "));
      TRY(add_attribute(to, &a));
    }
  return CURLE_OK;
}

CURLcode cert_text_subject(struct buf *to, gnutls_x509_crt_t c)
{
  gnutls_x509_dn_t dn;
  return gnutls_x509_crt_get_subject(c, &dn) ? CURLE_OK : add_name(to, dn);
}

CURLcode cert_text_issuer(struct buf *to, gnutls_x509_crt_t c)
{
  gnutls_x509_dn_t dn;
  return gnutls_x509_crt_get_issuer(c, &dn) ? CURLE_OK : add_name(to, dn);
}

static CURLcode add_time(struct buf *to, time_t when)
{
  static const char months[][4] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };
  struct tm at;
  if(when == (time_t)-1 || !gmtime_r(&when, &at)) return CURLE_OK;
  return buf_addf(to, "%s %2d %02d:%02d:%02d %d GMT", months[at.tm_mon], at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec,
                  at.tm_year + 1900);
}

CURLcode cert_text_start(struct buf *to, gnutls_x509_crt_t c)
{
  return add_time(to, gnutls_x509_crt_get_activation_time(c));
}

CURLcode cert_text_end(struct buf *to, gnutls_x509_crt_t c)
{
  return add_time(to, gnutls_x509_crt_get_expiration_time(c));
}

static CURLcode add_address(struct buf *to, const gnutls_datum_t *a)
{
  char text[INET6_ADDRSTRLEN] = "<invalid>";
  if(a->size == sizeof(struct in_addr)) inet_ntop(AF_INET, a->data, text, sizeof text);
  if(a->size == sizeof(struct in6_addr)) inet_ntop(AF_INET6, a->data, text, sizeof text);
  return buf_addf(to, "IP Address:%s", text);
}

static CURLcode add_names(struct buf *to, gnutls_subject_alt_names_t names)
{
  gnutls_datum_t name;
  unsigned type;
  for(unsigned i = 0; !gnutls_subject_alt_names_get(names, i, &type, &name, NULL); i++) {
    if(i) TRY(buf_add_text(to, ", "));
    if(type == GNUTLS_SAN_IPADDRESS) {
      TRY(add_address(to, &name));
      continue;
    }
    bool is_text = type == GNUTLS_SAN_DNSNAME || type == GNUTLS_SAN_RFC822NAME || type == GNUTLS_SAN_URI;
    TRY(buf_add_text(to, type == GNUTLS_SAN_DNSNAME      ? "DNS:"
                         : type == GNUTLS_SAN_RFC822NAME ? "email:"
                         : type == GNUTLS_SAN_URI        ? "URI:"
                                                         : "other"));
    if(is_text) TRY(buf_add(to, name.data, name.size));
  }
  return CURLE_OK;
}

CURLcode cert_text_names(struct buf *to, gnutls_x509_crt_t c)
{
  gnutls_datum_t extension = { 0 };
  gnutls_subject_alt_names_t names = NULL;
  CURLcode code = CURLE_OK;
  if(!gnutls_x509_crt_get_extension_by_oid2(c, "2.5.29.17", 0, &extension, NULL) &&
     !gnutls_subject_alt_names_init(&names) && !gnutls_x509_ext_import_subject_alt_names(&extension, names, 0))
    code = add_names(to, names);
  if(names) gnutls_subject_alt_names_deinit(names);
  gnutls_free(extension.data);
  return code;
}
