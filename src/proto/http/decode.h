/* Taking the codings off an answer's body: the transfer's but for chunked, which is framing, and the content's. */
#ifndef PROTO_HTTP_DECODE_H
#define PROTO_HTTP_DECODE_H
#include "codec/content/chain.h"
#include "proto/http/http_opts.h"
#include "proto/proto.h"

struct http_coded;

/* Pieces of a decoded body in one turn: others want theirs, and little input can become much output. */
#define HTTP_PIECES_PER_TURN 64

/* How often and how much a connection's turn reads before others have theirs. */
#define HTTP_READS_PER_TURN 64
#define HTTP_BYTES_PER_TURN (1024 * 1024)
/* So much at once is rarely all: the next read comes without a look at the descriptor. A record of TLS has no more. */
#define HTTP_BULK_READ (16 * 1024)

/* One body. {0} has no coding. */
struct http_decode {
  struct http_coded *coded; /* what most bodies do not need; NULL: no coding was named */
  bool has_chunked;         /* among the transfer codings: it is the last */
  bool is_kept;             /* the body is given as it came, in its transfer coding */
  bool has_any;             /* coding that is to be taken off */
  bool is_busy;
};

/* A head begins: nothing is known of the body. */
void http_decode_begin(struct http_decode *d);
/* The values of Content-Encoding and Transfer-Encoding in a head that a body follows. CURLE_BAD_CONTENT_ENCODING: too many
 * codings, or a transfer coding behind chunked; with text. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode http_decode_content(struct http_decode *d, const struct http_opts *o, struct span value,
                                      struct trace *t);
MUST_USE CURLcode http_decode_transfer(struct http_decode *d, const struct http_opts *o, struct span value,
                                       struct trace *t);
/* Has the body anything to take off? */
static inline bool http_decode_is_needed(const struct http_decode *d) { return !d->is_kept && d->has_any; }

/* `bytes` of the body have come: they are the first of the input to http_decode_step. CURLE_BAD_CONTENT_ENCODING: a coding
 * that is not built. CURLE_FILESIZE_EXCEEDED, CURLE_OUT_OF_MEMORY. With text. */
MUST_USE CURLcode http_decode_offer(struct http_decode *d, struct span bytes, struct xfer *x);
/* Something was offered, and not all of it is decoded. */
static inline bool http_decode_is_busy(const struct http_decode *d) { return d->is_busy; }
/* Decode one piece from where `in` stands, and hand it on. Errors: content_chain_next's and those of `x->ops`; with
 * text. */
MUST_USE CURLcode http_decode_step(struct http_decode *d, struct cursor *in, struct xfer *x);

/* The body is over; memory is given back. */
void http_decode_end(struct http_decode *d, struct trace *t);
/* The same, wherever it stands. */
void http_decode_free(struct http_decode *d);

#endif
