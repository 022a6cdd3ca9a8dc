#include "codec/netrc/netrc.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define ALICE "machine h.test login alice password wonder\n"

static CURLcode find_in(const void *bytes, size_t len, const char *host, const char *user, struct netrc_login *ret)
{
  /* a block of its own, so that reading past it is caught */
  char *exact = malloc(len ? len : 1);
  if(len) memcpy(exact, bytes, len);
  CURLcode code = netrc_find_login(span_of(exact, len), host, user, ret);
  free(exact);
  return code;
}

static bool is_text(const char *a, const char *b) { return (!a && !b) || (a && b && !strcmp(a, b)); }

static void assert_found_in(const void *bytes, size_t len, const char *wanted, const char *user, const char *password)
{
  struct netrc_login got = { 0 };
  assert_int_equal(find_in(bytes, len, "h.test", wanted, &got), CURLE_OK);
  if(!is_text(got.user, user)) fail_msg("user %s, not %s, from:\n%s", got.user, user, (const char *)bytes);
  if(!is_text(got.password, password))
    fail_msg("password %s, not %s:\n%s", got.password, password, (const char *)bytes);
  mem_free(got.user);
  mem_free(got.password);
}

static void assert_found(const char *file, const char *wanted, const char *user, const char *password)
{
  assert_found_in(file, strlen(file), wanted, user, password);
}

static void assert_refused(const char *file)
{
  struct netrc_login got = { (char *)1, (char *)2 };
  assert_int_equal(find_in(file, strlen(file), "h.test", NULL, &got), CURLE_READ_ERROR);
  assert_ptr_equal(got.user, (char *)1);
}

static void a_quote_without_end_is_refused(void **state)
{
  assert_refused("machine h.test login a password \"b");
  assert_refused("machine h.test login a password \"b\\");
  assert_refused("machine h.test login a password \"b\\\"");
  assert_refused("machine other.test login a password \"b\n" ALICE);
  assert_found(ALICE "machine other.test login a password \"b", NULL, "alice", "wonder");
}

static void a_nul_inside_quotes_is_refused(void **state)
{
  static const char file[] = "machine h.test login a password \"b\0c\"";
  struct netrc_login got;
  assert_int_equal(find_in(file, sizeof file - 1, "h.test", NULL, &got), CURLE_READ_ERROR);
}

static void what_has_no_entry(void **state)
{
  assert_found("", NULL, NULL, NULL);
  assert_found("\n \t\r\n", NULL, NULL, NULL);
  assert_found("machine", NULL, NULL, NULL);
  assert_found("machine h.test", NULL, NULL, NULL);
  assert_found("machine h.test login", NULL, NULL, NULL);
  assert_found("machine h.test.other login a password b", NULL, NULL, NULL);
  assert_found("machine x.h.test login a password b", NULL, NULL, NULL);
  assert_found("login a password b", NULL, NULL, NULL);
  assert_found("default", NULL, NULL, NULL);
  assert_found("# " ALICE, NULL, NULL, NULL);
  assert_found("\"machine\" h.test login a password b", NULL, NULL, NULL);
}

static void the_first_entry_that_says_anything_counts(void **state)
{
  assert_found(ALICE "machine h.test login bob password builder", NULL, "alice", "wonder");
  assert_found("machine g.test login b password c\n" ALICE, NULL, "alice", "wonder");
  assert_found("machine h.test\n" ALICE, NULL, "alice", "wonder");
  assert_found("machine h.test\ndefault login d password e", NULL, "d", "e");
  assert_found("default login d password e\n" ALICE, NULL, "d", "e");
  assert_found("machine h.test password only\n" ALICE, NULL, NULL, "only");
  assert_found("machine h.test login \"\" password \"\"", NULL, "", "");
}

static void scenario_26_an_entry_without_password_inherits_none(void **state)
{
  assert_found("machine other.test login alice password wonder\nmachine h.test login bob\n", NULL, "bob", NULL);
  assert_found("machine other.test login alice password wonder\ndefault login bob\n", NULL, "bob", NULL);
  assert_found("machine other.test login alice password wonder\ndefault\n", NULL, NULL, NULL);
  assert_found("machine h.test login bob\ndefault login d password e", NULL, "bob", NULL);
  assert_found("machine h.test login bob\n" ALICE, NULL, "bob", NULL);
  assert_found("machine h.test login bob macdef m\n password x\n\npassword y", NULL, "bob", NULL);
}

