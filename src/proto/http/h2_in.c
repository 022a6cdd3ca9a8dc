#include "base/str.h"
#include "proto/http/answer_fields.h"
#include "proto/http/h1_in.h"
#include "proto/http/h2_session.h"

/* The receiving side of a stream: events of the codec become heads and body of an answer. */

/* ---- heads ---- */

static unsigned origin_of(enum http2_head_kind kind)
{
  static const unsigned origins[] = {
    [HTTP2_INTERIM] = CURLH_1XX, [HTTP2_FINAL] = CURLH_HEADER, [HTTP2_TRAILER] = CURLH_TRAILER
  };
  return origins[kind];
}

/* The line that stands in the session's buffer; what it tells lies in it. */
static CURLcode give_line(struct h2_stream *s, unsigned origin, struct span name, struct span value)
{
  struct span line = buf_span(&s->h2->line);
  const struct xfer_header h = { .line = line, .name = name, .value = value, .origin = origin };
  s->heads_size += line.len;
  if(s->heads_size > H1_HEADS_MAX)
    return trace_fail(&s->xfer->trace, CURLE_RECV_ERROR, "Too large response headers: %zu > %d", s->heads_size,
                      H1_HEADS_MAX);
  return s->xfer->ops->header(s->xfer, &h);
}

static CURLcode on_head(void *user, enum http2_head_kind kind, int status)
{
  struct h2_stream *s = user;
  if(!s->has_begun) s->xfer->ops->mark(s->xfer, XFER_FIRST_BYTE);
  s->has_begun = true;
  if(kind == HTTP2_TRAILER) return CURLE_OK;
  http_answer_begin(&s->answer, s->request, status, 20);
  buf_reset(&s->h2->line);
  TRY(buf_addf(&s->h2->line, "HTTP/2 %03d \r\n", status));
  return give_line(s, CURLH_PSEUDO, span_text(":status"), span_of(s->h2->line.at + strlen("HTTP/2 "), 3));
}

/* nghttp2 holds the body to it (RFC 9113, section 8.1.1). */
static void take_length(struct h2_stream *s, struct span name, struct span value)
{
  uint64_t length;
  if(s->request->opts->ignores_length || !span_is(name, "content-length")) return;
  if(span_parse_u64(value, INT64_MAX, &length)) s->answer.length = (curl_off_t)length;
}

static CURLcode on_field(void *user, enum http2_head_kind kind, struct span name, struct span value)
{
  struct h2_stream *s = user;
  struct buf *line = &s->h2->line;
  if(kind != HTTP2_TRAILER) TRY(http_answer_field(s->request, &s->answer, name, value, &s->xfer->trace));
  if(kind == HTTP2_FINAL) take_length(s, name, value);
  buf_reset(line);
  TRY(buf_add_span(line, name));
  TRY(buf_add_text(line, ": "));
  TRY(buf_add_span(line, value));
  TRY(buf_add_text(line, "\r\n"));
  return give_line(s, origin_of(kind), name, value);
}

/* The rest of the request is not sent to who has refused it: see h1_in.c. */
static void tell_sender(struct h2_stream *s)
{
  if(s->is_sent || s->answer.status < 300 || s->request->http->keep_sending_on_error) return;
  trace_text(&s->xfer->trace, "Answered with %d before all was sent; the rest is not sent", s->answer.status);
  s->is_refused = true;
}

static CURLcode begin_body(struct h2_stream *s)
{
  struct xfer *x = s->xfer;
  tell_sender(s);
  TRY(http_answer_judge(s->request, &s->answer, s->body.is_withheld, &x->trace));
  /* what lets in a connection cannot be one of several exchanges' on it */
  if(s->answer.next == EXCHANGE_AGAIN && http_auth_binds(&s->request->hop->auth)) s->request->hop->is_11 = true;
  if(!s->answer.next && !s->answer.drops_body) return x->ops->body_begins(x);
  if(s->answer.next) trace_text(&x->trace, "Ignoring the body of the answer");
  s->answer.drops_body = s->is_answered = true; /* what is still to come is not waited for */
  x->ops->wake(x);
  return s->answer.next ? CURLE_OK : x->ops->body_begins(x);
}

static CURLcode on_head_end(void *user, enum http2_head_kind kind)
{
  struct h2_stream *s = user;
  buf_reset(&s->h2->line);
  TRY(buf_add_text(&s->h2->line, "\r\n"));
  const struct span nothing = { 0 };
  if(kind == HTTP2_FINAL) {
    bool has_none = s->answer.status == 204 || s->answer.status == 304;
    s->xfer->ops->length(s->xfer, s->answer.length < 0 && has_none ? 0 : s->answer.length);
  }
  TRY(give_line(s, origin_of(kind), nothing, nothing));
  return kind == HTTP2_FINAL ? begin_body(s) : CURLE_OK;
}

/* ---- body ---- */

