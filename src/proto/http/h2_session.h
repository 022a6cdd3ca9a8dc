/* What the files of HTTP/2 share: the session of a connection, and the streams on it.
 *
 * vocabulary: a *stream* is one exchange. What of its body the transfer does not want yet (it is paused, or ahead of its
 * rate) is *held* here, and not given back to the stream's window, so that the peer stops after one window of it.
 *
 * lifecycle: a stream's memory belongs to its session, and is used again. A stream may have ended before its exchange is
 * asked for it: `is_over`, with what came of it. An exchange that is let go of before is detached from the codec first.
 */
#ifndef PROTO_HTTP_H2_SESSION_H
#define PROTO_HTTP_H2_SESSION_H
#include "base/list.h"
#include "codec/http2/http2.h"
#include "codec/http2/http2_fields.h"
#include "codec/http2/http2_window.h"
#include "conn/mux.h"
#include "proto/http/answer.h"
#include "proto/http/h2.h"
#include "proto/http/h2_frames.h"
#include "proto/http/request.h"

#define H2_PUSHES_MOST 100 /* streams that a peer may have begun at a time, where pushes are taken */

struct h2 {
  struct session session;
  struct conn *conn;
  struct http2 *codec;
  struct list streams; /* of h2_stream, with an exchange */
  struct list spare;
  struct h2_frames frames; /* to be written */
  struct buf line;         /* of a head that is being told */
  int64_t now;             /* of the turn */
  bool has_begun;          /* an exchange has: further ones find a connection in use */
  bool is_closed;          /* the peer has ended its side */
};

/* A request's trailer section: as text, and the fields in it. */
struct h2_trailer {
  struct buf text;
  struct http2_fields fields;
};

struct h2_stream {
  struct exchange exchange;
  struct list_node in_session;
  struct h2 *h2;
  struct xfer *xfer;
  const struct proto_request *request;
  struct http_answer answer; /* with bindings of its own: no connection is one user's here */
  struct http_request_body body;
  struct http2_window window;
  struct buf held; /* of the answer's body */
  size_t held_done;
  size_t heads_size;          /* bytes of all lines so far */
  curl_off_t given;           /* bytes of the request's body */
  struct h2_trailer *trailer; /* of the request; NULL until it is asked for */
  long weight;                /* CURLOPT_STREAM_WEIGHT, as the peer was told */
  uint32_t id;
  uint32_t error;   /* with which it ended */
  CURLcode code;    /* the same; with text told */
  bool is_first;    /* on this connection */
  bool is_unserved; /* the peer has not acted on the request, */
  bool has_room;    /* although it had said before that it takes so many */
  bool has_begun;   /* something of an answer has come */
  bool is_deferred; /* the upload has nothing to give now, */
  bool is_news;     /* which the transfer has not seen: it may have a time at which to go on */
  bool is_sent;     /* all of the request's body was asked for */
  bool is_refused;  /* the rest of it is not to be sent */
  bool is_answered; /* the answer is whole, or no more of it is wanted */
  bool is_over;     /* there is no stream any more */
};

static inline struct h2_stream *h2_stream_of(const struct exchange *x)
{
  return CONTAINER_OF((uintptr_t)x, struct h2_stream, exchange);
}

extern const struct exchange_ops h2_exchange;

/* The session of `c`, made with the first exchange, whose request says whether pushes are taken. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode h2_session_of(struct conn *c, const struct proto_request *r, struct h2 **ret);
/* What such a session is to be like; `h` may be NULL where nothing is to happen on it. */
struct http2_config h2_config_of(struct h2 *h, const struct proto_request *r);
/* The same where the connection has been switched over from HTTP/1.1: `settings` were sent, `first` has come behind the
 * head. `*ret` is the stream of `r`, which was sent. CURLE_HTTP2, CURLE_OUT_OF_MEMORY; with text. */
MUST_USE CURLcode h2_switch(struct h2_stream **ret, struct conn *c, const struct proto_request *r, struct xfer *x,
                            struct span settings, struct span first);
/* A stream for `r`, which is not sent yet, in no list; NULL: out of memory. h2_stream_drop gives it back. */
MUST_USE struct h2_stream *h2_stream_new(struct h2 *h, const struct proto_request *r, struct xfer *x);
void h2_stream_drop(struct h2_stream *s);

/* h2_in.c: the events of the receiving side. */
extern const struct http2_events h2_events;
/* Hand on what is held, as far as it is wanted. Errors of the decoder and of xfer_ops; with text. */
MUST_USE CURLcode h2_deliver(struct h2_stream *s);
static inline bool h2_holds(const struct h2_stream *s)
{
  return s->held.len > s->held_done || http_decode_is_busy(&s->answer.decode);
}

/* The answer to a request that is sent, or was never made, is to come. */
void h2_stream_begin_answer(struct h2_stream *s);
/* h2_push.c: http2_events.push. */
CURLcode h2_push(void *owner, void *parent, uint32_t id, const struct field *fields, size_t count, void **ret);

/* h2_out.c: the sending side's part of them. */
CURLcode h2_upload(void *user, void *to, size_t room, size_t *got, bool *is_last);
CURLcode h2_trailer(void *user, const struct field **ret, size_t *count);
void h2_trailer_free(struct h2_trailer *t); /* NULL is legal */

#endif
