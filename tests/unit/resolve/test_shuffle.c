/* CURLOPT_DNS_SHUFFLE_ADDRESSES(3). */
#include "resolve/shuffle.h"
#include "unit/resolve/world.h"

#define COUNT 5

static uint32_t numbers[16];
static size_t used;
static CURLcode randomness;

static CURLcode play_random(void *to, size_t len)
{
  assert_int_equal(len, sizeof numbers[0]);
  assert_true(used < 16);
  memcpy(to, &numbers[used++], len);
  return randomness;
}

static const struct system_ops played = { .random = play_random };

/* The order that addresses "1" to "5" come to. */
static const char *shuffled(size_t count)
{
  static char order[COUNT + 1];
  struct address_set *s = address_set_new(count);
  assert_non_null(s);
  for(size_t i = 0; i < count; i++) s->at[i].len = (socklen_t)(i + 1);
  used = 0;
  resolve_shuffle(s, &played);
  for(size_t i = 0; i < count; i++) order[i] = (char)('0' + s->at[i].len);
  order[count] = '\0';
  address_set_unref(s);
  return order;
}

static void without_randomness_the_order_stays(void **state)
{
  randomness = CURLE_FAILED_INIT;
  assert_string_equal(shuffled(COUNT), "12345");
  randomness = CURLE_OK;
}

static void one_or_none_needs_no_randomness(void **state)
{
  assert_string_equal(shuffled(0), "");
  assert_string_equal(shuffled(1), "1");
  assert_int_equal(used, 0);
}

static void each_place_gets_one_of_those_before(void **state)
{
  const uint32_t order[] = { 0, 3, 2, 0 }; /* of 5, of 4, of 3, of 2 */
  memcpy(numbers, order, sizeof order);
  assert_string_equal(shuffled(COUNT), "25341");
  assert_int_equal(used, 4);
}

/* 2^32 is no multiple of 3: the last numbers would make 0 more likely. */
static void numbers_that_would_tip_the_balance_are_thrown_away(void **state)
{
  const uint32_t order[] = { UINT32_MAX, 1, 1 };
  memcpy(numbers, order, sizeof order);
  assert_string_equal(shuffled(3), "132");
  assert_int_equal(used, 3);
}

/* RFC 9460, section 2.4.1. */
static void records_of_one_priority_are_shuffled(void **state)
{
  const uint32_t order[] = { 0, 0, 0 }; /* of 2, of 3, of 2 */
  struct dns_services s = { .count = 6 };
  static const uint16_t priorities[] = { 1, 2, 2, 3, 3, 3 }, expected[] = { 0, 2, 1, 4, 5, 3 };
  memcpy(numbers, order, sizeof order);
  for(uint16_t i = 0; i < 6; i++) s.at[i] = (struct dns_service){ .priority = priorities[i], .port = i };
  used = 0;
  resolve_shuffle_services(&s, &played);
  assert_int_equal(used, 3);
  for(size_t i = 0; i < 6; i++) {
    assert_int_equal(s.at[i].priority, priorities[i]);
    assert_int_equal(s.at[i].port, expected[i]);
  }
}

/* fake_random gives the same bytes always, by which the order changes. */
static void an_answer_is_shuffled_once(void **state)
{
  struct world world;
  struct dns *dns = dns_new(&fake_system);
  const struct resolve_opts o = { .cache_timeout_s = 60, .shuffle = true };
  struct address_set *set;
  world_open(&world, 1);
  for(int i = 0; i < 2; i++) {
    assert_int_equal(look_up_with(&world, dns, &o, "name.test", NULL, &set), CURLE_OK);
    assert_addresses(set, "192.0.2.1 2001:db8::1"); /* the second time, it comes from the cache as it is */
  }
  assert_int_equal(look_up(&world, dns, "other.test", &set), CURLE_OK);
  assert_addresses(set, "2001:db8::1 192.0.2.1");
  world_close(&world, false);
  dns_unref(dns);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    WORLD_TEST(without_randomness_the_order_stays),  WORLD_TEST(one_or_none_needs_no_randomness),
    WORLD_TEST(each_place_gets_one_of_those_before), WORLD_TEST(numbers_that_would_tip_the_balance_are_thrown_away),
    WORLD_TEST(an_answer_is_shuffled_once),          WORLD_TEST(records_of_one_priority_are_shuffled),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
