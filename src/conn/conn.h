/* A connection: a stream, what it was asked to be, and the protocol session on it.
 *
 * A connection is leased to one transfer, shared by several (mux.h), or idle in a pool. While it is leased, what its
 * descriptor reports goes to the lessee; while it is shared, to whoever drives it; while it is idle, to the pool.
 */
#ifndef CONN_CONN_H
#define CONN_CONN_H
#include "base/hash.h"
#include "base/list.h"
#include "conn/identity.h"
#include "conn/limits.h"
#include "stream/stream.h"
#include "tls/tickets.h"

/* One turn of a session that carries several exchanges, as whoever drives its connection gives it. */
struct session_turn {
  struct trace *trace; /* NULL: nobody listens */
  void *buffer;        /* to receive into, of `room` bytes */
  size_t room;
  int64_t now;
  unsigned events; /* WATCH_* bits that the descriptor has reported */
  bool exhausts;   /* read until nothing is left: see struct xfer */
  /* what comes of it */
  unsigned wants; /* WATCH_* bits */
  bool more;      /* there is more to do: the next turn should come without waiting */
  bool was_full;  /* a read has filled the buffer */
};

/* Kinds of sessions, a bit each: this one carries one exchange at a time, all others several. */
#define SESSION_SERIAL 1u

/* What a protocol keeps with a connection between transfers. */
struct session;
struct session_ops {
  const char *name;
  unsigned kind; /* one bit, in the protocol's own numbering */
  void (*free)(struct session *s);
  /* The connection is closed in a moment: tell the peer, if there is something to tell and it can be told at once. Calls no
   * program. NULL: there is nothing. */
  void (*goodbye)(struct session *s, struct stream *stream);

  /* The others are NULL for one that is serial. */

  /* Exchanges that may begin beside those under way; 0 for good where no further one is to begin. */
  size_t (*room)(const struct session *s);
  /* Receive and send what there is. Any exchange may have come to its end then, and has been told. An error: the
   * connection is of no more use, and `fail` is to tell the exchanges, with the text that `turn->trace` was told. */
  CURLcode (*serve)(struct session *s, struct session_turn *turn);
  void (*fail)(struct session *s, CURLcode code, const char *text);
  /* Send something, for the sake of what stands on the way (curl_easy_upkeep(3)), with the next turn. */
  CURLcode (*upkeep)(struct session *s);
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

/* While a connection is shared; see mux.h. */
struct mux_table;
struct mux_place {
  struct mux_table *table;   /* NULL: it is not */
  struct hash_node by_key;   /* in `table`, while there is room; as `linked` says */
  struct list_node in_ready; /* wants a turn; of an idle one: was reported something, see pool_sweep */
  struct list users;         /* of mux_user */
  size_t count;              /* of them */
  size_t room;               /* for so many more, by the last look */
  unsigned events;           /* reported since the last turn */
  bool is_linked;
  bool is_closing; /* nobody else is to join */
};

struct conn {
  struct stream *stream;
  const char *alpn; /* what TLS to the origin has chosen (RFC 7301), as long as the stream; NULL: nothing */
  struct conn_ends *ends;
  char *bound_as;              /* owned; whom authentication has made of it, in the protocol's words; NULL: nobody */
  struct session *session;     /* set by the protocol at the first exchange; freed with the connection */
  struct tls_tickets *tickets; /* referenced; of its own TLS sessions, where a protocol wants that; NULL: it has none */
  int64_t id;                  /* CURLINFO_CONN_ID */
  int64_t created_us;
  int64_t round_trip_us; /* to whom the socket is connected, as connecting has taken */
  int64_t idle_since_us; /* while idle, as the next */
  int64_t upkeep_us;     /* when its session was last asked for upkeep */
  struct limit_slot slot;
  unsigned network; /* of the multi, when it was made: see CURLMOPT_NETWORK_CHANGED(3) */
  bool is_reused;   /* has carried an exchange before this one */

  size_t read_room; /* of the buffer to receive into; 0: not known */
  struct mux_place mux;

  /* the pool's */
  struct pool *pool; /* where it is kept, or is to be kept, while it is idle */
  struct hash_node by_key;
  struct list_node by_age;
};

/* Takes `stream` over; copies `key`. Its `pool` is the caller's to set. NULL: out of memory, and the stream is still the caller's. */
MUST_USE struct conn *conn_new(struct stream *stream, struct span key, int64_t id, int64_t now);
/* Closes it. It is in no pool. NULL is legal. */
void conn_free(struct conn *c);

/* The kind of its session; 0: it has none yet. */
static inline unsigned conn_kind(const struct conn *c) { return c->session ? c->session->ops->kind : 0; }

/* May a transfer with this wish use `c`, apart from its age? */
static inline bool conn_fits(const struct conn *c, const struct identity_wish *wish)
{
  const struct identity_now now = { stream_socket_info(c->stream), c->bound_as, conn_kind(c) };
  return identity_fits(wish, &now);
}

/* An idle connection: is it fit for another exchange? What a session of several exchanges has received meanwhile is dealt
 * with; of any other nothing may have come. It calls nobody outside. */
bool conn_attend(struct conn *c, int64_t now);

/* From now on `fired` hears of the descriptor, with `owner` in the watch. */
void conn_lease(struct conn *c, watch_fired_fn *fired, void *owner);

#endif
