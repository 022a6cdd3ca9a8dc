/* What HTTP remembers between transfers: a handle's own, or its share's. */
#ifndef PROTO_HTTP_HTTP_STORES_H
#define PROTO_HTTP_HTTP_STORES_H

struct cookies;

/* Those in use; NULL: nothing of the kind is remembered. The handle keeps them alive. */
struct http_stores {
  struct cookies *cookies;
  struct http_hsts *hsts;
  struct altsvc *altsvc; /* the handle's own, as no share has it */
  long altsvc_control;   /* CURLALTSVC_*: the versions that may be used there */
};

#endif
