/* Who a transfer is towards the peer of its present hop: from the program, or the URL. */
#ifndef ENGINE_LOGIN_H
#define ENGINE_LOGIN_H
#include "base/trace.h"
#include "codec/url/url.h"
#include "proto/proto.h"

/* Strings belong to the handle. */
struct login_opts {
  char *user;     /* CURLOPT_USERNAME, or of _USERPWD; NULL, as the others: none */
  char *password; /* CURLOPT_PASSWORD, or of _USERPWD */
  char *bearer;   /* CURLOPT_XOAUTH2_BEARER */
};

/* What URLs have said, decoded. */
struct url_login {
  char *user;
  char *password;
};

/* {0} is empty. */
struct login {
  struct url_login first; /* of the transfer's first URL */
  struct url_login here;  /* of the present hop's */
};

void login_free(struct login *l);

/* `is_first`: it is the transfer's first URL; `l` is emptied before that. What the program has set comes before the URL; it, and what the transfer's first URL
 * had, go to peers that are trusted with it only. `*ret` lives as long as `o` and `l` are as they are.
 * CURLE_OUT_OF_MEMORY, CURLE_URL_MALFORMAT. */
MUST_USE CURLcode login_choose(struct login *l, const struct login_opts *o, const struct url *u, bool is_trusted,
                               bool is_first, struct proto_login *ret);

#endif
