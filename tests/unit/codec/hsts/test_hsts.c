#include "codec/hsts/hsts.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* From a block that ends with the text, so that reading past it is caught. */
static bool parse(const char *text, struct hsts_policy *ret)
{
  size_t len = strlen(text);
  char *exact = malloc(len ? len : 1);
  if(len) memcpy(exact, text, len);
  bool is_policy = hsts_parse_policy(span_of(exact, len), ret);
  free(exact);
  return is_policy;
}

static void assert_none(const char *text)
{
  struct hsts_policy p = { 7, true };
  if(parse(text, &p)) fail_msg("'%s' was taken", text);
  assert_int_equal(p.max_age_s, 7);
}

static void assert_policy(const char *text, uint64_t max_age_s, bool subdomains)
{
  struct hsts_policy p = { 0 };
  if(!parse(text, &p)) fail_msg("'%s' was refused", text);
  if(p.max_age_s != max_age_s) fail_msg("'%s' is %llu", text, (unsigned long long)p.max_age_s);
  assert_int_equal(p.subdomains, subdomains);
}

static void fields_against_the_grammar_are_refused(void **state)
{
  assert_none("");
  assert_none(";");
  assert_none("includeSubDomains");
  assert_none("max-age");
  assert_none("max-age=");
  assert_none("max-age=\"\"");
  assert_none("max-age=\"10");
  assert_none("max-age=\"10\\");
  assert_none("max-age=-1");
  assert_none("max-age=1x");
  assert_none("max-age=1 2");
  assert_none("max-age=1, includeSubDomains");
  assert_none("max-age=1 includeSubDomains");
  assert_none("max-agex=1");
  assert_none("=1; max-age=1");
  assert_none("max-age=1; \x80");
  assert_none("max-age=1; a=\"");
}

static void a_directive_stands_at_most_once(void **state)
{
  assert_none("max-age=1; max-age=1");
  assert_none("max-age=1; includeSubDomains; includesubdomains");
  assert_none("max-age=1; includeSubDomains=1");
}

static void policies(void **state)
{
  assert_policy("max-age=31536000", 31536000, false);
  assert_policy("max-age=31536000 ; includeSubDomains", 31536000, true);
  assert_policy("max-age=\"1000\"", 1000, false);
  assert_policy("includesubdomains;MAX-AGE=0", 0, true);
  assert_policy(" max-age  =\t1000 ;", 1000, false);
  assert_policy(";; max-age=1;;", 1, false);
  assert_policy("max-age=1; preload; x=y; z=\"a;includeSubDomains\\\"\"", 1, false);
  assert_policy("max-age=1; includeSubDomainsX", 1, false);
  assert_policy("max-age=18446744073709551615", UINT64_MAX, false);
  assert_policy("max-age=99999999999999999999999", UINT64_MAX, false);
}

static bool parse_line(const char *text, struct hsts_line *ret) { return hsts_parse_line(span_text(text), ret); }

static void what_is_no_line(void **state)
{
  struct hsts_line l;
  assert_false(parse_line("", &l));
  assert_false(parse_line("# a.test \"20300101 00:00:00\"", &l));
  assert_false(parse_line(".", &l));
  assert_false(parse_line(". \"20300101 00:00:00\"", &l));
  assert_false(parse_line("a.test", &l));
  assert_false(parse_line("a.test ", &l));
  assert_false(parse_line("a.test 20300101 00:00:00", &l));
  assert_false(parse_line("a.test \"20300101 00:00:00", &l));
  assert_false(parse_line("a.test \"20300101 00:00:00\" 1", &l));
  assert_false(parse_line("a.test\"20300101 00:00:00\"", &l));
}

static void assert_line(const char *text, const char *host, const char *stamp, bool subdomains)
{
  struct hsts_line l;
  assert_true(parse_line(text, &l));
  assert_true(span_equal(l.host, span_text(host)));
  assert_true(span_equal(l.stamp, span_text(stamp)));
  assert_int_equal(l.subdomains, subdomains);
}

static void lines(void **state)
{
  assert_line("a.test \"20300101 00:00:00\"", "a.test", "20300101 00:00:00", false);
  assert_line(".a.test \"20300101 00:00:00\"\r", "a.test", "20300101 00:00:00", true);
  assert_line("  A.Test. \t \"unlimited\" ", "A.Test.", "unlimited", false);
}

static void a_line_is_written_as_it_is_read(void **state)
{
  struct buf to = BUF_INIT(100);
  assert_int_equal(hsts_write_line(&to, &(struct hsts_line){ span_text("a.test"), span_text("unlimited"), true }),
                   CURLE_OK);
  assert_true(span_equal(buf_span(&to), span_text(".a.test \"unlimited\"\n")));
  buf_free(&to);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(fields_against_the_grammar_are_refused),
    cmocka_unit_test(a_directive_stands_at_most_once),
    cmocka_unit_test(policies),
    cmocka_unit_test(what_is_no_line),
    cmocka_unit_test(lines),
    cmocka_unit_test(a_line_is_written_as_it_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
