/* The calls themselves; what URLs are understood to be is the matter of tests/unit/codec/url. */
#include <curl/curl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_part(const CURLU *u, CURLUPart what, const char *wanted)
{
  char *text = NULL;
  assert_int_equal(curl_url_get(u, what, &text, 0), CURLUE_OK);
  assert_string_equal(text, wanted);
  curl_free(text);
}

static void bad_arguments_have_their_codes(void **state)
{
  char nothing[] = "x", *text = nothing;
  CURLU *u = curl_url();
  assert_int_equal(curl_url_get(NULL, CURLUPART_URL, &text, 0), CURLUE_BAD_HANDLE);
  assert_int_equal(curl_url_set(NULL, CURLUPART_URL, "http://h", 0), CURLUE_BAD_HANDLE);
  assert_int_equal(curl_url_get(u, CURLUPART_URL, NULL, 0), CURLUE_BAD_PARTPOINTER);
  assert_int_equal(curl_url_get(u, (CURLUPart)77, &text, 0), CURLUE_UNKNOWN_PART);
  assert_int_equal(curl_url_set(u, (CURLUPart)77, "x", 0), CURLUE_UNKNOWN_PART);
  assert_int_equal(curl_url_set(u, (CURLUPart)77, NULL, 0), CURLUE_UNKNOWN_PART);
  curl_url_cleanup(u);
  curl_url_cleanup(NULL);
  assert_null(curl_url_dup(NULL));
}

static void a_missing_part_is_null(void **state)
{
  char nothing[] = "x", *text = nothing;
  CURLU *u = curl_url();
  assert_int_equal(curl_url_get(u, CURLUPART_QUERY, &text, 0), CURLUE_NO_QUERY);
  assert_null(text);
  text = nothing;
  assert_int_equal(curl_url_get(u, CURLUPART_URL, &text, 0), CURLUE_NO_SCHEME);
  assert_null(text);
  curl_url_cleanup(u);
}

static void a_failed_set_changes_nothing(void **state)
{
  CURLU *u = curl_url();
  assert_int_equal(curl_url_set(u, CURLUPART_URL, "", 0), CURLUE_MALFORMED_INPUT);
  assert_int_equal(curl_url_set(u, CURLUPART_URL, "http://h/a?b#c", 0), CURLUE_OK);
  assert_int_equal(curl_url_set(u, CURLUPART_URL, "http://h:x/", 0), CURLUE_BAD_PORT_NUMBER);
  assert_int_equal(curl_url_set(u, CURLUPART_HOST, "", 0), CURLUE_BAD_HOSTNAME);
  assert_part(u, CURLUPART_URL, "http://h/a?b#c");
  curl_url_cleanup(u);
}

static void schemes_outside_the_table_need_a_flag(void **state)
{
  CURLU *u = curl_url();
  assert_int_equal(curl_url_set(u, CURLUPART_URL, "foo://h/", 0), CURLUE_UNSUPPORTED_SCHEME);
  assert_int_equal(curl_url_set(u, CURLUPART_URL, "foo://h/", CURLU_NON_SUPPORT_SCHEME), CURLUE_OK);
  assert_int_equal(curl_url_set(u, CURLUPART_URL, "mqtts://h/", 0), CURLUE_OK);
  curl_url_cleanup(u);
}

static void a_url_is_built_of_parts(void **state)
{
  static const struct {
    CURLUPart what;
    const char *text;
  } parts[] = {
    { CURLUPART_FRAGMENT, "f" }, { CURLUPART_QUERY, "q" },     { CURLUPART_PATH, "p" },    { CURLUPART_PORT, "81" },
    { CURLUPART_HOST, "[::1]" }, { CURLUPART_ZONEID, "eth0" }, { CURLUPART_OPTIONS, "o" }, { CURLUPART_PASSWORD, "w" },
    { CURLUPART_USER, "u" },     { CURLUPART_SCHEME, "imap" },
  };
  CURLU *u = curl_url();
  for(size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    assert_int_equal(curl_url_set(u, parts[i].what, parts[i].text, 0), CURLUE_OK);
  assert_part(u, CURLUPART_URL, "imap://u:w;o@[::1%25eth0]:81/p?q#f");
  for(size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if(parts[i].what != CURLUPART_PATH) assert_part(u, parts[i].what, parts[i].text);
  assert_part(u, CURLUPART_PATH, "/p");
  curl_url_cleanup(u);
}

static void a_url_follows_references(void **state)
{
  static const char *const steps[][2] = {
    { "http://u@h/a/b?c#d", "http://u@h/a/b?c#d" },
    { "", "http://u@h/a/b?c" },
    { "#e", "http://u@h/a/b?c#e" },
    { "?f", "http://u@h/a/b?f" },
    { "../g", "http://u@h/g" },
    { "//i/j/", "http://i/j/" },
    { "k", "http://i/j/k" },
    { "ftp://l", "ftp://l/" },
  };
  CURLU *u = curl_url();
  for(size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    assert_int_equal(curl_url_set(u, CURLUPART_URL, steps[i][0], 0), CURLUE_OK);
    assert_part(u, CURLUPART_URL, steps[i][1]);
  }
  curl_url_cleanup(u);
}

static void a_copy_stands_on_its_own(void **state)
{
  CURLU *u = curl_url();
  assert_int_equal(curl_url_set(u, CURLUPART_URL, "http://h/a", 0), CURLUE_OK);
  CURLU *copy = curl_url_dup(u);
  assert_int_equal(curl_url_set(u, CURLUPART_HOST, "i", 0), CURLUE_OK);
  assert_part(copy, CURLUPART_URL, "http://h/a");
  assert_part(u, CURLUPART_URL, "http://i/a");
  curl_url_cleanup(u);
  assert_part(copy, CURLUPART_HOST, "h");
  curl_url_cleanup(copy);
}

static void every_code_has_a_text_of_its_own(void **state)
{
  for(int i = 0; i < CURLUE_LAST; i++) {
    assert_non_null(curl_url_strerror((CURLUcode)i));
    for(int j = 0; j < i; j++)
      assert_string_not_equal(curl_url_strerror((CURLUcode)i), curl_url_strerror((CURLUcode)j));
  }
  assert_string_equal(curl_url_strerror(CURLUE_OK), "No error");
  assert_string_equal(curl_url_strerror(CURLUE_BAD_PORT_NUMBER),
                      "Port number was not a decimal number between 0 and 65535");
  assert_string_equal(curl_url_strerror(CURLUE_LAST), "CURLUcode unknown");
  assert_string_equal(curl_url_strerror((CURLUcode)-1), "CURLUcode unknown");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bad_arguments_have_their_codes), cmocka_unit_test(a_missing_part_is_null),
    cmocka_unit_test(a_failed_set_changes_nothing),   cmocka_unit_test(schemes_outside_the_table_need_a_flag),
    cmocka_unit_test(a_url_is_built_of_parts),        cmocka_unit_test(a_url_follows_references),
    cmocka_unit_test(a_copy_stands_on_its_own),       cmocka_unit_test(every_code_has_a_text_of_its_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
