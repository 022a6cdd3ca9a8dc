/* What the files of the pipe share. */
#ifndef PROTO_HTTP_H2_PIPE_INTERNAL_H
#define PROTO_HTTP_H2_PIPE_INTERNAL_H
#include "proto/http/h2_frames.h"
#include "proto/http/h2_pipe.h"

#define H2_PIPE_WINDOW (4 * 1024 * 1024) /* bytes of the stream, which may be held */

struct h2_pipe {
  struct stream base;
  struct http2 *codec;
  const struct h2_opening *opening; /* NULL: no answer is waited for */
  void *user;
  struct h2_frames frames; /* to be written */
  size_t owed;             /* bytes of the writer's that are in them, and that it has not been told of */
  struct span source;      /* the writer's, while frames are made of it */
  struct buf held;         /* for the reader */
  size_t held_done;
  uint8_t *to; /* of a reader that waits, with `room` bytes; `given` of them have come */
  size_t room, given;
  uint32_t id; /* of the stream; 0: there is none */
  uint32_t error;
  CURLcode cause;    /* what `opening` has failed with; its text is told */
  bool is_open;      /* it is a tunnel */
  bool is_closing;   /* nothing more will be written */
  bool has_ended;    /* the peer has ended its side */
  bool is_over;      /* there is no stream any more */
  bool is_unserved;  /* it was never acted on */
  bool is_told;      /* the reader knows of the end, or of the failure */
  bool lacks_window; /* the writer waits for the peer, and not for the descriptor */
};

static inline bool h2_pipe_holds(const struct h2_pipe *p) { return p->held_done < p->held.len; }

/* h2_pipe_link.c: the connection below. */
extern const struct http2_events h2_pipe_events;
/* Tell why the connection, or the stream, has failed. Returns `code`, or what an event has failed with. */
CURLcode h2_pipe_fail(const struct h2_pipe *p, struct trace *t, CURLcode code);
/* Frames of what the codec has to say, and of `source`. */
MUST_USE CURLcode h2_pipe_fill(struct h2_pipe *p, struct trace *t);
/* CURLE_AGAIN: the descriptor takes no more. */
MUST_USE CURLcode h2_pipe_flush(struct h2_pipe *p, struct trace *t);
/* Both. That the descriptor takes no more is no error: stream_ops.watch asks for it. */
MUST_USE CURLcode h2_pipe_send(struct h2_pipe *p, struct trace *t);
/* One read from below. CURLE_OK: something has come, and what answers it was sent. CURLE_RECV_ERROR with text: the
 * connection was closed. CURLE_HTTP2 with text: the proxy breaks the rules. */
MUST_USE CURLcode h2_pipe_receive(struct h2_pipe *p, struct trace *t);

#endif
