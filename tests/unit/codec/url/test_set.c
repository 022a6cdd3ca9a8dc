#include "unit/codec/url/url_test.h"

#define ANY CURLU_NON_SUPPORT_SCHEME

#define BASE "http://u:p@h:1/a?q#f"

/* Set one part of a URL that has all of them, from text whose block ends with it. */
static CURLUcode set(struct url *u, CURLUPart what, const char *text, unsigned flags)
{
  assert_int_equal(url_parse(u, BASE, 0), CURLUE_OK);
  char *copy = text ? strdup(text) : NULL;
  CURLUcode code = url_set(u, what, copy, flags);
  free(copy);
  return code;
}

static void bad_parts_leave_the_url(void **state)
{
  static const struct {
    CURLUPart what;
    const char *text;
    unsigned flags;
    CURLUcode code;
  } rows[] = {
    { (CURLUPart)11, "x", 0, CURLUE_UNKNOWN_PART },
    { (CURLUPart)-1, NULL, 0, CURLUE_UNKNOWN_PART },
    { CURLUPART_SCHEME, "", ANY, CURLUE_BAD_SCHEME },
    { CURLUPART_SCHEME, "1a", ANY, CURLUE_BAD_SCHEME },
    { CURLUPART_SCHEME, "a:", ANY, CURLUE_BAD_SCHEME },
    { CURLUPART_SCHEME, "a://", ANY, CURLUE_BAD_SCHEME },
    { CURLUPART_SCHEME, "a b", ANY, CURLUE_BAD_SCHEME },
    { CURLUPART_SCHEME, "a1234567890123456789012345678901234567890", ANY, CURLUE_BAD_SCHEME },
    { CURLUPART_SCHEME, "foo", 0, CURLUE_UNSUPPORTED_SCHEME },
    { CURLUPART_HOST, "", 0, CURLUE_BAD_HOSTNAME },
    { CURLUPART_HOST, "a b", 0, CURLUE_BAD_HOSTNAME },
    { CURLUPART_HOST, "a b", CURLU_URLENCODE, CURLUE_BAD_HOSTNAME },
    { CURLUPART_HOST, "a:1", 0, CURLUE_BAD_HOSTNAME },
    { CURLUPART_HOST, "a%2f", 0, CURLUE_BAD_HOSTNAME },
    { CURLUPART_HOST, "a..", 0, CURLUE_BAD_HOSTNAME },
    { CURLUPART_HOST, "u@a", 0, CURLUE_BAD_HOSTNAME },
    { CURLUPART_HOST, "[::1", 0, CURLUE_BAD_IPV6 },
    { CURLUPART_HOST, "[::1]", CURLU_URLENCODE, CURLUE_BAD_HOSTNAME },
    { CURLUPART_PORT, "", 0, CURLUE_BAD_PORT_NUMBER },
    { CURLUPART_PORT, "65536", 0, CURLUE_BAD_PORT_NUMBER },
    { CURLUPART_PORT, "-1", 0, CURLUE_BAD_PORT_NUMBER },
    { CURLUPART_PORT, "+1", 0, CURLUE_BAD_PORT_NUMBER },
    { CURLUPART_PORT, "1 ", 0, CURLUE_BAD_PORT_NUMBER },
    { CURLUPART_URL, "http://", 0, CURLUE_NO_HOST },
  };
  struct url u = { 0 };
  for(size_t i = 0; i < COUNT(rows); i++) {
    CURLUcode code = set(&u, rows[i].what, rows[i].text, rows[i].flags);
    if(code != rows[i].code) fail_msg("part %d, %s: %d, not %d", rows[i].what, rows[i].text, code, rows[i].code);
    assert_string_equal(whole(&u, 0), BASE);
  }
  url_free(&u);
}

static void over_long_parts_are_refused(void **state)
{
  enum { MOST = 8000000 };
  struct url u = { 0 };
  char *text = malloc(MOST + 1);
  memset(text, ' ', MOST);
  text[MOST] = '\0';
  for(int what = CURLUPART_URL; what < URL_PARTS; what++)
    assert_int_equal(set(&u, (CURLUPart)what, text, CURLU_URLENCODE), CURLUE_MALFORMED_INPUT);
  text[MOST - 1] = '\0';
  assert_int_equal(set(&u, CURLUPART_FRAGMENT, text, CURLU_URLENCODE), CURLUE_OK);
  assert_int_equal(strlen(u.fragment), 3 * (MOST - 1));
  memset(text, 'q', MOST - 1);
  assert_int_equal(set(&u, CURLUPART_QUERY, text, CURLU_APPENDQUERY), CURLUE_OK);
  CURLUcode code = CURLUE_OK;
  for(int i = 0; i < 9 && !code; i++) code = url_set(&u, CURLUPART_QUERY, text, CURLU_APPENDQUERY);
  assert_int_equal(code, CURLUE_TOO_LARGE);
  free(text);
  url_free(&u);
}

