#include "engine/way.h"
#include "base/mem.h"
#include "engine/doh.h"
#include "engine/internal.h"
#include "stream/admit.h"

/* Look-up and racing. */

static struct trace *trace_of(const struct way *w) { return &w->transfer->xfer.trace; }

/* A place on the way: a proxy, or the target. */
struct stop {
  const char *host;
  uint16_t port;
  const char *path; /* of a Unix socket; NULL: host and port count */
  bool is_abstract;
  bool is_proxy;
};

static struct stop proxy_or_target(const struct way *w, const struct proxy_text *p)
{
  if(p->host) return (struct stop){ p->host, p->port, p->path, false, true };
  return (struct stop){ w->host, w->port, w->unix_path, w->unix_is_abstract, false };
}

/* Whom the socket is connected to. */
static struct stop first_stop(const struct way *w)
{
  const struct route *r = route_of(w->transfer);
  return proxy_or_target(w, r->socks.host ? &r->socks : &r->http);
}

/* ---- names ---- */

static void query_done(struct resolve_query *q) { transfer_wake(q->fetch_owner); }

struct resolve_query way_query(struct transfer *t)
{
  return (struct resolve_query){ .done = query_done, .fetch = &doh_transfer_ops, .fetch_owner = t };
}

void way_drop_query(struct way *w)
{
  if(!w->query) return;
  resolve_cancel(w->query);
  mem_free(w->query);
  w->query = NULL;
}

static CURLcode start_query(struct way *w, const char *host, uint16_t port, struct address_set **ret)
{
  struct transfer *t = w->transfer;
  w->query = mem_alloc(sizeof *w->query);
  if(!w->query) return CURLE_OUT_OF_MEMORY;
  *w->query = way_query(t);
  return resolve_start(w->query, t->multi->resolver, dns_of(t), t->config.resolve, host, port, t->multi->now,
                       trace_of(w), ret);
}

CURLcode way_look_up(struct way *w, const char *host, uint16_t port, struct address_set **ret)
{
  CURLcode code = w->query ? resolve_take(w->query, host, trace_of(w), ret) : start_query(w, host, port, ret);
  if(code != CURLE_AGAIN) way_drop_query(w);
  return code;
}

/* ---- addresses ---- */

static CURLcode use_unix_path(struct way *w, const struct stop *to)
{
  struct address_set *addrs = address_set_new(1);
  char path[108];
  size_t len = strlen(to->path);
  if(!addrs) return CURLE_OUT_OF_MEMORY;
  w->addrs = addrs;
  /* an abstract name has a NUL before it and none behind */
  bool fits = len + to->is_abstract <= sizeof path;
  if(fits && to->is_abstract) path[0] = '\0';
  if(fits) memcpy(path + to->is_abstract, to->path, len);
  if(fits && address_unix(path, len + to->is_abstract, &addrs->at[0])) return CURLE_OK;
  return trace_fail(trace_of(w), CURLE_COULDNT_RESOLVE_HOST, "Unix socket path too long: '%s'", to->path);
}

/* SOCKS 4 and 5 tell addresses, 4a and 5h names (CURLOPT_PROXYTYPE(3)): whom the proxy is to reach is looked up first. */
static bool is_target_next(const struct way *w)
{
  const struct proxy_text *socks = &route_of(w->transfer)->socks;
  bool tells_address = socks->type == CURLPROXY_SOCKS4 || socks->type == CURLPROXY_SOCKS5;
  return socks->host && tells_address && !w->target_addrs;
}

/* CURLE_COULDNT_RESOLVE_PROXY where it is a proxy that is not found. */
static CURLcode tell_whose(const struct way *w, const struct stop *to, CURLcode code)
{
  if(code != CURLE_COULDNT_RESOLVE_HOST || !to->is_proxy) return code;
  trace_forget_failure(trace_of(w));
  return trace_fail(trace_of(w), CURLE_COULDNT_RESOLVE_PROXY, "Could not resolve proxy: %s",
                    to->path ? to->path : to->host);
}

