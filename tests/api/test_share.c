/* Share objects. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include <curl/curl.h>
#include <limits.h>

static CURLSH *share;

static int set_up(void **state)
{
  share = curl_share_init();
  return !share;
}

static int tear_down(void **state) { return share && curl_share_cleanup(share); }

static void no_share_is_invalid(void **state)
{
  assert_int_equal(curl_share_setopt(NULL, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS), CURLSHE_INVALID);
  assert_int_equal(curl_share_cleanup(NULL), CURLSHE_INVALID);
}

static void an_easy_handle_is_invalid(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_share_cleanup(easy), CURLSHE_INVALID);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, easy), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_cleanup(easy);
}

static void an_unknown_option_is_bad(void **state)
{
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_NONE, 0), CURLSHE_BAD_OPTION);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_LAST, 0), CURLSHE_BAD_OPTION);
}

static void data_that_does_not_exist_is_a_bad_option(void **state)
{
  static const int kinds[] = { CURL_LOCK_DATA_NONE, CURL_LOCK_DATA_SHARE, CURL_LOCK_DATA_LAST, -1, INT_MAX };
  for(size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, kinds[i]), CURLSHE_BAD_OPTION);
}

static void what_can_be_shared_is_and_no_longer(void **state)
{
  static const int kinds[] = { CURL_LOCK_DATA_DNS, CURL_LOCK_DATA_CONNECT, CURL_LOCK_DATA_COOKIE,
                               CURL_LOCK_DATA_PSL, CURL_LOCK_DATA_HSTS,    CURL_LOCK_DATA_SSL_SESSION };
  for(size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNSHARE, kinds[i]), CURLSHE_OK);
    assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, kinds[i]), CURLSHE_OK);
    assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, kinds[i]), CURLSHE_OK);
    assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNSHARE, kinds[i]), CURLSHE_OK);
  }
}

static void a_share_in_use_does_not_change(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS), CURLSHE_IN_USE);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_USERDATA, NULL), CURLSHE_IN_USE);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_IN_USE);
  curl_easy_cleanup(easy);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS), CURLSHE_OK);
}

static void each_user_counts(void **state)
{
  CURL *first = curl_easy_init();
  CURL *second = curl_easy_init();
  assert_int_equal(curl_easy_setopt(first, CURLOPT_SHARE, share), CURLE_OK);
  assert_int_equal(curl_easy_setopt(first, CURLOPT_SHARE, share), CURLE_OK);
  assert_int_equal(curl_easy_setopt(second, CURLOPT_SHARE, share), CURLE_OK);
  assert_int_equal(curl_easy_setopt(first, CURLOPT_SHARE, NULL), CURLE_OK);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_IN_USE);
  curl_easy_cleanup(second);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  share = NULL;
  curl_easy_cleanup(first);
}

static void a_refused_share_leaves_the_old_one(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, easy), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_IN_USE);
  curl_easy_cleanup(easy);
}

static void a_duplicate_has_no_share(void **state)
{
  CURL *easy = curl_easy_init(), *twin;
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  twin = curl_easy_duphandle(easy);
  curl_easy_cleanup(easy);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  share = NULL;
  curl_easy_cleanup(twin);
}

static void a_reset_keeps_the_share(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  curl_easy_reset(easy);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_IN_USE);
  curl_easy_cleanup(easy);
}

static void lock(CURL *handle, curl_lock_data data, curl_lock_access access, void *clientp) {}
static void unlock(CURL *handle, curl_lock_data data, void *clientp) {}

static void lock_callbacks_are_taken(void **state)
{
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_USERDATA, share), CURLSHE_OK);
}

/* A name that only one handle was told is known to the other through the share: the open callback is asked. */

static int opened;

static curl_socket_t note_and_refuse(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  opened++;
  return CURL_SOCKET_BAD;
}

static CURL *handle_for_a_name(void)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, "http://shared.invalid/"), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, note_and_refuse), CURLE_OK);
  return easy;
}

static void names_pass_from_handle_to_handle(void **state)
{
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS), CURLSHE_OK);
  struct curl_slist *entry = curl_slist_append(NULL, "shared.invalid:80:192.0.2.1");
  CURL *first = handle_for_a_name();
  CURL *second = handle_for_a_name();
  opened = 0;
  assert_int_equal(curl_easy_setopt(first, CURLOPT_RESOLVE, entry), CURLE_OK);
  assert_int_equal(curl_easy_perform(first), CURLE_COULDNT_CONNECT);
  assert_int_equal(curl_easy_perform(second), CURLE_COULDNT_CONNECT);
  assert_int_equal(opened, 2);
  curl_easy_cleanup(first);
  curl_easy_cleanup(second);
  curl_slist_free_all(entry);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(no_share_is_invalid),
    TEST(an_easy_handle_is_invalid),
    TEST(an_unknown_option_is_bad),
    TEST(data_that_does_not_exist_is_a_bad_option),
    TEST(what_can_be_shared_is_and_no_longer),
    TEST(a_refused_share_leaves_the_old_one),
    TEST(a_duplicate_has_no_share),
    TEST(a_reset_keeps_the_share),
    TEST(a_share_in_use_does_not_change),
    TEST(each_user_counts),
    TEST(lock_callbacks_are_taken),
    TEST(names_pass_from_handle_to_handle),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
