#include "store/cookies.h"
#include "base/mem.h"
#include "store/cookies_internal.h"

struct cookie_jar *cookie_jar_new(uint32_t seed)
{
  struct cookie_jar *j = mem_zalloc(sizeof *j);
  if(!j) return NULL;
  hash_init(&j->domains, seed);
  hash_init(&j->sites, seed);
  hash_init(&j->names, seed);
  list_init(&j->by_age);
  return j;
}

void cookie_jar_free(struct cookie_jar *j)
{
  if(!j) return;
  cookie_jar_clear(j);
  hash_free(&j->domains);
  hash_free(&j->sites);
  hash_free(&j->names);
  mem_free(j);
}

size_t cookie_jar_count(const struct cookie_jar *j) { return j->count; }

static struct cookie_group *find_group(const struct hash *h, struct span name)
{
  struct hash_node *n = hash_find(h, name);
  return n ? CONTAINER_OF(n, struct cookie_group, node) : NULL;
}

struct cookie_group *cookie_jar_domain(const struct cookie_jar *j, struct span name)
{
  return find_group(&j->domains, name);
}

/* The group of that name, made if there is none. */
static CURLcode need_group(struct hash *h, struct span name, struct cookie_group **ret)
{
  *ret = find_group(h, name);
  if(*ret) return CURLE_OK;
  AUTO_FREE struct cookie_group *g = mem_zalloc(sizeof *g + name.len + 1);
  if(!g) return CURLE_OUT_OF_MEMORY;
  if(name.len) memcpy(g->name, name.at, name.len);
  g->node.key = span_of(g->name, name.len);
  list_init(&g->cookies);
  TRY(hash_insert(h, &g->node));
  *ret = g;
  g = NULL;
  return CURLE_OK;
}

static void drop_if_empty(struct hash *h, struct cookie_group *g)
{
  if(!g || !list_is_empty(&g->cookies)) return;
  hash_remove(h, &g->node);
  mem_free(g);
}

static struct cookie_entry *entry_of(struct hash_node *n)
{
  return n ? CONTAINER_OF(n, struct cookie_entry, by_name) : NULL;
}

struct cookie_entry *cookie_jar_namesake(const struct cookie_jar *j, const char *site, struct span name,
                                         const struct cookie_entry *after)
{
  uint8_t key[COOKIE_HOST_MAX + 1 + COOKIE_PAIR_MAX];
  size_t len = strlen(site) + 1;
  if(after) return entry_of(hash_find_next(&after->by_name));
  memcpy(key, site, len);
  memcpy(key + len, name.at, name.len);
  return entry_of(hash_find(&j->names, span_of(key, len + name.len)));
}

static struct span copy_bytes(uint8_t **to, struct span s)
{
  struct span copy = span_of(*to, s.len);
  if(s.len) memcpy(*to, s.at, s.len);
  *to += s.len;
  return copy;
}

static struct cookie_entry *copy_entry(const struct cookie_entry *like, const char *site)
{
  const struct cookie *c = &like->cookie;
  size_t key_len = strlen(site) + 1 + c->name.len;
  struct cookie_entry *e = mem_zalloc(sizeof *e + key_len + c->domain.len + c->path.len + c->value.len);
  if(!e) return NULL;
  uint8_t *at = e->bytes;
  e->cookie = *c;
  e->is_live = like->is_live;
  e->is_received = like->is_received;
  e->is_exact = like->is_exact;
  (void)copy_bytes(&at, span_of(site, strlen(site) + 1));
  e->cookie.name = copy_bytes(&at, c->name);
  e->cookie.domain = copy_bytes(&at, c->domain);
  e->cookie.path = copy_bytes(&at, c->path);
  e->cookie.value = copy_bytes(&at, c->value);
  e->by_name.key = span_of(e->bytes, key_len);
  return e;
}

/* Out of everything that it has got into. */
static void take_out(struct cookie_jar *j, struct cookie_entry *e)
{
  hash_remove(&j->names, &e->by_name);
  list_remove(&e->in_age);
  list_remove(&e->in_domain);
  list_remove(&e->in_site);
  e->site->received -= e->is_received;
  j->count--;
}

