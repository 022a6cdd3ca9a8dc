#include "engine/internal.h"
#include "stream/proxy_header.h"
#include "stream/socks.h"
#include "stream/tunnel.h"

/* From a socket that is connected to a way to the peer: what stands on it, from the bottom up. Each layer is established
 * before the next one is added. */

/* `s` has taken over what stood on the connection before. */
static CURLcode stack(struct way *w, struct stream *s)
{
  if(!s) return CURLE_OUT_OF_MEMORY;
  *w->top = s;
  return CURLE_OK;
}

/* ---- SOCKS ---- */

#define SOCKS_SERVICE "rcmd" /* of a Kerberos principal: CURLOPT_PROXY_SERVICE_NAME(3) */

static bool wants_socks(const struct way *w) { return route_of(w->transfer)->socks.host; }

/* The address that this version can tell, or else any: it will be refused with the reason. */
static const struct address *choose_address(const struct address_set *set, bool is_version_4)
{
  for(size_t i = 0; i < set->count; i++)
    if(!is_version_4 || set->at[i].addr.ss_family == AF_INET) return &set->at[i];
  return &set->at[0];
}

static void target_address(struct socks_target *to, const struct address *a)
{
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
  to->name = NULL;
  if(a->addr.ss_family == AF_INET) {
    memcpy(&in, &a->addr, sizeof in);
    memcpy(to->ip, &in.sin_addr, to->ip_len = sizeof in.sin_addr);
  } else {
    memcpy(&in6, &a->addr, sizeof in6);
    memcpy(to->ip, &in6.sin6_addr, to->ip_len = sizeof in6.sin6_addr);
  }
}

static CURLcode add_socks(struct way *w)
{
  struct transfer *t = w->transfer;
  const struct proxy_text *p = &route_of(t)->socks, *next = &route_of(t)->http;
  const struct http_rare_opts *rare = http_rare(t->config.http);
  struct address literal;
  struct socks_config config = {
    .is_version_4 = p->type == CURLPROXY_SOCKS4 || p->type == CURLPROXY_SOCKS4A,
    .target = { .name = next->host ? next->host : w->host, .port = next->host ? next->port : w->port },
    .user = p->user,
    .password = p->password,
    .may_log_in = t->config.proxy->socks5_auth & (long)CURLAUTH_BASIC,
    .may_use_gssapi = t->config.proxy->socks5_auth & (long)CURLAUTH_GSSAPI,
    .gssapi = { .service = rare->proxy_service ? rare->proxy_service : SOCKS_SERVICE,
                .host = p->host,
                .delegation = rare->delegation,
                .mechanism = GSSAPI_KRB5 },
    .tells_level = t->config.proxy->tells_level,
    .reason = &t->info.proxy_error,
  };
  if(w->target_addrs)
    target_address(&config.target, choose_address(w->target_addrs, config.is_version_4));
  else if(!config.is_version_4 && address_parse(config.target.name, 0, &literal))
    target_address(&config.target, &literal);
  return stack(w, socks_stream_new(*w->top, &config));
}

/* ---- TLS ---- */

static CURLcode add_tls_at(struct way *w, enum tls_place place)
{
  struct stream *s;
  TRY(transfer_new_tls(w->transfer, place, *w->top, &s));
  return stack(w, s);
}

static bool wants_proxy_tls(const struct way *w) { return w->transfer->tls[TLS_PROXY]; }
static CURLcode add_proxy_tls(struct way *w) { return add_tls_at(w, TLS_PROXY); }
static bool wants_tls(const struct way *w) { return w->transfer->proto->over_tls && !w->ends_at_peer; }
static CURLcode add_tls(struct way *w) { return add_tls_at(w, TLS_ORIGIN); }

/* ---- CONNECT ---- */

static bool wants_tunnel(const struct way *w) { return route_of(w->transfer)->tunnels; }

const char *way_proxy_alpn(struct stream *to_proxy)
{
  struct tls_result result = { 0 };
  const struct stream *tls = tls_stream_in(to_proxy);
  if(tls) tls_stream_result(tls, &result);
  return result.alpn;
}

