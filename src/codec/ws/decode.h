/* WebSocket frames from a server (RFC 6455, section 5): the decoder.
 *
 * vocabulary: a *message* is text or binary data, in one frame or in several, its *fragments*. A *control frame* (close,
 * ping, pong) is short, is never fragmented, and may stand between two fragments.
 *
 * A frame of data is reported when its head is there, and its payload as it comes, in place. A control frame is reported
 * when all of it is there; the decoder holds it. After a close frame nothing counts (section 1.4): what comes is dropped.
 * The decoder allocates nothing and can be copied.
 */
#ifndef CODEC_WS_DECODE_H
#define CODEC_WS_DECODE_H
#include "base/cursor.h"
#include "base/result.h"

#define WS_CONTROL_MAX 125 /* bytes of a control frame's payload: section 5.5 */
#define WS_HEAD_ROOM   10  /* bytes of a head without a mask */

enum ws_event_kind {
  WS_MORE,    /* the input is used up */
  WS_FRAME,   /* a frame of data begins: `flags`, `size` */
  WS_PAYLOAD, /* bytes: a piece of its payload, at least one byte, in the input */
  WS_CONTROL  /* a control frame: `flags`, `size`, and as `bytes` its payload, until the next call */
};

struct ws_event {
  enum ws_event_kind kind;
  unsigned flags; /* CURLWS_*: one kind; CURLWS_CONT where another fragment follows */
  uint64_t size;  /* of the payload; at most INT64_MAX */
  struct span bytes;
};

/* Private; initialise with {0}. */
struct ws_decode {
  uint64_t left;     /* bytes of the present payload still to come */
  uint8_t state;     /* index into the table of states */
  uint8_t head_len;  /* bytes of the present head so far */
  uint8_t kept;      /* bytes of the present control frame so far */
  unsigned flags;    /* of the present frame */
  unsigned fragment; /* CURLWS_* of the message whose next fragment is due; 0: none is */
  const char *why;
  uint8_t head[WS_HEAD_ROOM];
  uint8_t control[WS_CONTROL_MAX];
};

/* Decode up to the next event; call again until WS_MORE. After an error the decoder is done.
 *
 * CURLE_RECV_ERROR (libcurl's code): what is no frame of a server's: a reserved bit or opcode, a mask, a length that is
 * not written as short as it could be or is over 2^63-1; a control frame that is long or fragmented; a continuation of
 * nothing, a message inside of another; a close frame with one byte, or with a code that nobody may send (section 7.4).
 * `*ret` is unchanged. */
MUST_USE CURLcode ws_decode_next(struct ws_decode *d, struct cursor *in, struct ws_event *ret);

/* Is the decoder between two frames? Else an end of the connection cuts one off. */
bool ws_decode_is_between(const struct ws_decode *d);
/* A close frame has come. */
bool ws_decode_has_closed(const struct ws_decode *d);
/* What an error was about, as static text; NULL before one. */
static inline const char *ws_decode_why(const struct ws_decode *d) { return d->why; }

#endif
