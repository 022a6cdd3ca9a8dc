#include "proto/http/remember.h"
#include "base/str.h"
#include "proto/http/hsts.h"
#include "proto/http/http_stores.h"
#include "store/altsvc.h"

/* Over anything else than https, somebody between could have put it in (RFC 6797, section 8.1; RFC 7838, section 2.1). */
static bool is_secure(const struct proto_request *r) { return r->url->scheme && !strcmp(r->url->scheme, "https"); }

/* Only the first one counts (RFC 6797, section 8.1). */
static CURLcode take_hsts(const struct proto_request *r, struct h1_in *in, struct span value, struct trace *t)
{
  struct http_hsts *hsts = r->stores->hsts;
  if(!hsts || in->has_hsts) return CURLE_OK;
  in->has_hsts = true;
  return http_hsts_learn(hsts, r->host, value, r->system->wall_s(), t);
}

/* Several fields are one list (RFC 9110, section 5.3). */
static CURLcode take_altsvc(const struct proto_request *r, struct h1_in *in, struct span value)
{
  struct altsvc *altsvc = r->stores->altsvc;
  const struct altsvc_origin origin = { r->host, r->port };
  if(!altsvc) return CURLE_OK;
  return altsvc_learn(altsvc, &origin, ALTSVC_H1, value, in->has_altsvc, r->system->wall_s(), &in->has_altsvc);
}

CURLcode http_remember_field(const struct proto_request *r, struct h1_in *in, struct span name, struct span value,
                             struct trace *t)
{
  bool remembers = r->stores && (r->stores->hsts || r->stores->altsvc);
  if(!remembers || !is_secure(r)) return CURLE_OK;
  if(span_is(name, "Strict-Transport-Security")) return take_hsts(r, in, value, t);
  return span_is(name, "Alt-Svc") ? take_altsvc(r, in, value) : CURLE_OK;
}
