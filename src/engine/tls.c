#include "engine/tls.h"
#include "base/mem.h"
#include "engine/internal.h"

static void free_end(struct tls_end **at)
{
  struct tls_end *e = *at;
  *at = NULL;
  if(!e) return;
  tls_opts_free(&e->opts);
  mem_free(e->host);
  buf_free(&e->key);
  mem_free(e);
}

void transfer_forget_tls(struct transfer *t)
{
  for(size_t i = 0; i < TLS_PLACES; i++) free_end(&t->tls[i]);
}

static CURLcode new_end(struct tls_end **at, const struct tls_opts *opts)
{
  *at = mem_zalloc(sizeof **at);
  if(!*at) return CURLE_OUT_OF_MEMORY;
  (*at)->key = BUF_INIT(IDENTITY_KEY_MAX);
  return tls_opts_copy(&(*at)->opts, opts);
}

/* A key is pinned for the first origin of a transfer (CURLOPT_PINNEDPUBLICKEY(3)). */
static CURLcode ask_origin(struct transfer *t)
{
  TRY(new_end(&t->tls[TLS_ORIGIN], t->config.tls));
  return t->request.is_first_peer ? CURLE_OK : mem_replace(&t->tls[TLS_ORIGIN]->opts.pinned_key, NULL);
}

/* What has no option for proxies is said for both. */
static CURLcode ask_proxy(struct transfer *t)
{
  const struct tls_opts *both = t->config.tls;
  struct tls_opts opts = *t->config.proxy_tls;
  opts.groups = both->groups;
  opts.signatures = both->signatures;
  opts.engine = both->engine;
  opts.engine_is_default = both->engine_is_default;
  opts.resumes = both->resumes;
  opts.ca_cache_timeout_s = both->ca_cache_timeout_s;
  opts.context_fn = both->context_fn;
  opts.context_data = both->context_data;
  return new_end(&t->tls[TLS_PROXY], &opts);
}

CURLcode transfer_ask_tls(struct transfer *t)
{
  transfer_forget_tls(t);
  if(t->proto->over_tls || (t->proto->starts_tls && t->config.request->use_tls)) TRY(ask_origin(t));
  return route_of(t)->is_secure ? ask_proxy(t) : CURLE_OK;
}

/* As certificates have it: without brackets, zone, and the dot that ends a whole name. */
static char *name_in_certificate(const char *host)
{
  size_t len = strlen(host);
  if(len > 1 && host[0] == '[') return mem_strndup(host + 1, len - 2);
  const char *zone = strchr(host, '%');
  if(zone) len = (size_t)(zone - host);
  if(len > 1 && host[len - 1] == '.') len--;
  return mem_strndup(host, len);
}

/* Many a server knows a session in that connection's process only, so the newest one with the same peer is not good enough
 * for a second connection. */
static struct tls_tickets *tickets_of_conn(struct conn *c)
{
  if(!c->tickets) c->tickets = tls_tickets_new_of_session();
  return c->tickets;
}

/* NULL: nothing is resumed. */
static struct tls_tickets *tickets_of(struct transfer *t, enum tls_place place)
{
  struct tls_tickets *shared = *t->config.tickets;
  if(place == TLS_ORIGIN && t->proto->has_second) return tickets_of_conn(t->conn);
  return shared ? shared : multi_tickets(t->multi);
}

/* What is sent as early data can be sent once more by anybody. RFC 8470, section 4: only what is safe (RFC 9110, section
 * 9.2.1) may be. */
static bool may_be_replayed(const struct transfer *t)
{
  static const char *const safe[] = { "GET", "HEAD", "OPTIONS", "TRACE" };
  const char *method = t->proto->method ? t->proto->method(&t->request) : NULL;
  for(size_t i = 0; method && i < sizeof safe / sizeof *safe; i++)
    if(!strcmp(method, safe[i])) return !t->request.has_upload;
  return false;
}

/* CURLSSLOPT_EARLYDATA; one that is left to the program sends nothing by itself. */
static bool wants_early(const struct transfer *t, const struct tls_end *e)
{
  return (e->opts.flags & CURLSSLOPT_EARLYDATA) && !t->config.opts->connect_only && may_be_replayed(t);
}

/* The host is the URL's, wherever the program has it connected to. */
static CURLcode find_origin(struct transfer *t, struct tls_end *e)
{
  e->host = name_in_certificate(t->request.host);
  e->peer.port = t->request.port;
  e->peer.alpn = transfer_alternative_alpn(t);
  if(!e->peer.alpn && t->proto->alpn) e->peer.alpn = t->proto->alpn(&t->request);
  e->peer.early_alpn = wants_early(t, e) ? "http/1.1" : NULL;
  return buf_add_span(&e->key, buf_span(&t->key));
}

