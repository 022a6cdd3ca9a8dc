#include "base/mem.h"
#include "codec/http2/internal.h"

/* A frame's callbacks, and the next frame, are mostly about the same stream. */
struct stream *http2_stream_find(struct http2 *h, uint32_t id)
{
  if(h->found && h->found->id == id) return h->found;
  struct hash_node *n = hash_find(&h->streams, span_of(&id, sizeof id));
  if(n) h->found = CONTAINER_OF(n, struct stream, node);
  return n ? h->found : NULL;
}

struct stream *http2_stream_live(struct http2 *h, uint32_t id)
{
  struct stream *s = http2_stream_find(h, id);
  return s && !s->is_over ? s : NULL;
}

CURLcode http2_stream_add(struct http2 *h, uint32_t id, void *user, struct stream **ret)
{
  struct stream *s = mem_zalloc(sizeof *s);
  if(!s) return CURLE_OUT_OF_MEMORY;
  s->http2 = h;
  s->user = user;
  s->id = id;
  s->window = h->stream_window;
  s->node.key = span_of(&s->id, sizeof s->id);
  CURLcode code = hash_insert(&h->streams, &s->node);
  if(code)
    mem_free(s);
  else
    *ret = s;
  return code;
}

void http2_stream_remove(struct stream *s)
{
  if(s->http2->found == s) s->http2->found = NULL;
  hash_remove(&s->http2->streams, &s->node);
  mem_free(s);
}

static void end(struct stream *s, enum http2_end how)
{
  s->is_over = true;
  if(how != HTTP2_END_COMPLETE) http2_flood_expect(s->http2, s->window);
}

void http2_stream_finish(struct stream *s, enum http2_end how, uint32_t error, CURLcode cause)
{
  if(s->is_over) return;
  /* REFUSED_STREAM is the peer's word, unless it has answered; nghttp2 says so, too, of what GOAWAY excludes */
  bool is_refused = error == NGHTTP2_REFUSED_STREAM && !s->has_head;
  if(s->is_answered && error == NGHTTP2_NO_ERROR && !cause) how = HTTP2_END_COMPLETE;
  if(how == HTTP2_END_RESET && !cause && (is_refused || !s->is_sent)) how = HTTP2_END_UNPROCESSED;
  end(s, how);
  s->http2->events->ended(s->user, how, error, cause);
}

static void submit_reset(struct stream *s, uint32_t error)
{
  struct http2 *h = s->http2;
  if(!h->failed) http2_check(h, nghttp2_submit_rst_stream(h->session, NGHTTP2_FLAG_NONE, (int32_t)s->id, error));
}

void http2_stream_reset(struct stream *s, uint32_t error, CURLcode cause)
{
  if(s->is_over) return;
  submit_reset(s, error);
  http2_stream_finish(s, HTTP2_END_RESET, error, cause);
}

void http2_stream_detach(struct stream *s, uint32_t error)
{
  if(s->is_over) return;
  submit_reset(s, error);
  end(s, HTTP2_END_RESET);
}

void http2_stream_finish_all(struct http2 *h)
{
  CURLcode cause = h->failed == CURLE_OUT_OF_MEMORY ? h->failed : CURLE_OK;
  for(struct hash_node *n = hash_next(&h->streams, NULL), *next; n; n = next) {
    next = hash_next(&h->streams, n);
    http2_stream_finish(CONTAINER_OF(n, struct stream, node), HTTP2_END_RESET, h->error, cause);
  }
}
