#include "proto/http/ws_out_internal.h"

/* Frames of the program's (curl_ws_send(3)).
 *
 * A call gets as far as the stream does. What it is told to have been sent has left: nothing that the peer waits for
 * stays behind while the program waits for the peer. But what was masked for it and has not left yet stays in the buffer,
 * as a stream may have begun with it; the call that comes next offers the same bytes again, and they are passed over.
 */

#define CHUNK (64 * 1024)

static CURLcode refuse(struct trace *t, const char *why)
{
  return trace_fail(t, CURLE_BAD_FUNCTION_ARGUMENT, "WebSocket: %s", why);
}

static size_t taken_before(const struct ws_out *out) { return out->done + out->in_flight; }

/* The first call may come again as it was, as long as nothing was told of it. */
static CURLcode check_next(const struct ws_out *out, struct trace *t, const struct ws_piece *p)
{
  unsigned flags = p->flags & ~(unsigned)CURLWS_OFFSET;
  if(out->is_raw) return CURLE_OK;
  if(flags && flags != out->flags) return refuse(t, "a frame of another kind is not complete");
  if(p->size && out->was_told) return refuse(t, "the frame's size is known already");
  if(p->len > out->encode.left + taken_before(out)) return refuse(t, "more payload than the frame has left");
  return CURLE_OK;
}

static CURLcode begin_frame(struct ws_out *out, struct trace *t, const struct ws_piece *p)
{
  bool is_part = p->flags & CURLWS_OFFSET;
  if(p->size < 0 || (!is_part && p->size)) return refuse(t, "a frame's size comes with CURLWS_OFFSET only");
  if(is_part && p->len > (uint64_t)p->size) return refuse(t, "more payload than the frame has");
  return ws_out_begin(out, t, p->flags & ~(unsigned)CURLWS_OFFSET, is_part ? (uint64_t)p->size : p->len);
}

/* What was on its way before goes first. */
static CURLcode begin(struct ws_out *out, struct stream *s, struct trace *t, const struct ws_piece *p)
{
  if(out->encode.left) return trace_fail(t, CURLE_SEND_ERROR, "WebSocket: a frame of the upload is not complete");
  TRY(ws_out_flush(out, s, t));
  if(out->is_raw && (p->flags || p->size)) return refuse(t, "in raw mode there are no flags and no frame sizes");
  if(!out->is_raw) TRY(begin_frame(out, t, p));
  out->is_under_way = true;
  out->flags = p->flags & ~(unsigned)CURLWS_OFFSET;
  out->was_told = false;
  return CURLE_OK;
}

static CURLcode move(struct ws_out *out, struct stream *s, struct trace *t, const struct ws_piece *p)
{
  for(size_t at = taken_before(out); at < p->len;) {
    size_t n = p->len - at < CHUNK ? p->len - at : CHUNK;
    TRY(ws_out_add(out, p->from + at, n));
    out->in_flight += n;
    at += n;
    TRY(ws_out_drain(out, s, t));
  }
  return ws_out_drain(out, s, t);
}

/* What of it has left. */
static size_t count_told(struct ws_out *out, const struct ws_piece *p)
{
  size_t told = out->done < p->len ? out->done : p->len;
  out->done -= told;
  return told;
}

CURLcode ws_out_send(struct ws_out *out, struct stream *s, struct trace *t, const struct ws_piece *p, size_t *sent)
{
  TRY(out->is_under_way ? check_next(out, t, p) : begin(out, s, t, p));
  CURLcode code = move(out, s, t, p);
  if(code && code != CURLE_AGAIN) return code;
  size_t told = count_told(out, p);
  if(!told && out->bytes.len) return CURLE_AGAIN;
  *sent = told;
  out->was_told = true;
  if(!out->bytes.len && !out->encode.left && !taken_before(out)) out->is_under_way = false;
  return CURLE_OK;
}
