#include "codec/http2/internal.h"

/* Flow control (RFC 9113, section 5.2). The connection's window is given back in receive.c. */

void http2_consume(struct http2 *h, uint32_t id, size_t len)
{
  if(!h->failed && http2_stream_live(h, id))
    http2_check(h, nghttp2_session_consume_stream(h->session, (int32_t)id, len));
}

void http2_set_stream_window(struct http2 *h, uint32_t id, uint32_t window)
{
  struct stream *s = http2_stream_live(h, id);
  int32_t size = window > INT32_MAX ? INT32_MAX : (int32_t)window;
  if(h->failed || !s) return;
  if(window > s->window) s->window = window;
  http2_check(h, nghttp2_session_set_local_window_size(h->session, NGHTTP2_FLAG_NONE, (int32_t)id, size));
}
