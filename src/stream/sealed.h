/* A connection to a SOCKS proxy on which every byte is protected by GSSAPI (RFC 1961, section 5). */
#ifndef STREAM_SEALED_H
#define STREAM_SEALED_H
#include "codec/socks/gssapi.h"
#include "os/gss.h"
#include "stream/stream.h"

/* Takes `below`, which is established, and `context`, which stands, over. NULL: out of memory, and they are still the
 * caller's. Without `encrypts` messages have their integrity only.
 *
 * A write that ended with CURLE_AGAIN is to be repeated with the same bytes: they may be on their way. */
MUST_USE struct stream *sealed_stream_new(struct stream *below, struct gssapi *context, bool encrypts);

/* Read from `below` until the message is complete. CURLE_OK, also where `*has_ended` tells that the peer ended its side
 * before; CURLE_AGAIN, CURLE_OUT_OF_MEMORY, or what stream_read says. */
MUST_USE CURLcode sealed_receive(struct stream *below, struct trace *t, struct socks_gssapi_message *m,
                                 bool *has_ended);

#endif
