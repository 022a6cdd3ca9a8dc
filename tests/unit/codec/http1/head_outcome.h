/* A head decoder run over a text in pieces, and what came out. */
#ifndef TEST_HEAD_OUTCOME_H
#define TEST_HEAD_OUTCOME_H
#include "codec/http1/head.h"
#include "unit/codec/http1/pieces.h"
#include <stdio.h>

#define OK_LINE  "HTTP/1.1 200 OK\r\n"
#define OK_EVENT "<11 200|OK>"

/* What came out, as text: "<11 200|OK>" a status line, "{name|value}" a field, "." the end, "~bytes" HTTP/0.9. */
struct outcome {
  CURLcode code;
  enum h1_head_kind last;
  size_t unused; /* input after the last event */
  char events[512];
  char lines[512]; /* the raw lines */
  char why[80];
};

static inline void note(char text[512], const char *format, struct span a, struct span b)
{
  size_t len = strlen(text);
  snprintf(text + len, 512 - len, format, SPAN_ARG(a), SPAN_ARG(b));
}

static inline void note_event(struct outcome *o, const struct h1_head_event *e)
{
  char head[32];
  o->last = e->kind;
  if(e->kind == H1_HEAD_MORE) return;
  snprintf(head, sizeof head, "<%d %d|", e->version, e->status);
  if(e->kind == H1_HEAD_STATUS) note(o->events, "%.*s%.*s>", span_text(head), e->reason);
  if(e->kind == H1_HEAD_FIELD) note(o->events, "{%.*s|%.*s}", e->name, e->value);
  if(e->kind == H1_HEAD_END) note(o->events, ".%.*s%.*s", span_text(""), span_text(""));
  if(e->kind == H1_HEAD_NOT_HTTP) note(o->events, "~%.*s%.*s", e->line, span_text(""));
  note(o->lines, "%.*s%.*s", e->line, span_text(""));
}

/* The head in `text`, in pieces of `step` bytes. Each piece is gone before the next one comes. */
static inline struct outcome decode_with(struct h1_head *d, struct span text, size_t step)
{
  struct outcome o = { .last = H1_HEAD_MORE };
  size_t done = 0;
  while(done < text.len && !o.code && o.last != H1_HEAD_END && o.last != H1_HEAD_NOT_HTTP) {
    size_t n = text.len - done < step ? text.len - done : step;
    struct piece p = piece_new(text.at + done, n);
    struct h1_head_event e;
    do {
      o.code = h1_head_next(d, &p.in, &e);
      if(!o.code) note_event(&o, &e);
    } while(!o.code && o.last != H1_HEAD_MORE && o.last != H1_HEAD_END && o.last != H1_HEAD_NOT_HTTP);
    if(o.last == H1_HEAD_MORE && !o.code) assert_int_equal(cursor_left(&p.in), 0);
    done += n - cursor_left(&p.in);
    piece_free(&p);
  }
  o.unused = text.len - done;
  if(h1_head_why(d)) snprintf(o.why, sizeof o.why, "%s", h1_head_why(d));
  return o;
}

static inline struct outcome decode(struct span text, size_t step)
{
  struct h1_head d;
  h1_head_init(&d);
  struct outcome o = decode_with(&d, text, step);
  h1_head_free(&d);
  return o;
}

static inline struct outcome decode_trailer(struct span text, size_t step)
{
  struct h1_head d;
  h1_head_init_trailer(&d);
  struct outcome o = decode_with(&d, text, step);
  h1_head_free(&d);
  return o;
}

/* A text of `len` bytes: `begin`, then `fill`. */
static inline char *make_text(const char *begin, int fill, size_t len)
{
  char *text = malloc(len + 1);
  assert_non_null(text);
  memset(text, fill, len);
  memcpy(text, begin, strlen(begin));
  text[len] = '\0';
  return text;
}

#endif
