#include "resolve/resolve.h"
#include "base/str.h"
#include "resolve/doh.h"
#include "resolve/lookup.h"
#include "resolve/resolver.h"
#include "resolve/shared_dns.h"

#define WILDCARD "*"

static int family_of(long ip_version)
{
  if(ip_version == CURL_IPRESOLVE_V4) return AF_INET;
  return ip_version == CURL_IPRESOLVE_V6 ? AF_INET6 : AF_UNSPEC;
}

static int64_t max_age(const struct resolve_opts *o)
{
  if(o->cache_timeout_s > INT64_MAX / 1000000 || o->cache_timeout_s < 0) return DNS_FOREVER;
  return o->cache_timeout_s ? o->cache_timeout_s * 1000000 : -1;
}

/* Is `host` the name `domain` (which starts with a dot), or one in it? A dot at the end changes nothing. */
static bool is_in_domain(const char *host, const char *domain, bool itself)
{
  struct span h = span_text(host), d = span_text(domain);
  if(h.len && h.at[h.len - 1] == '.') h.len--;
  if(itself && span_is(h, domain + 1)) return true;
  return h.len > d.len && span_is(span_of(h.at + h.len - d.len, d.len), domain);
}

static bool is_local(const char *host) { return is_in_domain(host, ".localhost", true); }
static bool is_onion(const char *host) { return is_in_domain(host, ".onion", false); }

static CURLcode check_name(const char *host, struct trace *t)
{
  size_t len = strnlen(host, DNS_HOST_MAX + 1);
  if(!len) return trace_fail(t, CURLE_COULDNT_RESOLVE_HOST, "Could not resolve host: the name is empty");
  if(len > DNS_HOST_MAX)
    return trace_fail(t, CURLE_COULDNT_RESOLVE_HOST, "Could not resolve host: the name is longer than %d bytes",
                      DNS_HOST_MAX);
  if(is_onion(host)) return trace_fail(t, CURLE_COULDNT_RESOLVE_HOST, "Not resolving .onion address (RFC 7686)");
  return CURLE_OK;
}

/* Those of `family` among `all`, whose reference is taken. CURLE_COULDNT_RESOLVE_HOST: none. */
static CURLcode keep_family(struct address_set *all, int family, struct address_set **ret)
{
  size_t count = 0;
  for(size_t i = 0; i < all->count; i++) count += family == AF_UNSPEC || all->at[i].addr.ss_family == family;
  if(count == all->count) {
    *ret = all;
    return CURLE_OK;
  }
  struct address_set *some = count ? address_set_new(count) : NULL;
  for(size_t i = 0, to = 0; some && to < count; i++)
    if(all->at[i].addr.ss_family == family) some->at[to++] = all->at[i];
  address_set_unref(all);
  if(!some) return count ? CURLE_OUT_OF_MEMORY : CURLE_COULDNT_RESOLVE_HOST;
  *ret = some;
  return CURLE_OK;
}

static struct address_set *find_given(const struct dns *d, const struct dns_key *key, int64_t now, int64_t max_age_us)
{
  const struct dns_key given = { key->host, key->port, DNS_GIVEN }, wildcard = { WILDCARD, key->port, DNS_GIVEN };
  struct address_set *s = dns_cache_find(d->cache, &given, now, max_age_us);
  return s ? s : dns_cache_find(d->cache, &wildcard, now, max_age_us);
}

/* What stands in the cache: what the program has given, or what was found out. NULL: nothing. */
static struct address_set *find_known(struct dns *d, const struct dns_key *key, int64_t now, int64_t max_age_us,
                                      struct trace *t)
{
  DNS_LOCKED(d, t);
  struct address_set *s = d->has_given ? find_given(d, key, now, max_age_us) : NULL;
  return s || max_age_us < 0 ? s : dns_cache_find(d->cache, key, now, max_age_us);
}

/* The reference to `known` is taken. An empty set says that there is no such name. */
static CURLcode use_known(struct address_set *known, const struct dns_key *key, struct trace *t,
                          struct address_set **ret)
{
  if(known->count) return keep_family(known, key->family, ret);
  trace_text(t, "%s was found not to exist a short time ago", key->host);
  address_set_unref(known);
  return CURLE_COULDNT_RESOLVE_HOST;
}

