#include "base/mem.h"
#include "base/str.h"
#include "engine/connect_to.h"
#include "engine/hsts.h"
#include "engine/internal.h"
#include "proto/http/http_stores.h"
#include "stream/admit.h"

#define HOST_MAX (64 * 1024) /* bytes, and one more than libcurl takes; names that resolve are much shorter */

/* The first step of a transfer: from the options and the URL to a request and the identity of its connection. */

static struct trace *trace_of(struct transfer *t) { return &t->xfer.trace; }

static unsigned url_flags(const struct transfer_opts *o)
{
  unsigned flags = CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME;
  if(o->path_as_is) flags |= CURLU_PATH_AS_IS;
  if(o->disallow_username) flags |= CURLU_DISALLOW_USER;
  return flags;
}

/* The host of a file is not kept. */
static bool is_whole(const struct url *u)
{
  return u->scheme && (u->host || (u->known && u->known->flags & URL_SCHEME_LOCAL));
}

static bool is_path(const struct transfer_opts *o, const char *text)
{
  const struct url_scheme *s = o->default_protocol ? url_scheme_find(span_text(o->default_protocol)) : NULL;
  return s && s->flags & URL_SCHEME_LOCAL && *text == '/';
}

static CURLUcode parse_path(struct transfer *t, const char *path)
{
  size_t len = strlen(path) + sizeof "file:";
  AUTO_FREE char *text = mem_alloc(len);
  if(!text) return CURLUE_OUT_OF_MEMORY;
  snprintf(text, len, "file:%s", path);
  return url_parse(&t->url, text, url_flags(t->config.opts));
}

/* CURLOPT_DEFAULT_PROTOCOL(3) comes before a guess. */
static CURLUcode parse_text(struct transfer *t, const char *text)
{
  const struct transfer_opts *o = t->config.opts;
  if(is_path(o, text)) return parse_path(t, text);
  CURLUcode code = url_parse(&t->url, text, url_flags(o));
  if(code || !o->default_protocol || !t->url.guessed_scheme) return code;
  return url_set(&t->url, CURLUPART_SCHEME, o->default_protocol, CURLU_NON_SUPPORT_SCHEME);
}

static bool has_space(const char *text) { return text && strchr(text, ' '); }

/* A handle can have been told to take spaces (CURLU_ALLOW_SPACE), which no request can. */
static CURLUcode copy_parsed(struct transfer *t, const struct url *u)
{
  CURLUcode code = url_copy(&t->url, u);
  if(!code && has_space(u->path)) code = url_set(&t->url, CURLUPART_PATH, u->path, CURLU_URLENCODE);
  if(!code && has_space(u->query)) code = url_set(&t->url, CURLUPART_QUERY, u->query, CURLU_URLENCODE);
  return code;
}

static CURLcode parse_redirect(struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  CURLUcode code = url_parse(&t->url, t->redirect,
                             (url_flags(o) & ~(unsigned)CURLU_GUESS_SCHEME) | CURLU_URLENCODE | CURLU_ALLOW_SPACE);
  if(!code) return CURLE_OK;
  return trace_fail(trace_of(t), url_error(code), "The redirect's URL is rejected: '%.100s'", t->redirect);
}

static CURLcode parse_url(struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  if(t->redirect) return parse_redirect(t);
  bool is_parsed = o->parsed_url && is_whole(o->parsed_url);
  if(!is_parsed && !o->url) return trace_fail(trace_of(t), CURLE_URL_MALFORMAT, "No URL set");
  CURLUcode code = is_parsed ? copy_parsed(t, o->parsed_url) : parse_text(t, o->url);
  if(!code) return CURLE_OK;
  AUTO_FREE char *given = is_parsed ? NULL : mem_strndup(o->url, strnlen(o->url, 100));
  return trace_fail(trace_of(t), url_error(code), "URL rejected: '%s'", given ? given : "");
}

static CURLcode check_host(struct transfer *t)
{
  const char *host = t->url.host;
  if(!host || strnlen(host, HOST_MAX) < HOST_MAX) return CURLE_OK;
  return trace_fail(trace_of(t), CURLE_URL_MALFORMAT, "Too long host name (maximum is %d)", HOST_MAX - 1);
}

/* Replace `*kept` by the ASCII form of `host`, if that is another: see url_host_to_ascii. */
static CURLcode make_ascii(struct transfer *t, const char *host, char **kept)
{
  char *ascii = NULL;
  if(!host || url_host_is_ascii(host)) return CURLE_OK;
  CURLUcode code = url_host_to_ascii(host, &ascii);
  if(code == CURLUE_OUT_OF_MEMORY) return CURLE_OUT_OF_MEMORY;
  if(code) return trace_fail(trace_of(t), url_error(code), "The host '%.100s' is no international name", host);
  mem_free(*kept);
  *kept = ascii;
  return CURLE_OK;
}

