/* HTTPS records, used (RFC 9460): an origin is reached where DNS says that it is served, in the versions that are named
 * there.
 *
 * vocabulary: a *service* is what one record tells of: a host, its port, versions, addresses to begin with.
 *
 * invariants: it is a way to the origin, as another address would be: the connection's identity, and the name that the
 * certificate must have, stay the origin's. What the program has said about the way (CURLOPT_CONNECT_TO, a proxy, a Unix
 * socket, addresses of the host), and an alternative service in use, come first; then nobody asks for records. Services
 * are tried by priority, each once a hop, and what DNS says of the origin's own addresses is tried last; it is tried at
 * once where look-ups for the others take too long.
 */
#ifndef ENGINE_SERVICE_H
#define ENGINE_SERVICE_H
#include "base/result.h"
#include <stdbool.h>
#include <stdint.h>

struct transfer;
struct way;

/* What is known of the services of a hop, until a connection stands. */
struct service_search;

/* A way to the origin begins: what was found out on one before is gone on with. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode service_begin(struct way *w);
void service_forget(struct transfer *t);
/* Ask for the records, if it has not been done. CURLE_ABORTED_BY_CALLBACK, CURLE_OUT_OF_MEMORY. Legal for a way without a
 * search, as the next. */
MUST_USE CURLcode service_ask(struct way *w);
/* The origin's own addresses stand in `w`, or have not been found, which was told. Choose a service: its addresses, its
 * host and its port take their place. CURLE_AGAIN: look-ups are under way. CURLE_COULDNT_RESOLVE_HOST: there is no address
 * at all. As way_look_up. */
MUST_USE CURLcode service_choose(struct way *w);

/* When to choose even if nothing happens; INT64_MAX: no such time. */
int64_t service_deadline(const struct way *w);

/* The versions that may be spoken where the way leads to, ALTSVC_BIT()s; 0: no service in use decides it. */
unsigned service_versions(const struct transfer *t);
/* The way has failed with this code. True: that is its service's failure, and the next one is to be tried. */
bool service_leave(struct transfer *t, CURLcode code);

#endif
