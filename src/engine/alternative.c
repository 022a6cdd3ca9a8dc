#include "engine/alternative.h"
#include "base/mem.h"
#include "base/str.h"
#include "engine/internal.h"
#include "proto/http/http_stores.h"
#include "store/altsvc.h"

static struct altsvc_origin origin_of(const struct transfer *t)
{
  return (struct altsvc_origin){ t->request.host, t->request.port };
}

/* ---- which one ---- */

static unsigned version_named(const char *alpn)
{
  if(!strcmp(alpn, "h2")) return ALTSVC_BIT(ALTSVC_H2);
  return !strcmp(alpn, "http/1.1") ? ALTSVC_BIT(ALTSVC_H1) : 0;
}

unsigned transfer_versions(const struct transfer *t)
{
  unsigned versions = 0;
  for(const char *const *name = t->proto->alpn(&t->request); *name; name++) versions |= version_named(*name);
  return t->config.tls->offers_alpn ? versions : versions & ~ALTSVC_BIT(ALTSVC_H2);
}

static unsigned wanted_versions(const struct transfer *t)
{
  unsigned versions = transfer_versions(t);
  long control = t->config.stores->altsvc_control;
  if(!(control & CURLALTSVC_H1)) versions &= ~ALTSVC_BIT(ALTSVC_H1);
  if(!(control & CURLALTSVC_H2)) versions &= ~ALTSVC_BIT(ALTSVC_H2);
  return versions;
}

bool transfer_has_own_way(const struct transfer *t)
{
  const struct transfer_opts *o = t->config.opts;
  return route_has_proxy(route_of(t)) || o->unix_path || o->connect_only;
}

static bool may_have_one(const struct transfer *t)
{
  bool is_proven = t->config.tls->verify_peer && t->config.tls->verify_host;
  return t->config.stores->altsvc && t->proto->bit == CURLPROTO_HTTPS && is_proven && !transfer_has_own_way(t);
}

/* What was offered in the better version comes first. */
static bool find(const struct transfer *t, struct altsvc_found *f)
{
  static const enum altsvc_alpn from[] = { ALTSVC_H2, ALTSVC_H1 };
  const struct altsvc_origin origin = origin_of(t);
  int64_t now = t->multi->system->wall_s();
  for(size_t i = 0; i < sizeof from / sizeof *from; i++)
    if(altsvc_find(t->config.stores->altsvc, &origin, from[i], wanted_versions(t), now, f)) return true;
  return false;
}

static bool is_the_origin(const struct transfer *t, const struct altsvc_found *f)
{
  return f->port == t->request.port && str_equal_nocase(f->host, t->request.host);
}

void transfer_forget_alternative(struct transfer *t)
{
  mem_free(t->alternative.host);
  t->alternative = (struct alternative){ 0 };
}

CURLcode transfer_find_alternative(struct transfer *t)
{
  struct altsvc_found f;
  transfer_forget_alternative(t);
  if(!may_have_one(t) || !find(t, &f) || is_the_origin(t, &f)) return CURLE_OK;
  t->alternative = (struct alternative){ .host = mem_strdup(f.host), .port = f.port, .alpn = f.alpn };
  return t->alternative.host ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

/* ---- in use ---- */

static char *without_brackets(const char *host)
{
  size_t len = strlen(host);
  return len > 1 && *host == '[' ? mem_strndup(host + 1, len - 2) : mem_strdup(host);
}

CURLcode transfer_use_alternative(struct transfer *t)
{
  struct alternative *a = &t->alternative;
  mem_free(t->connect_host);
  t->connect_host = without_brackets(a->host);
  t->connect_port = a->port;
  t->setup_of = 0;
  if(!t->connect_host) return CURLE_OUT_OF_MEMORY;
  trace_text(&t->xfer.trace, "Alt-svc connecting from %s:%u to %s:%u", t->request.host, (unsigned)t->request.port,
             a->host, (unsigned)a->port);
  a->is_in_use = true;
  t->request.alt_host = a->host;
  t->request.alt_port = a->port;
  return transfer_write_identity(t);
}

/* Those that are to be spoken there; 0: the request's. */
static unsigned agreed_versions(const struct transfer *t)
{
  if(t->alternative.is_in_use) return ALTSVC_BIT(t->alternative.alpn);
  return service_versions(t);
}

/* If less than all are agreed on, it is one. */
const char *const *transfer_alternative_alpn(const struct transfer *t)
{
  static const char *const only_11[] = { "http/1.1", NULL }, *const only_2[] = { "h2", NULL };
  unsigned versions = agreed_versions(t);
  if(!versions) return NULL;
  return versions == ALTSVC_BIT(ALTSVC_H2) ? only_2 : only_11;
}

CURLcode transfer_check_alternative(struct transfer *t, const char *alpn)
{
  unsigned versions = agreed_versions(t), chosen = version_named(alpn ? alpn : "http/1.1");
  if(!versions || (versions & chosen)) return CURLE_OK;
  return trace_fail(&t->xfer.trace, CURLE_SSL_CONNECT_ERROR, "The alternative service speaks %s",
                    alpn ? alpn : "no HTTP/2");
}

/* ---- failed ---- */

/* It is offered again by the origin, if it is still one. */
static void drop(struct transfer *t)
{
  const struct altsvc_origin origin = origin_of(t);
  const struct altsvc_found found = { t->alternative.alpn, t->alternative.host, t->alternative.port };
  if(t->config.stores->altsvc) altsvc_drop(t->config.stores->altsvc, &origin, &found);
}

static bool is_its_failure(CURLcode code)
{
  return code && code != CURLE_AGAIN && code != CURLE_OUT_OF_MEMORY && code != CURLE_ABORTED_BY_CALLBACK;
}

/* Nothing of the way is left; the hop goes on. */
static void turn_back(struct transfer *t)
{
  trace_forget_failure(&t->xfer.trace);
  transfer_release(t, false);
  transfer_hang_up(t);
  t->info.os_errno = 0;
  t->info.verify_result = 0;
  t->state = TRANSFER_CONNECT;
}

static CURLcode leave_alternative(struct transfer *t)
{
  trace_text(&t->xfer.trace, "The alternative service %s:%u has failed; going on with the origin", t->alternative.host,
             (unsigned)t->alternative.port);
  drop(t);
  turn_back(t);
  t->is_again = true;
  return transfer_setup(t);
}

CURLcode transfer_leave_alternative(struct transfer *t, CURLcode code)
{
  bool is_on_the_way = t->state >= TRANSFER_CONNECT && t->state <= TRANSFER_WAY;
  if(!is_on_the_way || !is_its_failure(code)) return code;
  if(t->alternative.is_in_use) return leave_alternative(t);
  if(!service_leave(t, code)) return code;
  turn_back(t);
  return CURLE_OK;
}
