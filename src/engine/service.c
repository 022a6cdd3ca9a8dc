#include "engine/service.h"
#include "base/mem.h"
#include "engine/internal.h"
#include "store/altsvc.h"

/* Who has addresses of the origin waits so long for what may be better, and for what that needs. */
#define PATIENCE_US 1000000

enum search_state {
  SEARCH_BEGINS,
  SEARCH_ASKS, /* the query is under way */
  SEARCH_ENDED /* what is found is all */
};

struct service_search {
  enum search_state state;
  struct resolve_query query;
  int64_t until_us; /* of patience on this way; 0: it has not begun */
  struct dns_services found;
  struct address_set *own; /* the origin's addresses; NULL: there are none, or they are not known yet */
  size_t next;             /* of the records, to be tried; while in use, this one */
  bool is_in_use;
  bool is_elsewhere; /* the way leads to another place than the origin's own */
  unsigned versions; /* see service_versions */
};

static struct trace *trace_of(const struct way *w) { return &w->transfer->xfer.trace; }

/* ---- records ---- */

static bool counts_for(const struct transfer *t)
{
  bool is_decided = transfer_has_own_way(t) || transfer_is_elsewhere(t);
  return t->config.resolve->doh_url && t->proto->bit == CURLPROTO_HTTPS && !is_decided;
}

CURLcode service_begin(struct way *w)
{
  struct transfer *t = w->transfer;
  if(!counts_for(t)) return CURLE_OK;
  if(!t->services) t->services = mem_zalloc(sizeof *t->services);
  if(!t->services) return CURLE_OUT_OF_MEMORY;
  t->services->until_us = 0;
  w->services = t->services;
  if(t->services->own) w->addrs = address_set_ref(t->services->own);
  return CURLE_OK;
}

void service_forget(struct transfer *t)
{
  struct service_search *s = t->services;
  if(!s) return;
  t->services = NULL;
  resolve_cancel(&s->query);
  address_set_unref(s->own);
  mem_free(s);
}

static CURLcode note_answer(struct service_search *s, CURLcode code)
{
  s->state = code == CURLE_AGAIN ? SEARCH_ASKS : SEARCH_ENDED;
  return code;
}

CURLcode service_ask(struct way *w)
{
  struct transfer *t = w->transfer;
  struct service_search *s = w->services;
  if(!s || s->state != SEARCH_BEGINS) return CURLE_OK;
  s->query = way_query(t);
  CURLcode code = resolve_services_start(&s->query, t->multi->resolver, dns_of(t), t->config.resolve, w->host, w->port,
                                         t->multi->now, trace_of(w), &s->found);
  code = note_answer(s, code);
  return code == CURLE_AGAIN ? CURLE_OK : code;
}

static CURLcode await_answer(const struct transfer *t, struct service_search *s)
{
  if(s->state == SEARCH_ENDED) return CURLE_OK;
  return note_answer(s, resolve_services_take(&s->query, t->config.resolve, &s->found));
}

/* ---- one of them ---- */

/* RFC 9460, section 7.1.2 would have everything offered that is understood. A record that names versions is taken at its
 * word, as libcurl does. */
static unsigned versions_of(const struct dns_service *d)
{
  unsigned versions = 0;
  if(!d->has_alpn) return ~0U;
  if(d->has_h1) versions |= ALTSVC_BIT(ALTSVC_H1);
  if(d->has_h2) versions |= ALTSVC_BIT(ALTSVC_H2);
  return versions;
}

static void put_hints(struct address_set *set, size_t *count, const uint8_t *ips, size_t size, size_t ip_count)
{
  for(size_t i = 0; i < ip_count; i++) address_put(&set->at[(*count)++], span_of(ips + i * size, size), 0);
}

/* Section 7.3: addresses that DNS was not asked for. CURLE_COULDNT_RESOLVE_HOST: none. */
static CURLcode take_hints(const struct transfer *t, const struct dns_service *d, struct address_set **ret)
{
  long ip_version = t->config.resolve->ip_version;
  size_t ipv4_count = ip_version == CURL_IPRESOLVE_V6 ? 0 : d->ipv4_count;
  size_t ipv6_count = ip_version == CURL_IPRESOLVE_V4 ? 0 : d->ipv6_count;
  size_t count = 0;
  if(!ipv4_count && !ipv6_count) return CURLE_COULDNT_RESOLVE_HOST;
  struct address_set *set = address_set_new(ipv4_count + ipv6_count);
  if(!set) return CURLE_OUT_OF_MEMORY;
  put_hints(set, &count, d->ipv6[0], sizeof d->ipv6[0], ipv6_count);
  put_hints(set, &count, d->ipv4[0], sizeof d->ipv4[0], ipv4_count);
  *ret = set;
  return CURLE_OK;
}

