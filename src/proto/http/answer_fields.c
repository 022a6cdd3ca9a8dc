#include "proto/http/answer_fields.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/date/date.h"
#include "proto/http/cookie_fields.h"
#include "proto/http/remember.h"
#include "proto/http/upgrade.h"

#define RETRY_AFTER_MAX_S (6 * 3600) /* no server has to be left alone for longer */

static CURLcode take_content_type(const struct proto_request *r, struct http_answer *a, struct span value,
                                  struct trace *t)
{
  struct http_result *result = r->http_result;
  if(!value.len) return CURLE_OK;
  if(!result->kept_type || !span_equal(span_text(result->kept_type), value)) {
    char *copy = mem_strndup(value.at, value.len);
    if(!copy) return CURLE_OUT_OF_MEMORY;
    mem_free(result->kept_type);
    result->kept_type = copy;
  }
  result->content_type = result->kept_type;
  return CURLE_OK;
}

/* The target as an absolute URL, or as it was sent where it is none. */
static CURLcode resolve_location(const struct url *base, struct span value, char **ret)
{
  struct url target = { 0 };
  char *text = mem_strndup(value.at, value.len);
  if(!text) return CURLE_OUT_OF_MEMORY;
  CURLUcode code = url_resolve(&target, base, text, CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME | CURLU_ALLOW_SPACE);
  if(!code) code = url_get(&target, CURLUPART_URL, 0, ret);
  url_free(&target);
  if(code && code != CURLUE_OUT_OF_MEMORY)
    *ret = text;
  else
    mem_free(text);
  return code == CURLUE_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_OK;
}

/* Two that differ are an answer that different recipients understand differently, whatever its status. */
static CURLcode take_location(const struct proto_request *r, struct http_answer *a, struct span value, struct trace *t)
{
  char *target;
  struct http_result *result = r->http_result;
  if(!value.len) return CURLE_OK;
  TRY(resolve_location(r->url, value, &target));
  bool differs = result->redirect_url && strcmp(result->redirect_url, target);
  mem_free(result->redirect_url);
  result->redirect_url = target;
  return differs ? trace_fail(t, CURLE_WEIRD_SERVER_REPLY, "Two Location headers that differ") : CURLE_OK;
}

/* RFC 9110, section 10.2.3: seconds, or a date, which may be over. */
static CURLcode take_retry_after(const struct proto_request *r, struct http_answer *a, struct span value,
                                 struct trace *t)
{
  uint64_t delay;
  int64_t until, seconds = 0;
  if(span_parse_u64(value, INT64_MAX, &delay))
    seconds = (int64_t)delay;
  else if(date_parse(value, &until))
    seconds = until - r->system->wall_s();
  if(seconds < 0) seconds = 0;
  r->http_result->retry_after_s = seconds < RETRY_AFTER_MAX_S ? seconds : RETRY_AFTER_MAX_S;
  return CURLE_OK;
}

static CURLcode take_last_modified(const struct proto_request *r, struct http_answer *a, struct span value,
                                   struct trace *t)
{
  const struct request_opts *o = r->opts;
  if(!o->wants_filetime && !o->time_condition) return CURLE_OK;
  if(date_parse(value, &a->last_modified) && o->wants_filetime) r->result->filetime = a->last_modified;
  return CURLE_OK;
}

/* "bytes 50-99/100" (RFC 9110, section 14.4). */
static CURLcode take_content_range(const struct proto_request *r, struct http_answer *a, struct span value,
                                   struct trace *t)
{
  struct cursor c = cursor_of(value);
  uint64_t first;
  while(cursor_left(&c) && !ascii_is_digit(*c.at) && *c.at != '*') c.at++;
  const uint8_t *from = c.at;
  while(cursor_left(&c) && ascii_is_digit(*c.at)) c.at++;
  if(span_parse_u64(span_of(from, (size_t)(c.at - from)), INT64_MAX, &first)) a->range_start = (curl_off_t)first;
  return CURLE_OK;
}

static CURLcode take_challenge(const struct proto_request *r, struct http_answer *a, struct span value, struct trace *t)
{
  TRY(http_answer_need_bindings(a));
  const struct http_auth_request auth = http_auth_request_of(r, a->binding);
  return http_auth_challenge(&r->hop->auth, &auth, a->status, value, t);
}

static CURLcode take_proxy_challenge(const struct proto_request *r, struct http_answer *a, struct span value,
                                     struct trace *t)
{
  if(!r->proxy) return CURLE_OK;
  TRY(http_answer_need_bindings(a));
  const struct http_auth_request auth = http_proxy_auth_request_of(r, a->proxy_binding);
  return http_auth_challenge(&r->hop->proxy_auth, &auth, a->status, value, t);
}

static CURLcode take_persistence(const struct proto_request *r, struct http_answer *a, struct span value,
                                 struct trace *t)
{
  http_auth_persistence(a->binding, value);
  return CURLE_OK;
}

static CURLcode take_cookie(const struct proto_request *r, struct http_answer *a, struct span value, struct trace *t)
{
  return http_cookies_take(r, &a->cookies, value, t);
}

/* Codings of a body that does not come are nobody's affair. */
static bool may_have_body(const struct http_answer *a)
{
  return !a->has_no_body && a->status >= 200 && a->status != 204 && a->status != 304;
}

static CURLcode take_content_encoding(const struct proto_request *r, struct http_answer *a, struct span value,
                                      struct trace *t)
{
  return may_have_body(a) ? http_decode_content(&a->decode, r->http, value, t) : CURLE_OK;
}

static CURLcode take_transfer_encoding(const struct proto_request *r, struct http_answer *a, struct span value,
                                       struct trace *t)
{
  return may_have_body(a) ? http_decode_transfer(&a->decode, r->http, value, t) : CURLE_OK;
}

/* Every field that means something beyond framing. */
static const struct {
  struct span name;
  CURLcode (*take)(const struct proto_request *r, struct http_answer *a, struct span value, struct trace *t);
} fields[] = {
  { SPAN_LITERAL("Alt-Svc"), http_remember_altsvc },
  { SPAN_LITERAL("Content-Encoding"), take_content_encoding },
  { SPAN_LITERAL("Content-Range"), take_content_range },
  { SPAN_LITERAL("Content-Type"), take_content_type },
  { SPAN_LITERAL("Last-Modified"), take_last_modified },
  { SPAN_LITERAL("Location"), take_location },
  { SPAN_LITERAL("Persistent-Auth"), take_persistence },
  { SPAN_LITERAL("Proxy-Authenticate"), take_proxy_challenge },
  { SPAN_LITERAL("Retry-After"), take_retry_after },
  { SPAN_LITERAL("Set-Cookie"), take_cookie },
  { SPAN_LITERAL("Strict-Transport-Security"), http_remember_hsts },
  { SPAN_LITERAL("Transfer-Encoding"), take_transfer_encoding },
  { SPAN_LITERAL("WWW-Authenticate"), take_challenge },
};

/* Most fields are none of these: their length and first letter tell. */
static bool is_named(struct span name, struct span wanted)
{
  return name.len == wanted.len && ascii_lower(*name.at) == ascii_lower(*wanted.at) && span_equal_nocase(name, wanted);
}

CURLcode http_answer_field(const struct proto_request *r, struct http_answer *a, struct span name, struct span value,
                           struct trace *t)
{
  if(r->upgrade && a->status == 101) TRY(r->upgrade->ops->take(r->upgrade, r, name, value));
  for(size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if(is_named(name, fields[i].name)) return fields[i].take(r, a, value, t);
  return CURLE_OK;
}
