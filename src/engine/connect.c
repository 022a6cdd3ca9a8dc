#include "base/mem.h"
#include "engine/internal.h"

/* To a connection: from the pool, or by a way of its own (way.h). */

static struct trace *trace_of(struct transfer *t) { return &t->xfer.trace; }

static void conn_fired(struct watch *w, unsigned events)
{
  struct transfer *t = w->owner;
  t->events |= t->conn ? stream_reported(t->conn->stream, events) : events;
  transfer_wake(t);
}

static CURLcode ask_permission(struct transfer *t)
{
  const struct io_opts *io = t->config.io;
  if(!io->prereq) return CURLE_OK;
  const struct transfer_info *i = &t->info;
  CALLBACK_SCOPE(trace_of(t)->guard);
  /* the callback's type has a char * that it must not write to */
  char *primary_ip = (char *)(uintptr_t)i->primary_ip, *local_ip = (char *)(uintptr_t)i->local_ip;
  if(io->prereq(io->prereq_data, primary_ip, local_ip, (int)i->primary_port, (int)i->local_port) == CURL_PREREQFUNC_OK)
    return CURLE_OK;
  return trace_fail(trace_of(t), CURLE_ABORTED_BY_CALLBACK, "operation aborted by pre-request callback");
}

static void forget_way(struct transfer *t)
{
  if(!t->way) return;
  way_drop(t->way);
  mem_free(t->way);
  t->way = NULL;
}

static CURLcode take_connection(struct transfer *t)
{
  forget_way(t);
  service_forget(t);
  if(!mux_is_shared(t->conn)) conn_lease(t->conn, conn_fired, t);
  transfer_info_use(&t->info, t->conn);
  TRY(transfer_note_tls(t, t->conn->stream));
  t->is_early = transfer_is_early(t);
  return CURLE_OK;
}

/* Of a protocol that is_local, without a connection. */
static CURLcode begin_exchange(struct transfer *t)
{
  if(t->conn) TRY(take_connection(t));
  TRY(ask_permission(t));
  TRY(t->proto->begin(&t->exchange, t->conn, &t->request, &t->xfer));
  if(t->conn && conn_kind(t->conn) != SESSION_SERIAL)
    transfer_share_conn(t);
  else if(!t->exchange->may_switch)
    transfer_end_making(t, false, 0);
  t->info.times.pre_transfer = elapsed_us(t);
  t->events = 0;
  t->state = TRANSFER_EXCHANGE;
  return CURLE_OK;
}

static int64_t seconds_us(long seconds) { return seconds * INT64_C(1000000); }

static unsigned kinds_for(const struct transfer *t) { return t->proto->kinds ? t->proto->kinds(&t->request) : 0; }

static struct identity_wish wish_of(const struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  return (struct identity_wish){
    .ip_version = t->config.resolve->ip_version,
    .max_idle_us = seconds_us(o->max_age_s),
    .max_lifetime_us = o->max_lifetime_s ? seconds_us(o->max_lifetime_s) : INT64_MAX,
    .who = buf_span(&t->who),
    .kinds = kinds_for(t),
    .must_live = !upload_is_rewindable(t),
  };
}

static bool may_use_another(const struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  return !o->fresh_connect && !o->connect_only && !t->wants_fresh;
}

/* One that others use already. */
static struct conn *join_shared(struct transfer *t)
{
  const struct identity_wish wish = wish_of(t);
  if(!may_use_another(t)) return NULL;
  struct conn *c = mux_find(&t->multi->shared, buf_span(&t->key), &wish, pool_of(t), t->multi->now);
  if(c) mux_join(c, &t->in_conn);
  return c;
}

static struct conn *take_pooled(struct transfer *t)
{
  const struct identity_wish wish = wish_of(t);
  if(!may_use_another(t)) return NULL;
  return pool_take(pool_of(t), pool_user_of(t), buf_span(&t->key), &wish, t->multi->now);
}

/* Could a connection that is made for this one serve others at the same time? */
static bool may_be_shared(const struct transfer *t)
{
  return !t->multi->shared.is_off && !t->config.opts->connect_only && (kinds_for(t) & ~SESSION_SERIAL);
}

/* The right to a new connection, until that has it, or the wait for the right. */
struct claim {
  struct transfer *transfer;
  struct limit_waiter waiter;
  struct limit_slot slot;
};

static bool has_slot(const struct transfer *t) { return t->claim && t->claim->slot.limits; }

static bool waits_for_slot(const struct transfer *t) { return t->claim && list_is_linked(&t->claim->waiter.node); }