/* As much of it as is wanted now. What is decoded goes in pieces, and a pause may come between two. */
static CURLcode take(struct h2_stream *s, struct cursor *c)
{
  struct xfer *x = s->xfer;
  struct http_decode *d = &s->answer.decode;
  for(int pieces = 0; cursor_left(c) || http_decode_is_busy(d);) {
    size_t room = x->ops->room(x), len = cursor_left(c) < room ? cursor_left(c) : room;
    if(pieces++ == HTTP_PIECES_PER_TURN || !room) break;
    if(http_decode_is_busy(d))
      TRY(http_decode_step(d, c, x));
    else if(http_decode_is_needed(d))
      TRY(http_decode_offer(d, span_of(c->at, len), x));
    else
      TRY(x->ops->body(x, cursor_take(c, len)));
  }
  return CURLE_OK;
}

/* What the decoder has been offered stands at the head of what is held. */
static CURLcode hold(struct h2_stream *s, struct span rest)
{
  if(s->held_done == s->held.len) {
    buf_reset(&s->held);
    s->held_done = 0;
  }
  return rest.len ? buf_add_span(&s->held, rest) : CURLE_OK;
}

CURLcode h2_deliver(struct h2_stream *s)
{
  struct cursor c = cursor_of(span_of(s->held.at + s->held_done, s->held.len - s->held_done));
  size_t before = cursor_left(&c);
  if(!h2_holds(s)) return CURLE_OK;
  TRY(take(s, &c));
  size_t done = before - cursor_left(&c);
  s->held_done += done;
  http2_consume(s->h2->codec, s->id, done);
  mux_wake(s->h2->conn); /* for the window's update */
  if(!h2_holds(s)) buf_free(&s->held);
  if(s->held_done == s->held.len) s->held_done = 0;
  if(h2_holds(s) && !s->xfer->ops->is_paused(s->xfer)) s->xfer->ops->wake(s->xfer);
  return CURLE_OK;
}

/* As long as the program takes what comes. */
static void grow_window(struct h2_stream *s, size_t len)
{
  uint64_t now = (uint64_t)s->h2->now, round_trip = (uint64_t)s->h2->conn->round_trip_us;
  if(http2_window_arrived(&s->window, len, now, round_trip))
    http2_set_stream_window(s->h2->codec, s->id, s->window.size);
}

static CURLcode on_data(void *user, struct span bytes)
{
  struct h2_stream *s = user;
  struct cursor c = cursor_of(bytes);
  if(s->answer.drops_body) {
    http2_consume(s->h2->codec, s->id, bytes.len);
    return CURLE_OK;
  }
  if(h2_holds(s)) return hold(s, bytes);
  grow_window(s, bytes.len);
  TRY(take(s, &c));
  http2_consume(s->h2->codec, s->id, bytes.len - cursor_left(&c));
  TRY(hold(s, cursor_rest(&c)));
  if(h2_holds(s)) s->xfer->ops->wake(s->xfer);
  return CURLE_OK;
}

/* ---- the end ---- */

static void on_answered(void *user)
{
  struct h2_stream *s = user;
  s->is_answered = true;
  s->xfer->ops->wake(s->xfer);
}

#define HTTP_1_1_REQUIRED 0xdu /* RFC 9113, section 7 */

/* A connection that has failed as such has its own text. */
static CURLcode judge_end(struct h2_stream *s, enum http2_end end)
{
  struct trace *t = &s->xfer->trace;
  const char *name = http2_error_name(s->error), *why = http2_why(s->h2->codec);
  if(s->is_answered) return CURLE_OK;
  if(s->is_unserved)
    return trace_fail(t, CURLE_HTTP2_STREAM, "The peer has not processed HTTP/2 stream %u: %s", s->id, name);
  if(why) return trace_fail(t, CURLE_HTTP2, "%s", why);
  if(end == HTTP2_END_COMPLETE)
    return trace_fail(t, CURLE_HTTP2_STREAM,
                      "HTTP/2 stream %u was closed cleanly, but before getting all response header fields", s->id);
  return trace_fail(t, CURLE_HTTP2_STREAM, "HTTP/2 stream %u was not closed cleanly: %s (err %u)", s->id, name,
                    s->error);
}

/* What an event has returned has its text; the codec's own bounds have none. */
static CURLcode tell_cause(struct h2_stream *s, CURLcode cause)
{
  struct trace *t = &s->xfer->trace;
  if(t->failed) return cause;
  if(cause == CURLE_RECV_ERROR) return trace_fail(t, cause, "Too large response headers: more than %d", HTTP2_HEAD_MAX);
  if(cause == CURLE_TOO_LARGE) return trace_fail(t, cause, "Too many response headers: more than %d", HTTP2_FIELDS_MAX);
  return cause;
}

static void on_ended(void *user, enum http2_end end, uint32_t error, CURLcode cause)
{
  struct h2_stream *s = user;
  bool needs_11 = error == HTTP_1_1_REQUIRED && !s->has_begun;
  s->is_over = true;
  s->error = error;
  s->is_unserved = end == HTTP2_END_UNPROCESSED || needs_11;
  if(needs_11) s->request->hop->is_11 = true;
  if(!s->code) s->code = cause ? tell_cause(s, cause) : judge_end(s, end);
  s->xfer->ops->wake(s->xfer);
}

const struct http2_events h2_events = {
  .push = h2_push,
  .head = on_head,
  .field = on_field,
  .head_end = on_head_end,
  .data = on_data,
  .answered = on_answered,
  .upload = h2_upload,
  .trailer = h2_trailer,
  .ended = on_ended,
};
