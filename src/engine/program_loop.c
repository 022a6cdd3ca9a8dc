#include "engine/program_loop.h"
#include "base/mem.h"
#include <string.h>

struct slot {
  struct watch *watch; /* NULL: nobody watches this number */
  unsigned shown;      /* the WATCH_* events that the program was told; 0: it knows of none */
  void *app;
};

struct program_loop {
  struct poller base;
  struct program_loop_config *config;
  struct slot *slots; /* by descriptor */
  size_t room;
};

#define FIRST_ROOM 32

static struct program_loop *loop_of(struct poller *p) { return CONTAINER_OF(p, struct program_loop, base); }

static struct slot *slot_of(struct program_loop *l, curl_socket_t fd)
{
  return fd >= 0 && (size_t)fd < l->room && l->slots[fd].watch ? &l->slots[fd] : NULL;
}

static CURLcode reserve_slot(struct program_loop *l, curl_socket_t fd)
{
  size_t room = l->room ? l->room : FIRST_ROOM;
  if(fd < 0) return CURLE_FAILED_INIT;
  if((size_t)fd < l->room) return CURLE_OK;
  while(room <= (size_t)fd) room *= 2;
  struct slot *slots = mem_realloc(l->slots, room * sizeof *slots);
  if(!slots) return CURLE_OUT_OF_MEMORY;
  memset(slots + l->room, 0, (room - l->room) * sizeof *slots);
  l->slots = slots;
  l->room = room;
  return CURLE_OK;
}

/* Events 0: REMOVE, with which the program's pointer is forgotten. */
static void show(struct program_loop *l, curl_socket_t fd, unsigned events)
{
  static const int words[] = { CURL_POLL_REMOVE, CURL_POLL_IN, CURL_POLL_OUT, CURL_POLL_INOUT };
  struct program_loop_config *c = l->config;
  void *app = l->slots[fd].app;
  if(events == l->slots[fd].shown) return;
  l->slots[fd].shown = events;
  if(!events) l->slots[fd].app = NULL;
  if(!c->fn) return;
  CALLBACK_SCOPE(c->guard);
  c->calls++;
  if(c->fn(c->handle, fd, words[events], c->data, app)) c->aborted = true;
  c->calls--;
}

static CURLcode loop_set(struct poller *p, struct watch *w, unsigned events)
{
  struct program_loop *l = loop_of(p);
  TRY(reserve_slot(l, w->fd));
  l->slots[w->fd].watch = w;
  show(l, w->fd, w->is_internal ? 0 : events);
  return CURLE_OK;
}

static void loop_forget(struct poller *p, struct watch *w)
{
  struct program_loop *l = loop_of(p);
  l->slots[w->fd].watch = NULL;
  show(l, w->fd, 0);
}

static void loop_hand_over(struct poller *p, struct watch *from, struct watch *to)
{
  loop_of(p)->slots[from->fd].watch = to;
}

static void fire(struct watch *w, unsigned events)
{
  if(events & w->events) w->fired(w, events & w->events);
}

void program_loop_report(struct poller *p, curl_socket_t fd, int events)
{
  struct slot *s = slot_of(loop_of(p), fd);
  if(!s) return;
  unsigned seen = (events & CURL_CSELECT_IN ? WATCH_READ : 0u) | (events & CURL_CSELECT_OUT ? WATCH_WRITE : 0u);
  if(!events || (events & CURL_CSELECT_ERR)) seen = s->watch->events;
  fire(s->watch, seen);
}

bool program_loop_assign(struct poller *p, curl_socket_t fd, void *app)
{
  struct slot *s = slot_of(loop_of(p), fd);
  if(s) s->app = app;
  return s;
}

static struct watch *loop_next(struct poller *p, const struct watch *w)
{
  struct program_loop *l = loop_of(p);
  for(size_t fd = w ? (size_t)w->fd + 1 : 0; fd < l->room; fd++)
    if(l->slots[fd].watch) return l->slots[fd].watch;
  return NULL;
}

static unsigned fill_fds(struct program_loop *l, struct curl_waitfd *to)
{
  unsigned count = 0;
  for(struct watch *w = NULL; (w = loop_next(&l->base, w)); count++) {
    int events = (w->events & WATCH_READ ? CURL_WAIT_POLLIN : 0) | (w->events & WATCH_WRITE ? CURL_WAIT_POLLOUT : 0);
    if(to) to[count] = (struct curl_waitfd){ .fd = w->fd, .events = (short)events };
  }
  return count;
}

/* A program that has a loop of its own and waits here all the same: one look over the whole table. */
static CURLcode loop_wait(struct poller *p, struct curl_waitfd *extra, unsigned extra_count, int timeout_ms, int *ready)
{
  struct program_loop *l = loop_of(p);
  unsigned count = fill_fds(l, NULL);
  AUTO_FREE struct curl_waitfd *fds = mem_zalloc_array((size_t)count + extra_count, sizeof *fds);
  if(!fds) return CURLE_OUT_OF_MEMORY;
  fill_fds(l, fds);
  if(extra_count) memcpy(fds + count, extra, extra_count * sizeof *fds);
  TRY(poller_look(fds, count + extra_count, timeout_ms, ready));
  if(extra_count) memcpy(extra, fds + count, extra_count * sizeof *fds);
  for(unsigned i = 0; i < count; i++) {
    struct slot *s = slot_of(l, fds[i].fd);
    unsigned seen =
        (fds[i].revents & CURL_WAIT_POLLIN ? WATCH_READ : 0u) | (fds[i].revents & CURL_WAIT_POLLOUT ? WATCH_WRITE : 0u);
    if(s && seen) fire(s->watch, seen);
  }
  return CURLE_OK;
}

static void loop_free(struct poller *p)
{
  struct program_loop *l = loop_of(p);
  for(struct watch *w; (w = loop_next(p, NULL));) poller_forget(p, w);
  mem_free(l->slots);
  mem_free(l);
}

static const struct poller_ops program_loop_ops = {
  .name = "program",
  .set = loop_set,
  .forget = loop_forget,
  .hand_over = loop_hand_over,
  .wait = loop_wait,
  .next = loop_next,
  .free = loop_free,
  .ignores_idle = true,
};

struct poller *program_loop_new(struct program_loop_config *config)
{
  struct program_loop *l = mem_zalloc(sizeof *l);
  if(!l) return NULL;
  l->base.ops = &program_loop_ops;
  l->config = config;
  return &l->base;
}
