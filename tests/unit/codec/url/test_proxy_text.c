/* The text that names a proxy. */
#include "base/mem.h"
#include "codec/url/proxy_text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void what_names_no_proxy_is_refused(void **state)
{
  static const struct {
    const char *text;
    CURLcode code;
  } rows[] = {
    { "", CURLE_COULDNT_RESOLVE_PROXY },
    { "http://", CURLE_COULDNT_RESOLVE_PROXY },
    { "http://:8080", CURLE_COULDNT_RESOLVE_PROXY },
    { "http://a b:80", CURLE_COULDNT_RESOLVE_PROXY },
    { "http://a\r\nb", CURLE_COULDNT_RESOLVE_PROXY },
    { "http://a:99999", CURLE_COULDNT_RESOLVE_PROXY },
    { "http://a:b", CURLE_COULDNT_RESOLVE_PROXY },
    { "http://[::1", CURLE_COULDNT_RESOLVE_PROXY },
    { "foo://a", CURLE_COULDNT_CONNECT },
    { "ftp://a", CURLE_COULDNT_CONNECT },
    { "file:///a", CURLE_COULDNT_RESOLVE_PROXY },
    { "socks6://a", CURLE_COULDNT_CONNECT },
    { "http://u%00:p@a", CURLE_URL_MALFORMAT },
    { "http://u:p%00@a", CURLE_URL_MALFORMAT },
    { "socks5h://localhost/run/%00", CURLE_URL_MALFORMAT },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct proxy_text p;
    const char *why = NULL;
    assert_int_equal(proxy_text_parse(&p, rows[i].text, CURLPROXY_HTTP, &why), rows[i].code);
    assert_non_null(why);
    proxy_text_free(&p);
  }
}

struct row {
  const char *text;
  long given;
  struct {
    long type;
    const char *host;
    uint16_t port;
    const char *user, *password, *path;
  } is;
};

static void assert_text(const char *got, const char *expected)
{
  if(expected)
    assert_string_equal(got ? got : "(none)", expected);
  else
    assert_null(got);
}

static void each(const struct row *rows, size_t count)
{
  for(size_t i = 0; i < count; i++) {
    struct proxy_text p;
    const char *why;
    assert_int_equal(proxy_text_parse(&p, rows[i].text, rows[i].given, &why), CURLE_OK);
    assert_int_equal(p.type, rows[i].is.type);
    assert_text(p.host, rows[i].is.host);
    assert_int_equal(p.port, rows[i].is.port);
    assert_text(p.user, rows[i].is.user);
    assert_text(p.password, rows[i].is.password);
    assert_text(p.path, rows[i].is.path);
    proxy_text_free(&p);
  }
}

#define EACH(rows) each(rows, sizeof(rows) / sizeof *(rows))

static void hosts_and_ports(void **state)
{
  static const struct row rows[] = {
    { "proxy", CURLPROXY_HTTP, { CURLPROXY_HTTP, "proxy", 0, NULL, NULL, NULL } },
    { "proxy:8080", CURLPROXY_SOCKS5, { CURLPROXY_SOCKS5, "proxy", 8080, NULL, NULL, NULL } },
    { "ftp.proxy:21", CURLPROXY_HTTP, { CURLPROXY_HTTP, "ftp.proxy", 21, NULL, NULL, NULL } }, /* no guess */
    { "192.0.2.1:1", CURLPROXY_HTTP, { CURLPROXY_HTTP, "192.0.2.1", 1, NULL, NULL, NULL } },
    { "[::1]:1", CURLPROXY_HTTP, { CURLPROXY_HTTP, "::1", 1, NULL, NULL, NULL } },
    { "http://[fe80::1%25eth0]:1/", CURLPROXY_HTTP, { CURLPROXY_HTTP, "fe80::1%eth0", 1, NULL, NULL, NULL } },
    { "http://\xc3\xa4.example/", CURLPROXY_HTTP, { CURLPROXY_HTTP, "xn--4ca.example", 0, NULL, NULL, NULL } },
  };
  EACH(rows);
}

