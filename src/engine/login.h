/* Who a transfer is towards the peer of its present hop: from the program, the netrc file, or the URL. */
#ifndef ENGINE_LOGIN_H
#define ENGINE_LOGIN_H
#include "base/trace.h"
#include "codec/url/url.h"
#include "engine/netrc.h"
#include "proto/proto.h"

/* Strings belong to the handle. */
struct login_opts {
  char *user;     /* CURLOPT_USERNAME, or of _USERPWD; NULL, as the others: none */
  char *password; /* CURLOPT_PASSWORD, or of _USERPWD */
  char *bearer;   /* CURLOPT_XOAUTH2_BEARER */
};

/* What a URL or a file has said, decoded; NULL: nothing. */
struct login_pair {
  char *user;
  char *password;
};

/* {0} is empty. */
struct login {
  struct login_pair url;  /* of the present hop's URL */
  struct login_pair file; /* of the netrc file, for its host */
};

void login_free(struct login *l);

/* A hop, as its credentials see it. */
struct login_hop {
  const struct url *url;
  const char *host;
  bool is_trusted; /* the peer may have what the program has set */
};

/* What the program has set comes before the netrc file and the URL, and goes to peers that are trusted with it only. What a
 * URL has is for that URL, and for those that are relative to it. `*ret` lives as long as `o` and `l` are as they are.
 * CURLE_OUT_OF_MEMORY, CURLE_URL_MALFORMAT, and netrc_find's. */
MUST_USE CURLcode login_choose(struct login *l, const struct login_opts *o, const struct netrc_opts *n,
                               const struct login_hop *hop, struct trace *t, struct proto_login *ret);

#endif
