/* What is known of an HTTP answer, whichever version of HTTP carries it: the facts for getinfo, what follows it, and
 * whether its body is wanted. */
#ifndef PROTO_HTTP_ANSWER_H
#define PROTO_HTTP_ANSWER_H
#include "proto/http/decode.h"
#include "proto/http/hop.h"

/* One exchange's; {0} before the first. */
struct http_answer {
  struct http_decode decode;
  struct http_binding *binding, *proxy_binding; /* what the connection is by authentication; NULL: nobody's */
  struct http_binding *own_bindings;            /* where the connection has none: made when they are needed */
  enum exchange_next next;                      /* what follows when the answer is over */
  int status;                                   /* of the present head */
  int version;                                  /* of that: 10, 11 or 20 */
  unsigned cookies;                             /* that were taken so far */
  curl_off_t length;                            /* of the body, as the head has it; -1: it has not */
  curl_off_t range_start;                       /* Content-Range's first byte; -1: none */
  int64_t last_modified;                        /* seconds since 1970, if somebody wants to know; 0: not known */
  bool has_hsts;                                /* the head has said so, which counts once */
  bool has_altsvc;                              /* the head has offered alternatives: a further field adds to them */
  bool has_no_body;                             /* the request wants none: HEAD */
  bool drops_body;                              /* the body is not for the program */
};

/* An exchange begins, or the connection ends: {0} with memory given back. */
void http_answer_free(struct http_answer *a);
/* An answer to `r` is to come. What stands in `a` is freed. */
void http_answer_init(struct http_answer *a, const struct proto_request *r);
/* From now on there are bindings, that of a proxy, too. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http_answer_need_bindings(struct http_answer *a);
/* A status line; facts of an earlier head are forgotten. */
void http_answer_begin(struct http_answer *a, const struct proto_request *r, int status, int version);
/* 101 (Switching Protocols) is final, and an interim answer all the same. */
static inline bool http_answer_is_final(const struct http_answer *a) { return a->status >= 200 || a->status == 101; }
/* A final head is complete: what follows, and is the body wanted? `was_withheld`: the request's body was. Sets
 * `next` and `drops_body`. CURLE_HTTP_RETURNED_ERROR (CURLOPT_FAILONERROR(3)), CURLE_RANGE_ERROR (a resumed download
 * which the peer does not resume); those of http_upgrade_ops.judge. */
MUST_USE CURLcode http_answer_judge(const struct proto_request *r, struct http_answer *a, bool was_withheld,
                                    struct trace *t);

#endif
