/* Which connections may stand for one another.
 *
 * What was *asked* of a connection is one byte string, the key, built here and nowhere else; two connections are alike
 * exactly if their keys are equal. What a connection *became* is judged by identity_fits. Every field has its test.
 */
#ifndef CONN_IDENTITY_H
#define CONN_IDENTITY_H
#include "base/buf.h"
#include "codec/url/proxy_text.h"
#include "stream/net_opts.h"
#include "stream/stream.h"
#include "tls/tls_opts.h"

/* It is the key of TLS tickets towards the origin, too. Those towards a proxy are kept by that of an identity with this
 * scheme and what makes the proxy, so that neither is ever used for the other. */
#define IDENTITY_SCHEME_PROXY "proxy"

#define IDENTITY_KEY_MAX (256 * 1024)

struct identity {
  const char *scheme; /* the family: what is spoken, and whether TLS is below it */
  const char *host;   /* as in the URL; compared in lower case. "" with port 0 where a proxy forwards: any host */
  const char *zone;   /* of an IPv6 address; NULL: none */
  uint16_t port;
  const char *connect_host; /* CURLOPT_CONNECT_TO's host; NULL: the URL's */
  uint16_t connect_port;
  const char *unix_path; /* NULL: none */
  bool unix_is_abstract;
  const struct proxy_text *socks; /* NULL, as the next: none; credentials count */
  const struct proxy_text *http;
  const char *proxy_service;        /* whom they are asked to be by Kerberos; NULL: the usual one */
  bool tunnels;                     /* through `http` */
  bool has_proxy_header;            /* CURLOPT_HAPROXYPROTOCOL */
  const char *proxy_client;         /* whom that header names; NULL: our own end */
  const struct tls_opts *tls;       /* towards the origin; NULL: in clear */
  const struct tls_opts *proxy_tls; /* the same towards `http` */
  const struct net_opts *net;       /* local end, and the gate: a socket is reused only by the gate it came through */
};

/* Write the key into `key`, which is emptied first. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE; digest_of's. */
MUST_USE CURLcode identity_build(struct buf *key, const struct identity *id);

/* What a transfer wants of a connection beyond what it asks for. Times in microseconds. */
struct identity_wish {
  long ip_version;         /* CURL_IPRESOLVE_* */
  int64_t max_idle_us;     /* one that was idle longer is closed */
  int64_t max_lifetime_us; /* one that is older is closed; INT64_MAX: none is */
  struct span who;         /* whom a connection may have been authenticated as; empty: it must not have been */
  unsigned kinds;          /* of sessions that can serve it: session_ops.kind; 0: any */
  bool must_live;          /* probed however short it was idle: what it will carry cannot be sent twice */
};

/* What a connection became. */
struct identity_now {
  const struct socket_info *socket;
  const char *bound_as; /* whom it was authenticated as; NULL: it is nobody's */
  unsigned kind;        /* of its session; 0: it has none yet */
};

/* May a transfer with this wish use it? One that was authenticated serves only who it is. Ages are the pool's to judge. */
bool identity_fits(const struct identity_wish *wish, const struct identity_now *now);

#endif