/* NULL: out of memory. */
static struct claim *need_claim(struct transfer *t)
{
  if(t->claim) return t->claim;
  t->claim = mem_zalloc(sizeof *t->claim);
  if(t->claim) t->claim->transfer = t;
  return t->claim;
}

static void drop_claim(struct transfer *t)
{
  struct claim *c = t->claim;
  if(!c) return;
  t->claim = NULL;
  limit_quit(&c->waiter);
  limit_give(&c->slot);
  mem_free(c);
}

/* The library's own have none. */
static void hand_slot_on(struct transfer *t, struct conn *to)
{
  if(t->claim) limit_move(&to->slot, &t->claim->slot);
  drop_claim(t);
}

static void slot_is_free(struct limit_waiter *w) { transfer_wake(CONTAINER_OF(w, struct claim, waiter)->transfer); }

/* Whom a limit counts for: the URL's host and port, or the proxy that stands for any. */
#define LIMIT_HOST_MAX (256 + sizeof ":65535")
static struct span limit_host(const struct transfer *t, char text[LIMIT_HOST_MAX])
{
  const struct proxy_text *p = t->request.proxy;
  int len =
      snprintf(text, LIMIT_HOST_MAX, "%s:%u", p ? p->host : t->request.host, (unsigned)(p ? p->port : t->request.port));
  return span_of(text, (size_t)len < LIMIT_HOST_MAX ? (size_t)len : LIMIT_HOST_MAX - 1);
}

/* The right to a new connection. An idle one that stands in the way is closed for it. CURLE_AGAIN: it waits. */
static CURLcode take_slot(struct transfer *t)
{
  struct multi *m = t->multi;
  char text[LIMIT_HOST_MAX];
  struct span host = limit_host(t, text);
  struct claim *c = need_claim(t);
  if(!c) return CURLE_OUT_OF_MEMORY;
  for(;;) {
    struct limit_slot *in_the_way;
    enum limit_verdict verdict = limits_ask(&m->limits, host, &in_the_way);
    if(verdict == LIMIT_NONE) return limit_take(&m->limits, host, &c->slot);
    if(in_the_way) {
      pool_close(&m->pool, CONTAINER_OF(in_the_way, struct conn, slot));
    } else if(verdict == LIMIT_HOST || !pool_close_oldest(&m->pool)) {
      c->waiter = (struct limit_waiter){ .wake = slot_is_free };
      TRY(limit_wait(&m->limits, host, verdict, &c->waiter));
      return CURLE_AGAIN;
    }
  }
}

/* It waits, or waits no more. The library's own are not seen by programs. */
static void count_pending(struct transfer *t, bool waits)
{
  if(t->ended) return;
  if(waits)
    t->multi->pending++;
  else
    t->multi->pending--;
}

static CURLcode wait(struct transfer *t)
{
  t->state = TRANSFER_WAIT;
  count_pending(t, true);
  return CURLE_AGAIN;
}

static CURLcode wait_for_slot(struct transfer *t)
{
  if(t->ended) return CURLE_OK; /* the library's own count in no limit */
  CURLcode code = take_slot(t);
  return code == CURLE_AGAIN ? wait(t) : code;
}

static bool awaits_another(struct transfer *t)
{
  return t->config.opts->pipe_wait && may_use_another(t) && !t->has_awaited && transfer_awaits(t);
}

/* ---- a new one ---- */

static void way_found(struct way *w) { w->transfer->info.times.name_lookup = elapsed_us(w->transfer); }

static CURLcode way_connected(struct way *w, struct stream *s)
{
  struct transfer *t = w->transfer;
  struct multi *m = t->multi;
  t->conn = conn_new(s, buf_span(&t->key), pool_new_id(pool_of(t)), m->now);
  if(!t->conn) {
    stream_free(s);
    return CURLE_OUT_OF_MEMORY;
  }
  w->top = &t->conn->stream;
  t->conn->network = m->shared.network;
  t->conn->pool = pool_of(t);
  hand_slot_on(t, t->conn);
  t->info.connects++;
  t->info.times.connect = elapsed_us(t);
  t->conn->round_trip_us = t->info.times.connect - t->info.times.name_lookup;
  if(!way_has_layers(w)) return CURLE_OK;
  conn_lease(t->conn, conn_fired, t);
  transfer_info_use(&t->info, t->conn);
  return CURLE_OK;
}

/* Any that has come into the pool meanwhile may serve as well. */
static void way_dropped(struct way *w)
{
  struct transfer *t = w->transfer;
  trace_text(trace_of(t), "closing connection #%lld", (long long)t->conn->id);
  conn_free(t->conn);
  t->conn = NULL;
  t->state = TRANSFER_CONNECT;
}

static const struct way_ops own_way = { way_found, way_connected, way_dropped };

