#include "base/mem.h"
#include "engine/internal.h"
#include "stream/proxy_header.h"
#include "stream/socks.h"
#include "stream/tunnel.h"

/* From a socket that is connected to a way to the peer: what stands on it, from the bottom up. Each layer is established
 * before the next one is added. */

static struct trace *trace_of(struct transfer *t) { return &t->xfer.trace; }

/* `s` has taken over what stood on the connection before. */
static CURLcode stack(struct transfer *t, struct stream *s)
{
  if(!s) return CURLE_OUT_OF_MEMORY;
  t->conn->stream = s;
  return CURLE_OK;
}

/* ---- SOCKS ---- */

#define SOCKS_SERVICE "rcmd" /* of a Kerberos principal: CURLOPT_PROXY_SERVICE_NAME(3) */

static bool wants_socks(const struct transfer *t) { return t->route.socks.host; }

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

static CURLcode add_socks(struct transfer *t)
{
  const struct proxy_text *p = &t->route.socks, *next = &t->route.http;
  const struct http_opts *http = t->config.http;
  struct address literal;
  struct socks_config config = {
    .is_version_4 = p->type == CURLPROXY_SOCKS4 || p->type == CURLPROXY_SOCKS4A,
    .target = { .name = next->host ? next->host : t->connect_host, .port = next->host ? next->port : t->connect_port },
    .user = p->user,
    .password = p->password,
    .may_log_in = t->config.proxy->socks5_auth & (long)CURLAUTH_BASIC,
    .may_use_gssapi = t->config.proxy->socks5_auth & (long)CURLAUTH_GSSAPI,
    .gssapi = { .service = http->proxy_service ? http->proxy_service : SOCKS_SERVICE,
                .host = p->host,
                .delegation = http->delegation,
                .mechanism = GSSAPI_KRB5 },
    .tells_level = t->config.proxy->tells_level,
    .reason = &t->info.proxy_error,
  };
  if(t->target_addrs)
    target_address(&config.target, choose_address(t->target_addrs, config.is_version_4));
  else if(!config.is_version_4 && address_parse(config.target.name, 0, &literal))
    target_address(&config.target, &literal);
  return stack(t, socks_stream_new(t->conn->stream, &config));
}

/* ---- TLS ---- */

static CURLcode add_tls_at(struct transfer *t, enum tls_place place)
{
  struct stream *s;
  TRY(transfer_new_tls(t, place, &s));
  return stack(t, s);
}

static bool wants_proxy_tls(const struct transfer *t) { return t->tls[TLS_PROXY]; }
static CURLcode add_proxy_tls(struct transfer *t) { return add_tls_at(t, TLS_PROXY); }
static bool wants_tls(const struct transfer *t) { return t->tls[TLS_ORIGIN]; }
static CURLcode add_tls(struct transfer *t) { return add_tls_at(t, TLS_ORIGIN); }

/* ---- CONNECT ---- */

static bool wants_tunnel(const struct transfer *t) { return t->route.tunnels; }

/* What TLS to the proxy, which is the uppermost, has chosen (RFC 7301); NULL: nothing. */
static const char *proxy_alpn(struct stream *to_proxy)
{
  struct tls_result result = { 0 };
  const struct stream *tls = tls_stream_in(to_proxy);
  if(tls) tls_stream_result(tls, &result);
  return result.alpn;
}

static bool speaks_h2(struct stream *to_proxy)
{
  const char *alpn = proxy_alpn(to_proxy);
  return alpn && !strcmp(alpn, "h2");
}

static CURLcode begin_tunnel(struct transfer *t)
{
  struct stream *s;
  const struct http_connect_config config = {
    .proxy = &t->route.http,
    .host = t->connect_host,
    .port = t->connect_port,
    .http = t->config.http,
    .auth = &t->hop.proxy_auth,
    .system = t->multi->system,
    .result = &t->info.http,
    .status = &t->info.connect_status,
    .request_bytes = &t->info.request_size,
    .header_bytes = &t->info.header_size,
    .is_11 = &t->hop.is_proxy_11,
  };
  if(!t->tunnel)
    t->tunnel = http_connect_new(&config, &t->xfer); /* else a further round has come to a new connection */
  t->state = TRANSFER_TUNNEL;
  if(!t->tunnel) return CURLE_OUT_OF_MEMORY;
  if(!wants_proxy_tls(t) || !speaks_h2(t->conn->stream)) return CURLE_OK;
  TRY(http_connect_use_h2(t->tunnel, t->conn->stream, &s));
  return stack(t, s);
}

