/* epoll(7).
 *
 * The kernel is given, for each watch, the number of a slot in a table and the slot's generation. The generation goes
 * up when the watch is forgotten, so an event that was fetched before (or that belongs to a duplicate of a descriptor
 * which somebody closed too early) finds another generation and is dropped; a descriptor's number plays no part.
 *
 * An epoll descriptor that came through a fork is shared with the parent, and a change would be one in the parent too:
 * it is closed, and a new one filled from the slots.
 */
#include "base/mem.h"
#include "os/poller_backend.h"
#include "os/thread.h"
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#define BATCH      512 /* events a wait; the kernel hands the rest to the next one, in turn */
#define FIRST_ROOM 32

struct slot {
  struct watch *watch; /* NULL: free */
  uint32_t generation;
  uint32_t next;   /* of those in use, or of the free ones: index + 1, or 0 */
  uint32_t prev;   /* of those in use */
  bool is_refused; /* the kernel would not take it when all were registered */
};

struct epoll_poller {
  struct poller base;
  int fd;             /* -1: the next wait makes it */
  bool is_registered; /* the kernel knows what stands in the slots */
  uint32_t fork_generation;
  uint32_t count; /* slots that were ever used */
  uint32_t room;
  uint32_t first_used; /* index + 1, or 0 */
  uint32_t first_free;
  struct slot *slots;
  struct pollfd *fds; /* our own descriptor and a wait's extras */
  uint32_t fds_room;
  struct epoll_event events[BATCH];
};

static struct epoll_poller *epoll_of(struct poller *p) { return CONTAINER_OF(p, struct epoll_poller, base); }

static void close_epoll(struct epoll_poller *ep)
{
  if(ep->fd >= 0) close(ep->fd);
  ep->fd = -1;
  ep->is_registered = false;
}

static void notice_fork(struct epoll_poller *ep)
{
  uint32_t now = os_fork_generation();
  if(ep->fork_generation == now) return;
  ep->fork_generation = now;
  close_epoll(ep);
}

static CURLcode reserve_slots(struct epoll_poller *ep, size_t count)
{
  if(count <= ep->room) return CURLE_OK;
  size_t room = ep->room ? ep->room : FIRST_ROOM;
  while(room < count) room *= 2;
  if(room > UINT32_MAX / sizeof(struct slot)) return CURLE_OUT_OF_MEMORY;
  struct slot *slots = mem_realloc(ep->slots, room * sizeof *slots);
  if(!slots) return CURLE_OUT_OF_MEMORY;
  ep->slots = slots;
  ep->room = (uint32_t)room;
  return CURLE_OK;
}

/* There is a free slot, or room for one. */
static void take_slot(struct epoll_poller *ep, struct watch *w)
{
  uint32_t index = ep->first_free ? ep->first_free - 1 : ep->count;
  struct slot *s = &ep->slots[index];
  if(ep->first_free)
    ep->first_free = s->next;
  else
    *s = (struct slot){ 0 }, ep->count++;
  s->watch = w;
  s->is_refused = false;
  s->prev = 0;
  s->next = ep->first_used;
  if(s->next) ep->slots[s->next - 1].prev = index + 1;
  ep->first_used = index + 1;
  w->place = index;
}

static void release_slot(struct epoll_poller *ep, uint32_t index)
{
  struct slot *s = &ep->slots[index];
  if(s->next) ep->slots[s->next - 1].prev = s->prev;
  if(s->prev)
    ep->slots[s->prev - 1].next = s->next;
  else
    ep->first_used = s->next;
  s->watch = NULL;
  s->generation++;
  s->next = ep->first_free;
  ep->first_free = index + 1;
}

/* Tell the kernel about a slot. It may know the descriptor, or not, against what we believe, where somebody has closed
 * or duplicated it behind our back. */
static bool tell_kernel(struct epoll_poller *ep, const struct watch *w, unsigned events, bool is_new)
{
  struct epoll_event e = { .events = (events & WATCH_READ ? EPOLLIN : 0U) | (events & WATCH_WRITE ? EPOLLOUT : 0U) };
  e.data.u64 = (uint64_t)ep->slots[w->place].generation << 32 | w->place;
  if(!epoll_ctl(ep->fd, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, w->fd, &e)) return true;
  if(errno != (is_new ? EEXIST : ENOENT)) return false;
  return !epoll_ctl(ep->fd, is_new ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, w->fd, &e);
}

static CURLcode epoll_set(struct poller *p, struct watch *w, unsigned events)
{
  struct epoll_poller *ep = epoll_of(p);
  bool is_new = !w->events;
  notice_fork(ep);
  if(is_new) {
    if(!ep->first_free) TRY(reserve_slots(ep, (size_t)ep->count + 1));
    take_slot(ep, w);
  }
  if(!ep->is_registered) return CURLE_OK;
  if(tell_kernel(ep, w, events, is_new)) {
    ep->slots[w->place].is_refused = false;
    return CURLE_OK;
  }
  if(is_new) release_slot(ep, w->place);
  return errno == ENOMEM || errno == ENOSPC ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT;
}

static void epoll_hand_over(struct poller *p, struct watch *from, struct watch *to)
{
  epoll_of(p)->slots[from->place].watch = to;
}

