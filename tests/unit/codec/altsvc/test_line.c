#include "codec/altsvc/altsvc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define STAMP "\"20300101 00:00:00\""

static bool parse(const char *text, struct altsvc_line *ret) { return altsvc_parse_line(span_text(text), ret); }

static void what_is_no_line(void **state)
{
  static const char *const wrong[] = {
    "",
    "# h2 a.test 443 h3 b.test 443 " STAMP " 0 0",
    "rubbish",
    "h4 a.test 443 h3 b.test 443 " STAMP " 0 0",
    "h2 a.test 443 bad b.test 443 " STAMP " 0 0",
    "h2 a.test 0 h3 b.test 443 " STAMP " 0 0",
    "h2 a.test 70000 h3 b.test 443 " STAMP " 0 0",
    "h2 a.test 443 h3 b.test x " STAMP " 0 0",
    "h2 a\"b 443 h3 b.test 443 " STAMP " 0 0",
    "h2 a.test 443 h3 b.test 443",
    "h2 a.test 443 h3 b.test 443 20300101 0 0",
    "h2 a.test 443 h3 b.test 443 \"20300101",
    "h2 a.test 443 h3 b.test 443 " STAMP,
    "h2 a.test 443 h3 b.test 443 " STAMP " 1",
    "h2 a.test 443 h3 b.test 443 " STAMP " 2 0",
    "h2 a.test 443 h3 b.test 443 " STAMP " 1 x",
    "h2 a.test 443 h3 b.test 443 " STAMP " 1 0 0",
  };
  struct altsvc_line l;
  for(size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if(parse(wrong[i], &l)) fail_msg("'%s' was taken", wrong[i]);
}

static void a_line_is_written_as_it_is_read(void **state)
{
  static const char *const lines[] = { "h2 a.test 443 h3 b.test 8443 " STAMP " 1 0\n",
                                       "h1 [::1] 1 h2 [::2] 65535 " STAMP " 0 0\n" };
  for(size_t i = 0; i < 2; i++) {
    struct altsvc_line l;
    struct buf to = BUF_INIT(200);
    assert_true(altsvc_parse_line(span_of(lines[i], strlen(lines[i]) - 1), &l));
    assert_int_equal(altsvc_write_line(&to, &l), CURLE_OK);
    assert_true(span_equal(buf_span(&to), span_text(lines[i])));
    buf_free(&to);
  }
}

static void blanks_and_the_priority_do_not_matter(void **state)
{
  struct altsvc_line l;
  assert_true(parse("  \th2  A.test. 443 h3 b.test. 443 " STAMP " 1 17 \r", &l));
  assert_int_equal(l.from_alpn, ALTSVC_H2);
  assert_int_equal(l.to_alpn, ALTSVC_H3);
  assert_true(span_equal(l.from_host, span_text("A.test.")));
  assert_true(span_equal(l.stamp, span_text("20300101 00:00:00")));
  assert_true(l.persist);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_line),
    cmocka_unit_test(a_line_is_written_as_it_is_read),
    cmocka_unit_test(blanks_and_the_priority_do_not_matter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
