/* Which proxies stand on the way, by options and environment. */
#include "engine/route.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const variables[] = { "http_proxy", "HTTP_PROXY", "https_proxy", "ws_proxy",
                                         "WS_PROXY",   "wss_proxy",  "ftp_proxy",   "FTP_PROXY",
                                         "all_proxy",  "ALL_PROXY",  "no_proxy",    "NO_PROXY" };

static struct proxy_opts opts;
static struct route route;
static char error[CURL_ERROR_SIZE];

static int set_up(void **state)
{
  for(size_t i = 0; i < sizeof variables / sizeof *variables; i++) unsetenv(variables[i]);
  opts = PROXY_OPTS_INIT;
  error[0] = '\0';
  return 0;
}

static int tear_down(void **state)
{
  route_free(&route);
  return set_up(state);
}

/* The options are only read. */
static char *text(const char *t) { return (char *)(uintptr_t)t; }

static CURLcode find(const char *scheme, const char *host)
{
  struct trace_opts to = { .error_buffer = error };
  struct trace t = { .opts = &to };
  return route_find(&route, &opts, scheme, host, &t);
}

/* "" for none. */
static const char *http_proxy_for(const char *scheme, const char *host)
{
  assert_int_equal(find(scheme, host), CURLE_OK);
  return route.http.host ? route.http.host : "";
}

/* ---- refused ---- */

static void assert_refused(CURLcode code)
{
  assert_int_equal(find("http", "host"), code);
  assert_true(error[0]);
  assert_false(route_has_proxy(&route));
}

static void what_is_no_proxy_is_refused(void **state)
{
  opts.proxy = text("http://:80");
  assert_refused(CURLE_COULDNT_RESOLVE_PROXY);
  opts.proxy = text("gopher://p");
  assert_refused(CURLE_COULDNT_CONNECT);
  opts.proxy = text("http://secret%00:x@p");
  assert_refused(CURLE_URL_MALFORMAT);
}

static void a_text_with_a_password_is_not_told(void **state)
{
  opts.proxy = text("http://me:secret@p:99999");
  assert_refused(CURLE_COULDNT_RESOLVE_PROXY);
  assert_null(strstr(error, "secret"));
}

static void a_proxy_that_speaks_http_3_is_not_built(void **state)
{
  opts.proxy = text("https://p");
  opts.type = CURLPROXY_HTTPS3;
  assert_refused(CURLE_NOT_BUILT_IN);
}

/* The type asks for HTTP/2, where the proxy has it. */
static void a_proxy_may_speak_tls(void **state)
{
  opts.proxy = text("https://p");
  assert_int_equal(find("http", "a.test"), CURLE_OK);
  assert_true(route.is_secure);
  assert_int_equal(route.http.port, 443);
  opts.proxy = text("p:8443");
  opts.type = CURLPROXY_HTTPS2;
  assert_int_equal(find("http", "a.test"), CURLE_OK);
  assert_true(route.is_secure);
  assert_int_equal(route.http.port, 8443);
  opts.type = CURLPROXY_HTTP;
  assert_int_equal(find("http", "a.test"), CURLE_OK);
  assert_false(route.is_secure);
}

static void a_pre_proxy_is_a_socks_one_before_an_http_one(void **state)
{
  opts.pre_proxy = text("http://p");
  assert_refused(CURLE_COULDNT_RESOLVE_PROXY);
  opts.pre_proxy = text("socks5://p");
  opts.proxy = text("socks5://q");
  assert_refused(CURLE_COULDNT_RESOLVE_PROXY);
}

static void out_of_memory_leaves_the_direct_way(void **state)
{
  setenv("http_proxy", "http://proxy", 1);
  setenv("no_proxy", "other", 1);
  opts.user = text("me");
  opts.client_ip = text("192.0.2.1");
  bool has_failed = true;
  for(int n = 0; has_failed; n++) {
    failing_after(n);
    CURLcode code = find("http", "host");
    has_failed = failing_end();
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    assert_int_equal(route_has_proxy(&route), !has_failed);
  }
}

/* ---- options ---- */

static void without_a_proxy_the_way_is_direct(void **state)
{
  assert_int_equal(find("http", "host"), CURLE_OK);
  assert_false(route_has_proxy(&route) || route_forwards(&route) || route.is_secure);
  opts.tunnels = true;
  assert_int_equal(find("http", "host"), CURLE_OK);
  assert_false(route.tunnels);
}

static void a_proxy_forwards_or_becomes_a_tunnel(void **state)
{
  opts.proxy = text("p");
  assert_string_equal(http_proxy_for("http", "host"), "p");
  assert_int_equal(route.http.port, 1080);
  assert_true(route_forwards(&route));
  opts.tunnels = true;
  opts.port = 8080;
  assert_string_equal(http_proxy_for("http", "host"), "p");
  assert_int_equal(route.http.port, 8080);
  assert_true(route.tunnels && !route_forwards(&route));
  opts.proxy = text("p:3128");
  assert_string_equal(http_proxy_for("http", "host"), "p");
  assert_int_equal(route.http.port, 3128); /* the text's own */
}