static bool speaks_h2(struct stream *to_proxy)
{
  const char *alpn = way_proxy_alpn(to_proxy);
  return alpn && !strcmp(alpn, "h2");
}

static CURLcode begin_tunnel(struct way *w)
{
  struct transfer *t = w->transfer;
  struct stream *s;
  const struct http_connect_config config = {
    .proxy = &route_of(t)->http,
    .host = w->host,
    .port = w->port,
    .http = t->config.http,
    .auth = &t->hop.proxy_auth,
    .system = t->multi->system,
    .result = &t->info.http,
    .status = &t->info.connect_status,
    .request_bytes = &t->info.request_size,
    .header_bytes = &t->info.header_size,
    .is_11 = &t->hop.is_proxy_11,
  };
  if(!w->tunnel)
    w->tunnel = http_connect_new(&config, &t->xfer); /* else a further round has come to a new connection */
  w->step = WAY_TUNNEL;
  if(!w->tunnel) return CURLE_OUT_OF_MEMORY;
  if(!wants_proxy_tls(w) || !speaks_h2(*w->top)) return CURLE_OK;
  TRY(http_connect_use_h2(w->tunnel, *w->top, &s));
  return stack(w, s);
}

CURLcode way_ask_tunnel(struct way *w)
{
  bool elsewhere;
  CURLcode code = http_connect_run(w->tunnel, *w->top, &elsewhere);
  if(code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR)
    w->transfer->info.os_errno = stream_socket_info(*w->top)->errnum;
  TRY(code);
  if(elsewhere) {
    w->step = WAY_FIND;
    w->ops->dropped(w);
    return CURLE_OK;
  }
  if(!http_connect_is_h2(w->tunnel)) TRY(stack(w, tunnel_stream_new(*w->top, http_connect_first(w->tunnel))));
  w->step = WAY_LAYERS;
  return CURLE_OK;
}

/* ---- the PROXY header ---- */

static bool wants_proxy_header(const struct way *w) { return route_of(w->transfer)->tells_ends && !w->ends_at_peer; }

static CURLcode add_proxy_header(struct way *w)
{
  return stack(w, proxy_header_stream_new(*w->top, route_of(w->transfer)->client_ip));
}

/* ---- all of them ---- */

/* From the bottom up. */
static const struct {
  bool (*is_wanted)(const struct way *w);
  CURLcode (*add)(struct way *w);
} layers[] = {
  { wants_socks, add_socks },     { wants_proxy_tls, add_proxy_tls },
  { wants_tunnel, begin_tunnel }, { wants_proxy_header, add_proxy_header },
  { wants_tls, add_tls },
};
#define LAYERS (sizeof layers / sizeof *layers)

bool way_has_layers(const struct way *w)
{
  for(size_t i = 0; i < LAYERS; i++)
    if(layers[i].is_wanted(w)) return true;
  return false;
}

/* The handshake of TLS on top waits for the program's own check: CURLOPT_SSL_CTX_FUNCTION(3). */
static bool awaits_program(struct stream *top)
{
  const struct stream *tls = tls_stream_in(top);
  return tls && tls_stream_awaits_program(tls);
}

CURLcode transfer_establish(struct transfer *t, struct stream *s)
{
  if(t->pause && awaits_program(s)) return CURLE_AGAIN; /* whatever else has woken it, the program has not */
  CURLcode code = stream_establish(s, &t->xfer.trace, t->multi->now);
  if(code == CURLE_AGAIN && awaits_program(s)) t->pause = CURLPAUSE_ALL;
  if(code && code != CURLE_AGAIN) t->info.os_errno = stream_socket_info(s)->errnum;
  return code;
}

CURLcode way_stack(struct way *w)
{
  TRY(transfer_establish(w->transfer, *w->top));
  while(w->layers < LAYERS) {
    size_t next = w->layers++;
    if(layers[next].is_wanted(w)) return layers[next].add(w);
  }
  w->step = WAY_END;
  return CURLE_OK;
}
