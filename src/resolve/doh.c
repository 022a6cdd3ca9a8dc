/* lifecycle: a look-up belongs to its query from doh_start until doh_take or doh_cancel. A probe without a fetch is over;
 * when all are, the query's `done` is called.
 */
#include "resolve/doh.h"
#include "base/mem.h"
#include "codec/dns/message.h"
#include "resolve/resolver.h"
#include "resolve/shared_dns.h"
#include "resolve/shuffle.h"

#define PROBES_MAX 2

struct doh_probe {
  struct doh_lookup *lookup;
  struct doh_fetch *fetch; /* NULL: none is under way */
  enum dns_type type;
  bool says_none; /* it has an answer, and that is: there is no such address */
  struct address_set *addrs;
};

struct doh_lookup {
  struct resolve_query *query;
  const struct system_ops *system;
  struct trace *trace;
  struct dns_name name;
  struct dns_key key; /* `host` is the text behind */
  bool remember, shuffle;
  CURLcode code;             /* CURLE_OUT_OF_MEMORY, where that was met */
  int64_t ttl_s;             /* the least of the answers */
  char why[CURL_ERROR_SIZE]; /* the first probe that brought no answer; "": none */
  size_t count;
  struct doh_probe probes[PROBES_MAX];
  char host[];
};

static bool is_under_way(const struct doh_lookup *l)
{
  for(size_t i = 0; i < l->count; i++)
    if(l->probes[i].fetch) return true;
  return false;
}

static void free_lookup(struct doh_lookup *l)
{
  for(size_t i = 0; i < l->count; i++) address_set_unref(l->probes[i].addrs);
  mem_free(l);
}

void doh_cancel(struct resolve_query *q)
{
  struct doh_lookup *l = q->doh;
  if(!l) return;
  q->doh = NULL;
  for(size_t i = 0; i < l->count; i++)
    if(l->probes[i].fetch) q->fetch->cancel(l->probes[i].fetch);
  free_lookup(l);
}

static struct doh_lookup *new_lookup(struct resolve_query *q, const struct resolve_opts *o, const struct dns_key *key,
                                     struct trace *t)
{
  size_t len = strlen(key->host);
  struct doh_lookup *l = mem_zalloc(sizeof *l + len + 1);
  if(!l) return NULL;
  memcpy(l->host, key->host, len);
  l->key = (struct dns_key){ l->host, key->port, key->family };
  l->query = q;
  l->system = q->resolver->system;
  l->trace = t;
  l->remember = o->cache_timeout_s;
  l->shuffle = o->shuffle;
  l->ttl_s = INT32_MAX;
  return l;
}

static CURLcode start_probe(struct doh_lookup *l, enum dns_type type, const char *url)
{
  const struct resolve_query *q = l->query;
  struct doh_probe *p = &l->probes[l->count];
  uint8_t query[DNS_QUERY_MAX];
  *p = (struct doh_probe){ .lookup = l, .type = type };
  size_t len = dns_query_write(query, &l->name, (uint16_t)type);
  TRY(q->fetch->start(q->fetch_owner, url, span_of(query, len), p, &p->fetch));
  l->count++;
  return CURLE_OK;
}

CURLcode doh_start(struct resolve_query *q, const struct resolve_opts *o, const struct dns_key *key, struct trace *t)
{
  struct dns_name name;
  CURLcode code = CURLE_OK;
  if(!dns_name_parse(key->host, &name)) return CURLE_COULDNT_RESOLVE_HOST;
  struct doh_lookup *l = new_lookup(q, o, key, t);
  if(!l) return CURLE_OUT_OF_MEMORY;
  l->name = name;
  q->resolver = NULL; /* its threads have nothing to do with it */
  q->doh = l;
  if(key->family != AF_INET) code = start_probe(l, DNS_AAAA, o->doh_url);
  if(!code && key->family != AF_INET6) code = start_probe(l, DNS_A, o->doh_url);
  if(!code) return CURLE_AGAIN;
  doh_cancel(q);
  return code;
}

static void put_address(struct address *to, const struct dns_answer *a, size_t index, uint16_t port)
{
  if(a->size == sizeof(struct in_addr)) {
    struct sockaddr_in *in = (struct sockaddr_in *)&to->addr;
    in->sin_family = AF_INET;
    in->sin_port = htons(port);
    memcpy(&in->sin_addr, a->at[index], a->size);
    to->len = sizeof *in;
  } else {
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&to->addr;
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(port);
    memcpy(&in6->sin6_addr, a->at[index], a->size);
    to->len = sizeof *in6;
  }
}

static void take_answer(struct doh_probe *p, const struct dns_answer *a)
{
  struct doh_lookup *l = p->lookup;
  p->addrs = address_set_new(a->count);
  if(!p->addrs) l->code = CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; p->addrs && i < a->count; i++) put_address(&p->addrs->at[i], a, i, l->key.port);
  if(a->ttl_s < l->ttl_s) l->ttl_s = a->ttl_s;
}

/* Why there is no answer: NULL where there is one. */
static const char *read_body(struct doh_probe *p, struct span body)
{
  struct dns_answer a;
  enum dns_verdict v = dns_answer_read(body, &p->lookup->name, p->type, &a);
  p->says_none = v == DNS_NO_NAME || v == DNS_NO_RECORD;
  if(!v) take_answer(p, &a);
  return v && !p->says_none ? dns_verdict_text(v) : NULL;
}

/* RFC 8484, section 4.2.1: only a successful answer has a message to be looked at. */
static void take_outcome(struct doh_probe *p, const struct doh_outcome *o)
{
  struct doh_lookup *l = p->lookup;
  const char *kind = p->type == DNS_A ? "A" : "AAAA", *why = o->error;
  char status[64];
  if(o->code == CURLE_OUT_OF_MEMORY) l->code = o->code;
  if(!o->code && o->status / 100 == 2) {
    why = read_body(p, o->body);
  } else if(!o->code) {
    (void)snprintf(status, sizeof status, "the server answers with status %ld", o->status);
    why = status;
  }
  if(why) trace_text(l->trace, "DoH %s for %s: %s", kind, l->host, why);
  if(why && !l->why[0]) (void)snprintf(l->why, sizeof l->why, "%s", why);
}

void doh_fetched(struct doh_probe *p, const struct doh_outcome *o)
{
  struct doh_lookup *l = p->lookup;
  p->fetch = NULL;
  take_outcome(p, o);
  if(!is_under_way(l)) l->query->done(l->query);
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
  if(is_under_way(l)) return CURLE_AGAIN;
  q->doh = NULL;
  CURLcode code = conclude(l, ret);
  if(code) tell(l, code);
  free_lookup(l);
  return code;
}
