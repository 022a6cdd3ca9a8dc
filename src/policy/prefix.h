/* Addresses of the Internet and prefixes of them (CIDR, RFC 4632 and RFC 4291, section 2.3). */
#ifndef POLICY_PREFIX_H
#define POLICY_PREFIX_H
#include "base/address.h"

/* No padding: two are equal, and in order, by their bytes. */
struct ip {
  uint8_t family; /* AF_INET or AF_INET6 */
  uint8_t at[16]; /* an IPv4 address has the first 4, and zeros behind them */
};

struct prefix {
  struct ip ip; /* zeros behind the prefix */
  uint8_t bits;
};

/* False: of another family, or cut off. A zone does not count. */
bool ip_of_sockaddr(const struct sockaddr *addr, socklen_t len, struct ip *ret);
/* The IPv4 address in the four bytes at `at`. */
struct ip ip_of_ipv4(const uint8_t at[4]);
void ip_text(const struct ip *ip, char text[INET6_ADDRSTRLEN]);
/* How many leading bits of the two are the same; 128 where all are. They are of one family. */
unsigned ip_common_bits(const struct ip *a, const struct ip *b);

/* "192.0.2.0/24", or an address alone, which is its own prefix. False: anything else, bits that are set behind the prefix
 * included. */
bool prefix_parse(const char *text, struct prefix *ret);
bool prefix_has(const struct prefix *p, const struct ip *ip);

#endif
