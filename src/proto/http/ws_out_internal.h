/* What the files of the sending side share. */
#ifndef PROTO_HTTP_WS_OUT_INTERNAL_H
#define PROTO_HTTP_WS_OUT_INTERNAL_H
#include "proto/http/ws_out.h"

#define WS_OUT_MAX (4 * 1024 * 1024) /* bytes: several times what is put in before it is sent */

/* Put the head of a frame in. What ws_encode_begin says, with text; CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT. */
MUST_USE CURLcode ws_out_begin(struct ws_out *out, struct trace *t, unsigned flags, uint64_t size);
/* Put payload of the present frame in, or in raw mode bytes as they are. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode ws_out_add(struct ws_out *out, const uint8_t *from, size_t len);
/* Send what has been put in, as ws_out_flush, but put in nothing more. */
MUST_USE CURLcode ws_out_drain(struct ws_out *out, struct stream *s, struct trace *t);

#endif
