#include "proto/http/ws_in.h"

/* To curl_ws_recv(3): one frame at a time, or a piece of it. A large payload goes from the stream to the program's
 * memory; what is read beside it, heads and small frames, stays in `bytes`. */

#define READ_ROOM      (16 * 1024)
#define READS_PER_CALL 64 /* that bring nothing for the program: it has other things to do */

static CURLcode fail_closed(struct trace *t)
{
  return trace_fail(t, CURLE_GOT_NOTHING, "WebSocket: the connection is closed");
}

static CURLcode read_some(struct ws_in *in, struct stream *s, struct trace *t)
{
  size_t got;
  buf_reset(&in->bytes);
  in->taken = 0;
  TRY(buf_reserve(&in->bytes, READ_ROOM));
  TRY(stream_read(s, t, in->bytes.at, READ_ROOM, &got));
  if(!got) return fail_closed(t);
  in->bytes.len = got;
  return CURLE_OK;
}

static CURLcode decode(struct ws_in *in, struct trace *t, struct ws_event *e)
{
  struct cursor c = cursor_of(ws_in_rest(in));
  in->failed = ws_decode_next(&in->decode, &c, e);
  in->taken = in->bytes.len - cursor_left(&c);
  return in->failed ? trace_fail(t, in->failed, "%s", ws_decode_why(&in->decode)) : CURLE_OK;
}

static void begin_frame(struct ws_in *in, const struct ws_event *e)
{
  in->meta = (struct curl_ws_frame){ .flags = (int)e->flags, .bytesleft = (curl_off_t)e->size };
  in->control = e->bytes;
  in->has_frame = true;
}

static bool is_left_to_us(const struct ws_in *in, const struct ws_event *e)
{
  return e->kind == WS_CONTROL && e->flags == CURLWS_PING && !in->leaves_pings;
}

/* Up to the head of the next frame that is for the program. */
static CURLcode find_frame(struct ws_in *in, struct stream *s, struct trace *t, struct ws_out *out)
{
  struct ws_event e = { .kind = WS_MORE };
  for(int reads = 0; !in->has_frame;) {
    if(!ws_in_holds(in) && ++reads > READS_PER_CALL && !stream_has_pending(s)) return CURLE_AGAIN;
    if(!ws_in_holds(in)) TRY(read_some(in, s, t));
    TRY(decode(in, t, &e));
    if(is_left_to_us(in, &e))
      ws_out_pong(out, e.bytes);
    else if(e.kind != WS_MORE)
      begin_frame(in, &e);
  }
  return CURLE_OK;
}

static size_t take_control(struct ws_in *in, uint8_t *to, size_t room)
{
  size_t len = in->control.len < room ? in->control.len : room;
  memcpy(to, in->control.at, len);
  in->control = span_of(in->control.at + len, in->control.len - len);
  return len;
}

/* What of the payload has come already. The decoder counts along. */
static CURLcode take_held(struct ws_in *in, struct trace *t, uint8_t *to, size_t room, size_t *len)
{
  struct ws_event e;
  struct span rest = ws_in_rest(in);
  struct cursor c = cursor_of(span_of(rest.at, rest.len < room ? rest.len : room));
  TRY(ws_decode_next(&in->decode, &c, &e)); /* payload cannot be wrong */
  memcpy(to, e.bytes.at, e.bytes.len);
  in->taken += e.bytes.len;
  *len = e.bytes.len;
  return CURLE_OK;
}

/* The rest of it, as far as it is there. */
static CURLcode read_payload(struct ws_in *in, struct stream *s, struct trace *t, uint8_t *to, size_t room, size_t *len)
{
  struct ws_event e;
  size_t got, most = (uint64_t)in->meta.bytesleft < room ? (size_t)in->meta.bytesleft : room;
  TRY(stream_read(s, t, to, most, &got));
  if(!got) return fail_closed(t);
  struct cursor c = cursor_of(span_of(to, got));
  TRY(ws_decode_next(&in->decode, &c, &e));
  *len = got;
  return CURLE_OK;
}

static void count(struct ws_in *in, size_t len)
{
  in->meta.bytesleft -= (curl_off_t)len;
  in->meta.len += len;
}

/* As much as there is room for. Once something was taken, whatever ends it is for the next call to tell. */
static CURLcode take_payload(struct ws_in *in, struct stream *s, struct trace *t, uint8_t *to, size_t room)
{
  while(in->meta.bytesleft && in->meta.len < room) {
    size_t len = 0, left = room - in->meta.len;
    uint8_t *at = to + in->meta.len;
    CURLcode code = CURLE_OK;
    if(in->control.len)
      len = take_control(in, at, left);
    else
      code = ws_in_holds(in) ? take_held(in, t, at, left, &len) : read_payload(in, s, t, at, left, &len);
    if(code) return in->meta.len ? CURLE_OK : code;
    count(in, len);
  }
  return CURLE_OK;
}

static CURLcode receive_raw(struct ws_in *in, struct stream *s, struct trace *t, uint8_t *to, size_t room)
{
  in->meta = (struct curl_ws_frame){ 0 };
  if(!room) return CURLE_OK;
  if(!ws_in_holds(in)) {
    TRY(stream_read(s, t, to, room, &in->meta.len));
    return in->meta.len ? CURLE_OK : fail_closed(t);
  }
  struct span rest = ws_in_rest(in);
  in->meta.len = rest.len < room ? rest.len : room;
  memcpy(to, rest.at, in->meta.len);
  in->taken += in->meta.len;
  return CURLE_OK;
}

static CURLcode receive_frame(struct ws_in *in, struct stream *s, struct trace *t, uint8_t *to, size_t room,
                              struct ws_out *out)
{
  if(in->failed) return trace_fail(t, in->failed, "%s", ws_decode_why(&in->decode));
  TRY(find_frame(in, s, t, out));
  in->meta.offset += (curl_off_t)in->meta.len;
  in->meta.len = 0;
  TRY(take_payload(in, s, t, to, room));
  in->has_frame = in->meta.bytesleft;
  return CURLE_OK;
}

CURLcode ws_in_receive(struct ws_in *in, struct stream *s, struct trace *t, void *to, size_t room, size_t *got,
                       const struct curl_ws_frame **meta, struct ws_out *out)
{
  TRY(in->is_raw ? receive_raw(in, s, t, to, room) : receive_frame(in, s, t, to, room, out));
  *got = in->meta.len;
  *meta = &in->meta;
  return CURLE_OK;
}