/* What nobody has to be asked for: a literal, localhost. CURLE_AGAIN: neither. */
static CURLcode answer_locally(const char *host, uint16_t port, int family, struct address_set **ret)
{
  struct address found[2];
  size_t count = 0;
  if(address_parse(host, port, &found[0])) {
    count = 1;
    family = AF_UNSPEC; /* ip_version does not prohibit a literal (CURLOPT_IPRESOLVE) */
  } else if(is_local(host)) {
    count += address_parse("::1", port, &found[count]);
    count += address_parse("127.0.0.1", port, &found[count]);
  }
  if(!count) return CURLE_AGAIN;
  struct address_set *s = address_set_new(count);
  if(!s) return CURLE_OUT_OF_MEMORY;
  memcpy(s->at, found, count * sizeof *found);
  return keep_family(s, family, ret);
}

/* One step under the lock, so that no look-up is made whose answer has just come. CURLE_AGAIN: `q` waits. */
static CURLcode find_or_join(struct resolve_query *q, const struct resolve_opts *o, const struct dns_key *key,
                             int64_t now, struct trace *t, struct address_set **ret)
{
  DNS_LOCKED(q->dns, t);
  int64_t max_age_us = max_age(o);
  bool may_cache = max_age_us >= 0;
  struct address_set *s = may_cache ? dns_cache_find(q->dns->cache, key, now, max_age_us) : NULL;
  if(s) return use_known(s, key, t, ret);
  TRY(resolver_prepare(q->resolver));
  TRY(lookup_join(q, key, may_cache, o->shuffle));
  return CURLE_AGAIN;
}

static void release(struct resolve_query *q)
{
  address_set_unref(q->addrs);
  dns_unref(q->dns);
  *q = (struct resolve_query){ .done = q->done, .fetch = q->fetch, .fetch_owner = q->fetch_owner };
}

/* True: it was waiting for its answer or for the delivery. */
static bool withdraw(struct resolve_query *q)
{
  LOCKED(dns_mutex(q->dns));
  if(!q->lookup) return resolver_withdraw(q->resolver, q);
  list_remove(&q->node);
  return true;
}

/* A query that a parent process has started is in lists that nobody walks in this one. */
void resolve_cancel(struct resolve_query *q)
{
  if(!q->dns) return;
  doh_cancel(q);
  bool is_ours = q->resolver && q->fork_generation == os_fork_generation();
  if(is_ours && withdraw(q)) resolver_forget(q->resolver);
  release(q);
}

static CURLcode fail(struct trace *t, CURLcode code, const char *host)
{
  if(code == CURLE_OUT_OF_MEMORY) return trace_fail(t, code, "Out of memory");
  return trace_fail(t, CURLE_COULDNT_RESOLVE_HOST, "Could not resolve host: %s", host);
}

static CURLcode call_start(const struct resolve_opts *o, const char *host, struct trace *t)
{
  if(!o->start) return CURLE_OK;
  CALLBACK_SCOPE(t ? t->guard : NULL);
  if(!o->start(NULL, NULL, o->start_data)) return CURLE_OK;
  return trace_fail(t, CURLE_ABORTED_BY_CALLBACK, "The resolver start callback refused to resolve %s", host);
}

static CURLcode expect(struct resolve_query *q)
{
  CURLcode code = resolver_expect(q->resolver);
  return code ? code : CURLE_AGAIN;
}

/* CURLE_AGAIN: `q` is under way. Else it is not. */
static CURLcode ask(struct resolve_query *q, const struct resolve_opts *o, const struct dns_key *key, int64_t now,
                    struct trace *t, struct address_set **ret)
{
  CURLcode code = o->doh_url ? doh_start(q, o, key, t) : find_or_join(q, o, key, now, t, ret);
  if(code == CURLE_AGAIN && !o->doh_url) code = expect(q);
  if(code != CURLE_AGAIN) resolve_cancel(q);
  return code;
}