static void out_of_memory_leaves_the_url(void **state)
{
  struct url u = { 0 };
  for(int what = CURLUPART_URL; what < URL_PARTS; what++) {
    assert_int_equal(url_parse(&u, BASE, 0), CURLUE_OK);
    unsigned count = 0;
    CURLUcode code = CURLUE_OUT_OF_MEMORY;
    const char *text = what == CURLUPART_SCHEME ? "ftp" : what == CURLUPART_PORT ? "2" : "x";
    while(code) {
      allow_allocations(count++);
      code = url_set(&u, (CURLUPart)what, text, CURLU_URLENCODE);
      allow_all_allocations();
      assert_true(code == CURLUE_OK || code == CURLUE_OUT_OF_MEMORY);
      if(code) assert_string_equal(whole(&u, 0), BASE);
    }
    assert_true(count > 1);
  }
  url_free(&u);
}

static void each_part_can_be_set_and_removed(void **state)
{
  static const struct {
    CURLUPart what;
    const char *text;
    unsigned flags;
    const char *parts; /* scheme|user|password|options|host|zone|port|path|query|fragment */
  } rows[] = {
    { CURLUPART_SCHEME, "IMAP", 0, "imap|u|p|-|h|-|1|/a|q|f" },
    { CURLUPART_SCHEME, "a+b-c.D", ANY, "a+b-c.d|u|p|-|h|-|1|/a|q|f" },
    { CURLUPART_SCHEME, NULL, 0, "-|u|p|-|h|-|1|/a|q|f" },
    { CURLUPART_USER, "", 0, "http||p|-|h|-|1|/a|q|f" },
    { CURLUPART_USER, NULL, 0, "http|-|p|-|h|-|1|/a|q|f" },
    { CURLUPART_PASSWORD, "%3a", 0, "http|u|%3A|-|h|-|1|/a|q|f" },
    { CURLUPART_PASSWORD, "@:%", CURLU_URLENCODE, "http|u|%40%3A%25|-|h|-|1|/a|q|f" },
    { CURLUPART_OPTIONS, "o", 0, "http|u|p|o|h|-|1|/a|q|f" },
    { CURLUPART_HOST, "%41", 0, "http|u|p|-|%41|-|1|/a|q|f" },
    { CURLUPART_HOST, "0x7f.1", 0, "http|u|p|-|0x7f.1|-|1|/a|q|f" },
    { CURLUPART_HOST, "\xc3", CURLU_URLENCODE, "http|u|p|-|%C3|-|1|/a|q|f" },
    { CURLUPART_HOST, "[0::1%25lo]", 0, "http|u|p|-|[::1]|lo|1|/a|q|f" },
    { CURLUPART_HOST, "", CURLU_NO_AUTHORITY, "http|u|p|-||-|1|/a|q|f" },
    { CURLUPART_HOST, NULL, 0, "http|u|p|-|-|-|1|/a|q|f" },
    { CURLUPART_ZONEID, "z", 0, "http|u|p|-|h|z|1|/a|q|f" },
    { CURLUPART_PORT, "0", 0, "http|u|p|-|h|-|0|/a|q|f" },
    { CURLUPART_PORT, "0065535", 0, "http|u|p|-|h|-|65535|/a|q|f" },
    { CURLUPART_PORT, NULL, 0, "http|u|p|-|h|-|-|/a|q|f" },
    { CURLUPART_PATH, "", 0, "http|u|p|-|h|-|1|/|q|f" },
    { CURLUPART_PATH, "b/../c d", 0, "http|u|p|-|h|-|1|/b/../c d|q|f" },
    { CURLUPART_PATH, "/b c?#%", CURLU_URLENCODE, "http|u|p|-|h|-|1|/b%20c%3F%23%25|q|f" },
    { CURLUPART_PATH, NULL, 0, "http|u|p|-|h|-|1|-|q|f" },
    { CURLUPART_QUERY, "", 0, "http|u|p|-|h|-|1|/a||f" },
    { CURLUPART_QUERY, "a=b c&d+", CURLU_URLENCODE, "http|u|p|-|h|-|1|/a|a%3Db+c%26d%2B|f" },
    { CURLUPART_QUERY, "a=b&c", CURLU_APPENDQUERY, "http|u|p|-|h|-|1|/a|q&a=b&c|f" },
    { CURLUPART_QUERY, "a b=c=&", CURLU_APPENDQUERY | CURLU_URLENCODE, "http|u|p|-|h|-|1|/a|q&a+b=c%3D%26|f" },
    { CURLUPART_QUERY, "", CURLU_APPENDQUERY, "http|u|p|-|h|-|1|/a||f" },
    { CURLUPART_QUERY, NULL, 0, "http|u|p|-|h|-|1|/a|-|f" },
    { CURLUPART_FRAGMENT, "a b", CURLU_URLENCODE, "http|u|p|-|h|-|1|/a|q|a%20b" },
    { CURLUPART_FRAGMENT, NULL, 0, "http|u|p|-|h|-|1|/a|q|-" },
    { CURLUPART_URL, "b", 0, "http|u|p|-|h|-|1|/b|-|-" },
    { CURLUPART_URL, NULL, 0, "-|-|-|-|-|-|-|-|-|-" },
  };
  struct url u = { 0 };
  for(size_t i = 0; i < COUNT(rows); i++) {
    CURLUcode code = set(&u, rows[i].what, rows[i].text, rows[i].flags);
    if(code || strcmp(describe(&u), rows[i].parts))
      fail_msg("part %d, %s: error %d, %s, not %s", rows[i].what, rows[i].text ? rows[i].text : "NULL", code,
               describe(&u), rows[i].parts);
  }
  url_free(&u);
}

