#include "resolve/doh_lookup.h"
#include "resolve/shuffle.h"

static void take_answer(struct doh_probe *p, const struct dns_answer *a)
{
  struct doh_lookup *l = p->lookup;
  p->addrs = address_set_new(a->count);
  if(!p->addrs) l->code = CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; p->addrs && i < a->count; i++)
    address_put(&p->addrs->at[i], span_of(a->at[i], a->size), l->key.port);
  doh_note_ttl(l, a->ttl_s);
}

static enum dns_verdict read_addresses(struct doh_probe *p, struct span message)
{
  struct dns_answer a;
  enum dns_verdict v = dns_answer_read(message, &p->lookup->name, p->type, &a);
  if(!v) take_answer(p, &a);
  return v;
}

CURLcode doh_start(struct resolve_query *q, const struct resolve_opts *o, const struct dns_key *key, struct trace *t)
{
  struct dns_name name;
  CURLcode code = CURLE_OK;
  if(!dns_name_parse(key->host, &name)) return CURLE_COULDNT_RESOLVE_HOST;
  struct doh_lookup *l = doh_lookup_new(q, q->resolver->system, o, key, t);
  if(!l) return CURLE_OUT_OF_MEMORY;
  l->name = name;
  q->resolver = NULL; /* its threads have nothing to do with it */
  q->doh = l;
  if(key->family != AF_INET) code = doh_probe_start(l, DNS_AAAA, o->doh_url, read_addresses);
  if(!code && key->family != AF_INET6) code = doh_probe_start(l, DNS_A, o->doh_url, read_addresses);
  if(!code) return CURLE_AGAIN;
  doh_cancel(q);
  return code;
}

/* All addresses, in the order of the probes, or none, which every probe has to say. CURLE_COULDNT_RESOLVE_HOST: it is not
 * known. */
static CURLcode merge(const struct doh_lookup *l, struct address_set **ret)
{
  size_t count = 0, nones = 0;
  for(size_t i = 0; i < l->count; i++) {
    if(l->probes[i].addrs) count += l->probes[i].addrs->count;
    nones += l->probes[i].says_none;
  }
  if(!count && nones < l->count) return CURLE_COULDNT_RESOLVE_HOST;
  struct address_set *s = address_set_new(count);
  if(!s) return CURLE_OUT_OF_MEMORY;
  struct address *to = s->at;
  for(size_t i = 0; i < l->count; i++) {
    const struct address_set *from = l->probes[i].addrs;
    for(size_t k = 0; from && k < from->count; k++) *to++ = from->at[k];
  }
  *ret = s;
  return CURLE_OK;
}

/* An answer that is not remembered is still an answer. */
static void keep_answer(const struct doh_lookup *l, struct address_set *s)
{
  struct dns *d = l->query->dns;
  DNS_LOCKED(d, l->trace);
  (void)!dns_cache_add_for(d->cache, &l->key, s, l->system->now_us(), l->ttl_s * 1000000);
}

static CURLcode conclude(const struct doh_lookup *l, struct address_set **ret)
{
  struct address_set *s;
  TRY(l->code);
  TRY(merge(l, &s));
  if(l->shuffle) resolve_shuffle(s, l->system);
  if(l->remember) keep_answer(l, s);
  if(s->count) {
    *ret = s;
    return CURLE_OK;
  }
  address_set_unref(s);
  return CURLE_COULDNT_RESOLVE_HOST;
}

static void tell(const struct doh_lookup *l, CURLcode code)
{
  if(code == CURLE_OUT_OF_MEMORY)
    trace_fail(l->trace, code, "Out of memory");
  else if(l->why[0])
    trace_fail(l->trace, code, "Could not resolve host: %s (DoH: %s)", l->host, l->why);
  else
    trace_fail(l->trace, code, "Could not resolve host: %s", l->host);
}

CURLcode doh_take(struct resolve_query *q, struct address_set **ret)
{
  struct doh_lookup *l = q->doh;
  if(doh_is_under_way(l)) return CURLE_AGAIN;
  q->doh = NULL;
  CURLcode code = conclude(l, ret);
  if(code) tell(l, code);
  doh_lookup_free(l);
  return code;
}
