/* A world in which a test says what getaddrinfo(3) answers, when it does, and what time it is. */
#ifndef TESTS_UNIT_RESOLVE_WORLD_H
#define TESTS_UNIT_RESOLVE_WORLD_H
#include "os/thread.h"
#include "resolve/resolve.h"
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)

/* `asked` counts the calls, `inside` those that have not returned; while `held` none returns. */
static struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool held;
  unsigned asked, inside, most_inside, lists;
  int last_family;
  char last_name[300];
  int64_t now;
} fake = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

static inline void fake_enter(const char *node, const struct addrinfo *hints)
{
  LOCKED(&fake.lock);
  fake.asked++;
  if(++fake.inside > fake.most_inside) fake.most_inside = fake.inside;
  fake.last_family = hints->ai_family;
  strncpy(fake.last_name, node, sizeof fake.last_name - 1);
  pthread_cond_broadcast(&fake.changed);
  while(fake.held) pthread_cond_wait(&fake.changed, &fake.lock);
  fake.inside--;
  pthread_cond_broadcast(&fake.changed);
}

static inline struct addrinfo *fake_list(const char *text, int family, struct addrinfo *next)
{
  struct address a;
  if(!address_parse(text, 0, &a)) abort();
  if(family != AF_UNSPEC && family != a.addr.ss_family) return next;
  struct addrinfo *ai = calloc(1, sizeof *ai + sizeof a.addr);
  ai->ai_family = a.addr.ss_family;
  ai->ai_addrlen = a.len;
  ai->ai_addr = (struct sockaddr *)(ai + 1);
  memcpy(ai->ai_addr, &a.addr, a.len);
  ai->ai_next = next;
  return ai;
}

/* "missing…" does not exist, "memory…" finds none, "strange…" has an address of another family only, "mixed…" has one
 * besides, all others have 2001:db8::1 and 192.0.2.1. */
static int fake_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **ret)
{
  fake_enter(node, hints);
  if(service || hints->ai_socktype != SOCK_STREAM) return EAI_SERVICE;
  if(!strncmp(node, "missing", 7)) return EAI_NONAME;
  if(!strncmp(node, "memory", 6)) return EAI_MEMORY;
  bool is_strange = !strncmp(node, "strange", 7);
  struct addrinfo *list = is_strange ? NULL : fake_list("192.0.2.1", hints->ai_family, NULL);
  if(!is_strange) list = fake_list("2001:db8::1", hints->ai_family, list);
  if(is_strange || !strncmp(node, "mixed", 5)) {
    list = fake_list("192.0.2.66", AF_UNSPEC, list);
    list->ai_family = AF_UNIX;
  }
  *ret = list;
  LOCKED(&fake.lock);
  fake.lists++;
  return 0;
}

static void fake_freeaddrinfo(struct addrinfo *list)
{
  for(struct addrinfo *next; list; list = next) {
    next = list->ai_next;
    free(list);
  }
  LOCKED(&fake.lock);
  fake.lists--;
  pthread_cond_broadcast(&fake.changed);
}

static int64_t fake_now(void)
{
  LOCKED(&fake.lock);
  return fake.now;
}

static CURLcode fake_random(void *to, size_t len)
{
  memset(to, 42, len);
  return CURLE_OK;
}

static const struct system_ops fake_system = {
  .now_us = fake_now, .getaddrinfo = fake_getaddrinfo, .freeaddrinfo = fake_freeaddrinfo, .random = fake_random
};

static inline void fake_hold(bool held)
{
  LOCKED(&fake.lock);
  fake.held = held;
  pthread_cond_broadcast(&fake.changed);
}

static inline void fake_set_now(int64_t now)
{
  LOCKED(&fake.lock);
  fake.now = now;
}

static inline unsigned fake_asked(void)
{
  LOCKED(&fake.lock);
  return fake.asked;
}

/* Until `count` calls have been made, or are inside. */
static inline void fake_await_asked(unsigned count)
{
  LOCKED(&fake.lock);
  while(fake.asked < count)
    if(!thread_wait(&fake.changed, &fake.lock, 20000)) abort();
}

