/* CURLOPT_RESOLVE(3). */
#include "unit/resolve/world.h"

static struct world world;
static struct dns *dns;

static int open_all(void **state)
{
  world_open(&world, 2);
  dns = dns_new(&fake_system);
  return fake_reset(state) || !dns;
}

static int close_all(void **state)
{
  fake_hold(false); /* a failed test may have left it so */
  world_close(&world, false);
  dns_unref(dns);
  return 0;
}

#define TEST(f)   cmocka_unit_test_setup_teardown(f, open_all, close_all)
#define LOOKED_UP "2001:db8::1 192.0.2.1" /* what comes of asking getaddrinfo */

/* The text stands at the end of its own block. */
static CURLcode load_with(const char *text, struct trace *t)
{
  struct curl_slist entry = { .data = strdup(text) };
  CURLcode code = resolve_load_entries(dns, &entry, fake_now(), t);
  free(entry.data);
  return code;
}

static CURLcode load(const char *text) { return load_with(text, NULL); }

static void expect(const char *host, const char *addresses)
{
  struct address_set *set;
  assert_int_equal(look_up(&world, dns, host, &set), CURLE_OK);
  assert_addresses(set, addresses);
}

static void what_is_no_entry_is_refused_with_text(void **state)
{
  static const char *const bad[] = {
    "",
    "bad",
    ":",
    ":80:127.0.0.1", /* no host */
    "a.test",        /* no port */
    "a.test:80",     /* no address */
    "a.test:80:",
    "a.test:80:,",
    "a.test::127.0.0.1",      /* empty port */
    "a.test:65536:127.0.0.1", /* no such port */
    "a.test:+80:127.0.0.1",
    "a.test:80x:127.0.0.1",
    "a.test:80:name",                 /* no address but a name */
    "a.test:80:127.0.0.1, 127.0.0.2", /* a space */
    "a.test:80:127.0.0.1,x",
    "a.test:80:127.0.0.1:80",
    "a.test:80:[::1",
    "a.test:80:::1]",
    "a.test:80:[]",
    "a.test:80:fe80::1%nosuchinterface",
    "[::1:80:127.0.0.1", /* bracket not closed */
    "[::1]80:127.0.0.1",
    "[]:80:127.0.0.1",
    "+",
    "+a.test:80",
    "+-a.test:80:127.0.0.1:",
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char error[CURL_ERROR_SIZE] = "";
    struct trace_opts opts = { .error_buffer = error };
    struct trace t = { .opts = &opts };
    if(load_with(bad[i], &t) != CURLE_SETOPT_OPTION_SYNTAX) fail_msg("taken for an entry: '%s'", bad[i]);
    assert_non_null(strstr(error, bad[i]));
  }
  expect("a.test", LOOKED_UP);
}

static void over_long_parts_are_refused(void **state)
{
  char text[600];
  snprintf(text, sizeof text, "%0256d:80:127.0.0.1", 1);
  assert_int_equal(load(text), CURLE_SETOPT_OPTION_SYNTAX);
  snprintf(text, sizeof text, "%0255d:80:127.0.0.1", 1);
  assert_int_equal(load(text), CURLE_OK);
  snprintf(text, sizeof text, "a.test:80:%0500d", 1);
  assert_int_equal(load(text), CURLE_SETOPT_OPTION_SYNTAX);
}

static void a_list_is_loaded_up_to_what_is_no_entry(void **state)
{
  struct curl_slist third = { (char[]){ "c.test:80:127.0.0.3" }, NULL };
  struct curl_slist second = { (char[]){ "nonsense" }, &third };
  struct curl_slist first = { (char[]){ "a.test:80:127.0.0.1" }, &second };
  assert_int_equal(resolve_load_entries(dns, &first, fake_now(), NULL), CURLE_SETOPT_OPTION_SYNTAX);
  expect("a.test", "127.0.0.1");
  expect("c.test", LOOKED_UP);
  assert_int_equal(resolve_load_entries(dns, NULL, fake_now(), NULL), CURLE_OK);
  assert_int_equal(resolve_load_entries(dns, &(struct curl_slist){ 0 }, fake_now(), NULL), CURLE_SETOPT_OPTION_SYNTAX);
}

