#include "base/mem.h"
#include "engine/doh.h"
#include "engine/internal.h"

/* The way to a connection: from the pool, or look-up and racing. */

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

/* What was needed on the way to a connection only. */
static void forget_way(struct transfer *t)
{
  http_connect_free(t->tunnel);
  t->tunnel = NULL;
  address_set_unref(t->target_addrs);
  t->target_addrs = NULL;
}

static CURLcode begin_exchange(struct transfer *t)
{
  struct transfer_times *times = &t->info.times;
  forget_way(t);
  if(!mux_is_shared(t->conn)) conn_lease(t->conn, conn_fired, t);
  transfer_info_use(&t->info, t->conn);
  TRY(transfer_note_tls(t, t->conn->stream));
  t->is_early = transfer_is_early(t);
  TRY(ask_permission(t));
  TRY(t->proto->begin(&t->exchange, t->conn, &t->request, &t->xfer));
  if(conn_kind(t->conn) != SESSION_SERIAL)
    transfer_share_conn(t);
  else if(!t->exchange->may_switch)
    transfer_end_making(t, false, 0);
  times->pre_transfer = elapsed_us(t);
  t->events = 0;
  t->state = TRANSFER_EXCHANGE;
  return CURLE_OK;
}

static void dial_ready(void *owner) { transfer_wake(owner); }

/* A place on the way: a proxy, or the target. */
struct stop {
  const char *host;
  uint16_t port;
  const char *path; /* of a Unix socket; NULL: host and port count */
  bool is_abstract;
  bool is_proxy;
};

static struct stop proxy_or_target(const struct transfer *t, const struct proxy_text *p)
{
  const struct transfer_opts *o = t->config.opts;
  if(p->host) return (struct stop){ p->host, p->port, p->path, false, true };
  return (struct stop){ t->connect_host, t->connect_port, o->unix_path, o->unix_is_abstract, false };
}

/* Whom the socket is connected to. */
static struct stop first_stop(const struct transfer *t)
{
  return proxy_or_target(t, t->route.socks.host ? &t->route.socks : &t->route.http);
}

