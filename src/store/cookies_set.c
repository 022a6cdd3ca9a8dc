#include "base/str.h"
#include "codec/date/date.h"
#include "store/cookies_internal.h"
#include "store/psl.h"

/* What is kept (RFC 6265bis, section 5.7). */

#define EXPIRED      1  /* a time that is over, and not COOKIE_SESSION */
#define DATE_MAX     79 /* bytes; what is longer is none */
#define LINE_AROUND  48 /* bytes of a line beside names, path and value */
#define FIELD_PREFIX "Set-Cookie:"

bool cookie_origin_is_secure(const struct cookie_origin *o)
{
  return o->is_https || span_is(o->host, "localhost") || span_is(o->host, "127.0.0.1") || span_is(o->host, "::1");
}

/* Rounded to a minute, as the end of a life that long is not known better. */
static int64_t cap_age(int64_t expires, int64_t now)
{
  int64_t most = now + COOKIES_AGE_MAX_S;
  return expires > most ? (most + 30) / 60 * 60 : expires;
}

static int64_t end_of(const struct cookie_field *f, int64_t now)
{
  int64_t expires;
  if(f->has_max_age) {
    if(f->max_age <= 0) return EXPIRED;
    return f->max_age > COOKIES_AGE_MAX_S ? cap_age(INT64_MAX, now) : now + f->max_age;
  }
  if(!f->expires.len || f->expires.len > DATE_MAX || !date_parse(f->expires, &expires)) return COOKIE_SESSION;
  return expires > 0 ? cap_age(expires, now) : EXPIRED;
}

/* The list knows no dot at the end. */
static void without_last_dot(struct cookie_host *h)
{
  if(h->len && h->at[h->len - 1] == '.') h->at[--h->len] = '\0';
}

static bool is_public(const struct cookie_host *domain)
{
  struct cookie_host plain = *domain;
  without_last_dot(&plain);
  return public_suffix_is(plain.at);
}

static const char *site_of(const struct cookie_host *domain, struct cookie_host *to)
{
  *to = *domain;
  without_last_dot(to);
  return to->len && !cookie_host_is_address(to) ? public_suffix_site(to->at) : to->at;
}

/* Steps 9 to 12. A public suffix may set a cookie for itself only, and not for what is below. */
static bool settle_domain(struct cookie_entry *e, const struct cookie_origin *from, const struct cookie_host *host,
                          struct cookie_host *domain)
{
  struct cookie *c = &e->cookie;
  *domain = *host;
  if(!c->domain.len) {
    c->domain = from->host;
    return true;
  }
  if(!cookie_host_fold(domain, c->domain) || !cookie_host_is_in(host->at, domain->at)) return false;
  bool is_address = cookie_host_is_address(host);
  e->is_exact = is_address || is_public(domain);
  c->has_subdomains = !is_address;
  return domain->len == host->len || !e->is_exact;
}

/* Section 5.1.4: the folder of what was asked for. */
static struct span default_path(struct span path)
{
  while(path.len > 1 && path.at[path.len - 1] != '/') path.len--;
  if(path.len > 1) path.len--;
  return path.len && path.at[0] == '/' ? path : span_text("/");
}

/* Would it stand beside a secure one that a server cannot tell it from? Steps 15 and 16. */
static bool hides_secure(const struct cookie_jar *j, const struct cookie *c, const struct cookie_host *domain,
                         const char *site, int64_t now)
{
  const struct cookie_entry *e = NULL;
  while((e = cookie_jar_namesake(j, site, c->name, e))) {
    const char *other = (const char *)e->domain->name;
    if(!e->cookie.is_secure || cookie_entry_is_over(e, now)) continue;
    if(!cookie_host_is_in(domain->at, other) && !cookie_host_is_in(other, domain->at)) continue;
    if(cookie_path_is_in(c->path, e->cookie.path)) return true;
  }
  return false;
}

static struct cookie_entry *find_same(const struct cookie_jar *j, const struct cookie *c,
                                      const struct cookie_host *domain, const char *site)
{
  struct cookie_entry *e = NULL;
  while((e = cookie_jar_namesake(j, site, c->name, e)))
    if(e->cookie.has_subdomains == c->has_subdomains && span_equal(e->cookie.path, c->path) &&
       span_equal(e->domain->node.key, span_of(domain->at, domain->len)))
      return e;
  return NULL;
}

static bool is_storable(const struct cookie *c)
{
  return c->domain.len + c->path.len + c->name.len + c->value.len + LINE_AROUND <= COOKIE_LINE_MAX;
}

/* Put it in, or delete the one that it ends. */
static CURLcode put(struct cookie_jar *j, const struct cookie_entry *e, const struct cookie_host *domain,
                    const char *site, int64_t now)
{
  struct cookie_entry *former = find_same(j, &e->cookie, domain, site);
  if(former && former->is_live && !e->is_live) return CURLE_OK;
  if(cookie_entry_is_over(e, now)) {
    if(former && e->is_live) former->is_deleted = former->is_live = true;
    return CURLE_OK;
  }
  if(former && former->is_deleted) {
    TRY(cookie_jar_put(j, e, domain, site, NULL)); /* it begins anew */
    cookie_jar_drop(j, former);
    return CURLE_OK;
  }
  return cookie_jar_put(j, e, domain, site, former);
}

