#include "stream/pass.h"

CURLcode pass_read(struct stream *s, struct trace *t, void *to, size_t room, size_t *got)
{
  return stream_read(s->below, t, to, room, got);
}

CURLcode pass_write(struct stream *s, struct trace *t, const void *from, size_t len, size_t *sent)
{
  return stream_write(s->below, t, from, len, sent);
}

bool pass_has_pending(const struct stream *s) { return stream_has_pending(s->below); }

CURLcode pass_send(struct stream *s, struct trace *t, struct span bytes, size_t *done)
{
  while(*done < bytes.len) {
    size_t sent;
    CURLcode code = stream_write(s->below, t, bytes.at + *done, bytes.len - *done, &sent);
    if(code == CURLE_AGAIN) TRY(stream_want(s, WATCH_WRITE));
    TRY(code);
    *done += sent;
  }
  return CURLE_OK;
}
