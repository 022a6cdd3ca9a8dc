/* A session's side of its transport: what the transport has not taken yet, and how it broke. TLS libraries want records
 * taken whole and errors as numbers; what they cannot pass on is kept here. Writes are the stream's, which raise no
 * SIGPIPE. */
#ifndef TLS_WIRE_H
#define TLS_WIRE_H
#include "tls/tls.h"

struct tls_wire {
  struct tls_transport under;
  struct trace *trace;                  /* of the call that is running */
  struct buf unsent;                    /* of a record that the transport did not take whole */
  CURLcode read_trouble, write_trouble; /* its errors: they last, and their text is told */
  bool has_ended;                       /* the peer has ended its side */
  size_t sealed;                        /* bytes of a record that were not yet told of as sent */
};

#define TLS_UNSENT_MAX \
  ((size_t)1024 * 1024) /* a library hands over a flight of its handshake, or a record, at a time */
#define TLS_WIRE_INIT(transport) ((struct tls_wire){ .under = *(transport), .unsent = BUF_INIT(TLS_UNSENT_MAX) })

/* Send what is left. CURLE_OK: nothing; CURLE_AGAIN, or the transport's error. */
MUST_USE CURLcode tls_wire_flush(struct tls_wire *w);
/* Send, and keep what the transport has no room for. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE, the transport's error; a peer
 * that has gone is told nothing, and it counts as sent: that it has gone is what is to be reported. */
MUST_USE CURLcode tls_wire_send(struct tls_wire *w, struct span bytes);
/* The same, but nothing is sent before the next tls_wire_flush: several records are one write. */
MUST_USE CURLcode tls_wire_keep(struct tls_wire *w, struct span bytes);
/* CURLE_OK with `*got` 0: the peer has ended its side. CURLE_AGAIN, or the transport's error. */
MUST_USE CURLcode tls_wire_read(struct tls_wire *w, void *to, size_t room, size_t *got);

/* Seal a record of what is offered, as tls_engine.write, and give it to tls_wire_send. */
typedef CURLcode (*tls_seal_fn)(struct tls_session *s, struct span bytes, size_t *sealed, enum tls_wants *wants);
/* tls_engine.write: bytes count as sent when the transport has their record, so that who has sent all waits for an answer,
 * and not for room. Until then the same bytes are offered again, perhaps in another cut. */
MUST_USE CURLcode tls_wire_write(struct tls_wire *w, struct tls_session *s, tls_seal_fn seal, struct span bytes,
                                 size_t *sent, enum tls_wants *wants);

static inline void tls_wire_free(struct tls_wire *w) { buf_free(&w->unsent); }

#endif
