#include "engine/route.h"
#include "base/mem.h"
#include "codec/url/no_proxy.h"
#include "os/environment.h"
#include <string.h>

#define PORT_TLS 443
#define PORT     1080 /* CURLOPT_PROXY(3) */

#define SUFFIX "_proxy"

const struct route route_direct;

/* libcurl-env(3): http_proxy in lower case only, because a CGI program gets a header "Proxy" as HTTP_PROXY. It is asked
 * for with every transfer: printf would be a large part of its cost. */
static const char *proxy_for_scheme(const char *scheme)
{
  char name[64];
  size_t len = strlen(scheme);
  if(len > sizeof name - sizeof SUFFIX) return NULL;
  memcpy(name, scheme, len);
  memcpy(name + len, SUFFIX, sizeof SUFFIX);
  const char *value = environment_get(name);
  if(value || !strcmp(scheme, "http")) return value;
  for(char *c = name; *c; c++)
    if(*c >= 'a' && *c <= 'z') *c = (char)(*c - ('a' - 'A'));
  return environment_get(name);
}

/* A WebSocket begins as HTTP: the same page. */
static const char *proxy_of_environment(const char *scheme)
{
  const char *value = proxy_for_scheme(scheme);
  if(!value && !strcmp(scheme, "ws")) value = proxy_for_scheme("http");
  if(!value && !strcmp(scheme, "wss")) value = proxy_for_scheme("https");
  if(!value) value = environment_get("all_proxy");
  return value ? value : environment_get("ALL_PROXY");
}

static const char *no_proxy_of_environment(void)
{
  const char *value = environment_get("no_proxy");
  return value ? value : environment_get("NO_PROXY");
}

static const char *given(const char *text) { return text && *text ? text : NULL; }

/* The texts that count. Those of the environment are NULL where nobody asks for them. */
struct choice {
  const char *proxy, *pre_proxy, *no_proxy;
  const char *env_proxy, *env_no_proxy;
};

static struct choice choose(const struct proxy_opts *o, const char *scheme)
{
  struct choice c = { .proxy = given(o->proxy), .pre_proxy = given(o->pre_proxy), .no_proxy = o->no_proxy };
  if(!o->proxy && !c.pre_proxy) c.proxy = c.env_proxy = proxy_of_environment(scheme);
  if(!o->no_proxy && (c.proxy || c.pre_proxy)) c.no_proxy = c.env_no_proxy = no_proxy_of_environment();
  return c;
}

static bool is_same(const char *a, const char *b) { return a && b ? !strcmp(a, b) : !a && !b; }

bool route_is_current(const struct route *r, const struct proxy_opts *o, const char *scheme)
{
  struct choice c = choose(o, scheme);
  return is_same(r->env_proxy, c.env_proxy) && is_same(r->env_no_proxy, c.env_no_proxy);
}

void route_free(struct route *r)
{
  proxy_text_free(&r->socks);
  proxy_text_free(&r->http);
  mem_free(r->client_ip);
  mem_free(r->env_proxy);
  mem_free(r->env_no_proxy);
  *r = (struct route){ 0 };
}

/* The text is not told: it may hold a password. */
static CURLcode parse(struct proxy_text *p, const char *what, const char *text, long type, struct trace *t)
{
  const char *why;
  CURLcode code = proxy_text_parse(p, text, type, &why);
  if(!code || code == CURLE_OUT_OF_MEMORY) return code;
  return trace_fail(t, code, "The %s cannot be used: %s", what, why);
}

static bool speaks_tls(const struct proxy_text *p)
{
  return p->type == CURLPROXY_HTTPS || p->type == CURLPROXY_HTTPS2 || p->type == CURLPROXY_HTTPS3;
}

/* Options count where the text says nothing. */
static CURLcode complete(struct proxy_text *p, const struct proxy_opts *o, bool has_login)
{
  if(!p->port) p->port = o->port ? (uint16_t)o->port : speaks_tls(p) ? PORT_TLS : PORT;
  if(!has_login || p->user || (!o->user && !o->password)) return CURLE_OK;
  p->user = mem_strdup(o->user ? o->user : "");
  p->password = mem_strdup(o->password ? o->password : "");
  return p->user && p->password ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static CURLcode add_proxy(struct route *r, const struct proxy_opts *o, const char *text, struct trace *t)
{
  struct proxy_text p;
  CURLcode code = parse(&p, "proxy", text, o->type, t);
  if(!code) code = complete(&p, o, true);
  *(proxy_type_is_socks(p.type) ? &r->socks : &r->http) = p; /* freed with it, whatever comes */
  if(code) return code;
  if(p.type == CURLPROXY_HTTPS3) return trace_fail(t, CURLE_NOT_BUILT_IN, "A proxy that speaks HTTP/3 is not built in");
  r->is_secure = speaks_tls(&p);
  return CURLE_OK;
}

/* CURLOPT_PRE_PROXY(3). Alone it is the proxy. */
static CURLcode add_pre_proxy(struct route *r, const struct proxy_opts *o, const char *text, struct trace *t)
{
  if(r->socks.host)
    return trace_fail(t, CURLE_COULDNT_RESOLVE_PROXY, "A pre-proxy before a SOCKS proxy is not supported");
  TRY(parse(&r->socks, "pre-proxy", text, CURLPROXY_SOCKS4, t));
  if(!proxy_type_is_socks(r->socks.type))
    return trace_fail(t, CURLE_COULDNT_RESOLVE_PROXY, "The pre-proxy is no SOCKS proxy");
  return complete(&r->socks, o, false);
}

static CURLcode find(struct route *r, const struct proxy_opts *o, const struct choice *c, const char *host,
                     struct trace *t)
{
  r->tells_ends = o->tells_ends || o->client_ip;
  if(o->client_ip && !(r->client_ip = mem_strdup(o->client_ip))) return CURLE_OUT_OF_MEMORY;
  if(!host) return CURLE_OK;
  if(c->env_proxy && !(r->env_proxy = mem_strdup(c->env_proxy))) return CURLE_OUT_OF_MEMORY;
  if(c->env_no_proxy && !(r->env_no_proxy = mem_strdup(c->env_no_proxy))) return CURLE_OUT_OF_MEMORY;
  if(!c->proxy && !c->pre_proxy) return CURLE_OK;
  if(c->no_proxy && no_proxy_has(c->no_proxy, host)) return CURLE_OK;
  if(c->proxy) TRY(add_proxy(r, o, c->proxy, t));
  if(c->pre_proxy) TRY(add_pre_proxy(r, o, c->pre_proxy, t));
  r->tunnels = r->http.host && o->tunnels;
  return CURLE_OK;
}

CURLcode route_find(struct route *r, const struct proxy_opts *o, const char *scheme, const char *host, struct trace *t)
{
  struct choice c = choose(o, scheme);
  route_free(r);
  CURLcode code = find(r, o, &c, host, t);
  if(code) route_free(r);
  return code;
}
