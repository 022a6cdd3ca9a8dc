/* A connection: a stream, what it was asked to be, and the protocol session on it.
 *
 * A connection is leased to one transfer, or idle in a pool. While it is leased, what its descriptor reports goes to
 * the lessee; while it is idle, to the pool.
 */
#ifndef CONN_CONN_H
#define CONN_CONN_H
#include "base/hash.h"
#include "base/list.h"
#include "conn/limits.h"
#include "stream/stream.h"

/* What a protocol keeps with a connection between transfers. */
struct session;
struct session_ops {
  const char *name;
  void (*free)(struct session *s);
};

/* The head of every session. */
struct session {
  const struct session_ops *ops;
};

/* Who is at the two ends, as text, made once a connection. Counted: the record of a transfer outlives the connection.
 * All of it is read only. */
struct conn_ends {
  unsigned refs;
  uint16_t primary_port; /* 0: none, as of a Unix socket */
  uint16_t local_port;
  char primary_ip[ADDRESS_TEXT_MAX]; /* "": none */
  char local_ip[ADDRESS_TEXT_MAX];
};

struct conn_ends *conn_ends_ref(struct conn_ends *e);
void conn_ends_unref(struct conn_ends *e); /* NULL is legal */

struct conn {
  struct stream *stream;
  struct conn_ends *ends;
  char *bound_as;          /* owned; whom authentication has made of it, in the protocol's words; NULL: nobody */
  struct session *session; /* set by the protocol at the first exchange; freed with the connection */
  int64_t id;              /* CURLINFO_CONN_ID */
  int64_t created_us;
  int64_t idle_since_us; /* while idle */
  struct limit_slot slot;
  unsigned network; /* of the multi, when it was made: see CURLMOPT_NETWORK_CHANGED(3) */
  bool is_reused;   /* has carried an exchange before this one */

  /* the pool's */
  struct pool *pool;
  struct hash_node by_key;
  struct list_node by_age;
};

/* Takes `stream` over; copies `key`. NULL: out of memory, and the stream is still the caller's. */
MUST_USE struct conn *conn_new(struct stream *stream, struct span key, int64_t id, int64_t now);
/* Closes it. It is in no pool. NULL is legal. */
void conn_free(struct conn *c);

/* From now on `fired` hears of the descriptor, with `owner` in the watch. */
void conn_lease(struct conn *c, watch_fired_fn *fired, void *owner);

#endif
