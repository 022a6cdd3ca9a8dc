#include "stream/proxy_header.h"
#include "base/mem.h"
#include "codec/haproxy/haproxy.h"
#include "stream/pass.h"

struct proxy_header_stream {
  struct stream base;
  const char *client; /* NULL: the socket's own ends */
  struct buf line;    /* once it is written */
  size_t sent;        /* of it */
};

static struct proxy_header_stream *header_of(struct stream *s)
{
  return CONTAINER_OF(s, struct proxy_header_stream, base);
}

static CURLcode write_line(struct proxy_header_stream *s, struct trace *t)
{
  const struct socket_info *i = stream_socket_info(&s->base);
  const struct sockaddr *local = (const struct sockaddr *)&i->local.addr,
                        *peer = (const struct sockaddr *)&i->peer.addr;
  char from[ADDRESS_TEXT_MAX], to[ADDRESS_TEXT_MAX];
  address_text(local, i->local.len, from);
  address_text(peer, i->peer.len, to);
  struct haproxy_ends ends = { s->client ? s->client : from, s->client ? s->client : to,
                               address_port(local, i->local.len), address_port(peer, i->peer.len) };
  CURLcode code = haproxy_write_line(&s->line, &ends);
  if(code != CURLE_BAD_FUNCTION_ARGUMENT) return code;
  return trace_fail(t, code, "The client of the PROXY header is no address");
}

static CURLcode header_establish(struct stream *stream, struct trace *t, int64_t now)
{
  struct proxy_header_stream *s = header_of(stream);
  if(!s->line.len) TRY(write_line(s, t));
  return pass_send(stream, t, buf_span(&s->line), &s->sent);
}

static void header_free(struct stream *stream)
{
  struct proxy_header_stream *s = header_of(stream);
  stream_free(stream->below);
  buf_free(&s->line);
  mem_free(s);
}

static const struct stream_ops header_ops = {
  .name = "PROXY header",
  .establish = header_establish,
  .read = pass_read,
  .write = pass_write,
  .has_pending = pass_has_pending,
  .free = header_free,
};

struct stream *proxy_header_stream_new(struct stream *below, const char *client)
{
  struct proxy_header_stream *s = mem_zalloc(sizeof *s);
  if(!s) return NULL;
  s->base = (struct stream){ .ops = &header_ops, .below = below };
  s->client = client;
  s->line = BUF_INIT(HAPROXY_LINE_MAX);
  return &s->base;
}
