#include "unit/policy/ask.h"
#include "unit/policy/public_only_cases.h"

static void each_case_is_judged(const struct sluice_policy *p)
{
  int wrong = 0;
  for(size_t i = 0; i < sizeof address_cases / sizeof *address_cases; i++) {
    const struct address_case *c = &address_cases[i];
    if(ask(p, c->address) == c->passes) continue;
    print_error("%s (%s): %s\n", c->address, c->source, ask_why(p, c->address));
    wrong++;
  }
  assert_int_equal(wrong, 0);
}

static void addresses_that_are_not_public_are_denied(void **state)
{
  struct sluice_policy *p = policy_public_only();
  each_case_is_judged(p);
  assert_int_equal(policy_freeze(p), CURLE_OK);
  each_case_is_judged(p);
  policy_unref(p);
}

static void the_table_is_one_of_prefixes(void **state)
{
  struct prefix prefix;
  for(size_t i = 0; i < policy_special_count; i++) {
    if(!prefix_parse(policy_special[i].prefix, &prefix)) fail_msg("%s", policy_special[i].prefix);
    assert_true(*policy_special[i].name && *policy_special[i].source);
  }
}

static void what_is_not_of_the_internet_is_denied(void **state)
{
  struct sluice_policy *strict = policy_public_only(), *open = policy_new();
  struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "/run/docker.sock" };
  struct sockaddr_storage other = { .ss_family = AF_BRIDGE };
  assert_false(policy_judge(strict, (struct sockaddr *)&un, sizeof un).passes);
  assert_false(policy_judge(strict, (struct sockaddr *)&other, sizeof other).passes);
  assert_true(policy_judge(open, (struct sockaddr *)&un, sizeof un).passes);
  assert_true(policy_judge(open, (struct sockaddr *)&other, sizeof other).passes);
  policy_unref(strict);
  policy_unref(open);
}

static void what_is_no_address_is_denied(void **state)
{
  struct sluice_policy *p = policy_new();
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
  struct sockaddr_in in = { .sin_family = AF_INET };
  struct sockaddr_storage none = { .ss_family = AF_UNSPEC };
  assert_false(policy_judge(p, NULL, 0).passes);
  assert_false(policy_judge(p, NULL, sizeof in).passes);
  for(socklen_t len = 0; len < sizeof in6; len++) assert_false(policy_judge(p, (struct sockaddr *)&in6, len).passes);
  for(socklen_t len = 0; len < sizeof in; len++) assert_false(policy_judge(p, (struct sockaddr *)&in, len).passes);
  assert_false(policy_judge(p, (struct sockaddr *)&none, sizeof none).passes);
  assert_false(policy_judge(p, (struct sockaddr *)&in, sizeof none + 1).passes);
  assert_true(policy_judge(p, (struct sockaddr *)&in, sizeof in).passes);
  policy_unref(p);
}

static void a_zone_does_not_count(void **state)
{
  struct sluice_policy *p = policy_public_only();
  assert_int_equal(policy_add(p, "fe80::/64", true), CURLE_OK);
  assert_true(ask(p, "fe80::1%1"));
  assert_false(ask(p, "fe80:0:0:1::1%1"));
  policy_unref(p);
}

static void a_program_adds_to_it(void **state)
{
  struct sluice_policy *p = policy_public_only();
  assert_int_equal(policy_add(p, "10.0.0.0/9", true), CURLE_OK);
  assert_int_equal(policy_add(p, "192.168.0.0/16", true), CURLE_OK); /* no longer than the preset's: that denies */
  assert_int_equal(policy_add(p, "127.0.0.1", true), CURLE_OK);
  assert_int_equal(policy_add(p, "8.8.8.0/24", false), CURLE_OK);
  for(int frozen = 0; frozen < 2; frozen++) {
    assert_true(ask(p, "10.1.2.3"));
    assert_true(ask(p, "::ffff:10.1.2.3"));
    assert_false(ask(p, "10.128.0.1"));
    assert_false(ask(p, "192.168.1.1"));
    assert_true(ask(p, "127.0.0.1"));
    assert_false(ask(p, "127.0.0.2"));
    assert_false(ask(p, "8.8.8.8"));
    assert_false(ask(p, "64:ff9b::8.8.8.8"));
    assert_int_equal(policy_freeze(p), CURLE_OK);
  }
  policy_unref(p);
}

