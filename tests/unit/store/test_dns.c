#include "base/mem.h"
#include "store/dns.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define KEY(host, port, family) (&(struct dns_key){ host, port, family })
#define A_TEST                  KEY("a.test", 80, AF_UNSPEC)

static struct address_set *new_set(void)
{
  struct address_set *s = address_set_new(1);
  assert_non_null(s);
  return s;
}

/* Added at `now`; the cache alone holds it. */
static struct address_set *add(struct dns_cache *c, const struct dns_key *key, int64_t now, bool permanent)
{
  struct address_set *s = new_set();
  assert_int_equal(dns_cache_add(c, key, s, now, permanent), CURLE_OK);
  assert_int_equal(s->refs, 2);
  address_set_unref(s);
  return s;
}

static bool has(struct dns_cache *c, const struct dns_key *key, int64_t now, int64_t max_age_us)
{
  struct address_set *s = dns_cache_find(c, key, now, max_age_us);
  address_set_unref(s);
  return s;
}

#define RECORDS KEY("a.test", 80, DNS_RECORDS)

/* So many HTTPS records, at 1000. */
static void add_services(struct dns_cache *c, size_t count, uint32_t ttl_s)
{
  struct dns_services s = { .ttl_s = ttl_s, .count = count };
  for(size_t i = 0; i < count; i++) s.at[i].port = (uint16_t)(i + 1);
  assert_int_equal(dns_cache_add_services(c, RECORDS, &s, 1000), CURLE_OK);
}

static bool has_services(struct dns_cache *c, int64_t now, int64_t max_age_us)
{
  struct dns_services s;
  return dns_cache_find_services(c, RECORDS, now, max_age_us, &s);
}

static void an_empty_cache_finds_nothing(void **state)
{
  struct dns_cache *c = dns_cache_new(1);
  assert_false(has(c, A_TEST, 0, DNS_FOREVER));
  dns_cache_remove(c, "a.test", 80);
  dns_cache_free(c);
  dns_cache_free(NULL);
}

static void no_cache_at_all_finds_nothing(void **state)
{
  struct address_set *s = new_set();
  assert_null(dns_cache_find(NULL, A_TEST, 0, DNS_FOREVER));
  assert_int_equal(dns_cache_add(NULL, A_TEST, s, 0, false), CURLE_OUT_OF_MEMORY);
  dns_cache_remove(NULL, "a.test", 80);
  assert_int_equal(s->refs, 1);
  address_set_unref(s);
}

