/* Lists, comparisons and words. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include <curl/curl.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void no_text_is_not_appended(void **state)
{
  struct curl_slist *list = curl_slist_append(NULL, "one");
  assert_null(curl_slist_append(NULL, NULL));
  assert_null(curl_slist_append(list, NULL));
  assert_null(list->next);
  curl_slist_free_all(list);
}

static void texts_are_copied_and_kept_in_order(void **state)
{
  char text[] = "one";
  struct curl_slist *list = curl_slist_append(NULL, text);
  assert_non_null(list);
  assert_ptr_equal(curl_slist_append(list, "two"), list);
  assert_ptr_equal(curl_slist_append(list, ""), list);
  text[0] = 'x';
  assert_string_equal(list->data, "one");
  assert_string_equal(list->next->data, "two");
  assert_string_equal(list->next->next->data, "");
  assert_null(list->next->next->next);
  curl_slist_free_all(list);
  curl_slist_free_all(NULL);
}

static void texts_are_compared_without_case(void **state)
{
  assert_true(curl_strequal("Content-Type", "content-tYPE"));
  assert_true(curl_strequal("", ""));
  assert_false(curl_strequal("a", "ab"));
  assert_false(curl_strequal("ab", "a"));
  assert_false(curl_strequal("@", "`")); /* one bit apart, as letters of two cases are */
  assert_false(curl_strequal("\xc4", "\xe4"));
}

static void the_beginning_is_compared_without_case(void **state)
{
  assert_true(curl_strnequal("HTTP/1.1", "http/2", 5));
  assert_true(curl_strnequal("a", "b", 0));
  assert_true(curl_strnequal("a", "A", 100));
  assert_false(curl_strnequal("a", "ab", 2));
  assert_false(curl_strnequal("ab", "ac", 2));
  assert_true(curl_strnequal("ab", "ac", 1));
  assert_true(curl_strnequal("a\0b", "a\0c", 3)); /* strings end at their NUL */
  assert_false(curl_strnequal("\xc4", "\xe4", 1));
}

static void null_equals_null_only(void **state)
{
  assert_true(curl_strequal(NULL, NULL));
  assert_false(curl_strequal(NULL, ""));
  assert_false(curl_strequal("", NULL));
  assert_true(curl_strnequal(NULL, NULL, 1));
  assert_false(curl_strnequal(NULL, "a", 0));
  assert_false(curl_strnequal("a", NULL, 1));
  assert_false(curl_strnequal(NULL, NULL, 0));
}

static void the_environment_is_copied(void **state)
{
  assert_int_equal(setenv("API_TEST_VARIABLE", "value", 1), 0);
  char *value = curl_getenv("API_TEST_VARIABLE");
  assert_non_null(value);
  assert_string_equal(value, "value");
  curl_free(value);
  assert_int_equal(unsetenv("API_TEST_VARIABLE"), 0);
  assert_null(curl_getenv("API_TEST_VARIABLE"));
  assert_int_equal(setenv("API_TEST_VARIABLE", "", 1), 0);
  assert_null(curl_getenv("API_TEST_VARIABLE")); /* as good as not set */
  assert_int_equal(unsetenv("API_TEST_VARIABLE"), 0);
}

static void a_copy_does_not_follow_the_environment(void **state)
{
  assert_int_equal(setenv("API_TEST_VARIABLE", "before", 1), 0);
  char *value = curl_getenv("API_TEST_VARIABLE");
  assert_int_equal(setenv("API_TEST_VARIABLE", "behind", 1), 0);
  assert_non_null(value);
  assert_string_equal(value, "before");
  curl_free(value);
  curl_free(NULL);
  assert_int_equal(unsetenv("API_TEST_VARIABLE"), 0);
}

/* The locale has no say in what is a letter. */
static void comparing_knows_no_locale(void **state)
{
  const char *before = setlocale(LC_ALL, NULL);
  char *kept = strdup(before ? before : "C");
  assert_non_null(kept);
  if(!setlocale(LC_ALL, "tr_TR.UTF-8") && !setlocale(LC_ALL, "C.UTF-8")) setlocale(LC_ALL, "");
  assert_true(curl_strequal("TITLE-i", "title-I"));
  assert_true(curl_strnequal("TITLE", "title", 5));
  setlocale(LC_ALL, kept);
  free(kept);
}

