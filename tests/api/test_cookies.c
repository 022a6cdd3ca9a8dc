/* Cookies: what switches them on and off, and what goes over the wire. */
#include "cookie_client.h"

#define SETS_A OK_WITH("Set-Cookie: a=1\r\n")

/* ---- on and off ---- */

static void nobody_asked_for_them(void **state)
{
  SET(easy, COOKIESESSION, 1L);
  GETS(easy, "http://a.test/", SETS_A, "");
  GETS(easy, "http://a.test/", NULL, "");
  LISTS(easy, "");
}

static void an_empty_file_name_switches_them_on(void **state)
{
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://a.test/", SETS_A, "");
  GETS(easy, "http://a.test/", NULL, "a=1");
  GETS(easy, "http://b.test/", NULL, "");
  LISTS(easy, LINE("a", "1") "\n");
}

static void a_jar_switches_them_on(void **state)
{
  SET(easy, COOKIEJAR, "/nowhere/at/all");
  GETS(easy, "http://a.test/", SETS_A, "");
  GETS(easy, "http://a.test/", NULL, "a=1");
  SET(easy, COOKIEJAR, NULL);
  GETS(easy, "http://a.test/", NULL, "a=1");
}

static void a_cookie_of_ones_own_switches_them_on(void **state)
{
  SET(easy, COOKIELIST, "rubbish");
  LISTS(easy, "");
  GETS(easy, "http://a.test/", SETS_A, "");
  GETS(easy, "http://a.test/", NULL, "a=1");
}

static void commands_do_not(void **state)
{
  static const char *const commands[] = { "ALL", "SESS", "FLUSH", "RELOAD", NULL };
  for(size_t i = 0; i < sizeof commands / sizeof *commands; i++) SET(easy, COOKIELIST, commands[i]);
  GETS(easy, "http://a.test/", SETS_A, "");
  GETS(easy, "http://a.test/", NULL, "");
}

static void no_file_name_switches_them_off_and_forgets(void **state)
{
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://a.test/", SETS_A, "");
  SET(easy, COOKIEFILE, NULL);
  LISTS(easy, "");
  GETS(easy, "http://a.test/", SETS_A, "");
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://a.test/", NULL, "");
}

static void a_reset_keeps_them(void **state)
{
  SET(easy, COOKIELIST, LINE("own", "1"));
  curl_easy_reset(easy);
  prepare_client(easy);
  GETS(easy, "http://a.test/", SETS_A, "own=1");
  GETS(easy, "http://a.test/", NULL, "own=1; a=1");
}

static void a_duplicate_has_none(void **state)
{
  SET(easy, COOKIELIST, LINE("own", "1"));
  CURL *copy = curl_easy_duphandle(easy);
  LISTS(copy, "");
  GETS(copy, "http://a.test/", SETS_A, "");
  GETS(copy, "http://a.test/", NULL, "a=1"); /* but keeps those that come */
  LISTS(easy, LINE("own", "1") "\n");
  curl_easy_cleanup(copy);
}

static void in_a_multi_too(void **state)
{
  int running = 1, left;
  CURLM *multi = curl_multi_init();
  SET(easy, COOKIELIST, LINE("own", "1"));
  SET(easy, URL, "http://a.test/");
  answer = SETS_A;
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  while(running && !curl_multi_perform(multi, &running)) curl_multi_poll(multi, NULL, 0, 10, NULL);
  assert_int_equal(curl_multi_info_read(multi, &left)->data.result, CURLE_OK);
  assert_string_equal(cookies_sent(), "own=1");
  curl_multi_remove_handle(multi, easy);
  curl_multi_cleanup(multi);
  GETS(easy, "http://a.test/", NULL, "own=1; a=1");
}

/* ---- the list ---- */

static void a_list_of_all(void **state)
{
  SET(easy, COOKIELIST, LINE("a", "1"));
  SET(easy, COOKIELIST, "Set-Cookie: b=2; domain=a.test; path=/c; HttpOnly; secure");
  SET(easy, COOKIELIST, "Set-Cookie: nodomain=1");
  SET(easy, COOKIELIST, "Set-Cookie: over=1; domain=a.test; max-age=0");
  LISTS(easy, LINE("a", "1") "\n#HttpOnly_.a.test\tTRUE\t/c\tTRUE\t0\tb\t2\n");
  GETS(easy, "http://b.test/", NULL, "nodomain=1");
}

