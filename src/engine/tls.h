/* TLS on the way of a transfer, towards the origin and towards a proxy: what is asked of it, and what came of it. */
#ifndef ENGINE_TLS_H
#define ENGINE_TLS_H
#include "stream/tls.h"

enum tls_place { TLS_ORIGIN, TLS_PROXY, TLS_PLACES };

/* Worked out with the identity of the connection, and a copy: what the program sets while the connection is made cannot
 * make it another one than its identity says. */
struct tls_end {
  struct tls_opts opts;
  struct tls_peer peer; /* while the connection is made */
  char *host;           /* for `peer`, as the next */
  struct buf key;
};

struct transfer;

/* What of TLS stands on the way by now that route and protocol are known. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode transfer_ask_tls(struct transfer *t);
void transfer_forget_tls(struct transfer *t);
/* The TLS stream on top of `below`, which is its from then on; `*ret` is NULL where memory is out. */
MUST_USE CURLcode transfer_new_tls(struct transfer *t, enum tls_place place, struct stream *below, struct stream **ret);
/* The connection stands, but for the origin's handshake: what is sent first goes out as early data. */
bool transfer_is_early(const struct transfer *t);
/* Into the record: what came of that, once it is known, or where the exchange `is_over` before. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode transfer_note_early(struct transfer *t, bool is_over);
/* Into the record: the results of the handshakes on `top`, also those that have failed, and the certificates if they are
 * wanted. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode transfer_note_tls(struct transfer *t, struct stream *top);

#endif
