/* What an answer asks to be remembered beyond the transfer. */
#ifndef PROTO_HTTP_REMEMBER_H
#define PROTO_HTTP_REMEMBER_H
#include "proto/http/answer.h"

/* 421 (Misdirected Request) from an alternative service: it is none (RFC 7838, section 6). True: the origin is to be asked. */
bool http_forget_alternative(const struct proto_request *r, const struct http_answer *a);
/* The values of Strict-Transport-Security and Alt-Svc; `a` says what came before. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http_remember_hsts(const struct proto_request *r, struct http_answer *a, struct span value,
                                     struct trace *t);
MUST_USE CURLcode http_remember_altsvc(const struct proto_request *r, struct http_answer *a, struct span value,
                                       struct trace *t);

#endif
