#include "base/mem.h"
#include "engine/internal.h"
#include "engine/second.h"

/* The machine: a turn of a transfer runs the handlers of its states until one has to wait. */

static CURLcode need_progress(struct transfer *t)
{
  if(!t->progress) t->progress = mem_zalloc(sizeof *t->progress);
  return t->progress ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static CURLcode update_progress(struct transfer *t)
{
  if(!progress_is_watched(t->config.io)) return CURLE_OK;
  TRY(need_progress(t));
  transfer_note_rates(t);
  return progress_update(t->progress, t->config.io, &t->info, &t->xfer.trace, t->multi->now, elapsed_us(t), t->pause);
}

/* A record that starts anew, but for the texts that are likely to come again. */
static void begin_record(struct transfer *t)
{
  struct http_result *http = &t->info.http;
  char *method = http->method, *type = http->kept_type;
  http->method = http->kept_type = NULL;
  transfer_info_reset(&t->info);
  http->method = method;
  http->kept_type = type;
  t->info.xfer_id = t->multi->next_xfer_id++;
  headers_begin(&t->headers);
}

CURLcode transfer_begin(struct transfer *t)
{
  struct multi *m = t->multi;
  transfer_drop_raw(t);
  t->started_us = t->hop_us = m->now;
  t->pause = 0;
  t->last_pool = pool_of(t);
  t->xfer.exhausts = m->program != NULL;
  t->wants_fresh = t->is_again = t->has_awaited = false;
  t->retries = 0;
  if(t->redirect) t->setup_of = 0;
  transfer_first_hop(t);
  trace_forget_failure(&t->xfer.trace);
  begin_record(t);
  if(t->progress) progress_reset(t->progress);
  t->pace_in = t->pace_out = (struct pace){ 0 };
  TRY(transfer_setup(t));
  t->state = TRANSFER_CONNECT;
  return update_progress(t); /* who wants to stop it can do so before anything is sent */
}

static size_t pool_limit(const struct transfer *t)
{
  const struct multi *m = t->multi;
  size_t handles = *t->config.pool ? pool_users(*t->config.pool) : m->count;
  if(m->max_connects > 0) return (size_t)m->max_connects;
  return handles ? handles * 4 : 4;
}

/* One that comes from another pool than its transfer has now (the share was changed meanwhile) is kept in neither: its
 * number means nothing there. CURLMOPT_NETWORK_CHANGED(3) is of no effect in a share. */
static bool may_keep(const struct transfer *t, const struct conn *c)
{
  bool is_shared = *t->config.pool, is_current = is_shared || c->network == t->multi->shared.network;
  return !t->config.opts->forbid_reuse && is_current && pool_of(t) == c->pool;
}

/* A shared connection goes on without this transfer. True: it was the last one, and `*is_reusable` tells of the
 * connection. */
static bool leave(struct transfer *t, struct conn *c, bool *is_reusable)
{
  if(!mux_is_shared(c)) return true;
  if(t->config.opts->forbid_reuse) mux_retire(c);
  bool is_last = mux_leave(c, &t->in_conn);
  *is_reusable = !c->mux.is_closing && c->session->ops->room(c->session);
  if(!is_last) multi_offer_room(t->multi, c, mux_update(c));
  return is_last;
}

void transfer_release(struct transfer *t, bool is_reusable)
{
  struct conn *c = t->conn;
  transfer_drop_second(t);
  t->exchange = NULL;
  if(!c) return;
  t->conn = NULL;
  t->is_early = false;
  if(!leave(t, c, &is_reusable)) return;
  if(is_reusable && may_keep(t, c)) {
    trace_text(&t->xfer.trace, "Connection #%lld to host %s:%u left intact", (long long)c->id, t->connect_host,
               (unsigned)t->connect_port);
    pool_put(pool_of(t), pool_user_of(t), c, pool_limit(t), t->multi->now);
  } else {
    trace_text(&t->xfer.trace, "closing connection #%lld", (long long)c->id);
    conn_free(c);
  }
}

#define RETRIES_MAX 5
/* Of a peer that takes fewer requests at a time than one may think before it says how many: once a connection. */
#define UNSERVED_MAX 20

/* A pooled connection that the peer has closed before it saw the request (RFC 9112, section 9.3.1) is no failure. */
static bool may_try_again(const struct transfer *t, CURLcode code, const struct exchange_end *end)
{
  if(end->is_unserved) return t->retries < (end->is_refused ? RETRIES_MAX : UNSERVED_MAX);
  bool is_dead = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING;
  return is_dead && end->was_untouched && t->conn->is_reused;
}

static CURLcode start_again(struct transfer *t)
{
  trace_forget_failure(&t->xfer.trace);
  transfer_release(t, false);
  t->is_again = true;
  t->retries++;
  t->info.times.post_transfer = t->info.times.start_transfer = 0;
  TRY(transfer_setup(t));
  t->state = TRANSFER_CONNECT;
  return CURLE_OK;
}

/* Bytes of it may have come with the answer that has switched. */
static CURLcode go_on_as(struct transfer *t, struct exchange *other)
{
  t->exchange = other;
  t->events |= WATCH_READ;
  if(conn_kind(t->conn) != SESSION_SERIAL) transfer_share_conn(t);
  return CURLE_OK;
}

static CURLcode exchange(struct transfer *t)
{
  bool more = false;
  TRY(transfer_deliver_held(t));
  unsigned events = t->events;
  t->events = 0;
  if(t->config.io->max_recv_speed > 0) events |= WATCH_READ; /* it was not watched while it waited */
  CURLcode code = t->exchange->ops->run(t->exchange, events, t->multi->now, &more);
  if(!t->exchange->may_switch) transfer_end_making(t, false, 0);
  if(t->is_early) TRY(transfer_note_early(t, code != CURLE_AGAIN));
  if(code == CURLE_AGAIN && more) {
    t->events |= WATCH_READ;
    transfer_stir_second(t);
    transfer_wake(t);
  }
  if(code == CURLE_AGAIN) return code;
  CURLcode stopped = update_progress(t); /* who asks about the connection in there can still be answered */
  struct exchange_end end = t->exchange->ops->end(t->exchange);
  if(code && !stopped && may_try_again(t, code, &end)) {
    trace_text(&t->xfer.trace, "Connection died, retrying a fresh connect");
    t->wants_fresh = !end.is_unserved || end.is_refused;
    t->has_awaited = false;
    return start_again(t);
  }
  bool goes_on = !code && !stopped;
  if(goes_on && end.next == EXCHANGE_DETACHED) {
    t->exchange = NULL;
    transfer_keep_raw(t);
    return CURLE_OK;
  }
  if(goes_on && end.next == EXCHANGE_SWITCHED) return go_on_as(t, end.other);
  if(goes_on && end.next) return transfer_next_hop(t, &end);
  if(code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR)
    t->info.os_errno = stream_socket_info(t->conn->stream)->errnum;
  transfer_release(t, end.is_reusable && (!code || end.is_intact));
  t->state = TRANSFER_DRAIN;
  return code ? code : stopped;
}

static CURLcode drain(struct transfer *t)
{
  TRY(transfer_deliver_held(t));
  if(transfer_holds_data(t) || (t->pause & CURLPAUSE_RECV)) return CURLE_AGAIN;
  t->state = TRANSFER_ENDED;
  return CURLE_OK;
}

static const struct {
  CURLcode (*run)(struct transfer *t);
  const char *doing; /* for the text of a time-out; NULL: the connection stands */
} states[] = {
  [TRANSFER_BEGIN] = { transfer_begin, "Connection" },
  [TRANSFER_CONNECT] = { transfer_connect, "Connection" },
  [TRANSFER_WAIT] = { transfer_wait, "Connection" },
  [TRANSFER_WAY] = { transfer_go, "Connection" }, /* or what the way says: see below */
  [TRANSFER_EXCHANGE] = { exchange, NULL },
  [TRANSFER_DRAIN] = { drain, NULL },
};

static const char *doing_what(const struct transfer *t)
{
  if(t->is_early) return "TLS handshake";
  if(t->exchange && t->exchange->is_connecting) return "Connection";
  return t->state == TRANSFER_WAY ? way_doing(t->way) : states[t->state].doing;
}

static int64_t after_ms(int64_t start, long ms) { return start + ms * INT64_C(1000); }

int64_t transfer_connect_deadline(const struct transfer *t, int64_t since)
{
  long ms = t->config.opts->connect_timeout_ms;
  return after_ms(since, ms > 0 ? ms : CONNECT_TIMEOUT_DEFAULT_MS);
}

static CURLcode check_deadlines(struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  int64_t now = t->multi->now;
  const char *doing = doing_what(t);
  bool is_late = o->timeout_ms > 0 && now >= after_ms(t->started_us, o->timeout_ms);
  if(!is_late && !(doing && now >= transfer_connect_deadline(t, t->hop_us))) return CURLE_OK;
  long spent = (long)((now - t->started_us) / 1000);
  struct trace *trace = &t->xfer.trace;
  if(doing) return trace_fail(trace, CURLE_OPERATION_TIMEDOUT, "%s timed out after %ld milliseconds", doing, spent);
  if(t->info.length_down >= 0)
    return trace_fail(trace, CURLE_OPERATION_TIMEDOUT,
                      "Operation timed out after %ld milliseconds with %lld out of %lld bytes received", spent,
                      (long long)t->info.size_down, (long long)t->info.length_down);
  return trace_fail(trace, CURLE_OPERATION_TIMEDOUT,
                    "Operation timed out after %ld milliseconds with %lld bytes received", spent,
                    (long long)t->info.size_down);
}

static int64_t earlier(int64_t a, int64_t b) { return a < b ? a : b; }

/* When a rate limit lets more pass; a direction that the program has paused is not waited for. */
static int64_t pace_wake_up(const struct transfer *t)
{
  const struct io_opts *io = t->config.io;
  int64_t in = INT64_MAX, out = INT64_MAX;
  if(!(t->pause & CURLPAUSE_RECV)) in = pace_deadline(&t->pace_in, io->max_recv_speed, t->multi->now);
  if(!(t->pause & CURLPAUSE_SEND)) out = pace_deadline(&t->pace_out, io->max_send_speed, t->multi->now);
  return earlier(in, out);
}

static void arm_timer(struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  int64_t when = INT64_MAX;
  if(o->timeout_ms > 0) when = after_ms(t->started_us, o->timeout_ms);
  if(doing_what(t)) when = earlier(when, transfer_connect_deadline(t, t->hop_us));
  if(t->way) when = earlier(when, way_deadline(t->way));
  if(t->exchange) when = earlier(earlier(when, t->exchange->ops->deadline(t->exchange)), pace_wake_up(t));
  if(t->second) when = earlier(when, transfer_second_deadline(t));
  if(t->progress && progress_is_watched(t->config.io)) when = earlier(when, t->progress->next_us);
  if(when == INT64_MAX)
    heap_remove(&t->multi->timers, &t->timer);
  else if(!heap_has(&t->timer) || t->timer.when != when)
    heap_set(&t->multi->timers, &t->timer, when);
}

static CURLcode run_states(struct transfer *t)
{
  CURLcode code = t->held_error;
  t->held_error = CURLE_OK;
  while(!code && t->state != TRANSFER_ENDED) {
    if(t->state != TRANSFER_BEGIN) TRY(check_deadlines(t));
    code = transfer_leave_alternative(t, states[t->state].run(t));
  }
  return code;
}

void transfer_run(struct transfer *t)
{
  CURLcode code = run_states(t);
  if(code == CURLE_AGAIN) code = update_progress(t);
  if(code || t->state == TRANSFER_ENDED)
    transfer_finish(t, code);
  else
    arm_timer(t);
}

/* Also where nothing was watched before: the meter of a transfer that has failed at once, say. */
static CURLcode end_progress(struct transfer *t)
{
  const struct io_opts *io = t->config.io;
  if(io->no_progress) return CURLE_OK;
  TRY(need_progress(t));
  return progress_end(t->progress, io, &t->info, &t->xfer.trace, t->multi->now, elapsed_us(t));
}

void transfer_finish(struct transfer *t, CURLcode code)
{
  struct multi *m = t->multi;
  bool is_reusable = false;
  transfer_note_rates(t);
  CURLcode last = end_progress(t); /* while the connection is there, for who asks about it in the callback */
  if(t->exchange) is_reusable = t->exchange->ops->end(t->exchange).is_reusable;
  transfer_release(t, is_reusable);
  transfer_hang_up(t);
  service_forget(t);
  upload_end(t);
  t->held.done = t->held.bytes.len;
  t->result = code ? code : last;
  if(t->result) transfer_drop_raw(t);
  mem_free(t->retired_post);
  t->retired_post = NULL;
  t->state = TRANSFER_ENDED;
  heap_remove(&m->timers, &t->timer);
  list_remove(&t->in_ready);
  if(t->ended) {
    t->ended(t);
    return;
  }
  list_add_last(&m->done, &t->in_done);
  m->running--;
  m->unread++;
  multi_note_done(m, t);
}