/* CURLPROXY_HTTPS2: HTTP/2 is offered, whatever is wanted of the origin (CURLOPT_HTTP_VERSION(3), _SSL_ENABLE_ALPN), but
 * where a former answer, or a scheme of authentication, speaks against it. */
static const char *const *proxy_alpn(const struct transfer *t)
{
  static const char *const only_11[] = { "http/1.1", NULL }, *const any[] = { "h2", "http/1.1", NULL };
  bool tunnels_in_2 = !t->hop.is_proxy_11 && !http_connect_needs_h1(&t->hop.proxy_auth);
  bool forwards_in_2 = t->proto->kinds && (t->proto->kinds(&t->request) & ~SESSION_SERIAL);
  const struct route *r = route_of(t);
  bool may_be_2 = r->tunnels ? tunnels_in_2 : forwards_in_2;
  return r->http.type == CURLPROXY_HTTPS2 && may_be_2 ? any : only_11;
}

static CURLcode find_proxy(struct transfer *t, struct tls_end *e)
{
  const struct route *r = route_of(t);
  const struct identity id = {
    .scheme = IDENTITY_SCHEME_PROXY,
    .host = "",
    .socks = r->socks.host ? &r->socks : NULL,
    .http = &r->http,
    .proxy_tls = &e->opts,
    .net = t->config.net,
  };
  e->host = name_in_certificate(r->http.host);
  e->peer.port = r->http.port;
  e->peer.alpn = proxy_alpn(t);
  return identity_build(&e->key, &id);
}

CURLcode transfer_new_tls(struct transfer *t, enum tls_place place, struct stream *below, struct stream **ret)
{
  struct tls_end *e = t->tls[place];
  struct address literal;
  mem_free(e->host);
  buf_reset(&e->key);
  TRY(place == TLS_ORIGIN ? find_origin(t, e) : find_proxy(t, e));
  if(!e->host) return CURLE_OUT_OF_MEMORY;
  e->peer.host = e->host;
  e->peer.is_address = address_parse(e->host, 0, &literal);
  e->peer.key = buf_span(&e->key);
  e->peer.tickets = e->opts.resumes ? tickets_of(t, place) : NULL;
  if(!e->opts.offers_alpn) e->peer.alpn = NULL;
  *ret = tls_stream_new(below, &e->opts, &e->peer, t->multi->system->wall_s());
  return CURLE_OK;
}

/* The way to a proxy may have failed before there was one on top of it. */
static void find_streams(const struct transfer *t, struct stream *top, struct stream *ret[TLS_PLACES])
{
  struct stream *upper = tls_stream_in(top), *lower = upper ? tls_stream_in(upper->below) : NULL;
  ret[TLS_PROXY] = !t->tls[TLS_PROXY] ? NULL : lower ? lower : upper;
  ret[TLS_ORIGIN] = upper == ret[TLS_PROXY] ? NULL : upper;
}

const struct stream *transfer_tls(const struct transfer *t)
{
  struct stream *in[TLS_PLACES];
  const struct conn *c = t->conn ? t->conn : t->raw;
  if(!c) return NULL;
  find_streams(t, c->stream, in);
  return in[TLS_ORIGIN];
}

CURLcode transfer_note_tls(struct transfer *t, struct stream *top)
{
  struct tls_result result;
  struct stream *in[TLS_PLACES], *proxy, *origin;
  find_streams(t, top, in);
  proxy = in[TLS_PROXY];
  origin = in[TLS_ORIGIN];
  if(proxy) {
    tls_stream_result(proxy, &result);
    t->info.proxy_verify_result = result.verify_result;
  }
  if(!origin) return CURLE_OK;
  tls_stream_result(origin, &result);
  t->info.verify_result = result.verify_result;
  if(!t->tls[TLS_ORIGIN]->opts.wants_certs) return CURLE_OK;
  transfer_info_drop_certs(&t->info);
  return tls_stream_certs(origin, &t->info.certs);
}

bool transfer_is_early(const struct transfer *t)
{
  const struct stream *tls = transfer_tls(t);
  return tls && tls_stream_is_early(tls);
}

CURLcode transfer_note_early(struct transfer *t, bool is_over)
{
  struct tls_result result;
  bool is_done = !transfer_is_early(t);
  if(!t->is_early || (!is_done && !is_over)) return CURLE_OK;
  t->is_early = false;
  if(is_done) t->info.times.app_connect = elapsed_us(t);
  tls_stream_result(transfer_tls(t), &result);
  t->info.early_data += result.early;
  return transfer_note_tls(t, t->conn->stream);
}