static void commands_act(void **state)
{
  SET(easy, COOKIELIST, LINE("session", "1"));
  SET(easy, COOKIELIST, LASTING_LINE("lasting", "1"));
  SET(easy, COOKIELIST, "sess");
  SET(easy, COOKIELIST, "all");
  LISTS(easy, LINE("session", "1") "\n" LASTING_LINE("lasting", "1") "\n");
  SET(easy, COOKIELIST, "SESS");
  LISTS(easy, LASTING_LINE("lasting", "1") "\n");
  SET(easy, COOKIELIST, "ALL");
  LISTS(easy, "");
}

static void a_list_entry_that_is_too_long_is_refused(void **state)
{
  size_t size = 8000002;
  char *text = malloc(size);
  memset(text, 'x', size - 1);
  text[size - 1] = '\0';
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_COOKIELIST, text), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_COOKIEFILE, text), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_COOKIEJAR, text), CURLE_BAD_FUNCTION_ARGUMENT);
  free(text);
  GETS(easy, "http://a.test/", SETS_A, "");
  GETS(easy, "http://a.test/", NULL, "");
}

/* ---- the line of a request ---- */

static void ones_own_come_behind_in_the_same_line(void **state)
{
  SET(easy, COOKIE, "x=y; z=w");
  GETS(easy, "http://a.test/", NULL, "x=y; z=w");
  SET(easy, COOKIELIST, LINE("x", "1"));
  GETS(easy, "http://a.test/", NULL, "x=1; x=y; z=w");
  SET(easy, COOKIE, "");
  GETS(easy, "http://a.test/", NULL, "x=1");
  SET(easy, COOKIE, NULL);
  GETS(easy, "http://a.test/", NULL, "x=1");
}

static const char *get_with(const char *line)
{
  struct curl_slist *headers = curl_slist_append(NULL, line);
  SET(easy, HTTPHEADER, headers);
  const char *text = get(easy, "http://a.test/", NULL);
  SET(easy, HTTPHEADER, NULL);
  curl_slist_free_all(headers);
  return text;
}

static void a_header_line_takes_the_place_of_the_option(void **state)
{
  SET(easy, COOKIE, "x=y");
  assert_string_equal(get_with("Cookie: c=d"), "c=d");
  SET(easy, COOKIELIST, LINE("a", "1"));
  assert_string_equal(get_with("Cookie: c=d"), "a=1|c=d");
  assert_string_equal(get_with("Cookie:"), "");
  assert_string_equal(get_with("X-Cookie: c=d"), "a=1; x=y");
}

static void a_line_has_8190_bytes_at_most_but_for_ones_own(void **state)
{
  static char field[3][4100], own[600], sent[65536];
  for(int i = 0; i < 3; i++) {
    int begin = snprintf(field[i], sizeof field[i], "a.test\tFALSE\t/\tFALSE\t0\tn%d\t", i);
    memset(field[i] + begin, 'v', i ? 4040 : 100);
    SET(easy, COOKIELIST, field[i]);
  }
  memset(own, 'o', sizeof own - 1);
  SET(easy, COOKIE, own);
  snprintf(sent, sizeof sent, "%s", get(easy, "http://a.test/", NULL));
  assert_int_equal(strlen(sent), 2 * (3 + 4040) + 2 + 2 + sizeof own - 1);
}

/* ---- answers ---- */

static void each_head_may_set_some(void **state)
{
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://a.test/",
       "HTTP/1.1 103 Early Hints\r\nSet-Cookie: early=1\r\n\r\n"
       "HTTP/1.1 404 Not Found\r\nset-cookie: final=1\r\n" ANSWER_END,
       "");
  LISTS(easy, LINE("early", "1") "\n" LINE("final", "1") "\n");
}

static void a_trailer_may_not(void **state)
{
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://a.test/",
       "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
       "0\r\nSet-Cookie: a=1\r\n\r\n",
       "");
  LISTS(easy, "");
}

static void a_folded_field_is_one(void **state)
{
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://localhost/", OK_WITH("Set-Cookie: a=b;\r\n domain=localhost;\r\n path=/p4/;\r\n secure\r\n"), "");
  LISTS(easy, ".localhost\tTRUE\t/p4\tTRUE\t0\ta\tb\n");
}

