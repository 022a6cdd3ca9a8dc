#include "os/poller.h"
#include "base/mem.h"
#include "os/poller_backend.h"

/* poll(2) costs nothing to set up and about 50 ns a descriptor and wait; a change of epoll(7) costs a system call. */
#define POLL_WATCHES_MAX 16

/* The poller that chooses by load: a front for one of the others. */
struct load_poller {
  struct poller base;
  struct poller *backend;
  uint32_t count;      /* watches that are set */
  uint32_t move_above; /* more than this go to epoll */
};

static struct load_poller *load_of(struct poller *p) { return CONTAINER_OF(p, struct load_poller, base); }

static CURLcode load_set(struct poller *p, struct watch *w, unsigned events)
{
  struct load_poller *lp = load_of(p);
  TRY(lp->backend->ops->set(lp->backend, w, events));
  if(!w->events) lp->count++;
  return CURLE_OK;
}

static void load_hand_over(struct poller *p, struct watch *from, struct watch *to)
{
  struct load_poller *lp = load_of(p);
  lp->backend->ops->hand_over(lp->backend, from, to);
}

static void load_forget(struct poller *p, struct watch *w)
{
  struct load_poller *lp = load_of(p);
  lp->backend->ops->forget(lp->backend, w);
  lp->count--;
}

/* There is no way back: a load that was high once will be again, and epoll is not much slower for a few. */
static void move_to_epoll(struct load_poller *lp)
{
  struct poller *to = poller_epoll_new(lp->count);
  if(!to) {
    lp->move_above = lp->count * 2; /* poll serves them as well; do not ask at every wait */
    return;
  }
  for(struct watch *w; (w = lp->backend->ops->next(lp->backend, NULL));) {
    lp->backend->ops->forget(lp->backend, w);
    poller_epoll_adopt(to, w, w->events);
  }
  poller_free(lp->backend);
  lp->backend = to;
  lp->move_above = UINT32_MAX;
}

/* The move is made here and not where a watch is set, so that no dispatch is under way in the old one. */
static CURLcode load_wait(struct poller *p, struct curl_waitfd *extra, unsigned extra_count, int timeout_ms, int *ready)
{
  struct load_poller *lp = load_of(p);
  if(lp->count > lp->move_above) move_to_epoll(lp);
  return lp->backend->ops->wait(lp->backend, extra, extra_count, timeout_ms, ready);
}

static struct watch *load_next(struct poller *p, const struct watch *w)
{
  struct load_poller *lp = load_of(p);
  return lp->backend->ops->next(lp->backend, w);
}

static void load_free(struct poller *p)
{
  struct load_poller *lp = load_of(p);
  poller_free(lp->backend);
  mem_free(lp);
}

static const struct poller_ops load_ops = {
  .name = "load",
  .set = load_set,
  .forget = load_forget,
  .hand_over = load_hand_over,
  .wait = load_wait,
  .next = load_next,
  .free = load_free,
};

struct poller *poller_new(void)
{
  struct load_poller *lp = mem_zalloc(sizeof *lp);
  if(!lp) return NULL;
  lp->base.ops = &load_ops;
  lp->move_above = POLL_WATCHES_MAX;
  lp->backend = poller_poll_new();
  if(lp->backend) return &lp->base;
  mem_free(lp);
  return NULL;
}

CURLcode poller_set(struct poller *p, struct watch *w, unsigned events)
{
  if(events == w->events) return CURLE_OK;
  if(!events) {
    poller_forget(p, w);
    return CURLE_OK;
  }
  TRY(p->ops->set(p, w, events));
  w->events = events;
  return CURLE_OK;
}

void poller_forget(struct poller *p, struct watch *w)
{
  if(!w->events) return;
  p->ops->forget(p, w);
  w->events = 0;
}

void poller_hand_over(struct poller *p, struct watch *from, struct watch *to)
{
  if(!from->events) return;
  p->ops->hand_over(p, from, to);
  to->place = from->place;
  to->events = from->events;
  from->events = 0;
}

/* One by one from the old to the new: a watch that the new one does not take goes back, and those before it. */
static CURLcode move_watches(struct poller *from, struct poller *to)
{
  for(struct watch *w; (w = from->ops->next(from, NULL));) {
    unsigned events = w->events;
    poller_forget(from, w);
    CURLcode code = poller_set(to, w, events);
    if(code && !poller_set(from, w, events)) return code;
  }
  return CURLE_OK;
}

CURLcode poller_use(struct poller *p, struct poller *with)
{
  struct load_poller *lp = load_of(p);
  struct poller *to = with ? with : poller_poll_new();
  if(!to) return CURLE_OUT_OF_MEMORY;
  CURLcode code = move_watches(lp->backend, to);
  if(code) {
    if(move_watches(to, lp->backend)) return code; /* it has held them before */
    if(!with) poller_free(to);
    return code;
  }
  poller_free(lp->backend);
  lp->backend = to;
  lp->move_above = with ? UINT32_MAX : POLL_WATCHES_MAX;
  return CURLE_OK;
}

bool poller_watches_idle(const struct poller *p)
{
  const struct load_poller *lp = CONTAINER_OF((uintptr_t)p, struct load_poller, base);
  return !lp->backend->ops->ignores_idle;
}

CURLcode poller_wait(struct poller *p, struct curl_waitfd *extra, unsigned extra_count, int timeout_ms, int *ready)
{
  return p->ops->wait(p, extra, extra_count, timeout_ms, ready);
}

struct watch *poller_next(struct poller *p, const struct watch *w) { return p->ops->next ? p->ops->next(p, w) : NULL; }
