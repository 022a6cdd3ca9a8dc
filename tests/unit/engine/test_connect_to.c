/* CURLOPT_CONNECT_TO: whom an entry sends where. */
#include "engine/connect_to.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct connect_to find(const char *entry, const char *host, uint16_t port)
{
  struct curl_slist node = { (char *)(uintptr_t)entry, NULL };
  struct connect_to to;
  assert_int_equal(connect_to_find(&node, host, port, &to), CURLE_OK);
  return to;
}

static void a_port_that_is_none_is_refused(void **state)
{
  static const char *const bad[] = { "a:x:b:1", "a:1:b:65536", "a:1:b:-1", "a:1:b:1:", "a:99999:b:1" };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct curl_slist node = { (char *)(uintptr_t)bad[i], NULL };
    struct connect_to to;
    assert_int_equal(connect_to_find(&node, "a", 1, &to), CURLE_SETOPT_OPTION_SYNTAX);
  }
}

static void another_host_or_port_is_not_meant(void **state)
{
  assert_int_equal(find("a:1:b:2", "c", 1).port, 0);
  assert_int_equal(find("a:1:b:2", "a", 3).port, 0);
}

static void host_and_port_are_replaced(void **state)
{
  struct connect_to to = find("A:1:b.example:2", "a", 1);
  assert_memory_equal(to.host.at, "b.example", to.host.len);
  assert_int_equal(to.host.len, 9);
  assert_int_equal(to.port, 2);
}

static void an_empty_field_matches_all_and_changes_nothing(void **state)
{
  struct connect_to to = find("::b:", "whoever", 77);
  assert_int_equal(to.host.len, 1);
  assert_int_equal(to.port, 0);
  assert_int_equal(find(":::99", "whoever", 77).port, 99);
}

static void ipv6_stands_in_brackets(void **state)
{
  struct connect_to to = find("[::1]:80:[fe80::2]:8080", "[::1]", 80);
  assert_int_equal(to.host.len, 7);
  assert_memory_equal(to.host.at, "fe80::2", 7);
  assert_int_equal(to.port, 8080);
}

static void the_first_that_matches_counts(void **state)
{
  char first[] = "z:1:no:9", second[] = "a:1:yes:2", third[] = "a:1:late:3";
  struct curl_slist nodes[] = { { first, &nodes[1] }, { second, &nodes[2] }, { third, NULL } };
  struct connect_to to;
  assert_int_equal(connect_to_find(nodes, "a", 1, &to), CURLE_OK);
  assert_int_equal(to.port, 2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_port_that_is_none_is_refused), cmocka_unit_test(another_host_or_port_is_not_meant),
    cmocka_unit_test(host_and_port_are_replaced),     cmocka_unit_test(an_empty_field_matches_all_and_changes_nothing),
    cmocka_unit_test(ipv6_stands_in_brackets),        cmocka_unit_test(the_first_that_matches_counts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