static inline void fake_await_idle(void)
{
  LOCKED(&fake.lock);
  while(fake.inside || fake.lists)
    if(!thread_wait(&fake.changed, &fake.lock, 20000)) abort();
}

/* One thread that asks. */
struct world {
  struct poller *poller;
  struct resolver *resolver;
  unsigned arrivals;
};

struct asker {
  struct resolve_query query;
  unsigned done;
  struct asker *cancels; /* in its `done` */
};

static inline void on_arrived(void *owner) { ((struct world *)owner)->arrivals++; }

static inline void on_done(struct resolve_query *q)
{
  struct asker *a = CONTAINER_OF(q, struct asker, query);
  a->done++;
  if(a->cancels) resolve_cancel(&a->cancels->query);
}

#define ASKER ((struct asker){ .query.done = on_done })

static inline void world_open(struct world *w, unsigned threads_max)
{
  *w = (struct world){ .poller = poller_new() };
  w->resolver = resolver_new(&fake_system, w->poller, threads_max, on_arrived, w);
  if(!w->poller || !w->resolver) abort();
}

static inline void world_close(struct world *w, bool quick)
{
  resolver_free(w->resolver, quick);
  poller_free(w->poller);
}

static inline bool world_is_watching(struct world *w) { return poller_next(w->poller, NULL); }

/* Wait for one arrival and deliver it. */
static inline void world_turn(struct world *w, int timeout_ms)
{
  int ready;
  unsigned before = w->arrivals;
  if(poller_wait(w->poller, NULL, 0, timeout_ms, &ready)) abort();
  if(w->arrivals > before) resolver_deliver(w->resolver);
}

static inline void world_await(struct world *w, struct asker *a)
{
  for(int turns = 0; !a->done; turns++) {
    if(turns > 1000) abort();
    world_turn(w, 20000);
  }
}

static const struct resolve_opts any_version = { .cache_timeout_s = 60 };

static inline CURLcode start(struct world *w, struct dns *d, struct asker *a, const char *host,
                             struct address_set **ret)
{
  return resolve_start(&a->query, w->resolver, d, &any_version, host, 80, fake_now(), NULL, ret);
}

/* The whole way, waiting included. */
static inline CURLcode look_up_with(struct world *w, struct dns *d, const struct resolve_opts *o, const char *host,
                                    struct trace *t, struct address_set **ret)
{
  struct asker a = ASKER;
  CURLcode code = resolve_start(&a.query, w->resolver, d, o, host, 80, fake_now(), t, ret);
  if(code != CURLE_AGAIN) return code;
  world_await(w, &a);
  return resolve_take(&a.query, host, t, ret);
}

static inline CURLcode look_up(struct world *w, struct dns *d, const char *host, struct address_set **ret)
{
  return look_up_with(w, d, &any_version, host, NULL, ret);
}

/* Exactly these addresses, each with port 80; drops the reference. */
#define assert_addresses(set, text) assert_addresses_at(set, text, __FILE__, __LINE__)
static inline void assert_addresses_at(struct address_set *set, const char *text, const char *file, int line)
{
  char all[512] = "", one[ADDRESS_TEXT_MAX];
  for(size_t i = 0; i < set->count; i++) {
    const struct sockaddr *addr = (const struct sockaddr *)&set->at[i].addr;
    address_text(addr, set->at[i].len, one);
    if(i) strncat(all, " ", sizeof all - strlen(all) - 1);
    strncat(all, one, sizeof all - strlen(all) - 1);
    _assert_int_equal(address_port(addr, set->at[i].len), 80, file, line);
  }
  address_set_unref(set);
  _assert_string_equal(all, text, file, line);
}

static inline int fake_reset(void **state)
{
  LOCKED(&fake.lock);
  fake.held = false;
  fake.asked = fake.most_inside = 0;
  fake.now = 1000 * SECOND;
  return fake.inside || fake.lists;
}

#define WORLD_TEST(f) cmocka_unit_test_setup(f, fake_reset)

#endif
