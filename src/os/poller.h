/* Waiting for descriptors.
 *
 * vocabulary: a *watch* is somebody's interest in one descriptor, embedded in its owner. A *poller* waits for all the
 * watches it has been given and calls each one's `fired`. Which system call it uses is its own affair: poll(2) for a
 * handful, epoll(7) above; a program's own event loop is a third implementation, elsewhere.
 *
 * invariants: at most one watch a descriptor and poller. A watch that is forgotten never fires again, also not for an
 * event that has been fetched from the kernel already, and also when the descriptor's number has been reused. A `fired`
 * function may set and forget any watch, its own included, but must not wait.
 */
#ifndef OS_POLLER_H
#define OS_POLLER_H
#include "base/result.h"
#include <stdbool.h>
#include <stdint.h>

/* What is wanted and what is reported. An error or a hang-up is reported as all that was wanted. */
enum { WATCH_READ = 1, WATCH_WRITE = 2 };

struct watch;
struct poller;
typedef void watch_fired_fn(struct watch *w, unsigned events);

/* Initialise with WATCH_INIT. `fd`, `events` and `place` are the poller's while the watch is set. */
struct watch {
  watch_fired_fn *fired;
  void *owner; /* for `fired`; the poller does not look at it */
  curl_socket_t fd;
  unsigned events;  /* wanted now; 0: not set */
  bool is_internal; /* an idle connection or a wake-up of ours: not for the eyes of a program's own loop */
  uint32_t place;
  void *app; /* curl_multi_assign's pointer, where a program's own loop waits */
};

#define WATCH_INIT(fn) ((struct watch){ .fired = (fn), .fd = CURL_SOCKET_BAD })

/* What an implementation does; `w->events` is kept by poller_set and poller_forget. */
struct poller_ops {
  const char *name;
  /* Want `events` (not 0) of `w->fd`; `w->events` is still what was wanted until now, 0 for a new one. */
  CURLcode (*set)(struct poller *p, struct watch *w, unsigned events);
  /* The watch is set. */
  void (*forget)(struct poller *p, struct watch *w);
  /* `from` is set; its place is `to`'s from now on. */
  void (*hand_over)(struct poller *p, struct watch *from, struct watch *to);
  /* See poller_wait. */
  CURLcode (*wait)(struct poller *p, struct curl_waitfd *extra, unsigned extra_count, int timeout_ms, int *ready);
  /* See poller_next; NULL where nobody asks. */
  struct watch *(*next)(struct poller *p, const struct watch *w);
  void (*free)(struct poller *p);
  bool ignores_idle; /* idle connections are not to be watched: the loop is the program's */
};

/* The head of every implementation. */
struct poller {
  const struct poller_ops *ops;
};

/* The poller that chooses by load. NULL: out of memory. */
MUST_USE struct poller *poller_new(void);
/* The watches are forgotten with it. NULL is legal. */
static inline void poller_free(struct poller *p)
{
  if(p) p->ops->free(p);
}

/* Want `events` of `w->fd` (set by the caller before the first call); 0 forgets it, as poller_forget.
 * A call that changes nothing costs nothing. CURLE_OUT_OF_MEMORY, or CURLE_FAILED_INIT where the kernel refuses the
 * descriptor; the watch is then as before. A descriptor that is refused only later, when watches move from one system
 * call to another, fires with all that was wanted: its owner finds the error by using it. */
MUST_USE CURLcode poller_set(struct poller *p, struct watch *w, unsigned events);
/* Before the descriptor is closed. Legal for a watch that is not set. */
void poller_forget(struct poller *p, struct watch *w);

/* `to` takes over what `from` is set for, of the same descriptor: nobody outside hears of it. `from` is not set then. */
void poller_hand_over(struct poller *p, struct watch *from, struct watch *to);

/* Let `with`, an implementation of the caller's, do the waiting from now on; NULL: the choice by load again. Every watch
 * moves over. `with` is freed with `p` or at the next call, and is empty. CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: all is
 * as before, and `with` is still the caller's. */
MUST_USE CURLcode poller_use(struct poller *p, struct poller *with);
/* Are idle connections to be watched? */
bool poller_watches_idle(const struct poller *p);

/* Wait at most `timeout_ms` (0: only look; -1: without end) until a watch is ready or one of `extra` (whose `revents`
 * are filled in; one that wants nothing is not looked at), then call `fired` for each ready watch. `*ready` counts the
 * watches and extras that are. Being interrupted by a signal ends the wait with `*ready` 0. CURLE_OUT_OF_MEMORY;
 * CURLE_RECV_ERROR where the system call itself fails. */
MUST_USE CURLcode poller_wait(struct poller *p, struct curl_waitfd *extra, unsigned extra_count, int timeout_ms,
                              int *ready);

/* One poll(2) over descriptors that need be in no poller; errors as poller_wait. For implementations elsewhere. */
MUST_USE CURLcode poller_look(struct curl_waitfd *fds, unsigned count, int timeout_ms, int *ready);

/* Every watch that is set, for curl_multi_fdset and curl_multi_waitfds: NULL starts, NULL ends. No watch may be set or
 * forgotten between two calls. */
struct watch *poller_next(struct poller *p, const struct watch *w);

#endif
