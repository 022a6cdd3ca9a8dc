/* HTTP/2 as its client speaks it (RFC 9113): an adapter over nghttp2. Bytes in, events out; bytes of its own are made when
 * they are asked for. No IO, no clock.
 *
 * vocabulary: one `struct http2` is one connection. A *stream* is one request and its answer; its user is known here as a
 * pointer that nobody follows. A *head* is a status with its fields; an answer has any number of interim heads, one final
 * head, and perhaps a trailer section.
 *
 * invariants: a malformed field never becomes an event, and a malformed head has no end: fields are reported as they are
 * decoded, `head_end` says that all of them were well-formed. nghttp2 checks frames, states, flow control and field syntax
 * (RFC 9113, section 8.2, with the connection-specific fields); here the bounds are set: of fields, of what is queued, of
 * frames that a peer may send for nothing (RFC 9113, section 10.5).
 *
 * lifecycle: http2_new; http2_request for each stream; http2_receive with what was read, http2_send for what is to be
 * written, in any order; http2_detach for a user that goes before its stream has ended; http2_free.
 */
#ifndef CODEC_HTTP2_HTTP2_H
#define CODEC_HTTP2_HTTP2_H
#include "base/cursor.h"
#include "base/field.h"
#include "base/result.h"
#include <stdbool.h>

struct http2;

/* Of one answer, its interim heads and trailer section included; the size as SETTINGS_MAX_HEADER_LIST_SIZE counts (section
 * 6.5.2): 32 bytes a field besides its name and value. A name or value over 64 KiB is a connection error of nghttp2's. */
#define HTTP2_HEAD_MAX   (300 * 1024)
#define HTTP2_FIELDS_MAX 5000
/* Of a request's head, counted alike, and of a name or value in it. The commonest decoder (nghttp2's) takes no longer ones,
 * and makes them an error of the connection, with which the streams of others end. */
#define HTTP2_REQUEST_MAX       (1280 * 1024)
#define HTTP2_REQUEST_FIELD_MAX (64 * 1024)

enum http2_head_kind { HTTP2_INTERIM, HTTP2_FINAL, HTTP2_TRAILER };

/* How a stream ended. */
enum http2_end {
  HTTP2_END_COMPLETE,   /* both sides have ended it, after a whole answer */
  HTTP2_END_RESET,      /* RST_STREAM, or a malformed answer; see `error` */
  HTTP2_END_UNPROCESSED /* the peer has not acted on the request: REFUSED_STREAM, or beyond GOAWAY's last one (section
                            8.7); or it was never sent */
};

/* A push is refused and its parent ends, too. */
#define HTTP2_PUSH_ERROR CURLE_ABORTED_BY_CALLBACK

/* What happens, during http2_receive and http2_send. `user` is the stream's. None of them may call into the same http2,
 * but for http2_consume, http2_detach, http2_set_stream_window and http2_resume. An error that one returns resets that
 * stream (CANCEL), and no other event of it follows but `ended`. Never NULL but where it says so. */
struct http2_events {
  /* A head begins; `status` 100 to 999, 0 for a trailer section. */
  CURLcode (*head)(void *user, enum http2_head_kind kind, int status);
  /* One of its fields, in lower case, without pseudo-fields. */
  CURLcode (*field)(void *user, enum http2_head_kind kind, struct span name, struct span value);
  CURLcode (*head_end)(void *user, enum http2_head_kind kind);
  /* A piece of the body. It counts in the stream's window until http2_consume. */
  CURLcode (*data)(void *user, struct span bytes);
  /* The peer has ended its side: the answer is whole. The request's body may still be under way, and `ended` follows. */
  void (*answered)(void *user);
  /* The request's body: at most `room` bytes. `*got` 0: it is over; `*is_last`, which is false: so it is with these.
   * CURLE_AGAIN: none now, http2_resume tells when. */
  CURLcode (*upload)(void *user, void *to, size_t room, size_t *got, bool *is_last);
  /* The body is over: fields of the request's trailer section, `*count` 0 if none; they live until the next event. NULL: none ever. */
  CURLcode (*trailer)(void *user, const struct field **ret, size_t *count);
  /* The stream is over, and its id means nothing more; the last event, unless it was detached. `error`: RFC 9113,
   * section 7. `cause`: what an event has returned before; CURLE_RECV_ERROR: over HTTP2_HEAD_MAX, CURLE_TOO_LARGE: over
   * HTTP2_FIELDS_MAX (as in HTTP/1); CURLE_OUT_OF_MEMORY; CURLE_OK: the peer, or nghttp2, has ended it. */
  void (*ended)(void *user, enum http2_end end, uint32_t error, CURLcode cause);
  /* A peer offers an answer to a request that was not made (PUSH_PROMISE, section 8.4): GET or HEAD, without a body. NULL:
   * pushes are switched off. `fields` with pseudo-fields; they live as long as the event. Take it by setting `*ret`, the new
   * stream's user, and CURLE_OK; any error refuses it (CANCEL), HTTP2_PUSH_ERROR ends the parent's stream with that cause,
   * too. Its stream brings no upload. */
  CURLcode (*push)(void *owner, void *parent, uint32_t id, const struct field *fields, size_t count, void **ret);
};

