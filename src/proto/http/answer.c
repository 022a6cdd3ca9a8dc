#include "proto/http/answer.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/date/date.h"

#define RETRY_AFTER_MAX_S (6 * 3600) /* no server has to be left alone for longer */

static void forget_location(struct http_result *result)
{
  mem_free(result->redirect_url);
  result->redirect_url = NULL;
}

void http_answer_begin(struct http_result *result, int status, int version)
{
  result->status = status;
  result->content_type = NULL;
  forget_location(result);
  result->version = version == 10 ? CURL_HTTP_VERSION_1_0 : CURL_HTTP_VERSION_1_1;
  result->retry_after_s = 0;
  result->filetime = -1;
}

static CURLcode take_content_type(const struct proto_request *r, struct h1_in *in, struct span value)
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
static CURLcode take_location(const struct proto_request *r, struct h1_in *in, struct span value)
{
  char *target;
  struct http_result *result = r->http_result;
  if(!value.len) return CURLE_OK;
  TRY(resolve_location(r->url, value, &target));
  bool differs = result->redirect_url && strcmp(result->redirect_url, target);
  mem_free(result->redirect_url);
  result->redirect_url = target;
  return differs ? CURLE_WEIRD_SERVER_REPLY : CURLE_OK;
}

/* RFC 9110, section 10.2.3: seconds, or a date, which may be over. */
static CURLcode take_retry_after(const struct proto_request *r, struct h1_in *in, struct span value)
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

static CURLcode take_last_modified(const struct proto_request *r, struct h1_in *in, struct span value)
{
  const struct http_opts *o = r->http;
  if(!o->wants_filetime && !o->time_condition) return CURLE_OK;
  if(date_parse(value, &in->last_modified) && o->wants_filetime) r->http_result->filetime = in->last_modified;
  return CURLE_OK;
}

/* "bytes 50-99/100" (RFC 9110, section 14.4). */
static CURLcode take_content_range(const struct proto_request *r, struct h1_in *in, struct span value)
{
  struct cursor c = cursor_of(value);
  uint64_t first;
  while(cursor_left(&c) && !ascii_is_digit(*c.at) && *c.at != '*') c.at++;
  const uint8_t *from = c.at;
  while(cursor_left(&c) && ascii_is_digit(*c.at)) c.at++;
  if(span_parse_u64(span_of(from, (size_t)(c.at - from)), INT64_MAX, &first)) in->range_start = (curl_off_t)first;
  return CURLE_OK;
}

static CURLcode take_challenge(const struct proto_request *r, struct h1_in *in, struct span value)
{
  const struct http_auth_request auth = http_auth_request_of(r, in->binding);
  return http_auth_challenge(&r->hop->auth, &auth, in->status, value, NULL);
}

static CURLcode take_proxy_challenge(const struct proto_request *r, struct h1_in *in, struct span value)
{
  if(!r->proxy) return CURLE_OK;
  const struct http_auth_request auth = http_proxy_auth_request_of(r, in->proxy_binding);
  return http_auth_challenge(&r->hop->proxy_auth, &auth, in->status, value, NULL);
}

static CURLcode take_persistence(const struct proto_request *r, struct h1_in *in, struct span value)
{
  http_auth_persistence(in->binding, value);
  return CURLE_OK;
}

static const struct {
  struct span name;
  CURLcode (*take)(const struct proto_request *r, struct h1_in *in, struct span value);
} fields[] = {
  { SPAN_LITERAL("Content-Type"), take_content_type },   { SPAN_LITERAL("Location"), take_location },
  { SPAN_LITERAL("Retry-After"), take_retry_after },     { SPAN_LITERAL("Content-Range"), take_content_range },
  { SPAN_LITERAL("WWW-Authenticate"), take_challenge },  { SPAN_LITERAL("Proxy-Authenticate"), take_proxy_challenge },
  { SPAN_LITERAL("Last-Modified"), take_last_modified }, { SPAN_LITERAL("Persistent-Auth"), take_persistence },
};

