/* The ways to say who one is, each a row. */
#ifndef PROTO_HTTP_AUTH_SCHEMES_H
#define PROTO_HTTP_AUTH_SCHEMES_H
#include "codec/auth/challenge.h"
#include "proto/http/auth.h"

struct http_auth_scheme {
  unsigned long bit; /* CURLAUTH_* */
  const char *name;
  bool (*is_possible)(const struct proto_login *l); /* with what the program has given? */
  /* Append the credentials, or nothing where there is nothing to say yet. Sets `a->is_under_way` where they will not be
   * enough. */
  CURLcode (*write)(struct http_auth *a, const struct http_auth_request *r, struct trace *t);
  /* A challenge of this scheme; NULL: there is nothing in it to be kept. */
  CURLcode (*take)(struct http_auth *a, const struct auth_challenge *c, const struct http_auth_request *r);
  /* It was refused and offered again: is it worth another try? NULL: never. */
  bool (*may_retry)(const struct http_auth *a, const struct http_auth_request *r);
  /* The peer has let somebody in, and says so in a challenge of this scheme; NULL: nothing is to be made of that. */
  void (*let_in)(struct http_binding *b, const struct auth_challenge *c, struct trace *t);
};

/* The best first; one without a name ends them. */
extern const struct http_auth_scheme http_auth_schemes[];

/* Forget what a peer has said of Digest. */
void http_auth_forget_digest(struct http_auth *a);

#endif
