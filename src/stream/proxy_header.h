/* A connection that begins with HAProxy's PROXY line (CURLOPT_HAPROXYPROTOCOL(3)), and is then what stands below. */
#ifndef STREAM_PROXY_HEADER_H
#define STREAM_PROXY_HEADER_H
#include "stream/stream.h"

/* The line tells the two ends of the socket at the bottom, or `client` (CURLOPT_HAPROXY_CLIENT_IP(3)) in place of both
 * addresses; NULL: none. Takes `below` over, which is established; NULL: out of memory, and it is still the caller's.
 * `client` outlives the establishing, which fails with CURLE_BAD_FUNCTION_ARGUMENT (`client` is no address), or as
 * stream_write does. */
MUST_USE struct stream *proxy_header_stream_new(struct stream *below, const char *client);

#endif
