/* What HTTP remembers from one transfer to the next. A member is NULL where the program does not want it; read live. */
#ifndef PROTO_HTTP_HTTP_STORES_H
#define PROTO_HTTP_HTTP_STORES_H

struct cookies;

struct http_stores {
  struct cookies *cookies;
};

#endif
