#include "unit/resolve/world.h"

/* Two resolvers would do: here one asks, and one cache remembers. */
static struct world world;
static struct dns *dns;

static int open_all(void **state)
{
  world_open(&world, 4);
  dns = dns_new(&fake_system);
  return fake_reset(state) || !dns;
}

static int close_all(void **state)
{
  fake_hold(false); /* a failed test may have left it so */
  world_close(&world, false);
  dns_unref(dns);
  return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_all, close_all)

static const struct resolve_opts only_v4 = { .ip_version = CURL_IPRESOLVE_V4, .cache_timeout_s = 60 };
static const struct resolve_opts only_v6 = { .ip_version = CURL_IPRESOLVE_V6, .cache_timeout_s = 60 };

static void what_cannot_be_a_name_is_refused_with_text(void **state)
{
  char long_name[DNS_HOST_MAX + 2], error[CURL_ERROR_SIZE];
  memset(long_name, 'a', sizeof long_name);
  long_name[sizeof long_name - 1] = '\0';
  const char *const names[] = { "", long_name, "red.onion", "red.ONION.", "a.b.onion" };
  for(size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct trace_opts opts = { .error_buffer = error };
    struct trace t = { .opts = &opts };
    struct address_set *set;
    error[0] = '\0';
    assert_int_equal(look_up_with(&world, dns, &any_version, names[i], &t, &set), CURLE_COULDNT_RESOLVE_HOST);
    assert_true(strlen(error) > 10);
  }
  assert_string_equal(error, "Not resolving .onion address (RFC 7686)");
  assert_int_equal(fake_asked(), 0);
}

