/* WebSocket frames, decoded whole and in pieces of the size that the first byte says: both must end alike, with the same
 * events. What was decoded is encoded again, and must decode alike once more. */
#include "base/buf.h"
#include "codec/ws/decode.h"
#include "codec/ws/encode.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
  CURLcode code;
  bool is_between, has_closed;
  struct buf events;  /* heads and payloads, one after the other */
  struct buf encoded; /* the same as frames without masks */
};

static void add(struct buf *to, const void *bytes, size_t len)
{
  if(buf_add(to, bytes, len)) abort();
}

/* The mask is zero, so that only its bit and its four bytes have to go. */
static void encode(struct outcome *o, struct ws_encode *e, const struct ws_event *event)
{
  static const uint8_t mask[WS_MASK_LEN];
  uint8_t head[WS_HEAD_MAX];
  size_t len;
  if(e->left) abort();
  if(ws_encode_begin(e, event->flags, event->size, mask, head, &len)) abort();
  head[1] &= 0x7f;
  add(&o->encoded, head, len - WS_MASK_LEN);
}

static void take(struct outcome *o, struct ws_encode *e, const struct ws_event *event)
{
  if(event->kind == WS_PAYLOAD ? !event->bytes.len : event->size > INT64_MAX) abort();
  if(event->kind != WS_PAYLOAD) {
    add(&o->events, &event->flags, sizeof event->flags);
    add(&o->events, &event->size, sizeof event->size);
    encode(o, e, event);
  }
  if(event->bytes.len > e->left) abort();
  if(!event->bytes.len) return;
  add(&o->events, event->bytes.at, event->bytes.len);
  add(&o->encoded, event->bytes.at, event->bytes.len);
  ws_encode_payload(e, o->encoded.at + o->encoded.len - event->bytes.len, event->bytes.at, event->bytes.len);
}

static void decode(struct span text, size_t step, struct outcome *o)
{
  struct ws_decode d = { 0 };
  struct ws_encode e = { 0 };
  for(size_t done = 0; done < text.len && !o->code;) {
    size_t n = text.len - done < step ? text.len - done : step;
    uint8_t *piece = malloc(n);
    if(!piece) abort();
    memcpy(piece, text.at + done, n);
    struct cursor in = { piece, piece + n };
    struct ws_event event;
    while(!(o->code = ws_decode_next(&d, &in, &event)) && event.kind != WS_MORE) take(o, &e, &event);
    if(!o->code && cursor_left(&in)) abort();
    if(!o->code != !ws_decode_why(&d)) abort();
    done += n;
    free(piece);
  }
  o->is_between = ws_decode_is_between(&d);
  o->has_closed = ws_decode_has_closed(&d);
}

static void free_outcome(struct outcome *o)
{
  buf_free(&o->events);
  buf_free(&o->encoded);
}

#define OUTCOME ((struct outcome){ .events = BUF_INIT(256u << 20), .encoded = BUF_INIT(256u << 20) })

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(size < 2) return 0;
  struct span text = span_of(data + 1, size - 1);
  struct outcome whole = OUTCOME, split = OUTCOME, again = OUTCOME;
  decode(text, text.len, &whole);
  decode(text, data[0] + 1u, &split);
  if(whole.code != split.code || whole.is_between != split.is_between) abort();
  if(!span_equal(buf_span(&whole.events), buf_span(&split.events))) abort();
  if(whole.encoded.len) decode(buf_span(&whole.encoded), whole.encoded.len, &again);
  if(again.code || !span_equal(buf_span(&whole.events), buf_span(&again.events))) abort();
  free_outcome(&whole);
  free_outcome(&split);
  free_outcome(&again);
  return 0;
}
