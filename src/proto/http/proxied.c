#include "proto/http/proxied.h"
#include "base/percent.h"
#include "base/str.h"
#include "codec/ftp/path.h"
#include "codec/http1/encode.h"
#include "proto/http/auth.h"
#include "proto/http/own_lines.h"

bool http_proxied_is_ftp(const struct proto_request *r) { return r->proxy && !strcmp(r->url->scheme, "ftp"); }

static CURLcode add_encoded(struct buf *to, const char *text)
{
  struct span from = span_text(text);
  TRY(buf_reserve(to, 3 * from.len));
  to->len += percent_encode((char *)to->at + to->len, from, PERCENT_KEEP_UNRESERVED);
  return CURLE_OK;
}

static CURLcode add_login(struct buf *to, const struct proto_login *l)
{
  if(!l->user) return CURLE_OK;
  TRY(add_encoded(to, l->user));
  if(*l->password) TRY(buf_add_char(to, ':'));
  TRY(add_encoded(to, l->password));
  return buf_add_char(to, '@');
}

CURLcode http_proxied_write_origin(struct buf *to, const struct proto_request *r)
{
  TRY(buf_add_text(to, r->url->scheme));
  TRY(buf_add_text(to, "://"));
  if(http_proxied_is_ftp(r)) TRY(add_login(to, &r->login));
  TRY(buf_add_text(to, r->host));
  return r->port == r->default_port ? CURLE_OK : buf_addf(to, ":%u", (unsigned)r->port);
}

CURLcode http_proxied_write_type(struct buf *to, const struct proto_request *r)
{
  const struct url *u = r->url;
  bool is_asked = http_proxied_is_ftp(r) && r->http->tells_transfer_mode;
  if(!is_asked || ftp_path_has_type(u->query ? u->query : u->path)) return CURLE_OK;
  return buf_add_text(to, r->opts->in_ascii ? ";type=a" : ";type=i");
}

const struct curl_slist *http_proxy_headers(const struct http_opts *o)
{
  return o->header_opt & CURLHEADER_SEPARATE ? o->proxy_headers : NULL;
}

static bool is_overridden(const struct http_opts *o, const char *name)
{
  return http_has_own_line(o->headers, name) || http_has_own_line(http_proxy_headers(o), name);
}

struct proto_login http_proxy_login(const struct http_opts *o, const struct proxy_text *proxy)
{
  if(is_overridden(o, http_auth_proxy.field)) return (struct proto_login){ 0 };
  return (struct proto_login){ .user = proxy->user, .password = proxy->password };
}

CURLcode http_proxied_write_connection(struct buf *to, const struct http_opts *o)
{
  return is_overridden(o, "Proxy-Connection") ? CURLE_OK : buf_add_text(to, "Proxy-Connection: Keep-Alive\r\n");
}

CURLcode http_proxied_write_lines(struct buf *to, const struct http_opts *o)
{
  static const char *const without[] = { "Host", "Content-Length", "Transfer-Encoding", NULL };
  return http_write_own_lines(to, http_proxy_headers(o), without);
}