/* The name is not known yet. */
static CURLcode resolve(struct resolve_query *q, struct resolver *r, struct dns *d, const struct resolve_opts *o,
                        const struct dns_key *key, int64_t now, struct trace *t, struct address_set **ret)
{
  TRY(call_start(o, key->host, t));
  CURLcode code = answer_locally(key->host, key->port, key->family, ret);
  if(code != CURLE_AGAIN) return code;
  resolver_leave_parent(r);
  *q = (struct resolve_query){
    .done = q->done,
    .fetch = q->fetch,
    .fetch_owner = q->fetch_owner,
    .resolver = r,
    .dns = dns_ref(d),
    .fork_generation = r->fork_generation,
  };
  return ask(q, o, key, now, t, ret);
}

CURLcode resolve_start(struct resolve_query *q, struct resolver *r, struct dns *d, const struct resolve_opts *o,
                       const char *host, uint16_t port, int64_t now, struct trace *t, struct address_set **ret)
{
  const struct dns_key key = { host, port, family_of(o->ip_version) };
  TRY(check_name(host, t));
  struct address_set *known = find_known(d, &key, now, max_age(o), t);
  CURLcode code = known ? use_known(known, &key, t, ret) : resolve(q, r, d, o, &key, now, t, ret);
  bool is_told = !code || code == CURLE_AGAIN || code == CURLE_ABORTED_BY_CALLBACK;
  return is_told ? code : fail(t, code, host);
}

static CURLcode take_doh(struct resolve_query *q, struct address_set **ret)
{
  CURLcode code = doh_take(q, ret);
  if(code != CURLE_AGAIN) release(q);
  return code;
}

CURLcode resolve_take(struct resolve_query *q, const char *host, struct trace *t, struct address_set **ret)
{
  if(q->doh) return take_doh(q, ret);
  CURLcode code = q->code;
  if(q->resolver) return CURLE_AGAIN;
  if(q->gai_error) trace_text(t, "getaddrinfo(%s): %s", host, gai_strerror(q->gai_error));
  if(!code) {
    *ret = q->addrs;
    q->addrs = NULL;
  }
  release(q);
  return code ? fail(t, code, host) : CURLE_OK;
}

/* ---- HTTPS records ---- */

/* Who has no records in DNS. */
static bool is_apart(const char *host)
{
  struct address literal;
  size_t len = strnlen(host, DNS_HOST_MAX + 1);
  return !len || len > DNS_HOST_MAX || is_onion(host) || is_local(host) || address_parse(host, 0, &literal);
}

/* What the program has said of the host leaves nothing to be found out. */
static bool find_known_services(struct dns *d, const struct dns_key *key, int64_t now, int64_t max_age_us,
                                struct trace *t, struct dns_services *ret)
{
  DNS_LOCKED(d, t);
  struct address_set *given = d->has_given ? find_given(d, key, now, max_age_us) : NULL;
  address_set_unref(given);
  return given || (max_age_us >= 0 && dns_cache_find_services(d->cache, key, now, max_age_us, ret));
}

CURLcode resolve_services_start(struct resolve_query *q, struct resolver *r, struct dns *d,
                                const struct resolve_opts *o, const char *host, uint16_t port, int64_t now,
                                struct trace *t, struct dns_services *ret)
{
  const struct dns_key key = { host, port, DNS_RECORDS };
  *ret = (struct dns_services){ 0 };
  if(!o->doh_url || is_apart(host) || find_known_services(d, &key, now, max_age(o), t, ret)) return CURLE_OK;
  TRY(call_start(o, host, t));
  *q = (struct resolve_query){ .done = q->done, .fetch = q->fetch, .fetch_owner = q->fetch_owner, .dns = dns_ref(d) };
  CURLcode code = doh_services_start(q, r->system, o, &key, t);
  if(code == CURLE_AGAIN) return code;
  resolve_cancel(q);
  return code == CURLE_COULDNT_RESOLVE_HOST ? CURLE_OK : fail(t, code, host);
}

CURLcode resolve_services_take(struct resolve_query *q, const struct resolve_opts *o, struct dns_services *ret)
{
  CURLcode code = doh_services_take(q, o, ret);
  if(code != CURLE_AGAIN) release(q);
  return code;
}
