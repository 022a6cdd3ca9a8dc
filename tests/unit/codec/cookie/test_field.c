#include "codec/cookie/cookie.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* What a field says, as "name=value domain path expires max-age flags"; from a block that ends with the text. */
static const char *describe(struct span text)
{
  static char to[8192];
  struct cookie_field f;
  uint8_t *exact = malloc(text.len ? text.len : 1);
  if(text.len) memcpy(exact, text.at, text.len);
  if(!cookie_parse_field(span_of(exact, text.len), &f)) {
    free(exact);
    return "none";
  }
  const struct cookie *c = &f.cookie;
  char age[32] = "-";
  if(f.has_max_age) snprintf(age, sizeof age, "%lld", (long long)f.max_age);
  snprintf(to, sizeof to, "%.*s=%.*s d:%.*s p:%.*s e:%.*s a:%s%s%s s:%d", SPAN_ARG(c->name), SPAN_ARG(c->value),
           SPAN_ARG(c->domain), SPAN_ARG(c->path), SPAN_ARG(f.expires), age, c->is_secure ? " secure" : "",
           c->is_http_only ? " http" : "", (int)c->same_site);
  free(exact);
  return to;
}

#define FIELD(text, said) assert_string_equal(describe(span_text(text)), said)

static void what_is_no_cookie(void **state)
{
  FIELD("", "none");
  FIELD(" ", "none");
  FIELD(";", "none");
  FIELD("; a=b", "none");
  FIELD("a", "none");
  FIELD("a; domain=b.test", "none");
  FIELD("=a", "none");
  FIELD(" = a", "none");
}

static void scenario_31_a_control_byte_anywhere_is_refused(void **state)
{
  for(int byte = 0; byte <= 0x7f; byte++) {
    if(byte == ';') continue; /* ends the word */
    char name[] = "a?b=v", value[] = "n=a?b", domain[] = "n=v; domain=a?b", path[] = "n=v; path=/a?b",
         other[] = "n=v; x=a?b";
    struct span texts[] = { span_of(name, 5), span_of(value, 5), span_of(domain, 15), span_of(path, 14),
                            span_of(other, 10) };
    name[1] = value[3] = domain[13] = path[12] = other[8] = (char)byte;
    bool is_control = byte < ' ' || byte == 0x7f;
    for(int i = 0; i < 5; i++) {
      bool is_refused = !strcmp(describe(texts[i]), "none");
      bool is_tab_elsewhere = byte == '\t' && i == 4;
      if(is_refused != (is_control && !is_tab_elsewhere)) fail_msg("byte %d in text %d", byte, i);
    }
  }
}

static void tabs_and_blanks_around_words_go(void **state)
{
  FIELD("\t n \t = \t v w \t ; \t path = \t /p \t", "n=v w d: p:/p e: a:- s:0");
}

static void scenario_31_sizes(void **state)
{
  char text[COOKIE_LINE_MAX + 2];
  memset(text, 'x', sizeof text);
  text[1] = '=';
  assert_string_not_equal(describe(span_of(text, COOKIE_PAIR_MAX + 1)), "none"); /* one of them is the '=' */
  assert_string_equal(describe(span_of(text, COOKIE_PAIR_MAX + 2)), "none");
  text[3] = ';';
  assert_string_not_equal(describe(span_of(text, COOKIE_LINE_MAX)), "none");
  assert_string_equal(describe(span_of(text, COOKIE_LINE_MAX + 1)), "none");
}

static void an_attribute_that_is_too_long_is_passed_over(void **state)
{
  char text[COOKIE_ATTRIBUTE_MAX + 16] = "n=v; path=/";
  memset(text + 11, 'x', COOKIE_ATTRIBUTE_MAX);
  assert_non_null(strstr(describe(span_of(text, 10 + COOKIE_ATTRIBUTE_MAX)), "p:/x"));
  assert_string_equal(describe(span_of(text, 11 + COOKIE_ATTRIBUTE_MAX)), "n=v d: p: e: a:- s:0");
}

static void names_and_values(void **state)
{
  FIELD("a=b", "a=b d: p: e: a:- s:0");
  FIELD("a=", "a= d: p: e: a:- s:0");
  FIELD("a=b=c", "a=b=c d: p: e: a:- s:0");
  FIELD("a b = c d ", "a b=c d d: p: e: a:- s:0");
  FIELD("a=\"b c\"", "a=\"b c\" d: p: e: a:- s:0");
  FIELD("a=\"b;c\"", "a=\"b d: p: e: a:- s:0");
  FIELD("a=b, c=d", "a=b, c=d d: p: e: a:- s:0");
  FIELD("domain=b;path=/", "domain=b d: p:/ e: a:- s:0");
  FIELD("secure=b", "secure=b d: p: e: a:- s:0");
  FIELD("a=\xc3\xa4", "a=\xc3\xa4 d: p: e: a:- s:0");
}

