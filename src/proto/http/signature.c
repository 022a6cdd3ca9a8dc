#include "proto/http/signature.h"
#include "base/str.h"
#include "codec/date/date.h"
#include "codec/httpsig/httpsig.h"
#include "codec/sigv4/sigv4.h"

/* The codecs tell why where it is the program's fault. */
static CURLcode tell(CURLcode code, const char *why, struct trace *t)
{
  bool has_reason = code == CURLE_BAD_FUNCTION_ARGUMENT || code == CURLE_URL_MALFORMAT;
  if(code == CURLE_NOT_BUILT_IN) return trace_fail(t, code, "The TLS library cannot compute the request's signature");
  if(code == CURLE_TOO_LARGE) return trace_fail(t, code, "The request is too large to be signed");
  return has_reason && why ? trace_fail(t, code, "%s", why) : code;
}

CURLcode http_sigv4_write(struct buf *to, const struct http_signed_request *r, const char *names, const char *user,
                          const char *password, struct trace *t)
{
  char now[DATE_BASIC_ROOM] = "";
  const char *why = NULL;
  date_write_basic(r->now_s, now); /* a clock beyond all dates leaves it empty, which is refused */
  const struct sigv4_request signed_request = {
    .names = names ? names : "",
    .now = now,
    .user = span_text(user),
    .password = span_text(password),
    .host_name = span_text(r->host_name),
    .method = span_text(r->method),
    .path = r->path,
    .query = r->query,
    .host = r->host,
    .fields = r->fields,
    .field_count = r->field_count,
    .payload = r->payload,
    .payload_is_unknown = r->payload_is_unknown,
  };
  CURLcode code = sigv4_write(to, &signed_request, &why);
  return tell(code, why, t);
}

static bool is_signed_already(const struct http_signed_request *r)
{
  for(size_t i = 0; i < r->field_count; i++)
    if(span_is(r->fields[i].name, "Signature") || span_is(r->fields[i].name, "Signature-Input")) return true;
  return false;
}

CURLcode http_httpsig_write(struct buf *to, const struct http_signed_request *r, const struct http_signing_opts *o,
                            struct trace *t)
{
  const char *why = NULL;
  const struct httpsig_message message = {
    .method = span_text(r->method),
    .authority = r->host,
    .default_port = r->default_port,
    .path = r->path,
    .query = r->query,
    .fields = r->fields,
    .field_count = r->field_count,
  };
  const struct httpsig_signer signer = {
    .algorithm = o->httpsig_algorithm,
    .key = o->httpsig_key,
    .key_id = o->httpsig_key_id,
    .components = o->httpsig_components,
  };
  if(is_signed_already(r)) return CURLE_OK;
  CURLcode code = httpsig_write(to, &message, &signer, r->now_s, &why);
  return tell(code, why, t);
}
