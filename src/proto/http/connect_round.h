/* What CONNECT is in any version of HTTP: the text of a request, and what is made of the head of its answer.
 *
 * vocabulary: a *round* is one request and its answer; see connect.h.
 */
#ifndef PROTO_HTTP_CONNECT_ROUND_H
#define PROTO_HTTP_CONNECT_ROUND_H
#include "proto/http/connect.h"

/* Initialise with connect_round_init. */
struct connect_round {
  struct http_connect_config config;
  struct xfer *xfer;
  struct http_binding binding; /* of the present connection */
  struct buf target;           /* of the request, as a text */
  struct buf out;              /* the request */
  size_t heads_size;           /* bytes of this answer's heads */
  int status;                  /* of its last head */
};

void connect_round_init(struct connect_round *r, const struct http_connect_config *config, struct xfer *x);
void connect_round_free(struct connect_round *r);
/* The next round is on another connection. */
void connect_round_move_on(struct connect_round *r);

static inline struct trace *connect_round_trace(const struct connect_round *r) { return &r->xfer->trace; }

/* A round begins: write its request into `out`, of HTTP version 11 (also for a proxy that speaks 1.0), or 20. With text;
 * see http_connect_run. */
MUST_USE CURLcode connect_round_write(struct connect_round *r, int version);

/* A status line, as `line`. Errors of connect_round_line. */
MUST_USE CURLcode connect_round_status(struct connect_round *r, int status, struct span line);
/* A field, before it is told: is it a challenge? CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode connect_round_challenge(struct connect_round *r, struct span name, struct span value);
/* Tell a line of the head; `name` is empty but for a field. CURLE_RECV_ERROR with text: too many; those of xfer_ops. */
MUST_USE CURLcode connect_round_line(struct connect_round *r, struct span line, struct span name, struct span value);

enum connect_verdict { CONNECT_INTERIM, CONNECT_OPENED, CONNECT_REFUSES };
/* The head is complete. */
enum connect_verdict connect_round_judge(const struct connect_round *r);
/* CURLE_OK: it may be asked once more, with other credentials. CURLE_COULDNT_CONNECT, CURLE_HTTP_RETURNED_ERROR; with text. */
MUST_USE CURLcode connect_round_refuse(struct connect_round *r);

#endif
