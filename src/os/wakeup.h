/* A way to end another thread's wait: eventfd(2). */
#ifndef OS_WAKEUP_H
#define OS_WAKEUP_H
#include "os/poller.h"

/* Any thread may signal; only the owner's sets, drains and frees. */
struct wakeup {
  struct watch watch; /* for the owner's poller; `fired` is the caller's */
};

/* CURLE_FAILED_INIT: no descriptor to be had. The watch is ready to be set; `fired` is not NULL, and drains. */
MUST_USE CURLcode wakeup_open(struct wakeup *w, watch_fired_fn *fired);
/* Safe in a signal handler; false only where the descriptor is broken. */
bool wakeup_signal(struct wakeup *w);
void wakeup_drain(struct wakeup *w);
/* The watch has been forgotten. Legal for {0} or one that failed to open. */
void wakeup_close(struct wakeup *w);

#endif
