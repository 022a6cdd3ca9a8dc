/* What the files of the engine share: the two structs behind transfer.h and multi.h. */
#ifndef ENGINE_INTERNAL_H
#define ENGINE_INTERNAL_H
#include "base/heap.h"
#include "base/list.h"
#include "codec/content/crlf.h"
#include "conn/mux.h"
#include "conn/pool.h"
#include "engine/alternative.h"
#include "engine/await.h"
#include "engine/multi.h"
#include "engine/pace.h"
#include "engine/program_loop.h"
#include "engine/progress.h"
#include "engine/tls.h"
#include "engine/way.h"
#include "os/wakeup.h"
#include "proto/http/hop.h"
#include "proto/proto.h"

/* The order is the way of a transfer; each state has its handler in states.c. */
enum transfer_state {
  TRANSFER_BEGIN,    /* options and URL become a request */
  TRANSFER_CONNECT,  /* a pooled connection, or the first step to a new one */
  TRANSFER_WAIT,     /* a limit stands against a new one; then CONNECT again */
  TRANSFER_WAY,      /* to a new connection: see way.h */
  TRANSFER_EXCHANGE, /* request and answer */
  TRANSFER_DRAIN,    /* the exchange is over; what a pause has held back waits */
  TRANSFER_ENDED
};

#define HELD_MAX (4 * 1024 * 1024) /* bytes */
/* Data that came while receiving was paused, in order: see deliver.c. */
struct held {
  struct buf bytes;
  size_t done; /* of `bytes`, delivered already */
};

/* The order is that of use, so that a turn touches few cache lines. */
struct transfer {
  struct xfer xfer; /* as the protocol knows it */
  struct transfer_config config;
  struct multi *multi; /* NULL: in none */
  struct list_node in_ready, in_done, in_notify;
  struct heap_node timer;
  enum transfer_state state;
  CURLcode result;     /* once ended */
  unsigned events;     /* reported by the descriptor since the last turn */
  int pause;           /* CURLPAUSE_* bits */
  bool wants_fresh;    /* a pooled connection turned out to be dead: make a new one */
  bool is_early;       /* the exchange runs, but the handshake of TLS below is not done */
  bool is_again;       /* the request is sent once more: the source has to be rewound */
  bool has_awaited;    /* a connection in the making, which was not of use */
  unsigned retries;    /* of the present hop, because no peer has acted on it */
  CURLcode held_error; /* delivery from curl_easy_pause failed */
  struct exchange *exchange;
  struct conn *conn;       /* leased, or shared: see conn/mux.h */
  struct mux_user in_conn; /* the latter */
  struct conn *raw;        /* CURLOPT_CONNECT_ONLY: what curl_easy_send uses, from the transfer's end on; see raw.c */
  curl_off_t announced;    /* the body's length, as xfer_ops.length */
  size_t read_room;        /* of the receive buffer for this transfer */
  struct pace pace_in;     /* of the body's bytes, for CURLOPT_MAX_RECV_SPEED_LARGE(3) */
  struct pace pace_out;    /* the same for sending */
  struct held held;
  const struct curl_ws_frame *frame; /* while its write callback runs: what it is called with */
  struct headers headers;
  int64_t started_us;
  int64_t hop_us; /* the present hop's beginning */
  struct transfer_info info;

  /* the request, and the connection that it wants */
  const struct proto_ops *proto;
  struct proto_request request;
  curl_off_t uploaded;    /* given to the protocol for this request */
  curl_off_t source_at;   /* where the upload's source stands */
  curl_off_t source_size; /* -1: unknown */
  const char *post_data;  /* of this request, whatever the option is by now; NULL: not in memory */
  char *retired_post;     /* the same, where the handle has a newer copy: freed at the end */
  struct crlf crlf;       /* for CURLOPT_CRLF(3) */
  struct buf key;         /* the identity of the connection */
  struct buf who;         /* whom it may have been authenticated as */
  char *ascii_host;       /* the URL's, where it is not in ASCII already */
  struct login login;
  struct http_hop hop;
  char *redirect;                  /* the present hop's URL; NULL: the program's */
  char *first_peer;                /* scheme, host and port of the first hop; NULL: this is it */
  struct tls_end *tls[TLS_PLACES]; /* what is asked of TLS at this place of the way; NULL: there is none */
  struct route *route;             /* the proxies on the way to the next; NULL: it is direct, see route_of */
  char *connect_host;              /* without brackets: whom to connect to */
  uint16_t connect_port;
  struct alternative alternative; /* to connect to instead, if the program says nothing of it */
  unsigned long setup_of;         /* opts->changes when the URL and what follows from it were worked out */
  struct url url;
  size_t place;                 /* in multi->all */
  const struct pool *last_pool; /* only to be compared: it may be gone */