static CURLcode find_next(struct way *w)
{
  bool is_target = is_target_next(w);
  struct stop to = is_target ? proxy_or_target(w, &route_of(w->transfer)->http) : first_stop(w);
  struct address_set **place = is_target ? &w->target_addrs : &w->addrs;
  return tell_whose(w, &to, to.path ? use_unix_path(w, &to) : way_look_up(w, to.host, to.port, place));
}

/* An origin that has no address of its own may still be served elsewhere. */
static CURLcode find(struct way *w)
{
  CURLcode code = service_ask(w);
  while(!code && !w->addrs) code = find_next(w);
  if(code == CURLE_COULDNT_RESOLVE_HOST && w->services) code = CURLE_OK;
  if(!code) w->step = WAY_CHOOSE;
  return code;
}

/* A name with one address that is denied may be an attempt to get at that one (DNS rebinding). */
static CURLcode ask_policy(const struct way *w)
{
  const struct sluice_policy *p = w->transfer->config.net->gate.policy;
  if(!p || policy_setting(p, SLUICE_ANSWERS) != SLUICE_ANSWERS_ALL_OR_NOTHING) return CURLE_OK;
  for(size_t i = 0; i < w->addrs->count; i++) TRY(admit_peer(p, &w->addrs->at[i], trace_of(w)));
  return CURLE_OK;
}

static CURLcode choose(struct way *w)
{
  TRY(service_choose(w));
  TRY(ask_policy(w));
  if(w->ops->found) w->ops->found(w);
  w->step = WAY_DIAL;
  return CURLE_OK;
}

/* ---- racing ---- */

static void dial_ready(void *owner) { transfer_wake(owner); }

static CURLcode begin_dial(struct way *w)
{
  struct transfer *t = w->transfer;
  struct stop to = first_stop(w);
  const struct dial_config config = {
    .opts = t->config.net,
    .system = t->multi->system,
    .poller = t->multi->poller,
    .trace = trace_of(w),
    .host = to.host,
    .port = to.port,
    .ready = dial_ready,
    .owner = t,
  };
  w->dial = dial_new(&config, w->addrs);
  return w->dial ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static void end_dial(struct way *w)
{
  dial_free(w->dial);
  w->dial = NULL;
  address_set_unref(w->addrs);
  w->addrs = NULL;
}

static CURLcode dial(struct way *w)
{
  struct stream *stream;
  if(!w->dial) TRY(begin_dial(w));
  CURLcode code = dial_step(w->dial, w->transfer->multi->now, &stream);
  if(code == CURLE_AGAIN) return code;
  w->transfer->info.os_errno = dial_errno(w->dial);
  TRY(code);
  end_dial(w);
  w->layers = 0;
  w->step = WAY_LAYERS;
  return w->ops->connected(w, stream);
}

/* ---- all of it ---- */

static CURLcode stay(struct way *w) { return CURLE_OK; }

static const struct {
  CURLcode (*run)(struct way *w);
  const char *doing;
} steps[] = {
  [WAY_FIND] = { find, "Resolving" },
  [WAY_CHOOSE] = { choose, "Resolving" },
  [WAY_DIAL] = { dial, "Connection" },
  [WAY_LAYERS] = { way_stack, "Proxy handshake" }, /* or TLS: see below */
  [WAY_TUNNEL] = { way_ask_tunnel, "Proxy CONNECT" },
  [WAY_END] = { stay, "Connection" },
};

CURLcode way_run(struct way *w)
{
  do TRY(steps[w->step].run(w));
  while(w->step != WAY_END && w->step != WAY_FIND);
  return CURLE_OK;
}

const char *way_doing(const struct way *w)
{
  bool is_tls = w->step == WAY_LAYERS && tls_stream_in(*w->top) == *w->top;
  return is_tls ? "TLS handshake" : steps[w->step].doing;
}

int64_t way_deadline(const struct way *w) { return w->dial ? dial_deadline(w->dial) : service_deadline(w); }

void way_drop(struct way *w)
{
  way_drop_query(w);
  end_dial(w);
  http_connect_free(w->tunnel);
  w->tunnel = NULL;
  address_set_unref(w->target_addrs);
  w->target_addrs = NULL;
}
