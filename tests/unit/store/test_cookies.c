/* What an answer may set, and whom it is sent to. */
#include "unit/store/jar_test.h"

static void nothing_is_sent_to_nobody(void **state)
{
  SENT("http://a.test/", "");
  assert_true(receive("http://a.test/", "n=v"));
  SENT("http://b.test/", "");
  SENT("http:///", "");
  assert_false(receive("http:///", "n=v"));
  cookie_jar_free(NULL);
}

static void a_host_of_odd_bytes_has_no_cookies(void **state)
{
  assert_false(receive("http://a b/", "n=v"));
  assert_false(receive("http://a\tTRUE/", "n=v"));
  assert_false(receive("http://#a/", "n=v"));
  assert_false(receive("http://.a/", "n=v"));
  char url[300] = "http://";
  memset(url + 7, 'a', 256);
  assert_false(receive(url, "n=v"));
  url[7 + 255] = '\0';
  assert_true(receive(url, "n=v"));
}

static void without_a_domain_it_is_for_that_host_alone(void **state)
{
  assert_true(receive("http://a.test/", "n=v"));
  SENT("http://A.test/", "n=v");
  SENT("http://b.a.test/", "");
  SENT("http://test/", "");
  SENT("http://a.test./", "");
  LINES("a.test\tFALSE\t/\tFALSE\t0\tn\tv\n");
}

static void with_a_domain_it_is_for_all_below(void **state)
{
  assert_true(receive("http://b.a.test/", "n=v; domain=.A.test"));
  SENT("http://a.test/", "n=v");
  SENT("http://b.a.TEST/", "n=v");
  SENT("http://d.c.a.test/", "n=v");
  SENT("http://xa.test/", "");
  SENT("http://a.test./", "");
  LINES(".A.test\tTRUE\t/\tFALSE\t0\tn\tv\n");
}

static void scenario_29_domains_that_the_host_is_not_in(void **state)
{
  assert_false(receive("http://example.com/", "n=v; domain=ample.com"));
  assert_false(receive("http://example.com/", "n=v; domain=b.example.com"));
  assert_false(receive("http://example.com/", "n=v; domain=other.com"));
  assert_false(receive("http://example.com/", "n=v; domain=..com"));
  assert_false(receive("http://example.com/", "n=v; domain=xample.com"));
  assert_false(receive("http://b.example.com/", "n=v; domain=example.com."));
  assert_false(receive("http://b.example.com./", "n=v; domain=example.com"));
  assert_true(receive("http://b.example.com./", "n=v; domain=example.com."));
  SENT("http://example.com./", "n=v");
  SENT("http://example.com/", "");
}

static void scenario_29_public_suffixes(void **state)
{
  assert_false(receive("http://curl.co.uk/", "n=v; domain=co.uk"));
  assert_false(receive("http://curl.co.UK/", "n=v; domain=co.UK"));
  assert_false(receive("http://curl.co.uk./", "n=v; domain=co.uk."));
  assert_false(receive("http://curl.co.uk/", "n=v; domain=uk"));
  assert_false(receive("http://a.com./", "n=v; domain=com."));
  assert_false(receive("http://a.com./", "n=v; domain=.com."));
  assert_false(receive("http://a.b.localhost/", "n=v; domain=localhost"));
  assert_false(receive("http://www.example.ck/", "n=v; domain=example.ck"));
  assert_true(receive("http://curl.co.uk/", "n=v; domain=CURL.co.uk"));
  assert_true(receive("http://x.www.ck/", "n=v; domain=www.ck")); /* an exception of the list */
  LINES(".CURL.co.uk\tTRUE\t/\tFALSE\t0\tn\tv\n.www.ck\tTRUE\t/\tFALSE\t0\tn\tv\n");
}

