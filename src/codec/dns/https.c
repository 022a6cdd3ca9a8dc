#include "codec/dns/https.h"
#include "codec/dns/walk.h"
#include <stdio.h>

/* ---- parameters: section 14.3.2 ---- */

enum key { KEY_MANDATORY, KEY_ALPN, KEY_NO_DEFAULT_ALPN, KEY_PORT, KEY_IPV4HINT, KEY_ECH, KEY_IPV6HINT };

/* What is read of a record. */
struct reading {
  struct dns_service service;
  bool has_no_default;     /* the versions are those that are named, and no other */
  struct cursor mandatory; /* keys that have to be understood and are still to come, in ascending order */
  bool is_of_use;
};

static bool is_alpn(struct span id, const char *name) { return span_equal(id, span_text(name)); }

/* Section 7.1.1: names behind their lengths, one at least, none of them empty. */
static bool read_alpn(struct span value, struct reading *r)
{
  struct cursor c = cursor_of(value);
  if(!value.len) return false;
  while(cursor_left(&c)) {
    size_t len = *c.at++;
    if(!len || cursor_left(&c) < len) return false;
    struct span id = cursor_take(&c, len);
    r->service.has_h1 |= is_alpn(id, "http/1.1");
    r->service.has_h2 |= is_alpn(id, "h2");
  }
  r->service.has_alpn = true;
  return true;
}

static bool read_no_default(struct span value, struct reading *r)
{
  r->has_no_default = true;
  return !value.len;
}

/* Section 7.2. Nobody can be at port 0. */
static bool read_port(struct span value, struct reading *r)
{
  struct cursor c = cursor_of(value);
  if(value.len != 2) return false;
  r->service.port = dns_take_16(&c);
  if(!r->service.port) r->is_of_use = false;
  return true;
}

/* Section 7.3: addresses, one at least. */
static bool read_hints(struct span value, uint8_t *to, size_t size, uint8_t *count)
{
  if(!value.len || value.len % size) return false;
  size_t all = value.len / size, kept = all < DNS_HINTS_MAX ? all : DNS_HINTS_MAX;
  memcpy(to, value.at, kept * size);
  *count = (uint8_t)kept;
  return true;
}

static bool read_ipv4(struct span value, struct reading *r)
{
  return read_hints(value, r->service.ipv4[0], sizeof r->service.ipv4[0], &r->service.ipv4_count);
}

static bool read_ipv6(struct span value, struct reading *r)
{
  return read_hints(value, r->service.ipv6[0], sizeof r->service.ipv6[0], &r->service.ipv6_count);
}

/* Section 8: keys in ascending order, one at least, and not its own. */
static bool read_mandatory(struct span value, struct reading *r)
{
  uint16_t last = KEY_MANDATORY;
  struct cursor c = cursor_of(value);
  if(!value.len || value.len % 2) return false;
  r->mandatory = c;
  while(cursor_left(&c)) {
    uint16_t key = dns_take_16(&c);
    if(key <= last) return false;
    last = key;
  }
  return true;
}

/* Those without a row are not understood: ECH is not built. */
static bool (*const readers[])(struct span value, struct reading *r) = {
  [KEY_MANDATORY] = read_mandatory, [KEY_ALPN] = read_alpn,     [KEY_NO_DEFAULT_ALPN] = read_no_default,
  [KEY_PORT] = read_port,           [KEY_IPV4HINT] = read_ipv4, [KEY_IPV6HINT] = read_ipv6,
};

static bool is_understood(uint16_t key) { return key < sizeof readers / sizeof *readers && readers[key]; }

/* Both lists ascend: what is mandatory and has not come before `key` does not come. */
static bool note_mandatory(uint16_t key, struct reading *r)
{
  struct cursor *m = &r->mandatory;
  if(!cursor_left(m) || key == KEY_MANDATORY) return true;
  struct cursor next = *m;
  uint16_t expected = dns_take_16(&next);
  if(key < expected) return true;
  if(!is_understood(key)) r->is_of_use = false;
  *m = next;
  return key == expected;
}

static bool read_parameters(struct cursor c, struct reading *r)
{
  for(int last = -1; cursor_left(&c);) {
    if(cursor_left(&c) < 4) return false;
    uint16_t key = dns_take_16(&c);
    size_t len = dns_take_16(&c);
    if(key <= last || cursor_left(&c) < len) return false;
    struct span value = cursor_take(&c, len);
    if(is_understood(key) && !readers[key](value, r)) return false;
    if(!note_mandatory(key, r)) return false;
    last = key;
  }
  return !cursor_left(&r->mandatory);
}

/* ---- records ---- */

/* Section 2.2: the name is not compressed, so that nothing is before it that a pointer could lead to. Section 2.4.2: what
 * stands behind that of an alias does not count; an alias of nothing leads nowhere (section 2.5.1). */
static bool read_record(struct span data, struct reading *r)
{
  struct dns_name target;
  struct cursor c = cursor_of(data);
  if(data.len < 2) return false;
  r->service.priority = dns_take_16(&c);
  if(!dns_name_read(&c, cursor_rest(&c), &target)) return false;
  r->is_of_use = dns_name_text(&target, r->service.target);
  if(!r->service.priority) {
    r->is_of_use &= *r->service.target != '\0';
    return true;
  }
  if(!read_parameters(c, r)) return false;
  if(!r->has_no_default)
    r->service.has_h1 = true;
  else if(!r->service.has_alpn)
    r->is_of_use = false; /* in no version at all */
  return true;
}

struct service_taker {
  struct dns_taker base;
  bool has_alias;
  struct dns_services all;
};

static void insert(struct dns_services *all, const struct dns_service *s)
{
  size_t at = all->count;
  while(at && all->at[at - 1].priority > s->priority) at--;
  if(at == DNS_SERVICES_MAX) return;
  if(all->count < DNS_SERVICES_MAX) all->count++;
  memmove(&all->at[at + 1], &all->at[at], (all->count - at - 1) * sizeof *s);
  all->at[at] = *s;
}

/* Section 2.4.1: where there is an alias, services do not count. */
static bool take_service(struct dns_taker *base, struct span data)
{
  struct service_taker *t = (struct service_taker *)base;
  struct reading r = { 0 };
  if(!read_record(data, &r)) return false;
  bool is_alias = !r.service.priority;
  if(is_alias && !t->has_alias) t->all.count = 0;
  bool counts = is_alias ? !t->all.count : !t->has_alias;
  t->has_alias |= is_alias;
  if(counts && r.is_of_use) insert(&t->all, &r.service);
  return true;
}

enum dns_verdict dns_https_read(struct span message, const struct dns_name *name, struct dns_services *ret)
{
  struct service_taker t = { .base = { .type = DNS_HTTPS, .take = take_service } };
  enum dns_verdict v = dns_walk(message, name, &t.base);
  if(v) return v;
  *ret = t.all;
  ret->ttl_s = t.base.ttl_s;
  return DNS_ANSWERED;
}

bool dns_https_name(const char *host, uint16_t port, struct dns_name *ret)
{
  char text[sizeof "_65535._https." + DNS_NAME_MAX];
  if(port == DNS_HTTPS_PORT) return dns_name_parse(host, ret);
  int len = snprintf(text, sizeof text, "_%u._https.%s", (unsigned)port, host);
  return len < (int)sizeof text && dns_name_parse(text, ret);
}