static void scenario_27_another_users_password_is_not_taken(void **state)
{
  assert_found(ALICE, "bob", NULL, NULL);
  assert_found(ALICE, "Alice", NULL, NULL);
  assert_found(ALICE, "alic", NULL, NULL);
  assert_found(ALICE, "", NULL, NULL);
  assert_found(ALICE "default login x password e", "bob", NULL, NULL);
  assert_found(ALICE "machine h.test login bob\n", "bob", NULL, NULL);
  assert_found("machine other.test login bob password builder", "bob", NULL, NULL);
  assert_found(ALICE "machine h.test login bob password builder", "bob", NULL, "builder");
  assert_found("machine h.test login bob\nmachine h.test password a password b login bob", "bob", NULL, "b");
}

static void a_password_of_nobody_is_everybodys(void **state)
{
  assert_found(ALICE "machine h.test password any\n", "bob", NULL, "any");
  assert_found(ALICE "default password any\n", "bob", NULL, "any");
  assert_found("machine h.test password any\nmachine h.test login bob password own", "bob", NULL, "any");
  assert_found("machine h.test login bob password own\nmachine h.test password any", "bob", NULL, "own");
}

static void scenario_28_the_last_line_needs_no_end(void **state)
{
  assert_found("machine h.test login alice password wonder", NULL, "alice", "wonder");
  assert_found("machine h.test login alice password \"wonder\"", NULL, "alice", "wonder");
  assert_found("machine h.test login alice password", NULL, "alice", NULL);
  assert_found("machine h.test login alice #", NULL, "alice", NULL);
  assert_found("machine h.test login alice macdef", NULL, "alice", NULL);
  assert_found("machine h.test login alice macdef m\n", NULL, "alice", NULL);
  assert_found("machine h.test login alice account", NULL, "alice", NULL);
}

/* A file whose password has `len` bytes; `quote` is "\"" or "". */
static CURLcode find_long(size_t len, const char *before, const char *quote, size_t *got)
{
  struct netrc_login login = { 0 };
  size_t room = len + 200;
  char *file = malloc(room);
  char *password = malloc(len + 1);
  memset(password, 'p', len);
  password[len] = '\0';
  int size = snprintf(file, room, "%s%s%s%s\n" ALICE, before, quote, password, quote);
  CURLcode code = find_in(file, (size_t)size, "h.test", NULL, &login);
  *got = login.password ? strlen(login.password) : 0;
  mem_free(login.user);
  mem_free(login.password);
  free(file);
  free(password);
  return code;
}

static void scenario_28_a_token_of_64_kb_is_refused(void **state)
{
  static const char *const quotes[] = { "", "\"" };
  size_t got;
  for(size_t i = 0; i < 2; i++) {
    assert_int_equal(find_long(64 * 1024, "machine h.test password ", quotes[i], &got), CURLE_READ_ERROR);
    assert_int_equal(find_long(NETRC_TOKEN_MAX + 1, "machine h.test password ", quotes[i], &got), CURLE_READ_ERROR);
    assert_int_equal(find_long(NETRC_TOKEN_MAX + 1, "machine o.test password ", quotes[i], &got), CURLE_READ_ERROR);
    assert_int_equal(find_long(NETRC_TOKEN_MAX, "machine h.test password ", quotes[i], &got), CURLE_OK);
    assert_int_equal(got, NETRC_TOKEN_MAX);
  }
  assert_int_equal(find_long(64 * 1024, "#", "", &got), CURLE_OK);
  assert_int_equal(got, 6);
}