static CURLcode copy_addresses(const struct address_set *from, struct address_set **ret)
{
  struct address_set *set = address_set_new(from->count);
  if(!set) return CURLE_OUT_OF_MEMORY;
  memcpy(set->at, from->at, from->count * sizeof *from->at);
  *ret = set;
  return CURLE_OK;
}

/* A new set with any port. */
static CURLcode find_addresses(struct way *w, const struct dns_service *d, uint16_t port, struct address_set **ret)
{
  CURLcode code = CURLE_COULDNT_RESOLVE_HOST;
  struct address_set *shared;
  if(!*d->target && w->addrs) return copy_addresses(w->addrs, ret);
  if(*d->target) code = way_look_up(w, d->target, port, &shared);
  if(code == CURLE_COULDNT_RESOLVE_HOST) {
    trace_forget_failure(trace_of(w));
    return take_hints(w->transfer, d, ret);
  }
  TRY(code);
  code = copy_addresses(shared, ret);
  address_set_unref(shared);
  return code;
}

static void use(struct way *w, const struct dns_service *d, uint16_t port, struct address_set *addrs)
{
  struct transfer *t = w->transfer;
  struct service_search *s = w->services;
  unsigned own = transfer_versions(t), versions = own & versions_of(d);
  s->is_in_use = true;
  s->is_elsewhere = *d->target || port != w->port;
  s->versions = versions == own ? 0 : versions;
  for(size_t i = 0; i < addrs->count; i++) address_set_port(&addrs->at[i], port);
  address_set_unref(w->addrs);
  w->addrs = addrs;
  if(*d->target) w->host = d->target;
  w->port = port;
  trace_text(trace_of(w), "HTTPS record: %s:%u is served at %s:%u", t->request.host, (unsigned)t->request.port, w->host,
             (unsigned)port);
}

/* CURLE_COULDNT_RESOLVE_HOST: it has no address. */
static CURLcode try_next(struct way *w)
{
  struct service_search *s = w->services;
  const struct dns_service *d = &s->found.at[s->next];
  uint16_t port = d->port ? d->port : w->port;
  struct address_set *addrs;
  if(!(versions_of(d) & transfer_versions(w->transfer))) return CURLE_COULDNT_RESOLVE_HOST;
  TRY(find_addresses(w, d, port, &addrs));
  use(w, d, port, addrs);
  return CURLE_OK;
}

static CURLcode try_all(struct way *w)
{
  struct service_search *s = w->services;
  CURLcode code = CURLE_COULDNT_RESOLVE_HOST;
  TRY(await_answer(w->transfer, s));
  for(; s->next < s->found.count; s->next++) {
    code = try_next(w);
    if(code != CURLE_COULDNT_RESOLVE_HOST) break;
  }
  return code;
}

/* With the origin's addresses, which stand there, the transfer could go on. */
static bool is_out_of_patience(struct way *w)
{
  struct service_search *s = w->services;
  int64_t now = w->transfer->multi->now;
  if(!s->until_us) s->until_us = now + PATIENCE_US;
  if(now < s->until_us) return false;
  trace_text(trace_of(w), "HTTPS records: no longer waiting for what may be better than %s", w->host);
  resolve_cancel(&s->query);
  way_drop_query(w);
  s->state = SEARCH_ENDED;
  s->found.count = 0;
  return true;
}

CURLcode service_choose(struct way *w)
{
  struct service_search *s = w->services;
  if(!s) return CURLE_OK;
  if(w->addrs && !s->own) s->own = address_set_ref(w->addrs);
  CURLcode code = try_all(w);
  if(code == CURLE_AGAIN && w->addrs && is_out_of_patience(w)) code = CURLE_COULDNT_RESOLVE_HOST;
  if(code == CURLE_COULDNT_RESOLVE_HOST && w->addrs) code = CURLE_OK; /* the origin's own */
  if(!code || code == CURLE_AGAIN)
    trace_forget_failure(trace_of(w)); /* that there are none of these was not the last word */
  else if(code == CURLE_COULDNT_RESOLVE_HOST && !trace_of(w)->failed)
    trace_fail(trace_of(w), code, "Could not resolve host: %s", w->host);
  return code;
}

int64_t service_deadline(const struct way *w)
{
  const struct service_search *s = w->services;
  return s && s->until_us && w->step == WAY_CHOOSE ? s->until_us : INT64_MAX;
}

unsigned service_versions(const struct transfer *t)
{
  const struct service_search *s = t->services;
  return s && s->is_in_use ? s->versions : 0;
}

/* At its own place it is the origin that has failed, but for what is spoken. */
bool service_leave(struct transfer *t, CURLcode code)
{
  struct service_search *s = t->services;
  if(!s || !s->is_in_use) return false;
  if(!s->is_elsewhere && !(s->versions && code == CURLE_SSL_CONNECT_ERROR)) return false;
  trace_text(&t->xfer.trace, "What an HTTPS record tells of has failed; going on with what comes behind it");
  s->is_in_use = false;
  s->next++;
  return true;
}
