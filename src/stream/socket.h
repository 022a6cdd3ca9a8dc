/* The stream at the bottom: a socket that came through the gate. */
#ifndef STREAM_SOCKET_H
#define STREAM_SOCKET_H
#include "stream/gate.h"
#include "stream/stream.h"

/* Takes a connected socket over from `from` (its state is GATE_CLOSED afterwards). NULL: out of memory, and `from` is
 * as before. */
MUST_USE struct stream *socket_stream_new(struct gated_socket *from, struct poller *poller);

#endif