  const struct body_source *source; /* of the request's body; NULL: it has none */
  struct mime_body *mime;           /* of upload_from_mime, once it is needed */

  /* the way to a new connection */
  struct service_search *services; /* HTTPS records, while they are asked for and tried; NULL: none are */
  struct making *making;           /* others may wait for it; NULL: none of them can know */
  struct list_node in_making;      /* waits for another's */
  struct claim *claim;             /* to a slot of the limits; NULL: none */
  struct way *way;                 /* while it is gone; or NULL */
  struct second_conn *second;      /* see second.h; NULL until needed */
  struct progress *progress;       /* NULL until somebody watches */

  /* NULL: it is the program's. Else one of the library's own, which no program sees: called as the last act of its end.
   * `inside_of` is for the callee. */
  void (*ended)(struct transfer *t);
  void *inside_of;
};

struct multi {
  const struct system_ops *system;
  struct poller *poller;
  long max_connects;
  struct callback_guard guard;
  void *handle; /* the CURLM * */
  int64_t now;  /* microseconds, read once a turn */

  struct transfer **all; /* every transfer that was added; `count` of them */
  size_t all_room;
  struct list ready; /* have something to do */
  struct list done;  /* have ended and were not asked for yet */
  struct heap timers;
  size_t count, running, pending, unread;
  size_t inside; /* transfers of the library's own, which are not in `all` and in none of these numbers */
  curl_off_t inside_ever;

  struct pool pool;
  struct mux_table shared;              /* connections that several transfers use */
  const struct handle_factory *factory; /* of pushed transfers; NULL: none is taken */
  void *factory_owner;
  struct hash making; /* connections in the making, by key: see await.h */
  struct limits limits;
  struct dns *dns;
  struct resolver *resolver;
  struct tls_tickets *tickets; /* NULL until the first is kept */
  int64_t next_xfer_id;
  bool has_polled;  /* multi_wait has looked since the last multi_perform */
  bool has_doomed;  /* pool_sweep is due */
  bool has_answers; /* resolver_deliver is due */

  uint8_t *buffer; /* to receive into; lent for one read at a time */
  size_t buffer_room;
  bool buffer_is_lent;

  struct poller *program; /* the program's own loop, inside `poller`; NULL: it has none */
  struct program_loop_config loop;
  curl_multi_timer_callback timer_fn;
  void *timer_data;
  int64_t told_due; /* what the timer function was told last */
  struct {
    curl_notify_callback fn;
    void *data;
    unsigned enabled; /* mask of 1 << CURLMNOTIFY_* */
    bool has_messages;
    struct list done; /* transfers whose end is still to be told */
    struct callback_guard guard;
  } notify;

  struct wakeup wakeup; /* of the program, from the first multi_wait */
  bool wakeup_is_open;  /* atomic, as the next */
  bool is_woken;
  bool wakeup_fired; /* in the wait under way */
};

/* transfer.c: bring the total time and the average rates of the record up to date. */
void transfer_note_rates(struct transfer *t);
/* It runs with the next multi_perform. */
void transfer_wake(struct transfer *t);
/* states.c. One turn; called by multi_perform only. */
void transfer_run(struct transfer *t);
/* End it here: connection to the pool or closed, record complete. `code` is what getinfo's readers will see. */
void transfer_finish(struct transfer *t, CURLcode code);

/* multi.c: serve all that is due at `now`. */
void multi_take_turn(struct multi *m);
/* Add one of the library's own; the next turn begins it. It counts in no limit. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode multi_add_inside(struct multi *m, struct transfer *t, void (*ended)(struct transfer *t),
                                   void *inside_of);
/* To be called by its `ended`; it may be freed then. */
void multi_forget_inside(struct multi *m, struct transfer *t);
/* When something is due: 0 at once, INT64_MAX never. */
int64_t multi_due_at(const struct multi *m);
/* notify.c: a transfer has ended, and its message stands in the queue. */
void multi_note_done(struct multi *m, struct transfer *t);

/* mux.c: give every shared connection that wants it a turn. */
void multi_serve_shared(struct multi *m);
/* More exchanges than before fit on `c`: as many of those that wait for one may try. */
void multi_offer_room(struct multi *m, struct conn *c, size_t room);
/* The transfer's exchange has begun on a connection of which there is one session for several: others may join. */
void transfer_share_conn(struct transfer *t);

/* push.c: xfer_ops.push. */
CURLcode transfer_push(struct xfer *x, const struct xfer_push *p);

