/* The receiving side of an HTTP/1 exchange: heads, body, trailer section. */
#ifndef PROTO_HTTP_H1_IN_H
#define PROTO_HTTP_H1_IN_H
#include "codec/http1/chunked.h"
#include "codec/http1/framing.h"
#include "codec/http1/head.h"
#include "proto/http/answer.h"
#include "proto/http/h1_out.h"
#include "proto/proto.h"

enum h1_in_state { H1_IN_HEAD, H1_IN_LENGTH, H1_IN_CHUNKED, H1_IN_TRAILER, H1_IN_UNTIL_CLOSE, H1_IN_OVER };

struct h1_in {
  struct h1_head head;
  struct h1_framing framing;
  struct h1_chunked chunked;
  struct http_answer answer;
  struct buf held;  /* input that waits for the decoder; after a 101, what is of the new protocol */
  size_t held_done; /* bytes of it that have been taken */
  uint64_t left;    /* bytes of the body still to come, in H1_IN_LENGTH */
  enum h1_in_state state;
  bool has_begun;       /* a byte of an answer has come */
  bool is_in_head;      /* a byte of the present head has come */
  bool has_leftover;    /* bytes came behind the message */
  uint64_t dropped;     /* bytes of body that were not for the program */
  bool keeps_coding;    /* the body is given as it comes, chunk heads and trailer section included */
  bool may_be_headless; /* the first answer on this connection: HTTP/0.9 is possible */
  size_t heads_size;    /* bytes of all lines so far */
};

void h1_in_init(struct h1_in *in);
void h1_in_free(struct h1_in *in);
/* Ready for the next answer; memory is kept. */
void h1_in_begin(struct h1_in *in, const struct proto_request *r, bool is_reused_connection);

/* Bytes of all heads of one answer: a peer may send any number of 1xx. */
#define H1_HEADS_MAX H1_HEAD_MAX

/* The body is for nobody: it is read only where that is worth the connection, and of an unknown length only where
 * another request follows. */
void h1_in_drop_body(struct h1_in *in);

/* Bytes from the peer. What the answer means for the sending side is told to `out`. Where a body is decoded, it stops when
 * receiving is paused, or after some pieces; the rest is held until h1_in_go_on. Errors: the codecs', those of `x->ops`,
 * CURLE_HTTP_RETURNED_ERROR, CURLE_RANGE_ERROR, CURLE_UNSUPPORTED_PROTOCOL; with text. */
MUST_USE CURLcode h1_in_take(struct h1_in *in, struct span bytes, const struct proto_request *r, struct xfer *x,
                             struct h1_out *out);
/* Something is held: no bytes may come, and the end may not, before h1_in_go_on has taken it all. */
static inline bool h1_in_holds(const struct h1_in *in) { return http_decode_is_busy(&in->answer.decode); }
/* As h1_in_take, with what is held. */
MUST_USE CURLcode h1_in_go_on(struct h1_in *in, const struct proto_request *r, struct xfer *x, struct h1_out *out);
/* The peer has ended its side. CURLE_OK: the answer was complete with that. CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE,
 * CURLE_RECV_ERROR else. */
MUST_USE CURLcode h1_in_end(struct h1_in *in, const struct proto_request *r, struct xfer *x, struct h1_out *out);

static inline bool h1_in_is_over(const struct h1_in *in) { return in->state == H1_IN_OVER && !h1_in_holds(in); }

#endif
