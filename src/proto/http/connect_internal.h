/* What the files of CONNECT share: the rounds in one version of HTTP or the other. */
#ifndef PROTO_HTTP_CONNECT_INTERNAL_H
#define PROTO_HTTP_CONNECT_INTERNAL_H
#include "codec/http1/chunked.h"
#include "codec/http1/framing.h"
#include "codec/http1/head.h"
#include "proto/http/connect_round.h"
#include "proto/http/h2_pipe.h"

enum connect_state {
  CONNECT_BEGIN, /* the request is to be written */
  CONNECT_SEND,
  CONNECT_HEAD,
  CONNECT_LENGTH, /* the body of a refusal, which another round follows; as the next two in HTTP/1 only */
  CONNECT_CHUNKED,
  CONNECT_TRAILER,
  CONNECT_REFUSED, /* it is over */
  CONNECT_OPEN
};

struct http_connect {
  struct connect_round round;
  enum connect_state state;
  struct h2_pipe *pipe; /* what the present connection is; NULL: it speaks HTTP/1 */

  /* HTTP/1 */
  size_t sent;      /* of the request */
  struct buf first; /* what came behind the head of a tunnel */
  struct h1_head head;
  struct h1_framing framing;
  struct h1_chunked chunked;
  uint64_t left;     /* of the body, in CONNECT_LENGTH */
  size_t dropped;    /* bytes of this answer's body */
  bool has_leftover; /* bytes came behind the body of a refusal: the connection is out of step */

  /* HTTP/2 */
  struct buf line; /* of the head, as it is told */
};

/* connect_h2.c: http_connect_run over `pipe`. */
MUST_USE CURLcode http_connect_run_h2(struct http_connect *c, bool *elsewhere);

#endif
