#include "check.h"
#include "short_memory.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sluice/sluice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int check4(const sluice_policy *p, const char *text, int port, char *why, size_t len)
{
  struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
  assert_int_equal(inet_pton(AF_INET, text, &in.sin_addr), 1);
  return sluice_policy_check(p, (struct sockaddr *)&in, sizeof in, why, len);
}

static void bad_handles_are_refused(void **state)
{
  static char other[4096] = "of another kind";
  sluice_policy *bad[] = { NULL, (sluice_policy *)(void *)other };
  for(size_t i = 0; i < 2; i++) {
    assert_int_equal(sluice_policy_allow(bad[i], "10.0.0.0/8"), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(sluice_policy_deny(bad[i], "10.0.0.0/8"), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(sluice_policy_allow_port(bad[i], 1, 2), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(sluice_policy_allow_scheme(bad[i], "http"), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(sluice_policy_nat64(bad[i], "2001:db8::/96"), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(sluice_policy_set(bad[i], SLUICE_PROXY, 0), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(sluice_policy_freeze(bad[i]), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(check4(bad[i], "8.8.8.8", 80, NULL, 0), 0);
    assert_null(sluice_policy_ref(bad[i]));
    sluice_policy_free(bad[i]);
  }
}

static void bad_arguments_are_refused(void **state)
{
  sluice_policy *p = sluice_policy_new();
  assert_int_equal(sluice_policy_allow(p, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sluice_policy_deny(p, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sluice_policy_deny(p, "10.0.0.1/8"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sluice_policy_allow_scheme(p, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sluice_policy_nat64(p, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sluice_policy_nat64(p, "10.0.0.0/32"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sluice_policy_allow_port(p, 2, 1), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sluice_policy_set(p, (sluice_policy_rule)99, 0), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sluice_policy_set(p, SLUICE_PROXY, 3), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sluice_policy_check(p, NULL, 16, NULL, 0), 0);
  assert_int_equal(check4(p, "10.0.0.1", 1, NULL, 0), 1);
  sluice_policy_free(p);
}

/* The text ends within what there is for it. */
static void the_reason_fits(void **state)
{
  static const char whole[] = "10.0.0.1 is in 10.0.0.0/8 (private use, RFC 1918)";
  sluice_policy *p = sluice_policy_public_only();
  for(size_t len = 0; len <= sizeof whole + 1; len++) {
    char *why = malloc(len ? len : 1);
    why[0] = 'x';
    assert_int_equal(check4(p, "10.0.0.1", 80, why, len), 0);
    if(!len)
      assert_int_equal(why[0], 'x');
    else
      assert_int_equal(strlen(why), len < sizeof whole ? len - 1 : sizeof whole - 1);
    if(len) assert_memory_equal(why, whole, strlen(why));
    free(why);
  }
  sluice_policy_free(p);
}

static void references_are_counted(void **state)
{
  sluice_policy *p = sluice_policy_public_only();
  assert_ptr_equal(sluice_policy_ref(p), p);
  sluice_policy_free(p);
  assert_int_equal(check4(p, "8.8.8.8", 80, NULL, 0), 1);
  sluice_policy_free(p);
}

static void nothing_changes_a_frozen_policy(void **state)
{
  sluice_policy *p = sluice_policy_public_only();
  assert_int_equal(sluice_policy_freeze(p), CURLE_OK);
  assert_int_equal(sluice_policy_freeze(p), CURLE_OK);
  assert_int_equal(sluice_policy_allow(p, "10.0.0.0/8"), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sluice_policy_set(p, SLUICE_PROXY, SLUICE_PROXY_TRUST), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(check4(p, "10.0.0.1", 80, NULL, 0), 0);
  sluice_policy_free(p);
}

static CURLcode allow_schemes(sluice_policy *p)
{
  static const char *const schemes[] = { "gopher", "dict", "a", "b", "c", "d", "e", "f", "HTTP" };
  CURLcode code = CURLE_OK;
  for(size_t i = 0; !code && i < sizeof schemes / sizeof *schemes; i++)
    code = sluice_policy_allow_scheme(p, schemes[i]);
  return code;
}

static CURLcode build(int number)
{
  short_memory_set(number);
  sluice_policy *p = sluice_policy_public_only();
  CURLcode code = p ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  if(!code) code = sluice_policy_deny(p, "8.8.8.0/24");
  if(!code) code = sluice_policy_allow_port(p, 80, 80);
  if(!code) code = allow_schemes(p);
  if(!code) code = sluice_policy_freeze(p);
  short_memory_clear();
  if(!code) assert_int_equal(check4(p, "8.8.8.8", 80, NULL, 0), 0);
  sluice_policy_free(p);
  return code;
}

static void memory_may_end_anywhere(void **state)
{
  short_memory_begin();
  short_memory_sweep(build);
  short_memory_end();
}

/* ---- threads ---- */

enum { THREADS = 8, ROUNDS = 2000 };

static void *ask_again_and_again(void *arg)
{
  sluice_policy *p = arg;
  intptr_t wrong = 0;
  for(int i = 0; i < ROUNDS; i++) {
    char text[INET_ADDRSTRLEN];
    sluice_policy *mine = sluice_policy_ref(p);
    snprintf(text, sizeof text, "%d.0.0.1", i % 256);
    struct sockaddr_in in = { .sin_family = AF_INET };
    inet_pton(AF_INET, text, &in.sin_addr);
    int passes = sluice_policy_check(mine, (struct sockaddr *)&in, sizeof in, NULL, 0);
    wrong += passes != (i % 256 != 0 && i % 256 != 10 && i % 256 != 127 && i % 256 != 192 && i % 256 < 224);
    sluice_policy_free(mine);
  }
  return (void *)wrong;
}

static void threads_ask_one_policy(void **state)
{
  pthread_t threads[THREADS];
  sluice_policy *p = sluice_policy_public_only();
  assert_int_equal(sluice_policy_freeze(p), CURLE_OK);
  for(int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, ask_again_and_again, p), 0);
  for(int i = 0; i < THREADS; i++) {
    void *wrong;
    pthread_join(threads[i], &wrong);
    assert_null(wrong);
  }
  sluice_policy_free(p);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(bad_handles_are_refused),
    cmocka_unit_test(bad_arguments_are_refused),
    cmocka_unit_test(the_reason_fits),
    cmocka_unit_test(references_are_counted),
    cmocka_unit_test(nothing_changes_a_frozen_policy),
    cmocka_unit_test(memory_may_end_anywhere),
    cmocka_unit_test(threads_ask_one_policy),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
