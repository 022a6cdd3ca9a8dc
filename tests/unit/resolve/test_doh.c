/* Look-ups of addresses over HTTPS. */
#include "unit/resolve/posts.h"

static struct resolve_opts over_https_v4 = { .ip_version = CURL_IPRESOLVE_V4, .cache_timeout_s = 60, .doh_url = url };
static struct resolve_opts over_https_v6 = { .ip_version = CURL_IPRESOLVE_V6, .cache_timeout_s = 60, .doh_url = url };

static CURLcode begin(struct asker *a, const struct resolve_opts *o, const char *host, struct address_set **ret)
{
  trace = (struct trace){ .opts = &trace_opts };
  error[0] = '\0';
  *a = (struct asker){ .query = { .done = on_done, .fetch = &fetch_ops, .fetch_owner = &world } };
  return resolve_start(&a->query, world.resolver, dns, o, host, 80, fake_now(), &trace, ret);
}

#define ANSWER_A(i)    answer(i, 0, "\xc0\0\2\1", 4, 40)
#define ANSWER_AAAA(i) answer(i, 0, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16, 50)

static void both_families_are_asked_for_at_once(void **state)
{
  struct asker a;
  struct address_set *set;
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_AGAIN);
  assert_int_equal(begun, 2);
  assert_int_equal(type_of(0), DNS_AAAA);
  assert_int_equal(type_of(1), DNS_A);
  ANSWER_A(1);
  assert_int_equal(a.done, 0);
  assert_int_equal(resolve_take(&a.query, "name.test", &trace, &set), CURLE_AGAIN);
  ANSWER_AAAA(0);
  assert_int_equal(a.done, 1);
  assert_int_equal(resolve_take(&a.query, "name.test", &trace, &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1 192.0.2.1");
  assert_int_equal(fake_asked(), 0);
}

static void one_ip_version_is_one_question(void **state)
{
  struct asker a;
  struct address_set *set;
  assert_int_equal(begin(&a, &over_https_v4, "name.test", &set), CURLE_AGAIN);
  assert_int_equal(begun, 1);
  assert_int_equal(type_of(0), DNS_A);
  ANSWER_A(0);
  assert_int_equal(resolve_take(&a.query, "name.test", &trace, &set), CURLE_OK);
  assert_addresses(set, "192.0.2.1");
  assert_int_equal(begin(&a, &over_https_v6, "name.test", &set), CURLE_AGAIN);
  assert_int_equal(type_of(1), DNS_AAAA);
  resolve_cancel(&a.query);
}

static void who_needs_no_look_up_makes_none(void **state)
{
  static const char *const names[] = { "192.0.2.7", "::1", "localhost", "a.localhost" };
  struct asker a;
  struct address_set *set;
  for(size_t i = 0; i < sizeof names / sizeof *names; i++) {
    assert_int_equal(begin(&a, &over_https, names[i], &set), CURLE_OK);
    address_set_unref(set);
  }
  assert_int_equal(begin(&a, &over_https, "a.onion", &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_int_equal(begun, 0);
}

static void what_is_no_name_in_dns_fails_at_once(void **state)
{
  struct asker a;
  struct address_set *set;
  assert_int_equal(begin(&a, &over_https, "a..test", &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_string_equal(error, "Could not resolve host: a..test");
  assert_int_equal(begun, 0);
}

static void one_answer_is_enough(void **state)
{
  struct asker a;
  struct address_set *set;
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_AGAIN);
  end_fetch(0, CURLE_COULDNT_CONNECT, 0, span_of(NULL, 0));
  ANSWER_A(1);
  assert_int_equal(resolve_take(&a.query, "name.test", &trace, &set), CURLE_OK);
  assert_addresses(set, "192.0.2.1");
  assert_int_equal(begin(&a, &over_https, "only6.test", &set), CURLE_AGAIN);
  ANSWER_AAAA(2);
  ANSWER_NONE(3);
  assert_int_equal(resolve_take(&a.query, "only6.test", &trace, &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1");
}

static void why_there_is_none_is_told(void **state)
{
  static const struct {
    CURLcode code;
    long status;
    const char *body, *text;
  } rows[] = {
    { CURLE_COULDNT_CONNECT, 0, "", "Could not resolve host: name.test (DoH: the POST failed)" },
    { CURLE_OK, 404, "", "Could not resolve host: name.test (DoH: the server answers with status 404)" },
    { CURLE_OK, 302, "", "Could not resolve host: name.test (DoH: the server answers with status 302)" },
    { CURLE_OK, 100, "", "Could not resolve host: name.test (DoH: the server answers with status 100)" },
    { CURLE_OK, 200, "", "Could not resolve host: name.test (DoH: not a valid DNS message)" },
    { CURLE_OK, 200, "<html>garbage</html>", "Could not resolve host: name.test (DoH: not an answer to the question)" },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct asker a;
    struct address_set *set;
    begun = 0;
    assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_AGAIN);
    end_fetch(0, rows[i].code, rows[i].status, span_text(rows[i].body));
    ANSWER_NONE(1);
    assert_int_equal(resolve_take(&a.query, "name.test", &trace, &set), CURLE_COULDNT_RESOLVE_HOST);
    assert_string_equal(error, rows[i].text);
    assert_int_equal(begun, 2); /* nor is it believed the next time: `begun` counts anew */
  }
}

static void a_lack_of_memory_in_a_post_is_one(void **state)
{
  struct asker a;
  struct address_set *set;
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_AGAIN);
  end_fetch(0, CURLE_OUT_OF_MEMORY, 0, span_of(NULL, 0));
  ANSWER_A(1);
  assert_int_equal(resolve_take(&a.query, "name.test", &trace, &set), CURLE_OUT_OF_MEMORY);
}

static void a_post_that_cannot_be_begun_ends_the_other(void **state)
{
  struct asker a;
  struct address_set *set;
  refusal = CURLE_OUT_OF_MEMORY;
  refused = 1;
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_OUT_OF_MEMORY);
  assert_int_equal(begun, 1);
  assert_int_equal(cancelled, 1);
  assert_int_equal(a.done, 0);
}

static void who_leaves_ends_what_is_under_way(void **state)
{
  struct asker a;
  struct address_set *set;
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_AGAIN);
  ANSWER_A(1);
  resolve_cancel(&a.query);
  assert_int_equal(cancelled, 1);
  resolve_cancel(&a.query);
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_AGAIN);
  ANSWER_AAAA(2);
  ANSWER_A(3);
  resolve_cancel(&a.query); /* done, and not taken */
  assert_int_equal(cancelled, 1);
  assert_int_equal(a.done, 1);
}

/* The least time of both answers, and no longer than the asker wants. */
static void an_answer_is_remembered_for_its_time_to_live(void **state)
{
  struct asker a;
  struct address_set *set;
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_AGAIN);
  ANSWER_AAAA(0); /* 50 seconds */
  ANSWER_A(1);    /* 40 */
  assert_int_equal(resolve_take(&a.query, "name.test", &trace, &set), CURLE_OK);
  address_set_unref(set);
  fake_set_now(fake_now() + 40 * SECOND);
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1 192.0.2.1");
  fake_set_now(fake_now() + 1);
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_AGAIN);
  resolve_cancel(&a.query);
}

