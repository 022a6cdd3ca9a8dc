#include "proto/http/connect_request.h"
#include "base/str.h"
#include "codec/http1/encode.h"
#include "proto/http/own_lines.h"

/* What the program wants said to the proxy: CURLOPT_HEADEROPT(3). */
static const struct curl_slist *lines_of(const struct http_opts *o)
{
  return o->header_opt & CURLHEADER_SEPARATE ? o->proxy_headers : o->headers;
}

/* RFC 9112, section 3.2.3. A zone is this machine's affair. */
CURLcode http_connect_write_target(struct buf *to, const struct http_connect_config *c)
{
  bool is_ipv6 = strchr(c->host, ':');
  size_t len = is_ipv6 ? strcspn(c->host, "%") : strlen(c->host);
  for(size_t i = 0; i < len; i++)
    if((uint8_t)c->host[i] <= ' ' || c->host[i] == 0x7f) return CURLE_BAD_FUNCTION_ARGUMENT;
  return buf_addf(to, is_ipv6 ? "[%.*s]:%u" : "%.*s:%u", (int)len, c->host, (unsigned)c->port);
}

struct proto_login http_connect_login(const struct http_connect_config *c)
{
  if(http_has_own_line(lines_of(c->http), http_auth_proxy.field)) return (struct proto_login){ 0 };
  return (struct proto_login){ .user = c->proxy->user, .password = c->proxy->password };
}

static CURLcode write_field(struct buf *to, const struct http_opts *o, const char *name, struct span value)
{
  if(!value.len || http_has_own_line(lines_of(o), name)) return CURLE_OK;
  return h1_encode_field(to, span_text(name), value);
}

CURLcode http_connect_write(struct buf *to, const struct http_connect_config *c, int version, struct span target,
                            struct span login)
{
  static const char *const without[] = { "Content-Length", "Transfer-Encoding", NULL }; /* there is no body */
  const struct http_opts *o = c->http;
  if(version == 11 && c->proxy->type == CURLPROXY_HTTP_1_0) version = 10;
  TRY(h1_encode_request_line(to, span_text("CONNECT"), target, version));
  TRY(write_field(to, o, "Host", target));
  TRY(buf_add_span(to, login));
  TRY(write_field(to, o, "User-Agent", span_text(o->user_agent)));
  if(version < 20) TRY(write_field(to, o, "Proxy-Connection", span_text("Keep-Alive")));
  TRY(http_write_own_lines(to, lines_of(o), without));
  return h1_encode_end(to);
}
