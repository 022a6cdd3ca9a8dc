#include "proto/http/cookie_fields.h"
#include "base/str.h"
#include "proto/http/cookies.h"
#include "proto/http/http_opts.h"
#include "proto/http/http_stores.h"
#include "proto/http/own_lines.h"

/* "host:80" and "[::1]:80" without what is not the host. */
static struct span host_of(struct span authority)
{
  const uint8_t *end;
  if(!authority.len) return authority;
  if(authority.at[0] == '[') {
    end = memchr(authority.at, ']', authority.len);
    return end ? span_of(authority.at + 1, (size_t)(end - authority.at) - 1) : authority;
  }
  end = memchr(authority.at, ':', authority.len);
  return end ? span_of(authority.at, (size_t)(end - authority.at)) : authority;
}

static bool is_encrypted(const char *scheme) { return !strcmp(scheme, "https") || !strcmp(scheme, "wss"); }

/* A Host line of the program's own says whom the request is really for (CURLOPT_HTTPHEADER(3)). It holds as long as it is
 * sent: not for another host that a redirect leads to. */
static struct cookie_origin origin_of(const struct proto_request *r)
{
  struct span own = http_own_header(r->is_first_peer ? r->http->headers : NULL, "Host");
  const char *path = r->url->path && *r->url->path ? r->url->path : "/";
  return (struct cookie_origin){ .host = host_of(own.len ? own : span_text(r->host)),
                                 .path = span_text(path),
                                 .is_https = is_encrypted(r->url->scheme) };
}

static struct cookies *cookies_of(const struct proto_request *r) { return r->stores ? r->stores->cookies : NULL; }

CURLcode http_cookies_take(const struct proto_request *r, unsigned *taken, struct span value, struct trace *t)
{
  struct cookies *c = cookies_of(r);
  bool is_taken = false;
  if(!c || *taken >= HTTP_COOKIES_TAKEN_MAX) return CURLE_OK;
  const struct cookie_origin from = origin_of(r);
  TRY(cookies_receive(c, value, &from, r->system->wall_s(), t, &is_taken));
  *taken += is_taken;
  return CURLE_OK;
}

CURLcode http_cookies_write(const struct proto_request *r, struct buf *value, struct trace *t)
{
  struct cookies *c = cookies_of(r);
  if(!c) return CURLE_OK;
  const struct cookie_origin to = origin_of(r);
  return cookies_write_field(c, value, &to, r->system->wall_s(), t);
}
