#include "codec/url/idn.h"
#include "unit/codec/url/url_test.h"

struct row {
  const char *host;
  const char *wanted; /* NULL: CURLUE_BAD_HOSTNAME */
};

static void assert_rows(CURLUcode (*convert)(const char *host, char **ret), const struct row *rows, size_t count)
{
  for(size_t i = 0; i < count; i++) {
    char *exact = strdup(rows[i].host), *text = NULL;
    CURLUcode code = convert(exact, &text);
    free(exact);
    bool is_same = text && rows[i].wanted ? !strcmp(text, rows[i].wanted) : !text && !rows[i].wanted;
    if(!is_same || code != (rows[i].wanted ? CURLUE_OK : CURLUE_BAD_HOSTNAME))
      fail_msg("%s: error %d, %s", rows[i].host, code, text ? text : "-");
    mem_free(text);
  }
}

static void names_that_cannot_be(void **state)
{
  static const struct row rows[] = {
    { "a\xe2\x90.test", NULL },        /* cut off */
    { "\xff.test", NULL },             /* no UTF-8 */
    { "\xc0\xaf\xc3\xa4.test", NULL }, /* overlong '/' */
    { "\xed\xa0\x80.test", NULL },     /* a surrogate */
    { "-\xc3\xa4.test", NULL },        /* a hyphen at the start of a label */
    { "ab--\xc3\xa4.test", NULL },     /* two hyphens where "xn--" has them */
    { "xn--a.\xc3\xa4.test", NULL },   /* a label that is none of Punycode */
    { "a\xe2\x80\x8d"
      "b.test",
      NULL },                 /* a joiner between letters that do not join */
    { "\xc2\xad", NULL },     /* a soft hyphen is ignored, and nothing is left */
    { "\xe3\x80\x82", NULL }, /* an ideographic full stop alone */
    { "a\xef\xbc\x8f"
      "b.\xc3\xa4.test",
      NULL }, /* a full-width '/' */
    { "\xef\xbc\x85"
      "41.\xc3\xa4.test",
      NULL },                              /* a full-width '%' is no encoding */
    { "\xef\xbc\xa0\xc3\xa4.test", NULL }, /* a full-width '@' */
    { "\xef\xbc\x9a"
      "80.test",
      NULL }, /* a full-width ':' */
    { "\xc3\xa4:80.test", NULL },
    { "\xc3\xa4 .test", NULL },
    { "\xc3\xa4\x01.test", NULL },
  };
  assert_rows(url_host_to_ascii, rows, COUNT(rows));
}

static void names_that_are_too_long(void **state)
{
  char *text = NULL, label[2 * 64 + 1] = "", long_name[9001];
  for(size_t i = 0; i < 64; i++) strcat(label, "\xc3\xa4");
  assert_int_equal(url_host_to_ascii(label, &text), CURLUE_BAD_HOSTNAME);
  for(size_t i = 0; i < 4500; i++) memcpy(long_name + 2 * i, "\xc2\xad", 2);
  long_name[9000] = '\0';
  assert_int_equal(url_host_to_ascii(long_name, &text), CURLUE_BAD_HOSTNAME);
  assert_int_equal(url_idn_to_unicode(long_name, &text), CURLUE_BAD_HOSTNAME);
  assert_null(text);
}

static void names_in_ascii(void **state)
{
  static const struct row rows[] = {
    { "r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.se", "xn--rksmrgs-5wao1o.se" },
    { "R\xc3\x84KSM\xc3\x96RG\xc3\x85S.SE", "xn--rksmrgs-5wao1o.se" },
    { "ra\xcc\x88ksm\xc3\xb6rg\xc3\xa5s.se", "xn--rksmrgs-5wao1o.se" }, /* a and a diaeresis */
    { "www.gro\xc3\x9f"
      "e.de",
      "www.xn--groe-xna.de" }, /* IDNA 2008, not "grosse" */
    { "_x.\xc3\xa4.test", "_x.xn--4ca.test" },
    { "\xc3\xa4.test.", "xn--4ca.test." },
    { "\xc3\xa4\xe3\x80\x82test", "xn--4ca.test" }, /* an ideographic full stop */
    { "\xe2\x84\x82\xe1\xb5\xa4\xe2\x93\x87\xe2\x84\x92\xe3\x80\x82\xf0\x9d\x90\x92\xf0\x9f\x84\xb4", "curl.se" },
    { "i\xe2\x9d\xa4.ws", "xn--i-7iq.ws" },                    /* a symbol */
    { "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.1", "127.0.0.1" }, /* full-width digits */
    { "\xef\xbc\x90"
      "x7f.1",
      "127.0.0.1" },
  };
  assert_rows(url_host_to_ascii, rows, COUNT(rows));
}

static void what_is_ascii(void **state)
{
  assert_true(url_host_is_ascii(""));
  assert_true(url_host_is_ascii("xn--4ca.test\x7f"));
  assert_false(url_host_is_ascii("a\x80"));
  assert_false(url_host_is_ascii("\xc3\xa4.test"));
  assert_true(url_idn_has_ace("a.XN--b"));
  assert_true(url_idn_has_ace("xn--"));
  assert_false(url_idn_has_ace("axn--b"));
  assert_false(url_idn_has_ace(""));
  assert_false(url_idn_has_ace("."));
}

/* Punycode that is none, and Punycode of what nobody would have encoded. */
static void labels_that_cannot_be_decoded(void **state)
{
  static const struct row rows[] = {
    { "xn--.test", NULL },      { "xn--0.test", NULL }, { "xn--99999999.test", NULL }, /* overflows */
    { "xn--ab-c", NULL },       { "xn--a.test", NULL },                                /* U+0080 */
    { "xn--www-yqb.se", NULL },                                                        /* an upper case letter */
    { "xn--a-ecp.ru", NULL },                                                          /* "1." in one character */
  };
  assert_rows(url_idn_to_unicode, rows, COUNT(rows));
}

static void names_in_unicode(void **state)
{
  static const struct row rows[] = {
    { "xn--rksmrgs-5wao1o.se", "r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.se" },
    { "www.xn--rksmrgs-5wao1o.se", "www.r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.se" },
    { "XN--RKSMRGS-5WAO1O.SE", "R\xc3\xa4KSM\xc3\xb6RG\xc3\xa5S.SE" },
    { "xn--fa-hia.de", "fa\xc3\x9f.de" },
    { "xn--i-7iq.ws", "i\xe2\x9d\xa4.ws" },
    { "\xc3\xa4.xn--4ca.test", "\xc3\xa4.\xc3\xa4.test" }, /* one label is in Unicode already */
  };
  assert_rows(url_idn_to_unicode, rows, COUNT(rows));
}

static void without_memory(void **state)
{
  unsigned count = 0;
  for(CURLUcode code = CURLUE_OUT_OF_MEMORY; code; count++) {
    char *text = NULL;
    allow_allocations(count);
    code = url_idn_to_unicode("xn--4ca.test", &text);
    allow_all_allocations();
    if(code) assert_int_equal(code, CURLUE_OUT_OF_MEMORY);
    assert_true(!code == (text != NULL));
    mem_free(text);
  }
  assert_true(count > 2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(names_that_cannot_be),
    cmocka_unit_test(names_that_are_too_long),
    cmocka_unit_test(names_in_ascii),
    cmocka_unit_test(what_is_ascii),
    cmocka_unit_test(labels_that_cannot_be_decoded),
    cmocka_unit_test(names_in_unicode),
    cmocka_unit_test(without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
