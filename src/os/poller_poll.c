#include "base/mem.h"
#include "os/poller_backend.h"
#include <errno.h>

#define FIRST_ROOM 16

struct poll_poller {
  struct poller base;
  struct pollfd *fds;     /* one for each watch; behind them stand a wait's extras */
  struct watch **watches; /* watches[i] is the one of fds[i], and has place i */
  uint32_t count;
  uint32_t fds_room;
  uint32_t watches_room;
};

static struct poll_poller *poll_of(struct poller *p) { return CONTAINER_OF(p, struct poll_poller, base); }

CURLcode poller_reserve_fds(struct pollfd **fds, uint32_t *room, size_t count)
{
  if(count <= *room) return CURLE_OK;
  size_t more = *room ? *room : FIRST_ROOM;
  while(more < count) more *= 2;
  if(more > UINT32_MAX / sizeof **fds) return CURLE_OUT_OF_MEMORY;
  struct pollfd *at = mem_realloc(*fds, more * sizeof *at);
  if(!at) return CURLE_OUT_OF_MEMORY;
  *fds = at;
  *room = (uint32_t)more;
  return CURLE_OK;
}

static CURLcode reserve_watches(struct poll_poller *pp, uint32_t count)
{
  TRY(poller_reserve_fds(&pp->fds, &pp->fds_room, count));
  if(count <= pp->watches_room) return CURLE_OK;
  struct watch **at = mem_realloc(pp->watches, pp->fds_room * sizeof(struct watch *));
  if(!at) return CURLE_OUT_OF_MEMORY;
  pp->watches = at;
  pp->watches_room = pp->fds_room;
  return CURLE_OK;
}

static CURLcode poll_set(struct poller *p, struct watch *w, unsigned events)
{
  struct poll_poller *pp = poll_of(p);
  if(!w->events) {
    TRY(reserve_watches(pp, pp->count + 1));
    w->place = pp->count++;
    pp->watches[w->place] = w;
    pp->fds[w->place] = (struct pollfd){ .fd = w->fd };
  }
  pp->fds[w->place].events = (short)((events & WATCH_READ ? POLLIN : 0) | (events & WATCH_WRITE ? POLLOUT : 0));
  return CURLE_OK;
}

static void poll_forget(struct poller *p, struct watch *w)
{
  struct poll_poller *pp = poll_of(p);
  uint32_t last = --pp->count;
  pp->fds[w->place] = pp->fds[last];
  pp->watches[w->place] = pp->watches[last];
  pp->watches[w->place]->place = w->place;
}

static void poll_hand_over(struct poller *p, struct watch *from, struct watch *to)
{
  poll_of(p)->watches[from->place] = to;
}

/* What a program asks for, by poll(2)'s names. */
static short extra_events(short wanted)
{
  return (short)((wanted & CURL_WAIT_POLLIN ? POLLIN : 0) | (wanted & CURL_WAIT_POLLPRI ? POLLPRI : 0) |
                 (wanted & CURL_WAIT_POLLOUT ? POLLOUT : 0));
}

static short extra_revents(short wanted, short got)
{
  if(got & (POLLERR | POLLHUP | POLLNVAL)) got = extra_events(wanted);
  return (short)((got & POLLIN ? CURL_WAIT_POLLIN : 0) | (got & POLLPRI ? CURL_WAIT_POLLPRI : 0) |
                 (got & POLLOUT ? CURL_WAIT_POLLOUT : 0));
}

void poller_extra_load(struct pollfd *to, const struct curl_waitfd *extra, unsigned count)
{
  for(unsigned i = 0; i < count; i++) {
    short events = extra_events(extra[i].events);
    /* poll(2) reports a hang-up also to those who want nothing: leave them out, a negative number is skipped */
    to[i] = (struct pollfd){ .fd = events ? extra[i].fd : -1, .events = events };
  }
}

