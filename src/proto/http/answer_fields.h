/* What the fields of an answer's head mean: facts for getinfo, what is remembered, codings, challenges. */
#ifndef PROTO_HTTP_ANSWER_FIELDS_H
#define PROTO_HTTP_ANSWER_FIELDS_H
#include "proto/http/answer.h"

/* A field. With text: CURLE_WEIRD_SERVER_REPLY (a second Location that differs), CURLE_BAD_CONTENT_ENCODING,
 * CURLE_AUTH_ERROR; CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http_answer_field(const struct proto_request *r, struct http_answer *a, struct span name,
                                    struct span value, struct trace *t);

#endif