static void an_entry_answers_for_its_host_and_port(void **state)
{
  static const char *const cases[][2] = {
    { "test.com:80:127.0.0.1", "127.0.0.1" },
    { "TEST.com:80:,,127.0.0.1,,,127.0.0.2,,,,::1,,,", "127.0.0.1 127.0.0.2 ::1" },
    { "test.com:80:::1,127.0.0.1", "::1 127.0.0.1" },
    { "test.com:80:[::1],127.0.0.1", "::1 127.0.0.1" },
    { "test.com:080:[2001:db8::5]", "2001:db8::5" },
    { "test.com:80:127.0.0.7,", "127.0.0.7" },
    { "+test.com:80:127.0.0.8", "127.0.0.8" },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(load(cases[i][0]), CURLE_OK);
    expect("Test.Com", cases[i][1]);
  }
  assert_int_equal(fake_asked(), 0);
  expect("test.com.", LOOKED_UP);
  expect("xtest.com", LOOKED_UP);
  assert_int_equal(load("port.test:81:127.0.0.1"), CURLE_OK);
  expect("port.test", LOOKED_UP);
}

static void entries_go_before_the_cache_localhost_and_literals(void **state)
{
  expect("name.test", LOOKED_UP);
  assert_int_equal(load("name.test:80:127.0.0.1"), CURLE_OK);
  assert_int_equal(load("localhost:80:127.0.0.2"), CURLE_OK);
  assert_int_equal(load("127.0.0.9:80:127.0.0.3"), CURLE_OK);
  assert_int_equal(load("[2001:db8::9]:80:127.0.0.4"), CURLE_OK);
  expect("name.test", "127.0.0.1");
  expect("localhost", "127.0.0.2");
  expect("127.0.0.9", "127.0.0.3");
  expect("2001:DB8::9", "127.0.0.4");
}

static void the_wildcard_is_any_host_without_an_entry(void **state)
{
  expect("name.test", LOOKED_UP);
  assert_int_equal(load("*:80:127.0.0.1"), CURLE_OK);
  assert_int_equal(load("own.test:80:127.0.0.2"), CURLE_OK);
  expect("name.test", "127.0.0.1");
  expect("localhost", "127.0.0.1");
  expect("own.test", "127.0.0.2");
  assert_int_equal(load("-own.test:80"), CURLE_OK);
  expect("own.test", "127.0.0.1");
  assert_int_equal(load("-*:80"), CURLE_OK);
  expect("other.test", LOOKED_UP);
}

static void addresses_of_another_ip_version_are_not_used(void **state)
{
  const struct resolve_opts only_v4 = { .ip_version = CURL_IPRESOLVE_V4, .cache_timeout_s = 60 };
  const struct resolve_opts only_v6 = { .ip_version = CURL_IPRESOLVE_V6, .cache_timeout_s = 60 };
  char error[CURL_ERROR_SIZE] = "";
  struct trace_opts opts = { .error_buffer = error };
  struct trace t = { .opts = &opts };
  struct address_set *set;
  assert_int_equal(load("name.test:80:127.0.0.1,::1,127.0.0.2"), CURLE_OK);
  assert_int_equal(look_up_with(&world, dns, &only_v4, "name.test", NULL, &set), CURLE_OK);
  assert_addresses(set, "127.0.0.1 127.0.0.2");
  assert_int_equal(look_up_with(&world, dns, &only_v6, "name.test", NULL, &set), CURLE_OK);
  assert_addresses(set, "::1");
  assert_int_equal(load("name.test:80:127.0.0.1"), CURLE_OK);
  assert_int_equal(look_up_with(&world, dns, &only_v6, "name.test", &t, &set), CURLE_COULDNT_RESOLVE_HOST);
  assert_string_equal(error, "Could not resolve host: name.test");
  assert_int_equal(fake_asked(), 0); /* a name that the program has pinned is not asked for */
}