CURLcode http_answer_field(const struct proto_request *r, struct h1_in *in, struct span name, struct span value)
{
  for(size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if(span_equal_nocase(name, fields[i].name)) return fields[i].take(r, in, value);
  return CURLE_OK;
}

const char *http_answer_why(CURLcode code)
{
  return code == CURLE_WEIRD_SERVER_REPLY ? "Two Location headers that differ" : NULL;
}

/* A download that was to go on at `resume_from`: does this answer do so? */
static CURLcode judge_resume(const struct proto_request *r, struct h1_in *in, struct trace *t)
{
  const struct http_opts *o = r->http;
  if(o->resume_from <= 0 || r->hop->kind != HTTP_GET || in->has_no_body) return CURLE_OK;
  if(in->status == 416) {
    in->drops_body = true; /* nothing is missing: what comes is an error page */
    return CURLE_OK;
  }
  if(in->status / 100 == 3 || in->range_start == o->resume_from) return CURLE_OK;
  bool is_whole = in->status / 100 == 2 && in->range_start < 0 && in->framing.has_length;
  if(is_whole && in->framing.length == (uint64_t)o->resume_from) {
    in->drops_body = true; /* the whole is as long as what is there already */
    return CURLE_OK;
  }
  return trace_fail(t, CURLE_RANGE_ERROR, "The server does not resume: it does not support byte ranges");
}

/* CURLOPT_TIMECONDITION(3) against an answer that came as if it had not been asked for. A time of 0, on either side, is
 * one that is not known. With a range it is the peer's affair (RFC 9110, section 13.2.2). */
static bool is_time_unmet(const struct proto_request *r, const struct h1_in *in)
{
  const struct http_opts *o = r->http;
  if(!o->time_condition || !o->time_value || !in->last_modified) return false;
  if(r->hop->kind != HTTP_GET || in->has_no_body || in->status / 100 != 2 || o->range || o->resume_from) return false;
  if(o->time_condition == CURL_TIMECOND_IFUNMODSINCE) return in->last_modified >= o->time_value;
  return in->last_modified <= o->time_value;
}

/* As if the peer had sent a 304 (Not Modified). */
static void pretend_not_modified(const struct proto_request *r, struct h1_in *in, struct trace *t)
{
  trace_text(t, "The time condition is not met: the body is dropped, as after a 304");
  r->http_result->status = 304;
  h1_in_drop_body(in);
}

/* Is another request to be sent for the sake of authentication? */
static bool asks_again(const struct proto_request *r, const struct h1_in *in, struct trace *t)
{
  struct http_auth_request auth = http_auth_request_of(r, in->binding);
  if(http_auth_judge(&r->hop->auth, &auth, in->status, t)) return true;
  if(!r->proxy) return false;
  auth = http_proxy_auth_request_of(r, in->proxy_binding);
  return http_auth_judge(&r->hop->proxy_auth, &auth, in->status, t);
}

/* Once more to the same URL, or to another one? */
static enum exchange_next next_of(const struct proto_request *r, const struct h1_in *in, bool was_withheld,
                                  struct trace *t)
{
  if(asks_again(r, in, t)) return EXCHANGE_AGAIN;
  if(was_withheld && in->status < 300) {
    http_auth_give_up(&r->hop->auth);
    http_auth_give_up(&r->hop->proxy_auth);
    return EXCHANGE_AGAIN;
  }
  return r->http->follow && r->http_result->redirect_url ? EXCHANGE_REDIRECT : EXCHANGE_LAST;
}

CURLcode http_answer_judge(const struct proto_request *r, struct h1_in *in, bool was_withheld, struct trace *t)
{
  const struct http_opts *o = r->http;
  bool is_resume_end = in->status == 416 && o->resume_from > 0 && r->hop->kind == HTTP_GET;
  r->http_result->auth_offered |= r->hop->auth.offered;
  if(r->proxy) r->http_result->proxy_auth_offered |= r->hop->proxy_auth.offered;
  if(in->status / 100 != 3) forget_location(r->http_result);
  in->next = next_of(r, in, was_withheld, t);
  if(in->next) return CURLE_OK;
  if(o->fail_on_error && in->status >= 400 && !is_resume_end)
    return trace_fail(t, CURLE_HTTP_RETURNED_ERROR, "The requested URL returned error: %d", in->status);
  if(is_time_unmet(r, in)) pretend_not_modified(r, in, t);
  return judge_resume(r, in, t);
}
