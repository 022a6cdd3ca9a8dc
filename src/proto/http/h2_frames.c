#include "proto/http/h2_frames.h"

CURLcode h2_frames_fill(struct h2_frames *f, struct http2 *codec, size_t wanted)
{
  while(f->bytes.len < wanted) {
    struct span more;
    TRY(http2_send(codec, &more));
    if(!more.len) break;
    TRY(buf_add_span(&f->bytes, more));
  }
  return CURLE_OK;
}

CURLcode h2_frames_flush(struct h2_frames *f, struct stream *to, struct trace *t)
{
  while(f->sent < f->bytes.len) {
    size_t sent;
    TRY(stream_write(to, t, f->bytes.at + f->sent, f->bytes.len - f->sent, &sent));
    f->sent += sent;
  }
  h2_frames_drop(f);
  return CURLE_OK;
}

void h2_frames_drop(struct h2_frames *f)
{
  buf_reset(&f->bytes);
  f->sent = 0;
}
