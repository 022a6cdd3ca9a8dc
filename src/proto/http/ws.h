/* WebSocket (RFC 6455) over HTTP/1.1: the schemes ws and wss.
 *
 * lifecycle: an exchange begins as one of HTTP/1 (h1.h), whose request asks for the upgrade. When that is answered with a
 * 101, the connection becomes a WebSocket: its session is a `struct ws` from then on. Then either the exchange goes on,
 * with frames between the peer and the program's callbacks, until the peer closes; or it is over, and the program sends
 * and receives over the connection, which is its own (proto_request.is_detached).
 */
#ifndef PROTO_HTTP_WS_H
#define PROTO_HTTP_WS_H
#include "proto/proto.h"

struct ws_piece;

extern const struct proto_ops proto_ws, proto_wss;

struct ws;
/* What the connection has become; NULL (also for a NULL connection): no WebSocket. */
struct ws *ws_of_conn(const struct conn *c);

/* Each returns CURLE_RECURSIVE_API_CALL when called back from within itself. */

/* As ws_out_send. */
MUST_USE CURLcode ws_send(struct ws *w, struct trace *t, const struct ws_piece *p, size_t *sent);
/* As ws_in_receive. */
MUST_USE CURLcode ws_receive(struct ws *w, struct trace *t, void *to, size_t room, size_t *got,
                             const struct curl_ws_frame **meta);
/* As ws_out_start_frame. */
MUST_USE CURLcode ws_start_frame(struct ws *w, struct trace *t, unsigned flags, curl_off_t size);

#endif