/* RFC 6052, section 2.4: 192.0.2.33 in each of the lengths; here with another IPv4 address, 8.8.4.33 and 10.8.4.33. */
static void nat64_prefixes_carry_ipv4(void **state)
{
  static const struct {
    const char *prefix, *public, *private;
  } rows[] = {
    { "2001:db8::/32", "2001:db8:808:421::", "2001:db8:a08:421::" },
    { "2001:db8:100::/40", "2001:db8:108:804:21::", "2001:db8:10a:804:21::" },
    { "2001:db8:122::/48", "2001:db8:122:808:4:2100::", "2001:db8:122:a08:4:2100::" },
    { "2001:db8:122:300::/56", "2001:db8:122:308:8:421::", "2001:db8:122:30a:8:421::" },
    { "2001:db8:122:344::/64", "2001:db8:122:344:8:804:2100::", "2001:db8:122:344:a:804:2100::" },
    { "2001:db8:122:344::/96", "2001:db8:122:344::8.8.4.33", "2001:db8:122:344::10.8.4.33" },
    { "64:ff9b:1::/48", "64:ff9b:1:808:4:2100::", "64:ff9b:1:a08:4:2100::" },
    { "64:ff9b:1:fffe::/96", "64:ff9b:1:fffe::8.8.4.33", "64:ff9b:1:fffe::10.8.4.33" },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct sluice_policy *p = policy_public_only();
    assert_false(ask(p, rows[i].public));
    assert_int_equal(policy_add_nat64(p, rows[i].prefix), CURLE_OK);
    for(int frozen = 0; frozen < 2; frozen++) {
      if(!ask(p, rows[i].public)) fail_msg("%s: %s", rows[i].prefix, ask_why(p, rows[i].public));
      if(ask(p, rows[i].private)) fail_msg("%s: %s", rows[i].prefix, ask_why(p, rows[i].private));
      assert_int_equal(policy_freeze(p), CURLE_OK);
    }
    policy_unref(p);
  }
}

static void it_says_why(void **state)
{
  struct sluice_policy *p = policy_public_only();
  assert_int_equal(policy_add(p, "8.8.8.8", false), CURLE_OK);
  assert_int_equal(policy_add_nat64(p, "2001:db8::/96"), CURLE_OK);
  assert_string_equal(ask_why(p, "10.0.0.1"), "10.0.0.1 is in 10.0.0.0/8 (private use, RFC 1918)");
  assert_string_equal(
      ask_why(p, "::ffff:10.0.0.1"),
      "::ffff:10.0.0.1 has 10.0.0.1 in it (IPv4-mapped), which is in 10.0.0.0/8 (private use, RFC 1918)");
  assert_string_equal(ask_why(p, "2001:db8::10.0.0.1"),
                      "2001:db8::a00:1 has 10.0.0.1 in it (NAT64), which is in 10.0.0.0/8 (private use, RFC 1918)");
  assert_string_equal(ask_why(p, "8.8.8.8"), "8.8.8.8 is in 8.8.8.8/32 (denied by the program)");
  assert_string_equal(ask_why(p, "8.8.8.9"), "8.8.8.9 is in no rule");
  assert_string_equal(ask_why(p, "2620:fe::fe"), "2620:fe::fe is in 2000::/3 (global unicast, RFC 4291)");
  assert_string_equal(ask_why(p, "168.63.129.16"), "168.63.129.16 is in 168.63.129.16/32 (cloud metadata, Azure)");
  assert_string_equal(ask_why(p, "2620:fe::5efe:8.8.8.9"),
                      "2620:fe::5efe:808:809 has an interface identifier of ISATAP (RFC 5214)");
  policy_unref(p);
}

static void schemes_are_those_of_the_web_and_ftp(void **state)
{
  static const char *const pass[] = { "http", "HTTPS", "ws", "wss", "ftp", "ftps" };
  static const char *const fail[] = { "file", "gopher", "", "httpx", "htt", "telnet", "dict" };
  struct sluice_policy *p = policy_public_only();
  for(size_t i = 0; i < sizeof pass / sizeof *pass; i++) assert_true(policy_scheme_passes(p, span_text(pass[i])));
  for(size_t i = 0; i < sizeof fail / sizeof *fail; i++) assert_false(policy_scheme_passes(p, span_text(fail[i])));
  assert_int_equal(policy_allow_scheme(p, "Gopher"), CURLE_OK);
  assert_true(policy_scheme_passes(p, span_text("gopher")));
  assert_int_equal(policy_setting(p, SLUICE_PROXY), SLUICE_PROXY_FORBID);
  assert_int_equal(policy_setting(p, SLUICE_VIRTUAL), SLUICE_VIRTUAL_DENY);
  policy_unref(p);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(addresses_that_are_not_public_are_denied),
    cmocka_unit_test(the_table_is_one_of_prefixes),
    cmocka_unit_test(what_is_not_of_the_internet_is_denied),
    cmocka_unit_test(what_is_no_address_is_denied),
    cmocka_unit_test(a_zone_does_not_count),
    cmocka_unit_test(a_program_adds_to_it),
    cmocka_unit_test(nat64_prefixes_carry_ipv4),
    cmocka_unit_test(it_says_why),
    cmocka_unit_test(schemes_are_those_of_the_web_and_ftp),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
