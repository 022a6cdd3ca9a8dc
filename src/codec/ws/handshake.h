/* The two values that a WebSocket's opening handshake turns on (RFC 6455, sections 4.1 and 4.2.2). */
#ifndef CODEC_WS_HANDSHAKE_H
#define CODEC_WS_HANDSHAKE_H
#include "base/buf.h"

#define WS_NONCE_LEN  16
#define WS_KEY_LEN    24 /* characters of the nonce in base 64 */
#define WS_ACCEPT_LEN 28

/* Sec-WebSocket-Key, from bytes that are random; as a C string. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode ws_write_key(const uint8_t nonce[WS_NONCE_LEN], char ret[WS_KEY_LEN + 1]);
/* The Sec-WebSocket-Accept that proves that a server has understood `key`, as a C string. CURLE_OUT_OF_MEMORY, and
 * CURLE_NOT_BUILT_IN: there is no SHA-1. */
MUST_USE CURLcode ws_write_accept(struct span key, char ret[WS_ACCEPT_LEN + 1]);

#endif
