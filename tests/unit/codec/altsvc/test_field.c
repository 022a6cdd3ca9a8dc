#include "codec/altsvc/altsvc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* All members as text: "h2 host:port age persist", with "clear", "bad" for what they are. */
static const char *describe(const char *value)
{
  static char text[1024];
  static const char *const names[] = { "other", "h1", "h2", "h3" };
  size_t len = strlen(value);
  char *exact = malloc(len ? len : 1); /* reading past it is caught */
  if(len) memcpy(exact, value, len);
  struct cursor c = { (uint8_t *)exact, (uint8_t *)exact + len };
  struct altsvc_value v;
  text[0] = '\0';
  for(enum altsvc_kind k; (k = altsvc_next(&c, &v)) != ALTSVC_END;) {
    size_t at = strlen(text);
    if(k == ALTSVC_VALUE)
      snprintf(text + at, sizeof text - at, "[%s %s:%u %llu %d]", names[v.alpn], v.host, (unsigned)v.port,
               (unsigned long long)v.max_age_s, v.persist);
    else
      snprintf(text + at, sizeof text - at, k == ALTSVC_CLEAR ? "[clear]" : "[bad]");
    if(k == ALTSVC_BAD) break;
  }
  free(exact);
  return text;
}

static void what_follows_no_grammar_is_bad(void **state)
{
  assert_string_equal(describe("h2"), "[bad]");
  assert_string_equal(describe("h2="), "[bad]");
  assert_string_equal(describe("=\":443\""), "[bad]");
  assert_string_equal(describe("h2=a.test:443"), "[bad]");
  assert_string_equal(describe("h2=\"a.test:443"), "[bad]");
  assert_string_equal(describe("h2=\"a.test:443\\"), "[bad]");
  assert_string_equal(describe("h2=\":443\" h3=\":443\""), "[bad]");
  assert_string_equal(describe("h2=\":443\"; ma"), "[bad]");
  assert_string_equal(describe("h2=\":443\"; ma="), "[bad]");
  assert_string_equal(describe("h2=\":443\"; =1"), "[bad]");
  assert_string_equal(describe("h2=\":443\"; a=\"x"), "[bad]");
  assert_string_equal(describe("h2=\":443\", un-kno22!wn"), "[h2 :443 86400 0][bad]");
  assert_string_equal(describe("Clear"), "[bad]");
}

static void an_authority_is_a_host_and_a_port(void **state)
{
  static const char *const wrong[] = { "h2=\"a.test\"",
                                       "h2=\"\"",
                                       "h2=\":\"",
                                       "h2=\":0\"",
                                       "h2=\":65536\"",
                                       "h2=\":-1\"",
                                       "h2=\":-18446744073709551614\"",
                                       "h2=\"a b:443\"",
                                       "h2=\"a\\\"b:443\"",
                                       "h2=\"[::1:443\"",
                                       "h2=\"::1:443\"",
                                       "h2=\"[a]:443\"",
                                       "h2=\"[]:443\"",
                                       "h2=\".a:443\"",
                                       "h2=\"a/b:443\"",
                                       "h2=\"u@a:443\"" };
  for(size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) assert_string_equal(describe(wrong[i]), "[bad]");
  assert_string_equal(describe("h2=\"A.Test:65535\""), "[h2 a.test:65535 86400 0]");
  assert_string_equal(describe("h2=\"[FFFF::1]:1\""), "[h2 [ffff::1]:1 86400 0]");
  assert_string_equal(describe("h2=\"\\a.test:443\""), "[h2 a.test:443 86400 0]");
}

static void an_over_long_authority_is_bad(void **state)
{
  char value[4000];
  memset(value, 'a', sizeof value);
  memcpy(value, "h2=\"", 4);
  memcpy(value + sizeof value - 6, ":443\"", 6);
  assert_string_equal(describe(value), "[bad]");
  memcpy(value + 4 + ALTSVC_HOST_MAX + 1, ":443\"", 6);
  assert_string_equal(describe(value), "[bad]");
  memcpy(value + 4 + ALTSVC_HOST_MAX, ":443\"", 6);
  assert_non_null(strstr(describe(value), "aaa:443 "));
}

static void members_and_their_parameters(void **state)
{
  assert_string_equal(describe(""), "");
  assert_string_equal(describe(" , ,"), "");
  assert_string_equal(describe("clear"), "[clear]");
  assert_string_equal(describe("h2=\":443\" ,, h3=\"b.test:8443\"; ma=60"), "[h2 :443 86400 0][h3 b.test:8443 60 0]");
  assert_string_equal(describe("h2=\":443\"; ma=60; persist=1"), "[h2 :443 60 1]");
  assert_string_equal(describe("h2=\":443\";MA=\"60\";Persist=\"1\";"), "[h2 :443 60 1]");
  assert_string_equal(describe("h2=\":443\"; x=\"a,b;ma=1\"; ma=60"), "[h2 :443 60 0]");
  assert_string_equal(describe("h2=\":443\"; persist=2; ma=abc"), "[h2 :443 86400 0]");
  assert_string_equal(describe("h2=\":443\"; ma=0"), "[h2 :443 0 0]");
  assert_string_equal(describe("h2=\":443\"; ma=99999999999999999999"), "[h2 :443 18446744073709551615 0]");
  assert_string_equal(describe(" h2 = \":443\" ; ma = 60 "), "[h2 :443 60 0]");
}

static void protocols_are_named_as_in_alpn(void **state)
{
  assert_string_equal(describe("h1=\":1\",http%2F1.1=\":2\",http%2f1.1=\":3\""),
                      "[h1 :1 86400 0][h1 :2 86400 0][h1 :3 86400 0]");
  assert_string_equal(describe("%68%32=\":443\""), "[h2 :443 86400 0]");
  assert_string_equal(describe("h3-29=\":443\", H2=\":443\", w%3Dx%3=\":1\", %=\":1\""),
                      "[other :443 86400 0][other :443 86400 0][other :1 86400 0][other :1 86400 0]");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_follows_no_grammar_is_bad), cmocka_unit_test(an_authority_is_a_host_and_a_port),
    cmocka_unit_test(an_over_long_authority_is_bad),  cmocka_unit_test(members_and_their_parameters),
    cmocka_unit_test(protocols_are_named_as_in_alpn),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
