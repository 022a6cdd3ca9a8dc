#include "base/mem.h"
#include "proto/http/ws_out_internal.h"

/* The buffer, and the library's own frames. */

void ws_out_init(struct ws_out *out, const struct system_ops *system, bool is_raw, bool uploads)
{
  *out = (struct ws_out){ .system = system, .is_raw = is_raw, .is_uploading = uploads, .bytes = BUF_INIT(WS_OUT_MAX) };
}

void ws_out_free(struct ws_out *out)
{
  buf_free(&out->bytes);
  mem_free(out->stage);
  out->stage = NULL;
}

static CURLcode tell(struct trace *t, CURLcode code, unsigned flags)
{
  switch(code) {
  case CURLE_SEND_ERROR:
    return trace_fail(t, code, "WebSocket: nothing can be sent after a close frame");
  case CURLE_TOO_LARGE:
    return trace_fail(t, code, "WebSocket: the frame is too large for its kind");
  default:
    return trace_fail(t, code, "WebSocket: no frame can have the flags 0x%x here", flags);
  }
}

CURLcode ws_out_begin(struct ws_out *out, struct trace *t, unsigned flags, uint64_t size)
{
  uint8_t mask[WS_MASK_LEN];
  size_t len;
  TRY(buf_reserve(&out->bytes, WS_HEAD_MAX));
  TRY(out->system->random(mask, sizeof mask)); /* for each frame a new one: section 5.3 */
  CURLcode code = ws_encode_begin(&out->encode, flags, size, mask, out->bytes.at + out->bytes.len, &len);
  if(code) return tell(t, code, flags);
  out->bytes.len += len;
  out->is_of_upload = false;
  return CURLE_OK;
}

CURLcode ws_out_add(struct ws_out *out, const uint8_t *from, size_t len)
{
  if(!len) return CURLE_OK;
  if(out->is_raw) return buf_add(&out->bytes, from, len);
  TRY(buf_reserve(&out->bytes, len));
  ws_encode_payload(&out->encode, out->bytes.at + out->bytes.len, from, len);
  out->bytes.len += len;
  return CURLE_OK;
}

/* The payload of the program's piece is at the end of the buffer. */
static void count_sent(struct ws_out *out, size_t sent)
{
  out->sent += sent;
  size_t left = out->bytes.len - out->sent;
  if(left < out->in_flight) {
    out->done += out->in_flight - left;
    out->in_flight = left;
  }
  if(left) return;
  buf_reset(&out->bytes);
  out->sent = 0;
}

CURLcode ws_out_drain(struct ws_out *out, struct stream *s, struct trace *t)
{
  CURLcode code = CURLE_OK;
  out->is_busy = true;
  while(!code && out->bytes.len) {
    size_t sent;
    code = stream_write(s, t, out->bytes.at + out->sent, out->bytes.len - out->sent, &sent);
    if(code) break;
    trace_data(t, CURLINFO_DATA_OUT, span_of(out->bytes.at + out->sent, sent));
    count_sent(out, sent);
  }
  out->is_busy = false;
  return code;
}

/* ---- the library's own ---- */

static bool is_between_frames(const struct ws_out *out) { return !out->encode.left && !out->is_raw; }

static CURLcode add_answer(struct ws_out *out, struct ws_answer *a, unsigned flag)
{
  if(!a->is_due) return CURLE_OK;
  TRY(buf_reserve(&out->bytes, WS_HEAD_MAX + WS_CONTROL_MAX));
  TRY(ws_out_begin(out, NULL, flag, a->len));
  a->is_due = false;
  return ws_out_add(out, a->payload, a->len);
}

/* The buffer is empty. After a close frame of ours no answer is owed. */
static CURLcode add_answers(struct ws_out *out)
{
  if(out->encode.has_closed) out->pong.is_due = out->close.is_due = false;
  if(!is_between_frames(out)) return CURLE_OK;
  TRY(add_answer(out, &out->pong, CURLWS_PONG));
  return add_answer(out, &out->close, CURLWS_CLOSE);
}

CURLcode ws_out_flush(struct ws_out *out, struct stream *s, struct trace *t)
{
  TRY(ws_out_drain(out, s, t));
  TRY(add_answers(out));
  return ws_out_drain(out, s, t);
}

bool ws_out_is_due(const struct ws_out *out)
{
  return out->bytes.len || (is_between_frames(out) && (out->pong.is_due || out->close.is_due));
}

static void set_answer(struct ws_answer *a, struct span payload)
{
  a->is_due = true;
  a->len = (uint8_t)payload.len;
  if(payload.len) memcpy(a->payload, payload.at, payload.len);
}

void ws_out_pong(struct ws_out *out, struct span payload) { set_answer(&out->pong, payload); }

/* Section 5.5.1: the status code is echoed; the reason need not be. */
void ws_out_answer_close(struct ws_out *out, struct span payload)
{
  if(payload.len > 2) payload.len = 2;
  set_answer(&out->close, payload);
}
