/* Byte pipes that stack: a socket at the bottom, TLS or a tunnel on top of it. */
#ifndef STREAM_STREAM_H
#define STREAM_STREAM_H
#include "base/address.h"
#include "base/trace.h"
#include "os/poller.h"

struct stream;

struct stream_ops {
  const char *name;
  /* Bring it to where it can be read and written; NULL: it can, as soon as it is there. CURLE_OK: it can. CURLE_AGAIN:
   * what it waits for is wanted (stream_want). Else an error with its text in `t`; the stream can only be freed then. */
  CURLcode (*establish)(struct stream *s, struct trace *t, int64_t now);
  /* CURLE_OK with `*got` (0: the peer has ended its side), CURLE_AGAIN, or an error with its text in `t`. */
  CURLcode (*read)(struct stream *s, struct trace *t, void *to, size_t room, size_t *got);
  /* CURLE_OK with `*sent` (at least 1), CURLE_AGAIN, or an error with its text in `t`. */
  CURLcode (*write)(struct stream *s, struct trace *t, const void *from, size_t len, size_t *sent);
  /* Nothing more is written: tell the peer. CURLE_OK: it is told. CURLE_AGAIN: what it waits for is wanted; call again. Else
   * an error with its text in `t`. NULL: it has no word for that, and the one below tells. */
  CURLcode (*finish)(struct stream *s, struct trace *t);
  /* Bytes stand ready above the kernel: read, though the descriptor is silent. */
  bool (*has_pending)(const struct stream *s);
  /* What the descriptor is to report where `events`, at least one of them, are waited for here; and then any report may
   * be of any use: whoever waits both reads and writes. NULL: the same events. */
  unsigned (*wants)(const struct stream *s, unsigned events);
  /* NULL: cannot be done. Something has come though nobody uses the connection: take it in if it is no data. True: it was
   * none. It calls no program, and its cost is bounded. */
  bool (*absorb)(struct stream *s);
  /* Free this stream and those below it. The socket, if it is its own, is closed through the gate. */
  void (*free)(struct stream *s);
};

/* The head of every stream. */
struct stream {
  const struct stream_ops *ops;
  struct stream *below; /* NULL for a socket */
};

static inline CURLcode stream_establish(struct stream *s, struct trace *t, int64_t now)
{
  return s->ops->establish ? s->ops->establish(s, t, now) : CURLE_OK;
}
static inline CURLcode stream_read(struct stream *s, struct trace *t, void *to, size_t room, size_t *got)
{
  return s->ops->read(s, t, to, room, got);
}
static inline CURLcode stream_write(struct stream *s, struct trace *t, const void *from, size_t len, size_t *sent)
{
  return s->ops->write(s, t, from, len, sent);
}
/* What the peer says can still be read. Whoever only closes takes back what the peer has not read yet, if something has
 * come meanwhile that is not read here (RFC 1122, section 4.2.2.13), as tickets of TLS are not. */
static inline CURLcode stream_finish(struct stream *s, struct trace *t)
{
  while(!s->ops->finish) s = s->below;
  return s->ops->finish(s, t);
}
static inline bool stream_has_pending(const struct stream *s) { return s->ops->has_pending(s); }
static inline void stream_free(struct stream *s)
{
  if(s) s->ops->free(s);
}

/* What is known of the socket at the bottom. */
struct socket_info {
  curl_socket_t fd;
  struct address local; /* len 0 where there is none */
  struct address peer;  /* the real peer, by getpeername; of a Unix socket too */
  int errnum;           /* of the last read or write that failed; 0: none */
  bool supplied;        /* the program handed it in connected (CURL_SOCKOPT_ALREADY_CONNECTED) */
};
const struct socket_info *stream_socket_info(const struct stream *s);

/* The watch of the socket at the bottom. Who drives the stream sets `fired` and what is wanted; the stream forgets it
 * in `poller` (the one it was made with, or moved to) before the descriptor is closed. */
struct watch *stream_watch(struct stream *s);
MUST_USE CURLcode stream_want(struct stream *s,
                              unsigned events); /* as poller_set; CURLE_FAILED_INIT without a poller */
/* What a report of the descriptor means to who reads and writes `s`: where a stream of the stack has words of its own, any
 * report may be of any use. */
unsigned stream_reported(const struct stream *s, unsigned reported);
/* The connection is idle: what it reports is to be heard where the poller watches idle ones. */
MUST_USE CURLcode stream_want_idle(struct stream *s);
/* Leave one poller, with the watch not set, for another. NULL: none, and the close callback will run under no guard. */
void stream_move(struct stream *s, struct poller *to);
/* Under whose guard the close callback will run; after a move to another owner's poller. */
void stream_set_guard(struct stream *s, struct callback_guard *guard);

/* As stream_ops.absorb, and nothing is left pending. */
bool stream_absorb(struct stream *s);
/* One MSG_PEEK at the bottom and nothing pending above, but what can be absorbed: fit for another exchange. */
bool stream_is_quiet(struct stream *s);

#endif