static void domains(void **state)
{
  FIELD("a=b; domain=c.test", "a=b d:c.test p: e: a:- s:0");
  FIELD("a=b; DOMAIN=.C.test", "a=b d:C.test p: e: a:- s:0");
  FIELD("a=b; domain=..test", "a=b d:.test p: e: a:- s:0");
  FIELD("a=b; domain=c.test; domain=d.test", "a=b d:d.test p: e: a:- s:0");
  FIELD("a=b; domain=c.test; domain=", "a=b d:c.test p: e: a:- s:0");
  FIELD("a=b; domain=.", "a=b d: p: e: a:- s:0");
  FIELD("a=b; domain", "a=b d: p: e: a:- s:0");
}

static void paths(void **state)
{
  FIELD("a=b; path=/", "a=b d: p:/ e: a:- s:0");
  FIELD("a=b; path=/c/", "a=b d: p:/c e: a:- s:0");
  FIELD("a=b; path=/c//", "a=b d: p:/c/ e: a:- s:0");
  FIELD("a=b; path=\"/c\"", "a=b d: p:/c e: a:- s:0");
  FIELD("a=b; path=\"/c", "a=b d: p:/c e: a:- s:0");
  FIELD("a=b; path=\"", "a=b d: p: e: a:- s:0");
  FIELD("a=b; path=c", "a=b d: p: e: a:- s:0");
  FIELD("a=b; path=/c; path=", "a=b d: p: e: a:- s:0");
  FIELD("a=b;path=;path=/", "a=b d: p:/ e: a:- s:0");
}

static void ends(void **state)
{
  FIELD("a=b; expires=Sun, 06 Nov 1994 08:49:37 GMT; x", "a=b d: p: e:Sun, 06 Nov 1994 08:49:37 GMT a:- s:0");
  FIELD("a=b; max-age=10", "a=b d: p: e: a:10 s:0");
  FIELD("a=b; Max-Age=\"10\"", "a=b d: p: e: a:10 s:0");
  FIELD("a=b; max-age=0", "a=b d: p: e: a:0 s:0");
  FIELD("a=b; max-age=-10", "a=b d: p: e: a:0 s:0");
  FIELD("a=b; max-age=1; max-age=2", "a=b d: p: e: a:2 s:0");
  FIELD("a=b; max-age=99999999999999999999", "a=b d: p: e: a:9223372036854775807 s:0");
  FIELD("a=b; max-age=", "a=b d: p: e: a:- s:0");
  FIELD("a=b; max-age=-", "a=b d: p: e: a:- s:0");
  FIELD("a=b; max-age=+1", "a=b d: p: e: a:- s:0");
  FIELD("a=b; max-age=1x", "a=b d: p: e: a:- s:0");
}

static void flags(void **state)
{
  FIELD("a=b; secure", "a=b d: p: e: a:- secure s:0");
  FIELD("a=b;SECURE ;HttpOnly", "a=b d: p: e: a:- secure http s:0");
  FIELD("a=b; secure=no", "a=b d: p: e: a:- secure s:0"); /* section 5.6.5: the value means nothing */
  FIELD("a=b; samesite=none", "a=b d: p: e: a:- s:1");
  FIELD("a=b; SameSite=Lax", "a=b d: p: e: a:- s:2");
  FIELD("a=b; samesite=STRICT", "a=b d: p: e: a:- s:3");
  FIELD("a=b; samesite=strict; samesite=else", "a=b d: p: e: a:- s:0");
  FIELD("a=b;; ;version=1", "a=b d: p: e: a:- s:0");
}

static bool keeps(const char *name, bool is_secure, bool has_subdomains, const char *path)
{
  return cookie_keeps_promise(&(const struct cookie){ .name = span_text(name),
                                                      .domain = span_text("a.test"),
                                                      .path = span_text(path),
                                                      .has_subdomains = has_subdomains,
                                                      .is_secure = is_secure });
}

static void names_that_promise(void **state)
{
  assert_false(keeps("__Secure-a", false, false, "/"));
  assert_true(keeps("__Secure-a", true, true, "/x"));
  assert_true(keeps("__Host-a", true, false, "/"));
  assert_false(keeps("__Host-a", false, false, "/"));
  assert_false(keeps("__Host-a", true, true, "/"));
  assert_false(keeps("__Host-a", true, false, "/x"));
  assert_true(keeps("__secure-a", false, true, "/x"));
  assert_true(keeps("__host-a", false, true, "/x"));
  assert_true(keeps("__Secure", false, true, "/x"));
  assert_false(cookie_keeps_promise(&(const struct cookie){
      .name = span_text("__Host-a"), .path = span_text("/"), .is_secure = true })); /* for every host */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_cookie),
    cmocka_unit_test(scenario_31_a_control_byte_anywhere_is_refused),
    cmocka_unit_test(scenario_31_sizes),
    cmocka_unit_test(an_attribute_that_is_too_long_is_passed_over),
    cmocka_unit_test(tabs_and_blanks_around_words_go),
    cmocka_unit_test(names_and_values),
    cmocka_unit_test(domains),
    cmocka_unit_test(paths),
    cmocka_unit_test(ends),
    cmocka_unit_test(flags),
    cmocka_unit_test(names_that_promise),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
