#include "base/str.h"
#include "codec/http2/internal.h"
#include <stdio.h>

/* nghttp2's callbacks while it reads, and what they make of it. An error of one stream is that stream's: nghttp2 goes on. */

static void begin_head(struct stream *s, enum http2_head_kind kind, int status)
{
  struct http2 *h = s->http2;
  http2_flood_progress(h);
  s->kind = kind;
  s->is_in_head = s->has_head = true;
  CURLcode code = h->events->head(s->user, kind, status);
  if(code) http2_stream_reset(s, NGHTTP2_CANCEL, code);
}

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *user)
{
  struct http2 *h = user;
  struct stream *s = http2_stream_live(h, (uint32_t)frame->hd.stream_id);
  if(frame->hd.type == NGHTTP2_PUSH_PROMISE) http2_push_begin(h);
  if(frame->hd.type != NGHTTP2_HEADERS || !s) return 0;
  s->is_in_head = false;
  if(s->has_final) begin_head(s, HTTP2_TRAILER, 0);
  return http2_callback_result(h);
}

/* nghttp2 has seen to it that these are three digits, not 101 (section 8.6), and the only status of their head. */
static void take_status(struct stream *s, struct span value)
{
  uint64_t status = 0;
  if(span_parse_u64(value, 999, &status) && status >= 100)
    begin_head(s, status < 200 ? HTTP2_INTERIM : HTTP2_FINAL, (int)status);
  else
    http2_stream_reset(s, NGHTTP2_PROTOCOL_ERROR, CURLE_OK);
}

static CURLcode count_field(struct stream *s, struct span name, struct span value)
{
  s->head_size += name.len + value.len + 32;
  if(s->head_size > HTTP2_HEAD_MAX) return CURLE_RECV_ERROR;
  return ++s->field_count > HTTP2_FIELDS_MAX ? CURLE_TOO_LARGE : CURLE_OK;
}

static void take_field(struct stream *s, struct span name, struct span value)
{
  CURLcode code = count_field(s, name, value);
  if(!code && name.len && name.at[0] == ':') {
    take_status(s, value);
    return;
  }
  /* without a status before it, the head is malformed: nghttp2 says so at its end */
  if(!code && s->is_in_head) code = s->http2->events->field(s->user, s->kind, name, span_trim(value));
  if(code) http2_stream_reset(s, NGHTTP2_CANCEL, code);
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_len,
                     const uint8_t *value, size_t value_len, uint8_t flags, void *user)
{
  struct http2 *h = user;
  struct stream *s = http2_stream_live(h, (uint32_t)frame->hd.stream_id);
  if(frame->hd.type == NGHTTP2_PUSH_PROMISE)
    http2_push_field(h, span_of(name, name_len), span_of(value, value_len));
  else if(s)
    take_field(s, span_of(name, name_len), span_of(value, value_len));
  return http2_callback_result(h);
}

static bool is_malformed_name(struct span s)
{
  for(size_t i = 0; i < s.len; i++)
    if(s.at[i] <= ' ' || s.at[i] >= 0x7f || s.at[i] == ':') return true;
  return !s.len;
}

static bool is_malformed_value(struct span s)
{
  for(size_t i = 0; i < s.len; i++)
    if(s.at[i] == '\0' || s.at[i] == '\r' || s.at[i] == '\n') return true;
  return false;
}

/* A field that nghttp2 dislikes, although its head has no other fault. What section 8.2.1 calls malformed is; the rest (a
 * parenthesis in a name, a control character in a value) is frequent enough to be left out silently. */
static int on_invalid_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_len,
                             const uint8_t *value, size_t value_len, uint8_t flags, void *user)
{
  struct http2 *h = user;
  struct stream *s = http2_stream_live(h, (uint32_t)frame->hd.stream_id);
  struct span n = span_of(name, name_len), v = span_of(value, value_len);
  if(is_malformed_name(n) || is_malformed_value(v)) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  CURLcode code = s && frame->hd.type == NGHTTP2_HEADERS ? count_field(s, n, v) : CURLE_OK;
  if(code) http2_stream_reset(s, NGHTTP2_CANCEL, code);
  return http2_callback_result(h);
}

static void end_head(struct stream *s)
{
  s->is_in_head = false;
  if(s->kind == HTTP2_FINAL) s->has_final = true;
  CURLcode code = s->http2->events->head_end(s->user, s->kind);
  if(code) http2_stream_reset(s, NGHTTP2_CANCEL, code);
}

