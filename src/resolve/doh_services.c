#include "base/mem.h"
#include "base/str.h"
#include "resolve/doh_lookup.h"
#include "resolve/shuffle.h"

/* What is found out of the HTTPS records of an origin. */
struct doh_services {
  struct dns_services found; /* of the name that was asked for last */
  bool is_known;             /* that name has said what it has, which may be nothing */
  unsigned aliases;          /* that have led to it */
  char own[DNS_NAME_MAX];    /* that name, where it is not the host's: what a target of "" means */
};

static enum dns_verdict read_services(struct doh_probe *p, struct span message)
{
  struct doh_lookup *l = p->lookup;
  struct doh_services *r = l->records;
  enum dns_verdict v = dns_https_read(message, &l->name, &r->found);
  if(!v) doh_note_ttl(l, r->found.ttl_s);
  r->is_known = !v || v == DNS_NO_NAME || v == DNS_NO_RECORD;
  return v;
}

static CURLcode ask(struct doh_lookup *l, const char *url)
{
  l->count = 0;
  l->records->is_known = false;
  return doh_probe_start(l, DNS_HTTPS, url, read_services);
}

CURLcode doh_services_start(struct resolve_query *q, const struct system_ops *system, const struct resolve_opts *o,
                            const struct dns_key *key, struct trace *t)
{
  struct dns_name name;
  bool has_own_name = key->port != DNS_HTTPS_PORT;
  if(!dns_https_name(key->host, key->port, &name)) return CURLE_COULDNT_RESOLVE_HOST;
  struct doh_lookup *l = doh_lookup_new(q, system, o, key, t);
  if(!l) return CURLE_OUT_OF_MEMORY;
  q->doh = l;
  l->name = name;
  l->records = mem_zalloc(sizeof *l->records);
  CURLcode code = l->records ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  if(!code && has_own_name && !dns_name_text(&name, l->records->own)) code = CURLE_COULDNT_RESOLVE_HOST;
  if(!code) code = ask(l, o->doh_url);
  if(!code) return CURLE_AGAIN;
  doh_cancel(q);
  return code;
}

static const struct dns_service *alias_in(const struct dns_services *s)
{
  return s->count && !s->at[0].priority ? &s->at[0] : NULL;
}

/* RFC 9460, section 3: a chain that is too long is none, "as if the origin's SVCB record did not exist". */
static CURLcode follow(struct doh_lookup *l, const struct dns_service *alias, const char *url)
{
  struct doh_services *r = l->records;
  bool leads_on = r->aliases < DOH_ALIASES_MAX && url && dns_name_parse(alias->target, &l->name);
  memcpy(r->own, alias->target, sizeof r->own);
  r->found.count = 0;
  r->aliases = leads_on ? r->aliases + 1 : 0;
  return leads_on ? ask(l, url) : CURLE_OK;
}

/* The same section: an alias leads to a name that need have no records, but is to be tried. */
static void add_end_of_aliases(const struct doh_services *r, struct dns_services *to)
{
  if(!r->aliases || to->count == DNS_SERVICES_MAX) return;
  to->at[to->count++] = (struct dns_service){ .priority = UINT16_MAX, .has_h1 = true };
}

/* Targets become names of hosts, or "" for the origin's own. */
static void name_targets(const struct doh_services *r, const char *host, struct dns_services *to)
{
  for(size_t i = 0; i < to->count; i++) {
    char *target = to->at[i].target;
    if(!*target) memcpy(target, r->own, sizeof r->own);
    if(str_equal_nocase(target, host)) *target = '\0';
  }
}

static void keep(const struct doh_lookup *l, const struct dns_services *s)
{
  struct dns *d = l->query->dns;
  DNS_LOCKED(d, l->trace);
  (void)!dns_cache_add_services(d->cache, &l->key, s, l->system->now_us());
}

static void conclude(const struct doh_lookup *l, struct dns_services *ret)
{
  *ret = l->records->found;
  ret->ttl_s = (uint32_t)l->ttl_s;
  add_end_of_aliases(l->records, ret);
  name_targets(l->records, l->host, ret);
  resolve_shuffle_services(ret, l->system);
  if(l->remember && l->records->is_known) keep(l, ret);
}

CURLcode doh_services_take(struct resolve_query *q, const struct resolve_opts *o, struct dns_services *ret)
{
  struct doh_lookup *l = q->doh;
  if(doh_is_under_way(l)) return CURLE_AGAIN;
  const struct dns_service *alias = alias_in(&l->records->found);
  CURLcode code = l->code;
  if(!code && alias) code = follow(l, alias, o->doh_url);
  if(!code && doh_is_under_way(l)) return CURLE_AGAIN;
  q->doh = NULL;
  if(!code)
    conclude(l, ret);
  else
    (void)trace_fail(l->trace, code, "Out of memory"); /* which is all that can be */
  doh_lookup_free(l);
  return code;
}
