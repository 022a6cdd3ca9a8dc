/* What the files of this codec share.
 *
 * A struct stream lives from its request (or accepted push) until nghttp2 closes the stream. Its user may be gone before:
 * `is_over` says so, and no event comes after that.
 */
#ifndef CODEC_HTTP2_INTERNAL_H
#define CODEC_HTTP2_INTERNAL_H
#include "base/buf.h"
#include "base/hash.h"
#include "codec/http2/http2.h"
#include <nghttp2/nghttp2.h>

struct stream {
  struct hash_node node; /* in http2.streams, by `id` */
  struct http2 *http2;
  void *user;
  uint32_t id;
  uint32_t window;  /* the most that it has been */
  size_t head_size; /* of all its heads, as HTTP2_HEAD_MAX counts */
  unsigned field_count;
  enum http2_head_kind kind; /* while `is_in_head` */
  bool is_over;
  bool is_sent;    /* its request has gone out; a push's has */
  bool is_in_head; /* `head` was reported, `head_end` was not */
  bool has_head;   /* any was reported */
  bool has_final;
  bool is_answered; /* the peer has ended its side */
};

/* What a PUSH_PROMISE has brought so far. */
struct promise {
  struct buf text;   /* names and values, one after the other */
  struct buf fields; /* struct field, whose spans have lengths only until all are there */
  size_t count;
  bool is_too_large;
};

#define FRAME_HEAD_LEN 9

/* Where the bytes that come stand. */
struct frame_head {
  uint8_t bytes[FRAME_HEAD_LEN];
  uint8_t got;   /* of them; 0 while the payload comes */
  uint32_t left; /* of the payload */
};

/* See flood.c. */
struct flood {
  unsigned idle_frames;
  uint64_t late_room; /* bytes */
};

struct http2 {
  nghttp2_session *session;
  const struct http2_events *events;
  void *owner;
  struct hash streams;
  struct stream *found; /* of them, last; or NULL */
  uint32_t stream_window;
  uint32_t error; /* of the connection; RFC 9113, section 7 */
  CURLcode failed;
  size_t requests_open;
  struct promise promise;
  struct flood flood;
  struct frame_head frame;
  struct buf out; /* what was made in http2_receive */
  char why[128];
  bool is_out_given;  /* `out` is with the caller of http2_send */
  bool is_pumping;    /* no body is to be made now */
  bool is_settled;    /* `failed`, and every stream has been told */
  bool is_going_away; /* GOAWAY was sent or received */
  bool knows_peer;
  bool is_ping_queued;
  bool has_lacked_memory; /* an allocation of nghttp2's has failed */
};

/* session.c */
/* No more of this connection: CURLE_HTTP2 with the error that GOAWAY tells, or CURLE_OUT_OF_MEMORY. The first one stands. */
void http2_fail(struct http2 *h, CURLcode code, uint32_t error, const char *why);
/* The same for what a function of nghttp2's has returned; nothing for success, or an error that is about one stream. */
void http2_check(struct http2 *h, int result);
/* What a callback for receiving that may have failed `h` returns to nghttp2. One for sending returns 0: GOAWAY is to go out. */
int http2_callback_result(const struct http2 *h);

/* stream.c */
/* NULL: unknown or closed. */
struct stream *http2_stream_find(struct http2 *h, uint32_t id);
/* The same, NULL also where it is over. */
struct stream *http2_stream_live(struct http2 *h, uint32_t id);
MUST_USE CURLcode http2_stream_add(struct http2 *h, uint32_t id, void *user, struct stream **ret);
void http2_stream_remove(struct stream *s);
/* Its last event. Nothing where it is over. */
void http2_stream_finish(struct stream *s, enum http2_end how, uint32_t error, CURLcode cause);
/* The same, and RST_STREAM. */
void http2_stream_reset(struct stream *s, uint32_t error, CURLcode cause);
/* No event any more, and RST_STREAM. */
void http2_stream_detach(struct stream *s, uint32_t error);
/* Finish all, because the connection has failed. */
void http2_stream_finish_all(struct http2 *h);

/* receive.c, push.c, send.c: what nghttp2 calls */
void http2_receive_callbacks(nghttp2_session_callbacks *to);
void http2_send_callbacks(nghttp2_session_callbacks *to);
/* A field, and the end, of a PUSH_PROMISE. */
void http2_push_begin(struct http2 *h);
void http2_push_field(struct http2 *h, struct span name, struct span value);
void http2_push_end(struct http2 *h, uint32_t parent, uint32_t id);

/* send.c */
/* Make what answers the bytes that were received. */
void http2_send_pump(struct http2 *h);
ssize_t http2_send_upload(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
                          nghttp2_data_source *source, void *user);

/* request.c */
/* nghttp2's form of them; CURLE_BAD_FUNCTION_ARGUMENT, CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY. mem_free it. */
MUST_USE CURLcode http2_request_fields(const struct field *fields, size_t count, nghttp2_nv **ret);

/* flood.c */
void http2_flood_init(struct http2 *h);
/* http2_receive begins. */
void http2_flood_read(struct http2 *h);
/* A frame with `len` bytes of payload begins; may fail `h`. */
void http2_flood_frame(struct http2 *h, const uint8_t head[FRAME_HEAD_LEN], uint32_t len);
/* Something came, or went, that somebody waits for. */
void http2_flood_progress(struct http2 *h);
/* A stream ends here before the peer knows: so many bytes of it may still come. */
void http2_flood_expect(struct http2 *h, uint32_t window);
/* http2_receive ends; may fail `h`. */
void http2_flood_queued(struct http2 *h);

#endif
