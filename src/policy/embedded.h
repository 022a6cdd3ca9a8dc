/* IPv4 addresses inside IPv6 addresses. */
#ifndef POLICY_EMBEDDED_H
#define POLICY_EMBEDDED_H
#include "policy/rules.h"

struct embedded {
  struct ip ip;    /* the IPv4 address */
  const char *how; /* what the form is called */
};

/* As many as an address may have: of each fixed form, and after each NAT64 length. */
enum { EMBEDDED_MAX = 16 };

/* All that stand in `ip`, which is of any family: mapped and compatible (RFC 4291, section 2.5.5), translated (RFC 2765),
 * NAT64 of the well-known prefix and of those in `nat64`, as rules_match has it (RFC 6052), 6to4 (RFC 3056), Teredo's server
 * and client (RFC 4380), ISATAP (RFC 5214). Their number. */
size_t embedded_find(const struct ip *ip, uint8_t nat64, struct embedded ret[EMBEDDED_MAX]);

/* Has an interface identifier of ISATAP. */
bool embedded_is_isatap(const struct ip *ip);

#endif
