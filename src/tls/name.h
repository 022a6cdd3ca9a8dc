/* The names in a certificate, against the host that was asked for (RFC 9525, section 6). */
#ifndef TLS_NAME_H
#define TLS_NAME_H
#include "base/cursor.h"
#include <netinet/in.h>

/* Is the DNS name `name`, as a certificate has it, one for `host`? A wildcard is the whole of the left-most label, stands
 * for one label, and has two labels or more behind it. A name with any other byte than letters, digits, '-', '_' and '.'
 * is for none; neither is any name for a host that is an address, which the caller has to know. */
bool tls_name_matches(struct span name, const char *host);

/* What a host has to be found as. */
struct tls_wanted {
  const char *host;
  bool is_address;
  uint8_t address[sizeof(struct in6_addr)];
  size_t address_len; /* 0: it cannot be read, so that nothing is for it */
};

/* What looks like an address is one, also where nobody has said so. */
struct tls_wanted tls_wanted_of(const char *host, bool is_address);
/* Is it this DNS name, or this address of 4 or 16 bytes, as a certificate has them? */
bool tls_wanted_has_name(const struct tls_wanted *w, struct span name);
bool tls_wanted_has_address(const struct tls_wanted *w, struct span address);

#endif
