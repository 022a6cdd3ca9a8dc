#include "proto/http/hop.h"
#include "base/mem.h"
#include "proto/http/own_lines.h"
#include "proto/http/proxied.h"

void http_hop_free(struct http_hop *h)
{
  http_auth_free(&h->auth);
  http_auth_free(&h->proxy_auth);
}

void http_hop_start(const struct proto_request *r)
{
  struct http_hop *h = r->hop;
  h->kind = r->opts->kind;
  h->drops_method = h->no_expect = h->is_10 = h->is_11 = h->is_proxy_11 = false;
  http_auth_start(&h->auth, r->http->auth);
  http_auth_start(&h->proxy_auth, r->http->proxy_auth);
}

const char *http_method(const struct proto_request *r)
{
  static const char *const names[] = { [REQUEST_GET] = "GET",
                                       [REQUEST_HEAD] = "HEAD",
                                       [REQUEST_POST] = "POST",
                                       [REQUEST_PUT] = "PUT",
                                       [REQUEST_MIME] = "POST" };
  return r->opts->custom_method && !r->hop->drops_method ? r->opts->custom_method : names[r->hop->kind];
}

bool http_wants_no_body(const struct proto_request *r)
{
  return r->hop->kind == REQUEST_HEAD || !strcmp(http_method(r), "HEAD");
}

/* What browsers do, and RFC 9110, sections 15.4.2 to 15.4.4, allow: a POST becomes a GET, and after a 303 everything
 * does. CURLOPT_POSTREDIR(3) keeps a POST. */
static bool becomes_get(const struct proto_request *r, long status)
{
  enum request_kind kind = r->hop->kind;
  bool is_post = kind == REQUEST_POST || kind == REQUEST_MIME;
  long kept = http_rare(r->http)->post_redirect;
  switch(status) {
  case 301:
    return is_post && !(kept & CURL_REDIR_POST_301);
  case 302:
    return is_post && !(kept & CURL_REDIR_POST_302);
  case 303:
    return kind != REQUEST_HEAD && !(is_post && (kept & CURL_REDIR_POST_303));
  default:
    return false;
  }
}

/* The URL that it comes from, without what is nobody else's affair (RFC 9110, section 10.1.3). */
static CURLcode take_referer(const struct proto_request *r)
{
  char *text;
  struct url bare = { 0 };
  CURLUcode code = url_copy(&bare, r->url);
  if(!code) code = url_set(&bare, CURLUPART_FRAGMENT, NULL, 0);
  if(!code) code = url_set(&bare, CURLUPART_USER, NULL, 0);
  if(!code) code = url_set(&bare, CURLUPART_PASSWORD, NULL, 0);
  if(!code) code = url_get(&bare, CURLUPART_URL, 0, &text);
  url_free(&bare);
  if(code) return CURLE_OUT_OF_MEMORY;
  mem_free(r->http_result->referer);
  r->http_result->referer = text;
  return CURLE_OK;
}

CURLcode http_hop_redirect(const struct proto_request *r)
{
  struct http_hop *h = r->hop;
  bool is_get = becomes_get(r, r->result->code);
  if(r->http->auto_referer) TRY(take_referer(r));
  if(r->http->follow == CURLFOLLOW_FIRSTONLY || (r->http->follow == CURLFOLLOW_OBEYCODE && is_get))
    h->drops_method = true;
  if(is_get) h->kind = REQUEST_GET;
  http_auth_move_on(&h->auth);
  http_auth_move_on(&h->proxy_auth);
  return CURLE_OK;
}

static const char *target_of(const struct proto_request *r)
{
  const char *own = http_rare(r->http)->request_target;
  return own ? own : r->url->path;
}

struct http_auth_request http_auth_request_of(const struct proto_request *r, struct http_binding *b)
{
  static const struct proto_login nobody;
  const struct http_rare_opts *rare = http_rare(r->http);
  bool is_said = r->is_trusted && http_has_own_line(r->http->headers, http_auth_origin.field);
  return (struct http_auth_request){
    .peer = &http_auth_origin,
    .login = is_said ? nobody : r->login,
    .binding = b,
    .host = r->host,
    .port = r->port,
    .method = http_method(r),
    .path = target_of(r),
    .query = rare->request_target ? NULL : r->url->query,
    .system = r->system,
    .service = rare->service ? rare->service : HTTP_SERVICE,
    .delegation = rare->delegation,
  };
}

struct http_auth_request http_proxy_auth_request_of(const struct proto_request *r, struct http_binding *b)
{
  struct http_auth_request a = http_auth_request_of(r, b);
  const char *service = http_rare(r->http)->proxy_service;
  a.peer = &http_auth_proxy;
  a.login = http_proxy_login(r->http, r->proxy);
  a.host = r->proxy->host;
  a.port = r->proxy->port;
  a.service = service ? service : HTTP_SERVICE;
  return a;
}

CURLcode http_prepare_credentials(const struct proto_request *r, struct http_binding *b,
                                  struct http_binding *proxy_binding, struct trace *t)
{
  struct http_auth_request auth = http_auth_request_of(r, b);
  TRY(http_auth_prepare(&r->hop->auth, &auth, t));
  r->http_result->auth_used = http_auth_used(&r->hop->auth, b);
  if(!r->proxy) return CURLE_OK;
  auth = http_proxy_auth_request_of(r, proxy_binding);
  TRY(http_auth_prepare(&r->hop->proxy_auth, &auth, t));
  r->http_result->proxy_auth_used = http_auth_used(&r->hop->proxy_auth, proxy_binding);
  return CURLE_OK;
}

CURLcode http_write_who(const struct proto_request *r, struct buf *to)
{
  const struct http_opts *o = r->http;
  if(!(o->auth & (CURLAUTH_NTLM | CURLAUTH_NEGOTIATE)) || !r->login.user) return CURLE_OK;
  const struct http_rare_opts *rare = http_rare(o);
  const char *service = rare->service ? rare->service : HTTP_SERVICE;
  /* with their lengths, so that no two users look alike */
  return buf_addf(to, "%zu:%s%zu:%s%zu:%s%ld", strlen(r->login.user), r->login.user, strlen(r->login.password),
                  r->login.password, strlen(service), service, rare->delegation);
}
