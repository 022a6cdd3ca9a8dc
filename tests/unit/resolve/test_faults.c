/* Allocations that fail, and many threads at once. */
#include "unit/base/failing_alloc.h"
#include "unit/resolve/world.h"

/* The codes that a lack of memory may lead to; an answer that could not be remembered is fine as well. */
static bool is_legal(CURLcode code) { return code == CURLE_OK || code == CURLE_OUT_OF_MEMORY; }

static void use_all(struct world *w, struct dns *d)
{
  static const char *const names[] = { "localhost", "192.0.2.3", "name.test", "given.test" };
  const struct resolve_opts only_v4 = { .ip_version = CURL_IPRESOLVE_V4, .cache_timeout_s = 60 };
  struct curl_slist entry = { (char[]){ "given.test:80:127.0.0.1,::1" }, NULL };
  struct address_set *set;
  CURLcode code = resolve_load_entries(d, &entry, fake_now(), NULL);
  assert_true(is_legal(code));
  for(size_t i = 0; i < sizeof names / sizeof *names; i++) {
    code = look_up_with(w, d, &only_v4, names[i], NULL, &set);
    assert_true(is_legal(code));
    if(!code) address_set_unref(set);
  }
}

static void try_all(void)
{
  struct world w = { .poller = poller_new() };
  struct dns *d = dns_new(&fake_system);
  if(w.poller) w.resolver = resolver_new(&fake_system, w.poller, 2, on_arrived, &w);
  if(w.resolver && d) use_all(&w, d);
  resolver_free(w.resolver, false);
  dns_unref(d);
  poller_free(w.poller);
}

static void any_allocation_may_fail(void **state)
{
  long n = 0;
  bool has_failed = true;
  for(; has_failed; n++) {
    assert_true(n < 1000);
    failing_blocks = 0;
    failing_after(n);
    try_all();
    has_failed = failing_end();
    assert_int_equal(failing_blocks, 0);
  }
  assert_true(n > 10);
}

#define STORM_THREADS 4
#define STORM_ROUNDS  300
#define STORM_ASKERS  8

/* Asks for a few names again and again, and leaves at every stage; `arg` is a reference to the shared dns. */
static void *storm(void *arg)
{
  struct world w;
  struct dns *d = arg;
  unsigned random = (unsigned)(uintptr_t)&w;
  world_open(&w, 2);
  for(int round = 0; round < STORM_ROUNDS; round++) {
    struct asker askers[STORM_ASKERS];
    const struct resolve_opts o = { .cache_timeout_s = rand_r(&random) % 2 ? 60 : 0 };
    for(int i = 0; i < STORM_ASKERS; i++) {
      struct address_set *set;
      char name[16];
      askers[i] = ASKER;
      snprintf(name, sizeof name, "%s%d", rand_r(&random) % 4 ? "n" : "missing", rand_r(&random) % 3);
      if(!resolve_start(&askers[i].query, w.resolver, d, &o, name, 80, 0, NULL, &set)) address_set_unref(set);
    }
    for(int turns = rand_r(&random) % 3; turns; turns--) world_turn(&w, 1);
    for(int i = 0; i < STORM_ASKERS; i++) resolve_cancel(&askers[i].query);
    if(world_is_watching(&w)) abort();
    if(rand_r(&random) % 16) continue;
    world_close(&w, rand_r(&random) % 2);
    world_open(&w, 1 + (unsigned)rand_r(&random) % 3);
  }
  world_close(&w, false);
  dns_unref(d);
  return NULL;
}

static void many_threads_ask_and_leave(void **state)
{
  pthread_t threads[STORM_THREADS];
  struct dns *d = dns_new(&fake_system);
  for(int i = 0; i < STORM_THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, storm, dns_ref(d)), 0);
  dns_unref(d); /* the last to leave frees it */
  for(int i = 0; i < STORM_THREADS; i++) pthread_join(threads[i], NULL);
  fake_await_idle();
  assert_true(fake_asked() > 10);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WORLD_TEST(any_allocation_may_fail),
    WORLD_TEST(many_threads_ask_and_leave),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
