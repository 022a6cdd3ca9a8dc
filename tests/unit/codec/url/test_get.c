#include "unit/codec/url/url_test.h"

#define ANY CURLU_NON_SUPPORT_SCHEME

struct row {
  const char *url;
  CURLUPart what;
  unsigned flags;
  const char *wanted; /* NULL: `code` */
  CURLUcode code;
};

static void assert_rows(const struct row *rows, size_t count)
{
  struct url u = { 0 };
  for(size_t i = 0; i < count; i++) {
    assert_int_equal(parse(&u, rows[i].url, ANY | CURLU_GUESS_SCHEME | CURLU_ALLOW_SPACE), CURLUE_OK);
    char *text = NULL;
    CURLUcode code = url_get(&u, rows[i].what, rows[i].flags, &text);
    bool is_same = text && rows[i].wanted ? !strcmp(text, rows[i].wanted) : !text && !rows[i].wanted;
    if(code != rows[i].code || !is_same)
      fail_msg("part %d of %s: error %d, %s", rows[i].what, rows[i].url, code, text ? text : "-");
    mem_free(text);
  }
  url_free(&u);
}

static void missing_parts_have_their_codes(void **state)
{
  static const CURLUcode codes[] = { CURLUE_NO_SCHEME,  CURLUE_NO_SCHEME,   CURLUE_NO_USER,   CURLUE_NO_PASSWORD,
                                     CURLUE_NO_OPTIONS, CURLUE_NO_HOST,     CURLUE_NO_PORT,   CURLUE_OK,
                                     CURLUE_NO_QUERY,   CURLUE_NO_FRAGMENT, CURLUE_NO_ZONEID, CURLUE_UNKNOWN_PART };
  struct url u = { 0 };
  for(size_t i = 0; i < COUNT(codes); i++) {
    char *text = NULL;
    assert_int_equal(url_get(&u, (CURLUPart)i, 0, &text), codes[i]);
    if(i == CURLUPART_PATH)
      assert_string_equal(text, "/");
    else
      assert_null(text);
    mem_free(text);
  }
  assert_int_equal(url_set(&u, CURLUPART_SCHEME, "http", 0), CURLUE_OK);
  assert_string_equal(whole(&u, 0), "error 14");
  url_free(&u);
}

static void what_cannot_be_decoded_or_converted(void **state)
{
  static const struct row rows[] = {
    { "http://h/%00", CURLUPART_PATH, CURLU_URLDECODE, NULL, CURLUE_URLDECODE },
    { "http://h/?%1f", CURLUPART_QUERY, CURLU_URLDECODE, NULL, CURLUE_URLDECODE },
    { "http://%0a@h/", CURLUPART_USER, CURLU_URLDECODE, NULL, CURLUE_URLDECODE },
    { "http://\xc3/", CURLUPART_HOST, CURLU_PUNYCODE, NULL, CURLUE_BAD_HOSTNAME },
    { "http://\xc3/", CURLUPART_URL, CURLU_PUNYCODE, NULL, CURLUE_BAD_HOSTNAME },
    { "http://a.XN--b/", CURLUPART_HOST, CURLU_PUNY2IDN, NULL, CURLUE_BAD_HOSTNAME },
    { "http://a.XN--b/", CURLUPART_URL, CURLU_PUNY2IDN, NULL, CURLUE_BAD_HOSTNAME },
    { "http://axn--b/", CURLUPART_HOST, CURLU_PUNY2IDN, "axn--b", CURLUE_OK },
    { "http://h/", CURLUPART_HOST, CURLU_PUNYCODE | CURLU_PUNY2IDN, "h", CURLUE_OK },
  };
  assert_rows(rows, COUNT(rows));
}

static void out_of_memory_is_an_error(void **state)
{
  struct url u = { 0 };
  assert_int_equal(url_parse(&u, "http://u:p@h:1/?q#f", 0), CURLUE_OK);
  CURLUcode code = CURLUE_OUT_OF_MEMORY;
  char *text = NULL;
  for(unsigned count = 0; code; count++) {
    allow_allocations(count);
    code = url_get(&u, CURLUPART_URL, 0, &text);
    allow_all_allocations();
    if(code) assert_int_equal(code, CURLUE_OUT_OF_MEMORY);
    assert_int_equal(!code, !!text);
  }
  mem_free(text);
  allow_allocations(0);
  code = url_get(&u, CURLUPART_HOST, 0, &text);
  allow_all_allocations();
  assert_int_equal(code, CURLUE_OUT_OF_MEMORY);
  url_free(&u);
}

