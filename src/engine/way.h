/* The way of a transfer to a peer: addresses are looked up, sockets race, and what stands on the winner (SOCKS, TLS to a
 * proxy, a tunnel, the PROXY header, TLS to the origin) makes itself ready, from the bottom up.
 *
 * It is there while it is gone. Who goes it (the transfer's own connection, or the second one of an exchange) says what
 * becomes of the socket in between, by its ops.
 */
#ifndef ENGINE_WAY_H
#define ENGINE_WAY_H
#include "base/address.h"
#include "engine/service.h"
#include "proto/http/connect.h"
#include "resolve/resolve.h"
#include "stream/dial.h"

struct transfer;
struct way;

struct way_ops {
  /* Addresses are known. NULL: nobody wants to know. */
  void (*found)(struct way *w);
  /* The socket is connected. It takes `s` over, also where it fails; `top` is where its uppermost stream stands then. */
  CURLcode (*connected)(struct way *w, struct stream *s);
  /* The proxy wants another connection for its next round: this one is to be closed. */
  void (*dropped)(struct way *w);
};

enum way_step {
  WAY_FIND,   /* a look-up is under way */
  WAY_CHOOSE, /* the same, for HTTPS records and what they tell of */
  WAY_DIAL,   /* connections are racing */
  WAY_LAYERS, /* what stands on the socket makes itself ready */
  WAY_TUNNEL, /* an HTTP proxy is asked for a tunnel */
  WAY_END
};

struct way {
  const struct way_ops *ops;
  struct transfer *transfer;
  /* whom to reach, which outlives the way; or what a service puts in its place */
  const char *host; /* without brackets */
  uint16_t port;
  const char *unix_path; /* CURLOPT_UNIX_SOCKET_PATH; NULL: host and port count, */
  bool unix_is_abstract;
  bool ends_at_peer;               /* no PROXY header and no TLS on what reaches it */
  struct service_search *services; /* the transfer's; NULL: HTTPS records do not count */

  enum way_step step;
  struct address_set *addrs;        /* to dial; given, or looked up */
  struct address_set *target_addrs; /* for a SOCKS proxy that looks up no names */
  struct resolve_query *query;      /* under way; NULL: none is */
  struct dial *dial;
  struct stream **top;         /* once connected */
  size_t layers;               /* looked at, of those that may stand on the socket */
  struct http_connect *tunnel; /* in the making, over connections if need be */
};

/* Go on. CURLE_OK: WAY_END is reached, or after `dropped` it begins anew and goes on with the next call. CURLE_AGAIN: the
 * transfer is run when it goes on, or at way_deadline. Else it has failed with its text told, as resolve_start, dial_step, the layers and
 * http_connect_run do. */
MUST_USE CURLcode way_run(struct way *w);
/* When to go on even if nothing happens; INT64_MAX: no such time. */
int64_t way_deadline(const struct way *w);
/* For the text of a time-out. */
const char *way_doing(const struct way *w);
/* Give up what is under way; the socket is its owner's. Legal for {0}. */
void way_drop(struct way *w);

/* A query of the transfer's, to be started. */
struct resolve_query way_query(struct transfer *t);
/* Look a name up on its behalf: with further calls until it is no longer CURLE_AGAIN, or the look-up is given up. */
MUST_USE CURLcode way_look_up(struct way *w, const char *host, uint16_t port, struct address_set **ret);
void way_drop_query(struct way *w); /* legal where there is none */

/* way_layers.c: the handlers of WAY_LAYERS and WAY_TUNNEL. */
MUST_USE CURLcode way_stack(struct way *w);
MUST_USE CURLcode way_ask_tunnel(struct way *w);
/* Does anything stand on the socket? */
bool way_has_layers(const struct way *w);
/* What TLS to the proxy, which is the uppermost, has chosen (RFC 7301); NULL: nothing. */
const char *way_proxy_alpn(struct stream *to_proxy);

#endif
