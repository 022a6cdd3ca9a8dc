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

/* What curl_url_set(3) says of its flags: what is set, and the URL that comes of it. */
static void each_flag_of_set_does_what_its_page_says(void **state)
{
  static const struct {
    const char *before; /* NULL: an empty handle */
    CURLUPart what;
    const char *text;
    unsigned flags;
    CURLUcode code;
    const char *url;
  } rows[] = {
    { "http://h/?q", CURLUPART_QUERY, "r", CURLU_APPENDQUERY, CURLUE_OK, "http://h/?q&r" },
    { "http://h/?q&", CURLUPART_QUERY, "r", CURLU_APPENDQUERY, CURLUE_OK, "http://h/?q&r" },
    { "http://h/", CURLUPART_QUERY, "r", CURLU_APPENDQUERY, CURLUE_OK, "http://h/?r" },
    { "http://h/?q", CURLUPART_QUERY, "a b=c=d", CURLU_APPENDQUERY | CURLU_URLENCODE, CURLUE_OK,
      "http://h/?q&a+b=c%3Dd" },
    { "http://h/", CURLUPART_SCHEME, "foo", 0, CURLUE_UNSUPPORTED_SCHEME, "http://h/" },
    { "http://h/", CURLUPART_SCHEME, "foo", CURLU_NON_SUPPORT_SCHEME, CURLUE_OK, "foo://h/" },
    { NULL, CURLUPART_URL, "foo://h/", CURLU_NON_SUPPORT_SCHEME, CURLUE_OK, "foo://h/" },
    { "http://h/", CURLUPART_USER, "a b", CURLU_URLENCODE, CURLUE_OK, "http://a%20b@h/" },
    { "http://h/", CURLUPART_PATH, "!$&'(){}[]*+,;=:@/ ?", CURLU_URLENCODE, CURLUE_OK,
      "http://h/!$&'(){}[]*+,;=:@/%20%3F" },
    { "http://h/", CURLUPART_QUERY, "a b\xc3", CURLU_URLENCODE, CURLUE_OK, "http://h/?a+b%C3" },
    { "http://h/", CURLUPART_PORT, "%38", CURLU_URLENCODE, CURLUE_BAD_PORT_NUMBER, "http://h/" },
    { "http://h/", CURLUPART_HOST, "[::1]", CURLU_URLENCODE, CURLUE_BAD_HOSTNAME, "http://h/" },
    { NULL, CURLUPART_URL, "h/a", CURLU_DEFAULT_SCHEME, CURLUE_OK, "https://h/a" },
    { NULL, CURLUPART_URL, "ftp.h/a", CURLU_DEFAULT_SCHEME | CURLU_GUESS_SCHEME, CURLUE_OK, "https://ftp.h/a" },
    { NULL, CURLUPART_URL, "ftp.h/a", CURLU_GUESS_SCHEME, CURLUE_OK, "ftp://ftp.h/a" },
    { NULL, CURLUPART_URL, "h/a", CURLU_GUESS_SCHEME, CURLUE_OK, "http://h/a" },
    { NULL, CURLUPART_URL, "h/a", 0, CURLUE_BAD_SCHEME, NULL },
    { NULL, CURLUPART_URL, "https://", 0, CURLUE_NO_HOST, NULL },
    { NULL, CURLUPART_URL, "https://", CURLU_NO_AUTHORITY, CURLUE_OK, "https:///" },
    { "http://h/", CURLUPART_HOST, "", CURLU_NO_AUTHORITY, CURLUE_OK, "http:///" },
    { NULL, CURLUPART_URL, "http://h/a/../b", 0, CURLUE_OK, "http://h/b" },
    { NULL, CURLUPART_URL, "http://h/a/../b", CURLU_PATH_AS_IS, CURLUE_OK, "http://h/a/../b" },
    { NULL, CURLUPART_URL, "http://h/a b", 0, CURLUE_MALFORMED_INPUT, NULL },
    { NULL, CURLUPART_URL, "http://h/a b", CURLU_ALLOW_SPACE, CURLUE_OK, "http://h/a b" },
    { NULL, CURLUPART_URL, "http://h/a b", CURLU_ALLOW_SPACE | CURLU_URLENCODE, CURLUE_OK, "http://h/a%20b" },
    { NULL, CURLUPART_URL, "ht tp://h/", CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME, CURLUE_BAD_SCHEME, NULL },
    { NULL, CURLUPART_URL, "http://u@h/", CURLU_DISALLOW_USER, CURLUE_USER_NOT_ALLOWED, NULL },
    { NULL, CURLUPART_URL, "http://u@h/", 0, CURLUE_OK, "http://u@h/" },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    CURLU *u = curl_url();
    if(rows[i].before) assert_int_equal(curl_url_set(u, CURLUPART_URL, rows[i].before, 0), CURLUE_OK);
    CURLUcode code = curl_url_set(u, rows[i].what, rows[i].text, rows[i].flags);
    if(code != rows[i].code) fail_msg("'%s', flags %x: %s", rows[i].text, rows[i].flags, curl_url_strerror(code));
    if(rows[i].url) assert_part(u, CURLUPART_URL, rows[i].url);
    curl_url_cleanup(u);
  }
}

