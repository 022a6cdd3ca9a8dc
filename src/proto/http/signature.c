#include "proto/http/signature.h"
#include "base/str.h"
#include "codec/date/date.h"
#include "codec/httpsig/httpsig.h"
#include "codec/sigv4/sigv4.h"

/* Path and query of the request line. */
struct target {
  struct span path;
  struct span query;
};

static struct target target_of(const struct proto_request *r)
{
  const char *own = http_rare(r->http)->request_target;
  const struct url *u = r->url;
  if(!own || *own != '/') return (struct target){ span_text(u->path && *u->path ? u->path : "/"), span_text(u->query) };
  size_t len = strcspn(own, "?");
  return (struct target){ span_of(own, len), span_text(own[len] ? own + len + 1 : NULL) };
}

/* What is sent as a body, if that is known: not where something is to be read for it, or changed on its way. */
static struct span known_body(const struct proto_request *r)
{
  const struct http_opts *o = r->http;
  if(r->hop->kind != REQUEST_POST || !o->post_data) return span_of(NULL, 0);
  size_t len = o->post_size < 0 ? strlen(o->post_data) : (size_t)o->post_size;
  return r->upload_size == (curl_off_t)len ? span_of(o->post_data, len) : span_of(NULL, 0);
}

/* The codecs tell why where it is the program's fault. */
static CURLcode tell(CURLcode code, const char *why, struct trace *t)
{
  bool has_reason = code == CURLE_BAD_FUNCTION_ARGUMENT || code == CURLE_URL_MALFORMAT;
  if(code == CURLE_NOT_BUILT_IN) return trace_fail(t, code, "The TLS library cannot compute the request's signature");
  if(code == CURLE_TOO_LARGE) return trace_fail(t, code, "The request is too large to be signed");
  return has_reason && why ? trace_fail(t, code, "%s", why) : code;
}

static CURLcode write_sigv4(struct buf *to, const struct proto_request *r, const struct http_signed_head *h,
                            struct trace *t)
{
  char now[DATE_BASIC_ROOM] = "";
  const char *why = NULL, *names = r->http->signing ? r->http->signing->sigv4 : NULL;
  struct target target = target_of(r);
  date_write_basic(r->system->wall_s(), now); /* a clock beyond all dates leaves it empty, which is refused */
  struct sigv4_request s = {
    .names = names ? names : "",
    .now = now,
    .user = span_text(r->login.user),
    .password = span_text(r->login.password),
    .host_name = span_text(r->host),
    .method = span_text(http_method(r)),
    .path = target.path,
    .query = target.query,
    .host = h->host,
    .fields = h->fields,
    .field_count = h->field_count,
    .payload = known_body(r),
  };
  s.payload_is_unknown = r->has_upload && r->upload_size && !s.payload.at;
  CURLcode code = sigv4_write(to, &s, &why);
  return tell(code, why, t);
}

static bool is_signed_already(const struct http_signed_head *h)
{
  for(size_t i = 0; i < h->field_count; i++)
    if(span_is(h->fields[i].name, "Signature") || span_is(h->fields[i].name, "Signature-Input")) return true;
  return false;
}

static CURLcode write_httpsig(struct buf *to, const struct proto_request *r, const struct http_signed_head *h,
                              struct trace *t)
{
  static const struct http_signing_opts unset;
  const struct http_signing_opts *o = r->http->signing ? r->http->signing : &unset;
  const char *why = NULL;
  struct target target = target_of(r);
  const struct httpsig_message message = {
    .method = span_text(http_method(r)),
    .authority = h->host,
    .default_port = r->default_port,
    .path = target.path,
    .query = target.query,
    .fields = h->fields,
    .field_count = h->field_count,
  };
  const struct httpsig_signer signer = {
    .algorithm = o->httpsig_algorithm,
    .key = o->httpsig_key,
    .key_id = o->httpsig_key_id,
    .components = o->httpsig_components,
  };
  if(is_signed_already(h)) return CURLE_OK;
  CURLcode code = httpsig_write(to, &message, &signer, r->system->wall_s(), &why);
  return tell(code, why, t);
}

bool http_is_signed(const struct proto_request *r)
{
  unsigned long auth = r->http->auth;
  return auth == CURLAUTH_AWS_SIGV4 ? r->login.user != NULL : auth == CURLAUTH_HTTPSIG && r->is_trusted;
}

CURLcode http_signature_write(struct buf *to, const struct proto_request *r, const struct http_signed_head *h,
                              struct trace *t)
{
  size_t before = to->len;
  TRY(r->http->auth == CURLAUTH_AWS_SIGV4 ? write_sigv4(to, r, h, t) : write_httpsig(to, r, h, t));
  if(to->len > before) r->http_result->auth_used = r->http->auth;
  return CURLE_OK;
}
