#include "proto/http/http.h"
#include "codec/date/date.h"
#include "proto/http/h1.h"
#include "proto/http/hop.h"

static CURLcode check(const struct proto_request *r, struct trace *t)
{
  const struct http_opts *o = r->http;
  char date[DATE_HTTP_ROOM];
  if(!o->time_condition || date_write_http(o->time_value, date)) return CURLE_OK;
  return trace_fail(t, CURLE_BAD_FUNCTION_ARGUMENT, "The year of the time condition has not four digits");
}

static const char *method(const struct proto_request *r) { return http_method(r); }

/* RFC 7301, section 6, and IANA's registry. */
static const char *const *alpn(const struct proto_request *r)
{
  static const char *const version_10[] = { "http/1.0", NULL }, *const version_11[] = { "http/1.1", NULL };
  return r->http->version == CURL_HTTP_VERSION_1_0 ? version_10 : version_11;
}

/* RFC 9110, section 4.2: the schemes differ in what the connection is secured by, and their ports. */
#define HTTP_MEMBERS                                                                                     \
  .method = method, .start = http_hop_start, .redirect = http_hop_redirect, .write_who = http_write_who, \
  .check = check, .begin = h1_begin

const struct proto_ops proto_http = { .scheme = "http", .port = 80, .bit = CURLPROTO_HTTP, HTTP_MEMBERS };
const struct proto_ops proto_https = {
  .scheme = "https", .port = 443, .bit = CURLPROTO_HTTPS, .over_tls = true, .alpn = alpn, HTTP_MEMBERS
};
