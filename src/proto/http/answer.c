#include "proto/http/answer.h"
#include "base/mem.h"
#include "proto/http/remember.h"
#include "proto/http/upgrade.h"

static void forget_location(struct http_result *result)
{
  mem_free(result->redirect_url);
  result->redirect_url = NULL;
}

void http_answer_free(struct http_answer *a)
{
  http_decode_free(&a->decode);
  for(size_t i = 0; a->own_bindings && i < 2; i++) http_binding_free(&a->own_bindings[i]);
  mem_free(a->own_bindings);
  *a = (struct http_answer){ 0 };
}

CURLcode http_answer_need_bindings(struct http_answer *a)
{
  if(a->binding) return CURLE_OK;
  struct http_binding *own = mem_zalloc_array(2, sizeof *own);
  if(!own) return CURLE_OUT_OF_MEMORY;
  own[0] = own[1] = HTTP_BINDING_INIT;
  a->own_bindings = own;
  a->binding = &own[0];
  a->proxy_binding = &own[1];
  return CURLE_OK;
}

void http_answer_init(struct http_answer *a, const struct proto_request *r)
{
  http_answer_free(a);
  a->length = a->range_start = -1;
  a->has_no_body = http_wants_no_body(r);
}

static long version_for_getinfo(int version)
{
  if(version == 20) return CURL_HTTP_VERSION_2_0;
  return version == 10 ? CURL_HTTP_VERSION_1_0 : CURL_HTTP_VERSION_1_1;
}

/* 304 (Not Modified) may also be of a condition in the program's own headers (CURLINFO_CONDITION_UNMET(3)). */
static void set_code(struct request_result *result, int status)
{
  result->code = status;
  result->is_unmet = status == 304;
}

void http_answer_begin(struct http_answer *a, const struct proto_request *r, int status, int version)
{
  struct http_result *result = r->http_result;
  a->status = status;
  a->version = version;
  a->last_modified = 0;
  a->has_hsts = a->has_altsvc = false;
  a->length = -1;
  http_decode_begin(&a->decode);
  set_code(r->result, status);
  r->result->filetime = -1;
  result->content_type = NULL;
  forget_location(result);
  result->version = version_for_getinfo(version);
  result->retry_after_s = 0;
}

/* A download that was to go on at `resume_from`: does this answer do so? */
static CURLcode judge_resume(const struct proto_request *r, struct http_answer *a, struct trace *t)
{
  const struct request_opts *o = r->opts;
  if(o->resume_from <= 0 || r->hop->kind != REQUEST_GET || a->has_no_body) return CURLE_OK;
  if(a->status == 416) {
    a->drops_body = true; /* nothing is missing: what comes is an error page */
    return CURLE_OK;
  }
  if(a->status / 100 == 3 || a->range_start == o->resume_from) return CURLE_OK;
  bool is_whole = a->status / 100 == 2 && a->range_start < 0;
  if(is_whole && a->length == o->resume_from) {
    a->drops_body = true; /* the whole is as long as what is there already */
    return CURLE_OK;
  }
  return trace_fail(t, CURLE_RANGE_ERROR, "The server does not resume: it does not support byte ranges");
}

/* CURLOPT_TIMECONDITION(3) against an answer that came as if it had not been asked for. With a range it is the peer's
 * affair (RFC 9110, section 13.2.2). */
static bool is_time_unmet(const struct proto_request *r, const struct http_answer *a)
{
  const struct request_opts *o = r->opts;
  if(r->hop->kind != REQUEST_GET || a->has_no_body || a->status / 100 != 2 || o->range || o->resume_from) return false;
  return !request_meets_condition(o, a->last_modified);
}

/* As if the peer had sent a 304 (Not Modified). */
static void pretend_not_modified(const struct proto_request *r, struct http_answer *a, struct trace *t)
{
  trace_text(t, "The time condition is not met: the body is dropped, as after a 304");
  set_code(r->result, 304);
  a->drops_body = true;
}

/* Is another request to be sent for the sake of authentication? */
static bool asks_again(const struct proto_request *r, const struct http_answer *a, struct trace *t)
{
  struct http_auth_request auth = http_auth_request_of(r, a->binding);
  if(http_auth_judge(&r->hop->auth, &auth, a->status, t)) return true;
  if(!r->proxy) return false;
  auth = http_proxy_auth_request_of(r, a->proxy_binding);
  return http_auth_judge(&r->hop->proxy_auth, &auth, a->status, t);
}

/* Once more to the same URL, or to another one? */
static enum exchange_next next_of(const struct proto_request *r, const struct http_answer *a, bool was_withheld,
                                  struct trace *t)
{
  if(asks_again(r, a, t) || http_forget_alternative(r, a)) return EXCHANGE_AGAIN;
  if(was_withheld && a->status < 300) {
    http_auth_give_up(&r->hop->auth);
    http_auth_give_up(&r->hop->proxy_auth);
    return EXCHANGE_AGAIN;
  }
  return r->http->follow && r->http_result->redirect_url ? EXCHANGE_REDIRECT : EXCHANGE_LAST;
}

CURLcode http_answer_judge(const struct proto_request *r, struct http_answer *a, bool was_withheld, struct trace *t)
{
  const struct http_opts *o = r->http;
  bool is_resume_end = a->status == 416 && r->opts->resume_from > 0 && r->hop->kind == REQUEST_GET;
  r->http_result->auth_offered |= r->hop->auth.offered;
  if(r->proxy) r->http_result->proxy_auth_offered |= r->hop->proxy_auth.offered;
  if(a->status / 100 != 3) forget_location(r->http_result);
  a->next = next_of(r, a, was_withheld, t);
  if(a->next) return CURLE_OK;
  if(r->upgrade) TRY(r->upgrade->ops->judge(r->upgrade, r, a->status, t));
  if(r->upgrade && r->upgrade->is_accepted) return CURLE_OK;
  if(o->fail_on_error && a->status >= 400 && !is_resume_end)
    return trace_fail(t, CURLE_HTTP_RETURNED_ERROR, "The requested URL returned error: %d", a->status);
  if(is_time_unmet(r, a)) pretend_not_modified(r, a, t);
  return judge_resume(r, a, t);
}