static void over_long_hosts_are_not_remembered(void **state)
{
  char host[DNS_HOST_MAX + 2];
  struct dns_cache *c = dns_cache_new(1);
  struct address_set *s = new_set();
  memset(host, 'a', sizeof host);
  host[DNS_HOST_MAX + 1] = '\0';
  assert_int_equal(dns_cache_add(c, KEY(host, 80, AF_UNSPEC), s, 0, false), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_false(has(c, KEY(host, 80, AF_UNSPEC), 0, DNS_FOREVER));
  host[DNS_HOST_MAX] = '\0';
  assert_int_equal(dns_cache_add(c, KEY(host, 80, AF_UNSPEC), s, 0, false), CURLE_OK);
  assert_true(has(c, KEY(host, 80, AF_UNSPEC), 0, DNS_FOREVER));
  address_set_unref(s);
  dns_cache_free(c);
}

static void host_port_and_family_make_the_key(void **state)
{
  struct dns_cache *c = dns_cache_new(1);
  struct address_set *s = add(c, KEY("A.test", 80, AF_INET), 0, false);
  struct address_set *found = dns_cache_find(c, KEY("a.TEST", 80, AF_INET), 0, DNS_FOREVER);
  assert_ptr_equal(found, s);
  address_set_unref(found);
  const struct dns_key others[] = {
    { "a.test.", 80, AF_INET },  { "b.test", 80, AF_INET },  { "a.tes", 80, AF_INET },
    { "", 80, AF_INET },         { "a.test", 81, AF_INET },  { "a.test", 80 << 8, AF_INET },
    { "a.test", 80, AF_UNSPEC }, { "a.test", 80, AF_INET6 }, { "a.test", 80, DNS_GIVEN },
  };
  for(size_t i = 0; i < sizeof others / sizeof *others; i++) assert_false(has(c, &others[i], 0, DNS_FOREVER));
  dns_cache_free(c);
}

static void the_key_is_one_row_of_bytes(void **state)
{
  uint8_t bytes[DNS_KEY_MAX];
  struct span s = dns_key_bytes(KEY("A.tEst", 0x1234, DNS_GIVEN), bytes);
  const uint8_t expected[] = { 0xff, 0x12, 0x34, 'a', '.', 't', 'e', 's', 't', 0 };
  assert_int_equal(s.len, sizeof expected - 1);
  assert_memory_equal(bytes, expected, sizeof expected);
}

static void an_entry_lives_up_to_its_age(void **state)
{
  static const struct {
    int64_t added, now, max_age;
    bool found;
  } cases[] = {
    { 1000, 1000, 0, true },
    { 1000, 1001, 0, false },
    { 1000, 1060, 60, true },
    { 1000, 1061, 60, false },
    { 1000, 1000, -1, false },
    { 1000, 900, 0, true }, /* a clock of another */
    { 0, INT64_MAX, DNS_FOREVER, true },
    { INT64_MIN, INT64_MAX, INT64_MAX - 1, false },
    { INT64_MAX, INT64_MIN, 0, true },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct dns_cache *c = dns_cache_new(1);
    add(c, A_TEST, cases[i].added, false);
    assert_int_equal(has(c, A_TEST, cases[i].now, cases[i].max_age), cases[i].found);
    assert_int_equal(has(c, A_TEST, cases[i].now, DNS_FOREVER), cases[i].found); /* what is too old is dropped */
    dns_cache_free(c);
  }
}

static void a_permanent_entry_has_no_age(void **state)
{
  struct dns_cache *c = dns_cache_new(1);
  add(c, A_TEST, 0, true);
  assert_true(has(c, A_TEST, INT64_MAX, 0));
  assert_true(has(c, A_TEST, INT64_MAX, -1));
  dns_cache_free(c);
}

static void a_newer_entry_replaces_the_older(void **state)
{
  struct dns_cache *c = dns_cache_new(1);
  add(c, A_TEST, 0, true);
  struct address_set *s = add(c, A_TEST, 100, false); /* ages from now on */
  struct address_set *found = dns_cache_find(c, A_TEST, 110, 10);
  assert_ptr_equal(found, s);
  /* the very set that stands there, and at a later time */
  assert_int_equal(dns_cache_add(c, A_TEST, found, 200, false), CURLE_OK);
  assert_int_equal(found->refs, 2);
  address_set_unref(found);
  assert_true(has(c, A_TEST, 210, 10));
  add(c, A_TEST, 0, true); /* and for ever again */
  assert_true(has(c, A_TEST, 1000, 10));
  dns_cache_free(c);
}

static void a_found_set_outlives_the_cache(void **state)
{
  struct dns_cache *c = dns_cache_new(1);
  add(c, A_TEST, 0, false);
  struct address_set *found = dns_cache_find(c, A_TEST, 0, 0);
  dns_cache_free(c);
  assert_int_equal(found->refs, 1);
  address_set_unref(found);
}

static void removal_takes_every_family(void **state)
{
  static const int families[] = { AF_UNSPEC, AF_INET, AF_INET6, DNS_GIVEN };
  struct dns_cache *c = dns_cache_new(1);
  add_services(c, 1, 60);
  for(size_t i = 0; i < 4; i++) add(c, KEY("a.test", 80, families[i]), 0, i % 2);
  add(c, KEY("a.test", 81, AF_UNSPEC), 0, false);
  dns_cache_remove(c, "A.TEST", 80);
  for(size_t i = 0; i < 4; i++) assert_false(has(c, KEY("a.test", 80, families[i]), 0, DNS_FOREVER));
  assert_false(has_services(c, 0, DNS_FOREVER));
  assert_true(has(c, KEY("a.test", 81, AF_UNSPEC), 0, DNS_FOREVER));
  dns_cache_free(c);
}

static void add_numbered(struct dns_cache *c, int number, int64_t now)
{
  char host[16];
  snprintf(host, sizeof host, "n%d", number);
  add(c, KEY(host, 80, AF_UNSPEC), now, false);
}

static bool has_numbered(struct dns_cache *c, int number)
{
  char host[16];
  snprintf(host, sizeof host, "n%d", number);
  return has(c, KEY(host, 80, AF_UNSPEC), 0, DNS_FOREVER);
}

static void the_oldest_goes_when_there_are_too_many(void **state)
{
  struct dns_cache *c = dns_cache_new(1);
  add(c, A_TEST, 0, true);
  for(int i = 0; i < DNS_CACHE_MAX; i++) add_numbered(c, i, i);
  assert_true(has_numbered(c, 0));
  add_numbered(c, 0, DNS_CACHE_MAX); /* renewed: 1 is the oldest now */
  assert_true(has_numbered(c, 1));
  add_numbered(c, -1, DNS_CACHE_MAX);
  assert_false(has_numbered(c, 1));
  for(int i = 2; i < 100; i++) {
    assert_true(has_numbered(c, i));
    add_numbered(c, -i, DNS_CACHE_MAX);
    assert_false(has_numbered(c, i));
  }
  assert_true(has_numbered(c, 0));
  assert_true(has(c, A_TEST, 0, 0)); /* neither counted nor dropped */
  dns_cache_free(c);
}

static void without_memory_the_older_entry_stands(void **state)
{
  struct address_set *s = new_set();
  struct dns_cache *c = dns_cache_new(1);
  for(long n = 0; n < 2; n++) { /* the entry, the table */
    failing_after(n);
    assert_int_equal(dns_cache_add(c, A_TEST, s, 0, false), CURLE_OUT_OF_MEMORY);
    assert_true(failing_end());
    assert_int_equal(s->refs, 1);
    assert_false(has(c, A_TEST, 0, DNS_FOREVER));
  }
  assert_int_equal(dns_cache_add(c, A_TEST, s, 0, false), CURLE_OK);
  failing_after(0);
  assert_null(dns_cache_new(1));
  assert_true(failing_end());
  assert_true(has(c, A_TEST, 0, DNS_FOREVER));
  address_set_unref(s);
  dns_cache_free(c);
}

static void add_for(struct dns_cache *c, const struct dns_key *key, size_t addresses, int64_t ttl_us)
{
  struct address_set *s = address_set_new(addresses);
  assert_non_null(s);
  assert_int_equal(dns_cache_add_for(c, key, s, 1000, ttl_us), CURLE_OK);
  address_set_unref(s);
}

static void a_time_to_live_ends_an_entry_that_the_asker_would_take(void **state)
{
  struct dns_cache *c = dns_cache_new(1);
  add_for(c, A_TEST, 1, 50);
  assert_true(has(c, A_TEST, 1050, 100));
  assert_false(has(c, A_TEST, 1051, 100));
  add_for(c, A_TEST, 1, 50);
  assert_false(has(c, A_TEST, 1041, 40)); /* and the other way round */
  add_for(c, A_TEST, 1, 0);
  assert_false(has(c, A_TEST, 1001, 100));
  add_for(c, A_TEST, 1, 50);
  assert_true(has(c, A_TEST, 100000, DNS_FOREVER));
  add(c, A_TEST, 1000, false); /* an answer without takes its place */
  assert_true(has(c, A_TEST, 1100, 100));
  dns_cache_free(c);
}

static void that_there_is_none_is_believed_for_half_the_time(void **state)
{
  struct dns_cache *c = dns_cache_new(1);
  add_for(c, A_TEST, 0, DNS_FOREVER);
  assert_true(has(c, A_TEST, 1050, 100));
  assert_false(has(c, A_TEST, 1051, 100));
  dns_cache_free(c);
}

static void a_time_to_live_needs_an_entry(void **state)
{
  struct address_set *s = new_set();
  assert_int_equal(dns_cache_add_for(NULL, A_TEST, s, 0, 1), CURLE_OUT_OF_MEMORY);
  address_set_unref(s);
}

#define SECOND 1000000

static void records_stand_beside_addresses(void **state)
{
  struct dns_cache *c = dns_cache_new(1);
  struct dns_services s;
  add(c, A_TEST, 1000, false);
  assert_false(has_services(c, 1000, DNS_FOREVER));
  add_services(c, DNS_SERVICES_MAX, 60);
  assert_true(has(c, A_TEST, 1000, DNS_FOREVER));
  assert_true(dns_cache_find_services(c, RECORDS, 1000, DNS_FOREVER, &s));
  assert_int_equal(s.count, DNS_SERVICES_MAX);
  assert_int_equal(s.ttl_s, 60);
  for(size_t i = 0; i < s.count; i++) assert_int_equal(s.at[i].port, i + 1);
  add_services(c, 0, 60); /* newer ones take their place */
  assert_true(dns_cache_find_services(c, RECORDS, 1000, DNS_FOREVER, &s));
  assert_int_equal(s.count, 0);
  dns_cache_free(c);
}

static void records_live_as_long_as_they_say(void **state)
{
  struct dns_cache *c = dns_cache_new(1);
  add_services(c, 1, 60);
  assert_true(has_services(c, 1000 + 60 * SECOND, 100 * SECOND));
  assert_false(has_services(c, 1001 + 60 * SECOND, 100 * SECOND));
  assert_false(has_services(c, 1000, DNS_FOREVER)); /* dropped */
  add_services(c, 1, 60);
  assert_false(has_services(c, 1001 + 40 * SECOND, 40 * SECOND)); /* and no longer than the asker wants */
  add_services(c, 0, 60);
  assert_true(has_services(c, 1000 + 20 * SECOND, 40 * SECOND)); /* that there are none, for half of the time */
  assert_false(has_services(c, 1001 + 20 * SECOND, 40 * SECOND));
  dns_cache_free(c);
}

static void without_memory_the_older_records_stand(void **state)
{
  const struct dns_services s = { .ttl_s = 60, .count = 2 };
  struct dns_cache *c = dns_cache_new(1);
  struct dns_services found;
  for(long n = 0; n < 3; n++) { /* the copy, the entry, the table */
    failing_after(n);
    assert_int_equal(dns_cache_add_services(c, RECORDS, &s, 1000), CURLE_OUT_OF_MEMORY);
    assert_true(failing_end());
    assert_false(has_services(c, 1000, DNS_FOREVER));
  }
  add_services(c, 1, 60);
  failing_after(0);
  assert_int_equal(dns_cache_add_services(c, RECORDS, &s, 1000), CURLE_OUT_OF_MEMORY);
  assert_true(failing_end());
  assert_true(dns_cache_find_services(c, RECORDS, 1000, DNS_FOREVER, &found));
  assert_int_equal(found.count, 1);
  assert_int_equal(dns_cache_add_services(NULL, RECORDS, &s, 0), CURLE_OUT_OF_MEMORY);
  dns_cache_free(c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_empty_cache_finds_nothing),
    cmocka_unit_test(no_cache_at_all_finds_nothing),
    cmocka_unit_test(a_time_to_live_ends_an_entry_that_the_asker_would_take),
    cmocka_unit_test(that_there_is_none_is_believed_for_half_the_time),
    cmocka_unit_test(a_time_to_live_needs_an_entry),
    cmocka_unit_test(over_long_hosts_are_not_remembered),
    cmocka_unit_test(host_port_and_family_make_the_key),
    cmocka_unit_test(the_key_is_one_row_of_bytes),
    cmocka_unit_test(an_entry_lives_up_to_its_age),
    cmocka_unit_test(a_permanent_entry_has_no_age),
    cmocka_unit_test(a_newer_entry_replaces_the_older),
    cmocka_unit_test(a_found_set_outlives_the_cache),
    cmocka_unit_test(removal_takes_every_family),
    cmocka_unit_test(the_oldest_goes_when_there_are_too_many),
    cmocka_unit_test(without_memory_the_older_entry_stands),
    cmocka_unit_test(records_stand_beside_addresses),
    cmocka_unit_test(records_live_as_long_as_they_say),
    cmocka_unit_test(without_memory_the_older_records_stand),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
