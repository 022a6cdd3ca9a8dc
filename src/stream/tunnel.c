#include "stream/tunnel.h"
#include "base/mem.h"
#include "stream/pass.h"

struct tunnel_stream {
  struct stream base;
  uint8_t *block;    /* NULL once it is read */
  struct span first; /* what is left of it */
};

static struct tunnel_stream *tunnel_of(const struct stream *s)
{
  return CONTAINER_OF((uintptr_t)s, struct tunnel_stream, base);
}

static CURLcode tunnel_read(struct stream *stream, struct trace *t, void *to, size_t room, size_t *got)
{
  struct tunnel_stream *s = tunnel_of(stream);
  if(!s->first.len) return stream_read(stream->below, t, to, room, got);
  *got = room < s->first.len ? room : s->first.len;
  memcpy(to, s->first.at, *got);
  s->first = span_of(s->first.at + *got, s->first.len - *got);
  if(s->first.len) return CURLE_OK;
  mem_free(s->block);
  s->block = NULL;
  return CURLE_OK;
}

static bool tunnel_has_pending(const struct stream *s)
{
  return tunnel_of(s)->first.len || stream_has_pending(s->below);
}

static void tunnel_free(struct stream *stream)
{
  struct tunnel_stream *s = tunnel_of(stream);
  stream_free(stream->below);
  mem_free(s->block);
  mem_free(s);
}

static const struct stream_ops tunnel_ops = {
  .name = "tunnel",
  .read = tunnel_read,
  .write = pass_write,
  .has_pending = tunnel_has_pending,
  .free = tunnel_free,
};

struct stream *tunnel_stream_new(struct stream *below, struct span first)
{
  struct tunnel_stream *s = mem_zalloc(sizeof *s);
  if(!s) return NULL;
  s->base = (struct stream){ .ops = &tunnel_ops, .below = below };
  if(!first.len) return &s->base;
  s->block = mem_alloc(first.len);
  if(!s->block) {
    mem_free(s);
    return NULL;
  }
  memcpy(s->block, first.at, first.len);
  s->first = span_of(s->block, first.len);
  return &s->base;
}