static void what_hangs_on_a_part_follows_it(void **state)
{
  struct url u = { 0 };
  assert_int_equal(set(&u, CURLUPART_SCHEME, "https", 0), CURLUE_OK);
  assert_int_equal(u.known->port, 443);
  assert_int_equal(url_set(&u, CURLUPART_PORT, "77", 0), CURLUE_OK);
  assert_int_equal(u.port, 77);
  assert_int_equal(url_set(&u, CURLUPART_PORT, NULL, 0), CURLUE_OK);
  assert_int_equal(u.port, 0);
  assert_int_equal(url_set(&u, CURLUPART_SCHEME, NULL, 0), CURLUE_OK);
  assert_null(u.known);
  assert_int_equal(url_set(&u, CURLUPART_HOST, "[::1%25lo]", 0), CURLUE_OK);
  assert_int_equal(url_set(&u, CURLUPART_HOST, "[::2]", 0), CURLUE_OK);
  assert_null(u.zone);
  assert_int_equal(url_set(&u, CURLUPART_ZONEID, "lo", 0), CURLUE_OK);
  assert_int_equal(url_set(&u, CURLUPART_HOST, NULL, 0), CURLUE_OK);
  assert_null(u.zone);
  url_free(&u);
  assert_int_equal(url_parse(&u, "h", CURLU_GUESS_SCHEME), CURLUE_OK);
  assert_int_equal(url_set(&u, CURLUPART_SCHEME, "http", 0), CURLUE_OK);
  assert_false(u.guessed_scheme);
  url_free(&u);
}

static void a_query_is_appended_after_one_ampersand(void **state)
{
  struct url u = { 0 };
  assert_int_equal(url_set(&u, CURLUPART_QUERY, "a", CURLU_APPENDQUERY), CURLUE_OK);
  assert_int_equal(url_set(&u, CURLUPART_QUERY, "b&", CURLU_APPENDQUERY), CURLUE_OK);
  assert_int_equal(url_set(&u, CURLUPART_QUERY, "c", CURLU_APPENDQUERY), CURLUE_OK);
  assert_string_equal(u.query, "a&b&c");
  url_free(&u);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bad_parts_leave_the_url),         cmocka_unit_test(over_long_parts_are_refused),
    cmocka_unit_test(out_of_memory_leaves_the_url),    cmocka_unit_test(each_part_can_be_set_and_removed),
    cmocka_unit_test(what_hangs_on_a_part_follows_it), cmocka_unit_test(a_query_is_appended_after_one_ampersand),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
