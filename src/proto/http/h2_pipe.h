/* A byte pipe that is one stream of an HTTP/2 connection (RFC 9113, section 8.5): what CONNECT makes of it.
 *
 * lifecycle: the pipe stands on the connection to the proxy and has all of it. h2_pipe_ask sends a request, h2_pipe_turn
 * brings its answer, which `opening` is told; then h2_pipe_open, and it is read and written as any stream; or
 * h2_pipe_drop, after which another request may follow.
 *
 * invariants: it reads from below only when it is read, or when a write waits for the peer's window. So what is held here
 * is bounded by one read, or by the stream's window, which grows again only as the reader takes what came. Every frame
 * that comes is answered (PING, SETTINGS) in the same call.
 *
 * A write that ended with CURLE_AGAIN is to be repeated with the same bytes: they may be on their way.
 */
#ifndef PROTO_HTTP_H2_PIPE_H
#define PROTO_HTTP_H2_PIPE_H
#include "base/field.h"
#include "stream/stream.h"

struct h2_pipe;

/* What an answer brings, during h2_pipe_turn; see struct http2_events. A trailer section is told nobody. An error ends the
 * stream, and is what h2_pipe_turn returns. */
struct h2_opening {
  CURLcode (*head)(void *user, int status);
  CURLcode (*field)(void *user, struct span name, struct span value);
  CURLcode (*head_end)(void *user);
};

/* Takes `below` over, which is established, on success. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode h2_pipe_new(struct h2_pipe **ret, struct stream *below);
struct stream *h2_pipe_stream(struct h2_pipe *p);

/* A request: see http2_request. The one before is dropped. */
MUST_USE CURLcode h2_pipe_ask(struct h2_pipe *p, const struct field *fields, size_t count,
                              const struct h2_opening *opening, void *user);
/* Send and receive. CURLE_OK: something has come. CURLE_AGAIN: what it waits for is wanted. CURLE_RECV_ERROR, with text:
 * the proxy has closed the connection, or ended the stream, before the answer was complete. CURLE_HTTP2 with text: it
 * breaks the rules. Those of the streams below and of `opening`; CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode h2_pipe_turn(struct h2_pipe *p, struct trace *t);
/* The answer has opened the tunnel; legal in head_end, too. `opening` is told nothing more. */
void h2_pipe_open(struct h2_pipe *p);
/* The answer is no tunnel: nothing more of it is wanted. */
void h2_pipe_drop(struct h2_pipe *p);
/* No further request can be sent: the proxy goes away. */
bool h2_pipe_is_spent(const struct h2_pipe *p);
/* The proxy wants to be asked in HTTP/1.1 (RFC 9113, section 7: HTTP_1_1_REQUIRED). */
bool h2_pipe_needs_h1(const struct h2_pipe *p);

#endif