static bool allows(const char *protocols, const char *scheme)
{
  return !protocols || span_list_has(span_text(protocols), scheme);
}

static bool may_redirect_to(const struct transfer_opts *o, const char *scheme)
{
  return allows(o->redirect_protocols ? o->redirect_protocols : "http,https,ftp,ftps", scheme);
}

static CURLcode find_protocol(struct transfer *t)
{
  const char *scheme = t->url.scheme, *why = NULL;
  const struct transfer_opts *o = t->config.opts;
  t->proto = proto_find(scheme);
  if(!allows(o->protocols, scheme)) why = "disabled";
  if(t->redirect && !may_redirect_to(o, scheme)) why = "disabled in a redirect";
  if(!t->proto) why = "not supported";
  if(!why && t->proto->is_local && o->connect_only) why = "has no connection";
  if(!why) return CURLE_OK;
  return trace_fail(trace_of(t), CURLE_UNSUPPORTED_PROTOCOL, "Protocol \"%s\" %s", scheme, why);
}

/* What can be said before there is an address. */
static CURLcode ask_policy_for_scheme(struct transfer *t)
{
  const struct sluice_policy *p = t->config.net->gate.policy;
  if(!p || policy_scheme_passes(p, span_text(t->url.scheme))) return CURLE_OK;
  return admit_refuse(p, trace_of(t), "The policy denies the scheme \"%s\"", t->url.scheme);
}

/* Where a trusted proxy connects to is its affair. To tell it addresses in place of names is not built. */
static CURLcode ask_policy_for_proxies(struct transfer *t, const struct route *r)
{
  const struct sluice_policy *p = t->config.net->gate.policy;
  if(!p || !route_has_proxy(r)) return CURLE_OK;
  long setting = policy_setting(p, SLUICE_PROXY);
  if(setting == SLUICE_PROXY_TRUST) return CURLE_OK;
  if(setting == SLUICE_PROXY_FORBID) return admit_refuse(p, trace_of(t), "The policy denies proxies");
  return trace_fail(trace_of(t), CURLE_NOT_BUILT_IN, "A policy that checks what a proxy is to reach is not built in");
}

static CURLcode find_login(struct transfer *t)
{
  if(t->proto->is_local) return CURLE_OK;
  const struct login_hop hop = { .url = &t->url, .host = t->request.host, .is_trusted = t->request.is_trusted };
  return login_choose(&t->login, t->config.login, t->config.netrc, &hop, trace_of(t), &t->request.login);
}

/* CURLOPT_UNIX_SOCKET_PATH(3) leaves no way to a proxy. */
static bool can_have_proxy(const struct transfer *t) { return !t->config.opts->unix_path && !t->proto->is_local; }

void transfer_forget_route(struct transfer *t)
{
  if(t->route) route_free(t->route);
  mem_free(t->route);
  t->route = NULL;
}

