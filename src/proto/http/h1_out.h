/* The sending side of an HTTP/1 exchange: head, the wait for 100 (Continue), body. */
#ifndef PROTO_HTTP_H1_OUT_H
#define PROTO_HTTP_H1_OUT_H
#include "proto/http/request.h"

enum h1_out_state {
  H1_OUT_HEAD,      /* the head is being sent, with the beginning of the body if that need not wait */
  H1_OUT_EXPECTING, /* the head is sent; the body waits for a 100 (Continue) or for the time to be up */
  H1_OUT_BODY,
  H1_OUT_DONE,
  H1_OUT_ABANDONED /* the rest of the body is not sent: the connection can carry nothing more */
};

struct h1_out {
  struct buf bytes; /* to be sent: the head, then pieces of the body with their framing */
  size_t sent;      /* of `bytes` */
  size_t head_left; /* of those not sent yet, what belongs to the head */
  struct http_request_body body;
  curl_off_t given; /* bytes of the body that were put in */
  int64_t deadline; /* of the expectation */
  enum h1_out_state state;
  bool body_is_over; /* everything is in `bytes` */
};

void h1_out_init(struct h1_out *out);
void h1_out_free(struct h1_out *out);

/* Write the head, of HTTP version 10 or 11; see http_request_write. */
MUST_USE CURLcode h1_out_begin(struct h1_out *out, const struct proto_request *r, struct xfer *x, int version);

/* Send what can be sent. CURLE_OK: nothing is left to send now (sent, abandoned, paused, or waiting for 100).
 * CURLE_AGAIN: the descriptor takes no more. Else the error of the stream, the source or the encoder. */
MUST_USE CURLcode h1_out_run(struct h1_out *out, const struct proto_request *r, struct xfer *x, struct stream *s,
                             int64_t now);

/* A 100 (Continue) came. */
void h1_out_continue(struct h1_out *out);
/* Send nothing more of the body. */
void h1_out_abandon(struct h1_out *out);
static inline bool h1_out_is_over(const struct h1_out *out) { return out->state >= H1_OUT_DONE; }

#endif