static void entries_last_but_those_with_a_plus(void **state)
{
  const struct resolve_opts never = { .cache_timeout_s = 0 };
  struct address_set *set;
  assert_int_equal(load("lasts.test:80:127.0.0.1"), CURLE_OK);
  assert_int_equal(load("+ages.test:80:127.0.0.2"), CURLE_OK);
  fake_set_now(fake_now() + 60 * SECOND);
  expect("ages.test", "127.0.0.2");
  fake_set_now(fake_now() + 1);
  expect("ages.test", LOOKED_UP);
  expect("lasts.test", "127.0.0.1");
  assert_int_equal(look_up_with(&world, dns, &never, "lasts.test", NULL, &set), CURLE_OK);
  assert_addresses(set, "127.0.0.1");
  assert_int_equal(load("+ages.test:80:127.0.0.2"), CURLE_OK);
  assert_int_equal(look_up_with(&world, dns, &never, "ages.test", NULL, &set), CURLE_OK);
  assert_addresses(set, LOOKED_UP);
}

static void a_look_up_that_ends_later_does_not_replace_an_entry(void **state)
{
  struct asker a = ASKER;
  struct address_set *set;
  fake_hold(true);
  assert_int_equal(start(&world, dns, &a, "name.test", &set), CURLE_AGAIN);
  assert_int_equal(load("name.test:80:127.0.0.1"), CURLE_OK);
  fake_hold(false);
  world_await(&world, &a);
  assert_int_equal(resolve_take(&a.query, "name.test", NULL, &set), CURLE_OK);
  address_set_unref(set);
  expect("name.test", "127.0.0.1");
}

static void what_names_no_entry_removes_nothing(void **state)
{
  assert_int_equal(load("name.test:80:127.0.0.1"), CURLE_OK);
  static const char *const none[] = { "-", "-name.test", "-name.test:", "-name.test:x", "-name.test:81", "-x.test:80" };
  for(size_t i = 0; i < sizeof none / sizeof *none; i++) assert_int_equal(load(none[i]), CURLE_OK);
  expect("name.test", "127.0.0.1");
  assert_int_equal(load("-NAME.test:80"), CURLE_OK);
  expect("name.test", LOOKED_UP);
}

static void removal_forgets_what_was_looked_up_as_well(void **state)
{
  expect("name.test", LOOKED_UP);
  assert_int_equal(load("-name.test:80"), CURLE_OK);
  expect("name.test", LOOKED_UP);
  assert_int_equal(fake_asked(), 2);
}

/* In UTF-8, in whatever case, or in its ASCII form: what is looked up is always the last. */
static void an_international_name_may_be_written_in_any_form(void **state)
{
  static const char *const names[] = { "räksmörgås.test", "RÄKSMÖRGÅS.test", "xn--rksmrgs-5wao1o.test" };
  for(size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char text[100];
    snprintf(text, sizeof text, "%s:80:127.0.0.1", names[i]);
    assert_int_equal(load(text), CURLE_OK);
    expect("xn--rksmrgs-5wao1o.test", "127.0.0.1");
    snprintf(text, sizeof text, "-%s:80", names[i]);
    assert_int_equal(load(text), CURLE_OK);
    expect("xn--rksmrgs-5wao1o.test", LOOKED_UP);
  }
}

static void a_name_that_has_no_ascii_form_is_nobodys(void **state)
{
  assert_int_equal(load("\xff\xfe.test:80:127.0.0.1"), CURLE_OK);
  assert_int_equal(load("-\xff\xfe.test:80"), CURLE_OK);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(what_is_no_entry_is_refused_with_text),
    TEST(over_long_parts_are_refused),
    TEST(a_list_is_loaded_up_to_what_is_no_entry),
    TEST(an_entry_answers_for_its_host_and_port),
    TEST(entries_go_before_the_cache_localhost_and_literals),
    TEST(the_wildcard_is_any_host_without_an_entry),
    TEST(addresses_of_another_ip_version_are_not_used),
    TEST(entries_last_but_those_with_a_plus),
    TEST(a_look_up_that_ends_later_does_not_replace_an_entry),
    TEST(what_names_no_entry_removes_nothing),
    TEST(removal_forgets_what_was_looked_up_as_well),
    TEST(an_international_name_may_be_written_in_any_form),
    TEST(a_name_that_has_no_ascii_form_is_nobodys),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
