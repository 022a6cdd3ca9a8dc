#include "codec/url/proxy_text.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/percent.h"
#include "codec/url/url.h"

#define HOST_MAX (64 * 1024) /* bytes; names that resolve are much shorter */

static const struct {
  const char *scheme;
  long type;
} types[] = {
  { "http", CURLPROXY_HTTP },     { "https", CURLPROXY_HTTPS },
  { "socks5", CURLPROXY_SOCKS5 }, { "socks5h", CURLPROXY_SOCKS5_HOSTNAME },
  { "socks4", CURLPROXY_SOCKS4 }, { "socks4a", CURLPROXY_SOCKS4A },
  { "socks", CURLPROXY_SOCKS4 },
};

bool proxy_type_is_socks(long type)
{
  return type == CURLPROXY_SOCKS4 || type == CURLPROXY_SOCKS4A || type == CURLPROXY_SOCKS5 ||
         type == CURLPROXY_SOCKS5_HOSTNAME;
}

/* HTTP/1.0 and HTTP/2 to a proxy have no schemes of their own: they qualify what the scheme says. */
static bool qualifies(long type, long of_scheme)
{
  if(of_scheme == CURLPROXY_HTTP) return type == CURLPROXY_HTTP_1_0;
  return of_scheme == CURLPROXY_HTTPS && (type == CURLPROXY_HTTPS2 || type == CURLPROXY_HTTPS3);
}

static CURLcode find_type(const struct url *u, long *type)
{
  if(u->guessed_scheme) return CURLE_OK;
  for(size_t i = 0; i < sizeof types / sizeof *types; i++) {
    if(strcmp(types[i].scheme, u->scheme)) continue;
    if(!qualifies(*type, types[i].type)) *type = types[i].type;
    return CURLE_OK;
  }
  return CURLE_COULDNT_CONNECT;
}

/* A new string. CURLE_URL_MALFORMAT: it cannot be one. */
static CURLcode decode(struct span text, char **ret)
{
  char *copy = mem_strndup(text.at, text.len);
  if(!copy) return CURLE_OUT_OF_MEMORY;
  size_t len = percent_decode(copy, text);
  copy[len] = '\0';
  if(memchr(copy, '\0', len)) {
    mem_free(copy);
    return CURLE_URL_MALFORMAT;
  }
  *ret = copy;
  return CURLE_OK;
}

static CURLcode take_login(struct proxy_text *p, const struct url *u)
{
  if(!u->user && !u->password) return CURLE_OK;
  TRY(decode(span_text(u->user), &p->user));
  return decode(span_text(u->password), &p->password);
}

static CURLcode take_international_host(struct proxy_text *p, const struct url *u)
{
  CURLUcode code = url_host_to_ascii(u->host, &p->host);
  if(code == CURLUE_OUT_OF_MEMORY) return CURLE_OUT_OF_MEMORY;
  return code ? CURLE_COULDNT_RESOLVE_PROXY : CURLE_OK;
}

static CURLcode take_host(struct proxy_text *p, const struct url *u)
{
  size_t len = strlen(u->host);
  bool is_ipv6 = u->host[0] == '[';
  if(!url_host_is_ascii(u->host)) return take_international_host(p, u);
  struct buf host = BUF_INIT(HOST_MAX);
  CURLcode code = buf_add(&host, u->host + is_ipv6, is_ipv6 ? len - 2 : len);
  if(!code && u->zone) code = buf_addf(&host, "%%%s", u->zone);
  if(!code && !(p->host = buf_take_string(&host))) code = CURLE_OUT_OF_MEMORY;
  buf_free(&host);
  return code == CURLE_TOO_LARGE ? CURLE_COULDNT_RESOLVE_PROXY : code;
}

/* CURLOPT_PROXY(3): the host is "localhost", and the path is absolute. */
static CURLcode take_path(struct proxy_text *p, const struct url *u)
{
  bool is_path = proxy_type_is_socks(p->type) && u->path && u->path[0] == '/' && u->path[1];
  if(!is_path || strcmp(u->host, "localhost")) return CURLE_OK;
  return decode(span_text(u->path), &p->path);
}

static CURLcode take_parts(struct proxy_text *p, const struct url *u, const char **why)
{
  *why = "its scheme is not supported";
  TRY(find_type(u, &p->type));
  *why = "its user or password has a NUL";
  TRY(take_login(p, u));
  *why = "its path has a NUL";
  TRY(take_path(p, u));
  *why = "its host cannot be one";
  p->port = u->port;
  return take_host(p, u);
}

CURLcode proxy_text_parse(struct proxy_text *ret, const char *text, long type, const char **why)
{
  struct url u = { 0 };
  *ret = (struct proxy_text){ .type = type };
  CURLUcode failed = url_parse(&u, text, CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME);
  if(failed == CURLUE_OUT_OF_MEMORY) return CURLE_OUT_OF_MEMORY;
  *why = "it is no URL";
  if(failed || !u.host || !*u.host) {
    url_free(&u);
    return CURLE_COULDNT_RESOLVE_PROXY;
  }
  CURLcode code = take_parts(ret, &u, why);
  url_free(&u);
  return code;
}

void proxy_text_free(struct proxy_text *p)
{
  mem_free(p->host);
  mem_free(p->user);
  mem_free(p->password);
  mem_free(p->path);
  *p = (struct proxy_text){ 0 };
}

CURLcode proxy_text_split_login(const char *text, char **user, char **password)
{
  char *name = NULL, *secret = NULL;
  const char *colon = strchr(text, ':');
  CURLcode code = decode(colon ? span_of(text, (size_t)(colon - text)) : span_text(text), &name);
  if(!code && colon) code = decode(span_text(colon + 1), &secret);
  if(code) {
    mem_free(name);
    return code;
  }
  *user = name;
  *password = secret;
  return CURLE_OK;
}
