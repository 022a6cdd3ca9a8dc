#include "base/mem.h"
#include "codec/http2/internal.h"
#include <stdio.h>

/* What was made while receiving is kept in `out` up to this: beyond, it stays with nghttp2 until it is asked for. */
#define OUT_ENOUGH (32 * 1024)

static void settle(struct http2 *h)
{
  if(!h->failed || h->is_settled) return;
  h->is_settled = true;
  http2_stream_finish_all(h);
}

static void take_back(struct http2 *h)
{
  if(h->is_out_given) buf_reset(&h->out);
  h->is_out_given = false;
}

/* So that whatever the bytes received have led to, a reset or the end of the connection, is told before http2_receive
 * returns: nghttp2 tells it when the frame goes out. */
void http2_send_pump(struct http2 *h)
{
  const uint8_t *bytes;
  ssize_t n = 1;
  take_back(h);
  h->is_pumping = true;
  while(n > 0 && h->failed != CURLE_OUT_OF_MEMORY && h->out.len < OUT_ENOUGH &&
        nghttp2_session_get_outbound_queue_size(h->session)) {
    n = nghttp2_session_mem_send(h->session, &bytes);
    if(n < 0) http2_check(h, (int)n);
    if(n > 0 && buf_add(&h->out, bytes, (size_t)n)) http2_fail(h, CURLE_OUT_OF_MEMORY, NGHTTP2_INTERNAL_ERROR, NULL);
  }
  h->is_pumping = false;
  settle(h);
}

static CURLcode make(struct http2 *h, struct span *ret)
{
  const uint8_t *bytes = NULL;
  ssize_t n = nghttp2_session_mem_send(h->session, &bytes);
  if(n < 0) http2_check(h, (int)n);
  settle(h);
  if(h->failed == CURLE_OUT_OF_MEMORY) return h->failed;
  *ret = span_of(bytes, n > 0 ? (size_t)n : 0);
  return CURLE_OK;
}

CURLcode http2_send(struct http2 *h, struct span *ret)
{
  if(h->failed == CURLE_OUT_OF_MEMORY) {
    settle(h);
    return h->failed;
  }
  take_back(h);
  if(!h->out.len) return make(h, ret);
  h->is_out_given = true;
  *ret = buf_span(&h->out);
  return CURLE_OK;
}

static void after_goaway(struct http2 *h, const nghttp2_goaway *frame)
{
  char why[96];
  h->is_going_away = true;
  if(frame->error_code == NGHTTP2_NO_ERROR) return;
  snprintf(why, sizeof why, "%.*s", (int)frame->opaque_data_len, (const char *)frame->opaque_data);
  http2_fail(h, CURLE_HTTP2, frame->error_code, why);
}

static int on_frame_send(nghttp2_session *session, const nghttp2_frame *frame, void *user)
{
  struct http2 *h = user;
  struct stream *s;
  switch(frame->hd.type) {
  case NGHTTP2_HEADERS:
    if((s = http2_stream_find(h, (uint32_t)frame->hd.stream_id))) s->is_sent = true;
    http2_flood_progress(h);
    break;
  case NGHTTP2_DATA:
    if(frame->hd.length) http2_flood_progress(h);
    break;
  case NGHTTP2_PING:
    if(!(frame->hd.flags & NGHTTP2_FLAG_ACK)) h->is_ping_queued = false;
    break;
  case NGHTTP2_GOAWAY:
    after_goaway(h, &frame->goaway);
    break;
  default:
    break;
  }
  return 0;
}

void http2_send_callbacks(nghttp2_session_callbacks *to)
{
  nghttp2_session_callbacks_set_on_frame_send_callback(to, on_frame_send);
}

/* The body is over: END_STREAM, or the trailer section brings it. */
static CURLcode end_upload(struct stream *s, uint32_t *flags)
{
  struct http2 *h = s->http2;
  const struct field *fields = NULL;
  size_t count = 0;
  *flags |= NGHTTP2_DATA_FLAG_EOF;
  if(h->events->trailer) TRY(h->events->trailer(s->user, &fields, &count));
  if(!count || s->is_over) return CURLE_OK;
  nghttp2_nv *AUTO_FREE nv = NULL;
  TRY(http2_request_fields(fields, count, &nv));
  *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
  http2_check(h, nghttp2_submit_trailer(h->session, (int32_t)s->id, nv, count));
  return h->failed;
}

ssize_t http2_send_upload(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
                          nghttp2_data_source *source, void *user)
{
  struct http2 *h = user;
  struct stream *s = http2_stream_live(h, (uint32_t)id);
  size_t got = 0;
  bool is_last = false;
  if(h->is_pumping) return NGHTTP2_ERR_PAUSE;
  if(!s) return NGHTTP2_ERR_DEFERRED; /* its RST_STREAM is on the way */
  CURLcode code = h->events->upload(s->user, to, room, &got, &is_last);
  if(code == CURLE_AGAIN) return NGHTTP2_ERR_DEFERRED;
  if(!code && (!got || is_last) && !s->is_over) code = end_upload(s, flags);
  if(code) http2_stream_reset(s, NGHTTP2_CANCEL, code);
  return s->is_over ? NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE : (ssize_t)got;
}