static CURLcode begin_dial(struct transfer *t)
{
  struct stop to = first_stop(t);
  const struct dial_config config = {
    .opts = t->config.net,
    .system = t->multi->system,
    .poller = t->multi->poller,
    .trace = trace_of(t),
    .host = to.host,
    .port = to.port,
    .ready = dial_ready,
    .owner = t,
  };
  t->info.times.name_lookup = elapsed_us(t);
  t->dial = dial_new(&config, t->addrs);
  t->state = TRANSFER_DIAL;
  return t->dial ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static CURLcode use_unix_path(struct transfer *t, const struct stop *to)
{
  struct address_set *addrs = address_set_new(1);
  char path[108];
  size_t len = strlen(to->path);
  if(!addrs) return CURLE_OUT_OF_MEMORY;
  t->addrs = addrs;
  /* an abstract name has a NUL before it and none behind */
  bool fits = len + to->is_abstract <= sizeof path;
  if(fits && to->is_abstract) path[0] = '\0';
  if(fits) memcpy(path + to->is_abstract, to->path, len);
  if(fits && address_unix(path, len + to->is_abstract, &addrs->at[0])) return CURLE_OK;
  return trace_fail(trace_of(t), CURLE_COULDNT_RESOLVE_HOST, "Unix socket path too long: '%s'", to->path);
}

static void query_done(struct resolve_query *q) { transfer_wake(q->fetch_owner); }

/* SOCKS 4 and 5 tell addresses, 4a and 5h names (CURLOPT_PROXYTYPE(3)): whom the proxy is to reach is looked up first. */
static bool is_target_next(const struct transfer *t)
{
  const struct proxy_text *socks = &t->route.socks;
  bool tells_address = socks->type == CURLPROXY_SOCKS4 || socks->type == CURLPROXY_SOCKS5;
  return socks->host && tells_address && !t->target_addrs;
}

static struct stop next_to_find(const struct transfer *t)
{
  return is_target_next(t) ? proxy_or_target(t, &t->route.http) : first_stop(t);
}

static struct address_set **place_of_next(struct transfer *t)
{
  return is_target_next(t) ? &t->target_addrs : &t->addrs;
}

/* CURLE_COULDNT_RESOLVE_PROXY where it is a proxy that is not found. */
static CURLcode tell_whose(struct transfer *t, const struct stop *to, CURLcode code)
{
  if(code != CURLE_COULDNT_RESOLVE_HOST || !to->is_proxy) return code;
  trace_forget_failure(trace_of(t));
  return trace_fail(trace_of(t), CURLE_COULDNT_RESOLVE_PROXY, "Could not resolve proxy: %s",
                    to->path ? to->path : to->host);
}

static void drop_query(struct transfer *t)
{
  if(!t->query) return;
  resolve_cancel(t->query);
  mem_free(t->query);
  t->query = NULL;
}

static CURLcode find_addresses(struct transfer *t)
{
  struct stop to = next_to_find(t);
  if(to.path) return tell_whose(t, &to, use_unix_path(t, &to));
  struct dns *dns = *t->config.dns ? *t->config.dns : t->multi->dns;
  drop_query(t);
  t->query = mem_alloc(sizeof *t->query);
  if(!t->query) return CURLE_OUT_OF_MEMORY;
  *t->query = (struct resolve_query){ .done = query_done, .fetch = &doh_transfer_ops, .fetch_owner = t };
  CURLcode code = resolve_start(t->query, t->multi->resolver, dns, t->config.resolve, to.host, to.port, t->multi->now,
                                trace_of(t), place_of_next(t));
  if(code != CURLE_AGAIN) drop_query(t);
  return tell_whose(t, &to, code);
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

static void slot_is_free(struct limit_waiter *w) { transfer_wake(CONTAINER_OF(w, struct transfer, waiter)); }

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
  for(;;) {
    struct limit_slot *in_the_way;
    enum limit_verdict verdict = limits_ask(&m->limits, host, &in_the_way);
    if(verdict == LIMIT_NONE) return limit_take(&m->limits, host, &t->slot);
    if(in_the_way) {
      pool_close(&m->pool, CONTAINER_OF(in_the_way, struct conn, slot));
    } else if(verdict == LIMIT_HOST || !pool_close_oldest(&m->pool)) {
      t->waiter = (struct limit_waiter){ .wake = slot_is_free };
      TRY(limit_wait(&m->limits, host, verdict, &t->waiter));
      return CURLE_AGAIN;
    }
  }
}

static CURLcode wait(struct transfer *t)
{
  t->state = TRANSFER_WAIT;
  t->multi->pending++;
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

static CURLcode make_connection(struct transfer *t)
{
  if(!t->slot.limits) TRY(wait_for_slot(t));
  CURLcode code = CURLE_OK;
  while(!code && !t->addrs) code = find_addresses(t);
  if(!code) return begin_dial(t);
  if(code == CURLE_AGAIN) t->state = TRANSFER_RESOLVE;
  return code;
}

static CURLcode reuse(struct transfer *t)
{
  trace_text(trace_of(t), "Reusing existing connection #%lld with host %s", (long long)t->conn->id, t->connect_host);
  return begin_exchange(t);
}

/* One that is there already, if any. A connection that comes from a share counts in the limits of this multi from now on,
 * like a new one. */
static CURLcode find_connection(struct transfer *t)
{
  bool is_pool_shared = *t->config.pool;
  t->conn = join_shared(t);
  if(t->conn) return CURLE_OK;
  if(is_pool_shared && !t->slot.limits) TRY(wait_for_slot(t));
  t->conn = take_pooled(t);
  if(t->conn && is_pool_shared) limit_move(&t->conn->slot, &t->slot);
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
  if(t->conn) return begin_exchange(t); /* it has carried the hop before */
  TRY(find_either(t));
  if(t->conn) return reuse(t);
  if(may_be_shared(t)) {
    if(awaits_another(t)) {
      limit_give(&t->slot);
      return wait(t);
    }
    transfer_begin_making(t);
  }
  return make_connection(t);
}

/* Woken, or only looked at: in the latter case it goes on waiting where it stands. */
CURLcode transfer_wait(struct transfer *t)
{
  if(list_is_linked(&t->waiter.node) || list_is_linked(&t->in_making)) return CURLE_AGAIN;
  t->multi->pending--;
  t->state = TRANSFER_CONNECT;
  return CURLE_OK;
}

CURLcode transfer_resolve(struct transfer *t)
{
  struct stop to = next_to_find(t);
  CURLcode code = resolve_take(t->query, to.host, trace_of(t), place_of_next(t));
  if(code != CURLE_AGAIN) drop_query(t);
  TRY(tell_whose(t, &to, code));
  return make_connection(t);
}

CURLcode transfer_dial(struct transfer *t)
{
  struct multi *m = t->multi;
  struct stream *stream;
  CURLcode code = dial_step(t->dial, m->now, &stream);
  if(code == CURLE_AGAIN) return code;
  t->info.os_errno = dial_errno(t->dial);
  TRY(code);
  t->conn = conn_new(stream, buf_span(&t->key), pool_new_id(pool_of(t)), m->now);
  if(!t->conn) {
    stream_free(stream);
    return CURLE_OUT_OF_MEMORY;
  }
  t->conn->network = m->shared.network;
  t->conn->pool = pool_of(t);
  limit_move(&t->conn->slot, &t->slot);
  t->info.connects++;
  t->info.times.connect = elapsed_us(t);
  t->conn->round_trip_us = t->info.times.connect - t->info.times.name_lookup;
  dial_free(t->dial);
  t->dial = NULL;
  address_set_unref(t->addrs);
  t->addrs = NULL;
  if(!transfer_has_layers(t)) return transfer_use_connection(t);
  conn_lease(t->conn, conn_fired, t);
  transfer_info_use(&t->info, t->conn);
  t->layers = 0;
  t->state = TRANSFER_ESTABLISH;
  return CURLE_OK;
}

CURLcode transfer_use_connection(struct transfer *t)
{
  if(!t->config.opts->connect_only || t->request.is_detached) return begin_exchange(t);
  TRY(stream_want(t->conn->stream, 0)); /* the program waits by itself */
  TRY(transfer_note_tls(t, t->conn->stream));
  transfer_keep_raw(t);
  return CURLE_OK;
}

void transfer_hang_up(struct transfer *t)
{
  if(t->state == TRANSFER_WAIT) t->multi->pending--;
  list_remove(&t->in_making);
  transfer_end_making(t, false, 0);
  limit_quit(&t->waiter);
  limit_give(&t->slot);
  drop_query(t);
  dial_free(t->dial);
  t->dial = NULL;
  address_set_unref(t->addrs);
  t->addrs = NULL;
  forget_way(t);
}
