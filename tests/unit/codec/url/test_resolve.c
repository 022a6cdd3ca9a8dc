#include "unit/codec/url/url_test.h"

struct step {
  const char *base;
  const char *reference;
  unsigned flags;
  const char *wanted;
};

static CURLUcode resolve(struct url *u, const char *base, const char *reference, unsigned flags)
{
  char *copy = strdup(reference); /* the block ends with the text */
  CURLUcode code = parse(u, base, CURLU_NON_SUPPORT_SCHEME | (flags & CURLU_NO_AUTHORITY));
  assert_int_equal(code, CURLUE_OK);
  code = url_resolve(u, u, copy, flags);
  free(copy);
  return code;
}

static void assert_resolved(const struct step *rows, size_t count)
{
  struct url u = { 0 };
  for(size_t i = 0; i < count; i++) {
    CURLUcode code = resolve(&u, rows[i].base, rows[i].reference, rows[i].flags);
    const char *url = whole(&u, CURLU_GET_EMPTY);
    if(code || strcmp(url, rows[i].wanted))
      fail_msg("%s + %s: error %d, %s, not %s", rows[i].base, rows[i].reference, code, url, rows[i].wanted);
  }
  url_free(&u);
}

static void bad_references_leave_the_base(void **state)
{
  static const struct {
    const char *reference;
    unsigned flags;
    CURLUcode code;
  } rows[] = {
    { "a b", 0, CURLUE_MALFORMED_INPUT },
    { "a\tb", CURLU_URLENCODE | CURLU_ALLOW_SPACE, CURLUE_MALFORMED_INPUT },
    { "foo:bar", 0, CURLUE_UNSUPPORTED_SCHEME },
    { "http:x", 0, CURLUE_BAD_SLASHES },
    { "//", 0, CURLUE_NO_HOST },
    { "//a:b", 0, CURLUE_BAD_PORT_NUMBER },
    { "////a", 0, CURLUE_BAD_SLASHES },
    { "//u@a/", CURLU_DISALLOW_USER, CURLUE_USER_NOT_ALLOWED },
    { "x", CURLU_DISALLOW_USER, CURLUE_USER_NOT_ALLOWED },
  };
  struct url u = { 0 };
  for(size_t i = 0; i < COUNT(rows); i++) {
    CURLUcode code = resolve(&u, "http://u@h/a/b?c#d", rows[i].reference, rows[i].flags);
    if(code != rows[i].code) fail_msg("%s: %d, not %d", rows[i].reference, code, rows[i].code);
    assert_string_equal(whole(&u, 0), "http://u@h/a/b?c#d");
  }
  url_free(&u);
}

static void a_base_needs_scheme_and_host(void **state)
{
  struct url u = { 0 };
  assert_int_equal(url_resolve(&u, &u, "/x", 0), CURLUE_MALFORMED_INPUT);
  assert_int_equal(url_set(&u, CURLUPART_HOST, "h", 0), CURLUE_OK);
  assert_int_equal(url_resolve(&u, &u, "/x", 0), CURLUE_MALFORMED_INPUT);
  assert_int_equal(url_resolve(&u, &u, "x", CURLU_DEFAULT_SCHEME), CURLUE_OK);
  assert_string_equal(whole(&u, 0), "https://h/x");
  url_free(&u);
  assert_int_equal(url_set(&u, CURLUPART_SCHEME, "http", 0), CURLUE_OK);
  assert_int_equal(url_resolve(&u, &u, "/x", 0), CURLUE_MALFORMED_INPUT);
  url_free(&u);
}

static void out_of_memory_leaves_the_base(void **state)
{
  struct url u = { 0 };
  assert_int_equal(url_parse(&u, "http://h/a", 0), CURLUE_OK);
  allow_allocations(0);
  assert_int_equal(url_resolve(&u, &u, "b", 0), CURLUE_OUT_OF_MEMORY);
  allow_all_allocations();
  assert_string_equal(whole(&u, 0), "http://h/a");
  url_free(&u);
}

