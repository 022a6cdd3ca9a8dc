#include "base/str.h"
#include "codec/http2/internal.h"

/* What a peer offers (PUSH_PROMISE, RFC 9113, section 8.4). A connection has one head at a time, so that one place to
 * keep its fields in is enough. */

void http2_push_begin(struct http2 *h)
{
  struct promise *p = &h->promise;
  buf_reset(&p->text);
  buf_reset(&p->fields);
  p->count = 0;
  p->is_too_large = false;
}

void http2_push_field(struct http2 *h, struct span name, struct span value)
{
  struct promise *p = &h->promise;
  struct field lengths = { span_of(NULL, name.len), span_of(NULL, value.len) };
  p->is_too_large = p->is_too_large || p->count == HTTP2_FIELDS_MAX ||
                    p->text.len + p->count * 32 + name.len + value.len + 32 > HTTP2_HEAD_MAX;
  if(p->is_too_large) return;
  CURLcode code = buf_add_span(&p->text, name);
  if(!code) code = buf_add_span(&p->text, value);
  if(!code) code = buf_add(&p->fields, &lengths, sizeof lengths);
  if(code) http2_fail(h, CURLE_OUT_OF_MEMORY, NGHTTP2_INTERNAL_ERROR, NULL);
  p->count++;
}

static const struct field *place_fields(struct promise *p)
{
  struct field *fields = (struct field *)(void *)p->fields.at;
  struct cursor c = cursor_of(buf_span(&p->text));
  for(size_t i = 0; i < p->count; i++) {
    fields[i].name = cursor_take(&c, fields[i].name.len);
    fields[i].value = cursor_take(&c, fields[i].value.len);
  }
  return fields;
}

/* Safe, cacheable, and without a body. */
static bool may_be_pushed(const struct field *fields, size_t count)
{
  bool is_get = false;
  for(size_t i = 0; i < count; i++) {
    struct span value = fields[i].value;
    if(span_equal(fields[i].name, span_text(":method")))
      is_get = span_equal(value, span_text("GET")) || span_equal(value, span_text("HEAD"));
    if(span_equal(fields[i].name, span_text("content-length")) && !span_equal(value, span_text("0"))) return false;
  }
  return is_get;
}

static void refuse(struct http2 *h, uint32_t id, uint32_t error)
{
  if(h->failed) return;
  http2_check(h, nghttp2_submit_rst_stream(h->session, NGHTTP2_FLAG_NONE, (int32_t)id, error));
  http2_flood_expect(h, h->stream_window);
}

static void offer(struct http2 *h, struct stream *parent, uint32_t id, const struct field *fields)
{
  struct stream *pushed;
  void *user = NULL;
  CURLcode code = http2_stream_add(h, id, NULL, &pushed);
  if(code) {
    http2_fail(h, code, NGHTTP2_INTERNAL_ERROR, NULL);
    return;
  }
  code = h->events->push(h->owner, parent->user, id, fields, h->promise.count, &user);
  pushed->user = user;
  pushed->is_sent = true;
  if(!code) return;
  http2_stream_remove(pushed);
  refuse(h, id, NGHTTP2_CANCEL);
  if(code == HTTP2_PUSH_ERROR) http2_stream_reset(parent, NGHTTP2_CANCEL, code);
}

void http2_push_end(struct http2 *h, uint32_t parent, uint32_t id)
{
  struct promise *p = &h->promise;
  struct stream *s = http2_stream_live(h, parent);
  if(h->failed) return;
  const struct field *fields = place_fields(p);
  if(!s || !h->events->push || p->is_too_large)
    refuse(h, id, NGHTTP2_CANCEL);
  else if(!may_be_pushed(fields, p->count))
    refuse(h, id, NGHTTP2_PROTOCOL_ERROR);
  else
    offer(h, s, id, fields);
}
