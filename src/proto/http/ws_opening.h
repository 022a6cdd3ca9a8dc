/* WebSocket's opening handshake: what it adds to an HTTP request, and what the answer must have (RFC 6455, section 4). */
#ifndef PROTO_HTTP_WS_OPENING_H
#define PROTO_HTTP_WS_OPENING_H
#include "base/buf.h"
#include "codec/ws/handshake.h"
#include "proto/proto.h"

struct ws_opening {
  char key[WS_KEY_LEN + 1];
  /* of the answer so far */
  bool has_upgrade, has_connection, has_accept;
  const char *why;  /* it is no handshake; static text */
  bool is_accepted; /* it is one, and both sides may talk */
};

/* With a new key. CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: there is no randomness. */
MUST_USE CURLcode ws_opening_init(struct ws_opening *o, const struct system_ops *system);
/* Append the request's lines but Connection; a line of the program's own takes the place of ours. As h1_encode_field. */
MUST_USE CURLcode ws_opening_write(struct buf *to, const struct proto_request *r);
/* A field of a 101. CURLE_OUT_OF_MEMORY, CURLE_NOT_BUILT_IN: see ws_write_accept. */
MUST_USE CURLcode ws_opening_take(const struct proto_request *r, struct span name, struct span value);
/* The head of a final answer is complete, and nothing follows it. With text: CURLE_HTTP_RETURNED_ERROR (it is no 101),
 * CURLE_WEIRD_SERVER_REPLY (a 101, but no handshake). */
MUST_USE CURLcode ws_opening_judge(const struct proto_request *r, int status, struct trace *t);

#endif
