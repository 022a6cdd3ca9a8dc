#include "proto/http/remember.h"
#include "proto/http/hsts.h"
#include "proto/http/http_stores.h"
#include "store/altsvc.h"

/* Over anything else than https, somebody between could have put it in (RFC 6797, section 8.1; RFC 7838, section 2.1). */
static bool is_secure(const struct proto_request *r) { return r->url->scheme && !strcmp(r->url->scheme, "https"); }

/* Only the first one counts (RFC 6797, section 8.1). */
CURLcode http_remember_hsts(const struct proto_request *r, struct http_answer *a, struct span value, struct trace *t)
{
  struct http_hsts *hsts = r->stores ? r->stores->hsts : NULL;
  if(!hsts || a->has_hsts || !is_secure(r)) return CURLE_OK;
  a->has_hsts = true;
  return http_hsts_learn(hsts, r->host, value, r->system->wall_s(), t);
}

/* Several fields are one list (RFC 9110, section 5.3). */
CURLcode http_remember_altsvc(const struct proto_request *r, struct http_answer *a, struct span value, struct trace *t)
{
  struct altsvc *altsvc = r->stores ? r->stores->altsvc : NULL;
  const struct altsvc_origin origin = { r->host, r->port };
  if(!altsvc || !is_secure(r)) return CURLE_OK;
  enum altsvc_alpn over = a->version == 20 ? ALTSVC_H2 : ALTSVC_H1;
  return altsvc_learn(altsvc, &origin, over, value, a->has_altsvc, r->system->wall_s(), &a->has_altsvc);
}

bool http_forget_alternative(const struct proto_request *r, const struct http_answer *a)
{
  struct altsvc *altsvc = r->stores ? r->stores->altsvc : NULL;
  const struct altsvc_origin origin = { r->host, r->port };
  const struct altsvc_found which = { a->version == 20 ? ALTSVC_H2 : ALTSVC_H1, r->alt_host, r->alt_port };
  if(a->status != 421 || !r->alt_host || !altsvc) return false;
  altsvc_drop(altsvc, &origin, &which);
  return true;
}
