/* WebSocket's opening handshake: what it adds to an HTTP request, and what the answer must have (RFC 6455, section 4). */
#ifndef PROTO_HTTP_WS_OPENING_H
#define PROTO_HTTP_WS_OPENING_H
#include "base/buf.h"
#include "codec/ws/handshake.h"
#include "proto/http/upgrade.h"

struct ws_opening {
  struct http_upgrade upgrade;
  char key[WS_KEY_LEN + 1];
  bool has_accept; /* the answer has, as it must */
  const char *why; /* it is no handshake; static text */
};

/* With a new key. Of a refusal it makes CURLE_HTTP_RETURNED_ERROR (no 101) and CURLE_WEIRD_SERVER_REPLY (a 101, but no
 * handshake). CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: there is no randomness. */
MUST_USE CURLcode ws_opening_init(struct ws_opening *o, const struct system_ops *system);

#endif
