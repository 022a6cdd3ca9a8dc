/* Connection racing: from a list of addresses to one connected socket (RFC 8305).
 *
 * Addresses are tried in the order of RFC 8305, section 4 (families alternate, beginning with the first address's). An
 * attempt that fails starts the next one at once; one that takes longer than `happy_eyeballs_ms` lets another run
 * beside it, of at most DIAL_ATTEMPTS_MAX: then the oldest is given up while there are others to try. The first that
 * connects wins, the others are closed. Every attempt asks the gate. A socket that the program supplies connected wins
 * at once.
 */
#ifndef STREAM_DIAL_H
#define STREAM_DIAL_H
#include "base/address.h"
#include "base/trace.h"
#include "os/poller.h"
#include "os/system.h"
#include "stream/net_opts.h"
#include "stream/stream.h"

#define DIAL_ATTEMPTS_MAX 6

struct dial;

struct dial_config {
  const struct net_opts *opts;
  const struct system_ops *system;
  struct poller *poller;
  struct trace *trace; /* of the transfer that asked */
  const char *host;    /* for texts only: "Failed to connect to HOST port PORT …" */
  uint16_t port;
  void (*ready)(void *owner); /* a descriptor has fired: call dial_step soon; must not call it at once */
  void *owner;
};

/* Copies `*config`, references `addrs`; what the config points to outlives the dial. NULL: out of memory. Nothing is
 * tried before the first step. */
MUST_USE struct dial *dial_new(const struct dial_config *config, struct address_set *addrs);

/* Go on. CURLE_OK: `*ret` is the connected stream, owned by the caller, with the poller of the config. Its watch may be set: the
 * caller gives it a `fired` before the poller waits again. CURLE_AGAIN: wait for `ready`, or until dial_deadline. CURLE_COULDNT_CONNECT: no address is left; the text
 * says so, with the last errno, or that the callback refused and which address. CURLE_INTERFACE_FAILED: the same, where
 * every address failed for the local end. CURLE_ABORTED_BY_CALLBACK, CURLE_OUT_OF_MEMORY: at once. After anything but
 * CURLE_AGAIN the dial can only be freed. `now` in microseconds. */
MUST_USE CURLcode dial_step(struct dial *d, int64_t now, struct stream **ret);

/* When to step even if nothing fires; INT64_MAX: no such time; INT64_MIN before the first step. */
int64_t dial_deadline(const struct dial *d);
/* The last errno of a failed attempt, 0 if none (CURLINFO_OS_ERRNO). */
int dial_errno(const struct dial *d);
/* Ends what is under way. NULL is legal. */
void dial_free(struct dial *d);

#endif
