/* The life of an easy handle. Nothing here needs a network: the gate refuses, or a socket callback is where the test
 * looks at things from within. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include <curl/curl.h>
#include <string.h>

#define NOBODY "http://192.0.2.1/" /* RFC 5737 */

static CURL *easy;

static int set_up(void **state)
{
  easy = curl_easy_init();
  return !easy;
}

static int tear_down(void **state)
{
  curl_easy_cleanup(easy);
  return 0;
}

#define assert_set(handle, id, value) assert_int_equal(curl_easy_setopt(handle, id, value), CURLE_OK)

static const char *text_info(CURL *handle, CURLINFO id)
{
  const char *text = NULL;
  assert_int_equal(curl_easy_getinfo(handle, id, &text), CURLE_OK);
  return text;
}

static void no_handle_is_refused_everywhere(void **state)
{
  size_t count = 0;
  assert_int_equal(curl_easy_perform(NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_pause(NULL, CURLPAUSE_CONT), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_upkeep(NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_send(NULL, "", 0, &count), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_recv(NULL, &count, 0, &count), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_null(curl_easy_duphandle(NULL));
  curl_easy_cleanup(NULL);
  curl_easy_reset(NULL);
}

static void without_a_url_nothing_is_performed(void **state)
{
  assert_int_equal(curl_easy_perform(easy), CURLE_URL_MALFORMAT);
}

static void a_failure_has_a_text_and_a_new_transfer_clears_it(void **state)
{
  char text[CURL_ERROR_SIZE] = "old";
  assert_set(easy, CURLOPT_ERRORBUFFER, text);
  assert_int_equal(curl_easy_perform(easy), CURLE_URL_MALFORMAT);
  assert_string_not_equal(text, "old");
  assert_string_not_equal(text, "");
}

static void pausing_what_does_not_run_is_refused(void **state)
{
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_ALL), CURLE_BAD_FUNCTION_ARGUMENT);
  (void)text_info(easy, CURLINFO_PRIMARY_IP); /* there is a record now */
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_ALL), CURLE_BAD_FUNCTION_ARGUMENT);
}

/* In a multi. */

static void a_handle_in_a_multi_is_not_performed(void **state)
{
  char text[CURL_ERROR_SIZE] = "";
  CURLM *multi = curl_multi_init();
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_ERRORBUFFER, text);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_FAILED_INIT);
  assert_string_not_equal(text, "");
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
}

static void cleaning_up_a_handle_takes_it_out_of_its_multi(void **state)
{
  CURLM *multi = curl_multi_init();
  curl_off_t count = -1;
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  curl_easy_cleanup(easy);
  easy = NULL;
  assert_int_equal(curl_multi_get_offt(multi, CURLMINFO_XFERS_CURRENT, &count), CURLM_OK);
  assert_int_equal(count, 0);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
}

/* Calls from within a callback. */

static CURLcode inner;
static int calls;

static curl_socket_t perform_again(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  calls++;
  inner = curl_easy_perform(clientp);
  return CURL_SOCKET_BAD;
}

static void performing_from_its_own_callback_is_recursive(void **state)
{
  inner = CURLE_OK;
  calls = 0;
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, perform_again);
  assert_set(easy, CURLOPT_OPENSOCKETDATA, easy);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(calls, 1);
  assert_int_equal(inner, CURLE_RECURSIVE_API_CALL);
}

static void another_handle_is_performed_from_a_callback(void **state)
{
  CURL *other = curl_easy_init(); /* without a URL */
  inner = CURLE_OK;
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, perform_again);
  assert_set(easy, CURLOPT_OPENSOCKETDATA, other);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(inner, CURLE_URL_MALFORMAT);
  curl_easy_cleanup(other);
}

static curl_socket_t clean_up(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  calls++;
  curl_easy_cleanup(clientp);
  return CURL_SOCKET_BAD;
}

static void cleaning_up_from_its_own_callback_frees_nothing(void **state)
{
  calls = 0;
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, clean_up);
  assert_set(easy, CURLOPT_OPENSOCKETDATA, easy);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(calls, 1);
  assert_string_equal(text_info(easy, CURLINFO_EFFECTIVE_URL), NOBODY);
}

static curl_socket_t refuse(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  calls++;
  return CURL_SOCKET_BAD;
}

/* Reset. */

static void a_reset_takes_all_options_back(void **state)
{
  calls = 0;
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_POST, 1L);
  assert_set(easy, CURLOPT_REFERER, "r");
  assert_set(easy, CURLOPT_PRIVATE, easy);
  assert_set(easy, CURLOPT_COPYPOSTFIELDS, "a=b");
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, refuse);
  curl_easy_reset(easy);
  assert_string_equal(text_info(easy, CURLINFO_EFFECTIVE_URL), "");
  assert_string_equal(text_info(easy, CURLINFO_EFFECTIVE_METHOD), "GET");
  assert_null(text_info(easy, CURLINFO_REFERER));
  assert_null(text_info(easy, CURLINFO_PRIVATE));
  assert_int_equal(curl_easy_perform(easy), CURLE_URL_MALFORMAT);
  assert_int_equal(calls, 0);
}

static void a_reset_forgets_the_record_of_the_last_transfer(void **state)
{
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, refuse);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_string_equal(text_info(easy, CURLINFO_EFFECTIVE_URL), NOBODY);
  curl_easy_reset(easy);
  assert_string_equal(text_info(easy, CURLINFO_EFFECTIVE_URL), "");
}

