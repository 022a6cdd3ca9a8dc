#include "proto/http/proxied.h"
#include "base/str.h"
#include "codec/http1/encode.h"
#include "proto/http/auth.h"
#include "proto/http/own_lines.h"

CURLcode http_proxied_write_origin(struct buf *to, const struct proto_request *r)
{
  TRY(buf_add_text(to, r->url->scheme));
  TRY(buf_add_text(to, "://"));
  TRY(buf_add_text(to, r->host));
  return r->port == r->default_port ? CURLE_OK : buf_addf(to, ":%u", (unsigned)r->port);
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