static CURLcode make_connection(struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  if(!has_slot(t)) TRY(wait_for_slot(t));
  t->state = TRANSFER_WAY;
  if(t->way) return CURLE_OK; /* with a further round of a proxy's */
  t->way = mem_alloc(sizeof *t->way);
  if(!t->way) return CURLE_OUT_OF_MEMORY;
  *t->way = (struct way){
    .ops = &own_way,
    .transfer = t,
    .host = t->connect_host,
    .port = t->connect_port,
    .unix_path = o->unix_path,
    .unix_is_abstract = o->unix_is_abstract,
  };
  return service_begin(t->way);
}

static CURLcode reuse(struct transfer *t)
{
  trace_text(trace_of(t), "Reusing existing connection #%lld with host %s", (long long)t->conn->id, t->connect_host);
  drop_claim(t);
  return begin_exchange(t);
}

/* One that is there already, if any. A connection that comes from a share counts in the limits of this multi from now on,
 * like a new one. */
static CURLcode find_connection(struct transfer *t)
{
  bool is_pool_shared = *t->config.pool;
  t->conn = join_shared(t);
  if(t->conn) return CURLE_OK;
  if(is_pool_shared && !has_slot(t)) TRY(wait_for_slot(t));
  t->conn = take_pooled(t);
  if(t->conn && is_pool_shared) hand_slot_on(t, t->conn);
  return CURLE_OK;
}

/* To the origin, or else to what it has offered (CURLOPT_ALTSVC_CTRL(3)). */
static CURLcode find_either(struct transfer *t)
{
  TRY(find_connection(t));
  if(t->conn || !alternative_is_waiting(&t->alternative)) return CURLE_OK;
  TRY(transfer_use_alternative(t));
  return find_connection(t);
}

CURLcode transfer_connect(struct transfer *t)
{
  t->info.times.queue = elapsed_us(t);
  if(t->proto->is_local) return begin_exchange(t);
  if(t->conn) return begin_exchange(t); /* it has carried the hop before */
  TRY(find_either(t));
  if(t->conn) return reuse(t);
  if(may_be_shared(t)) {
    if(awaits_another(t)) {
      drop_claim(t);
      return wait(t);
    }
    transfer_begin_making(t);
  }
  return make_connection(t);
}

/* Woken, or only looked at: in the latter case it goes on waiting where it stands. */
CURLcode transfer_wait(struct transfer *t)
{
  if(waits_for_slot(t) || list_is_linked(&t->in_making)) return CURLE_AGAIN;
  count_pending(t, false);
  t->state = TRANSFER_CONNECT;
  return CURLE_OK;
}

static CURLcode use_connection(struct transfer *t)
{
  if(!t->config.opts->connect_only || t->request.is_detached) return begin_exchange(t);
  TRY(stream_want(t->conn->stream, 0)); /* the program waits by itself */
  TRY(transfer_note_tls(t, t->conn->stream));
  transfer_keep_raw(t);
  return CURLE_OK;
}

/* What stands on the new connection reaches the peer. */
static CURLcode arrive(struct transfer *t)
{
  struct stream *s = t->conn->stream;
  struct tls_result result;
  bool has_layers = way_has_layers(t->way);
  if(t->proto->over_tls) {
    tls_stream_result(s, &result);
    t->conn->alpn = result.alpn;
    t->multi->now = t->multi->system->now_us(); /* a handshake takes its time */
    t->info.times.app_connect = elapsed_us(t);
    TRY(transfer_check_alternative(t, result.alpn));
  } else if(t->tls[TLS_PROXY] && route_forwards(route_of(t))) {
    t->conn->alpn = way_proxy_alpn(s);
  }
  TRY(use_connection(t));
  if(has_layers && t->xfer.exhausts)
    t->events |= WATCH_READ; /* an edge that came with a handshake does not come again */
  return CURLE_OK;
}

/* What is known of a peer that was refused is told, too. */
static CURLcode fail(struct transfer *t, CURLcode code)
{
  CURLcode noted = t->conn ? transfer_note_tls(t, t->conn->stream) : CURLE_OK;
  return noted ? noted : code;
}

CURLcode transfer_go(struct transfer *t)
{
  CURLcode code = way_run(t->way);
  if(code) return code == CURLE_AGAIN ? code : fail(t, code);
  return t->conn ? arrive(t) : CURLE_OK; /* else it begins anew */
}

void transfer_hang_up(struct transfer *t)
{
  if(t->state == TRANSFER_WAIT) count_pending(t, false);
  list_remove(&t->in_making);
  transfer_end_making(t, false, 0);
  drop_claim(t);
  forget_way(t);
}