static void a_reset_keeps_the_share(void **state)
{
  CURLSH *share = curl_share_init();
  assert_set(easy, CURLOPT_SHARE, share);
  curl_easy_reset(easy);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_IN_USE);
  assert_set(easy, CURLOPT_SHARE, NULL);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
}

/* Duplicates. */

static void a_duplicate_has_strings_of_its_own(void **state)
{
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_REFERER, "r");
  assert_set(easy, CURLOPT_COPYPOSTFIELDS, "a=b");
  CURL *copy = curl_easy_duphandle(easy);
  assert_non_null(copy);
  curl_easy_cleanup(easy);
  easy = copy;
  assert_string_equal(text_info(copy, CURLINFO_EFFECTIVE_URL), NOBODY);
  assert_string_equal(text_info(copy, CURLINFO_REFERER), "r");
  assert_string_equal(text_info(copy, CURLINFO_EFFECTIVE_METHOD), "POST");
}

static void a_duplicate_has_the_pointers(void **state)
{
  calls = 0;
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_PRIVATE, &calls);
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, refuse);
  CURL *copy = curl_easy_duphandle(easy);
  assert_non_null(copy);
  assert_ptr_equal(text_info(copy, CURLINFO_PRIVATE), &calls);
  assert_int_equal(curl_easy_perform(copy), CURLE_COULDNT_CONNECT);
  assert_int_equal(calls, 1);
  curl_easy_cleanup(copy);
}

/* Of the domains that a handle has only once something of them is set. */

static void a_duplicate_has_rare_strings_of_its_own(void **state)
{
  calls = 0;
  assert_set(easy, CURLOPT_URL, "http://example.invalid/");
  assert_set(easy, CURLOPT_PROXY, NOBODY);
  assert_set(easy, CURLOPT_PROXY_CAINFO, "/nowhere");
  assert_set(easy, CURLOPT_AWS_SIGV4, "a:b");
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, refuse);
  CURL *copy = curl_easy_duphandle(easy);
  assert_non_null(copy);
  curl_easy_cleanup(easy);
  easy = copy;
  assert_int_equal(curl_easy_perform(copy), CURLE_COULDNT_CONNECT);
  assert_int_equal(calls, 1);
}

static void a_rare_option_counts_though_there_was_a_transfer_before_it(void **state)
{
  calls = 0;
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_UNIX_SOCKET_PATH, "/nowhere/at/all");
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(calls, 0);
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, refuse);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(calls, 1);
}

static void a_reset_forgets_rare_options(void **state)
{
  calls = 0;
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, refuse);
  assert_set(easy, CURLOPT_PROXY, "nonsense://");
  curl_easy_reset(easy);
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_UNIX_SOCKET_PATH, "/nowhere/at/all");
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(calls, 0);
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, refuse);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(calls, 1);
}

static void a_duplicate_has_no_record_and_no_share(void **state)
{
  CURLSH *share = curl_share_init();
  long number = 7;
  assert_set(easy, CURLOPT_SHARE, share);
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, refuse);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  CURL *copy = curl_easy_duphandle(easy);
  assert_non_null(copy);
  assert_int_equal(curl_easy_getinfo(copy, CURLINFO_OS_ERRNO, &number), CURLE_OK);
  assert_int_equal(number, 0);
  curl_easy_cleanup(easy);
  easy = copy;
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
}

static void the_gate_is_asked_once_and_its_refusal_is_told(void **state)
{
  char text[CURL_ERROR_SIZE] = "";
  calls = 0;
  assert_set(easy, CURLOPT_URL, NOBODY);
  assert_set(easy, CURLOPT_ERRORBUFFER, text);
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, refuse);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(calls, 1);
  assert_non_null(strstr(text, "192.0.2.1"));
}

static void a_url_handle_takes_the_place_of_the_url(void **state)
{
  CURLU *url = curl_url();
  calls = 0;
  assert_int_equal(curl_url_set(url, CURLUPART_URL, NOBODY "a", 0), CURLUE_OK);
  assert_set(easy, CURLOPT_URL, "nonsense://");
  assert_set(easy, CURLOPT_CURLU, url);
  assert_set(easy, CURLOPT_OPENSOCKETFUNCTION, refuse);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_int_equal(calls, 1);
  assert_string_equal(text_info(easy, CURLINFO_EFFECTIVE_URL), NOBODY "a");
  assert_set(easy, CURLOPT_CURLU, NULL);
  assert_int_not_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  curl_url_cleanup(url);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(no_handle_is_refused_everywhere),
    TEST(without_a_url_nothing_is_performed),
    TEST(a_failure_has_a_text_and_a_new_transfer_clears_it),
    TEST(pausing_what_does_not_run_is_refused),
    TEST(a_handle_in_a_multi_is_not_performed),
    TEST(cleaning_up_a_handle_takes_it_out_of_its_multi),
    TEST(performing_from_its_own_callback_is_recursive),
    TEST(another_handle_is_performed_from_a_callback),
    TEST(cleaning_up_from_its_own_callback_frees_nothing),
    TEST(a_reset_takes_all_options_back),
    TEST(a_reset_forgets_the_record_of_the_last_transfer),
    TEST(a_reset_keeps_the_share),
    TEST(a_duplicate_has_strings_of_its_own),
    TEST(a_duplicate_has_the_pointers),
    TEST(a_duplicate_has_rare_strings_of_its_own),
    TEST(a_rare_option_counts_though_there_was_a_transfer_before_it),
    TEST(a_reset_forgets_rare_options),
    TEST(a_duplicate_has_no_record_and_no_share),
    TEST(the_gate_is_asked_once_and_its_refusal_is_told),
    TEST(a_url_handle_takes_the_place_of_the_url),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
