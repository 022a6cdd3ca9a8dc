/* A chunked body, its trailer section included, read whole and in pieces of the size that the first byte says: both
 * must end alike, with the same data. */
#include "codec/http1/chunked.h"
#include "codec/http1/head.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
  CURLcode code;
  bool in_trailer, ended;
  struct buf data; /* the body, then the trailer's lines */
  size_t unused;
};

static void read_trailer(struct outcome *o, struct h1_head *h, struct cursor *in)
{
  struct h1_head_event e;
  while(!(o->code = h1_head_next(h, in, &e)) && e.kind == H1_HEAD_FIELD)
    if(buf_add_span(&o->data, e.line)) abort();
  o->ended = !o->code && e.kind == H1_HEAD_END;
}

static void read_body(struct outcome *o, struct h1_chunked *c, struct h1_head *h, struct cursor *in)
{
  struct h1_chunked_event e;
  if(!o->in_trailer) {
    while(!(o->code = h1_chunked_next(c, in, &e)) && e.kind == H1_CHUNKED_DATA)
      if(!e.bytes.len || buf_add_span(&o->data, e.bytes)) abort();
    o->in_trailer = !o->code && e.kind == H1_CHUNKED_TRAILER_SECTION;
    if(!o->code != !h1_chunked_why(c)) abort();
  }
  if(o->in_trailer) read_trailer(o, h, in);
  if(!o->code && !o->ended && cursor_left(in)) abort();
}

static void decode(struct span text, size_t step, struct outcome *o)
{
  struct h1_chunked c = { 0 };
  struct h1_head h;
  size_t done = 0;
  h1_head_init_trailer(&h);
  while(done < text.len && !o->code && !o->ended) {
    size_t n = text.len - done < step ? text.len - done : step;
    uint8_t *piece = malloc(n);
    if(!piece) abort();
    memcpy(piece, text.at + done, n);
    struct cursor in = { piece, piece + n };
    read_body(o, &c, &h, &in);
    done += n - cursor_left(&in);
    free(piece);
  }
  o->unused = o->ended ? text.len - done : 0;
  h1_head_free(&h);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(size < 2) return 0;
  struct span text = span_of(data + 1, size - 1);
  struct outcome whole = { .data = BUF_INIT(64u << 20) }, split = { .data = BUF_INIT(64u << 20) };
  decode(text, text.len, &whole);
  decode(text, data[0] + 1u, &split);
  if(whole.code != split.code || whole.ended != split.ended || whole.unused != split.unused) abort();
  if(!span_equal(buf_span(&whole.data), buf_span(&split.data))) abort();
  buf_free(&whole.data);
  buf_free(&split.data);
  return 0;
}
