/* A connection that an HTTP proxy has turned into a tunnel (RFC 9110, section 9.3.6): what came behind the head of its
 * answer is the far end's first word, and is read first. */
#ifndef STREAM_TUNNEL_H
#define STREAM_TUNNEL_H
#include "stream/stream.h"

/* Copies `first`; takes `below` over. NULL: out of memory, and it is still the caller's. */
MUST_USE struct stream *tunnel_stream_new(struct stream *below, struct span first);

#endif