/* Of what answers have set in a site: the oldest, as long as there is one that is not secure. */
static struct cookie_entry *find_victim(const struct cookie_group *site)
{
  struct cookie_entry *oldest = NULL;
  LIST_EACH(n, &site->cookies) {
    struct cookie_entry *e = LIST_ENTRY(n, struct cookie_entry, in_site);
    if(!e->is_received) continue;
    if(!e->cookie.is_secure) return e;
    if(!oldest) oldest = e;
  }
  return oldest;
}

static void make_room(struct cookie_jar *j)
{
  struct list_node *newest = list_last(&j->by_age);
  if(!newest) return;
  const struct cookie_group *site = LIST_ENTRY(newest, struct cookie_entry, in_age)->site;
  if(site->received > COOKIES_SITE_MAX) cookie_jar_drop(j, find_victim(site));
  if(j->count > COOKIES_MAX) cookie_jar_drop(j, LIST_ENTRY(list_first(&j->by_age), struct cookie_entry, in_age));
}

CURLcode cookie_jar_receive(struct cookie_jar *j, struct span value, const struct cookie_origin *from, int64_t now,
                            bool *is_taken)
{
  struct cookie_field f;
  struct cookie_host host, domain, plain;
  struct cookie_entry e = { .is_live = true, .is_received = true };
  *is_taken = false;
  if(!cookie_host_fold(&host, from->host) || !cookie_parse_field(value, &f)) return CURLE_OK;
  e.cookie = f.cookie;
  e.cookie.expires = end_of(&f, now);
  if(!settle_domain(&e, from, &host, &domain)) return CURLE_OK;
  if(!e.cookie.path.len) e.cookie.path = default_path(from->path);
  const char *site = site_of(&domain, &plain);
  bool is_secure = cookie_origin_is_secure(from);
  if(!cookie_keeps_promise(&e.cookie) || !is_storable(&e.cookie)) return CURLE_OK;
  if(!is_secure && (e.cookie.is_secure || hides_secure(j, &e.cookie, &domain, site, now))) return CURLE_OK;
  TRY(put(j, &e, &domain, site, now));
  make_room(j);
  *is_taken = true;
  return CURLE_OK;
}

/* "domain=com" of a line can only be a mistake; of localhost it is not. */
static bool is_too_broad(struct span domain)
{
  const uint8_t *dot = memchr(domain.at, '.', domain.len);
  if(span_is(domain, "localhost")) return false;
  return !dot || dot + 1 == domain.at + domain.len;
}

static bool parse_given_field(struct span value, struct cookie *ret, int64_t now)
{
  struct cookie_field f;
  struct cookie_host domain;
  if(!cookie_parse_field(value, &f)) return false;
  struct cookie *c = &f.cookie;
  c->expires = end_of(&f, now);
  if(!c->path.len) c->path = span_text("/");
  *ret = *c;
  if(!c->domain.len) return true;
  if(!cookie_host_fold(&domain, c->domain)) return false;
  ret->has_subdomains = !cookie_host_is_address(&domain);
  return !ret->has_subdomains || !is_too_broad(c->domain);
}

/* Programs pass more than one, and have always got the first. */
static struct span first_line(struct span text)
{
  const uint8_t *end = memchr(text.at, '\n', text.len);
  if(end) text.len = (size_t)(end - text.at);
  while(text.len && text.at[text.len - 1] == '\r') text.len--;
  return text;
}

CURLcode cookie_jar_give(struct cookie_jar *j, struct span line, enum cookie_source source, int64_t now)
{
  struct cookie_entry e = { .is_live = source == COOKIES_OF_PROGRAM };
  struct cookie_host domain = { 0 }, plain;
  struct cookie *c = &e.cookie;
  size_t prefix = strlen(FIELD_PREFIX);
  line = first_line(line);
  bool is_cookie = span_starts_nocase(line, FIELD_PREFIX)
                       ? parse_given_field(span_of(line.at + prefix, line.len - prefix), c, now)
                       : cookie_parse_line(line, c);
  if(!is_cookie || !cookie_keeps_promise(c) || !is_storable(c)) return CURLE_OK;
  if(source == COOKIES_OF_FORMER_SESSION && c->expires == COOKIE_SESSION) return CURLE_OK;
  if(c->domain.len) {
    if(!cookie_host_fold(&domain, c->domain)) return CURLE_OK;
    e.is_exact = source == COOKIES_OF_PROGRAM ? is_too_broad(c->domain) : is_public(&domain);
  }
  return put(j, &e, &domain, site_of(&domain, &plain), now);
}