static void scenario_31_at_most_50_of_one_answer(void **state)
{
  static char head[8192];
  int len = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nSet-Cookie: none\r\n");
  for(int i = 0; i < 60; i++) len += snprintf(head + len, sizeof head - (size_t)len, "Set-Cookie: n%d=v\r\n", i);
  snprintf(head + len, sizeof head - (size_t)len, ANSWER_END);
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://a.test/", head, "");
  assert_non_null(strstr(listed(easy), "\tn49\tv\n"));
  assert_null(strstr(listed(easy), "\tn50\t"));
}

static void scenario_31_control_bytes_and_sizes(void **state)
{
  static char head[16384], value[4097];
  memset(value, 'v', sizeof value - 1);
  snprintf(head, sizeof head,
           "HTTP/1.1 200 OK\r\nSet-Cookie: a=\001b\r\nSet-Cookie: b=c; path=/\t/\r\nSet-Cookie: c=%s\r\n"
           "Set-Cookie: d=1\r\n" ANSWER_END,
           value);
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://a.test/", head, "");
  LISTS(easy, LINE("d", "1") "\n");
}

static void scenario_29_too_broad_domains(void **state)
{
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://curl.co.UK/",
       OK_WITH("Set-Cookie: super=1; domain=co.UK\r\nSet-Cookie: fine=1; domain=CURL.CO.UK\r\n"), "");
  GETS(easy, "http://foo.co.uk./", OK_WITH("Set-Cookie: dot=1; domain=co.uk.\r\n"), "");
  GETS(easy, "http://firsthost.me./", OK_WITH("Set-Cookie: me=1; domain=.me.\r\n"), "");
  GETS(easy, "http://example.com/", OK_WITH("Set-Cookie: tail=1; domain=ample.com\r\n"), "");
  GETS(easy, "http://192.0.2.1/", OK_WITH("Set-Cookie: ip=1; domain=.0.2.1\r\n"), "");
  LISTS(easy, ".CURL.CO.UK\tTRUE\t/\tFALSE\t0\tfine\t1\n");
}

static void scenario_30_secure_ones_over_http(void **state)
{
  SET(easy, COOKIELIST, "a.test\tFALSE\t/\tTRUE\t0\tn\tsecret");
  GETS(easy, "http://a.test/",
       OK_WITH("Set-Cookie: n=open\r\nSet-Cookie: n=open; path=\"/\"\r\n"
               "Set-Cookie: s=1; secure\r\nSet-Cookie: n=; max-age=0\r\n"),
       "");
  LISTS(easy, "a.test\tFALSE\t/\tTRUE\t0\tn\tsecret\n");
}

/* ---- whose cookies ---- */

static void addresses_have_their_own(void **state)
{
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://[2001:db8::1]/", SETS_A, "");
  GETS(easy, "http://[2001:db8::1]:81/", NULL, "a=1");
  GETS(easy, "http://192.0.2.9/", OK_WITH("Set-Cookie: b=1; domain=192.0.2.9\r\n"), "");
  LISTS(easy, "2001:db8::1\tFALSE\t/\tFALSE\t0\ta\t1\n192.0.2.9\tFALSE\t/\tFALSE\t0\tb\t1\n");
}

static void international_names_are_kept_in_ascii(void **state)
{
  SET(easy, COOKIEFILE, "");
  GETS(easy, "http://r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s.se/", SETS_A, "");
  GETS(easy, "http://xn--rksmrgs-5wao1o.se/", NULL, "a=1");
}

static void scenario_33_a_host_line_counts_as_long_as_it_is_sent(void **state)
{
  struct curl_slist *headers = curl_slist_append(NULL, "Host: victim.test:8080");
  SET(easy, COOKIEFILE, "");
  SET(easy, HTTPHEADER, headers);
  GETS(easy, "http://a.test/", OK_WITH("Set-Cookie: sid=secret; path=/\r\n"), "");
  LISTS(easy, "victim.test\tFALSE\t/\tFALSE\t0\tsid\tsecret\n");
  GETS(easy, "http://a.test/", NULL, "sid=secret");
  SET(easy, HTTPHEADER, NULL);
  GETS(easy, "http://a.test/", NULL, "");
  GETS(easy, "http://victim.test/", NULL, "sid=secret");
  curl_slist_free_all(headers);
}

