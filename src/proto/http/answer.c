#include "proto/http/answer.h"
#include "base/mem.h"

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
