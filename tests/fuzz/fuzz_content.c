/* A body in the codings that the first byte names, decoded whole and in pieces of the size that the second says: both must
 * end alike, with the same data. What comes out is looked at up to a limit, as a caller with a maximum size does it. */
#include "base/buf.h"
#include "codec/content/chain.h"
#include <stdlib.h>

#define OUT_MAX (40 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
  CURLcode code;
  struct buf data;
  bool is_full;
  bool is_complete;
};

static void drain(struct content_chain *c, struct cursor *in, struct outcome *o)
{
  struct span piece = { NULL, 1 };
  while(piece.len && !o->is_full) {
    if((o->code = content_chain_next(c, in, &piece))) return;
    if(piece.len > CONTENT_PIECE_MAX) abort();
    size_t room = OUT_MAX - o->data.len;
    o->is_full = piece.len > room;
    if(buf_add(&o->data, piece.at, o->is_full ? room : piece.len)) abort();
  }
  if(!piece.len && cursor_left(in)) abort();
}

static void decode(const struct content_list *l, struct span text, size_t step, struct outcome *o)
{
  struct content_chain *c;
  if(content_chain_new(&c, l)) abort();
  for(size_t done = 0; done < text.len && !o->code && !o->is_full; done += step) {
    size_t n = text.len - done < step ? text.len - done : step;
    uint8_t *piece = malloc(n);
    if(!piece) abort();
    memcpy(piece, text.at + done, n);
    struct cursor in = { piece, piece + n };
    drain(c, &in, o);
    free(piece);
  }
  o->is_complete = content_chain_is_complete(c);
  content_chain_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const names[] = { "gzip", "deflate", "br", "zstd" };
  struct content_list l = { 0 };
  if(size < 3) return 0;
  /* two bits a coding, the outermost first; one to three of them */
  for(unsigned i = data[0] >> 6 ? (data[0] >> 6) - 1u : 0; i != UINT32_MAX; i--)
    if(content_list_add(&l, span_of(names[data[0] >> 2 * i & 3], strlen(names[data[0] >> 2 * i & 3])))) abort();
  struct span text = span_of(data + 2, size - 2);
  struct outcome whole = { .data = BUF_INIT(OUT_MAX) }, split = { .data = BUF_INIT(OUT_MAX) };
  decode(&l, text, text.len, &whole);
  decode(&l, text, data[1] + 1u, &split);
  /* a library may find an error before it gives what stands before it: at the limit, one may not have come to it */
  bool is_cut = whole.is_full || split.is_full;
  if(!is_cut && (whole.code != split.code || whole.is_complete != split.is_complete)) abort();
  bool is_good = !whole.code && !split.code;
  if(is_good && (whole.is_full != split.is_full || !span_equal(buf_span(&whole.data), buf_span(&split.data)))) abort();
  buf_free(&whole.data);
  buf_free(&split.data);
  return 0;
}
