/* What a server of nghttp2's answers on a peer's connection: pages by path. What the library sends is judged by nghttp2,
 * and recorded. */
#ifndef API_H2_SERVER_H
#define API_H2_SERVER_H
#include "h2_peer.h"

struct h2_page {
  const char *path;    /* without a query; NULL ends the pages */
  int status;          /* 0: 200 */
  const char *interim; /* the fields of a head of status 103 that comes before; NULL: none */
  const char *fields;  /* "name: value\n" each; NULL: none */
  const char *body;    /* NULL: `len` bytes of h2_byte_at */
  size_t len;          /* 0: the text's */
  const char *trailer; /* NULL: none */
  const char *push;    /* a path that is promised before the answer */
  bool has_length;     /* content-length is told */
  bool is_echo;        /* the body is the request's */
  bool is_early;       /* the answer does not wait for the request's body */
  bool is_held;        /* it waits for h2_peer_release */
  size_t held_at;      /* so does the body from this byte on; 0: nothing */
  bool is_silent;      /* no answer ever */
  bool is_reset;       /* the stream is reset with `error` after the body; without a body, in place of an answer */
  uint32_t error;
};

struct h2_request {
  struct h2_request *next;
  struct h2_conn *conn;
  const struct h2_page *page;
  int32_t stream;
  struct text fields; /* "name: value\n" each, in order */
  struct text body;
  struct text trailer;
  bool has_ended; /* the request's end has come */
  bool is_closed; /* the stream */
  uint32_t error; /* of it: NGHTTP2_NO_ERROR … */
  bool is_answered, is_waiting;
  size_t sent;     /* of the answer's body */
  size_t consumed; /* of the request's */
};

char h2_byte_at(size_t at);
/* The `n`-th request (from 0) on this connection; NULL: it has not come. */
struct h2_request *h2_request(struct h2_conn *c, size_t n);
size_t h2_request_count(const struct h2_conn *c);
/* The value of a field, in a static buffer; NULL: it is not there. */
const char *h2_field(const struct h2_request *r, const char *name);

/* For h2_peer.c. */
void h2_server_begin(struct h2_conn *c, bool is_upgraded);
void h2_server_take(struct h2_conn *c, const char *bytes, size_t len);
void h2_server_say(struct h2_conn *c);
void h2_server_end(struct h2_conn *c);

#endif
