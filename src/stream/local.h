/* The near end: CURLOPT_INTERFACE(3), CURLOPT_LOCALPORT(3), CURLOPT_LOCALPORTRANGE(3). */
#ifndef STREAM_LOCAL_H
#define STREAM_LOCAL_H
#include "base/address.h"
#include "base/trace.h"
#include "stream/net_opts.h"

/* Bind `fd`, which is to reach `peer` (IPv4 or IPv6), to what `o` wants; nothing wanted costs nothing.
 *
 * "if!NAME" is an interface, "host!ADDRESS" an address, "ifhost!NAME!ADDRESS" both, "NAME" an interface or else an
 * address. Names of hosts are not looked up here.
 *
 * CURLE_INTERFACE_FAILED with text, and `*errnum` (0 where no system call failed). */
MUST_USE CURLcode local_bind(curl_socket_t fd, const struct net_opts *o, const struct address *peer, struct trace *t,
                             int *errnum);

/* Bind `fd` to `*at`, with the first port from `first` to `last` (not less) that is free and permitted; 0: any. Each is
 * tried once. `*at` has the port of the last try. Errors as above. */
MUST_USE CURLcode local_bind_ports(curl_socket_t fd, struct address *at, uint16_t first, uint16_t last, struct trace *t,
                                   int *errnum);

#endif