/* What curl_url_get(3) says of its flags. */
static void each_flag_of_get_does_what_its_page_says(void **state)
{
  static const struct {
    const char *url;
    CURLUPart what;
    unsigned flags;
    CURLUcode code;
    const char *text;
  } rows[] = {
    { "http://h/", CURLUPART_PORT, 0, CURLUE_NO_PORT, NULL },
    { "http://h/", CURLUPART_PORT, CURLU_DEFAULT_PORT, CURLUE_OK, "80" },
    { "http://h:80/", CURLUPART_PORT, CURLU_NO_DEFAULT_PORT, CURLUE_NO_PORT, NULL },
    { "http://h:80/", CURLUPART_URL, CURLU_NO_DEFAULT_PORT, CURLUE_OK, "http://h/" },
    { "http://h:81/", CURLUPART_PORT, CURLU_NO_DEFAULT_PORT, CURLUE_OK, "81" },
    { "http://a%20b@h/", CURLUPART_USER, CURLU_URLDECODE, CURLUE_OK, "a b" },
    { "http://h/?a+b%2b", CURLUPART_QUERY, CURLU_URLDECODE, CURLUE_OK, "a b+" },
    { "http://h/a+b", CURLUPART_PATH, CURLU_URLDECODE, CURLUE_OK, "/a+b" },
    { "http://h/%1f", CURLUPART_PATH, CURLU_URLDECODE, CURLUE_URLDECODE, NULL },
    { "http://h/%20", CURLUPART_URL, CURLU_URLDECODE, CURLUE_OK, "http://h/%20" },
    { "http://\xc3\xa4.test/", CURLUPART_URL, 0, CURLUE_OK, "http://\xc3\xa4.test/" },
    { "http://\xc3\xa4.test/", CURLUPART_URL, CURLU_URLENCODE, CURLUE_OK, "http://%C3%A4.test/" },
    { "http://\xc3\xa4.test/", CURLUPART_HOST, CURLU_PUNYCODE, CURLUE_OK, "xn--4ca.test" },
    { "http://\xc3\xa4.test/", CURLUPART_URL, CURLU_PUNYCODE, CURLUE_OK, "http://xn--4ca.test/" },
    { "http://\xc3\xa4.test/", CURLUPART_URL, CURLU_PUNYCODE | CURLU_URLENCODE, CURLUE_OK, "http://%C3%A4.test/" },
    { "http://a.test/\xc3\xa4", CURLUPART_PATH, CURLU_PUNYCODE, CURLUE_OK, "/\xc3\xa4" },
    { "http://\xc3.test/", CURLUPART_HOST, CURLU_PUNYCODE, CURLUE_BAD_HOSTNAME, NULL },
    { "http://xn--4ca.test/", CURLUPART_HOST, CURLU_PUNYCODE, CURLUE_OK, "xn--4ca.test" },
    { "http://xn--4ca.test/", CURLUPART_HOST, CURLU_PUNY2IDN, CURLUE_OK, "\xc3\xa4.test" },
    { "http://xn--4ca.test/", CURLUPART_URL, CURLU_PUNY2IDN, CURLUE_OK, "http://\xc3\xa4.test/" },
    { "http://h.test/", CURLUPART_HOST, CURLU_PUNY2IDN, CURLUE_OK, "h.test" },
    { "http://xn--a.test/", CURLUPART_HOST, CURLU_PUNY2IDN, CURLUE_BAD_HOSTNAME, NULL },
    { "http://xn--a.test/", CURLUPART_URL, CURLU_PUNY2IDN, CURLUE_BAD_HOSTNAME, NULL },
    { "http://h/?#", CURLUPART_QUERY, 0, CURLUE_NO_QUERY, NULL },
    { "http://h/?#", CURLUPART_FRAGMENT, 0, CURLUE_NO_FRAGMENT, NULL },
    { "http://h/?#", CURLUPART_QUERY, CURLU_GET_EMPTY, CURLUE_OK, "" },
    { "http://h/?#", CURLUPART_FRAGMENT, CURLU_GET_EMPTY, CURLUE_OK, "" },
    { "http://h/?#", CURLUPART_URL, CURLU_GET_EMPTY, CURLUE_OK, "http://h/?#" },
    { "h/a", CURLUPART_SCHEME, CURLU_NO_GUESS_SCHEME, CURLUE_NO_SCHEME, NULL },
    { "h/a", CURLUPART_URL, CURLU_NO_GUESS_SCHEME, CURLUE_OK, "h/a" },
    { "http://h/a", CURLUPART_SCHEME, CURLU_NO_GUESS_SCHEME, CURLUE_OK, "http" },
    { "http://[fe80::0001%25eth0]/", CURLUPART_HOST, 0, CURLUE_OK, "[fe80::1]" },
    { "http://[fe80::0001%25eth0]/", CURLUPART_ZONEID, 0, CURLUE_OK, "eth0" },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *text = NULL;
    CURLU *u = curl_url();
    assert_int_equal(curl_url_set(u, CURLUPART_URL, rows[i].url, CURLU_GUESS_SCHEME), CURLUE_OK);
    CURLUcode code = curl_url_get(u, rows[i].what, &text, rows[i].flags);
    if(code != rows[i].code) fail_msg("'%s', flags %x: %s", rows[i].url, rows[i].flags, curl_url_strerror(code));
    if(rows[i].text) assert_string_equal(text, rows[i].text);
    if(!rows[i].text) assert_null(text);
    curl_free(text);
    curl_url_cleanup(u);
  }
}

