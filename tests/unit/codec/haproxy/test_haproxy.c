/* The PROXY line. */
#include "codec/haproxy/haproxy.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void what_is_no_pair_of_addresses_is_refused(void **state)
{
  static const struct haproxy_ends rows[] = {
    { "1.2.3.4\r\nGET /", "1.2.3.4", 1, 2 }, /* would be another line */
    { "1.2.3.4", "1.2.3.4\n", 1, 2 },
    { "1.2.3", "1.2.3.4", 1, 2 },
    { "1.2.3.4%lo", "1.2.3.4", 1, 2 },
    { "1.2.3.4", "", 1, 2 },
    { "", "1.2.3.4", 1, 2 },
    { "::1", "1.2.3.4", 1, 2 },
    { "1.2.3.4", "::1", 1, 2 },
    { "host", "host", 1, 2 },
    { "[::1]", "[::1]", 1, 2 },
    { "::1 ", "::1", 1, 2 },
    { "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", "::1", 1, 2 },
  };
  struct buf to = BUF_INIT(HAPROXY_LINE_MAX);
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_int_equal(haproxy_write_line(&to, &rows[i]), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(to.len, 0);
  }
  buf_free(&to);
}

static void lines_are_as_documented(void **state)
{
  static const struct {
    struct haproxy_ends ends;
    const char *line;
  } rows[] = {
    { { "192.0.2.1", "198.51.100.2", 65535, 80 }, "PROXY TCP4 192.0.2.1 198.51.100.2 65535 80\r\n" },
    { { "2001:db8::", "2001:db8::", 1, 443 }, "PROXY TCP6 2001:db8:: 2001:db8:: 1 443\r\n" },
    { { "fe80::1%eth0", "fe80::2%eth0", 1, 443 }, "PROXY TCP6 fe80::1 fe80::2 1 443\r\n" },
    { { "", "", 0, 0 }, "PROXY UNKNOWN\r\n" },
    { { "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65535, 65535 },
      "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n" },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf to = BUF_INIT(HAPROXY_LINE_MAX);
    assert_int_equal(haproxy_write_line(&to, &rows[i].ends), CURLE_OK);
    assert_int_equal(to.len, strlen(rows[i].line));
    assert_memory_equal(to.at, rows[i].line, to.len);
    buf_free(&to);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_pair_of_addresses_is_refused),
    cmocka_unit_test(lines_are_as_documented),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
