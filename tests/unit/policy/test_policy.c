#include "unit/base/failing_alloc.h"
#include "unit/policy/ask.h"

static void nothing_changes_a_frozen_policy(void **state)
{
  struct sluice_policy *p = policy_new();
  assert_int_equal(policy_freeze(p), CURLE_OK);
  assert_int_equal(policy_freeze(p), CURLE_OK);
  assert_int_equal(policy_add(p, "10.0.0.0/8", false), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(policy_add_nat64(p, "2001:db8::/96"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(policy_allow_ports(p, 80, 80), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(policy_allow_scheme(p, "http"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(policy_set(p, SLUICE_PROXY, SLUICE_PROXY_FORBID), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_true(ask_port(p, "10.0.0.1", 81).passes);
  assert_true(policy_scheme_passes(p, span_text("file")));
  assert_int_equal(policy_setting(p, SLUICE_PROXY), SLUICE_PROXY_TRUST);
  policy_unref(p);
}

static void bad_rules_are_refused(void **state)
{
  static const char *const schemes[] = { "", "1http", "-a", "+a", ".a", "ht tp", "http:", "http://", "h\xc3\xa4" };
  static const char *const nat64[] = { "2001:db8::/33",  "2001:db8::/128", "2001:db8::",   "2001:db8::/31",
                                       "10.0.0.0/32",    "2001:db8::1/96", "2001:db8::/0", "",
                                       "2001:db8::%1/96" };
  static const int ports[][2] = { { -1, 80 }, { 80, 65536 }, { 81, 80 }, { INT32_MIN, INT32_MAX }, { -2, -1 } };
  static const long settings[][2] = { { 0, 0 }, { 5, 0 }, { -1, 0 }, { 1, 3 },         { 1, -1 },
                                      { 2, 2 }, { 3, 2 }, { 4, 2 },  { 1, INT64_MAX }, { 4, 257 } };
  struct sluice_policy *p = policy_new();
  for(size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
    assert_int_equal(policy_allow_scheme(p, schemes[i]), CURLE_BAD_FUNCTION_ARGUMENT);
  for(size_t i = 0; i < sizeof nat64 / sizeof *nat64; i++)
    assert_int_equal(policy_add_nat64(p, nat64[i]), CURLE_BAD_FUNCTION_ARGUMENT);
  for(size_t i = 0; i < sizeof ports / sizeof *ports; i++)
    assert_int_equal(policy_allow_ports(p, ports[i][0], ports[i][1]), CURLE_BAD_FUNCTION_ARGUMENT);
  for(size_t i = 0; i < sizeof settings / sizeof *settings; i++)
    assert_int_equal(policy_set(p, (sluice_policy_rule)settings[i][0], settings[i][1]), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(policy_allow_scheme(p, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(policy_add(p, NULL, true), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(policy_add_nat64(p, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(policy_add(p, "10.0.0.1/8", false), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_true(ask_port(p, "10.0.0.1", 1).passes);
  assert_true(policy_scheme_passes(p, span_text("file")));
  policy_unref(p);
}

static void a_new_policy_lets_all_pass(void **state)
{
  static const char *const all[] = { "0.0.0.0", "127.0.0.1", "255.255.255.255", "::",
                                     "::1",     "ff02::1",   "::ffff:10.0.0.1" };
  struct sluice_policy *p = policy_new();
  for(size_t i = 0; i < sizeof all / sizeof *all; i++) assert_true(ask(p, all[i]));
  assert_int_equal(policy_setting(p, SLUICE_PROXY), SLUICE_PROXY_TRUST);
  assert_int_equal(policy_setting(p, SLUICE_ANSWERS), SLUICE_ANSWERS_SKIP_DENIED);
  assert_int_equal(policy_setting(p, SLUICE_ERRORS), SLUICE_ERRORS_DETAILED);
  assert_int_equal(policy_setting(p, SLUICE_VIRTUAL), SLUICE_VIRTUAL_ALLOW);
  policy_unref(p);
}

static void only_listed_ports_pass(void **state)
{
  struct sluice_policy *p = policy_new();
  assert_int_equal(policy_allow_ports(p, 80, 80), CURLE_OK);
  assert_int_equal(policy_allow_ports(p, 8000, 8010), CURLE_OK);
  assert_int_equal(policy_allow_ports(p, 65535, 65535), CURLE_OK);
  for(int frozen = 0; frozen < 2; frozen++) {
    for(int port = 0; port < 65536; port++) {
      bool listed = !port || port == 80 || (port >= 8000 && port <= 8010) || port == 65535;
      if(ask_port(p, "192.0.2.1", (uint16_t)port).passes != listed) fail_msg("port %d", port);
      if(ask_port(p, "2001:db8::1", (uint16_t)port).passes != listed) fail_msg("port %d", port);
    }
    assert_int_equal(policy_freeze(p), CURLE_OK);
  }
  assert_int_equal(ask_port(p, "192.0.2.1", 81).reason, POLICY_PORT);
  policy_unref(p);
}

/* What is inside an address is denied by the rules for IPv4, in every form, with all else allowed. */
static void a_denied_ipv4_address_is_denied_in_each_form(void **state)
{
  static const char *const inside[] = {
    "10.0.0.1",      "::10.0.0.1",     "::ffff:10.0.0.1",           "::ffff:0:10.0.0.1", "64:ff9b::10.0.0.1",
    "2002:a00:1::1", "2001:0:a00:1::", "2001:0:808:808::f5ff:fffe", "fe80::5efe:a00:1",  "2001:db8::200:5efe:a00:1",
  };
  static const char *const others[] = { "11.0.0.1", "::ffff:11.0.0.1", "2002:b00:1::1", "2001:0:808:808::f4ff:fffe",
                                        "::1" };
  struct sluice_policy *p = policy_new();
  assert_int_equal(policy_add(p, "10.0.0.0/8", false), CURLE_OK);
  for(size_t i = 0; i < sizeof inside / sizeof *inside; i++)
    if(ask(p, inside[i])) fail_msg("%s", ask_why(p, inside[i]));
  for(size_t i = 0; i < sizeof others / sizeof *others; i++)
    if(!ask(p, others[i])) fail_msg("%s", ask_why(p, others[i]));
  policy_unref(p);
}

/* ---- identity ---- */

static bool same(struct sluice_policy *a, struct sluice_policy *b)
{
  assert_int_equal(policy_freeze(a), CURLE_OK);
  assert_int_equal(policy_freeze(b), CURLE_OK);
  bool equal = !memcmp(policy_digest(a), policy_digest(b), DIGEST_MAX);
  policy_unref(a);
  policy_unref(b);
  return equal;
}

static struct sluice_policy *with(CURLcode (*change)(struct sluice_policy *p))
{
  struct sluice_policy *p = policy_new();
  assert_int_equal(change(p), CURLE_OK);
  return p;
}

static CURLcode forwards(struct sluice_policy *p)
{
  TRY(policy_add(p, "10.0.0.0/8", false));
  TRY(policy_add(p, "10.1.0.0/16", true));
  TRY(policy_add_nat64(p, "2001:db8::/96"));
  TRY(policy_allow_ports(p, 80, 90));
  TRY(policy_allow_scheme(p, "http"));
  TRY(policy_allow_scheme(p, "FTP"));
  return policy_set(p, SLUICE_ERRORS, SLUICE_ERRORS_QUIET);
}

static CURLcode backwards(struct sluice_policy *p)
{
  TRY(policy_set(p, SLUICE_ERRORS, SLUICE_ERRORS_QUIET));
  TRY(policy_allow_scheme(p, "ftp"));
  TRY(policy_allow_scheme(p, "http"));
  TRY(policy_allow_scheme(p, "HTTP"));
  TRY(policy_allow_ports(p, 85, 90));
  TRY(policy_allow_ports(p, 80, 86));
  TRY(policy_add_nat64(p, "2001:db8::/96"));
  TRY(policy_add(p, "10.1.0.0/16", true));
  TRY(policy_add(p, "10.0.0.0/8", true));
  return policy_add(p, "10.0.0.0/8", false);
}

static CURLcode no_rules(struct sluice_policy *p) { return CURLE_OK; }
static CURLcode one_denied(struct sluice_policy *p) { return policy_add(p, "::/32", false); }
static CURLcode one_allowed(struct sluice_policy *p) { return policy_add(p, "::/32", true); }
static CURLcode one_carrier(struct sluice_policy *p) { return policy_add_nat64(p, "::/32"); }
static CURLcode longer(struct sluice_policy *p) { return policy_add(p, "::/33", false); }
static CURLcode of_ipv4(struct sluice_policy *p) { return policy_add(p, "0.0.0.0/32", false); }
static CURLcode one_port(struct sluice_policy *p) { return policy_allow_ports(p, 1, 1); }
static CURLcode each_port(struct sluice_policy *p) { return policy_allow_ports(p, 0, 65535); }
static CURLcode one_scheme(struct sluice_policy *p) { return policy_allow_scheme(p, "ab"); }
static CURLcode two_schemes(struct sluice_policy *p)
{
  TRY(policy_allow_scheme(p, "a"));
  return policy_allow_scheme(p, "b");
}
static CURLcode a_setting(struct sluice_policy *p) { return policy_set(p, SLUICE_ANSWERS, 1); }

static void the_same_rules_are_the_same_policy(void **state)
{
  assert_true(same(with(forwards), with(backwards)));
  assert_true(same(policy_public_only(), policy_public_only()));
}

static void other_rules_are_another_policy(void **state)
{
  static CURLcode (*const all[])(struct sluice_policy * p) = { no_rules,   one_denied,  one_allowed, one_carrier,
                                                               longer,     of_ipv4,     one_port,    each_port,
                                                               one_scheme, two_schemes, a_setting };
  for(size_t i = 0; i < sizeof all / sizeof *all; i++)
    for(size_t k = 0; k < sizeof all / sizeof *all; k++)
      if(same(with(all[i]), with(all[k])) != (i == k)) fail_msg("%zu and %zu", i, k);
  assert_false(same(policy_public_only(), policy_new()));
}

/* ---- memory ---- */

static CURLcode build(struct sluice_policy **ret)
{
  struct sluice_policy *p = policy_public_only();
  *ret = p;
  if(!p) return CURLE_OUT_OF_MEMORY;
  TRY(policy_add(p, "8.0.0.0/8", false));
  TRY(policy_allow_ports(p, 1, 100));
  TRY(policy_allow_scheme(p, "x"));
  return policy_freeze(p);
}

static void without_memory_nothing_is_left(void **state)
{
  for(long number = 0;; number++) {
    struct sluice_policy *p;
    failing_after(number);
    CURLcode code = build(&p);
    bool has_failed = failing_end();
    if(!code) assert_false(ask(p, "8.8.8.8"));
    if(p && code) assert_false(ask(p, "10.0.0.1")); /* what stood before still stands */
    assert_true(code == (has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK));
    failing_after(-1);
    policy_unref(p);
    failing_end();
    assert_int_equal(failing_blocks, 0);
    if(!has_failed) break;
    assert_in_range(number, 0, 100);
  }
}

static void freezing_without_memory_can_be_done_again(void **state)
{
  struct sluice_policy *p = policy_new();
  assert_int_equal(policy_add(p, "10.0.0.0/8", false), CURLE_OK);
  failing_after(0);
  assert_int_equal(policy_freeze(p), CURLE_OUT_OF_MEMORY);
  assert_true(failing_end());
  assert_int_equal(policy_add(p, "10.1.0.0/16", true), CURLE_OK);
  assert_false(ask(p, "10.0.0.1"));
  assert_true(ask(p, "10.1.0.1"));
  assert_int_equal(policy_freeze(p), CURLE_OK);
  assert_true(ask(p, "10.1.0.1"));
  policy_unref(p);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_changes_a_frozen_policy),
    cmocka_unit_test(bad_rules_are_refused),
    cmocka_unit_test(a_new_policy_lets_all_pass),
    cmocka_unit_test(only_listed_ports_pass),
    cmocka_unit_test(a_denied_ipv4_address_is_denied_in_each_form),
    cmocka_unit_test(the_same_rules_are_the_same_policy),
    cmocka_unit_test(other_rules_are_another_policy),
    cmocka_unit_test(without_memory_nothing_is_left),
    cmocka_unit_test(freezing_without_memory_can_be_done_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
