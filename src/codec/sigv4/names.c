#include "base/str.h"
#include "codec/sigv4/internal.h"

#define NAMES_DEFAULT "aws:amz"

/* What stands before the next `end`, or is left. */
static struct span take_until(struct cursor *c, char end)
{
  const uint8_t *at = cursor_left(c) ? memchr(c->at, end, cursor_left(c)) : NULL;
  struct span part = cursor_take(c, at ? (size_t)(at - c->at) : cursor_left(c));
  if(at) c->at++;
  return part;
}

/* A label of a host name that is not its last one: "service.region.example". */
static struct span take_label(struct cursor *c)
{
  struct cursor before = *c;
  struct span label = take_until(c, '.');
  return label.len < cursor_left(&before) ? label : span_of(NULL, 0);
}

static CURLcode check_names(const struct sigv4_names *n, const char **why)
{
  const struct span all[] = { n->provider, n->vendor, n->region, n->service };
  for(size_t i = 0; i < sizeof all / sizeof *all; i++) {
    if(span_is_token(all[i])) continue;
    *why = "A name in CURLOPT_AWS_SIGV4 has a byte that cannot stand in a header field";
    return CURLE_BAD_FUNCTION_ARGUMENT;
  }
  return CURLE_OK;
}

CURLcode sigv4_names_read(struct sigv4_names *ret, const char *text, struct span host, const char **why)
{
  struct cursor from = cursor_of(span_text(*text ? text : NAMES_DEFAULT)), in_host = cursor_of(host);
  struct sigv4_names n;
  n.provider = take_until(&from, ':');
  n.vendor = take_until(&from, ':');
  n.region = take_until(&from, ':');
  n.service = take_until(&from, ':');
  struct span host_service = take_label(&in_host), host_region = take_label(&in_host);
  if(!n.vendor.len) n.vendor = n.provider;
  if(!n.service.len) n.service = host_service;
  if(!n.region.len) n.region = host_region;
  *why = "The first provider in CURLOPT_AWS_SIGV4 is empty";
  if(!n.provider.len) return CURLE_BAD_FUNCTION_ARGUMENT;
  *why = "Neither CURLOPT_AWS_SIGV4 nor the host name tell the service";
  if(!n.service.len) return CURLE_URL_MALFORMAT;
  *why = "Neither CURLOPT_AWS_SIGV4 nor the host name tell the region";
  if(!n.region.len) return CURLE_URL_MALFORMAT;
  TRY(check_names(&n, why));
  *ret = n;
  return CURLE_OK;
}

bool sigv4_is_s3(const struct sigv4_names *n) { return span_is(n->provider, "aws") && span_is(n->service, "s3"); }
