#include "store/hsts.h"
#include "base/address.h"
#include "base/hash.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/date/date.h"

struct entry {
  struct hash_node node;
  struct list_node age;
  int64_t expires;
  bool subdomains;
  bool is_forgotten; /* the host has taken it back: no file makes it one again */
  uint8_t host[];    /* lower case */
};

struct hsts {
  struct hash by_host;
  struct list by_age; /* what was added first is first */
};

struct hsts *hsts_new(uint32_t seed)
{
  struct hsts *h = mem_zalloc(sizeof *h);
  if(!h) return NULL;
  hash_init(&h->by_host, seed);
  list_init(&h->by_age);
  return h;
}

static void drop(struct hsts *h, struct entry *e)
{
  list_remove(&e->age);
  hash_remove(&h->by_host, &e->node);
  mem_free(e);
}

void hsts_free(struct hsts *h)
{
  if(!h) return;
  LIST_EACH(n, &h->by_age) drop(h, LIST_ENTRY(n, struct entry, age));
  hash_free(&h->by_host);
  mem_free(h);
}

static struct entry *find(const struct hsts *h, struct span host)
{
  struct hash_node *n = hash_find(&h->by_host, host);
  return n ? CONTAINER_OF(n, struct entry, node) : NULL;
}

static struct span without_last_dot(struct span host)
{
  if(host.len && host.at[host.len - 1] == '.') host.len--;
  return host;
}

/* The host behind the first label; empty: there is none. */
static struct span parent_of(struct span host)
{
  const uint8_t *dot = memchr(host.at, '.', host.len);
  size_t label = dot ? (size_t)(dot + 1 - host.at) : host.len;
  return span_of(host.at + label, host.len - label);
}

static struct span to_lower(struct span host, uint8_t to[HSTS_HOST_MAX + 1])
{
  for(size_t i = 0; i < host.len; i++) to[i] = (uint8_t)ascii_lower(host.at[i]);
  to[host.len] = '\0';
  return span_of(to, host.len);
}

static bool is_address(struct span lower)
{
  struct address a;
  return address_parse((const char *)lower.at, 0, &a);
}

/* A name in the form it is kept in. False: it is none, or an address. */
static bool normalize(struct span host, uint8_t to[HSTS_HOST_MAX + 1], struct span *ret)
{
  host = without_last_dot(host);
  if(!host.len || host.len > HSTS_HOST_MAX || host.at[0] == '.') return false;
  for(size_t i = 0; i < host.len; i++)
    if(!ascii_is_alnum(host.at[i]) && !(host.at[i] && strchr("-._~", host.at[i]))) return false;
  *ret = to_lower(host, to);
  return !is_address(*ret);
}

bool hsts_has(const struct hsts *h, struct span host, int64_t now)
{
  uint8_t lower[HSTS_HOST_MAX + 1];
  bool is_itself = true;
  host = without_last_dot(host);
  for(; host.len > HSTS_HOST_MAX; is_itself = false) host = parent_of(host);
  host = to_lower(host, lower);
  if(is_address(host)) return false;
  for(; host.len; host = parent_of(host), is_itself = false) {
    const struct entry *e = find(h, host);
    if(e && !e->is_forgotten && e->expires > now && (is_itself || e->subdomains)) return true;
  }
  return false;
}

/* A new entry, in the map; `host` is normalized. */
static CURLcode create(struct hsts *h, struct span host, struct entry **ret)
{
  AUTO_FREE struct entry *e = mem_zalloc(sizeof *e + host.len);
  if(!e) return CURLE_OUT_OF_MEMORY;
  memcpy(e->host, host.at, host.len);
  e->node.key = span_of(e->host, host.len);
  TRY(hash_insert(&h->by_host, &e->node));
  list_add_last(&h->by_age, &e->age);
  if(h->by_host.count > HSTS_MAX) drop(h, LIST_ENTRY(list_first(&h->by_age), struct entry, age));
  *ret = e;
  e = NULL;
  return CURLE_OK;
}

/* What no stamp can tell is for ever. */
static int64_t end_of(uint64_t max_age_s, int64_t now)
{
  if(max_age_s > (uint64_t)DATE_STAMP_LAST || now > DATE_STAMP_LAST - (int64_t)max_age_s) return HSTS_FOREVER;
  return now + (int64_t)max_age_s;
}

CURLcode hsts_learn(struct hsts *h, struct span host, const struct hsts_policy *policy, int64_t now)
{
  uint8_t bytes[HSTS_HOST_MAX + 1];
  struct span name;
  if(!normalize(host, bytes, &name)) return CURLE_OK;
  struct entry *e = find(h, name);
  if(!e && !policy->max_age_s) return CURLE_OK;
  if(!e) TRY(create(h, name, &e));
  e->expires = end_of(policy->max_age_s, now);
  e->subdomains = policy->subdomains;
  e->is_forgotten = !policy->max_age_s;
  return CURLE_OK;
}

CURLcode hsts_add(struct hsts *h, struct span host, bool subdomains, int64_t expires)
{
  uint8_t bytes[HSTS_HOST_MAX + 1];
  struct span name;
  if(host.len && host.at[0] == '.') {
    subdomains = true;
    host = span_of(host.at + 1, host.len - 1);
  }
  if(!normalize(host, bytes, &name)) return CURLE_OK;
  struct entry *e = find(h, name);
  if(!e) TRY(create(h, name, &e));
  if(expires > e->expires) e->expires = expires;
  e->subdomains = e->subdomains || subdomains;
  return CURLE_OK;
}

bool hsts_parse_expiry(struct span stamp, int64_t *ret)
{
  if(date_parse_stamp(stamp, ret)) return true;
  if(!span_is(stamp, HSTS_UNLIMITED)) return false;
  *ret = HSTS_FOREVER;
  return true;
}

static bool is_known(const struct hsts *h, struct span host)
{
  uint8_t bytes[HSTS_HOST_MAX + 1];
  struct span name;
  return !normalize(host, bytes, &name) || find(h, name) || h->by_host.count >= HSTS_MAX;
}

CURLcode hsts_read(struct hsts *h, struct span lines, bool only_unknown)
{
  for(struct cursor c = cursor_of(lines); cursor_left(&c);) {
    struct hsts_line line;
    int64_t expires;
    const uint8_t *end = memchr(c.at, '\n', cursor_left(&c));
    struct span text = cursor_take(&c, end ? (size_t)(end - c.at) : cursor_left(&c));
    if(end) c.at++;
    if(!hsts_parse_line(text, &line) || !hsts_parse_expiry(line.stamp, &expires)) continue;
    if(only_unknown && is_known(h, line.host)) continue;
    TRY(hsts_add(h, line.host, line.subdomains, expires));
  }
  return CURLE_OK;
}

static CURLcode write_entry(const struct entry *e, struct buf *to)
{
  char stamp[DATE_STAMP_ROOM] = HSTS_UNLIMITED;
  if(e->expires != HSTS_FOREVER && !date_write_stamp(e->expires, stamp)) return CURLE_OK;
  return hsts_write_line(to, &(struct hsts_line){ e->node.key, span_text(stamp), e->subdomains });
}

CURLcode hsts_write(const struct hsts *h, int64_t now, struct buf *to)
{
  LIST_EACH(n, &h->by_age) {
    const struct entry *e = LIST_ENTRY(n, struct entry, age);
    if(!e->is_forgotten && e->expires > now) TRY(write_entry(e, to));
  }
  return CURLE_OK;
}
