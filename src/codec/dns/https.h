/* HTTPS records (RFC 9460): where an origin is served, and in which versions of HTTP. */
#ifndef CODEC_DNS_HTTPS_H
#define CODEC_DNS_HTTPS_H
#include "codec/dns/message.h"

#define DNS_HTTPS_PORT   443
#define DNS_SERVICES_MAX 8 /* of a name; the least wanted beyond them are left out */
#define DNS_HINTS_MAX    8 /* of a record and family, as well */

/* One record in ServiceMode, or in AliasMode, where only the target counts. */
struct dns_service {
  uint16_t priority; /* the least is wanted most; 0: an alias, so what is asked for is to be looked for at the target */
  uint16_t port;     /* 0: the origin's */
  char target[DNS_NAME_MAX]; /* in lower case, without a dot at the end; "": the name that was asked for */
  bool has_alpn;             /* it says in which versions; if not, `has_h1` is what it means (section 7.1.1) */
  bool has_h1, has_h2;
  uint8_t ipv4_count, ipv6_count; /* addresses that the target is likely to have (section 7.3) */
  uint8_t ipv4[DNS_HINTS_MAX][4], ipv6[DNS_HINTS_MAX][16];
};

/* The records of a name by priority, in their order among those of the same. An alias stands alone. */
struct dns_services {
  uint32_t ttl_s;
  size_t count; /* 0: there are records, but none of them is of use */
  struct dns_service at[DNS_SERVICES_MAX];
};

/* Read the answer to the question for DNS_HTTPS of `name`, as dns_answer_read does; `*ret` is written for DNS_ANSWERED. One
 * malformed record spoils all of them (section 2.2). Those that cannot be used are left out: what has to be understood is
 * not understood here (section 8), or the target is no name of a host. */
MUST_USE enum dns_verdict dns_https_read(struct span message, const struct dns_name *name, struct dns_services *ret);
/* The name that the records of an origin have (section 9.1): the host itself for DNS_HTTPS_PORT, else below it
 * "_PORT._https". False: it would be too long. */
MUST_USE bool dns_https_name(const char *host, uint16_t port, struct dns_name *ret);

#endif
