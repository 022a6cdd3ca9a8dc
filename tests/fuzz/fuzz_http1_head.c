/* A head, or a trailer section, read whole and in pieces: both must end alike, after the same events. The first byte
 * chooses what is read and the size of the pieces. */
#include "codec/http1/framing.h"
#include "codec/http1/head.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All events in a row, with their texts. */
struct outcome {
  CURLcode code;
  struct buf events;
  size_t unused;
};

static void note(struct outcome *o, struct span s)
{
  if(buf_addf(&o->events, "%zu:", s.len) || buf_add_span(&o->events, s)) abort();
}

/* The framing reads every field; what it says is part of the outcome. */
static void note_event(struct outcome *o, struct h1_framing *f, const struct h1_head_event *e)
{
  if(buf_addf(&o->events, "\n%d %d %d ", (int)e->kind, e->version, e->status)) abort();
  note(o, e->line);
  note(o, e->reason);
  note(o, e->name);
  note(o, e->value);
  if(e->kind == H1_HEAD_STATUS) h1_framing_begin(f, e->version, e->status, false, true);
  if(e->kind == H1_HEAD_FIELD && buf_addf(&o->events, "%d", (int)h1_framing_field(f, e->name, e->value))) abort();
  if(e->kind != H1_HEAD_END) return;
  h1_framing_end(f);
  if(f->has_length && f->length_overflow) abort();
  if(f->body == H1_BODY_LENGTH && (!f->has_length || !f->length || f->length > INT64_MAX)) abort();
  if(f->body == H1_BODY_CLOSE && f->keep_alive) abort();
  if(buf_addf(&o->events, "%d %d", (int)f->body, f->keep_alive)) abort();
}

/* An HTTP/0.9 body is whatever the decoder has taken and left. */
static void note_body(struct outcome *o, struct span line, struct span rest)
{
  if(buf_add_text(&o->events, "~") || buf_add_span(&o->events, line) || buf_add_span(&o->events, rest)) abort();
}

static void decode(struct h1_head *d, struct span text, size_t step, struct outcome *o)
{
  struct h1_head_event e = { .kind = H1_HEAD_MORE };
  struct h1_framing f;
  size_t done = 0;
  h1_framing_begin(&f, 11, 200, false, false);
  while(done < text.len) {
    size_t n = text.len - done < step ? text.len - done : step;
    uint8_t *piece = malloc(n); /* of its own, so that a span that outlives it is seen */
    if(!piece) abort();
    memcpy(piece, text.at + done, n);
    struct cursor in = { piece, piece + n };
    while(!(o->code = h1_head_next(d, &in, &e)) && (e.kind == H1_HEAD_STATUS || e.kind == H1_HEAD_FIELD))
      note_event(o, &f, &e);
    done += n - cursor_left(&in);
    if(!o->code && e.kind == H1_HEAD_END) note_event(o, &f, &e);
    if(!o->code && e.kind == H1_HEAD_NOT_HTTP) note_body(o, e.line, span_of(text.at + done, text.len - done));
    if(!o->code && e.kind == H1_HEAD_MORE && cursor_left(&in)) abort();
    free(piece);
    if(o->code || e.kind != H1_HEAD_MORE) break;
  }
  if(!o->code && e.kind == H1_HEAD_MORE) {
    o->code = h1_head_eof(d, &e);
    if(!o->code && e.kind == H1_HEAD_FIELD) note_event(o, &f, &e);
    if(!o->code && e.kind == H1_HEAD_NOT_HTTP) note_body(o, e.line, span_text(""));
  }
  o->unused = e.kind == H1_HEAD_END ? text.len - done : 0;
  if(o->code && o->code != CURLE_OUT_OF_MEMORY && !h1_head_why(d)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if(size < 2) return 0;
  bool is_trailer = data[0] & 0x80;
  size_t step = (data[0] & 0x7f) + 1u;
  struct span text = span_of(data + 1, size - 1);
  struct outcome whole = { .events = BUF_INIT(64u << 20) }, split = { .events = BUF_INIT(64u << 20) };
  struct h1_head d;
  h1_head_init(&d);
  if(is_trailer) h1_head_reset_trailer(&d);
  decode(&d, text, text.len, &whole);
  if(is_trailer)
    h1_head_reset_trailer(&d);
  else
    h1_head_reset(&d);
  decode(&d, text, step, &split);
  if(whole.code != split.code || whole.unused != split.unused) abort();
  if(!span_equal(buf_span(&whole.events), buf_span(&split.events))) abort();
  h1_head_free(&d);
  buf_free(&whole.events);
  buf_free(&split.events);
  return 0;
}
