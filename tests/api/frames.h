/* WebSocket frames of a client, as a server sees them; and what the tests of WebSocket share. */
#ifndef API_FRAMES_H
#define API_FRAMES_H
#include "peer.h"

struct frame {
  unsigned first; /* its first byte */
  bool is_masked;
  uint32_t mask;
  size_t size, whole; /* bytes of the payload, and of the frame */
  char *payload;      /* in the text, without its mask from now on */
};

/* False: the first frame in `in` is not all there. Else the mask is taken off, and `in` not to be parsed there again. */
bool frame_parse(struct text *in, struct frame *ret);

/* A program that brings its own key knows what a server must answer: RFC 6455, section 1.3. */
#define WS_URL      "ws://192.0.2.1/"
#define WS_KEY      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
#define WS_ACCEPT   "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
#define WS_SWITCH   "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" WS_ACCEPT "\r\n"
#define WS_UPGRADED EXPECT_HEAD("Upgrade: websocket\r\n"), SEND(WS_SWITCH)

#endif
