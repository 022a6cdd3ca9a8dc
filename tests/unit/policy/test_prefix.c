#include "policy/embedded.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void what_is_no_prefix_is_refused(void **state)
{
  static const char *const bad[] = {
    "",
    "/",
    "/8",
    "a",
    "10",
    "10.0.0",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/+8",
    "10.0.0.0/ 8",
    "10.0.0.0/8 ",
    " 10.0.0.0/8",
    "10.0.0.0/08",
    "10.0.0.0/00",
    "10.0.0.0/8/8",
    "10.0.0.0/0x8",
    "10.0.0.0/255.0.0.0",
    "10.0.0.0/4294967304",
    "10.0.0.0/99999999999999999999",
    "010.0.0.0/8",
    "0xa.0.0.0/8",
    "10.0.0.0.0/8",
    "256.0.0.0/8",
    "10.0.0.1/8",
    "10.0.0.1/31",
    "0.0.0.1/0",
    "128.0.0.0/0",
    "255.255.255.255/31",
    "::/129",
    "::1/127",
    "::1/0",
    "8000::/0",
    "fe80::1%1",
    "fe80::%1/64",
    "fe80::/64%1",
    "fe80::%lo/10",
    "[::1]",
    "[::]/0",
    "[::]",
    ":::/8",
    "::1::/128",
    "::g/8",
    "2001:db8::/28",
    "2001:db8:0:0:0:0:0:0:0/32",
    "::ffff:256.0.0.0/104",
    "::ffff:10.0.0.1/104",
    "name",
    "localhost/8",
    "1111:2222:3333:4444:5555:6666:7777:8888:9999/128",
    "1111:2222:3333:4444:5555:6666:255.255.255.2555/128",
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct prefix p = { .bits = 77 };
    char *end = strdup(bad[i]); /* nothing is read behind the NUL */
    if(prefix_parse(end, &p)) fail_msg("taken for a prefix: '%s'", bad[i]);
    assert_int_equal(p.bits, 77);
    free(end);
  }
}

static void prefixes_are_read(void **state)
{
  static const struct {
    const char *text, *address;
    int family, bits;
  } rows[] = {
    { "0.0.0.0/0", "0.0.0.0", AF_INET, 0 },
    { "10.0.0.0/8", "10.0.0.0", AF_INET, 8 },
    { "128.0.0.0/1", "128.0.0.0", AF_INET, 1 },
    { "192.0.2.254/31", "192.0.2.254", AF_INET, 31 },
    { "192.0.2.1/32", "192.0.2.1", AF_INET, 32 },
    { "192.0.2.1", "192.0.2.1", AF_INET, 32 },
    { "::/0", "::", AF_INET6, 0 },
    { "2001:DB8::/32", "2001:db8::", AF_INET6, 32 },
    { "fe80::/10", "fe80::", AF_INET6, 10 },
    { "::ffff:10.0.0.0/104", "::ffff:10.0.0.0", AF_INET6, 104 },
    { "::1", "::1", AF_INET6, 128 },
    { "1111:2222:3333:4444:5555:6666:255.255.255.255/128", "1111:2222:3333:4444:5555:6666:ffff:ffff", AF_INET6, 128 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct prefix p;
    char text[INET6_ADDRSTRLEN];
    if(!prefix_parse(rows[i].text, &p)) fail_msg("%s", rows[i].text);
    ip_text(&p.ip, text);
    assert_string_equal(text, rows[i].address);
    assert_int_equal(p.ip.family, rows[i].family);
    assert_int_equal(p.bits, rows[i].bits);
  }
}

static struct ip ip(const char *text)
{
  struct prefix p;
  if(!prefix_parse(text, &p)) fail_msg("%s", text);
  return p.ip;
}

static void ipv4_inside_ipv6_is_found(void **state)
{
  static const struct {
    const char *address, *inside, *second;
  } rows[] = {
    { "::", NULL, NULL },
    { "::1", NULL, NULL },
    { "2001:db8::1", NULL, NULL },
    { "10.0.0.1", NULL, NULL },
    { "::2", "0.0.0.2", NULL },
    { "::192.0.2.1", "192.0.2.1", NULL },
    { "::ffff:192.0.2.1", "192.0.2.1", NULL },
    { "::fffe:192.0.2.1", NULL, NULL },
    { "::ffff:0:192.0.2.1", "192.0.2.1", NULL },
    { "64:ff9b::192.0.2.1", "192.0.2.1", NULL },
    { "64:ff9b::1:192.0.2.1", NULL, NULL },
    { "2002:c000:201::", "192.0.2.1", NULL },
    { "2001:0:c000:201:8000:63bf:34ff:8ef6", "192.0.2.1", "203.0.113.9" }, /* as RFC 4380, section 4 inverts it */
    { "fe80::5efe:192.0.2.1", "192.0.2.1", NULL },
    { "fe80::200:5efe:192.0.2.1", "192.0.2.1", NULL },
    { "fe80::100:5efe:192.0.2.1", NULL, NULL },
    { "2002:c000:201::5efe:203.0.113.9", "192.0.2.1", "203.0.113.9" },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct embedded found[EMBEDDED_MAX];
    const char *const wanted[] = { rows[i].inside, rows[i].second };
    struct ip address = ip(rows[i].address);
    size_t count = embedded_find(&address, 0, found);
    assert_int_equal(count, (size_t)(!!rows[i].inside + !!rows[i].second));
    for(size_t k = 0; k < count; k++) {
      struct ip inside = ip(wanted[k]);
      if(memcmp(&found[k].ip, &inside, sizeof inside)) fail_msg("%s: %s", rows[i].address, found[k].how);
    }
  }
}

/* RFC 6052, section 2.4. */
static void nat64_finds_ipv4_by_the_prefixs_length(void **state)
{
  static const char *const rows[NAT64_LENGTHS] = {
    "2001:db8:c000:221::",      "2001:db8:1c0:2:21::",          "2001:db8:122:c000:2:2100::",
    "2001:db8:122:3c0:0:221::", "2001:db8:122:344:c0:2:2100::", "2001:db8:122:344::192.0.2.33",
  };
  struct ip wanted = ip("192.0.2.33");
  for(int i = 0; i < NAT64_LENGTHS; i++) {
    struct embedded found[EMBEDDED_MAX];
    struct ip address = ip(rows[i]);
    assert_int_equal(embedded_find(&address, (uint8_t)(1 << i), found), 1);
    if(memcmp(&found[0].ip, &wanted, sizeof wanted)) fail_msg("%s", rows[i]);
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_prefix_is_refused),
    cmocka_unit_test(prefixes_are_read),
    cmocka_unit_test(ipv4_inside_ipv6_is_found),
    cmocka_unit_test(nat64_finds_ipv4_by_the_prefixs_length),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
