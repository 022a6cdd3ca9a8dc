/* The POSTs of DNS over HTTPS: each is a transfer inside of the multi, with options of its own, that no program sees. */
#ifndef ENGINE_DOH_H
#define ENGINE_DOH_H
#include "resolve/doh.h"

/* For a query of a transfer, which is its fetch_owner. Of its options a POST gets the share and the DNS cache time-out,
 * the time that is left, and nothing else: neither the gate nor proxies, neither callbacks nor credentials. What the
 * environment says of proxies holds for it as for every other. */
extern const struct doh_fetch_ops doh_transfer_ops;

#endif
