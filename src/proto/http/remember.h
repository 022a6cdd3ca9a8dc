/* What an answer asks to be remembered beyond the transfer. */
#ifndef PROTO_HTTP_REMEMBER_H
#define PROTO_HTTP_REMEMBER_H
#include "proto/http/in.h"

/* A field of the head; `in` says what came before it. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http_remember_field(const struct proto_request *r, struct h1_in *in, struct span name,
                                      struct span value, struct trace *t);

#endif