static void a_scheme_wins_over_the_given_type(void **state)
{
  static const struct row rows[] = {
    { "http://p", CURLPROXY_SOCKS4, { CURLPROXY_HTTP, "p", 0, NULL, NULL, NULL } },
    { "http://p", CURLPROXY_HTTP_1_0, { CURLPROXY_HTTP_1_0, "p", 0, NULL, NULL, NULL } }, /* and is qualified by it */
    { "https://p", CURLPROXY_HTTPS2, { CURLPROXY_HTTPS2, "p", 0, NULL, NULL, NULL } },
    { "HTTPS://p", CURLPROXY_HTTP, { CURLPROXY_HTTPS, "p", 0, NULL, NULL, NULL } },
    { "socks://p", CURLPROXY_HTTP, { CURLPROXY_SOCKS4, "p", 0, NULL, NULL, NULL } },
    { "socks4://p", CURLPROXY_HTTP, { CURLPROXY_SOCKS4, "p", 0, NULL, NULL, NULL } },
    { "socks4a://p", CURLPROXY_HTTP, { CURLPROXY_SOCKS4A, "p", 0, NULL, NULL, NULL } },
    { "socks5://p", CURLPROXY_HTTP, { CURLPROXY_SOCKS5, "p", 0, NULL, NULL, NULL } },
    { "socks5h://p", CURLPROXY_HTTP, { CURLPROXY_SOCKS5_HOSTNAME, "p", 0, NULL, NULL, NULL } },
  };
  EACH(rows);
}

static void credentials_are_decoded(void **state)
{
  static const struct row rows[] = {
    { "http://u:p@h", CURLPROXY_HTTP, { CURLPROXY_HTTP, "h", 0, "u", "p", NULL } },
    { "u:p@h:1", CURLPROXY_HTTP, { CURLPROXY_HTTP, "h", 1, "u", "p", NULL } },
    { "http://u@h", CURLPROXY_HTTP, { CURLPROXY_HTTP, "h", 0, "u", "", NULL } },
    { "http://:p@h", CURLPROXY_HTTP, { CURLPROXY_HTTP, "h", 0, "", "p", NULL } },
    { "http://a%3ab:p%40%0a@h", CURLPROXY_HTTP, { CURLPROXY_HTTP, "h", 0, "a:b", "p@\n", NULL } },
  };
  EACH(rows);
}

static void a_path_behind_localhost_is_a_unix_socket(void **state)
{
  static const struct row rows[] = {
    { "socks5h://localhost/run/s%201",
      CURLPROXY_HTTP,
      { CURLPROXY_SOCKS5_HOSTNAME, "localhost", 0, NULL, NULL, "/run/s 1" } },
    { "socks4://u@localhost/s", CURLPROXY_HTTP, { CURLPROXY_SOCKS4, "localhost", 0, "u", "", "/s" } },
    { "socks5h://localhost/", CURLPROXY_HTTP, { CURLPROXY_SOCKS5_HOSTNAME, "localhost", 0, NULL, NULL, NULL } },
    { "socks5h://other/run/s", CURLPROXY_HTTP, { CURLPROXY_SOCKS5_HOSTNAME, "other", 0, NULL, NULL, NULL } },
    { "http://localhost/run/s", CURLPROXY_HTTP, { CURLPROXY_HTTP, "localhost", 0, NULL, NULL, NULL } },
  };
  EACH(rows);
}

static void a_login_is_split_and_decoded(void **state)
{
  static const struct {
    const char *text, *user, *password;
  } rows[] = {
    { "u:p", "u", "p" },           { "u", "u", NULL }, { "u:", "u", "" }, { ":", "", "" }, { "u:p:q", "u", "p:q" },
    { "a%3Ab:c%20", "a:b", "c " }, { "", "", NULL },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *user, *password;
    assert_int_equal(proxy_text_split_login(rows[i].text, &user, &password), CURLE_OK);
    assert_text(user, rows[i].user);
    assert_text(password, rows[i].password);
    mem_free(user);
    mem_free(password);
  }
}

static void a_login_with_a_nul_is_refused(void **state)
{
  char *user, *password;
  assert_int_equal(proxy_text_split_login("u%00:p", &user, &password), CURLE_URL_MALFORMAT);
  assert_int_equal(proxy_text_split_login("u:%00p", &user, &password), CURLE_URL_MALFORMAT);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_names_no_proxy_is_refused),
    cmocka_unit_test(hosts_and_ports),
    cmocka_unit_test(a_scheme_wins_over_the_given_type),
    cmocka_unit_test(credentials_are_decoded),
    cmocka_unit_test(a_path_behind_localhost_is_a_unix_socket),
    cmocka_unit_test(a_login_is_split_and_decoded),
    cmocka_unit_test(a_login_with_a_nul_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
