#include "resolve/resolve.h"
#include "base/str.h"
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

static CURLcode check_name(const char *host, struct trace *t)
{
  size_t len = strnlen(host, DNS_HOST_MAX + 1);
  if(!len) return trace_fail(t, CURLE_COULDNT_RESOLVE_HOST, "Could not resolve host: the name is empty");
  if(len > DNS_HOST_MAX)
    return trace_fail(t, CURLE_COULDNT_RESOLVE_HOST, "Could not resolve host: the name is longer than %d bytes",
                      DNS_HOST_MAX);
  if(is_in_domain(host, ".onion", false))
    return trace_fail(t, CURLE_COULDNT_RESOLVE_HOST, "Not resolving .onion address (RFC 7686)");
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

static struct address_set *find_given(struct dns *d, const char *host, uint16_t port, int64_t now, int64_t max_age_us,
                                      struct trace *t)
{
  DNS_LOCKED(d, t);
  if(!d->has_given) return NULL;
  struct address_set *s = dns_cache_find(d->cache, &(struct dns_key){ host, port, DNS_GIVEN }, now, max_age_us);
  return s ? s : dns_cache_find(d->cache, &(struct dns_key){ WILDCARD, port, DNS_GIVEN }, now, max_age_us);
}

/* What nobody has to be asked for: a literal, localhost. CURLE_AGAIN: neither. */
static CURLcode answer_locally(const char *host, uint16_t port, int family, struct address_set **ret)
{
  struct address found[2];
  size_t count = 0;
  if(address_parse(host, port, &found[0])) {
    count = 1;
    family = AF_UNSPEC; /* ip_version does not prohibit a literal (CURLOPT_IPRESOLVE) */
  } else if(is_in_domain(host, ".localhost", true)) {
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
static CURLcode find_or_join(struct resolve_query *q, const struct dns_key *key, int64_t now, int64_t max_age_us,
                             struct trace *t, struct address_set **ret)
{
  DNS_LOCKED(q->dns, t);
  bool may_cache = max_age_us >= 0;
  struct address_set *s = may_cache ? dns_cache_find(q->dns->cache, key, now, max_age_us) : NULL;
  if(s) {
    *ret = s;
    return CURLE_OK;
  }
  TRY(resolver_prepare(q->resolver));
  TRY(lookup_join(q, key, may_cache));
  return CURLE_AGAIN;
}

static void release(struct resolve_query *q)
{
  address_set_unref(q->addrs);
  dns_unref(q->dns);
  *q = (struct resolve_query){ .done = q->done };
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
  bool is_ours = q->resolver && q->fork_generation == os_fork_generation();
  if(is_ours && withdraw(q)) resolver_forget(q->resolver);
  release(q);
}

static CURLcode ask(struct resolve_query *q, const struct dns_key *key, int64_t now, int64_t max_age_us,
                    struct trace *t, struct address_set **ret)
{
  CURLcode code = find_or_join(q, key, now, max_age_us, t, ret);
  if(code != CURLE_AGAIN) {
    release(q);
    return code;
  }
  code = resolver_expect(q->resolver);
  if(!code) return CURLE_AGAIN;
  resolve_cancel(q);
  return code;
}

static CURLcode fail(struct trace *t, CURLcode code, const char *host)
{
  if(code == CURLE_OUT_OF_MEMORY) return trace_fail(t, code, "Out of memory");
  return trace_fail(t, CURLE_COULDNT_RESOLVE_HOST, "Could not resolve host: %s", host);
}

CURLcode resolve_start(struct resolve_query *q, struct resolver *r, struct dns *d, const struct resolve_opts *o,
                       const char *host, uint16_t port, int64_t now, struct trace *t, struct address_set **ret)
{
  const struct dns_key key = { host, port, family_of(o->ip_version) };
  TRY(check_name(host, t));
  struct address_set *given = find_given(d, host, port, now, max_age(o), t);
  CURLcode code = given ? keep_family(given, key.family, ret) : answer_locally(host, port, key.family, ret);
  if(code == CURLE_AGAIN) {
    resolver_leave_parent(r);
    *q = (struct resolve_query){
      .resolver = r, .dns = dns_ref(d), .fork_generation = r->fork_generation, .done = q->done
    };
    code = ask(q, &key, now, max_age(o), t, ret);
  }
  return code && code != CURLE_AGAIN ? fail(t, code, host) : code;
}

CURLcode resolve_take(struct resolve_query *q, const char *host, struct trace *t, struct address_set **ret)
{
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
