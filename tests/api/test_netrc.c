/* Credentials from a netrc file, over the wire. Basic: alice:wonder is YWxpY2U6d29uZGVy. */
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALICE_WONDER  "Authorization: Basic YWxpY2U6d29uZGVy\r\n"
#define BOB_NOTHING   "Authorization: Basic Ym9iOg==\r\n"
#define NOBODY_WONDER "Authorization: Basic OndvbmRlcg==\r\n"
#define BOB_WONDER    "Authorization: Basic Ym9iOndvbmRlcg==\r\n"
#define MARY_MARK     "Authorization: Basic bWFyeTptYXJr\r\n"
#define ALICE         "machine a.test login alice password wonder\n"
#define TO_B          "HTTP/1.1 302 Found\r\nLocation: http://b.test/\r\nContent-Length: 0\r\n\r\n"
#define OPTIONAL      LONG(CURLOPT_NETRC, CURL_NETRC_OPTIONAL)
#define REQUIRED      LONG(CURLOPT_NETRC, CURL_NETRC_REQUIRED)

static char file[] = "/tmp/sluice-netrc-api-XXXXXX";

static int set_up(void **state)
{
  int fd = mkstemp(file);
  return fd < 0 || close(fd);
}

static int tear_down(void **state) { return unlink(file); }

static void put(const char *text)
{
  FILE *f = fopen(file, "w");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  assert_int_equal(fclose(f), 0);
}

/* One request to `from`, whose head has `piece`, or with `lacks` has it not. */
static void assert_sent(const char *from, struct option level, const char *piece, bool lacks)
{
  const enum step_kind kind = lacks ? STEP_EXPECT_LACKS : STEP_EXPECT_HEAD;
  struct curl_slist *to = curl_slist_append(NULL, "::192.0.2.1:");
  EXCHANGE(.url = from, .options = { level, TEXT(CURLOPT_NETRC_FILE, file), POINTER(CURLOPT_CONNECT_TO, to) },
           .conn = { { { kind, piece, 0 }, SEND(OK_HELLO), IGNORE } }, .body = "hello", .kept = 1);
  curl_slist_free_all(to);
}

/* The same, redirected from a.test to b.test. */
static void assert_sent_after_redirect(const char *piece, bool lacks)
{
  const enum step_kind kind = lacks ? STEP_EXPECT_LACKS : STEP_EXPECT_HEAD;
  struct curl_slist *to = curl_slist_append(NULL, "::192.0.2.1:");
  EXCHANGE(.url = "http://a.test/",
           .options = { REQUIRED, TEXT(CURLOPT_NETRC_FILE, file), POINTER(CURLOPT_CONNECT_TO, to),
                        LONG(CURLOPT_FOLLOWLOCATION, 1) },
           .conn = { { EXPECT_HEAD(ALICE_WONDER), SEND(TO_B), IGNORE },
                     { { kind, piece, 0 }, SEND(OK_HELLO), IGNORE } },
           .body = "hello", .kept = 2);
  curl_slist_free_all(to);
}

static void a_required_file_that_cannot_be_used_fails_the_transfer(void **state)
{
  put("machine a.test login alice password \"wonder");
  EXCHANGE(.url = "http://a.test/", .options = { REQUIRED, TEXT(CURLOPT_NETRC_FILE, file) }, .code = CURLE_READ_ERROR,
           .error = file);
  EXCHANGE(.url = "http://a.test/", .options = { REQUIRED, TEXT(CURLOPT_NETRC_FILE, "/nonexistent/netrc") },
           .code = CURLE_READ_ERROR, .error = "/nonexistent/netrc");
  assert_sent("http://a.test/", (struct option)OPTIONAL, "Authorization:", true);
}

static void without_the_option_no_file_is_read(void **state)
{
  put(ALICE);
  assert_sent("http://a.test/", (struct option)LONG(CURLOPT_NETRC, CURL_NETRC_IGNORED), "Authorization:", true);
}

static void the_file_gives_both_or_the_password(void **state)
{
  put(ALICE);
  assert_sent("http://a.test/", (struct option)OPTIONAL, ALICE_WONDER, false);
  assert_sent("http://a.test/", (struct option)REQUIRED, ALICE_WONDER, false);
  assert_sent("http://alice@a.test/", (struct option)OPTIONAL, ALICE_WONDER, false);
  assert_sent("http://c.test/", (struct option)REQUIRED, "Authorization:", true);
  put("machine a.test password wonder\n");
  assert_sent("http://a.test/", (struct option)OPTIONAL, NOBODY_WONDER, false);
  assert_sent("http://bob@a.test/", (struct option)OPTIONAL, BOB_WONDER, false);
}

static void an_optional_file_yields_to_a_url_that_says_all(void **state)
{
  put("machine a.test login mary password x\n" ALICE);
  assert_sent("http://mary:mark@a.test/", (struct option)OPTIONAL, MARY_MARK, false);
  put("machine a.test login alice password wonder\n");
  assert_sent("http://alice:mark@a.test/", (struct option)REQUIRED, ALICE_WONDER, false);
  assert_sent("http://mary:mark@a.test/", (struct option)REQUIRED, MARY_MARK, false);
}

static void an_empty_user_in_a_url_is_none(void **state)
{
  put(ALICE);
  assert_sent("http://@a.test/", (struct option)REQUIRED, ALICE_WONDER, false);
  assert_sent("http://:x@a.test/", (struct option)OPTIONAL, ALICE_WONDER, false);
}

static void scenario_26_a_redirect_target_inherits_no_password(void **state)
{
  put(ALICE "machine b.test login bob\n");
  assert_sent_after_redirect(BOB_NOTHING, false);
  put(ALICE "default login bob\n");
  assert_sent_after_redirect(BOB_NOTHING, false);
  put(ALICE "default\n");
  assert_sent_after_redirect("Authorization:", true);
  put(ALICE "machine b.test\n");
  assert_sent_after_redirect("Authorization:", true);
  put(ALICE);
  assert_sent_after_redirect("Authorization:", true);
}

static void scenario_27_a_user_takes_no_other_users_password(void **state)
{
  put(ALICE "default login eve password evil\n");
  assert_sent("http://bob@a.test/", (struct option)REQUIRED, BOB_NOTHING, false);
  assert_sent("http://bob@a.test/", (struct option)OPTIONAL, BOB_NOTHING, false);
}

static void scenario_28_the_last_line_and_long_tokens(void **state)
{
  static char text[80000];
  put("machine a.test login alice password wonder");
  assert_sent("http://a.test/", (struct option)REQUIRED, ALICE_WONDER, false);
  memset(text, 'p', 65536);
  memcpy(text, "machine a.test login alice password ", 36);
  put(text);
  EXCHANGE(.url = "http://a.test/", .options = { REQUIRED, TEXT(CURLOPT_NETRC_FILE, file) }, .code = CURLE_READ_ERROR);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_required_file_that_cannot_be_used_fails_the_transfer),
    cmocka_unit_test(without_the_option_no_file_is_read),
    cmocka_unit_test(the_file_gives_both_or_the_password),
    cmocka_unit_test(an_optional_file_yields_to_a_url_that_says_all),
    cmocka_unit_test(an_empty_user_in_a_url_is_none),
    cmocka_unit_test(scenario_26_a_redirect_target_inherits_no_password),
    cmocka_unit_test(scenario_27_a_user_takes_no_other_users_password),
    cmocka_unit_test(scenario_28_the_last_line_and_long_tokens),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
