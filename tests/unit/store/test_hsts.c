#include "store/hsts.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define NOW INT64_C(1893456000) /* 2030-01-01 00:00:00 */

static bool has(const struct hsts *h, const char *host, int64_t now) { return hsts_has(h, span_text(host), now); }

static void learn(struct hsts *h, const char *host, uint64_t max_age_s, bool subdomains)
{
  assert_int_equal(hsts_learn(h, span_text(host), &(struct hsts_policy){ max_age_s, subdomains }, NOW), CURLE_OK);
}

static void add(struct hsts *h, const char *host, bool subdomains, int64_t expires)
{
  assert_int_equal(hsts_add(h, span_text(host), subdomains, expires), CURLE_OK);
}

static void read_lines(struct hsts *h, const char *lines)
{
  assert_int_equal(hsts_read(h, span_text(lines), false), CURLE_OK);
}

static void assert_written(const struct hsts *h, int64_t now, const char *expected)
{
  struct buf to = BUF_INIT(HSTS_CONTENT_MAX);
  assert_int_equal(hsts_write(h, now, &to), CURLE_OK);
  assert_int_equal(buf_terminate(&to), CURLE_OK);
  assert_string_equal(to.at, expected);
  buf_free(&to);
}

static void an_empty_store_has_nothing(void **state)
{
  struct hsts *h = hsts_new(1);
  assert_false(has(h, "a.test", NOW));
  assert_false(has(h, "", NOW));
  assert_false(has(h, ".", NOW));
  assert_false(has(h, "...", NOW));
  assert_written(h, NOW, "");
  hsts_free(h);
  hsts_free(NULL);
}

static void addresses_and_what_is_no_name_are_not_remembered(void **state)
{
  static const char *const hosts[] = { "192.0.2.1", "[::1]",  "::1", "",      ".",   "..",
                                       ".a.test",   "a test", "a/b", "a\x80", "a\"b" };
  struct hsts *h = hsts_new(1);
  for(size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) learn(h, hosts[i], 1000, true);
  read_lines(h, "192.0.2.1 \"unlimited\"\n.[::1] \"unlimited\"\n");
  assert_written(h, NOW, "");
  learn(h, "1", 1000, true); /* a name below which an address must not fall */
  assert_false(has(h, "192.0.2.1", NOW));
  hsts_free(h);
}

static void scenario_34_the_dot_at_the_end_makes_no_difference(void **state)
{
  struct hsts *h = hsts_new(1);
  learn(h, "A.Test.", 1000, false);
  learn(h, "b.test", 1000, false);
  assert_true(has(h, "a.test", NOW));
  assert_true(has(h, "a.TEST.", NOW));
  assert_true(has(h, "b.test.", NOW));
  assert_false(has(h, "a.test..", NOW));
  assert_written(h, NOW, "a.test \"20300101 00:16:40\"\nb.test \"20300101 00:16:40\"\n");
  hsts_free(h);
}

static void subdomains_count_where_they_are_included(void **state)
{
  struct hsts *h = hsts_new(1);
  learn(h, "a.test", 1000, true);
  learn(h, "b.test", 1000, false);
  assert_true(has(h, "x.a.test", NOW));
  assert_true(has(h, "y.x.a.test.", NOW));
  assert_false(has(h, "xa.test", NOW));
  assert_false(has(h, "test", NOW));
  assert_false(has(h, "x.b.test", NOW));
  assert_false(has(h, "a.test.other", NOW));
  hsts_free(h);
}

static void scenario_34_a_subdomains_end_is_its_own(void **state)
{
  struct hsts *h = hsts_new(1);
  learn(h, "a.test", 1000, true);
  learn(h, "x.a.test", 10, false);
  assert_written(h, NOW, ".a.test \"20300101 00:16:40\"\nx.a.test \"20300101 00:00:10\"\n");
  assert_true(has(h, "x.a.test", NOW + 11)); /* by its parent */
  assert_true(has(h, "a.test", NOW + 999));
  assert_false(has(h, "a.test", NOW + 1000));
  learn(h, "x.a.test", 5000, false);
  assert_false(has(h, "a.test", NOW + 1000));
  assert_false(has(h, "y.a.test", NOW + 1000));
  assert_true(has(h, "x.a.test", NOW + 1000));
  learn(h, "x.a.test", 0, false);
  assert_true(has(h, "x.a.test", NOW));
  assert_false(has(h, "x.a.test", NOW + 1000));
  hsts_free(h);
}

static void a_host_replaces_what_was_known_of_it(void **state)
{
  struct hsts *h = hsts_new(1);
  read_lines(h, ".h.test \"20991001 04:47:41\"\n.x.h.test \"99991001 04:47:41\"\n");
  learn(h, "x.h.test", 1000, false);
  assert_written(h, NOW, ".h.test \"20991001 04:47:41\"\nx.h.test \"20300101 00:16:40\"\n");
  learn(h, "h.test", 0, true);
  assert_written(h, NOW, "x.h.test \"20300101 00:16:40\"\n");
  assert_false(has(h, "h.test", NOW));
  hsts_free(h);
}

static void what_a_host_has_taken_back_no_file_brings_again(void **state)
{
  struct hsts *h = hsts_new(1);
  learn(h, "a.test", 1000, false);
  learn(h, "a.test", 0, false);
  learn(h, "never.test", 0, false);
  read_lines(h, ".a.test \"unlimited\"\nnever.test \"unlimited\"\n");
  assert_false(has(h, "a.test", NOW));
  assert_true(has(h, "never.test", NOW));
  learn(h, "a.test", 1000, false);
  assert_true(has(h, "a.test", NOW));
  assert_false(has(h, "x.a.test", NOW));
  hsts_free(h);
}