void cookie_jar_drop(struct cookie_jar *j, struct cookie_entry *e)
{
  take_out(j, e);
  drop_if_empty(&j->domains, e->domain);
  drop_if_empty(&j->sites, e->site);
  mem_free(e);
}

static void link_newest(struct cookie_jar *j, struct cookie_entry *e)
{
  e->serial = ++j->serial;
  list_add_last(&j->by_age, &e->in_age);
  list_add_last(&e->domain->cookies, &e->in_domain);
  list_add_last(&e->site->cookies, &e->in_site);
}

/* Of the same domain, hence of the same site. */
static void link_instead(struct cookie_entry *e, struct cookie_entry *former)
{
  e->serial = former->serial;
  list_replace(&former->in_age, &e->in_age);
  list_replace(&former->in_domain, &e->in_domain);
  list_replace(&former->in_site, &e->in_site);
}

CURLcode cookie_jar_put(struct cookie_jar *j, const struct cookie_entry *like, const struct cookie_host *domain,
                        const char *site, struct cookie_entry *former)
{
  struct cookie_entry *e = copy_entry(like, site);
  if(!e) return CURLE_OUT_OF_MEMORY;
  CURLcode code = need_group(&j->domains, span_of(domain->at, domain->len), &e->domain);
  if(!code) code = need_group(&j->sites, span_text(site), &e->site);
  if(!code) code = hash_insert(&j->names, &e->by_name);
  if(code) {
    drop_if_empty(&j->domains, e->domain);
    drop_if_empty(&j->sites, e->site);
    mem_free(e);
    return code;
  }
  e->site->received += e->is_received;
  j->count++;
  if(!former) {
    link_newest(j, e);
    return CURLE_OK;
  }
  link_instead(e, former);
  take_out(j, former);
  mem_free(former);
  return CURLE_OK;
}

static bool is_for_files(const struct cookie_entry *e, int64_t now)
{
  return e->cookie.domain.len && !cookie_entry_is_over(e, now);
}

const struct cookie *cookie_jar_oldest(const struct cookie_jar *j, const struct cookie *after, int64_t now)
{
  const struct list_node *n =
      after ? &CONTAINER_OF((uintptr_t)after, struct cookie_entry, cookie)->in_age : &j->by_age.ring;
  while((n = n->next) != &j->by_age.ring) {
    const struct cookie_entry *e = LIST_ENTRY((uintptr_t)n, struct cookie_entry, in_age);
    if(is_for_files(e, now)) return &e->cookie;
  }
  return NULL;
}

const struct cookie *cookie_jar_newest(const struct cookie_jar *j, const struct cookie *after, int64_t now)
{
  const struct list_node *n =
      after ? &CONTAINER_OF((uintptr_t)after, struct cookie_entry, cookie)->in_age : &j->by_age.ring;
  while((n = n->prev) != &j->by_age.ring) {
    const struct cookie_entry *e = LIST_ENTRY((uintptr_t)n, struct cookie_entry, in_age);
    if(is_for_files(e, now)) return &e->cookie;
  }
  return NULL;
}

static void drop_those(struct cookie_jar *j, bool (*is_one)(const struct cookie_entry *e))
{
  LIST_EACH(n, &j->by_age) {
    struct cookie_entry *e = LIST_ENTRY(n, struct cookie_entry, in_age);
    if(is_one(e)) cookie_jar_drop(j, e);
  }
}

static bool is_any(const struct cookie_entry *e) { return true; }

static bool is_of_session(const struct cookie_entry *e)
{
  return !e->is_deleted && e->cookie.expires == COOKIE_SESSION;
}

static bool is_deleted(const struct cookie_entry *e) { return e->is_deleted; }

void cookie_jar_clear(struct cookie_jar *j) { drop_those(j, is_any); }

void cookie_jar_end_session(struct cookie_jar *j) { drop_those(j, is_of_session); }

void cookie_jar_forget_deleted(struct cookie_jar *j) { drop_those(j, is_deleted); }