/* RFC 3986, section 5.4, but for what libcurl has otherwise: "g:h" needs a scheme that is known, and "http:g" is none. */
static void the_examples_of_the_rfc(void **state)
{
  static const char *const rows[][2] = {
    { "g", "http://a/b/c/g" },
    { "./g", "http://a/b/c/g" },
    { "g/", "http://a/b/c/g/" },
    { "/g", "http://a/g" },
    { "//g", "http://g/" },
    { "?y", "http://a/b/c/d;p?y" },
    { "g?y", "http://a/b/c/g?y" },
    { "#s", "http://a/b/c/d;p?q#s" },
    { "g#s", "http://a/b/c/g#s" },
    { "g?y#s", "http://a/b/c/g?y#s" },
    { ";x", "http://a/b/c/;x" },
    { "g;x?y#s", "http://a/b/c/g;x?y#s" },
    { "", "http://a/b/c/d;p?q" },
    { ".", "http://a/b/c/" },
    { "./", "http://a/b/c/" },
    { "..", "http://a/b/" },
    { "../g", "http://a/b/g" },
    { "../..", "http://a/" },
    { "../../g", "http://a/g" },
    { "../../../g", "http://a/g" },
    { "/./g", "http://a/g" },
    { "/../g", "http://a/g" },
    { "g.", "http://a/b/c/g." },
    { ".g", "http://a/b/c/.g" },
    { "..g", "http://a/b/c/..g" },
    { "./../g", "http://a/b/g" },
    { "./g/.", "http://a/b/c/g/" },
    { "g/./h", "http://a/b/c/g/h" },
    { "g/../h", "http://a/b/c/h" },
    { "g;x=1/../y", "http://a/b/c/y" },
    { "g?y/../x", "http://a/b/c/g?y/../x" },
    { "g#s/../x", "http://a/b/c/g#s/../x" },
  };
  for(size_t i = 0; i < COUNT(rows); i++) {
    const struct step row = { "http://a/b/c/d;p?q", rows[i][0], 0, rows[i][1] };
    assert_resolved(&row, 1);
  }
}

static void what_stays_of_the_base(void **state)
{
  static const struct step rows[] = {
    { "https://u:p@[::1%25lo]:1/a/b?c#d", "e", 0, "https://u:p@[::1%25lo]:1/a/e" },
    { "https://u:p@h:1/a?c", "//i", 0, "https://i/" },
    { "https://u:p@h:1/a?c", "ftp://i/", 0, "ftp://i/" },
    { "http://h?q", "x", 0, "http://h/x" },
    { "http://h/a?", "#f", 0, "http://h/a?#f" },
    { "http://h/a#f", "?", 0, "http://h/a?" },
    { "http://h/a", "b?c=http://d/e", 0, "http://h/b?c=http://d/e" },
    { "http://h/a", ":1", 0, "http://h/:1" },
    { "http://h/a", "b:1", CURLU_GUESS_SCHEME, "http://h/b:1" },
    { "http://h/a/b", "../c", CURLU_PATH_AS_IS, "http://h/a/../c" },
    { "foo://h/a", "//i/b", 0, "foo://i/b" },
    { "foo:///a", "b", CURLU_NO_AUTHORITY, "foo:///b" },
    { "file:///a/b", "../c?d", 0, "file:///c?d" },
    { "file:///a/b", "//localhost/c", 0, "file:///c" },
    { "http://h/%c3\xc3?\xc3", "b c?d e#\xc3", CURLU_URLENCODE | CURLU_ALLOW_SPACE, "http://h/b%20c?d+e#%C3" },
    { "http://h/%c3\xc3/x?\xc3", "b", CURLU_URLENCODE, "http://h/%c3\xc3/b" },
    { "http://h/a?\xc3", "#b", CURLU_URLENCODE, "http://h/a?\xc3#b" },
  };
  assert_resolved(rows, COUNT(rows));
}

static void a_guess_stays_a_guess(void **state)
{
  struct url u = { 0 };
  assert_int_equal(url_parse(&u, "h/a", CURLU_GUESS_SCHEME), CURLUE_OK);
  assert_int_equal(url_resolve(&u, &u, "b", 0), CURLUE_OK);
  assert_string_equal(whole(&u, CURLU_NO_GUESS_SCHEME), "h/b");
  assert_string_equal(whole(&u, 0), "http://h/b");
  url_free(&u);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bad_references_leave_the_base), cmocka_unit_test(a_base_needs_scheme_and_host),
    cmocka_unit_test(out_of_memory_leaves_the_base), cmocka_unit_test(the_examples_of_the_rfc),
    cmocka_unit_test(what_stays_of_the_base),        cmocka_unit_test(a_guess_stays_a_guess),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
