/* Look-ups over HTTPS, whose POSTs are the test's: it says what comes of each, and when. */
#ifndef TESTS_UNIT_RESOLVE_POSTS_H
#define TESTS_UNIT_RESOLVE_POSTS_H
#include "codec/dns/message.h"
#include "resolve/doh.h"
#include "unit/base/failing_alloc.h"
#include "unit/resolve/world.h"

#define URL "http://doh.test/"

/* A POST under way. */
struct doh_fetch {
  struct doh_probe *probe; /* NULL: over, or cancelled */
  uint8_t query[DNS_QUERY_MAX];
  size_t len;
};

static struct doh_fetch fetches[8];
static size_t begun, cancelled;
static CURLcode refusal; /* of the `refused`th POST */
static size_t refused;
static struct world world;
static struct dns *dns;

static inline CURLcode begin_fetch(void *owner, const char *url, struct span query, struct doh_probe *p,
                                   struct doh_fetch **ret)
{
  assert_ptr_equal(owner, &world);
  assert_string_equal(url, URL);
  if(refusal && begun == refused) return refusal;
  struct doh_fetch *f = &fetches[begun++];
  *f = (struct doh_fetch){ .probe = p, .len = query.len };
  memcpy(f->query, query.at, query.len);
  *ret = f;
  return CURLE_OK;
}

static inline void cancel_fetch(struct doh_fetch *f)
{
  assert_non_null(f->probe);
  f->probe = NULL;
  cancelled++;
}

static const struct doh_fetch_ops fetch_ops = { begin_fetch, cancel_fetch };

static inline int open_all(void **state)
{
  begun = cancelled = refused = 0;
  refusal = CURLE_OK;
  world_open(&world, 2);
  dns = dns_new(&fake_system);
  return fake_reset(state) || !dns;
}

static inline int close_all(void **state)
{
  world_close(&world, false);
  dns_unref(dns);
  return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_all, close_all)

static char url[] = URL;
static struct resolve_opts over_https = { .cache_timeout_s = 60, .doh_url = url };
static char error[CURL_ERROR_SIZE];
static struct trace_opts trace_opts = { .error_buffer = error };
static struct trace trace;

static inline void end_fetch(size_t i, CURLcode code, long status, struct span body)
{
  struct doh_probe *p = fetches[i].probe;
  const struct doh_outcome o = { code, status, body, code ? "the POST failed" : NULL };
  assert_non_null(p);
  fetches[i].probe = NULL;
  doh_fetched(p, &o);
}

/* What a server answers to the query of fetch `i`: its question, and records of its type. */
static inline void answer_all(size_t i, unsigned rcode, const struct span *records, uint8_t count, uint8_t ttl)
{
  uint8_t m[1024];
  memcpy(m, fetches[i].query, fetches[i].len);
  m[2] = 0x81;
  m[3] = (uint8_t)(0x80 | rcode);
  m[7] = count;
  size_t at = fetches[i].len;
  for(uint8_t k = 0; k < count; k++) {
    size_t len = records[k].len;
    const uint8_t head[] = { 0xc0, 12, 0, m[fetches[i].len - 3], 0, 1, 0, 0, 0, ttl, 0, (uint8_t)len };
    assert_true(len < 256 && at + sizeof head + len <= sizeof m);
    memcpy(m + at, head, sizeof head);
    memcpy(m + at + sizeof head, records[k].at, len);
    at += sizeof head + len;
  }
  end_fetch(i, CURLE_OK, 200, span_of(m, at));
}

/* One record, if `data` is not NULL. */
static inline void answer(size_t i, unsigned rcode, const char *data, size_t len, uint8_t ttl)
{
  const struct span record = span_of(data, len);
  answer_all(i, rcode, &record, data != NULL, ttl);
}
#define ANSWER_NONE(i) answer(i, 0, NULL, 0, 0)
#define NO_NAME(i)     answer(i, 3, NULL, 0, 0)

static inline uint16_t type_of(size_t i) { return fetches[i].query[fetches[i].len - 3]; }

#endif
