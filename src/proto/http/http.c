#include "proto/http/http.h"
#include "codec/date/date.h"
#include "proto/http/h1.h"
#include "proto/http/h2.h"
#include "proto/http/h2c.h"
#include "proto/http/hop.h"

/* Nothing is left of an upload that goes on where it was broken off: a request would make an empty resource of it. */
static bool is_uploaded(const struct proto_request *r)
{
  const struct request_opts *o = r->opts;
  return r->hop->kind == REQUEST_PUT && o->resume_from > 0 && o->upload_size >= 0 && o->upload_size <= o->resume_from;
}

static CURLcode check(const struct proto_request *r, struct trace *t)
{
  const struct request_opts *o = r->opts;
  char date[DATE_HTTP_ROOM];
  if(is_uploaded(r)) return trace_fail(t, CURLE_PARTIAL_FILE, "File already completely uploaded");
  if(!o->time_condition || date_write_http(o->time_value, date)) return CURLE_OK;
  return trace_fail(t, CURLE_BAD_FUNCTION_ARGUMENT, "The year of the time condition has not four digits");
}

static const char *method(const struct proto_request *r) { return http_method(r); }

/* ---- versions ---- */

/* What was set, but for what was learned in this transfer. */
static long wanted_version(const struct proto_request *r)
{
  if(r->hop->is_11 && r->http->version != CURL_HTTP_VERSION_1_0) return CURL_HTTP_VERSION_1_1;
  return r->http->version;
}

/* RFC 7301, section 6, and IANA's registry. Many servers know 1.1 by name only, and answer a request in 1.0 all the same. */
static const char *const *alpn(const struct proto_request *r)
{
  static const char *const only_10[] = { "http/1.0", "http/1.1", NULL }, *const only_11[] = { "http/1.1", NULL },
                           *const only_2[] = { "h2", NULL }, *const any[] = { "h2", "http/1.1", NULL };
  switch(wanted_version(r)) {
  case CURL_HTTP_VERSION_1_0:
    return only_10;
  case CURL_HTTP_VERSION_1_1:
    return only_11;
  case CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE:
    return only_2;
  default:
    return any;
  }
}

static unsigned secure_kinds(const struct proto_request *r)
{
  long version = wanted_version(r);
  if(version == CURL_HTTP_VERSION_1_0 || version == CURL_HTTP_VERSION_1_1) return SESSION_SERIAL;
  return version == CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE ? SESSION_HTTP2 : SESSION_SERIAL | SESSION_HTTP2;
}

/* A proxy that forwards is spoken to in HTTP/1, unless it was asked for HTTP/2 by ALPN (CURLPROXY_HTTPS2), whatever
 * version is wanted of the origin. */
static unsigned forwarded_kinds(const struct proto_request *r)
{
  bool may_be_2 = r->proxy->type == CURLPROXY_HTTPS2 && !r->hop->is_11 && !http_auth_binds(&r->hop->proxy_auth);
  return may_be_2 ? SESSION_SERIAL | SESSION_HTTP2 : SESSION_SERIAL;
}

/* In clear nobody is asked for HTTP/2 unless the program wants it. */
static unsigned clear_kinds(const struct proto_request *r)
{
  long version = wanted_version(r);
  if(r->proxy) return forwarded_kinds(r);
  if(version == CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE) return SESSION_HTTP2;
  return version == CURL_HTTP_VERSION_2_0 ? SESSION_SERIAL | SESSION_HTTP2 : SESSION_SERIAL;
}

static CURLcode begin(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x)
{
  bool is_2 = conn_kind(c) == SESSION_HTTP2 || (!c->session && c->alpn && !strcmp(c->alpn, "h2"));
  return is_2 ? h2_begin(ret, c, r, x) : h1_begin(ret, c, r, x);
}

/* A proxy has chosen already. A body would have to be sent in HTTP/1.1 before the connection can change. */
static CURLcode begin_clear(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x)
{
  unsigned kinds = clear_kinds(r);
  if(c->session || r->proxy || kinds == SESSION_SERIAL) return begin(ret, c, r, x);
  if(kinds == SESSION_HTTP2) return h2_begin(ret, c, r, x);
  return r->has_upload ? h1_begin(ret, c, r, x) : h2c_begin(ret, c, r, x);
}

/* RFC 9110, section 4.2: the schemes differ in what the connection is secured by, and their ports. */
#define HTTP_MEMBERS \
  .method = method, .start = http_hop_start, .redirect = http_hop_redirect, .write_who = http_write_who, .check = check

const struct proto_ops proto_http = {
  .scheme = "http", .port = 80, .bit = CURLPROTO_HTTP, .kinds = clear_kinds, .begin = begin_clear, HTTP_MEMBERS
};
const struct proto_ops proto_https = { .scheme = "https",
                                       .port = 443,
                                       .bit = CURLPROTO_HTTPS,
                                       .over_tls = true,
                                       .alpn = alpn,
                                       .kinds = secure_kinds,
                                       .begin = begin,
                                       HTTP_MEMBERS };
