#include "codec/cookie/cookie.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Read from a block that ends with the text, and written again: "" for what is no cookie. */
static const char *rewrite(const char *line)
{
  static char to[COOKIE_LINE_MAX * 2];
  size_t len = strlen(line);
  char *exact = malloc(len ? len : 1);
  struct cookie c;
  struct buf b = BUF_INIT(sizeof to - 1);
  memcpy(exact, line, len);
  to[0] = '\0';
  if(cookie_parse_line(span_of(exact, len), &c)) {
    assert_int_equal(cookie_write_line(&b, &c), CURLE_OK);
    memcpy(to, b.at, b.len);
    to[b.len] = '\0';
  }
  buf_free(&b);
  free(exact);
  return to;
}

#define LINE(line, again) assert_string_equal(rewrite(line), again)
#define SAME(line)        LINE(line, line)
#define NONE(line)        LINE(line, "")

static void what_is_no_cookie(void **state)
{
  NONE("");
  NONE("\n");
  NONE("# a\tFALSE\t/\tFALSE\t0\tn\tv");
  NONE("#a.test\tFALSE\t/\tFALSE\t0\tn\tv");
  NONE("#httponly_a.test\tFALSE\t/\tFALSE\t0\tn\tv");
  NONE("#HttpOnly_#a.test\tFALSE\t/\tFALSE\t0\tn\tv");
  NONE("a.test FALSE / FALSE 0 n v");
  NONE("a.test\tFALSE\t/\tFALSE\t0");
  NONE("a.test\tFALSE\t/\tFALSE\t0\t\tv");
  NONE("a.test\tFALSE\t/\tFALSE\t0\t\tn\tv");
  NONE("a.test\tFALSE\t/\tFALSE\t0\tn\tv\tx");
  NONE("a.test\tFALSE\t\tFALSE\t0\tn\tv");
  NONE("\tFALSE\t/\tFALSE\t0\tn\tv");
  NONE(" a.test\tFALSE\t/\tFALSE\t0\tn\tv");
  NONE("..a.test\tTRUE\t/\tFALSE\t0\tn\tv");
}

static void ends_that_are_none(void **state)
{
  NONE("a.test\tFALSE\t/\tFALSE\t\tn\tv");
  NONE("a.test\tFALSE\t/\tFALSE\tx\tn\tv");
  NONE("a.test\tFALSE\t/\tFALSE\t-1\tn\tv");
  NONE("a.test\tFALSE\t/\tFALSE\t9223372036854775808\tn\tv");
}

static void scenario_31_control_bytes(void **state)
{
  NONE("a.te\001st\tFALSE\t/\tFALSE\t0\tn\tv");
  NONE("a.test\tFALSE\t/\001\tFALSE\t0\tn\tv");
  NONE("a.test\tFALSE\t/\tFALSE\t0\tn\177\tv");
  NONE("a.test\tFALSE\t/\tFALSE\t0\tn\tv\rw");
}

static void scenario_32_sizes(void **state)
{
  char line[COOKIE_LINE_MAX + 2] = "a.test\tFALSE\t/\tFALSE\t0\tn\t";
  size_t begin = strlen(line);
  memset(line + begin, 'v', sizeof line - 1 - begin);
  line[begin + COOKIE_PAIR_MAX - 1] = '\0';
  SAME(line);
  line[begin + COOKIE_PAIR_MAX - 1] = 'v';
  line[begin + COOKIE_PAIR_MAX] = '\0';
  NONE(line);
  memcpy(line, "a.test\tFALSE\t/", 14);
  memset(line + 14, 'p', COOKIE_LINE_MAX - 14);
  memcpy(line + COOKIE_LINE_MAX - 11, "\tFALSE\t0\tn\t", 12);
  assert_int_equal(strlen(line), COOKIE_LINE_MAX);
  SAME(line);
  memcpy(line + COOKIE_LINE_MAX - 11, "p\tFALSE\t0\tn\t", 13);
  NONE(line);
}

static void lines(void **state)
{
  SAME("a.test\tFALSE\t/\tFALSE\t0\tn\tv");
  SAME(".a.test\tTRUE\t/b\tTRUE\t9223372036854775807\tn o\t v w ");
  SAME("#HttpOnly_a.test\tFALSE\t/\tFALSE\t1\tn\tv");
  SAME("#HttpOnly_.A.test\tTRUE\t/\tFALSE\t1\tn\tv");
  SAME("a.test\tFALSE\t/\tFALSE\t0\tn\t");
  LINE("a.test\tFALSE\t/\tFALSE\t0\tn", "a.test\tFALSE\t/\tFALSE\t0\tn\t");
  LINE("a.test\tFALSE\t/\tFALSE\t0\tn\tv\r\n", "a.test\tFALSE\t/\tFALSE\t0\tn\tv");
  LINE("a.test\ttrue\t/\tTrue\t0\tn\tv", ".a.test\tTRUE\t/\tTRUE\t0\tn\tv");
  LINE(".a.test\tFALSE\t/\tFALSE\t0\tn\tv", "a.test\tFALSE\t/\tFALSE\t0\tn\tv");
  LINE("a.test\t1\t/\tyes\t0\tn\tv", "a.test\tFALSE\t/\tFALSE\t0\tn\tv");
  LINE("a.test\tFALSE\t/b/\tFALSE\t0\tn\tv", "a.test\tFALSE\t/b\tFALSE\t0\tn\tv");
  LINE("a.test\tFALSE\t\"/b\"\tFALSE\t0\tn\tv", "a.test\tFALSE\t/b\tFALSE\t0\tn\tv");
  LINE("a.test\tFALSE\tb\tFALSE\t0\tn\tv", "a.test\tFALSE\t/\tFALSE\t0\tn\tv");
  LINE("a.test\tFALSE\t/\tFALSE\t17.25\tn\tv", "a.test\tFALSE\t/\tFALSE\t17\tn\tv");
}

static void the_oldest_lines_have_no_path(void **state)
{
  LINE("a.test\tFALSE\tTRUE\t0\tn\tv", "a.test\tFALSE\t/\tTRUE\t0\tn\tv");
  LINE("a.test\tFALSE\tFALSE\t0\tn", "a.test\tFALSE\t/\tFALSE\t0\tn\t");
}

static void writing_without_memory(void **state)
{
  struct cookie c;
  struct buf b = BUF_INIT(COOKIE_LINE_MAX);
  assert_true(cookie_parse_line(span_text("#HttpOnly_.a.test\tTRUE\t/\tTRUE\t1\tn\tv"), &c));
  failing_after(0);
  CURLcode code = cookie_write_line(&b, &c);
  assert_true(failing_end());
  assert_int_equal(code, CURLE_OUT_OF_MEMORY);
  buf_free(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_cookie),
    cmocka_unit_test(ends_that_are_none),
    cmocka_unit_test(scenario_31_control_bytes),
    cmocka_unit_test(scenario_32_sizes),
    cmocka_unit_test(lines),
    cmocka_unit_test(the_oldest_lines_have_no_path),
    cmocka_unit_test(writing_without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
