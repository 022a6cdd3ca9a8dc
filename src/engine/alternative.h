/* Alternative services, used (RFC 7838): an origin that has offered another place is reached there. What holds on the way
 * to one, and where it fails, holds for the services of HTTPS records as well (service.h).
 *
 * vocabulary: the *candidate* of a hop is what was worked out with its URL; it is *in use* from when a connection to it is
 * looked for, because there is none to the origin itself, until it has failed.
 *
 * invariants: only an https origin has one, whose certificate must prove the origin's name: without verification of peer
 * and name nothing is proven, and there is no candidate. Names and fields of the request stay the origin's. What the
 * program has said about the way (CURLOPT_CONNECT_TO, a proxy, a Unix socket) comes first.
 */
#ifndef ENGINE_ALTERNATIVE_H
#define ENGINE_ALTERNATIVE_H
#include "base/result.h"
#include "codec/altsvc/altsvc.h"
#include <stdbool.h>

struct alternative {
  char *host; /* as told to peers: IPv6 in brackets; NULL: there is no candidate */
  uint16_t port;
  enum altsvc_alpn alpn;
  bool is_in_use;
};

struct transfer;

/* The program has said which way its connection goes, or keeps it for itself: nothing else decides. */
bool transfer_has_own_way(const struct transfer *t);
/* The versions that this request can be served with, by ALPN: ALTSVC_BIT()s. Without ALPN there is no HTTP/2 over TLS. */
unsigned transfer_versions(const struct transfer *t);
/* The candidate of this hop, whose request and route are known. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode transfer_find_alternative(struct transfer *t);
void transfer_forget_alternative(struct transfer *t);
static inline bool alternative_is_waiting(const struct alternative *a) { return a->host && !a->is_in_use; }
/* From now on whom to connect to, and the identity of the connection, are the candidate's. */
MUST_USE CURLcode transfer_use_alternative(struct transfer *t);
/* The connection that TLS has made, with this protocol (NULL: none was chosen), is what was offered there.
 * CURLE_SSL_CONNECT_ERROR with text (RFC 7838, section 2.4). */
MUST_USE CURLcode transfer_check_alternative(struct transfer *t, const char *alpn);
/* What is asked for in ALPN there; NULL: nothing that is in use decides it. */
const char *const *transfer_alternative_alpn(const struct transfer *t);
/* On the way to a connection `code` has come up. CURLE_OK: it was the alternative's, which is forgotten, or a service's, and
 * the transfer goes on with the next service or the origin. Else `code`, or CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode transfer_leave_alternative(struct transfer *t, CURLcode code);

#endif
