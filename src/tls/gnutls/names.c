#include "tls/gnutls/names.h"
#include "tls/name.h"
#include <gnutls/x509-ext.h>

#define NAME_MAX_LEN 512 /* bytes of a common name that may be a host's */

static struct span span_of_datum(const gnutls_datum_t *d) { return span_of(d->data, d->size); }

/* RFC 9525 has no place for the common name any more; the option's page has, in a certificate without other names. The
 * last one counts. */
static bool common_name_matches(gnutls_x509_crt_t leaf, const struct tls_wanted *w)
{
  char name[NAME_MAX_LEN];
  bool matches = false;
  for(unsigned i = 0;; i++) {
    size_t len = sizeof name;
    int error = gnutls_x509_crt_get_dn_by_oid(leaf, GNUTLS_OID_X520_COMMON_NAME, i, 0, name, &len);
    if(error == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) return matches;
    matches = !error && tls_wanted_has_name(w, span_of(name, len));
    if(error && error != GNUTLS_E_SHORT_MEMORY_BUFFER) return false;
  }
}

/* What stands in the extension. */
struct found {
  bool is_unreadable, is_ours, has_any; /* has_any: a DNS name or an address */
};

static struct found look(gnutls_subject_alt_names_t names, const struct tls_wanted *w)
{
  struct found f = { 0 };
  gnutls_datum_t name;
  unsigned type;
  for(unsigned i = 0; !gnutls_subject_alt_names_get(names, i, &type, &name, NULL); i++) {
    f.has_any |= type == GNUTLS_SAN_DNSNAME || type == GNUTLS_SAN_IPADDRESS;
    f.is_ours |= type == GNUTLS_SAN_DNSNAME && tls_wanted_has_name(w, span_of_datum(&name));
    f.is_ours |= type == GNUTLS_SAN_IPADDRESS && tls_wanted_has_address(w, span_of_datum(&name));
  }
  return f;
}

static struct found look_in(gnutls_x509_crt_t leaf, const struct tls_wanted *w)
{
  gnutls_datum_t extension = { 0 };
  gnutls_subject_alt_names_t names = NULL;
  int error = gnutls_x509_crt_get_extension_by_oid2(leaf, "2.5.29.17", 0, &extension, NULL);
  if(error == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) return (struct found){ 0 };
  if(!error) error = gnutls_subject_alt_names_init(&names);
  if(!error) error = gnutls_x509_ext_import_subject_alt_names(&extension, names, 0);
  struct found f = { .is_unreadable = true };
  if(!error) f = look(names, w);
  if(names) gnutls_subject_alt_names_deinit(names);
  gnutls_free(extension.data);
  return f;
}

bool names_have(gnutls_x509_crt_t leaf, const struct tls_peer *peer)
{
  const struct tls_wanted w = tls_wanted_of(peer->host, peer->is_address);
  struct found f = look_in(leaf, &w);
  if(f.is_unreadable) return false;
  return f.is_ours || (!f.has_any && common_name_matches(leaf, &w));
}
