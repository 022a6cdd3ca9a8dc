#include "tls/alpn.h"

static bool was_offered(const struct tls_peer *peer, struct span name)
{
  for(const char *const *p = peer->alpn; p && *p; p++)
    if(span_equal(span_text(*p), name)) return true;
  return false;
}

CURLcode tls_alpn_keep(char ret[TLS_ALPN_ROOM], struct span name, const struct tls_peer *peer, struct trace *t)
{
  if(name.len && (name.len >= TLS_ALPN_ROOM || !was_offered(peer, name)))
    return trace_fail(t, CURLE_SSL_CONNECT_ERROR, "TLS handshake with %s: a protocol that was not offered", peer->host);
  if(name.len) memcpy(ret, name.at, name.len);
  ret[name.len] = '\0';
  return CURLE_OK;
}