/* Step 9 of section 5.7. */
static void scenario_29_a_public_suffix_keeps_its_cookies_for_itself(void **state)
{
  assert_true(receive("http://github.io/", "n=v; domain=github.io"));
  assert_true(receive("http://localhost/", "l=v; domain=localhost"));
  SENT("http://github.io/", "n=v");
  SENT("http://user.github.io/", "");
  SENT("http://localhost/", "l=v");
  SENT("http://a.localhost/", "");
  LINES(".github.io\tTRUE\t/\tFALSE\t0\tn\tv\n.localhost\tTRUE\t/\tFALSE\t0\tl\tv\n");
}

static void scenario_29_addresses_have_no_domains(void **state)
{
  assert_false(receive("http://127.0.0.1/", "n=v; domain=0.0.1"));
  assert_false(receive("http://127.0.0.1/", "n=v; domain=.1"));
  assert_true(receive("http://127.0.0.1/", "n=v; domain=.127.0.0.1"));
  assert_true(receive("http://::1/", "six=v"));
  SENT("http://127.0.0.1/", "n=v");
  SENT("http://9.127.0.0.1/", "");
  SENT("http://::1/", "six=v");
  LINES("127.0.0.1\tFALSE\t/\tFALSE\t0\tn\tv\n::1\tFALSE\t/\tFALSE\t0\tsix\tv\n");
  give(".0.0.1\tTRUE\t/\tFALSE\t0\tm\tv", COOKIES_OF_FILE);
  SENT("http://127.0.0.1/", "n=v");
}

static void paths(void **state)
{
  assert_true(receive("http://a.test/b/c?x", "here=v"));
  assert_true(receive("http://a.test/b/c", "root=v; path=/"));
  assert_true(receive("http://a.test/b/c", "else=v; path=/d/"));
  assert_true(receive("http://a.test/b/c", "none=v; path=d"));
  assert_true(receive("http://a.test", "top=v"));
  LINES("a.test\tFALSE\t/b\tFALSE\t0\there\tv\na.test\tFALSE\t/\tFALSE\t0\troot\tv\n"
        "a.test\tFALSE\t/d\tFALSE\t0\telse\tv\na.test\tFALSE\t/b\tFALSE\t0\tnone\tv\n"
        "a.test\tFALSE\t/\tFALSE\t0\ttop\tv\n");
  SENT("http://a.test/", "root=v; top=v");
  SENT("http://a.test/b", "none=v; here=v; root=v; top=v");
  SENT("http://a.test/b/", "none=v; here=v; root=v; top=v");
  SENT("http://a.test/b/c/d", "none=v; here=v; root=v; top=v");
  SENT("http://a.test/bc", "root=v; top=v");
  SENT("http://a.test/B", "root=v; top=v");
  SENT("http://a.test/d", "else=v; root=v; top=v");
}

static void scenario_30_what_is_secure_needs_a_secure_origin(void **state)
{
  assert_false(receive("http://a.test/", "n=v; secure"));
  assert_false(receive("http://127.0.0.2/", "n=v; secure"));
  assert_false(receive("http://a.localhost/", "n=v; secure"));
  assert_false(receive("http://a.test/", "__Secure-n=v"));
  assert_false(receive("https://a.test/", "__Secure-n=v"));
  assert_false(receive("https://a.test/", "__Host-n=v; secure; domain=a.test; path=/"));
  assert_false(receive("https://a.test/b/c", "__Host-n=v; secure"));
  assert_true(receive("https://a.test/", "n=v; secure"));
  assert_true(receive("http://localhost/", "n=l; secure"));
  assert_true(receive("http://127.0.0.1/", "n=4; secure"));
  assert_true(receive("http://::1/", "n=6; secure"));
  SENT("http://a.test/", "");
  SENT("https://a.test/", "n=v");
  SENT("http://LOCALHOST/", "n=l");
  SENT("http://127.0.0.1/", "n=4");
  SENT("http://::1/", "n=6");
}

