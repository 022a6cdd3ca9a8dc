#include "proto/http/hsts.h"
#include "base/mem.h"
#include "os/thread.h"

struct http_hsts {
  unsigned refs; /* atomic */
  pthread_mutex_t mutex;
  const struct share_lock *program;
  struct hsts *store;
};

#define HSTS_LOCKED(h, trace)                             \
  SHARE_LOCKED((h)->program, CURL_LOCK_DATA_HSTS, trace); \
  LOCKED(&(h)->mutex)

struct http_hsts *http_hsts_new(uint32_t seed, const struct share_lock *program)
{
  AUTO_FREE struct http_hsts *h = mem_zalloc(sizeof *h);
  if(!h || !(h->store = hsts_new(seed))) return NULL;
  h->refs = 1;
  h->program = program;
  pthread_mutex_init(&h->mutex, NULL);
  struct http_hsts *made = h;
  h = NULL;
  return made;
}

struct http_hsts *http_hsts_ref(struct http_hsts *h)
{
  __atomic_add_fetch(&h->refs, 1, __ATOMIC_RELAXED);
  return h;
}

void http_hsts_unref(struct http_hsts *h)
{
  if(!h || __atomic_sub_fetch(&h->refs, 1, __ATOMIC_ACQ_REL)) return;
  hsts_free(h->store);
  pthread_mutex_destroy(&h->mutex);
  mem_free(h);
}

bool http_hsts_has(struct http_hsts *h, const char *host, int64_t now, const struct trace *t)
{
  HSTS_LOCKED(h, t);
  return hsts_has(h->store, span_text(host), now);
}

CURLcode http_hsts_learn(struct http_hsts *h, const char *host, struct span value, int64_t now, struct trace *t)
{
  struct hsts_policy policy;
  if(!hsts_parse_policy(value, &policy)) {
    trace_text(t, "A Strict-Transport-Security field that nobody understands is ignored");
    return CURLE_OK;
  }
  HSTS_LOCKED(h, t);
  return hsts_learn(h->store, span_text(host), &policy, now);
}

CURLcode http_hsts_add(struct http_hsts *h, const char *host, bool subdomains, int64_t expires, const struct trace *t)
{
  HSTS_LOCKED(h, t);
  return hsts_add(h->store, span_text(host), subdomains, expires);
}

CURLcode http_hsts_read(struct http_hsts *h, struct span lines, bool only_unknown, const struct trace *t)
{
  HSTS_LOCKED(h, t);
  return hsts_read(h->store, lines, only_unknown);
}

CURLcode http_hsts_write(struct http_hsts *h, int64_t now, struct buf *to, const struct trace *t)
{
  HSTS_LOCKED(h, t);
  return hsts_write(h->store, now, to);
}