static void the_longest_name_is_looked_up(void **state)
{
  char name[DNS_HOST_MAX + 1];
  struct address_set *set;
  memset(name, 'a', sizeof name);
  name[sizeof name - 1] = '\0';
  assert_int_equal(look_up(&world, dns, name, &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1 192.0.2.1");
  assert_string_equal(fake.last_name, name);
}

/* CURLOPT_DNS_CACHE_TIMEOUT(3): for half the time it is believed to be missing. */
static void a_missing_name_fails_with_text_and_is_asked_for_again(void **state)
{
  char error[CURL_ERROR_SIZE] = "";
  struct trace_opts opts = { .error_buffer = error };
  struct trace t = { .opts = &opts };
  struct address_set *set;
  assert_int_equal(look_up_with(&world, dns, &any_version, "missing.test", &t, &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_string_equal(error, "Could not resolve host: missing.test");
  fake_set_now(fake_now() + 30 * SECOND);
  error[0] = '\0';
  t.failed = false;
  assert_int_equal(look_up_with(&world, dns, &any_version, "missing.test", &t, &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_string_equal(error, "Could not resolve host: missing.test");
  assert_int_equal(fake_asked(), 1);
  fake_set_now(fake_now() + 1);
  assert_int_equal(look_up(&world, dns, "missing.test", &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_int_equal(fake_asked(), 2);
}

static void other_failures_are_not_believed_any_longer(void **state)
{
  static const char *const names[] = { "memory.test", "strange.test" };
  struct address_set *set;
  for(size_t i = 0; i < 2; i++) {
    assert_int_not_equal(look_up(&world, dns, names[i], &set), CURLE_OK);
    assert_int_not_equal(look_up(&world, dns, names[i], &set), CURLE_OK);
    assert_int_equal(fake_asked(), 2 * (i + 1));
  }
}

static void without_a_cache_a_missing_name_is_asked_for_each_time(void **state)
{
  const struct resolve_opts never = { .cache_timeout_s = 0 };
  struct address_set *set;
  for(unsigned i = 1; i < 4; i++) {
    assert_int_equal(look_up_with(&world, dns, &never, "missing.test", NULL, &set), CURLE_COULDNT_RESOLVE_HOST);
    assert_int_equal(fake_asked(), i);
  }
}

static struct callback_guard guard;
static int starts;

static int note_start(void *resolver_state, void *reserved, void *userdata)
{
  assert_null(resolver_state);
  assert_null(reserved);
  assert_true(callback_is_running(&guard));
  starts++;
  return *(const int *)userdata;
}

/* CURLOPT_RESOLVER_START_FUNCTION(3). */
static void the_start_callback_is_called_before_what_is_not_known_yet(void **state)
{
  int answer = 0;
  struct resolve_opts o = { .cache_timeout_s = 60, .start = note_start, .start_data = &answer };
  struct trace_opts opts = { 0 };
  struct trace t = { .opts = &opts, .guard = &guard };
  struct curl_slist entry = { (char[]){ "given.test:80:127.0.0.1" }, NULL };
  struct address_set *set;
  starts = 0;
  for(int i = 0; i < 2; i++) {
    assert_int_equal(look_up_with(&world, dns, &o, "name.test", &t, &set), CURLE_OK);
    address_set_unref(set);
    assert_int_equal(starts, 1); /* the second time it is in the cache */
  }
  assert_int_equal(look_up_with(&world, dns, &o, "192.0.2.7", &t, &set), CURLE_OK);
  address_set_unref(set);
  assert_int_equal(starts, 2);
  assert_int_equal(resolve_load_entries(dns, &entry, fake_now(), NULL), CURLE_OK);
  assert_int_equal(look_up_with(&world, dns, &o, "given.test", &t, &set), CURLE_OK);
  address_set_unref(set);
  assert_int_equal(starts, 2);
}

static void what_the_start_callback_refuses_is_not_asked_for(void **state)
{
  int answer = 1;
  struct resolve_opts o = { .cache_timeout_s = 60, .start = note_start, .start_data = &answer };
  char error[CURL_ERROR_SIZE] = "";
  struct trace_opts opts = { .error_buffer = error };
  struct trace t = { .opts = &opts, .guard = &guard };
  struct address_set *set;
  assert_int_equal(look_up_with(&world, dns, &o, "name.test", &t, &set), CURLE_ABORTED_BY_CALLBACK);
  assert_string_equal(error, "The resolver start callback refused to resolve name.test");
  assert_int_equal(look_up_with(&world, dns, &o, "192.0.2.7", &t, &set), CURLE_ABORTED_BY_CALLBACK);
  assert_int_equal(fake_asked(), 0);
}

static void an_answer_without_a_usable_address_is_none(void **state)
{
  struct address_set *set;
  assert_int_equal(look_up(&world, dns, "strange.test", &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_int_equal(look_up(&world, dns, "memory.test", &set), CURLE_OUT_OF_MEMORY);
}

static void addresses_of_unknown_families_are_left_out(void **state)
{
  struct address_set *set;
  assert_int_equal(look_up(&world, dns, "mixed.test", &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1 192.0.2.1");
}

static void a_literal_is_nobody_asked_for(void **state)
{
  struct address_set *set;
  assert_int_equal(look_up(&world, dns, "192.0.2.7", &set), CURLE_OK);
  assert_addresses(set, "192.0.2.7");
  assert_int_equal(look_up_with(&world, dns, &only_v6, "2001:db8::7", NULL, &set), CURLE_OK);
  assert_addresses(set, "2001:db8::7");
  assert_int_equal(look_up(&world, dns, "fe80::1%lo", &set), CURLE_OK);
  assert_addresses(set, "fe80::1%lo");
  assert_int_equal(look_up_with(&world, dns, &only_v6, "192.0.2.7", NULL, &set), CURLE_OK);
  assert_addresses(set, "192.0.2.7");
  assert_int_equal(look_up_with(&world, dns, &only_v4, "::1", NULL, &set), CURLE_OK);
  assert_addresses(set, "::1");
  assert_int_equal(fake_asked(), 0);
}

static void localhost_is_nobody_asked_for(void **state)
{
  static const char *const names[] = { "localhost", "LocalHost", "localhost.", "a.localhost", "a.b.LOCALHOST." };
  struct address_set *set;
  for(size_t i = 0; i < sizeof names / sizeof *names; i++) {
    assert_int_equal(look_up(&world, dns, names[i], &set), CURLE_OK);
    assert_addresses(set, "::1 127.0.0.1");
    assert_int_equal(look_up_with(&world, dns, &only_v4, names[i], NULL, &set), CURLE_OK);
    assert_addresses(set, "127.0.0.1");
    assert_int_equal(look_up_with(&world, dns, &only_v6, names[i], NULL, &set), CURLE_OK);
    assert_addresses(set, "::1");
  }
  assert_int_equal(fake_asked(), 0);
}

static void names_like_localhost_are_looked_up(void **state)
{
  static const char *const names[] = { "localhost..", "xlocalhost", "localhost.test", ".local", "onion" };
  struct address_set *set;
  for(size_t i = 0; i < sizeof names / sizeof *names; i++) {
    assert_int_equal(look_up(&world, dns, names[i], &set), CURLE_OK);
    assert_addresses(set, "2001:db8::1 192.0.2.1");
    assert_int_equal(fake_asked(), i + 1);
  }
}

static void an_answer_is_delivered_through_the_poller(void **state)
{
  struct asker a = ASKER;
  struct address_set *set;
  fake_hold(true);
  assert_false(world_is_watching(&world));
  assert_int_equal(start(&world, dns, &a, "name.test", &set), CURLE_AGAIN);
  assert_true(world_is_watching(&world));
  assert_false(poller_next(world.poller, NULL)->is_internal);
  world_turn(&world, 0);
  assert_int_equal(a.done, 0);
  assert_int_equal(resolve_take(&a.query, "name.test", NULL, &set), CURLE_AGAIN);
  fake_hold(false);
  world_await(&world, &a);
  assert_int_equal(a.done, 1);
  assert_int_equal(world.arrivals, 1);
  assert_false(world_is_watching(&world));
  assert_int_equal(resolve_take(&a.query, "name.test", NULL, &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1 192.0.2.1");
  world_turn(&world, 0); /* nothing comes a second time */
  assert_int_equal(a.done, 1);
}

static void a_cached_answer_comes_at_once_whatever_the_case(void **state)
{
  struct asker a = ASKER;
  struct address_set *set;
  assert_int_equal(look_up(&world, dns, "Name.test", &set), CURLE_OK);
  address_set_unref(set);
  assert_string_equal(fake.last_name, "name.test");
  assert_int_equal(start(&world, dns, &a, "nAME.TEST", &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1 192.0.2.1");
  resolve_cancel(&a.query); /* legal for one that never was under way */
  assert_int_equal(fake_asked(), 1);
}

static void each_ip_version_is_asked_for_by_itself(void **state)
{
  struct address_set *set;
  assert_int_equal(look_up_with(&world, dns, &only_v4, "name.test", NULL, &set), CURLE_OK);
  assert_addresses(set, "192.0.2.1");
  assert_int_equal(fake.last_family, AF_INET);
  assert_int_equal(look_up_with(&world, dns, &only_v6, "name.test", NULL, &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1");
  assert_int_equal(fake.last_family, AF_INET6);
  assert_int_equal(look_up(&world, dns, "name.test", &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1 192.0.2.1");
  assert_int_equal(fake.last_family, AF_UNSPEC);
  assert_int_equal(fake_asked(), 3);
}

/* How often getaddrinfo is asked by a look-up, one `age` later, and one a moment after that. */
static unsigned asked_at_age(long timeout_s, int64_t age)
{
  const struct resolve_opts o = { .cache_timeout_s = timeout_s };
  struct address_set *set;
  struct dns *d = dns_new(&fake_system);
  unsigned before = fake_asked();
  for(int i = 0; i < 2; i++) {
    assert_int_equal(look_up_with(&world, d, &o, "name.test", NULL, &set), CURLE_OK);
    assert_addresses(set, "2001:db8::1 192.0.2.1");
    fake_set_now(fake_now() + age);
  }
  dns_unref(d);
  return fake_asked() - before;
}

static void a_cached_answer_lives_as_long_as_asked(void **state)
{
  assert_int_equal(asked_at_age(60, 60 * SECOND), 1);
  assert_int_equal(asked_at_age(60, 60 * SECOND + 1), 2);
  assert_int_equal(asked_at_age(0, 0), 2);
  assert_int_equal(asked_at_age(-1, 1000000 * SECOND), 1);
  assert_int_equal(asked_at_age(LONG_MAX, 1000000 * SECOND), 1);
}

static void an_asker_that_caches_nothing_leaves_nothing(void **state)
{
  const struct resolve_opts never = { .cache_timeout_s = 0 };
  struct address_set *set;
  assert_int_equal(look_up_with(&world, dns, &never, "name.test", NULL, &set), CURLE_OK);
  address_set_unref(set);
  assert_int_equal(look_up(&world, dns, "name.test", &set), CURLE_OK);
  address_set_unref(set);
  assert_int_equal(fake_asked(), 2);
  assert_int_equal(look_up(&world, dns, "name.test", &set), CURLE_OK);
  address_set_unref(set);
  assert_int_equal(fake_asked(), 2);
}

static void as_many_threads_as_allowed_and_no_more(void **state)
{
  static struct asker askers[6];
  struct address_set *set;
  char name[16];
  struct world w;
  world_open(&w, 2);
  fake_hold(true);
  for(int i = 0; i < 6; i++) {
    askers[i] = ASKER;
    snprintf(name, sizeof name, "n%d.test", i);
    assert_int_equal(start(&w, dns, &askers[i], name, &set), CURLE_AGAIN);
  }
  fake_await_asked(2);
  assert_int_equal(fake_asked(), 2);
  resolver_set_threads_max(w.resolver, 4);
  fake_await_asked(4);
  assert_int_equal(fake_asked(), 4);
  fake_hold(false);
  for(int i = 0; i < 6; i++) {
    world_await(&w, &askers[i]);
    assert_int_equal(resolve_take(&askers[i].query, "", NULL, &set), CURLE_OK);
    address_set_unref(set);
  }
  assert_int_equal(fake.most_inside, 4);
  world_close(&w, false);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(what_cannot_be_a_name_is_refused_with_text),
    TEST(the_longest_name_is_looked_up),
    TEST(a_missing_name_fails_with_text_and_is_asked_for_again),
    TEST(other_failures_are_not_believed_any_longer),
    TEST(without_a_cache_a_missing_name_is_asked_for_each_time),
    TEST(the_start_callback_is_called_before_what_is_not_known_yet),
    TEST(what_the_start_callback_refuses_is_not_asked_for),
    TEST(an_answer_without_a_usable_address_is_none),
    TEST(addresses_of_unknown_families_are_left_out),
    TEST(a_literal_is_nobody_asked_for),
    TEST(localhost_is_nobody_asked_for),
    TEST(names_like_localhost_are_looked_up),
    TEST(an_answer_is_delivered_through_the_poller),
    TEST(a_cached_answer_comes_at_once_whatever_the_case),
    TEST(each_ip_version_is_asked_for_by_itself),
    TEST(a_cached_answer_lives_as_long_as_asked),
    TEST(an_asker_that_caches_nothing_leaves_nothing),
    TEST(as_many_threads_as_allowed_and_no_more),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
