/* The protocol that a peer has chosen of those that were offered (RFC 7301). */
#ifndef TLS_ALPN_H
#define TLS_ALPN_H
#include "tls/tls.h"

#define TLS_ALPN_ROOM 256 /* for a name and its NUL */

/* Keep `name`, which is empty where the peer has chosen none. With text: CURLE_SSL_CONNECT_ERROR, it was not offered. */
MUST_USE CURLcode tls_alpn_keep(char ret[TLS_ALPN_ROOM], struct span name, const struct tls_peer *peer,
                                struct trace *t);

#endif