/* What is left of the request's body is still sent, unless the peer says that it wants none (section 8.1). */
static void complete(struct stream *s)
{
  if(s->is_over) return;
  s->is_answered = true;
  s->http2->events->answered(s->user);
}

static void receive_goaway(struct http2 *h, const nghttp2_goaway *frame)
{
  h->is_going_away = true;
  if(frame->error_code && !h->why[0])
    snprintf(h->why, sizeof h->why, "the peer has ended the connection: %s", http2_error_name(frame->error_code));
}

static int on_frame_recv(nghttp2_session *session, const nghttp2_frame *frame, void *user)
{
  struct http2 *h = user;
  struct stream *s = http2_stream_live(h, (uint32_t)frame->hd.stream_id);
  switch(frame->hd.type) {
  case NGHTTP2_HEADERS:
  case NGHTTP2_DATA:
    if(s && frame->hd.type == NGHTTP2_HEADERS) end_head(s);
    if(s && frame->hd.flags & NGHTTP2_FLAG_END_STREAM) complete(s);
    break;
  case NGHTTP2_SETTINGS:
    h->knows_peer = true;
    break;
  case NGHTTP2_GOAWAY:
    receive_goaway(h, &frame->goaway);
    break;
  case NGHTTP2_PUSH_PROMISE:
    http2_push_end(h, (uint32_t)frame->hd.stream_id, (uint32_t)frame->push_promise.promised_stream_id);
    break;
  default:
    break;
  }
  return http2_callback_result(h);
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes, size_t len, void *user)
{
  struct http2 *h = user;
  struct stream *s = http2_stream_live(h, (uint32_t)id);
  http2_check(h, nghttp2_session_consume_connection(session, len));
  if(!s || h->failed) return http2_callback_result(h);
  http2_flood_progress(h);
  CURLcode code = h->events->data(s->user, span_of(bytes, len));
  if(code) http2_stream_reset(s, NGHTTP2_CANCEL, code);
  return http2_callback_result(h);
}

static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t error, void *user)
{
  struct http2 *h = user;
  struct stream *s = http2_stream_find(h, (uint32_t)id);
  if(!s) return 0;
  http2_stream_finish(s, HTTP2_END_RESET, error, CURLE_OK);
  if(s->id % 2) h->requests_open--;
  http2_stream_remove(s);
  return 0; /* sending closes streams, too */
}

void http2_receive_callbacks(nghttp2_session_callbacks *to)
{
  nghttp2_session_callbacks_set_on_begin_headers_callback(to, on_begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(to, on_header);
  nghttp2_session_callbacks_set_on_invalid_header_callback(to, on_invalid_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(to, on_frame_recv);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(to, on_data);
  nghttp2_session_callbacks_set_on_stream_close_callback(to, on_stream_close);
}

/* One frame at a time, or what there is of it: nghttp2 tells nothing of frames that it ignores, which count as well. */
static void receive_some(struct http2 *h, struct cursor *c)
{
  struct frame_head *f = &h->frame;
  const uint8_t *from = c->at;
  while(!f->left && f->got < FRAME_HEAD_LEN && cursor_left(c)) f->bytes[f->got++] = *c->at++;
  if(!f->left && f->got == FRAME_HEAD_LEN) {
    f->left = (uint32_t)f->bytes[0] << 16 | (uint32_t)f->bytes[1] << 8 | f->bytes[2];
    f->got = 0;
    http2_flood_frame(h, f->bytes, f->left);
  }
  size_t len = f->left < cursor_left(c) ? f->left : cursor_left(c);
  f->left -= (uint32_t)len;
  cursor_take(c, len);
  if(h->failed) return;
  ssize_t n = nghttp2_session_mem_recv(h->session, from, (size_t)(c->at - from));
  if(n < 0) http2_check(h, (int)n);
}

CURLcode http2_receive(struct http2 *h, struct span bytes)
{
  struct cursor c = cursor_of(bytes);
  if(h->failed) return h->failed;
  http2_flood_read(h);
  while(cursor_left(&c) && !h->failed) receive_some(h, &c);
  if(!h->failed) http2_flood_queued(h);
  http2_send_pump(h);
  return h->failed;
}