/* `found` is taken over. */
static CURLcode keep_route(struct transfer *t, struct route *found)
{
  if(route_is_direct(found)) return CURLE_OK;
  t->route = mem_alloc(sizeof *t->route);
  if(t->route)
    *t->route = *found;
  else
    route_free(found);
  return t->route ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

/* What is secured up to the origin no proxy can forward, nor what is no request and answer. */
static CURLcode find_route(struct transfer *t)
{
  const char *host = t->ascii_host ? t->ascii_host : t->url.host;
  if(!can_have_proxy(t)) host = NULL;
  struct route found = { 0 };
  transfer_forget_route(t);
  TRY(route_find(&found, t->config.proxy, t->url.scheme, host, trace_of(t)));
  CURLcode denied = ask_policy_for_proxies(t, &found);
  if(denied) route_free(&found);
  TRY(denied);
  if((t->proto->over_tls || t->proto->is_duplex) && found.http.host) found.tunnels = true;
  TRY(keep_route(t, &found));
  if(t->proto->forwarded_as && route_forwards(route_of(t))) t->proto = proto_find(t->proto->forwarded_as);
  return CURLE_OK;
}

static bool has_current_route(const struct transfer *t)
{
  return !can_have_proxy(t) || route_is_current(route_of(t), t->config.proxy, t->url.scheme);
}

/* A request that an HTTP proxy forwards is one of HTTP, whatever the URL is of. */
static const struct proto_ops *protocol_of_url(const struct transfer *t)
{
  return route_forwards(route_of(t)) ? proto_find(t->url.scheme) : t->proto;
}

static bool is_detached(const struct transfer *t)
{
  long how = t->config.opts->connect_only;
  return (t->proto->is_duplex && how == CONNECT_ONLY_DETACHED) || (t->proto->logs_in && how != CONNECT_ONLY_NOT);
}

/* "": it has none. */
static const char *host_of(const struct transfer *t)
{
  if(t->ascii_host) return t->ascii_host;
  return t->url.host ? t->url.host : "";
}

/* Whatever the protocol is, a proxy may be spoken to in HTTP. */
static void start(struct transfer *t)
{
  if(t->proto->start)
    t->proto->start(&t->request);
  else
    http_hop_start(&t->request);
}

static CURLcode write_request(struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  const struct proto_ops *given = protocol_of_url(t);
  uint16_t port = t->url.port_text ? t->url.port : given->port;
  t->request = (struct proto_request){
    .url = &t->url,
    .host = host_of(t),
    .port = o->port && !t->redirect ? (uint16_t)o->port : port,
    .default_port = given->port,
    .proxy = route_forwards(route_of(t)) ? &t->route->http : NULL,
    .opts = t->config.request,
    .result = &t->info.request,
    .http = t->config.http,
    .http_result = &t->info.http,
    .ftp = t->config.ftp,
    .ftp_result = &t->info.ftp,
    .hop = &t->hop,
    .system = t->multi->system,
    .stores = t->config.stores,
    .request_bytes = &t->info.request_size,
    .upload_room = upload_room(t),
    .is_detached = is_detached(t),
    .takes_pushes = t->multi->factory,
  };
  t->info.scheme = t->proto->scheme;
  t->info.protocol = t->proto->bit;
  TRY(transfer_is_at_first_peer(t, &t->request.is_first_peer));
  t->request.is_trusted = t->request.is_first_peer || o->trusts_all_peers;
  TRY(find_login(t));
  if(!t->is_again) start(t);
  TRY(upload_begin(t));
  return t->proto->check ? t->proto->check(&t->request, trace_of(t)) : CURLE_OK;
}

/* "[fe80::1]" and its zone as the resolver wants them: "fe80::1%eth0". */
static char *plain_host(const char *name, const char *zone)
{
  size_t len = strlen(name), zone_len = zone ? strlen(zone) : 0;
  bool is_ipv6 = len > 1 && name[0] == '[';
  if(is_ipv6) len -= 2;
  char *text = mem_alloc(len + 1 + zone_len + 1);
  if(!text) return NULL;
  memcpy(text, name + is_ipv6, len);
  if(zone) text[len++] = '%';
  if(zone) memcpy(text + len, zone, zone_len);
  text[len + zone_len] = '\0';
  return text;
}

/* What is the URL's own host and port is no other place. */
static bool leads_elsewhere(const struct connect_to *to, const struct proto_request *r)
{
  struct span host = span_text(r->host);
  if(host.len > 1 && *host.at == '[') host = span_of(host.at + 1, host.len - 2);
  return (to->host.len && !span_equal_nocase(to->host, host)) || (to->port && to->port != r->port);
}

/* CURLOPT_CONNECT_TO(3): an HTTP proxy cannot be told in a request where else it is to go. */
static void use_tunnel(struct transfer *t)
{
  if(!route_of(t)->http.host) return;
  t->route->tunnels = true;
  t->request.proxy = NULL;
}

static CURLcode choose_target(struct transfer *t)
{
  struct connect_to to = { 0 };
  const struct transfer_opts *o = t->config.opts;
  if(connect_to_find(o->connect_to, t->request.host, t->request.port, &to))
    return trace_fail(trace_of(t), CURLE_SETOPT_OPTION_SYNTAX, "A CURLOPT_CONNECT_TO entry has no valid port");
  if(leads_elsewhere(&to, &t->request)) use_tunnel(t);
  transfer_forget_alternative(t);
  if(!to.host.len && !to.port) TRY(transfer_find_alternative(t));
  mem_free(t->connect_host);
  t->connect_host = to.host.len ? mem_strndup(to.host.at, to.host.len) : plain_host(t->request.host, t->url.zone);
  t->connect_port = to.port ? to.port : t->request.port;
  return t->connect_host ? make_ascii(t, t->connect_host, &t->connect_host) : CURLE_OUT_OF_MEMORY;
}

bool transfer_is_elsewhere(const struct transfer *t)
{
  return t->connect_port != t->request.port || !span_is(span_text(t->connect_host), t->request.host);
}

CURLcode transfer_write_identity(struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  const struct route *way = route_of(t);
  struct identity id = {
    .scheme = t->proto->scheme,
    .host = t->request.host,
    .zone = t->url.zone,
    .port = t->request.port,
    .connect_host = transfer_is_elsewhere(t) ? t->connect_host : NULL,
    .connect_port = t->connect_port,
    .socks = way->socks.host ? &way->socks : NULL,
    .http = way->http.host ? &way->http : NULL,
    .proxy_service = route_has_proxy(way) ? http_rare(t->config.http)->proxy_service : NULL,
    .tunnels = way->tunnels,
    .has_proxy_header = way->tells_ends,
    .proxy_client = way->client_ip,
    .unix_path = o->unix_path,
    .unix_is_abstract = o->unix_is_abstract,
    .tls = t->tls[TLS_ORIGIN] ? &t->tls[TLS_ORIGIN]->opts : NULL,
    .proxy_tls = t->tls[TLS_PROXY] ? &t->tls[TLS_PROXY]->opts : NULL,
    .net = t->config.net,
  };
  if(route_forwards(way)) { /* whatever stands in the URL, the peer is the proxy */
    id.host = "";
    id.zone = id.connect_host = NULL;
    id.port = id.connect_port = 0;
  }
  TRY(identity_build(&t->key, &id));
  if(t->proto->write_identity) TRY(t->proto->write_identity(&t->request, &t->key));
  buf_reset(&t->who);
  return t->proto->write_who ? t->proto->write_who(&t->request, &t->who) : CURLE_OK;
}

static CURLcode take_method(struct transfer *t)
{
  const char *method = t->proto->method ? t->proto->method(&t->request) : NULL;
  if(method && (t->info.http.method && !strcmp(method, t->info.http.method))) return CURLE_OK;
  return mem_replace(&t->info.http.method, method);
}

static CURLcode upgrade(struct transfer *t, struct http_hsts *hsts)
{
  const char *host = t->ascii_host ? t->ascii_host : t->url.host;
  TRY(hsts_fill(hsts, t->config.hsts_files, t->config.hsts, trace_of(t)));
  return hsts_upgrade(hsts, &t->url, host, t->multi->system->wall_s(), trace_of(t));
}

/* A host that is to be reached over https only is. What is called on the way may choose another memory. */
static CURLcode apply_hsts(struct transfer *t)
{
  if(!t->config.stores->hsts) return CURLE_OK;
  struct http_hsts *hsts = http_hsts_ref(t->config.stores->hsts);
  CURLcode code = upgrade(t, hsts);
  http_hsts_unref(hsts);
  return code;
}

/* The URL and what follows from it and what is remembered. */
static CURLcode find_target(struct transfer *t)
{
  CURLcode code = parse_url(t);
  mem_free(t->ascii_host);
  t->ascii_host = NULL;
  if(code) url_free(&t->url); /* the former one would pass for this transfer's */
  if(!code) code = check_host(t);
  if(!code) code = make_ascii(t, t->url.host, &t->ascii_host);
  if(!code) code = apply_hsts(t);
  if(!code) code = find_protocol(t);
  return code ? code : ask_policy_for_scheme(t);
}

static CURLcode find_identity(struct transfer *t)
{
  if(t->proto->is_local) {
    transfer_forget_alternative(t);
    return CURLE_OK;
  }
  TRY(choose_target(t));
  TRY(transfer_ask_tls(t));
  return transfer_write_identity(t);
}

/* A handle that is used again as it was needs none of it worked out again. A URL handle, the program's list and
 * what is remembered may have changed without an option being set. */
CURLcode transfer_setup(struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  const struct resolve_opts *r = t->config.resolve;
  unsigned long changes = o->changes; /* a callback on the way may set more, which is for the next time */
  bool remembers = t->config.stores->hsts || t->config.stores->altsvc;
  bool is_known = t->setup_of == changes && !o->parsed_url && !o->connect_to && !remembers && has_current_route(t) &&
                  t->config.netrc->level == CURL_NETRC_IGNORED;
  t->setup_of = 0;
  if(!is_known) TRY(find_target(t));
  if(!is_known) TRY(find_route(t));
  t->info.used_proxy = route_has_proxy(route_of(t));
  TRY(write_request(t));
  TRY(take_method(t));
  if(!is_known) TRY(find_identity(t));
  t->setup_of = changes;
  return r->entries ? resolve_load_entries(dns_of(t), r->entries, t->multi->now, trace_of(t)) : CURLE_OK;
}
