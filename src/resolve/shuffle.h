/* A random order (CURLOPT_DNS_SHUFFLE_ADDRESSES(3)). */
#ifndef RESOLVE_SHUFFLE_H
#define RESOLVE_SHUFFLE_H
#include "base/address.h"
#include "os/system.h"

/* Each order is as likely. `s` is nobody else's yet. Where the system has no randomness, the order stays. */
void resolve_shuffle(struct address_set *s, const struct system_ops *system);

#endif
