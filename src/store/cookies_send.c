#include "base/str.h"
#include "store/cookies_internal.h"
#include <stdlib.h>

/* What goes with a request (RFC 6265bis, section 5.8.3). */

struct request {
  struct cookie_jar *jar;
  const struct cookie_origin *to;
  int64_t now;
  bool is_secure;
  bool is_address;
  struct cookie_host host;
  size_t count;
  struct cookie_entry *found[COOKIES_SENT_MAX];
};

static bool is_for(const struct request *r, const struct cookie_entry *e, bool is_own_domain)
{
  const struct cookie *c = &e->cookie;
  if(!is_own_domain && (!c->has_subdomains || e->is_exact || r->is_address)) return false;
  return (!c->is_secure || r->is_secure) && cookie_path_is_in(r->to->path, c->path);
}

/* One that is over is forgotten where it is met. */
static void look_at(struct request *r, struct span domain, bool is_own_domain)
{
  struct cookie_group *g = cookie_jar_domain(r->jar, domain);
  if(!g) return;
  struct list_node *n = list_first(&g->cookies), *ring = &g->cookies.ring;
  while(n != ring && r->count < COOKIES_SENT_MAX) {
    struct cookie_entry *e = LIST_ENTRY(n, struct cookie_entry, in_domain);
    bool is_last = n->next == ring;
    n = n->next;
    if(!cookie_entry_is_over(e, r->now)) {
      if(is_for(r, e, is_own_domain)) r->found[r->count++] = e;
    } else if(!e->is_deleted)
      cookie_jar_drop(r->jar, e);
    if(is_last) return; /* the group may have gone with it */
  }
}

/* The longest path first; then, where servers do not care, an order that is always the same. */
static int compare(const void *left, const void *right)
{
  const struct cookie_entry *a = *(struct cookie_entry *const *)left, *b = *(struct cookie_entry *const *)right;
  const size_t sizes[][2] = { { a->cookie.path.len, b->cookie.path.len },
                              { a->cookie.domain.len, b->cookie.domain.len },
                              { a->cookie.name.len, b->cookie.name.len } };
  for(size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    if(sizes[i][0] != sizes[i][1]) return sizes[i][0] > sizes[i][1] ? -1 : 1;
  return a->serial > b->serial ? -1 : 1;
}

static CURLcode write(struct buf *to, const struct request *r)
{
  size_t size = 0;
  for(size_t i = 0; i < r->count; i++) {
    const struct cookie *c = &r->found[i]->cookie;
    size += (i ? 2 : 0) + c->name.len + 1 + c->value.len;
    if(size > COOKIES_FIELD_MAX) break;
    if(i) TRY(buf_add_text(to, "; "));
    TRY(buf_add_span(to, c->name));
    TRY(buf_add_char(to, '='));
    TRY(buf_add_span(to, c->value));
  }
  return CURLE_OK;
}

CURLcode cookie_jar_write_field(struct cookie_jar *j, struct buf *value, const struct cookie_origin *to, int64_t now)
{
  struct request r = { .jar = j, .to = to, .now = now, .is_secure = cookie_origin_is_secure(to) };
  if(!j->count || !cookie_host_fold(&r.host, to->host)) return CURLE_OK;
  r.is_address = cookie_host_is_address(&r.host);
  look_at(&r, span_of(r.host.at, r.host.len), true);
  for(const char *dot = strchr(r.host.at, '.'); dot && dot[1] && !r.is_address; dot = strchr(dot + 1, '.'))
    look_at(&r, span_text(dot + 1), false);
  look_at(&r, span_of(NULL, 0), true);
  if(r.count > 1) qsort(r.found, r.count, sizeof *r.found, compare);
  return write(value, &r);
}
