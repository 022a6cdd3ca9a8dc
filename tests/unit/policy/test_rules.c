/* The sorted set against the walk over all rules, for random rules and the addresses around their borders. */
#include "policy/rules.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static uint64_t random_state = 7;

static uint32_t random_below(uint32_t limit)
{
  random_state = random_state * 6364136223846793005U + 1442695040888963407U;
  return (uint32_t)(random_state >> 33) % limit;
}

/* Few different bytes, so that prefixes lie in each other and come twice. */
static struct ip random_ip(uint8_t family)
{
  static const uint8_t bytes[] = { 0x00, 0xff, 0x80, 0x01, 0x7f };
  struct ip ip = { .family = family };
  for(size_t i = 0; i < (family == AF_INET ? 4 : 16); i++)
    ip.at[i] = i < 3 ? bytes[random_below(sizeof bytes)] : (uint8_t)random_below(256);
  return ip;
}

static struct prefix random_prefix(void)
{
  uint8_t family = random_below(2) ? AF_INET : AF_INET6;
  struct prefix p = { random_ip(family), (uint8_t)random_below(family == AF_INET ? 33 : 129) };
  if(random_below(2)) p.bits = (uint8_t)(p.bits / 8 * 8);
  for(unsigned i = p.bits; i < 128; i++) p.ip.at[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
  return p;
}

static const struct special preset_row = { "", false, "", "" };

static struct rule random_rule(void)
{
  struct rule rule = { .prefix = random_prefix(), .allows = random_below(2) };
  rule.preset = random_below(3) ? NULL : &preset_row;
  rule.is_nat64 = rule.prefix.ip.family == AF_INET6 && nat64_length_index(rule.prefix.bits) >= 0;
  return rule;
}

/* Some place in a prefix: its first address, its last, the ones next to it, or any. */
static struct ip near_border(const struct prefix *p)
{
  struct ip ip = p->ip;
  size_t size = ip.family == AF_INET ? 4 : 16;
  uint32_t kind = random_below(5);
  if(kind == 4) return random_ip(ip.family);
  if(kind & 1)
    for(unsigned i = p->bits; i < size * 8; i++) ip.at[i / 8] |= (uint8_t)(0x80 >> i % 8);
  if(kind == 2)
    for(size_t i = size; i-- && !ip.at[i]--;) continue;
  if(kind == 3)
    for(size_t i = size; i-- && !++ip.at[i];) continue;
  return ip;
}

static void assert_same(const struct rules *fast, const struct rules *plain, const struct ip *ip)
{
  struct rules_match a = rules_match(fast, ip), b = rules_match(plain, ip);
  assert_int_equal(a.is_any, b.is_any);
  assert_int_equal(a.nat64, b.nat64);
  assert_memory_equal(&a.longest.prefix, &b.longest.prefix, sizeof a.longest.prefix);
  assert_int_equal(a.longest.allows, b.longest.allows);
  assert_ptr_equal(a.longest.preset, b.longest.preset);
}

static void sorted_rules_say_what_each_rule_says(void **state)
{
  size_t found = 0;
  for(int round = 0; round < 400; round++) {
    struct rules fast = { 0 }, plain = { 0 };
    for(uint32_t count = random_below(60); count; count--) {
      struct rule rule = random_rule();
      assert_int_equal(rules_add(&fast, rule), CURLE_OK);
      assert_int_equal(rules_add(&plain, rule), CURLE_OK);
    }
    rules_sort(&fast);
    for(int i = 0; i < 300; i++) {
      struct prefix any = { random_ip(random_below(2) ? AF_INET : AF_INET6), 32 };
      struct ip ip = near_border(plain.count ? &plain.at[random_below((uint32_t)plain.count)].prefix : &any);
      assert_same(&fast, &plain, &ip);
      found += rules_match(&plain, &ip).is_any;
    }
    rules_free(&fast);
    rules_free(&plain);
  }
  assert_in_range(found, 40000, 119999); /* both outcomes have been looked at */
}

static void add(struct rules *r, const char *cidr, bool allows, bool is_preset)
{
  struct rule rule = { .allows = allows, .preset = is_preset ? &preset_row : NULL };
  assert_true(prefix_parse(cidr, &rule.prefix));
  assert_int_equal(rules_add(r, rule), CURLE_OK);
}

/* Each order of a preset's denial, a program's allowance and its denial. */
static void of_rules_that_contradict_the_denial_counts(void **state)
{
  static const int orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  struct ip ip = ip_of_ipv4((const uint8_t[4]){ 10, 0, 0, 1 });
  for(size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
    for(int count = 1; count <= 3; count++) {
      struct rules r = { 0 };
      bool has[3] = { false };
      for(int k = 0; k < count; k++) {
        add(&r, "10.0.0.0/8", orders[i][k] == 1, orders[i][k] == 0);
        has[orders[i][k]] = true;
      }
      for(int sorted = 0; sorted < 2; sorted++) {
        assert_int_equal(rules_match(&r, &ip).longest.allows, has[1] && !has[0] && !has[2]);
        rules_sort(&r);
      }
      rules_free(&r);
    }
  }
}

/* As many prefixes around an address as there can be. */
static void the_longest_of_all_prefixes_is_found(void **state)
{
  struct rules r = { 0 };
  struct ip ip = { .family = AF_INET6 };
  memset(ip.at, 0xff, sizeof ip.at);
  for(unsigned bits = 0; bits <= 128; bits++) {
    struct rule rule = { .prefix = { ip, (uint8_t)bits }, .allows = bits % 2 };
    for(unsigned i = bits; i < 128; i++) rule.prefix.ip.at[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
    assert_int_equal(rules_add(&r, rule), CURLE_OK);
  }
  rules_sort(&r);
  for(unsigned bit = 0; bit <= 128; bit++) {
    struct ip asked = ip;
    if(bit < 128) asked.at[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
    assert_int_equal(rules_match(&r, &asked).longest.prefix.bits, bit);
  }
  rules_free(&r);
}

static void no_rules_say_nothing(void **state)
{
  struct rules r = { 0 };
  struct ip ip = ip_of_ipv4((const uint8_t[4]){ 0 });
  assert_false(rules_match(&r, &ip).is_any);
  rules_sort(&r);
  assert_false(rules_match(&r, &ip).is_any);
  rules_free(&r);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_rules_say_nothing),
    cmocka_unit_test(of_rules_that_contradict_the_denial_counts),
    cmocka_unit_test(the_longest_of_all_prefixes_is_found),
    cmocka_unit_test(sorted_rules_say_what_each_rule_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
