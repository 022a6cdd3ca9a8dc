#include "engine/multi.h"
#include "base/mem.h"
#include "engine/internal.h"

#define ALL_FIRST_ROOM       4
#define RESOLVER_THREADS_MAX 20 /* CURLMOPT_RESOLVE_THREADS_MAX(3) */

static void pool_has_doomed(struct pool *p) { CONTAINER_OF(p, struct multi, pool)->has_doomed = true; }

static void answers_arrived(void *owner) { ((struct multi *)owner)->has_answers = true; }

static void wakeup_fired(struct watch *w, unsigned events)
{
  struct multi *m = CONTAINER_OF(w, struct multi, wakeup.watch);
  wakeup_drain(&m->wakeup);
  m->wakeup_fired = true;
  __atomic_store_n(&m->is_woken, false, __ATOMIC_SEQ_CST);
}

struct multi *multi_new(const struct system_ops *system)
{
  struct multi *m = mem_zalloc(sizeof *m);
  if(!m) return NULL;
  uint32_t seed = 0;
  m->system = system;
  list_init(&m->ready);
  list_init(&m->done);
  list_init(&m->notify.done);
  m->loop.guard = &m->guard;
  m->told_due = INT64_MAX;
  m->now = system->now_us();
  CURLcode code = system->random(&seed, sizeof seed);
  pool_init(&m->pool, seed, pool_has_doomed);
  limits_init(&m->limits, seed);
  mux_init(&m->shared, seed);
  hash_init(&m->making, seed);
  m->poller = code ? NULL : poller_new();
  m->dns = m->poller ? dns_new(system) : NULL;
  m->resolver = m->dns ? resolver_new(system, m->poller, RESOLVER_THREADS_MAX, answers_arrived, m) : NULL;
  if(m->resolver) return m;
  multi_free(m, false);
  return NULL;
}

void multi_free(struct multi *m, bool quick)
{
  if(!m) return;
  pool_free(&m->pool);
  limits_free(&m->limits);
  mux_free(&m->shared);
  hash_free(&m->making);
  resolver_free(m->resolver, quick);
  dns_unref(m->dns);
  tls_tickets_unref(m->tickets);
  if(m->wakeup_is_open) poller_forget(m->poller, &m->wakeup.watch);
  if(m->wakeup_is_open) wakeup_close(&m->wakeup);
  poller_free(m->poller);
  heap_free(&m->timers);
  mem_free(m->all);
  mem_free(m->buffer);
  mem_free(m);
}

void multi_set_max_connects(struct multi *m, long most) { m->max_connects = most; }

void multi_set_resolver_threads(struct multi *m, unsigned most) { resolver_set_threads_max(m->resolver, most); }

void multi_set_handle(struct multi *m, void *handle) { m->handle = handle; }

void multi_set_connection_limits(struct multi *m, long total, long host)
{
  m->limits.max_total = total;
  m->limits.max_host = host;
}

void multi_set_sharing(struct multi *m, bool is_on) { m->shared.is_off = !is_on; }

void multi_set_max_streams(struct multi *m, long most) { m->shared.max_users = (size_t)most; }

long multi_max_total(const struct multi *m) { return m->limits.max_total; }

long multi_max_host(const struct multi *m) { return m->limits.max_host; }

struct callback_guard *multi_guard(struct multi *m) { return &m->guard; }

struct tls_tickets *multi_tickets(struct multi *m)
{
  if(!m->tickets) m->tickets = tls_tickets_new();
  return m->tickets;
}

static CURLcode reserve_place(struct multi *m)
{
  if(m->count < m->all_room) return CURLE_OK;
  size_t room = m->all_room ? m->all_room * 2 : ALL_FIRST_ROOM;
  struct transfer **all = mem_realloc(m->all, room * sizeof *all);
  if(!all) return CURLE_OUT_OF_MEMORY;
  m->all = all;
  m->all_room = room;
  return CURLE_OK;
}

static CURLcode reserve_timer(struct multi *m) { return heap_reserve(&m->timers, m->count + m->inside + 1); }

CURLcode multi_reserve(struct multi *m)
{
  TRY(reserve_place(m));
  return reserve_timer(m);
}

static CURLcode begin(struct multi *m, struct transfer *t)
{
  TRY(reserve_timer(m));
  t->multi = m;
  t->xfer.trace.guard = &m->guard;
  t->state = TRANSFER_BEGIN;
  t->result = CURLE_OK;
  t->held_error = CURLE_OK;
  list_add_last(&m->ready, &t->in_ready);
  return CURLE_OK;
}

