/* Frames on their way from a codec to the peer. */
#ifndef PROTO_HTTP_H2_FRAMES_H
#define PROTO_HTTP_H2_FRAMES_H
#include "base/buf.h"
#include "codec/http2/http2.h"
#include "stream/stream.h"

struct h2_frames {
  struct buf bytes;
  size_t sent; /* of them */
};

/* One fill, and beyond it what the codec gives at once. */
#define H2_FRAMES_INIT ((struct h2_frames){ .bytes = BUF_INIT(2 * 1024 * 1024) })

static inline bool h2_frames_wait(const struct h2_frames *f) { return f->bytes.len; }

/* Frames go out together, up to about `wanted` bytes. CURLE_OUT_OF_MEMORY: the codec's, too. */
MUST_USE CURLcode h2_frames_fill(struct h2_frames *f, struct http2 *codec, size_t wanted);
/* Write all of them. CURLE_AGAIN: the descriptor takes no more now. */
MUST_USE CURLcode h2_frames_flush(struct h2_frames *f, struct stream *to, struct trace *t);
/* Whoever they are for does not listen any more. */
void h2_frames_drop(struct h2_frames *f);

#endif
