/* A random order (CURLOPT_DNS_SHUFFLE_ADDRESSES(3)). */
#ifndef RESOLVE_SHUFFLE_H
#define RESOLVE_SHUFFLE_H
#include "base/address.h"
#include "codec/dns/https.h"
#include "os/system.h"

/* Each order is as likely. `s` is nobody else's yet. Where the system has no randomness, the order stays. */
void resolve_shuffle(struct address_set *s, const struct system_ops *system);
/* The same for HTTPS records, those of each priority among themselves (RFC 9460, section 2.4.1). */
void resolve_shuffle_services(struct dns_services *s, const struct system_ops *system);

#endif