CURLcode transfer_tunnel(struct transfer *t)
{
  bool elsewhere;
  CURLcode code = http_connect_run(t->tunnel, t->conn->stream, &elsewhere);
  if(code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR)
    t->info.os_errno = stream_socket_info(t->conn->stream)->errnum;
  TRY(code);
  if(elsewhere) {
    trace_text(trace_of(t), "closing connection #%lld", (long long)t->conn->id);
    conn_free(t->conn);
    t->conn = NULL;
    t->state = TRANSFER_CONNECT;
    return CURLE_OK;
  }
  if(!http_connect_is_h2(t->tunnel)) TRY(stack(t, tunnel_stream_new(t->conn->stream, http_connect_first(t->tunnel))));
  t->state = TRANSFER_ESTABLISH;
  return CURLE_OK;
}

/* ---- the PROXY header ---- */

static bool wants_proxy_header(const struct transfer *t) { return t->route.tells_ends; }

static CURLcode add_proxy_header(struct transfer *t)
{
  return stack(t, proxy_header_stream_new(t->conn->stream, t->route.client_ip));
}

/* From the bottom up. */
static const struct {
  bool (*is_wanted)(const struct transfer *t);
  CURLcode (*add)(struct transfer *t);
} layers[] = {
  { wants_socks, add_socks },     { wants_proxy_tls, add_proxy_tls },
  { wants_tunnel, begin_tunnel }, { wants_proxy_header, add_proxy_header },
  { wants_tls, add_tls },
};
#define LAYERS (sizeof layers / sizeof *layers)

bool transfer_has_layers(const struct transfer *t)
{
  for(size_t i = 0; i < LAYERS; i++)
    if(layers[i].is_wanted(t)) return true;
  return false;
}

/* What is known of a peer that was refused is told, too. */
static CURLcode fail(struct transfer *t, CURLcode code)
{
  struct stream *s = t->conn->stream;
  CURLcode noted = transfer_note_tls(t, s);
  t->info.os_errno = stream_socket_info(s)->errnum;
  return noted ? noted : code;
}

/* The peer is checked by the program, which takes its time: CURLOPT_SSL_CTX_FUNCTION(3). */
static bool awaits_program(struct transfer *t)
{
  const struct stream *tls = tls_stream_in(t->conn->stream);
  return tls && tls_stream_awaits_program(tls);
}

CURLcode transfer_establish(struct transfer *t)
{
  struct stream *s = t->conn->stream;
  if(t->pause && awaits_program(t)) return CURLE_AGAIN; /* whatever else has woken it, the program has not */
  CURLcode code = stream_establish(s, trace_of(t), t->multi->now);
  if(code == CURLE_AGAIN && awaits_program(t)) t->pause = CURLPAUSE_ALL;
  if(code) return code == CURLE_AGAIN ? code : fail(t, code);
  while(t->layers < LAYERS) {
    size_t next = t->layers++;
    if(layers[next].is_wanted(t)) return layers[next].add(t);
  }
  if(wants_tls(t)) {
    struct tls_result result;
    tls_stream_result(s, &result);
    t->conn->alpn = result.alpn;
    t->multi->now = t->multi->system->now_us(); /* a handshake takes its time */
    t->info.times.app_connect = elapsed_us(t);
    TRY(transfer_check_alternative(t, result.alpn));
  } else if(wants_proxy_tls(t) && route_forwards(&t->route)) {
    t->conn->alpn = proxy_alpn(s);
  }
  TRY(transfer_use_connection(t));
  if(t->xfer.exhausts) t->events |= WATCH_READ; /* an edge that came with the handshake does not come again */
  return CURLE_OK;
}
