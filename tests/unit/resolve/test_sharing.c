/* Several resolvers with one cache, and askers that go before the answer comes. */
#include "unit/resolve/world.h"
#include <sys/wait.h>
#include <unistd.h>

static struct world ours, theirs;
static struct dns *dns;

static int open_all(void **state)
{
  world_open(&ours, 1);
  world_open(&theirs, 1);
  dns = dns_new(&fake_system);
  return fake_reset(state) || !dns;
}

static int close_all(void **state)
{
  fake_hold(false); /* a failed test may have left it so */
  if(ours.resolver) world_close(&ours, false);
  if(theirs.resolver) world_close(&theirs, false);
  dns_unref(dns);
  return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_all, close_all)

static void begin(struct world *w, struct asker *a, const char *host)
{
  struct address_set *set;
  *a = ASKER;
  assert_int_equal(start(w, dns, a, host, &set), CURLE_AGAIN);
}

static void expect_answer(struct world *w, struct asker *a)
{
  struct address_set *set;
  world_await(w, a);
  assert_int_equal(a->done, 1);
  assert_int_equal(resolve_take(&a->query, "name.test", NULL, &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1 192.0.2.1");
}

static void expect_cached(struct world *w, const char *host)
{
  unsigned before = fake_asked();
  struct address_set *set;
  assert_int_equal(look_up(w, dns, host, &set), CURLE_OK);
  address_set_unref(set);
  assert_int_equal(fake_asked(), before);
}

static void one_look_up_serves_all_who_ask_meanwhile(void **state)
{
  struct asker a, b, c;
  fake_hold(true);
  begin(&ours, &a, "name.test");
  begin(&theirs, &b, "NAME.test");
  begin(&theirs, &c, "name.test");
  fake_await_asked(1);
  fake_hold(false);
  expect_answer(&ours, &a);
  expect_answer(&theirs, &b);
  expect_answer(&theirs, &c);
  assert_int_equal(fake_asked(), 1);
  expect_cached(&ours, "name.test");
}

static void a_failure_reaches_all_who_wait(void **state)
{
  struct asker a, b;
  struct address_set *set;
  fake_hold(true);
  begin(&ours, &a, "missing.test");
  begin(&theirs, &b, "missing.test");
  fake_hold(false);
  world_await(&ours, &a);
  world_await(&theirs, &b);
  assert_int_equal(resolve_take(&a.query, "missing.test", NULL, &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_int_equal(resolve_take(&b.query, "missing.test", NULL, &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_int_equal(fake_asked(), 1);
}

static void an_asker_that_has_gone_is_not_called_and_its_answer_is_kept(void **state)
{
  struct asker a;
  fake_hold(true);
  begin(&ours, &a, "name.test");
  fake_await_asked(1);
  resolve_cancel(&a.query); /* getaddrinfo is running: this must not wait for it */
  assert_false(world_is_watching(&ours));
  resolve_cancel(&a.query);
  fake_hold(false);
  world_close(&ours, false); /* joins, so the answer is there */
  ours.resolver = NULL;
  assert_int_equal(a.done, 0);
  expect_cached(&theirs, "name.test");
}

static void the_one_who_stays_gets_the_answer(void **state)
{
  struct asker a, b;
  fake_hold(true);
  begin(&ours, &a, "name.test");
  begin(&theirs, &b, "name.test");
  resolve_cancel(&a.query);
  fake_hold(false);
  expect_answer(&theirs, &b);
  assert_int_equal(a.done, 0);
}

static void a_look_up_that_nobody_waits_for_any_more_is_not_begun(void **state)
{
  struct asker running, gone, last;
  fake_hold(true);
  begin(&ours, &running, "running.test"); /* holds the one thread */
  fake_await_asked(1);
  begin(&ours, &gone, "gone.test");
  begin(&ours, &last, "last.test");
  resolve_cancel(&gone.query);
  fake_hold(false);
  expect_answer(&ours, &running);
  expect_answer(&ours, &last);
  assert_int_equal(fake_asked(), 2);
}

static void a_queued_look_up_can_be_joined_after_its_asker_has_gone(void **state)
{
  struct asker running, gone, joined;
  fake_hold(true);
  begin(&ours, &running, "running.test");
  begin(&ours, &gone, "name.test");
  resolve_cancel(&gone.query);
  begin(&theirs, &joined, "name.test");
  fake_hold(false);
  expect_answer(&theirs, &joined);
  expect_answer(&ours, &running);
  assert_int_equal(fake_asked(), 2);
}

static void await_wakeup(struct world *w)
{
  unsigned before = w->arrivals;
  int ready;
  while(w->arrivals == before) assert_int_equal(poller_wait(w->poller, NULL, 0, 20000, &ready), CURLE_OK);
}

static void cancelled_between_answer_and_delivery(void **state)
{
  struct asker a;
  begin(&ours, &a, "name.test");
  await_wakeup(&ours);
  resolve_cancel(&a.query);
  resolver_deliver(ours.resolver);
  assert_int_equal(a.done, 0);
  assert_false(world_is_watching(&ours));
  expect_cached(&ours, "name.test");
}

static void cancelled_after_delivery_without_being_taken(void **state)
{
  struct asker a;
  begin(&ours, &a, "name.test");
  world_await(&ours, &a);
  resolve_cancel(&a.query);
  assert_null(a.query.addrs);
  expect_cached(&ours, "name.test");
}

static void one_answer_may_cancel_the_next_while_both_are_delivered(void **state)
{
  struct asker first, second;
  fake_hold(true);
  begin(&ours, &first, "name.test");
  begin(&ours, &second, "name.test");
  first.cancels = &second;
  fake_hold(false);
  await_wakeup(&ours);
  expect_cached(&theirs, "name.test"); /* now both are answered */
  resolver_deliver(ours.resolver);
  assert_int_equal(first.done, 1);
  assert_int_equal(second.done, 0);
  assert_false(world_is_watching(&ours));
  expect_answer(&ours, &first);
}

static void *close_ours(void *arg)
{
  world_close(&ours, false);
  return arg;
}

static void a_resolver_that_is_freed_does_the_look_ups_others_wait_for(void **state)
{
  struct asker running, queued, their_running, their_queued;
  pthread_t closer;
  fake_hold(true);
  begin(&ours, &running, "running.test");
  begin(&ours, &queued, "queued.test");
  begin(&theirs, &their_running, "running.test");
  begin(&theirs, &their_queued, "queued.test");
  resolve_cancel(&running.query);
  resolve_cancel(&queued.query);
  assert_int_equal(pthread_create(&closer, NULL, close_ours, NULL), 0);
  fake_hold(false);
  expect_answer(&theirs, &their_running);
  expect_answer(&theirs, &their_queued);
  pthread_join(closer, NULL);
  ours.resolver = NULL;
  assert_int_equal(fake_asked(), 2);
}

static void freed_quickly_it_waits_for_nobody_and_others_still_get_their_answers(void **state)
{
  struct asker running, queued, alone, their_running, their_queued;
  fake_hold(true);
  begin(&ours, &running, "running.test");
  begin(&ours, &queued, "queued.test");
  begin(&ours, &alone, "alone.test");
  begin(&theirs, &their_running, "running.test");
  begin(&theirs, &their_queued, "queued.test");
  fake_await_asked(1);
  resolve_cancel(&running.query);
  resolve_cancel(&queued.query);
  resolve_cancel(&alone.query);
  world_close(&ours, true); /* getaddrinfo is held: a join would never return */
  ours.resolver = NULL;
  fake_hold(false);
  expect_answer(&theirs, &their_running);
  expect_answer(&theirs, &their_queued);
  assert_int_equal(fake_asked(), 2);
}

static void freed_quickly_with_its_cache_while_a_look_up_runs(void **state)
{
  struct asker a;
  fake_hold(true);
  begin(&ours, &a, "name.test");
  fake_await_asked(1);
  resolve_cancel(&a.query);
  world_close(&ours, true);
  ours.resolver = NULL;
  dns_unref(dns);
  dns = NULL;
  fake_hold(false);
  fake_await_idle();
}

static void freed_without_ever_having_asked(void **state)
{
  struct address_set *set;
  assert_int_equal(look_up(&ours, dns, "localhost", &set), CURLE_OK);
  address_set_unref(set);
  resolver_free(NULL, false);
  resolve_cancel(&(struct resolve_query){ 0 });
  dns_unref(NULL);
}

/* ThreadSanitizer ends a child process that starts a thread: there, only the leaving behind is tested. */
#if defined(__SANITIZE_THREAD__)
#define CHILD_MAY_START_THREADS false
#elif defined(__has_feature)
#define CHILD_MAY_START_THREADS (!__has_feature(thread_sanitizer))
#else
#define CHILD_MAY_START_THREADS true
#endif

static void live_as_a_child(struct asker *inherited)
{
  struct address_set *set;
  alarm(60);
  fake.held = false;
  fake.inside = 0;
  resolve_cancel(&inherited->query);
  if(CHILD_MAY_START_THREADS) {
    /* the look-up of the same name is the parent's, and will not end here */
    if(look_up(&ours, dns, "name.test", &set)) _exit(2);
    address_set_unref(set);
  }
  resolver_free(ours.resolver, false);
  _exit(inherited->done ? 3 : 0);
}

static void a_child_process_leaves_the_parents_threads_alone(void **state)
{
  struct asker a;
  int status;
  fake_hold(true);
  begin(&ours, &a, "name.test");
  fake_await_asked(1);
  pthread_mutex_lock(&fake.lock); /* so that it is nobody else's in the child */
  pid_t child = fork();
  pthread_mutex_unlock(&fake.lock);
  if(!child) live_as_a_child(&a);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  fake_hold(false);
  expect_answer(&ours, &a);
}

/* The program's lock. */

static int depth, locks;
static pthread_t asking;

static void lock(CURL *handle, curl_lock_data kind, curl_lock_access access, void *clientp)
{
  assert_int_equal(kind, CURL_LOCK_DATA_DNS);
  assert_true(pthread_equal(pthread_self(), asking));
  assert_int_equal(depth++, 0);
  locks++;
}

static void unlock(CURL *handle, curl_lock_data kind, void *clientp) { assert_int_equal(--depth, 0); }

static const struct share_lock program = { .lock = lock, .unlock = unlock };

/* In the thread of whoever asks, and around nothing that calls the program. */
static void the_programs_lock_is_held_where_the_cache_is_asked(void **state)
{
  struct asker a;
  struct curl_slist entry = { .data = (char[]){ "given.test:80:192.0.2.7" } };
  asking = pthread_self();
  locks = 0;
  dns_set_lock(dns, &program);
  begin(&ours, &a, "name.test");
  assert_true(locks >= 1);
  expect_answer(&ours, &a);
  locks = 0;
  expect_cached(&ours, "name.test");
  assert_true(locks >= 1);
  locks = 0;
  assert_int_equal(resolve_load_entries(dns, &entry, fake_now(), NULL), CURLE_OK);
  assert_true(locks >= 1);
  assert_int_equal(depth, 0);
}

static void a_dns_without_the_programs_lock_calls_none(void **state)
{
  struct asker a;
  locks = 0;
  begin(&ours, &a, "name.test");
  expect_answer(&ours, &a);
  assert_int_equal(locks, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(one_look_up_serves_all_who_ask_meanwhile),
    TEST(a_failure_reaches_all_who_wait),
    TEST(an_asker_that_has_gone_is_not_called_and_its_answer_is_kept),
    TEST(the_one_who_stays_gets_the_answer),
    TEST(a_look_up_that_nobody_waits_for_any_more_is_not_begun),
    TEST(a_queued_look_up_can_be_joined_after_its_asker_has_gone),
    TEST(cancelled_between_answer_and_delivery),
    TEST(cancelled_after_delivery_without_being_taken),
    TEST(one_answer_may_cancel_the_next_while_both_are_delivered),
    TEST(a_resolver_that_is_freed_does_the_look_ups_others_wait_for),
    TEST(freed_quickly_it_waits_for_nobody_and_others_still_get_their_answers),
    TEST(freed_quickly_with_its_cache_while_a_look_up_runs),
    TEST(freed_without_ever_having_asked),
    TEST(a_child_process_leaves_the_parents_threads_alone),
    TEST(the_programs_lock_is_held_where_the_cache_is_asked),
    TEST(a_dns_without_the_programs_lock_calls_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