static void epoll_forget(struct poller *p, struct watch *w)
{
  struct epoll_poller *ep = epoll_of(p);
  notice_fork(ep);
  bool is_known = ep->is_registered && !ep->slots[w->place].is_refused;
  /* A descriptor that was closed too early cannot be taken out; if a duplicate of it lives, it would report for ever.
   * Only a new epoll descriptor gets rid of it. */
  if(is_known && epoll_ctl(ep->fd, EPOLL_CTL_DEL, w->fd, &(struct epoll_event){ 0 })) close_epoll(ep);
  release_slot(ep, w->place);
}

/* What the kernel has refused is reported as ready, so that its owner notices. */
static int fire_refused(struct epoll_poller *ep)
{
  int fired = 0;
  for(uint32_t i = 0; i < ep->count; i++) {
    struct watch *w = ep->slots[i].watch;
    if(!w || !ep->slots[i].is_refused) continue;
    fired++;
    w->fired(w, w->events);
  }
  return fired;
}

static CURLcode register_all(struct epoll_poller *ep, int *fired)
{
  bool any_refused = false;
  if(ep->fd < 0) ep->fd = epoll_create1(EPOLL_CLOEXEC);
  if(ep->fd < 0) return poller_wait_code(errno);
  for(uint32_t i = 0; i < ep->count; i++) {
    struct slot *s = &ep->slots[i];
    if(!s->watch) continue;
    s->is_refused = !tell_kernel(ep, s->watch, s->watch->events, true);
    any_refused |= s->is_refused;
  }
  ep->is_registered = true;
  if(any_refused) *fired = fire_refused(ep);
  return CURLE_OK;
}

static void dispatch(struct epoll_poller *ep, int count)
{
  for(int i = 0; i < count; i++) {
    uint32_t got = ep->events[i].events;
    uint32_t index = (uint32_t)ep->events[i].data.u64;
    struct watch *w = ep->slots[index].watch; /* a slot is never given back */
    if(!w || ep->slots[index].generation != ep->events[i].data.u64 >> 32) continue;
    unsigned events = (got & EPOLLIN ? WATCH_READ : 0U) | (got & EPOLLOUT ? WATCH_WRITE : 0U);
    if(got & (EPOLLERR | EPOLLHUP)) events = w->events;
    if(events & w->events) w->fired(w, events & w->events);
  }
}

/* poll(2) for our own descriptor beside the program's: less than entering and removing those each time. `*ours` tells
 * whether epoll has something. */
static CURLcode wait_beside(struct epoll_poller *ep, struct curl_waitfd *extra, unsigned count, int timeout_ms,
                            bool *ours, int *ready)
{
  TRY(poller_reserve_fds(&ep->fds, &ep->fds_room, (size_t)count + 1));
  ep->fds[0] = (struct pollfd){ .fd = ep->fd, .events = POLLIN };
  poller_extra_load(ep->fds + 1, extra, count);
  int got = poll(ep->fds, (nfds_t)count + 1, timeout_ms);
  if(got <= 0) poller_extra_clear(extra, count);
  if(got < 0) TRY(poller_wait_code(errno));
  *ours = got > 0 && ep->fds[0].revents;
  *ready = got > 0 ? poller_extra_store(extra, ep->fds + 1, count) : 0;
  return CURLE_OK;
}

static CURLcode epoll_wait_any(struct poller *p, struct curl_waitfd *extra, unsigned extra_count, int timeout_ms,
                               int *ready)
{
  struct epoll_poller *ep = epoll_of(p);
  int fired = 0;
  int extra_ready = 0;
  int got = 0;
  bool ours = true;
  notice_fork(ep);
  if(!ep->is_registered) TRY(register_all(ep, &fired));
  if(fired) timeout_ms = 0;
  if(extra_count) {
    TRY(wait_beside(ep, extra, extra_count, timeout_ms, &ours, &extra_ready));
    timeout_ms = 0;
  }
  if(ours) got = epoll_wait(ep->fd, ep->events, BATCH, timeout_ms);
  if(got < 0) TRY(poller_wait_code(errno));
  dispatch(ep, got);
  *ready = fired + extra_ready + (got > 0 ? got : 0);
  return CURLE_OK;
}

static struct watch *epoll_next(struct poller *p, const struct watch *w)
{
  struct epoll_poller *ep = epoll_of(p);
  uint32_t next = w ? ep->slots[w->place].next : ep->first_used;
  return next ? ep->slots[next - 1].watch : NULL;
}

static void epoll_free(struct poller *p)
{
  struct epoll_poller *ep = epoll_of(p);
  for(struct watch *w = NULL; (w = epoll_next(p, w));) w->events = 0;
  close_epoll(ep);
  mem_free(ep->slots);
  mem_free(ep->fds);
  mem_free(ep);
}

static const struct poller_ops epoll_ops = {
  .name = "epoll",
  .set = epoll_set,
  .forget = epoll_forget,
  .hand_over = epoll_hand_over,
  .wait = epoll_wait_any,
  .next = epoll_next,
  .free = epoll_free,
};

struct poller *poller_epoll_new(uint32_t watches)
{
  struct epoll_poller *ep = mem_zalloc(sizeof *ep);
  if(!ep) return NULL;
  ep->base.ops = &epoll_ops;
  ep->fork_generation = os_fork_generation();
  ep->fd = epoll_create1(EPOLL_CLOEXEC);
  if(ep->fd >= 0 && reserve_slots(ep, watches ? watches : 1) == CURLE_OK) return &ep->base;
  epoll_free(&ep->base);
  return NULL;
}

void poller_epoll_adopt(struct poller *p, struct watch *w, unsigned events)
{
  take_slot(epoll_of(p), w);
  w->events = events;
}