static void unknown_codes_have_words(void **state)
{
  static const int codes[] = { -1, -2, 1000, INT_MAX, INT_MIN };
  for(size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    assert_string_equal(curl_easy_strerror((CURLcode)codes[i]), "Unknown error");
    assert_string_equal(curl_share_strerror((CURLSHcode)codes[i]), "CURLSHcode unknown");
    assert_true(strlen(curl_url_strerror((CURLUcode)codes[i])) > 0);
    if(codes[i] != CURLM_CALL_MULTI_PERFORM)
      assert_string_equal(curl_multi_strerror((CURLMcode)codes[i]), "Unknown error");
  }
  assert_string_equal(curl_easy_strerror(CURL_LAST), "Unknown error");
  assert_string_equal(curl_easy_strerror(CURLE_OBSOLETE20), "Unknown error");
  assert_string_equal(curl_multi_strerror(CURLM_LAST), "Unknown error");
  assert_string_equal(curl_share_strerror(CURLSHE_LAST), "CURLSHcode unknown");
}

/* The words that programs have come to know; the whole list is the reference's test 1538. */
static void codes_have_their_words(void **state)
{
  assert_string_equal(curl_easy_strerror(CURLE_OK), "No error");
  assert_string_equal(curl_easy_strerror(CURLE_URL_MALFORMAT), "URL using bad/illegal format or missing URL");
  assert_string_equal(curl_easy_strerror(CURLE_COULDNT_CONNECT), "Could not connect to server");
  assert_string_equal(curl_easy_strerror(CURLE_OPERATION_TIMEDOUT), "Timeout was reached");
  assert_string_equal(curl_easy_strerror(CURLE_ECH_REQUIRED), "ECH attempted but failed");
  assert_string_equal(curl_multi_strerror(CURLM_CALL_MULTI_PERFORM), "Please call curl_multi_perform() soon");
  assert_string_equal(curl_multi_strerror(CURLM_ADDED_ALREADY), "The easy handle is already added to a multi handle");
  assert_string_equal(curl_share_strerror(CURLSHE_IN_USE), "Share currently in use");
}

static void every_code_has_words(void **state)
{
  for(int i = 0; i <= CURL_LAST; i++) assert_true(strlen(curl_easy_strerror((CURLcode)i)) > 0);
  for(int i = -1; i <= CURLM_LAST; i++) assert_true(strlen(curl_multi_strerror((CURLMcode)i)) > 0);
  for(int i = 0; i <= CURLUE_LAST; i++) assert_true(strlen(curl_url_strerror((CURLUcode)i)) > 0);
  for(int i = 0; i <= CURLSHE_LAST; i++) assert_true(strlen(curl_share_strerror((CURLSHcode)i)) > 0);
}

/* The grammar is the matter of tests/unit/codec/date; these are the manual page's words. */
static void texts_that_are_no_dates(void **state)
{
  time_t now = 784111777;
  assert_int_equal(curl_getdate(NULL, NULL), -1);
  assert_int_equal(curl_getdate("", NULL), -1);
  assert_int_equal(curl_getdate("08:49:37", &now), -1);
  assert_int_equal(curl_getdate("Thu, 01-Jan-1499 00:00:00 GMT", NULL), -1);
  assert_int_equal(curl_getdate("32 Jan 2024", NULL), -1);
}

static void dates_are_seconds_since_1970(void **state)
{
  static const struct {
    const char *text;
    time_t seconds;
  } dates[] = {
    { "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
    { "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
    { "Sun Nov  6 08:49:37 1994", 784111777 },
    { "GMT 08:49:37 06-Nov-94 Sunday", 784111777 },
    { "1994.Nov.6", 784080000 },
    { "Sun/Nov/6/94/GMT", 784080000 },
    { "Sun, 06 Nov 1994 08:49:37 CET", 784108177 },
    { "06 Nov 1994 08:49:37 EST", 784129777 },
    { "20040912 15:05:58 -0700", 1095026758 },
    { "20040911 +0200", 1094853600 },
    { "Thu, 31-Dec-1969 23:59:58 GMT", -2 },
    { "Thu, 31-Dec-1969 23:59:59 GMT", 0 }, /* -1 would be an error */
    { "Thu, 01-Jan-1970 00:00:00 GMT", 0 },
  };
  for(size_t i = 0; i < sizeof dates / sizeof *dates; i++)
    assert_int_equal(curl_getdate(dates[i].text, NULL), dates[i].seconds);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_text_is_not_appended),
    cmocka_unit_test(texts_are_copied_and_kept_in_order),
    cmocka_unit_test(texts_are_compared_without_case),
    cmocka_unit_test(the_beginning_is_compared_without_case),
    cmocka_unit_test(null_equals_null_only),
    cmocka_unit_test(the_environment_is_copied),
    cmocka_unit_test(a_copy_does_not_follow_the_environment),
    cmocka_unit_test(comparing_knows_no_locale),
    cmocka_unit_test(texts_that_are_no_dates),
    cmocka_unit_test(dates_are_seconds_since_1970),
    cmocka_unit_test(unknown_codes_have_words),
    cmocka_unit_test(codes_have_their_words),
    cmocka_unit_test(every_code_has_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
