/* Whom a connection is of, once it was authenticated: a test for each thing that makes another of it. */
#include "proto/http/auth.h"
#include "proto/http/hop.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct http_rare_opts rare;
static struct http_opts opts = { .auth = CURLAUTH_NEGOTIATE, .rare = &rare };
static struct proto_request request = { .http = &opts };

static char *who(const char *user, const char *password, const char *service, long delegation)
{
  static char texts[2][200];
  static int turn;
  char *text = texts[turn = !turn];
  struct buf to = BUF_INIT(sizeof texts[0] - 1);
  rare.service = (char *)(uintptr_t)service;
  rare.delegation = delegation;
  request.login = (struct proto_login){ .user = user, .password = password };
  assert_int_equal(http_write_who(&request, &to), CURLE_OK);
  memcpy(text, to.at ? to.at : (uint8_t *)"", to.len);
  text[to.len] = '\0';
  buf_free(&to);
  return text;
}

static void scenario_02_user_service_and_delegation(void **state)
{
  assert_string_not_equal(who("me", "", NULL, 0), who("you", "", NULL, 0));
  assert_string_not_equal(who("me", "", NULL, 0), who("Me", "", NULL, 0));
  assert_string_not_equal(who("", "", NULL, 0), who("me", "", NULL, 0));
  assert_string_not_equal(who("me", "", NULL, 0), who("me", "", "imap", 0));
  assert_string_not_equal(who("me", "", NULL, 0), who("me", "", NULL, CURLGSSAPI_DELEGATION_FLAG));
  assert_string_equal(who("me", "", NULL, 0), who("me", "", HTTP_SERVICE, 0));
}

/* Whoever has a Kerberos ticket is somebody, without a name. */
static void scenario_02_no_user_is_nobody_and_an_empty_one_is_not(void **state)
{
  assert_string_equal(who(NULL, NULL, NULL, 0), "");
  assert_string_not_equal(who("", "", NULL, 0), "");
}

static void scenario_03_the_case_of_a_password(void **state)
{
  assert_string_not_equal(who("me", "secret", NULL, 0), who("me", "Secret", NULL, 0));
}

/* Nothing moves from one text to the next. */
static void scenario_03_where_one_text_ends(void **state)
{
  assert_string_not_equal(who("a\nb", "c", NULL, 0), who("a", "b\nc", NULL, 0));
  assert_string_not_equal(who("a1:b", "c", NULL, 0), who("a", "1:bc", NULL, 0));
  assert_string_not_equal(who("a", "b", "1", 1), who("a", "b", "11", 0));
}

static void what_is_authenticated_by_request_binds_nothing(void **state)
{
  opts.auth = CURLAUTH_BASIC | CURLAUTH_DIGEST;
  assert_string_equal(who("me", "secret", NULL, 0), "");
  opts.auth = CURLAUTH_NEGOTIATE;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_02_user_service_and_delegation),
    cmocka_unit_test(scenario_02_no_user_is_nobody_and_an_empty_one_is_not),
    cmocka_unit_test(scenario_03_the_case_of_a_password),
    cmocka_unit_test(scenario_03_where_one_text_ends),
    cmocka_unit_test(what_is_authenticated_by_request_binds_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
