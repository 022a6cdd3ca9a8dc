#include "store/altsvc.h"
#include "base/hash.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/date/date.h"

/* An origin's alternatives are in its list; the map knows origins. */

#define KEY_HOST 2 /* the port's bytes come first */
#define KEY_MAX  (KEY_HOST + ALTSVC_HOST_MAX)

struct origin {
  struct hash_node node;
  struct list services; /* the most wanted first */
  size_t count;
  uint8_t key[];
};

struct service {
  struct list_node in_origin;
  struct list_node age;
  struct origin *origin;
  enum altsvc_alpn from, to;
  uint16_t port;
  bool persist;
  int64_t expires;
  char host[];
};

struct altsvc {
  struct hash origins;
  struct list by_age; /* services; what was added first is first */
  size_t count;
};

struct altsvc *altsvc_new(uint32_t seed)
{
  struct altsvc *a = mem_zalloc(sizeof *a);
  if(!a) return NULL;
  hash_init(&a->origins, seed);
  list_init(&a->by_age);
  return a;
}

static void drop_if_empty(struct altsvc *a, struct origin *o)
{
  if(o->count) return;
  hash_remove(&a->origins, &o->node);
  mem_free(o);
}

/* The origin stays, even where it has none any more. */
static void drop_service(struct altsvc *a, struct service *s)
{
  s->origin->count--;
  a->count--;
  list_remove(&s->in_origin);
  list_remove(&s->age);
  mem_free(s);
}

static void drop_oldest(struct altsvc *a)
{
  struct service *s = LIST_ENTRY(list_first(&a->by_age), struct service, age);
  struct origin *o = s->origin;
  drop_service(a, s);
  drop_if_empty(a, o);
}

void altsvc_free(struct altsvc *a)
{
  if(!a) return;
  while(a->count) drop_oldest(a);
  hash_free(&a->origins);
  mem_free(a);
}

/* Port and host in one row of bytes; empty: the host cannot be one. */
static struct span make_key(struct span host, uint16_t port, uint8_t to[KEY_MAX])
{
  if(host.len && host.at[host.len - 1] == '.') host.len--;
  if(!host.len || host.len > ALTSVC_HOST_MAX) return span_of(to, 0);
  to[0] = (uint8_t)(port >> 8);
  to[1] = (uint8_t)port;
  for(size_t i = 0; i < host.len; i++) to[KEY_HOST + i] = (uint8_t)ascii_lower(host.at[i]);
  return span_of(to, KEY_HOST + host.len);
}

static struct origin *find_origin(const struct altsvc *a, struct span key)
{
  struct hash_node *n = hash_find(&a->origins, key);
  return n ? CONTAINER_OF(n, struct origin, node) : NULL;
}

static CURLcode make_origin(struct altsvc *a, struct span key, struct origin **ret)
{
  AUTO_FREE struct origin *o = mem_zalloc(sizeof *o + key.len);
  if(!o) return CURLE_OUT_OF_MEMORY;
  memcpy(o->key, key.at, key.len);
  o->node.key = span_of(o->key, key.len);
  list_init(&o->services);
  TRY(hash_insert(&a->origins, &o->node));
  *ret = o;
  o = NULL;
  return CURLE_OK;
}

bool altsvc_find(const struct altsvc *a, const struct altsvc_origin *origin, enum altsvc_alpn from, unsigned to,
                 int64_t now, struct altsvc_found *ret)
{
  uint8_t bytes[KEY_MAX];
  struct span key = make_key(span_text(origin->host), origin->port, bytes);
  const struct origin *o = key.len ? find_origin(a, key) : NULL;
  if(!o) return false;
  LIST_EACH(n, &o->services) {
    const struct service *s = LIST_ENTRY(n, struct service, in_origin);
    if(s->from != from || !(ALTSVC_BIT(s->to) & to) || s->expires <= now) continue;
    *ret = (struct altsvc_found){ s->to, s->host, s->port };
    return true;
  }
  return false;
}

/* What is to be remembered; `host` without case. */
struct offer {
  enum altsvc_alpn from, to;
  struct span host;
  uint16_t port;
  bool persist;
  int64_t expires;
};

static struct service *find_same(const struct origin *o, const struct offer *f)
{
  LIST_EACH(n, &o->services) {
    struct service *s = LIST_ENTRY(n, struct service, in_origin);
    if(s->from == f->from && s->to == f->to && s->port == f->port && span_equal_nocase(span_text(s->host), f->host))
      return s;
  }
  return NULL;
}

static CURLcode make_service(struct altsvc *a, struct origin *o, const struct offer *f, struct service **ret)
{
  struct service *s = mem_zalloc(sizeof *s + f->host.len + 1);
  if(!s) return CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; i < f->host.len; i++) s->host[i] = (char)ascii_lower(f->host.at[i]);
  s->origin = o;
  s->from = f->from;
  s->to = f->to;
  s->port = f->port;
  list_add_last(&o->services, &s->in_origin);
  list_add_last(&a->by_age, &s->age);
  o->count++;
  a->count++;
  *ret = s;
  return CURLE_OK;
}

/* A known one is as new from now on, at its place. */
static CURLcode add_to(struct altsvc *a, struct origin *o, const struct offer *f)
{
  struct service *s = find_same(o, f);
  if(!s && o->count >= ALTSVC_ORIGIN_MAX) return CURLE_OK;
  if(!s) TRY(make_service(a, o, f, &s));
  s->expires = f->expires;
  s->persist = f->persist;
  if(a->count > ALTSVC_MAX) drop_oldest(a);
  return CURLE_OK;
}