/* states.c: the handler of BEGIN; and what it calls, in setup.c. */
MUST_USE CURLcode transfer_begin(struct transfer *t);
MUST_USE CURLcode transfer_setup(struct transfer *t);
/* Does the connection go to another place than the URL names, by what the program or the origin has said? */
bool transfer_is_elsewhere(const struct transfer *t);
void transfer_forget_route(struct transfer *t);
/* The identity of the connection, once it is known whom to connect to. */
MUST_USE CURLcode transfer_write_identity(struct transfer *t);
/* states.c: the connection goes back to its pool, or is closed. */
void transfer_release(struct transfer *t, bool is_reusable);
/* hop.c: the transfer goes on with a further request, as its exchange has ended. */
MUST_USE CURLcode transfer_next_hop(struct transfer *t, const struct exchange_end *end);
/* Forget where a former transfer was led. */
void transfer_first_hop(struct transfer *t);
/* Does this hop go where the first one went? CURLE_OUT_OF_MEMORY */
MUST_USE CURLcode transfer_is_at_first_peer(const struct transfer *t, bool *ret);
/* connect.c: the handlers of CONNECT, WAIT and WAY, and giving up what is under way. */
MUST_USE CURLcode transfer_connect(struct transfer *t);
MUST_USE CURLcode transfer_wait(struct transfer *t);
MUST_USE CURLcode transfer_go(struct transfer *t);
/* way_layers.c: as stream_establish, for a stream of this transfer; a program that checks the peer itself is waited for. */
MUST_USE CURLcode transfer_establish(struct transfer *t, struct stream *s);
/* states.c: when what has begun at `since` and is part of connecting takes too long. */
int64_t transfer_connect_deadline(const struct transfer *t, int64_t since);
void transfer_hang_up(struct transfer *t);
/* raw.c: the transfer ends with its connection standing; and the connection's end. */
void transfer_keep_raw(struct transfer *t);
void transfer_drop_raw(struct transfer *t);
/* deliver.c: to the program's callbacks. */
extern const struct xfer_ops transfer_xfer_ops;
MUST_USE CURLcode transfer_deliver_held(struct transfer *t);
static inline bool transfer_holds_data(const struct transfer *t) { return t->held.bytes.len > t->held.done; }
/* buffer.c: the multi's buffer to receive into, for the time of one read; NULL: out of memory. */
#define READ_FIRST (16 * 1024) /* bytes of it: a read grows from the former to the latter */
#define READ_MOST  (256 * 1024)
MUST_USE void *multi_lend_buffer(struct multi *m, size_t room);
void multi_take_buffer(struct multi *m, void *buffer);
/* The same as xfer_ops.borrow and .give_back. */
void *transfer_lend_buffer(struct xfer *x, size_t *room);
void transfer_take_buffer(struct xfer *x, void *buffer, size_t received);
/* What of `room` a rate limit lets through now. */
size_t transfer_paced(const struct transfer *t, size_t room);
/* upload.c: from the program's source, chosen when the request is made. */
MUST_USE CURLcode upload_begin(struct transfer *t);
/* Bytes that the source is asked for at once. */
size_t upload_room(const struct transfer *t);
MUST_USE CURLcode upload_read(struct transfer *t, void *to, size_t room, size_t *got);
/* xfer_ops.skip_upload. */
MUST_USE CURLcode upload_skip(struct transfer *t, curl_off_t bytes, curl_off_t *left);
/* Could what was read of it be read once more? */
bool upload_is_rewindable(const struct transfer *t);
/* The request is over. */
void upload_end(struct transfer *t);

static inline struct transfer *transfer_of(const struct xfer *x)
{
  return CONTAINER_OF((uintptr_t)x, struct transfer, xfer);
}
/* Most ways are direct, and a route is large. */
static inline const struct route *route_of(const struct transfer *t) { return t->route ? t->route : &route_direct; }
/* Where the connections of this transfer are kept. */
static inline struct pool *pool_of(const struct transfer *t)
{
  return *t->config.pool ? *t->config.pool : &t->multi->pool;
}
/* Where its look-ups are remembered. */
static inline struct dns *dns_of(const struct transfer *t) { return *t->config.dns ? *t->config.dns : t->multi->dns; }
static inline struct pool_user pool_user_of(struct transfer *t)
{
  return (struct pool_user){ t->multi->poller, &t->xfer.trace };
}
static inline int64_t elapsed_us(const struct transfer *t) /* a mark is never 0: that is "not reached" */
{
  return t->multi->now > t->started_us ? t->multi->now - t->started_us : 1;
}

#endif