CURLcode multi_add(struct multi *m, struct transfer *t)
{
  TRY(reserve_place(m));
  TRY(begin(m, t));
  if(t->raw) stream_set_guard(t->raw->stream, &m->guard); /* its first turn closes it */
  t->place = m->count++;
  m->all[t->place] = t;
  m->running++;
  return CURLE_OK;
}

CURLcode multi_add_inside(struct multi *m, struct transfer *t, void (*ended)(struct transfer *t), void *inside_of)
{
  TRY(begin(m, t));
  t->ended = ended;
  t->inside_of = inside_of;
  m->inside++;
  m->inside_ever++;
  return CURLE_OK;
}

void multi_forget_inside(struct multi *m, struct transfer *t)
{
  m->inside--;
  t->multi = NULL;
}

static void take_out(struct multi *m, struct transfer *t)
{
  m->loop.handle = t->config.handle;
  if(t->state != TRANSFER_ENDED) transfer_finish(t, CURLE_ABORTED_BY_CALLBACK);
  m->loop.handle = NULL;
  list_remove(&t->in_notify);
  if(list_is_linked(&t->in_done)) m->unread--;
  list_remove(&t->in_done);
  struct transfer *last = m->all[--m->count]; /* takes the place that becomes free */
  m->all[t->place] = last;
  last->place = t->place;
  t->multi = NULL;
}

void multi_remove(struct multi *m, struct transfer *t)
{
  take_out(m, t);
  transfer_drop_raw(t);
  t->xfer.trace.guard = NULL;
}

static void run_due_timers(struct multi *m)
{
  for(struct heap_node *n; (n = heap_first(&m->timers)) && n->when <= m->now;) {
    heap_remove(&m->timers, n);
    transfer_wake(CONTAINER_OF(n, struct transfer, timer));
  }
}

/* Everything that is due at `now`; what becomes ready meanwhile has the next turn. */
void multi_take_turn(struct multi *m)
{
  struct list turn;
  run_due_timers(m);
  if(m->has_answers) resolver_deliver(m->resolver);
  m->has_answers = false;
  if(m->has_doomed) pool_sweep(&m->pool, m->now);
  m->has_doomed = false;
  list_init(&turn);
  multi_serve_shared(m); /* what this brings, the transfers deal with at once */
  list_splice(&turn, &m->ready);
  for(struct list_node *n; (n = list_pop(&turn));) {
    struct transfer *t = LIST_ENTRY(n, struct transfer, in_ready);
    m->loop.handle = t->config.handle;
    transfer_run(t);
  }
  m->loop.handle = NULL;
  multi_serve_shared(m); /* what all of them have to send goes out together */
}

static CURLMcode look(struct multi *m, struct curl_waitfd *extra, unsigned extra_count, int timeout_ms, int *ready)
{
  CURLcode code = poller_wait(m->poller, extra, extra_count, timeout_ms, ready);
  m->now = m->pool.watched_us = m->system->now_us();
  if(!code) return CURLM_OK;
  return code == CURLE_OUT_OF_MEMORY ? CURLM_OUT_OF_MEMORY : CURLM_UNRECOVERABLE_POLL;
}

CURLMcode multi_perform(struct multi *m)
{
  int ready;
  bool must_look = !m->has_polled && poller_next(m->poller, NULL);
  CURLMcode code = must_look ? look(m, NULL, 0, 0, &ready) : CURLM_OK;
  if(code) return code;
  if(!must_look && !m->has_polled) m->now = m->system->now_us();
  m->has_polled = false;
  m->told_due = INT64_MAX; /* a timer of the program's may have been why */
  multi_take_turn(m);
  return CURLM_OK;
}

int64_t multi_due_at(const struct multi *m)
{
  if(!list_is_empty(&m->ready) || !list_is_empty(&m->shared.ready) || m->has_doomed || m->has_answers) return 0;
  const struct heap_node *first = heap_first(&m->timers);
  return first ? first->when : INT64_MAX;
}

/* Milliseconds from `now` until something is due; -1: nothing is. */
static long due_in(const struct multi *m, int64_t now)
{
  int64_t due = multi_due_at(m);
  if(due == INT64_MAX) return -1;
  if(due <= now) return 0;
  return due - now < INT32_MAX * INT64_C(1000) ? (long)((due - now + 999) / 1000) : INT32_MAX;
}