static void parts_are_decoded_and_encoded_on_request(void **state)
{
  static const struct row rows[] = {
    { "http://%41:%3A@h/%2F?a+b%2b#c+%zz", CURLUPART_USER, CURLU_URLDECODE, "A", CURLUE_OK },
    { "http://%41:%3A@h/%2F?a+b%2b#c+%zz", CURLUPART_PASSWORD, CURLU_URLDECODE, ":", CURLUE_OK },
    { "http://%41:%3A@h/%2F?a+b%2b#c+%zz", CURLUPART_PATH, CURLU_URLDECODE, "//", CURLUE_OK },
    { "http://%41:%3A@h/%2F?a+b%2b#c+%zz", CURLUPART_QUERY, CURLU_URLDECODE, "a b+", CURLUE_OK },
    { "http://%41:%3A@h/%2F?a+b%2b#c+%zz", CURLUPART_FRAGMENT, CURLU_URLDECODE, "c+%zz", CURLUE_OK },
    { "http://%41:%3A@h/%2F?a+b%2b#c+%zz", CURLUPART_URL, CURLU_URLDECODE, "http://%41:%3A@h/%2F?a+b%2b#c+%zz",
      CURLUE_OK },
    { "http://h\xc3/a b?c d", CURLUPART_HOST, CURLU_URLENCODE, "h%C3", CURLUE_OK },
    { "http://h\xc3/a b?c d", CURLUPART_PATH, CURLU_URLENCODE, "/a%20b", CURLUE_OK },
    { "http://h\xc3/a b?c d", CURLUPART_QUERY, CURLU_URLENCODE, "c+d", CURLUE_OK },
    { "http://h\xc3/a b?c d", CURLUPART_URL, CURLU_URLENCODE, "http://h%C3/a b?c d", CURLUE_OK },
    { "http://h\xc3/", CURLUPART_URL, 0, "http://h\xc3/", CURLUE_OK },
    { "http://h\xc3/", CURLUPART_HOST, CURLU_PUNYCODE | CURLU_URLENCODE, "h%C3", CURLUE_OK },
    { "http://[::1]/", CURLUPART_HOST, CURLU_URLENCODE, "[::1]", CURLUE_OK },
  };
  assert_rows(rows, COUNT(rows));
}

static void ports_come_and_go_with_the_default(void **state)
{
  static const struct row rows[] = {
    { "https://h", CURLUPART_PORT, CURLU_DEFAULT_PORT, "443", CURLUE_OK },
    { "https://h", CURLUPART_URL, CURLU_DEFAULT_PORT, "https://h:443/", CURLUE_OK },
    { "https://h:443", CURLUPART_PORT, CURLU_NO_DEFAULT_PORT, NULL, CURLUE_NO_PORT },
    { "https://h:0443", CURLUPART_URL, CURLU_NO_DEFAULT_PORT, "https://h/", CURLUE_OK },
    { "https://h:80", CURLUPART_PORT, CURLU_NO_DEFAULT_PORT, "80", CURLUE_OK },
    { "https://h:0", CURLUPART_PORT, CURLU_NO_DEFAULT_PORT, "0", CURLUE_OK },
    { "foo://h:0", CURLUPART_PORT, CURLU_NO_DEFAULT_PORT, "0", CURLUE_OK },
    { "foo://h", CURLUPART_PORT, CURLU_DEFAULT_PORT, NULL, CURLUE_NO_PORT },
  };
  assert_rows(rows, COUNT(rows));
}

static void empty_queries_and_fragments_count_on_request(void **state)
{
  static const struct row rows[] = {
    { "http://h?#", CURLUPART_QUERY, 0, NULL, CURLUE_NO_QUERY },
    { "http://h?#", CURLUPART_FRAGMENT, 0, NULL, CURLUE_NO_FRAGMENT },
    { "http://h?#", CURLUPART_URL, 0, "http://h/", CURLUE_OK },
    { "http://h?#", CURLUPART_QUERY, CURLU_GET_EMPTY, "", CURLUE_OK },
    { "http://h?#", CURLUPART_FRAGMENT, CURLU_GET_EMPTY, "", CURLUE_OK },
    { "http://h?#", CURLUPART_URL, CURLU_GET_EMPTY, "http://h/?#", CURLUE_OK },
    { "http://h", CURLUPART_QUERY, CURLU_GET_EMPTY, NULL, CURLUE_NO_QUERY },
    { "http://h", CURLUPART_URL, CURLU_GET_EMPTY, "http://h/", CURLUE_OK },
  };
  assert_rows(rows, COUNT(rows));
}