static CURLcode add(struct altsvc *a, struct span key, const struct offer *f)
{
  struct origin *o = find_origin(a, key);
  if(!o) TRY(make_origin(a, key, &o));
  CURLcode code = add_to(a, o, f);
  if(code) drop_if_empty(a, o);
  return code;
}

static void forget(struct altsvc *a, struct span key)
{
  struct origin *o = find_origin(a, key);
  if(!o) return;
  LIST_EACH(n, &o->services) drop_service(a, LIST_ENTRY(n, struct service, in_origin));
  drop_if_empty(a, o);
}

void altsvc_drop(struct altsvc *a, const struct altsvc_origin *origin, const struct altsvc_found *which)
{
  uint8_t bytes[KEY_MAX];
  struct span key = make_key(span_text(origin->host), origin->port, bytes);
  struct origin *o = key.len ? find_origin(a, key) : NULL;
  if(!o) return;
  LIST_EACH(n, &o->services) {
    struct service *s = LIST_ENTRY(n, struct service, in_origin);
    if(s->to == which->alpn && s->port == which->port && str_equal_nocase(s->host, which->host)) drop_service(a, s);
  }
  drop_if_empty(a, o);
}

/* Does the field ask for everything to be forgotten, and has it anything that can be understood? */
static bool survey(struct span value, bool *clears)
{
  struct altsvc_value v;
  struct cursor c = cursor_of(value);
  bool has_any = false;
  for(enum altsvc_kind k; (k = altsvc_next(&c, &v)) == ALTSVC_VALUE || k == ALTSVC_CLEAR;) {
    has_any = true;
    *clears = *clears || k == ALTSVC_CLEAR;
  }
  return has_any;
}

static int64_t end_of(uint64_t max_age_s, int64_t now)
{
  if(max_age_s > (uint64_t)DATE_STAMP_LAST || now > DATE_STAMP_LAST - (int64_t)max_age_s) return DATE_STAMP_LAST;
  return now + (int64_t)max_age_s;
}

static CURLcode take(struct altsvc *a, struct span key, enum altsvc_alpn from, const struct altsvc_value *v,
                     int64_t now)
{
  struct offer f = { from, v->alpn, span_text(v->host), v->port, v->persist, end_of(v->max_age_s, now) };
  if(!v->alpn || !v->max_age_s) return CURLE_OK;
  if(!f.host.len) f.host = span_of(key.at + KEY_HOST, key.len - KEY_HOST);
  return add(a, key, &f);
}

CURLcode altsvc_learn(struct altsvc *a, const struct altsvc_origin *origin, enum altsvc_alpn from, struct span value,
                      bool continues, int64_t now, bool *has_begun)
{
  uint8_t bytes[KEY_MAX];
  struct altsvc_value v;
  bool clears = false;
  struct span key = make_key(span_text(origin->host), origin->port, bytes);
  if(!key.len || !survey(value, &clears)) return CURLE_OK;
  if(has_begun) *has_begun = true;
  if(!continues || clears) forget(a, key);
  if(clears) return CURLE_OK;
  for(struct cursor c = cursor_of(value); altsvc_next(&c, &v) == ALTSVC_VALUE;) TRY(take(a, key, from, &v, now));
  return CURLE_OK;
}

static CURLcode read_line(struct altsvc *a, struct span text)
{
  struct altsvc_line l;
  int64_t expires;
  uint8_t bytes[KEY_MAX];
  if(!altsvc_parse_line(text, &l) || !date_parse_stamp(l.stamp, &expires)) return CURLE_OK;
  struct span key = make_key(l.from_host, l.from_port, bytes);
  if(!key.len) return CURLE_OK;
  return add(a, key, &(struct offer){ l.from_alpn, l.to_alpn, l.to_host, l.to_port, l.persist, expires });
}

CURLcode altsvc_read(struct altsvc *a, struct span lines)
{
  for(struct cursor c = cursor_of(lines); cursor_left(&c);) {
    const uint8_t *end = memchr(c.at, '\n', cursor_left(&c));
    struct span text = cursor_take(&c, end ? (size_t)(end - c.at) : cursor_left(&c));
    if(end) c.at++;
    TRY(read_line(a, text));
  }
  return CURLE_OK;
}

static CURLcode write_service(const struct service *s, struct buf *to)
{
  char stamp[DATE_STAMP_ROOM];
  struct span key = s->origin->node.key;
  if(!date_write_stamp(s->expires, stamp)) return CURLE_OK;
  const struct altsvc_line line = {
    .from_alpn = s->from,
    .to_alpn = s->to,
    .from_host = span_of(key.at + KEY_HOST, key.len - KEY_HOST),
    .to_host = span_text(s->host),
    .from_port = (uint16_t)(key.at[0] << 8 | key.at[1]),
    .to_port = s->port,
    .stamp = span_text(stamp),
    .persist = s->persist,
  };
  return altsvc_write_line(to, &line);
}

CURLcode altsvc_write(const struct altsvc *a, int64_t now, struct buf *to)
{
  LIST_EACH(n, &a->by_age) {
    const struct service *s = LIST_ENTRY(n, struct service, age);
    if(s->expires > now) TRY(write_service(s, to));
  }
  return CURLE_OK;
}
