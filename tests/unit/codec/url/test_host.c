#include "codec/url/host.h"
#include "unit/codec/url/url_test.h"

/* The normal form, with "%zone" behind an address that has one; NULL and `*code` on an error. */
static const char *normalize(const char *text, CURLUcode *code)
{
  static char result[256];
  struct span in = span_of(strdup(text), strlen(text));
  char *to = malloc(url_host_room(in)), zone[URL_ZONE_ROOM] = "?";
  *code = url_host_normalize(in, to, zone);
  snprintf(result, sizeof result, "%s%s%s", *code ? "" : to, !*code && *zone ? "%" : "", *code ? "" : zone);
  free((void *)(uintptr_t)in.at);
  free(to);
  return *code ? NULL : result;
}

static void assert_refused(const char *text, CURLUcode wanted)
{
  CURLUcode code;
  const char *host = normalize(text, &code);
  if(host || code != wanted) fail_msg("%s: %s, error %d", text, host ? host : "-", code);
}

static void assert_normal(const char *text, const char *wanted)
{
  CURLUcode code;
  const char *host = normalize(text, &code);
  if(!host || strcmp(host, wanted)) fail_msg("%s: %s, error %d, not %s", text, host ? host : "-", code, wanted);
}

static void bytes_that_no_name_has_are_refused(void **state)
{
  for(int c = 1; c < 0x80; c++) {
    char text[] = { 'a', (char)c, 'b', 0 }, encoded[8];
    snprintf(encoded, sizeof encoded, "a%%%02xb", c);
    bool is_legal = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("-._~", c);
    if(is_legal) {
      assert_normal(text, text);
      assert_normal(encoded, text);
    } else {
      assert_refused(text, CURLUE_BAD_HOSTNAME);
      assert_refused(encoded, CURLUE_BAD_HOSTNAME);
    }
  }
  assert_refused("a%00b", CURLUE_BAD_HOSTNAME);
  assert_refused("a%2541", CURLUE_BAD_HOSTNAME); /* decoded once only */
}

static void two_dots_at_the_end_are_refused(void **state)
{
  static const char *const bad[] = { ".", "..", "a..", "1.2.3.4..", "a%2e%2E" };
  for(size_t i = 0; i < COUNT(bad); i++) assert_refused(bad[i], CURLUE_BAD_HOSTNAME);
}

static void what_is_no_ipv6_address_is_refused(void **state)
{
  static const char *const bad[] = {
    "[",
    "[]",
    "[::1",
    "[::1]x",
    "[:::]",
    "[1:2:3:4:5:6:7]",
    "[1:2:3:4:5:6:7:8:9]",
    "[::1.2.3]",
    "[::1.2.3.256]",
    "[12345::]",
    "[v1.fe80::1]", /* IPvFuture */
    "[::1%]",       /* a zone without a name */
    "[::1%25]",
    "[::1%eth0/x]",
    "[::1%25a%2fb]",
    "[::1%0123456789abcdef]", /* 16 bytes */
    "[::ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]",
    "[%00]",
    "[::1]%5d",
  };
  for(size_t i = 0; i < COUNT(bad); i++) assert_refused(bad[i], CURLUE_BAD_IPV6);
}

static void numbers_that_do_not_fit_make_a_name(void **state)
{
  static const char *const names[] = { "256.0.0.1",   "1.256.0.1",
                                       "1.2.3.256",   "1.2.65536",
                                       "1.16777216",  "4294967296",
                                       "0x100000000", "040000000000",
                                       "1.2.3.4.5",   "1.2.3.4x",
                                       "0x",          "1.0x",
                                       "08",          "1..2",
                                       ".1",          "1.2.com",
                                       "0xg",         "-1",
                                       "1-2",         "a1.2.3.4",
                                       "1e3",         "99999999999999999999999999" };
  for(size_t i = 0; i < COUNT(names); i++) assert_normal(names[i], names[i]);
}

static void numbers_become_dotted_decimal(void **state)
{
  static const char *const rows[][2] = {
    { "0", "0.0.0.0" },
    { "1", "0.0.0.1" },
    { "4294967295", "255.255.255.255" },
    { "037777777777", "255.255.255.255" },
    { "0xFFFFFFFF", "255.255.255.255" },
    { "0000000000000000000000000000000177.1", "127.0.0.1" },
    { "0X7f.1", "127.0.0.1" },
    { "127.1", "127.0.0.1" },
    { "10.1.2", "10.1.0.2" },
    { "1.16777215", "1.255.255.255" },
    { "1.2.65535", "1.2.255.255" },
    { "1.2.3.4.", "1.2.3.4" },
    { "1.2.3.", "1.2.0.3" },
    { "%31%2e2.3.4", "1.2.3.4" },
  };
  for(size_t i = 0; i < COUNT(rows); i++) assert_normal(rows[i][0], rows[i][1]);
}

static void ipv6_is_written_in_its_shortest_form(void **state)
{
  static const char *const rows[][2] = {
    { "[0:0:0:0:0:0:0:1]", "[::1]" },
    { "[2001:DB8::00ab]", "[2001:db8::ab]" },
    { "[1:0:0:2:0:0:0:3]", "[1:0:0:2::3]" }, /* the longest run of zeros */
    { "[::FFFF:7f00:1]", "[::ffff:127.0.0.1]" },
    { "[::ffff:ffff]", "[::255.255.255.255]" }, /* longer than it was */
    { "[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]" },
    { "[%3a%3A1]", "[::1]" },
    { "[%66e80::%31]", "[fe80::1]" },
    { "[fe80::1%eth0]", "[fe80::1]%eth0" },
    { "[fe80::1%25eth0]", "[fe80::1]%eth0" },
    { "[fe80::1%252]", "[fe80::1]%2" },
    { "[fe80::1%25en%30]", "[fe80::1]%en0" },
    { "[fe80::1%0123456789abcde]", "[fe80::1]%0123456789abcde" },
  };
  for(size_t i = 0; i < COUNT(rows); i++) assert_normal(rows[i][0], rows[i][1]);
}

static void names_are_decoded_and_keep_their_case(void **state)
{
  assert_normal("Example.%43om.", "Example.Com.");
  assert_normal("a..b", "a..b");
  assert_normal("r%c3%a4k\xc3\xa4", "r\xc3\xa4k\xc3\xa4");
  assert_normal("", "");
}

static void a_kept_name_is_tested_but_not_changed(void **state)
{
  char to[64], zone[URL_ZONE_ROOM];
  assert_int_equal(url_host_keep(span_text("%41.0x7f"), to, zone), CURLUE_OK);
  assert_string_equal(to, "%41.0x7f");
  assert_int_equal(url_host_keep(span_text("a%2fb"), to, zone), CURLUE_BAD_HOSTNAME);
  assert_int_equal(url_host_keep(span_text("[0::1%lo]"), to, zone), CURLUE_OK);
  assert_string_equal(to, "[::1]");
  assert_string_equal(zone, "lo");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bytes_that_no_name_has_are_refused),    cmocka_unit_test(two_dots_at_the_end_are_refused),
    cmocka_unit_test(what_is_no_ipv6_address_is_refused),    cmocka_unit_test(numbers_that_do_not_fit_make_a_name),
    cmocka_unit_test(numbers_become_dotted_decimal),         cmocka_unit_test(ipv6_is_written_in_its_shortest_form),
    cmocka_unit_test(names_are_decoded_and_keep_their_case), cmocka_unit_test(a_kept_name_is_tested_but_not_changed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
