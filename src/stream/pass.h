/* For streams that have nothing to do any more: what they are asked for is what the one below does. */
#ifndef STREAM_PASS_H
#define STREAM_PASS_H
#include "stream/stream.h"

CURLcode pass_read(struct stream *s, struct trace *t, void *to, size_t room, size_t *got);
CURLcode pass_write(struct stream *s, struct trace *t, const void *from, size_t len, size_t *sent);
bool pass_has_pending(const struct stream *s);

/* Send `bytes` from `*done` on, all of them, to the stream below `s`. CURLE_AGAIN: being able to write is wanted. Else
 * what stream_write says. */
MUST_USE CURLcode pass_send(struct stream *s, struct trace *t, struct span bytes, size_t *done);

#endif
