#include "base/mem.h"
#include "proto/http/ws_out_internal.h"

/* Frames of what the program's read callback gives. */

#define PIECES_PER_TURN 16 /* others have theirs, too */

static CURLcode refuse(struct trace *t, const char *why)
{
  return trace_fail(t, CURLE_BAD_FUNCTION_ARGUMENT, "WebSocket: %s", why);
}

CURLcode ws_out_start_frame(struct ws_out *out, struct trace *t, unsigned flags, curl_off_t size)
{
  if(!out->is_uploading) return refuse(t, "there is no upload that a frame could be of");
  if(out->is_raw) return refuse(t, "in raw mode the program makes the frames");
  if(out->encode.left || out->is_under_way) return refuse(t, "another frame is not complete");
  if(size < 0) return refuse(t, "a frame has no negative size");
  TRY(ws_out_begin(out, t, flags, (uint64_t)size));
  out->is_of_upload = size;
  out->has_started = true;
  return CURLE_OK;
}

static CURLcode end_of_source(struct ws_out *out, struct xfer *x)
{
  out->is_uploading = false;
  if(!out->encode.left) return CURLE_OK;
  return trace_fail(&x->trace, CURLE_READ_ERROR, "The upload ended with %llu bytes missing of a frame",
                    (unsigned long long)out->encode.left);
}

/* Without a call of curl_ws_start_frame(3), what one call gives is one frame. */
static CURLcode add_piece(struct ws_out *out, struct xfer *x, size_t got)
{
  bool is_begun = out->encode.left || out->has_started;
  if(out->is_under_way) /* curl_ws_send(3) in the read function */
    return trace_fail(&x->trace, CURLE_READ_ERROR, "WebSocket: a frame is not complete that the upload is no part of");
  if(!out->is_raw && !is_begun) TRY(ws_out_begin(out, &x->trace, CURLWS_BINARY, got));
  if(!out->is_raw && got > out->encode.left)
    return trace_fail(&x->trace, CURLE_READ_ERROR, "The read function gave more than the frame has left");
  TRY(ws_out_add(out, out->stage, got));
  out->is_of_upload = out->encode.left;
  return CURLE_OK;
}

static CURLcode read_piece(struct ws_out *out, const struct proto_request *r, struct xfer *x)
{
  size_t got = 0, room = r->upload_room;
  if(!out->stage && !(out->stage = mem_alloc(r->upload_room))) return CURLE_OUT_OF_MEMORY;
  if(out->encode.left && out->encode.left < room) room = (size_t)out->encode.left;
  out->has_started = false;
  TRY(x->ops->upload(x, out->stage, room, &got));
  if(!got) return out->has_started ? CURLE_OK : end_of_source(out, x);
  return add_piece(out, x, got);
}

/* Between two frames of the upload others have their place, and after a close frame there is nothing more to say. */
static bool may_read(struct ws_out *out)
{
  if(out->encode.has_closed) out->is_uploading = false;
  return out->is_uploading && (out->is_of_upload || !out->is_under_way);
}

CURLcode ws_out_upload(struct ws_out *out, const struct proto_request *r, struct xfer *x, struct stream *s, bool *more)
{
  for(int i = 0;; i++) {
    TRY(ws_out_flush(out, s, &x->trace));
    if(!may_read(out)) return CURLE_OK;
    if(i == PIECES_PER_TURN) {
      *more = true;
      return CURLE_OK;
    }
    CURLcode code = read_piece(out, r, x);
    if(code == CURLE_AGAIN) return ws_out_flush(out, s, &x->trace); /* paused */
    TRY(code);
  }
}
