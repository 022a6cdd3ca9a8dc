/* Which proxies stand between a transfer and its peer: what the options and the environment make of a URL.
 *
 * At most two do, in this order: a SOCKS proxy, and an HTTP proxy, which either forwards requests or (CONNECT) becomes a
 * tunnel. A PROXY header is for whoever is behind them.
 */
#ifndef ENGINE_ROUTE_H
#define ENGINE_ROUTE_H
#include "base/trace.h"
#include "codec/url/proxy_text.h"

/* What a program has set. Strings belong to the handle. */
struct proxy_opts {
  char *proxy;     /* CURLOPT_PROXY; NULL: the environment's; "": none */
  char *pre_proxy; /* CURLOPT_PRE_PROXY; NULL or "": none */
  char *no_proxy;  /* CURLOPT_NOPROXY; NULL: the environment's */
  char *user;      /* CURLOPT_PROXYUSERNAME, or decoded of CURLOPT_PROXYUSERPWD; as the next */
  char *password;
  char *client_ip;  /* CURLOPT_HAPROXY_CLIENT_IP */
  long type;        /* CURLOPT_PROXYTYPE: of a proxy without a scheme */
  long port;        /* CURLOPT_PROXYPORT: of one without a port; 0: the usual one */
  long socks5_auth; /* CURLOPT_SOCKS5_AUTH: CURLAUTH_* bits */
  bool tells_level; /* CURLOPT_SOCKS5_GSSAPI_NEC */
  bool tunnels;     /* CURLOPT_HTTPPROXYTUNNEL */
  bool tells_ends;  /* CURLOPT_HAPROXYPROTOCOL */
};

#define PROXY_OPTS_INIT ((struct proxy_opts){ .type = CURLPROXY_HTTP, .socks5_auth = CURLAUTH_BASIC | CURLAUTH_GSSAPI })

/* A proxy with a NULL host is none; the others have a port or a path. {0} is the direct way. */
struct route {
  struct proxy_text socks;
  struct proxy_text http;
  bool is_secure;  /* TLS stands between here and `http` */
  bool tunnels;    /* through `http`, else it forwards */
  bool tells_ends; /* what reaches the peer begins with a PROXY header, */
  char *client_ip; /* which names this client; NULL: our own end */

  /* private: what of the environment it was made from; NULL: nothing */
  char *env_proxy, *env_no_proxy;
};

/* Work out the way to `host` (as in a URL; NULL: no proxy has a meaning for it) by `scheme`. `*r` is {0} or a route, which is replaced; on an error it is the
 * direct way. With text:
 * CURLE_COULDNT_RESOLVE_PROXY: a text that names no proxy, a pre-proxy that is no SOCKS one or stands before one.
 * CURLE_COULDNT_CONNECT: an unknown scheme of a proxy. CURLE_URL_MALFORMAT: credentials with a NUL.
 * CURLE_NOT_BUILT_IN: a proxy that speaks HTTP/3. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode route_find(struct route *r, const struct proxy_opts *o, const char *scheme, const char *host,
                             struct trace *t);
/* Does the environment still say what the route, found with these arguments and a host, was made from? */
bool route_is_current(const struct route *r, const struct proxy_opts *o, const char *scheme);
void route_free(struct route *r);

extern const struct route route_direct; /* {0} */
/* Is it the direct way, made from nothing in the environment? */
static inline bool route_is_direct(const struct route *r)
{
  return !r->socks.host && !r->http.host && !r->tells_ends && !r->env_proxy && !r->env_no_proxy;
}
static inline bool route_has_proxy(const struct route *r) { return r->socks.host || r->http.host; }
static inline bool route_forwards(const struct route *r) { return r->http.host && !r->tunnels; }

#endif