struct http2_config {
  const struct http2_events *events;
  void *owner;            /* for `push` */
  uint32_t stream_window; /* bytes that a peer may send on a stream before they are consumed */
  uint32_t connection_window;
  bool takes_pushes;    /* with a `push` among the events */
  uint32_t max_streams; /* pushes that a peer may have promised, and as many that it may have begun to send */
};

/* With the preface, SETTINGS and the connection's WINDOW_UPDATE queued. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http2_new(struct http2 **ret, const struct http2_config *config);
/* The same for a connection that was upgraded from HTTP/1.1 (RFC 7540, section 3.2): stream 1 is `user`'s, half-closed. `settings`: what http2_upgrade_settings wrote. `is_head`: the request was. */
MUST_USE CURLcode http2_new_upgraded(struct http2 **ret, const struct http2_config *config, struct span settings,
                                     bool is_head, void *user, uint32_t *id);
void http2_free(struct http2 *h); /* NULL is legal; no event comes */

/* The payload of SETTINGS for the field HTTP2-Settings, before base64url. Returns its length. */
#define HTTP2_SETTINGS_ROOM 64
MUST_USE CURLcode http2_upgrade_settings(const struct http2_config *config, uint8_t to[HTTP2_SETTINGS_ROOM],
                                         size_t *len);

/* A request: pseudo-fields first, names in lower case. `has_body`: `upload` will be asked. `weight` 1 to 256 (section 5.3
 * of RFC 7540; 16 is usual). `*id` is the stream's. The fields are copied. CURLE_HTTP2: ids are used up, or the connection
 * goes away. CURLE_TOO_LARGE: over HTTP2_REQUEST_MAX, or HTTP2_REQUEST_FIELD_MAX. CURLE_BAD_FUNCTION_ARGUMENT: a name or value with CR, LF or NUL, an
 * empty name. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http2_request(struct http2 *h, const struct field *fields, size_t count, bool has_body, int weight,
                                void *user, uint32_t *id);
/* The user is gone: no further event of this stream comes, and the stream is reset (CANCEL) if it is not over. Idempotent. */
void http2_detach(struct http2 *h, uint32_t id);
/* `upload` is to be asked again. */
void http2_resume(struct http2 *h, uint32_t id);
/* `len` bytes that `data` has brought are dealt with: the peer may send as many more on that stream. The connection's own
 * window is given back as bytes come, so that one stream that is not read stops no other. */
void http2_consume(struct http2 *h, uint32_t id, size_t len);
/* Change the window of a stream: it grows with the bandwidth-delay product of the link; see http2_window.h. */
void http2_set_stream_window(struct http2 *h, uint32_t id, uint32_t window);
/* Weight and dependency may have changed. */
void http2_set_weight(struct http2 *h, uint32_t id, int weight);

/* Bytes from the peer. CURLE_OK: all were taken. CURLE_HTTP2: a connection error; every stream has ended, nothing more is
 * received, and what http2_send still gives (GOAWAY) is to be sent. CURLE_OUT_OF_MEMORY: the same, without GOAWAY. */
MUST_USE CURLcode http2_receive(struct http2 *h, struct span bytes);
/* The next bytes that are to be written; empty: none now. They live until the next call that is not http2_consume.
 * CURLE_OUT_OF_MEMORY: every stream has ended, nothing more is sent. */
MUST_USE CURLcode http2_send(struct http2 *h, struct span *ret);
/* What is to be told of a connection error; NULL: nothing. */
const char *http2_why(const struct http2 *h);
/* Name of an error code: "REFUSED_STREAM". */
const char *http2_error_name(uint32_t error);
/* nghttp2's, "1.52.0" and 0x013400, for curl_version_info(3). */
const char *http2_library_version(unsigned *number);

/* PING, to keep what stands on the way from forgetting the connection. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http2_ping(struct http2 *h);
/* GOAWAY(NO_ERROR): it will be closed. */
void http2_go_away(struct http2 *h);

/* Streams that may be opened beside those that are: the peer's SETTINGS_MAX_CONCURRENT_STREAMS, ids that are left, no GOAWAY. */
size_t http2_room(const struct http2 *h);
/* The peer's SETTINGS have come: http2_room is its word, before that a guess of 100. */
bool http2_knows_peer(const struct http2 *h);
/* GOAWAY was sent or received, or an error has ended it: nothing more may begin on it. */
bool http2_is_going_away(const struct http2 *h);

#endif