static void guesses_can_be_hidden(void **state)
{
  static const struct row rows[] = {
    { "ftp.h/x", CURLUPART_SCHEME, 0, "ftp", CURLUE_OK },
    { "ftp.h/x", CURLUPART_SCHEME, CURLU_NO_GUESS_SCHEME, NULL, CURLUE_NO_SCHEME },
    { "ftp.h/x", CURLUPART_URL, CURLU_NO_GUESS_SCHEME, "ftp.h/x", CURLUE_OK },
    { "ftp://h/x", CURLUPART_URL, CURLU_NO_GUESS_SCHEME, "ftp://h/x", CURLUE_OK },
  };
  assert_rows(rows, COUNT(rows));
  struct url u = { 0 };
  assert_int_equal(url_set(&u, CURLUPART_HOST, "h", 0), CURLUE_OK);
  assert_string_equal(whole(&u, CURLU_DEFAULT_SCHEME), "https://h/");
  assert_string_equal(whole(&u, 0), "error 10");
  url_free(&u);
}

static void the_whole_is_made_of_all_parts(void **state)
{
  static const struct row rows[] = {
    { "imap://u:p;o@[0::1%lo]:1/x?q#f", CURLUPART_URL, 0, "imap://u:p;o@[::1%25lo]:1/x?q#f", CURLUE_OK },
    { "imap://u;o:p;q@h", CURLUPART_URL, 0, "imap://u;o:p;q@h/", CURLUE_OK },
    { "imap://u;o:p@h", CURLUPART_URL, 0, "imap://u:p;o@h/", CURLUE_OK },
    { "http://@h", CURLUPART_URL, 0, "http://@h/", CURLUE_OK },
    { "http://:@h", CURLUPART_URL, 0, "http://:@h/", CURLUE_OK },
    { "file://localhost/x?q#f", CURLUPART_URL, 0, "file:///x?q#f", CURLUE_OK },
    { "imap://u;o@[::1%25lo]", CURLUPART_OPTIONS, 0, "o", CURLUE_OK },
    { "imap://u;o@[::1%25lo]", CURLUPART_ZONEID, 0, "lo", CURLUE_OK },
    { "imap://u;o@[::1%25lo]", CURLUPART_HOST, 0, "[::1]", CURLUE_OK },
  };
  assert_rows(rows, COUNT(rows));
}

static void only_what_belongs_to_the_scheme_is_shown(void **state)
{
  struct url u = { 0 };
  assert_int_equal(url_parse(&u, "imap://u;o@h/", 0), CURLUE_OK);
  assert_int_equal(url_set(&u, CURLUPART_USER, NULL, 0), CURLUE_OK);
  assert_string_equal(whole(&u, 0), "imap://;o@h/");
  assert_int_equal(url_set(&u, CURLUPART_SCHEME, "https", 0), CURLUE_OK);
  assert_string_equal(whole(&u, 0), "https://h/");
  assert_int_equal(url_set(&u, CURLUPART_PASSWORD, "p", 0), CURLUE_OK);
  assert_string_equal(whole(&u, 0), "https://:p@h/");
  assert_int_equal(url_set(&u, CURLUPART_ZONEID, "lo", 0), CURLUE_OK);
  assert_string_equal(whole(&u, 0), "https://:p@h/");
  assert_int_equal(url_set(&u, CURLUPART_SCHEME, "file", 0), CURLUE_OK);
  assert_string_equal(whole(&u, 0), "file:///");
  url_free(&u);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(missing_parts_have_their_codes),
    cmocka_unit_test(what_cannot_be_decoded_or_converted),
    cmocka_unit_test(out_of_memory_is_an_error),
    cmocka_unit_test(parts_are_decoded_and_encoded_on_request),
    cmocka_unit_test(ports_come_and_go_with_the_default),
    cmocka_unit_test(empty_queries_and_fragments_count_on_request),
    cmocka_unit_test(guesses_can_be_hidden),
    cmocka_unit_test(the_whole_is_made_of_all_parts),
    cmocka_unit_test(only_what_belongs_to_the_scheme_is_shown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