static void that_there_is_no_such_name_is_remembered_for_half_the_time(void **state)
{
  struct asker a;
  struct address_set *set;
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_AGAIN);
  NO_NAME(0);
  ANSWER_NONE(1);
  assert_int_equal(resolve_take(&a.query, "name.test", &trace, &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_string_equal(error, "Could not resolve host: name.test");
  fake_set_now(fake_now() + 30 * SECOND);
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_string_equal(error, "Could not resolve host: name.test");
  assert_int_equal(begun, 2);
  fake_set_now(fake_now() + 1);
  assert_int_equal(begin(&a, &over_https, "name.test", &set), CURLE_AGAIN);
  resolve_cancel(&a.query);
}

static void without_a_cache_nothing_is_remembered(void **state)
{
  struct resolve_opts never = { .ip_version = CURL_IPRESOLVE_V4, .doh_url = url };
  struct asker a;
  struct address_set *set;
  for(size_t i = 0; i < 2; i++) {
    assert_int_equal(begin(&a, &never, "name.test", &set), CURLE_AGAIN);
    ANSWER_A(i);
    assert_int_equal(resolve_take(&a.query, "name.test", &trace, &set), CURLE_OK);
    address_set_unref(set);
  }
}

static void the_order_may_be_random(void **state)
{
  struct resolve_opts o = { .cache_timeout_s = 60, .doh_url = url, .shuffle = true };
  struct asker a;
  struct address_set *set;
  assert_int_equal(begin(&a, &o, "name.test", &set), CURLE_AGAIN);
  ANSWER_AAAA(0);
  ANSWER_A(1);
  assert_int_equal(resolve_take(&a.query, "name.test", &trace, &set), CURLE_OK);
  assert_addresses(set, "192.0.2.1 2001:db8::1"); /* by fake_random */
}

static void try_once(void)
{
  struct asker a;
  struct address_set *set;
  begun = 0;
  CURLcode code = begin(&a, &over_https, "name.test", &set);
  if(code == CURLE_AGAIN) {
    ANSWER_AAAA(0);
    ANSWER_A(1);
    code = resolve_take(&a.query, "name.test", &trace, &set);
  }
  assert_true(code == CURLE_OK || code == CURLE_OUT_OF_MEMORY);
  if(!code) address_set_unref(set);
}

static void any_allocation_may_fail(void **state)
{
  long n = 0;
  for(bool has_failed = true; has_failed; n++) {
    assert_true(n < 100);
    dns_unref(dns);
    dns = dns_new(&fake_system);
    assert_non_null(dns);
    failing_after(n);
    try_once();
    has_failed = failing_end();
  }
  assert_true(n > 3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(both_families_are_asked_for_at_once),
    TEST(one_ip_version_is_one_question),
    TEST(who_needs_no_look_up_makes_none),
    TEST(what_is_no_name_in_dns_fails_at_once),
    TEST(one_answer_is_enough),
    TEST(why_there_is_none_is_told),
    TEST(a_lack_of_memory_in_a_post_is_one),
    TEST(a_post_that_cannot_be_begun_ends_the_other),
    TEST(who_leaves_ends_what_is_under_way),
    TEST(an_answer_is_remembered_for_its_time_to_live),
    TEST(that_there_is_no_such_name_is_remembered_for_half_the_time),
    TEST(without_a_cache_nothing_is_remembered),
    TEST(the_order_may_be_random),
    TEST(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