static void other_sources_are_merged(void **state)
{
  struct hsts *h = hsts_new(1);
  add(h, "1.test", false, NOW + 100);
  add(h, "2.test.", false, NOW + 100);
  add(h, "3.test", false, NOW + 100);
  add(h, ".3.test", false, NOW + 50);
  add(h, "4.test", false, HSTS_FOREVER);
  add(h, ".4.test", false, NOW + 50);
  assert_written(h, NOW,
                 "1.test \"20300101 00:01:40\"\n2.test \"20300101 00:01:40\"\n"
                 ".3.test \"20300101 00:01:40\"\n.4.test \"unlimited\"\n");
  hsts_free(h);
}

static void only_what_is_unknown_is_completed(void **state)
{
  struct hsts *h = hsts_new(1);
  learn(h, "a.test", 10, false);
  learn(h, "b.test", 10, false);
  learn(h, "b.test", 0, false);
  assert_int_equal(
      hsts_read(h, span_text(".A.test. \"unlimited\"\nb.test \"unlimited\"\n.c.test \"unlimited\"\n"), true), CURLE_OK);
  assert_written(h, NOW, "a.test \"20300101 00:00:10\"\n.c.test \"unlimited\"\n");
  hsts_free(h);
}

static void lines_of_other_forms_are_skipped(void **state)
{
  struct hsts *h = hsts_new(1);
  read_lines(h, "# a comment\n\na.test \"soon\"\nb.test\nc.test \"20300102 00:00:00\"\r\nrubbish\n"
                "old.test \"20291231 23:59:59\"\nd.test \"unlimited\"");
  assert_written(h, NOW, "c.test \"20300102 00:00:00\"\nd.test \"unlimited\"\n");
  hsts_free(h);
}

static void what_no_stamp_can_tell_is_for_ever(void **state)
{
  struct hsts *h = hsts_new(1);
  learn(h, "a.test", UINT64_MAX, false);
  learn(h, "b.test", INT64_MAX, false);
  learn(h, "c.test", 300000000000, false);
  assert_written(h, NOW, "a.test \"unlimited\"\nb.test \"unlimited\"\nc.test \"unlimited\"\n");
  assert_true(has(h, "a.test", INT64_MAX - 1));
  hsts_free(h);
}

static void the_first_goes_when_there_are_too_many(void **state)
{
  char host[32];
  struct hsts *h = hsts_new(1);
  for(int i = 0; i <= HSTS_MAX; i++) {
    snprintf(host, sizeof host, "%d.test", i);
    learn(h, host, 1000, false);
  }
  assert_false(has(h, "0.test", NOW));
  assert_true(has(h, "1.test", NOW));
  assert_true(has(h, "10000.test", NOW));
  assert_int_equal(hsts_read(h, span_text("new.test \"unlimited\"\n"), true), CURLE_OK);
  assert_true(has(h, "1.test", NOW));
  assert_false(has(h, "new.test", NOW));
  hsts_free(h);
}

static void over_long_names(void **state)
{
  static char host[100000];
  struct hsts *h = hsts_new(1);
  memset(host, 'a', sizeof host - 1);
  learn(h, host, 1000, true);
  assert_written(h, NOW, "");
  host[HSTS_HOST_MAX] = '\0';
  learn(h, host, 1000, true);
  assert_true(has(h, host, NOW));
  learn(h, "a.test", 1000, true);
  /* 50,000 labels: only the last ones are looked up, and they count */
  for(size_t i = 0; i < sizeof host - 1; i++) host[i] = i % 2 ? '.' : 'x';
  memcpy(host + sizeof host - 8, ".a.test", 8);
  assert_true(has(h, host, NOW));
  memcpy(host + sizeof host - 8, ".b.test", 8);
  assert_false(has(h, host, NOW));
  hsts_free(h);
}

static void without_memory_the_older_entry_stands(void **state)
{
  struct hsts *h = hsts_new(1);
  for(long n = 0; n < 2; n++) { /* the entry, the table */
    failing_after(n);
    assert_int_equal(hsts_learn(h, span_text("a.test"), &(struct hsts_policy){ 1000, true }, NOW), CURLE_OUT_OF_MEMORY);
    assert_true(failing_end());
    assert_false(has(h, "a.test", NOW));
  }
  learn(h, "a.test", 1000, true);
  failing_after(0);
  assert_null(hsts_new(1));
  assert_true(failing_end());
  hsts_free(h);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_empty_store_has_nothing),
    cmocka_unit_test(addresses_and_what_is_no_name_are_not_remembered),
    cmocka_unit_test(scenario_34_the_dot_at_the_end_makes_no_difference),
    cmocka_unit_test(subdomains_count_where_they_are_included),
    cmocka_unit_test(scenario_34_a_subdomains_end_is_its_own),
    cmocka_unit_test(a_host_replaces_what_was_known_of_it),
    cmocka_unit_test(what_a_host_has_taken_back_no_file_brings_again),
    cmocka_unit_test(other_sources_are_merged),
    cmocka_unit_test(only_what_is_unknown_is_completed),
    cmocka_unit_test(lines_of_other_forms_are_skipped),
    cmocka_unit_test(what_no_stamp_can_tell_is_for_ever),
    cmocka_unit_test(the_first_goes_when_there_are_too_many),
    cmocka_unit_test(over_long_names),
    cmocka_unit_test(without_memory_the_older_entry_stands),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
