/* What the poller that chooses by load chooses from. Private to the pollers' own files. */
#ifndef OS_POLLER_BACKEND_H
#define OS_POLLER_BACKEND_H
#include "os/poller.h"
#include <poll.h>

/* poll(2): nothing to set up, each wait costs as much as there are watches. NULL: out of memory. */
MUST_USE struct poller *poller_poll_new(void);

/* epoll(7): each change costs a system call, a wait only what is ready. `watches` can be adopted.
 * NULL: out of memory or of descriptors. */
MUST_USE struct poller *poller_epoll_new(uint32_t watches);
/* As `set` of a new watch, for one of those that there is room for; the kernel is told at the next wait. */
void poller_epoll_adopt(struct poller *p, struct watch *w, unsigned events);

/* poll(2)'s words for the program's own descriptors, and back; returns how many are ready. */
void poller_extra_load(struct pollfd *to, const struct curl_waitfd *extra, unsigned count);
int poller_extra_store(struct curl_waitfd *extra, const struct pollfd *from, unsigned count);
/* Nothing has happened to any of them. */
void poller_extra_clear(struct curl_waitfd *extra, unsigned count);

/* The `fds` array, with room for `count` at least. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode poller_reserve_fds(struct pollfd **fds, uint32_t *room, size_t count);

/* What a failed wait means: CURLE_OK for EINTR. */
CURLcode poller_wait_code(int errnum);

#endif
