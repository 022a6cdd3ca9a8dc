/* The receiving side of a WebSocket: frames to the write callback, or to curl_ws_recv(3). */
#ifndef PROTO_HTTP_WS_IN_H
#define PROTO_HTTP_WS_IN_H
#include "proto/http/ws_out.h"

struct ws_in {
  struct ws_decode decode;
  struct buf bytes;          /* received, */
  size_t taken;              /* and of it, decoded */
  struct curl_ws_frame meta; /* of the present frame: up to where it was given */
  bool is_raw;               /* nothing is decoded: CURLWS_RAW_MODE */
  bool leaves_pings;         /* the program answers them: CURLWS_NOAUTOPONG */
  bool has_received;         /* a byte has come */

  bool owes_close;   /* a close frame was given to the write callback, and is to be answered */
  struct span close; /* its payload */

  /* of curl_ws_recv(3) */
  bool has_frame;      /* the present frame is not all given yet */
  struct span control; /* what is left to be given of a control frame, which the decoder holds */
  CURLcode failed;     /* nothing more can be received */
};

void ws_in_init(struct ws_in *in, long options);
void ws_in_free(struct ws_in *in);

/* Received and not decoded. */
static inline struct span ws_in_rest(const struct ws_in *in)
{
  return span_of(in->bytes.at + in->taken, in->bytes.len - in->taken);
}
static inline bool ws_in_holds(const struct ws_in *in) { return in->taken < in->bytes.len; }

/* Decode from `c`, and give to the program what it is to get. It stops with bytes left where receiving is paused, or after
 * some frames. With text: what ws_decode_next says; errors of `x->ops`. */
MUST_USE CURLcode ws_in_take(struct ws_in *in, struct cursor *c, struct xfer *x, struct ws_out *out);
/* The program has taken what was given: answer a close, unless the program has done so itself. */
void ws_in_answer_close(struct ws_in *in, struct ws_out *out);
/* The peer has ended its side. With text: CURLE_GOT_NOTHING (nothing has come), CURLE_PARTIAL_FILE (in a frame). */
MUST_USE CURLcode ws_in_end(const struct ws_in *in, struct trace *t);

/* As curl_ws_recv(3), from `s`; pings are answered to `out`. `*meta` lives in `in`. CURLE_AGAIN; CURLE_GOT_NOTHING: the
 * peer has ended its side; what ws_decode_next says, and again with each call that follows; the stream's errors. With
 * text. */
MUST_USE CURLcode ws_in_receive(struct ws_in *in, struct stream *s, struct trace *t, void *to, size_t room, size_t *got,
                                const struct curl_ws_frame **meta, struct ws_out *out);

#endif
