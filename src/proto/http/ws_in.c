#include "proto/http/ws_in.h"

/* To the write callback. */

#define FRAMES_PER_TURN 1000 /* of a turn of one transfer: a frame is two bytes at least, and others want theirs */

void ws_in_init(struct ws_in *in, long options)
{
  *in = (struct ws_in){ .is_raw = options & CURLWS_RAW_MODE,
                        .leaves_pings = options & CURLWS_NOAUTOPONG,
                        .bytes = BUF_INIT(CURL_MAX_READ_SIZE) };
}

void ws_in_free(struct ws_in *in) { buf_free(&in->bytes); }

static void begin_frame(struct ws_in *in, const struct ws_event *e)
{
  in->meta = (struct curl_ws_frame){ .flags = (int)e->flags, .bytesleft = (curl_off_t)e->size };
}

static CURLcode give(struct ws_in *in, struct xfer *x, struct span bytes)
{
  in->meta.offset += (curl_off_t)in->meta.len;
  in->meta.bytesleft -= (curl_off_t)bytes.len;
  in->meta.len = bytes.len;
  return x->ops->frame(x, &in->meta, bytes);
}

static CURLcode give_control(struct ws_in *in, const struct ws_event *e, struct xfer *x, struct ws_out *out)
{
  if(e->flags == CURLWS_PING && !in->leaves_pings) {
    ws_out_pong(out, e->bytes);
    return CURLE_OK;
  }
  begin_frame(in, e);
  TRY(give(in, x, e->bytes));
  in->owes_close = e->flags == CURLWS_CLOSE;
  if(in->owes_close) in->close = e->bytes; /* no frame comes after it that would take its place in the decoder */
  return CURLE_OK;
}

void ws_in_answer_close(struct ws_in *in, struct ws_out *out)
{
  if(in->owes_close) ws_out_answer_close(out, in->close);
  in->owes_close = false;
}

static CURLcode give_event(struct ws_in *in, const struct ws_event *e, struct xfer *x, struct ws_out *out)
{
  switch(e->kind) {
  case WS_FRAME:
    begin_frame(in, e);
    return e->size ? CURLE_OK : give(in, x, span_of(NULL, 0));
  case WS_PAYLOAD:
    return give(in, x, e->bytes);
  case WS_CONTROL:
    return give_control(in, e, x, out);
  case WS_MORE:
    break;
  }
  return CURLE_OK;
}

CURLcode ws_in_take(struct ws_in *in, struct cursor *c, struct xfer *x, struct ws_out *out)
{
  struct ws_event e;
  in->has_received = true;
  if(in->is_raw) return x->ops->body(x, cursor_take(c, cursor_left(c)));
  for(int i = 0; i < FRAMES_PER_TURN && cursor_left(c) && !x->ops->is_paused(x); i++) {
    CURLcode code = ws_decode_next(&in->decode, c, &e);
    if(code) return trace_fail(&x->trace, code, "%s", ws_decode_why(&in->decode));
    TRY(give_event(in, &e, x, out));
  }
  return CURLE_OK;
}

CURLcode ws_in_end(const struct ws_in *in, struct trace *t)
{
  if(!in->has_received) return trace_fail(t, CURLE_GOT_NOTHING, "WebSocket: the server has closed without a frame");
  if(in->is_raw || ws_decode_is_between(&in->decode)) return CURLE_OK;
  return trace_fail(t, CURLE_PARTIAL_FILE, "WebSocket: the server has closed inside a frame");
}