int poller_extra_store(struct curl_waitfd *extra, const struct pollfd *from, unsigned count)
{
  int ready = 0;
  for(unsigned i = 0; i < count; i++) {
    extra[i].revents = extra_revents(extra[i].events, from[i].revents);
    if(extra[i].revents) ready++;
  }
  return ready;
}

void poller_extra_clear(struct curl_waitfd *extra, unsigned count)
{
  for(unsigned i = 0; i < count; i++) extra[i].revents = 0;
}

CURLcode poller_wait_code(int errnum)
{
  if(errnum == EINTR) return CURLE_OK;
  return errnum == ENOMEM ? CURLE_OUT_OF_MEMORY : CURLE_RECV_ERROR;
}

CURLcode poller_look(struct curl_waitfd *fds, unsigned count, int timeout_ms, int *ready)
{
  AUTO_FREE struct pollfd *polled = mem_zalloc_array(count, sizeof *polled);
  if(!polled) return CURLE_OUT_OF_MEMORY;
  poller_extra_load(polled, fds, count);
  int got = poll(polled, count, timeout_ms);
  if(got < 0) TRY(poller_wait_code(errno));
  if(got > 0)
    poller_extra_store(fds, polled, count);
  else
    poller_extra_clear(fds, count);
  *ready = got > 0 ? got : 0;
  return CURLE_OK;
}

/* From the end: a watch that is forgotten is replaced by the last one, which has been looked at then, and a new one has
 * no `revents`. So each is fired once, and none that has been forgotten. */
static void dispatch(struct poll_poller *pp, int left)
{
  for(uint32_t i = pp->count; left > 0 && i-- > 0;) {
    if(i >= pp->count || !pp->fds[i].revents) continue;
    struct watch *w = pp->watches[i];
    short got = pp->fds[i].revents;
    unsigned events = (got & POLLIN ? WATCH_READ : 0) | (got & POLLOUT ? WATCH_WRITE : 0);
    if(got & (POLLERR | POLLHUP | POLLNVAL)) events = w->events;
    pp->fds[i].revents = 0;
    left--;
    if(events & w->events) w->fired(w, events & w->events);
  }
}

static CURLcode poll_wait(struct poller *p, struct curl_waitfd *extra, unsigned extra_count, int timeout_ms, int *ready)
{
  struct poll_poller *pp = poll_of(p);
  TRY(poller_reserve_fds(&pp->fds, &pp->fds_room, (size_t)pp->count + extra_count));
  poller_extra_load(pp->fds + pp->count, extra, extra_count);
  int got = poll(pp->fds, (nfds_t)pp->count + extra_count, timeout_ms);
  if(got <= 0) {
    poller_extra_clear(extra, extra_count);
    if(got < 0) TRY(poller_wait_code(errno));
    *ready = 0;
    return CURLE_OK;
  }
  int extra_ready = poller_extra_store(extra, pp->fds + pp->count, extra_count);
  dispatch(pp, got - extra_ready);
  *ready = got;
  return CURLE_OK;
}

static struct watch *poll_next(struct poller *p, const struct watch *w)
{
  struct poll_poller *pp = poll_of(p);
  uint32_t i = w ? w->place + 1 : 0;
  return i < pp->count ? pp->watches[i] : NULL;
}

static void poll_free(struct poller *p)
{
  struct poll_poller *pp = poll_of(p);
  for(uint32_t i = 0; i < pp->count; i++) pp->watches[i]->events = 0;
  mem_free(pp->fds);
  mem_free(pp->watches);
  mem_free(pp);
}

static const struct poller_ops poll_ops = {
  .name = "poll",
  .set = poll_set,
  .forget = poll_forget,
  .hand_over = poll_hand_over,
  .wait = poll_wait,
  .next = poll_next,
  .free = poll_free,
};

struct poller *poller_poll_new(void)
{
  struct poll_poller *pp = mem_zalloc(sizeof *pp);
  if(!pp) return NULL;
  pp->base.ops = &poll_ops;
  if(reserve_watches(pp, FIRST_ROOM) == CURLE_OK) return &pp->base;
  poll_free(&pp->base);
  return NULL;
}