long multi_timeout(struct multi *m) { return due_in(m, m->system->now_us()); }

static CURLcode open_wakeup(struct multi *m)
{
  if(m->wakeup_is_open) return CURLE_OK;
  TRY(wakeup_open(&m->wakeup, wakeup_fired));
  m->wakeup.watch.is_internal = true;
  CURLcode code = poller_set(m->poller, &m->wakeup.watch, WATCH_READ);
  if(code)
    wakeup_close(&m->wakeup);
  else
    __atomic_store_n(&m->wakeup_is_open, true, __ATOMIC_SEQ_CST);
  return code;
}

CURLMcode multi_wakeup(struct multi *m)
{
  /* the flag comes first: either multi_wait sees it, or it has opened the descriptor and this is seen here */
  __atomic_store_n(&m->is_woken, true, __ATOMIC_SEQ_CST);
  if(!__atomic_load_n(&m->wakeup_is_open, __ATOMIC_SEQ_CST)) return CURLM_OK;
  return wakeup_signal(&m->wakeup) ? CURLM_OK : CURLM_WAKEUP_FAILURE;
}

static int shorter(int a, long b) { return b >= 0 && (a < 0 || b < a) ? (int)b : a; }

CURLMcode multi_wait(struct multi *m, struct curl_waitfd *extra, unsigned extra_count, int timeout_ms, int *ready,
                     bool wait_without_fds)
{
  long due = multi_timeout(m);
  *ready = 0;
  if(wait_without_fds && open_wakeup(m)) return CURLM_OUT_OF_MEMORY;
  if(!wait_without_fds && !extra_count && !multi_next_watch(m, NULL)) return CURLM_OK;
  bool was_woken = __atomic_load_n(&m->is_woken, __ATOMIC_SEQ_CST);
  int wait_ms = was_woken ? 0 : shorter(timeout_ms, due);
  m->wakeup_fired = false;
  CURLMcode code = look(m, extra, extra_count, wait_ms, ready);
  if(m->wakeup_fired) --*ready; /* it is no descriptor of the program's */
  if(was_woken) __atomic_store_n(&m->is_woken, false, __ATOMIC_SEQ_CST);
  m->has_polled = true;
  return code;
}

struct watch *multi_next_watch(struct multi *m, const struct watch *w)
{
  struct watch *next = poller_next(m->poller, w);
  while(next && next->is_internal) next = poller_next(m->poller, next);
  return next;
}

CURLcode multi_run(struct multi *m, struct transfer *t)
{
  int ready;
  CURLcode code = CURLE_OK;
  TRY(multi_add(m, t));
  m->now = m->system->now_us();
  multi_take_turn(m);
  while(!code && t->state != TRANSFER_ENDED) {
    if(look(m, NULL, 0, (int)due_in(m, m->now), &ready))
      code = CURLE_OUT_OF_MEMORY;
    else
      multi_take_turn(m);
  }
  take_out(m, t);
  return code ? code : t->result;
}

void multi_upkeep(struct multi *m, const struct transfer *t)
{
  int64_t interval_us = t->config.opts->upkeep_interval_ms * INT64_C(1000);
  struct pool *shared = *t->config.pool;
  struct trace trace = t->xfer.trace;
  trace.guard = &m->guard; /* it need not be in `m` */
  pool_upkeep(shared ? shared : &m->pool, (struct pool_user){ m->poller, &trace }, interval_us, m->system->now_us());
}

struct transfer *multi_next_done(struct multi *m, CURLcode *result, int *left)
{
  struct list_node *n = list_pop(&m->done);
  *left = n ? (int)--m->unread : 0;
  if(!n) return NULL;
  struct transfer *t = LIST_ENTRY(n, struct transfer, in_done);
  *result = t->result;
  return t;
}

size_t multi_count(const struct multi *m) { return m->count; }

size_t multi_count_running(const struct multi *m) { return m->running; }

size_t multi_count_pending(const struct multi *m) { return m->pending; }

size_t multi_count_inside(const struct multi *m) { return m->inside; }

curl_off_t multi_count_inside_ever(const struct multi *m) { return m->inside_ever; }

size_t multi_count_done(const struct multi *m) { return m->unread; }

struct transfer *multi_next(struct multi *m, const struct transfer *t)
{
  size_t place = t ? t->place + 1 : 0;
  return place < m->count ? m->all[place] : NULL;
}