/* Two connections: the second request is answered by the shortest. */
static void scenario_33_a_host_line_does_not_count_for_where_a_redirect_leads(void **state)
{
  struct curl_slist *headers = curl_slist_append(NULL, "Host: victim.test");
  SET(easy, COOKIELIST, "victim.test\tFALSE\t/\tFALSE\t0\tsid\tsecret");
  SET(easy, COOKIELIST, "other.test\tFALSE\t/\tFALSE\t0\to\t1");
  SET(easy, COOKIE, "mine=1");
  SET(easy, HTTPHEADER, headers);
  SET(easy, FOLLOWLOCATION, 1L);
  GETS(easy, "http://a.test/", "HTTP/1.1 302 Found\r\nLocation: http://other.test/\r\nSet-Cookie: v=1\r\n" ANSWER_END,
       "o=1");
  assert_non_null(strstr(listed(easy), "victim.test\tFALSE\t/\tFALSE\t0\tv\t1\n"));
  GETS(easy, "http://a.test/", NULL, "sid=secret; v=1; mine=1");
  SET(easy, HTTPHEADER, NULL);
  curl_slist_free_all(headers);
}

/* What a redirect has set goes with the next request already. */
static void a_redirect_sets_cookies(void **state)
{
  SET(easy, COOKIEFILE, "");
  SET(easy, COOKIE, "mine=1");
  SET(easy, FOLLOWLOCATION, 1L);
  GETS(easy, "http://a.test/", "HTTP/1.1 302 Found\r\nLocation: /b\r\nSet-Cookie: r=1\r\n" ANSWER_END, "r=1; mine=1");
}

static void scenario_33_a_host_line_that_is_no_host(void **state)
{
  struct curl_slist *headers = curl_slist_append(NULL, "Host: a.test\tTRUE\t/\tFALSE\t0\tx\ty");
  SET(easy, COOKIEFILE, "");
  SET(easy, HTTPHEADER, headers);
  GETS(easy, "http://a.test/", SETS_A, "");
  LISTS(easy, "");
  SET(easy, HTTPHEADER, NULL);
  curl_slist_free_all(headers);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    COOKIE_TEST(nobody_asked_for_them),
    COOKIE_TEST(an_empty_file_name_switches_them_on),
    COOKIE_TEST(a_jar_switches_them_on),
    COOKIE_TEST(a_cookie_of_ones_own_switches_them_on),
    COOKIE_TEST(commands_do_not),
    COOKIE_TEST(no_file_name_switches_them_off_and_forgets),
    COOKIE_TEST(a_reset_keeps_them),
    COOKIE_TEST(a_duplicate_has_none),
    COOKIE_TEST(in_a_multi_too),
    COOKIE_TEST(a_list_of_all),
    COOKIE_TEST(commands_act),
    COOKIE_TEST(a_list_entry_that_is_too_long_is_refused),
    COOKIE_TEST(ones_own_come_behind_in_the_same_line),
    COOKIE_TEST(a_header_line_takes_the_place_of_the_option),
    COOKIE_TEST(a_line_has_8190_bytes_at_most_but_for_ones_own),
    COOKIE_TEST(each_head_may_set_some),
    COOKIE_TEST(a_trailer_may_not),
    COOKIE_TEST(a_folded_field_is_one),
    COOKIE_TEST(scenario_31_at_most_50_of_one_answer),
    COOKIE_TEST(scenario_31_control_bytes_and_sizes),
    COOKIE_TEST(scenario_29_too_broad_domains),
    COOKIE_TEST(scenario_30_secure_ones_over_http),
    COOKIE_TEST(addresses_have_their_own),
    COOKIE_TEST(international_names_are_kept_in_ascii),
    COOKIE_TEST(scenario_33_a_host_line_counts_as_long_as_it_is_sent),
    COOKIE_TEST(scenario_33_a_host_line_does_not_count_for_where_a_redirect_leads),
    COOKIE_TEST(a_redirect_sets_cookies),
    COOKIE_TEST(scenario_33_a_host_line_that_is_no_host),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
