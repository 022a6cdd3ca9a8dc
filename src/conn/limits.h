/* How many connections there may be, in total and to one host, and who waits for one (CURLMOPT_MAX_TOTAL_CONNECTIONS(3),
 * CURLMOPT_MAX_HOST_CONNECTIONS(3)).
 *
 * A *slot* is the right to one connection. It is taken before the connection is made and given back when it is closed.
 * Who gets none waits on the limit that stopped it. A slot that is given back, or a connection that becomes idle, wakes
 * one waiter; one that cannot use it passes the wake-up on by asking again. Nothing here walks over waiters or
 * connections.
 */
#ifndef CONN_LIMITS_H
#define CONN_LIMITS_H
#include "base/hash.h"
#include "base/list.h"
#include "base/result.h"

/* Of a host and port: a row while somebody has a slot or waits. */
struct host_limit;

/* Initialise with limits_init. A limit of 0 is none; both may be changed at any time. */
struct limits {
  long max_total;
  long max_host;
  size_t total;
  struct hash by_host;
  struct list waiting; /* for the total to fall */
};

/* Embedded in what has the right; {0} has none. */
struct limit_slot {
  struct limits *limits;
  struct host_limit *host;
  struct list_node idle; /* among the host's idle connections */
};

/* Embedded in what waits; only `wake` is the user's. {0} but for `wake` is one that does not wait. */
struct limit_waiter {
  struct list_node node;
  struct limits *limits;
  struct host_limit *host;              /* NULL: waits for the total */
  void (*wake)(struct limit_waiter *w); /* ask again soon; it waits no more */
};

void limits_init(struct limits *l, uint32_t seed);
/* Nobody has a slot or waits any more. */
void limits_free(struct limits *l);

/* What stops a new connection. */
enum limit_verdict { LIMIT_NONE, LIMIT_HOST, LIMIT_TOTAL };
/* May there be one more connection to `host` ("name:port")? For LIMIT_HOST `*in_the_way` is an idle connection's slot of
 * that host, if there is one: closing it would help. */
enum limit_verdict limits_ask(struct limits *l, struct span host, struct limit_slot **in_the_way);

/* Take a slot, whatever the limits say. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode limit_take(struct limits *l, struct span host, struct limit_slot *ret);
/* Hand a slot on: `from` has none then. */
void limit_move(struct limit_slot *to, struct limit_slot *from);
/* Give it back, and wake one waiter. Legal for {0}. */
void limit_give(struct limit_slot *s);
/* Its connection is idle, and may serve a waiter for the same host; or it is busy again. */
void limit_mark_idle(struct limit_slot *s);
void limit_mark_busy(struct limit_slot *s);

/* Its connection can be used by one more, though it is busy: wake a waiter for the same host. False: there is none. */
bool limit_offer(struct limit_slot *s);

/* Wait for what limits_ask has said, LIMIT_HOST or LIMIT_TOTAL. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode limit_wait(struct limits *l, struct span host, enum limit_verdict why, struct limit_waiter *w);
/* Legal for one that does not wait. */
void limit_quit(struct limit_waiter *w);

#endif
