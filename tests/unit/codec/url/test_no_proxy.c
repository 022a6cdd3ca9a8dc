/* Which hosts are reached without a proxy. */
#include "codec/url/no_proxy.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct row {
  const char *host, *list;
};

static void assert_all(const struct row *rows, size_t count, bool expected)
{
  for(size_t i = 0; i < count; i++)
    if(no_proxy_has(rows[i].list, rows[i].host) != expected)
      fail_msg("\"%s\" in \"%s\": expected %s", rows[i].host, rows[i].list, expected ? "yes" : "no");
}

#define ASSERT_ALL(rows, expected) assert_all(rows, sizeof(rows) / sizeof *(rows), expected)

static void hosts_that_go_through_the_proxy(void **state)
{
  static const struct row rows[] = {
    { "example.com", "" },
    { "example.com", " , ,," },
    { "example.com", "." },
    { "example.com", "a,*" }, /* only alone */
    { "example.com", "*.com" },
    { "nexample.com", "example.com" },
    { "example.com.org", "example.com" },
    { "example.com", "www.example.com" },
    { "example.com", "..example.com" },
    { "www.example.com", "localhost .example.com" }, /* blanks do not part entries */
    { "localhost", "localhost:80" },
    { "127.0.0.1", "127.0.0.1:80" },
    { "127.0.0.1", "0.0.0.1" },
    { "127.0.0.1", ".0.0.1" }, /* an address is in no domain */
    { "127.0.0.1", "127.0.0.0" },
    { "127.0.0.1", "127.0.0.1/33" },
    { "127.0.0.1", "127.0.0.1/" },
    { "127.0.0.1", "127.0.0.1/8a" },
    { "127.0.0.1", "127.0.0.1/ 8" },
    { "127.0.0.1", "127.0.0.1/-1" },
    { "127.0.0.1", "/8" },
    { "127.0.0.1", "127/8" },
    { "127.0.0.1", "[127.0.0.1]" },
    { "127.0.0.1", "::ffff:127.0.0.1" },
    { "10.0.0.1", "0.0.0.0/0" }, /* 0 bits are all of them */
    { "192.168.0.1", "192.168.0.0/32" },
    { "192.168.1.1", "192.168.0.0/24" },
    { "192.168.0.129", "192.168.0.0/25" },
    { "[::1]", "::1/129" },
    { "[::1]", "[::1]" },
    { "[::1]", "0.0.0.1" },
    { "[2001:db8:8000::1]", "2001:db8::/33" },
    { "[2001:db8:8000::1]", "2001:db8::/65" },
    { "192.0.2.1", "192.0.2.1.192.0.2.1.192.0.2.1.192.0.2.1.192.0.2.1.192.0.2.1.192.0.2.1" },
  };
  ASSERT_ALL(rows, false);
}

static void hosts_that_do_without(void **state)
{
  static const struct row rows[] = {
    { "example.com", "*" },
    { "[::1]", "*" },
    { "example.com", "example.com" },
    { "EXAMPLE.com", "example.COM" },
    { "example.com.", "example.com" },
    { "example.com", "example.com." },
    { "example.com", ".example.com" },
    { "www.example.com", ".example.com." },
    { "www.example.com", "localhost,example.com" },
    { "www.example.com.", "localhost, .example.com ,.example.de" },
    { "bar", "foo,,,,,              bar, ::1/64" },
    { "localhost", "localhost foo" },
    { "127.0.0.1", "localhost,127.0.0.1," },
    { "127.0.0.1", "127.0.0.1/0" },
    { "127.0.0.1", "127.255.255.255/8" },
    { "127.0.0.1", "127.0.0.0/31" },
    { "127.0.0.1", "127.0.0.1/32" },
    { "192.168.0.1", "192.168.0.0/16 " },
    { "192.168.0.127", "192.168.0.0/25" },
    { "[::1]", "foo, 0:0::1" },
    { "[::1]", "::/127" },
    { "[2001:db8:7fff::1]", "2001:db8::/33" },
    { "[2001:db8::1]", "2001:db8::/65" },
    { "[fe80::ab47:4396:55c9:8474]", "fe80::/10" },
  };
  ASSERT_ALL(rows, true);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(hosts_that_go_through_the_proxy),
    cmocka_unit_test(hosts_that_do_without),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
