/* What the heads of an HTTP answer tell: the facts for getinfo, and whether the body is wanted. */
#ifndef PROTO_HTTP_ANSWER_H
#define PROTO_HTTP_ANSWER_H
#include "proto/http/in.h"

/* A status line; facts of an earlier head are forgotten. */
void http_answer_begin(struct http_result *result, int status, int version);
/* A final head is complete: what follows, and is the body wanted? `was_withheld`: the request's body was. Sets
 * `in->next`. CURLE_HTTP_RETURNED_ERROR (CURLOPT_FAILONERROR(3)), CURLE_RANGE_ERROR (a resumed download which the peer
 * does not resume). */
MUST_USE CURLcode http_answer_judge(const struct proto_request *r, struct h1_in *in, bool was_withheld,
                                    struct trace *t);

#endif