static void scenario_30_a_secure_one_is_not_replaced_or_hidden(void **state)
{
  assert_true(receive("https://www.a.test/", "n=v; secure; domain=a.test; path=/b"));
  static const char *const refused[] = { "n=w; domain=a.test; path=/b",
                                         "n=w; domain=a.test; path=/b/",
                                         "n=w; domain=a.test; path=/b/c",
                                         "n=w; path=/b",
                                         "n=w; path=/b/c",
                                         "n=w; path=\"/b\"",
                                         "n=; max-age=0; domain=a.test; path=/b" };
  for(size_t i = 0; i < sizeof refused / sizeof *refused; i++)
    if(receive("http://www.a.test/", refused[i])) fail_msg("'%s' was taken", refused[i]);
  assert_true(receive("http://www.a.test/", "N=w; path=/b")); /* another name */
  assert_true(receive("http://www.a.test/", "n=x; path=/"));  /* is not sent before it */
  assert_true(receive("http://www.a.test/", "n=y; path=/bc"));
  SENT("https://www.a.test/b", "N=w; n=v; n=x");
  assert_true(receive("https://www.a.test/", "n=z; domain=a.test; path=/b")); /* who is secure may */
  SENT("http://www.a.test/b", "N=w; n=z; n=x");
}

static void scenario_30_of_the_domain_above_and_below(void **state)
{
  assert_true(receive("https://www.a.test/", "n=v; secure"));
  assert_false(receive("http://www.a.test/", "n=w; domain=a.test"));
  assert_false(receive("http://b.www.a.test/", "n=w; domain=a.test"));
  assert_false(receive("http://b.www.a.test/", "n=w")); /* either way round */
  assert_true(receive("http://b.a.test/", "n=w"));
  now = NOW + 1;
  assert_true(receive("https://c.test/", "n=v; secure; max-age=1"));
  now++;
  assert_true(receive("http://c.test/", "n=w")); /* the secure one is over */
}

static void scenario_30_a_root_path_in_quotation_marks(void **state)
{
  assert_true(receive("https://a.test/", "n=v; secure; path=\"/\""));
  assert_false(receive("http://a.test/", "n=w; path=\"/\""));
  assert_false(receive("http://a.test/", "n=w; path=\""));
  assert_false(receive("http://a.test/", "n=w; path=/"));
  assert_false(receive("http://a.test/b/", "n=w"));
}

static void scenario_31_too_large(void **state)
{
  char field[COOKIE_LINE_MAX + 2] = "n=";
  memset(field + 2, 'v', COOKIE_PAIR_MAX);
  assert_false(receive("http://a.test/", field));
  field[COOKIE_PAIR_MAX + 1] = '\0';
  assert_true(receive("http://a.test/", field));
}

/* What stands in the jar can be written to a file and be read again. */
static void scenario_32_what_no_line_could_hold_is_not_kept(void **state)
{
  char url[COOKIE_LINE_MAX + 64] = "http://a.test/";
  size_t len = strlen(url);
  memset(url + len, 'p', COOKIE_LINE_MAX);
  strcpy(url + len + COOKIE_LINE_MAX, "/x");
  assert_false(receive(url, "n=v"));
  assert_true(receive(url, "n=v; path=/"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    JAR_TEST(nothing_is_sent_to_nobody),
    JAR_TEST(a_host_of_odd_bytes_has_no_cookies),
    JAR_TEST(without_a_domain_it_is_for_that_host_alone),
    JAR_TEST(with_a_domain_it_is_for_all_below),
    JAR_TEST(scenario_29_domains_that_the_host_is_not_in),
    JAR_TEST(scenario_29_public_suffixes),
    JAR_TEST(scenario_29_a_public_suffix_keeps_its_cookies_for_itself),
    JAR_TEST(scenario_29_addresses_have_no_domains),
    JAR_TEST(paths),
    JAR_TEST(scenario_30_what_is_secure_needs_a_secure_origin),
    JAR_TEST(scenario_30_a_secure_one_is_not_replaced_or_hidden),
    JAR_TEST(scenario_30_of_the_domain_above_and_below),
    JAR_TEST(scenario_30_a_root_path_in_quotation_marks),
    JAR_TEST(scenario_31_too_large),
    JAR_TEST(scenario_32_what_no_line_could_hold_is_not_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