static void a_default_scheme_stands_in_for_a_missing_one(void **state)
{
  char *text = NULL;
  CURLU *u = curl_url();
  assert_int_equal(curl_url_set(u, CURLUPART_HOST, "h", 0), CURLUE_OK);
  assert_int_equal(curl_url_get(u, CURLUPART_SCHEME, &text, 0), CURLUE_NO_SCHEME);
  assert_int_equal(curl_url_get(u, CURLUPART_SCHEME, &text, CURLU_DEFAULT_SCHEME), CURLUE_OK);
  assert_string_equal(text, "https");
  curl_free(text);
  assert_int_equal(curl_url_get(u, CURLUPART_URL, &text, CURLU_DEFAULT_SCHEME), CURLUE_OK);
  assert_string_equal(text, "https://h/");
  curl_free(text);
  curl_url_cleanup(u);
}

static void over_long_texts_set_nothing(void **state)
{
  char *text = malloc(8000001);
  CURLU *u = curl_url();
  memset(text, 'a', 8000000);
  text[8000000] = '\0';
  assert_int_equal(curl_url_set(u, CURLUPART_URL, "http://h/", 0), CURLUE_OK);
  for(int what = CURLUPART_URL; what <= CURLUPART_ZONEID; what++)
    assert_int_equal(curl_url_set(u, (CURLUPart)what, text, 0), CURLUE_MALFORMED_INPUT);
  assert_part(u, CURLUPART_URL, "http://h/");
  free(text);
  curl_url_cleanup(u);
}

/* Only a transfer has a limit of its own for them. */
static void long_hosts_are_hosts(void **state)
{
  char *url = malloc(200001);
  CURLU *u = curl_url();
  memset(url, 'a', 200000);
  memcpy(url, "http://", 7);
  url[200000] = '\0';
  assert_int_equal(curl_url_set(u, CURLUPART_URL, url, 0), CURLUE_OK);
  assert_part(u, CURLUPART_HOST, url + 7);
  free(url);
  curl_url_cleanup(u);
}

static void a_part_that_is_set_to_null_is_gone(void **state)
{
  static const CURLUPart parts[] = { CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS,  CURLUPART_PORT,
                                     CURLUPART_PATH, CURLUPART_QUERY,    CURLUPART_FRAGMENT, CURLUPART_ZONEID };
  char *text = NULL;
  CURLU *u = curl_url();
  assert_int_equal(curl_url_set(u, CURLUPART_URL, "imap://u:p;o@[::1%25lo]:1/a?q#f", 0), CURLUE_OK);
  for(size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    assert_int_equal(curl_url_set(u, parts[i], NULL, 0), CURLUE_OK);
  assert_part(u, CURLUPART_URL, "imap://[::1]/");
  assert_int_equal(curl_url_set(u, CURLUPART_URL, NULL, 0), CURLUE_OK);
  assert_int_equal(curl_url_get(u, CURLUPART_HOST, &text, 0), CURLUE_NO_HOST);
  curl_url_cleanup(u);
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
    cmocka_unit_test(bad_arguments_have_their_codes),
    cmocka_unit_test(a_missing_part_is_null),
    cmocka_unit_test(a_failed_set_changes_nothing),
    cmocka_unit_test(schemes_outside_the_table_need_a_flag),
    cmocka_unit_test(a_url_is_built_of_parts),
    cmocka_unit_test(a_url_follows_references),
    cmocka_unit_test(a_copy_stands_on_its_own),
    cmocka_unit_test(each_flag_of_set_does_what_its_page_says),
    cmocka_unit_test(each_flag_of_get_does_what_its_page_says),
    cmocka_unit_test(a_default_scheme_stands_in_for_a_missing_one),
    cmocka_unit_test(over_long_texts_set_nothing),
    cmocka_unit_test(long_hosts_are_hosts),
    cmocka_unit_test(a_part_that_is_set_to_null_is_gone),
    cmocka_unit_test(every_code_has_a_text_of_its_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
