/* What the decoder makes of bytes, as text: "text[5]hello", "text+[2]" where another fragment follows. */
#ifndef TEST_WS_OUTCOME_H
#define TEST_WS_OUTCOME_H
#include "codec/ws/decode.h"
#include "unit/codec/http1/pieces.h"
#include <stdio.h>

struct outcome {
  CURLcode code;
  const char *why;
  bool is_between, has_closed;
  size_t len;
  char text[1024];
};

static inline const char *kind_name(unsigned flags)
{
  switch(flags & ~(unsigned)CURLWS_CONT) {
  case CURLWS_TEXT:
    return "text";
  case CURLWS_BINARY:
    return "binary";
  case CURLWS_CLOSE:
    return "close";
  case CURLWS_PING:
    return "ping";
  case CURLWS_PONG:
    return "pong";
  default:
    return "?";
  }
}

static inline void note_event(struct outcome *o, const struct ws_event *e)
{
  if(e->kind != WS_PAYLOAD)
    o->len += (size_t)snprintf(o->text + o->len, sizeof o->text - o->len, "%s%s%s[%llu]", o->len ? " " : "",
                               kind_name(e->flags), e->flags & CURLWS_CONT ? "+" : "", (unsigned long long)e->size);
  if(e->kind == WS_PAYLOAD) assert_true(e->bytes.len > 0);
  assert_true(o->len + e->bytes.len < sizeof o->text);
  if(e->bytes.len) memcpy(o->text + o->len, e->bytes.at, e->bytes.len);
  o->len += e->bytes.len;
  o->text[o->len] = 0;
}

static inline struct outcome decode(struct span bytes, size_t step)
{
  struct ws_decode d = { 0 };
  struct outcome o = { 0 };
  for(size_t done = 0; done < bytes.len && !o.code;) {
    size_t n = bytes.len - done < step ? bytes.len - done : step;
    struct piece p = piece_new(bytes.at + done, n);
    struct ws_event e = { .kind = WS_MORE };
    while(!(o.code = ws_decode_next(&d, &p.in, &e)) && e.kind != WS_MORE) note_event(&o, &e);
    if(!o.code) assert_int_equal(cursor_left(&p.in), 0);
    done += n;
    piece_free(&p);
  }
  o.why = ws_decode_why(&d);
  o.is_between = ws_decode_is_between(&d);
  o.has_closed = ws_decode_has_closed(&d);
  return o;
}

#endif
