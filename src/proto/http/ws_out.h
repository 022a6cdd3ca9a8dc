/* The sending side of a WebSocket: frames of the program's, of its upload, and the library's own answers.
 *
 * One buffer holds what is on its way. Nothing gets in between two pieces of a frame: while one is not complete, whatever
 * else there is to send waits. The library's own are bounded: of the pings only the last one is answered that has not
 * been answered yet (RFC 6455, section 5.5.3), so that a peer that pings and does not read makes nothing grow.
 */
#ifndef PROTO_HTTP_WS_OUT_H
#define PROTO_HTTP_WS_OUT_H
#include "base/buf.h"
#include "codec/ws/decode.h"
#include "codec/ws/encode.h"
#include "proto/proto.h"

/* A short frame of the library's own. */
struct ws_answer {
  bool is_due;
  uint8_t len;
  uint8_t payload[WS_CONTROL_MAX];
};

/* What a program asks for with curl_ws_send(3). */
struct ws_piece {
  const uint8_t *from;
  size_t len;
  curl_off_t size; /* of the frame, where CURLWS_OFFSET is set in `flags` */
  unsigned flags;
};

struct ws_out {
  const struct system_ops *system;
  struct ws_encode encode;
  struct buf bytes; /* to be sent */
  size_t sent;      /* of `bytes` */
  bool is_raw;      /* no frames are made: CURLWS_RAW_MODE */
  bool is_busy;     /* sending: the debug callback may be called, and must not add anything */

  /* the program's piece: it is asked for again until it was told that all of it is sent */
  bool is_under_way;
  unsigned flags;   /* of its frame */
  bool was_told;    /* of a part of the present frame */
  size_t in_flight; /* bytes of payload at the end of `bytes` */
  size_t done;      /* bytes of payload that have been sent, and not been told yet */

  struct ws_answer pong, close;

  /* the upload's */
  uint8_t *stage;    /* what is read of the source; NULL until needed */
  bool is_uploading; /* there is a source, and it is not at its end */
  bool is_of_upload; /* the present frame is: it was begun for what the source gives next */
  bool has_started;  /* curl_ws_start_frame(3) was called since the source was asked */
};

void ws_out_init(struct ws_out *out, const struct system_ops *system, bool is_raw, bool uploads);
void ws_out_free(struct ws_out *out);

/* Send what there is. CURLE_OK: nothing is left. CURLE_AGAIN: the stream takes no more. Else its error, or
 * CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode ws_out_flush(struct ws_out *out, struct stream *s, struct trace *t);
/* Does a call of ws_out_flush have anything to do? */
bool ws_out_is_due(const struct ws_out *out);

/* Send a piece of the program's; `*sent` may be less than its length. CURLE_AGAIN: none of it, and the same piece, or
 * none, is to come next. With text: what ws_encode_begin says; CURLE_BAD_FUNCTION_ARGUMENT also where a frame is under way
 * that this is no part of. CURLE_SEND_ERROR and the stream's. CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: no random mask. */
MUST_USE CURLcode ws_out_send(struct ws_out *out, struct stream *s, struct trace *t, const struct ws_piece *p,
                              size_t *sent);

/* A ping, or a close frame, has come. */
void ws_out_pong(struct ws_out *out, struct span payload);
void ws_out_answer_close(struct ws_out *out, struct span payload);

/* Read the source of the upload and send what it gives. CURLE_OK: there is nothing more to send now (its end, a pause);
 * `*more`: but the next turn should come soon. CURLE_AGAIN, and errors, as ws_out_flush, and those of the source. */
MUST_USE CURLcode ws_out_upload(struct ws_out *out, const struct proto_request *r, struct xfer *x, struct stream *s,
                                bool *more);
/* As curl_ws_start_frame(3). With text: CURLE_BAD_FUNCTION_ARGUMENT (there is no upload, raw mode, another frame is not
 * complete), what ws_encode_begin says; CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT. */
MUST_USE CURLcode ws_out_start_frame(struct ws_out *out, struct trace *t, unsigned flags, curl_off_t size);

#endif
