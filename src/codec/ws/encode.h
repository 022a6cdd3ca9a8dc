/* WebSocket frames to a server (RFC 6455, section 5): the encoder. For the words, see decode.h.
 *
 * One frame at a time: its head, then its payload in any number of pieces, each masked as it passes. The encoder
 * allocates nothing.
 */
#ifndef CODEC_WS_ENCODE_H
#define CODEC_WS_ENCODE_H
#include "base/cursor.h"
#include "base/result.h"

#define WS_HEAD_MAX 14 /* bytes of a head with its mask */
#define WS_MASK_LEN 4

/* {0}: nothing was sent yet. */
struct ws_encode {
  uint64_t left;     /* bytes of the present frame's payload still to come */
  unsigned flags;    /* of the present frame: CURLWS_* */
  unsigned fragment; /* CURLWS_* of the message whose next fragment is due; 0: none is */
  bool has_closed;   /* a close frame is the last one */
  uint8_t mask[WS_MASK_LEN];
  uint8_t mask_at; /* the byte of the mask that is next */
};

/* Begin a frame with `size` bytes of payload; none may be under way. `mask` must be unpredictable and new (section 5.3).
 *
 * `flags` has one kind, and CURLWS_CONT where another fragment follows. Inside a fragmented message the kind is the
 * message's, or is left out, as older programs do.
 *
 * CURLE_BAD_FUNCTION_ARGUMENT: other flags than these, a frame of data that is not the message's next fragment, a close
 * frame with half a code. CURLE_TOO_LARGE: a control frame over 125 bytes, any over 2^63-1. CURLE_SEND_ERROR: after a
 * close frame (section 5.5.1). The encoder is as before then. */
MUST_USE CURLcode ws_encode_begin(struct ws_encode *e, unsigned flags, uint64_t size, const uint8_t mask[WS_MASK_LEN],
                                  uint8_t to[WS_HEAD_MAX], size_t *len);
/* The next `len` bytes of payload, at most `e->left`; `to` and `from` may be the same. */
void ws_encode_payload(struct ws_encode *e, uint8_t *to, const uint8_t *from, size_t len);

#endif