static void a_socks_proxy_neither(void **state)
{
  opts.proxy = text("p");
  opts.type = CURLPROXY_SOCKS4A;
  opts.tunnels = true;
  assert_int_equal(find("http", "host"), CURLE_OK);
  assert_string_equal(route.socks.host, "p");
  assert_int_equal(route.socks.type, CURLPROXY_SOCKS4A);
  assert_true(!route.http.host && !route.tunnels && !route_forwards(&route));
}

static void a_pre_proxy_stands_first_or_alone(void **state)
{
  opts.pre_proxy = text("pre");
  opts.proxy = text("http://p");
  opts.user = text("me");
  assert_string_equal(http_proxy_for("http", "host"), "p");
  assert_string_equal(route.socks.host, "pre");
  assert_int_equal(route.socks.type, CURLPROXY_SOCKS4);
  assert_null(route.socks.user); /* the credentials are the proxy's */
  assert_string_equal(route.http.user, "me");
  opts.proxy = text("");
  assert_string_equal(http_proxy_for("http", "host"), "");
  assert_string_equal(route.socks.host, "pre");
}

static void credentials_in_the_text_come_first(void **state)
{
  opts.user = text("me");
  opts.password = text("secret");
  opts.proxy = text("http://you@p");
  assert_string_equal(http_proxy_for("http", "host"), "p");
  assert_string_equal(route.http.user, "you");
  assert_string_equal(route.http.password, "");
  opts.proxy = text("http://p");
  assert_string_equal(http_proxy_for("http", "host"), "p");
  assert_string_equal(route.http.user, "me");
  assert_string_equal(route.http.password, "secret");
  opts.user = NULL;
  assert_string_equal(http_proxy_for("http", "host"), "p");
  assert_string_equal(route.http.user, "");
  opts.password = NULL;
  assert_string_equal(http_proxy_for("http", "host"), "p");
  assert_null(route.http.user);
}

static void hosts_without_a_proxy(void **state)
{
  opts.proxy = text("p");
  opts.pre_proxy = text("socks5://pre");
  opts.no_proxy = text("example.com,2001:db8::/32");
  assert_string_equal(http_proxy_for("http", "www.example.com"), "");
  assert_false(route_has_proxy(&route));
  assert_string_equal(http_proxy_for("http", "[2001:db8::1]"), "");
  assert_string_equal(http_proxy_for("http", "example.org"), "p");
}

static void a_proxy_header_needs_no_proxy(void **state)
{
  opts.client_ip = text("192.0.2.1");
  assert_int_equal(find("http", NULL), CURLE_OK);
  assert_true(route.tells_ends && !route_has_proxy(&route));
  assert_string_equal(route.client_ip, "192.0.2.1");
  opts.client_ip = NULL;
  opts.tells_ends = true;
  assert_int_equal(find("http", "host"), CURLE_OK);
  assert_true(route.tells_ends && !route.client_ip);
}

static void where_no_proxy_has_a_meaning_there_is_none(void **state)
{
  opts.proxy = text("p");
  assert_int_equal(find("http", NULL), CURLE_OK);
  assert_false(route_has_proxy(&route));
}

/* ---- environment ---- */

static void a_scheme_has_its_variable_in_either_case_but_http(void **state)
{
  setenv("HTTP_PROXY", "upper", 1);
  setenv("FTP_PROXY", "upper", 1);
  assert_string_equal(http_proxy_for("http", "host"), "");
  assert_string_equal(http_proxy_for("ftp", "host"), "upper");
  setenv("http_proxy", "lower", 1);
  setenv("ftp_proxy", "lower", 1);
  assert_string_equal(http_proxy_for("http", "host"), "lower");
  assert_string_equal(http_proxy_for("ftp", "host"), "lower");
}

static void all_proxy_is_for_those_without(void **state)
{
  setenv("ALL_PROXY", "upper", 1);
  assert_string_equal(http_proxy_for("http", "host"), "upper");
  setenv("all_proxy", "lower", 1);
  assert_string_equal(http_proxy_for("http", "host"), "lower");
  setenv("http_proxy", "own", 1);
  assert_string_equal(http_proxy_for("http", "host"), "own");
  setenv("http_proxy", "", 1); /* as good as not set */
  assert_string_equal(http_proxy_for("http", "host"), "lower");
}

static void no_proxy_of_the_environment(void **state)
{
  setenv("http_proxy", "p", 1);
  setenv("NO_PROXY", "upper", 1);
  assert_string_equal(http_proxy_for("http", "upper"), "");
  setenv("no_proxy", "lower", 1);
  assert_string_equal(http_proxy_for("http", "upper"), "p");
  assert_string_equal(http_proxy_for("http", "lower"), "");
  opts.proxy = text("own"); /* the environment's list is for it, too */
  assert_string_equal(http_proxy_for("http", "lower"), "");
}

