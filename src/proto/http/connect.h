/* A tunnel through an HTTP proxy: the CONNECT request and its answer (RFC 9110, section 9.3.6).
 *
 * It may take several rounds, one after the other on the same connection, or where the proxy does not keep that open on
 * another one, until the proxy is content with the credentials.
 */
#ifndef PROTO_HTTP_CONNECT_H
#define PROTO_HTTP_CONNECT_H
#include "proto/http/hop.h"
#include "proto/proto.h"

/* What it points to outlives the tunnel's making. */
struct http_connect_config {
  const struct proxy_text *proxy; /* where it is, who one is there, and whether it speaks HTTP/1.0 */
  const char *host;               /* whom it is to connect to; IPv6 without brackets */
  uint16_t port;
  const struct http_opts *http;
  struct http_auth *auth; /* towards the proxy; it goes on from what was learned before */
  const struct system_ops *system;
  struct http_result *result; /* what was offered and used is noted here */
  long *status;               /* of the last head, for CURLINFO_HTTP_CONNECTCODE(3) */
  long *request_bytes;        /* added to, as the next */
  long *header_bytes;         /* of heads that nobody is shown */
  bool *is_11;                /* set where the proxy wants no HTTP/2 (RFC 9113, section 7: HTTP_1_1_REQUIRED) */
};

struct http_connect;
/* Nothing is sent yet. `x` is told the lines of heads, as CURLH_CONNECT. NULL: out of memory. */
MUST_USE struct http_connect *http_connect_new(const struct http_connect_config *config, struct xfer *x);
void http_connect_free(struct http_connect *c); /* NULL is legal */

/* The present connection speaks HTTP/2: `*ret`, which has taken `below` over, stands on it, is what http_connect_run goes on
 * over, and becomes the tunnel. CURLE_OUT_OF_MEMORY: `below` is still the caller's. */
MUST_USE CURLcode http_connect_use_h2(struct http_connect *c, struct stream *below, struct stream **ret);
/* Does it? Then the stream is the tunnel itself. */
bool http_connect_is_h2(const struct http_connect *c);
/* Does a scheme of authentication stand against HTTP/2 (RFC 4559 and NTLM let in connections, not requests)? */
bool http_connect_needs_h1(const struct http_auth *towards_proxy);

/* Go on over `s`. CURLE_OK: the tunnel stands, or with `*elsewhere` the next round wants another connection: go on over
 * that one. CURLE_AGAIN: what it waits for is wanted. With text: CURLE_COULDNT_CONNECT, or CURLE_HTTP_RETURNED_ERROR
 * with CURLOPT_FAILONERROR(3): refused. CURLE_RECV_ERROR: the proxy has closed, or its heads are too large. CURLE_HTTP2:
 * it breaks the rules of HTTP/2.
 * CURLE_BAD_FUNCTION_ARGUMENT: no HTTP answer at all, as libcurl has it, or a host that can be none. h1_head_next's.
 * CURLE_TOO_LARGE, CURLE_OUT_OF_MEMORY, those of http_auth_prepare, of the stream and of `x->ops->header`. */
MUST_USE CURLcode http_connect_run(struct http_connect *c, struct stream *s, bool *elsewhere);
/* What came through the tunnel already, in HTTP/1; in HTTP/2 the stream has it. */
struct span http_connect_first(const struct http_connect *c);

#endif
