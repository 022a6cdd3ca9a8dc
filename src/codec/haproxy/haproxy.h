/* HAProxy's PROXY protocol, version 1: one line in front of everything else on a connection, which tells on whose behalf
 * it was made (haproxy.org/download/1.8/doc/proxy-protocol.txt, section 2.1). */
#ifndef CODEC_HAPROXY_HAPROXY_H
#define CODEC_HAPROXY_HAPROXY_H
#include "base/buf.h"

#define HAPROXY_LINE_MAX 108 /* bytes, its end included */

/* Two addresses as text, of one family; an IPv6 zone is left out. */
struct haproxy_ends {
  const char *from;
  const char *to;
  uint16_t from_port;
  uint16_t to_port;
};

/* Append the line; both addresses "" is a connection that has none (a Unix socket). CURLE_BAD_FUNCTION_ARGUMENT: one of
 * them is no address, or they are of two families. CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY. Nothing is appended then. */
MUST_USE CURLcode haproxy_write_line(struct buf *to, const struct haproxy_ends *ends);

#endif
