/* A request that asks for another protocol on its connection (RFC 9110, section 7.8): what it adds to the head, and what
 * the answer must have. */
#ifndef PROTO_HTTP_UPGRADE_H
#define PROTO_HTTP_UPGRADE_H
#include "base/buf.h"
#include "proto/proto.h"

struct http_upgrade;
struct http_upgrade_ops {
  const char *connection; /* members of the field Connection */
  /* Append the lines of the request but Connection; a line of the program's own takes the place of ours. As
   * h1_encode_field. */
  CURLcode (*write)(struct http_upgrade *u, struct buf *to, const struct proto_request *r);
  /* A field of a 101 (Switching Protocols). CURLE_OUT_OF_MEMORY, CURLE_NOT_BUILT_IN. */
  CURLcode (*take)(struct http_upgrade *u, const struct proto_request *r, struct span name, struct span value);
  /* The head of a final answer is complete, and no other request follows it: sets `is_accepted` where that is so. An error
   * ends the exchange; with text. */
  CURLcode (*judge)(struct http_upgrade *u, const struct proto_request *r, int status, struct trace *t);
};

/* The head of each. */
struct http_upgrade {
  const struct http_upgrade_ops *ops;
  bool has_upgrade, has_connection; /* the answer has these fields, as it must */
  bool is_accepted;                 /* what comes behind the answer's head is of the other protocol */
};

#endif