static void tokens_may_be_quoted(void **state)
{
  assert_found("machine \"h.test\" login \"a b\" password \"c \\\"\\n\\r\\t\\a\\\\\"", NULL, "a b", "c \"\n\r\ta\\");
  assert_found("machine h.test login a password \"two\nlines\"", NULL, "a", "two\nlines");
  assert_found("machine h.test login a password \"b\"c", NULL, "a", "b");
  assert_found("machine h.test login a password b\"c", NULL, "a", "b\"c");
  assert_found("machine h.test \"login\" a password b", NULL, NULL, "b");
}

static void tokens_stand_between_any_spaces(void **state)
{
  assert_found("machine\nh.test\r\n\tlogin\n\na\n password\r\nb\r\n", NULL, "a", "b");
  assert_found("MACHINE H.Test LOGIN a PassWord b", NULL, "a", "b");
}

static void comments_stand_where_keywords_could(void **state)
{
  assert_found("# machine h.test login x password y\n" ALICE, NULL, "alice", "wonder");
  assert_found("machine h.test login a #password b\npassword c", NULL, "a", "c");
  assert_found("machine h.test login a # password b\n#\n#\n password c", NULL, "a", "c");
  assert_found("machine h.test login # password #b", NULL, "#", "#b");
}

static void accounts_and_unknown_words_are_skipped(void **state)
{
  assert_found("machine h.test login a account password password b", NULL, "a", "b");
  assert_found("machine h.test account password b", NULL, NULL, NULL);
  assert_found("foo bar machine h.test baz login a password b qux", NULL, "a", "b");
  assert_found("default   passwor?dlogin anonymou\\ ' password login anonymous       passwor?d.'macdef", NULL, NULL,
               "login");
}

static void macros_are_skipped(void **state)
{
  assert_found("macdef m\n machine h.test login x password y\n\n" ALICE, NULL, "alice", "wonder");
  assert_found("macdef m machine h.test login x password y\n\n" ALICE, NULL, "alice", "wonder");
  assert_found("macdef m\n\tcd \"broken\n \r\n" ALICE, NULL, "alice", "wonder");
  assert_found("macdef\n\n" ALICE, NULL, "alice", "wonder");
  assert_found("macdef m\n" ALICE, NULL, NULL, NULL);
}

static void a_nul_ends_its_line(void **state)
{
  static const char keyword[] = "machine h.test login alice password\0 hello\n";
  static const char value[] = "machine h.test login alice password won\0der\n";
  assert_found_in(keyword, sizeof keyword - 1, NULL, "alice", NULL);
  assert_found_in(value, sizeof value - 1, NULL, "alice", "won");
}

static void without_memory_nothing_is_left(void **state)
{
  struct netrc_login got = { 0 };
  for(long n = 0;; n++) {
    failing_after(n);
    CURLcode code = netrc_find_login(span_text(ALICE), "h.test", NULL, &got);
    if(!failing_end()) {
      assert_int_equal(code, CURLE_OK);
      break;
    }
    assert_int_equal(code, CURLE_OUT_OF_MEMORY);
    assert_int_equal(failing_blocks, 0);
    assert_null(got.user);
  }
  assert_string_equal(got.password, "wonder");
  mem_free(got.user);
  mem_free(got.password);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_quote_without_end_is_refused),
    cmocka_unit_test(a_nul_inside_quotes_is_refused),
    cmocka_unit_test(what_has_no_entry),
    cmocka_unit_test(the_first_entry_that_says_anything_counts),
    cmocka_unit_test(scenario_26_an_entry_without_password_inherits_none),
    cmocka_unit_test(scenario_27_another_users_password_is_not_taken),
    cmocka_unit_test(a_password_of_nobody_is_everybodys),
    cmocka_unit_test(scenario_28_the_last_line_needs_no_end),
    cmocka_unit_test(scenario_28_a_token_of_64_kb_is_refused),
    cmocka_unit_test(tokens_may_be_quoted),
    cmocka_unit_test(tokens_stand_between_any_spaces),
    cmocka_unit_test(comments_stand_where_keywords_could),
    cmocka_unit_test(accounts_and_unknown_words_are_skipped),
    cmocka_unit_test(macros_are_skipped),
    cmocka_unit_test(a_nul_ends_its_line),
    cmocka_unit_test(without_memory_nothing_is_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
