#include "resolve/doh_lookup.h"
#include "base/mem.h"

bool doh_is_under_way(const struct doh_lookup *l)
{
  for(size_t i = 0; i < l->count; i++)
    if(l->probes[i].fetch) return true;
  return false;
}

void doh_lookup_free(struct doh_lookup *l)
{
  for(size_t i = 0; i < l->count; i++) address_set_unref(l->probes[i].addrs);
  mem_free(l->records);
  mem_free(l);
}

void doh_cancel(struct resolve_query *q)
{
  struct doh_lookup *l = q->doh;
  if(!l) return;
  q->doh = NULL;
  for(size_t i = 0; i < l->count; i++)
    if(l->probes[i].fetch) q->fetch->cancel(l->probes[i].fetch);
  doh_lookup_free(l);
}

struct doh_lookup *doh_lookup_new(struct resolve_query *q, const struct system_ops *system,
                                  const struct resolve_opts *o, const struct dns_key *key, struct trace *t)
{
  size_t len = strlen(key->host);
  struct doh_lookup *l = mem_zalloc(sizeof *l + len + 1);
  if(!l) return NULL;
  memcpy(l->host, key->host, len);
  l->key = (struct dns_key){ l->host, key->port, key->family };
  l->query = q;
  l->system = system;
  l->trace = t;
  l->remember = o->cache_timeout_s;
  l->shuffle = o->shuffle;
  l->ttl_s = INT32_MAX;
  return l;
}

CURLcode doh_probe_start(struct doh_lookup *l, enum dns_type type, const char *url,
                         enum dns_verdict (*read)(struct doh_probe *p, struct span message))
{
  const struct resolve_query *q = l->query;
  struct doh_probe *p = &l->probes[l->count];
  uint8_t query[DNS_QUERY_MAX];
  *p = (struct doh_probe){ .lookup = l, .type = type, .read = read };
  size_t len = dns_query_write(query, &l->name, (uint16_t)type);
  TRY(q->fetch->start(q->fetch_owner, url, span_of(query, len), p, &p->fetch));
  l->count++;
  return CURLE_OK;
}

/* Why there is no answer: NULL where there is one. */
static const char *read_body(struct doh_probe *p, struct span body)
{
  enum dns_verdict v = p->read(p, body);
  p->says_none = v == DNS_NO_NAME || v == DNS_NO_RECORD;
  return v && !p->says_none ? dns_verdict_text(v) : NULL;
}

static const char *kind_of(const struct doh_probe *p)
{
  if(p->type == DNS_HTTPS) return "HTTPS";
  return p->type == DNS_A ? "A" : "AAAA";
}

/* RFC 8484, section 4.2.1: only a successful answer has a message to be looked at. */
static void take_outcome(struct doh_probe *p, const struct doh_outcome *o)
{
  struct doh_lookup *l = p->lookup;
  const char *why = o->error;
  char status[64];
  if(o->code == CURLE_OUT_OF_MEMORY) l->code = o->code;
  if(!o->code && o->status / 100 == 2) {
    why = read_body(p, o->body);
  } else if(!o->code) {
    (void)snprintf(status, sizeof status, "the server answers with status %ld", o->status);
    why = status;
  }
  if(why) trace_text(l->trace, "DoH %s for %s: %s", kind_of(p), l->host, why);
  if(why && !l->why[0]) (void)snprintf(l->why, sizeof l->why, "%s", why);
}

void doh_fetched(struct doh_probe *p, const struct doh_outcome *o)
{
  struct doh_lookup *l = p->lookup;
  p->fetch = NULL;
  take_outcome(p, o);
  if(!doh_is_under_way(l)) l->query->done(l->query);
}