static void options_come_before_the_environment(void **state)
{
  setenv("http_proxy", "p", 1);
  setenv("no_proxy", "host", 1);
  opts.no_proxy = text("");
  assert_string_equal(http_proxy_for("http", "host"), "p");
  opts.proxy = text("own");
  assert_string_equal(http_proxy_for("http", "host"), "own");
  opts.proxy = text("");
  assert_string_equal(http_proxy_for("http", "host"), "");
  opts.proxy = NULL;
  opts.pre_proxy = text("socks5://pre");
  assert_string_equal(http_proxy_for("http", "host"), "");
  assert_string_equal(route.socks.host, "pre");
}

static void what_says_something_of_the_way_makes_it_no_direct_one(void **state)
{
  assert_int_equal(find("http", "host"), CURLE_OK);
  assert_true(route_is_direct(&route));
  opts.tells_ends = true;
  assert_int_equal(find("http", "host"), CURLE_OK);
  assert_false(route_is_direct(&route));
  opts.tells_ends = false;
  opts.proxy = text("p");
  assert_int_equal(find("http", "host"), CURLE_OK);
  assert_false(route_is_direct(&route));
  opts.proxy = text("socks5://p");
  assert_int_equal(find("http", "host"), CURLE_OK);
  assert_false(route_is_direct(&route));
  opts.proxy = NULL;
  setenv("http_proxy", "p", 1);
  setenv("no_proxy", "host", 1);
  assert_int_equal(find("http", "host"), CURLE_OK);
  assert_false(route_is_direct(&route)); /* that has to be noticed when it changes */
}

static void a_change_of_the_environment_is_noticed(void **state)
{
  assert_string_equal(http_proxy_for("http", "host"), "");
  assert_true(route_is_current(&route, &opts, "http"));
  setenv("http_proxy", "p", 1);
  assert_false(route_is_current(&route, &opts, "http"));
  assert_string_equal(http_proxy_for("http", "host"), "p");
  assert_true(route_is_current(&route, &opts, "http"));
  setenv("http_proxy", "q", 1);
  assert_false(route_is_current(&route, &opts, "http"));
  setenv("http_proxy", "p", 1);
  setenv("no_proxy", "host", 1);
  assert_false(route_is_current(&route, &opts, "http"));
  assert_string_equal(http_proxy_for("http", "host"), "");
  assert_true(route_is_current(&route, &opts, "http"));
  unsetenv("no_proxy");
  assert_false(route_is_current(&route, &opts, "http"));
}

static void what_the_options_say_needs_no_environment(void **state)
{
  opts.proxy = text("own");
  opts.no_proxy = text("");
  assert_string_equal(http_proxy_for("http", "host"), "own");
  setenv("http_proxy", "p", 1);
  setenv("no_proxy", "host", 1);
  assert_true(route_is_current(&route, &opts, "http"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* libcurl-env(3) */
static void a_websocket_falls_back_to_the_proxy_of_http(void **state)
{
  setenv("http_proxy", "plain", 1);
  setenv("https_proxy", "secure", 1);
  assert_string_equal(http_proxy_for("ws", "host"), "plain");
  assert_string_equal(http_proxy_for("wss", "host"), "secure");
  setenv("WS_PROXY", "own", 1);
  setenv("wss_proxy", "sown", 1);
  assert_string_equal(http_proxy_for("ws", "host"), "own");
  assert_string_equal(http_proxy_for("wss", "host"), "sown");
  assert_string_equal(http_proxy_for("http", "host"), "plain");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(what_is_no_proxy_is_refused),
    TEST(a_text_with_a_password_is_not_told),
    TEST(a_proxy_that_speaks_http_3_is_not_built),
    TEST(a_proxy_may_speak_tls),
    TEST(a_pre_proxy_is_a_socks_one_before_an_http_one),
    TEST(out_of_memory_leaves_the_direct_way),
    TEST(without_a_proxy_the_way_is_direct),
    TEST(a_proxy_forwards_or_becomes_a_tunnel),
    TEST(a_socks_proxy_neither),
    TEST(a_pre_proxy_stands_first_or_alone),
    TEST(credentials_in_the_text_come_first),
    TEST(hosts_without_a_proxy),
    TEST(a_proxy_header_needs_no_proxy),
    TEST(where_no_proxy_has_a_meaning_there_is_none),
    TEST(a_scheme_has_its_variable_in_either_case_but_http),
    TEST(all_proxy_is_for_those_without),
    TEST(no_proxy_of_the_environment),
    TEST(options_come_before_the_environment),
    TEST(what_says_something_of_the_way_makes_it_no_direct_one),
    TEST(a_change_of_the_environment_is_noticed),
    TEST(what_the_options_say_needs_no_environment),
    TEST(a_websocket_falls_back_to_the_proxy_of_http),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
