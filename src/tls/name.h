/* The names in a certificate, against the host that was asked for (RFC 9525, section 6). */
#ifndef TLS_NAME_H
#define TLS_NAME_H
#include "base/cursor.h"

/* Is the DNS name `name`, as a certificate has it, one for `host`? A wildcard is the whole of the left-most label, stands
 * for one label, and has two labels or more behind it. A name with any other byte than letters, digits, '-', '_' and '.'
 * is for none; neither is any name for a host that is an address, which the caller has to know. */
bool tls_name_matches(struct span name, const char *host);

#endif
