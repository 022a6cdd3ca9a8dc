#include "codec/url/scheme.h"
#include "unit/codec/url/url_test.h"

static void unknown_schemes_are_not_found(void **state)
{
  static const char *const unknown[] = { "", "h", "htt", "httpx", "rtmp", "socks5", "http:" };
  for(size_t i = 0; i < COUNT(unknown); i++) assert_null(url_scheme_find(span_text(unknown[i])));
}

static void ports_are_those_of_the_registry(void **state)
{
  static const struct {
    const char *name;
    uint16_t port;
  } rows[] = {
    { "dict", 2628 }, { "file", 0 },     { "ftp", 21 },   { "ftps", 990 },  { "gopher", 70 }, { "gophers", 70 },
    { "http", 80 },   { "https", 443 },  { "imap", 143 }, { "imaps", 993 }, { "ldap", 389 },  { "ldaps", 636 },
    { "mqtt", 1883 }, { "mqtts", 8883 }, { "pop3", 110 }, { "pop3s", 995 }, { "rtsp", 554 },  { "scp", 22 },
    { "sftp", 22 },   { "smb", 445 },    { "smbs", 445 }, { "smtp", 25 },   { "smtps", 465 }, { "telnet", 23 },
    { "tftp", 69 },   { "ws", 80 },      { "wss", 443 },
  };
  size_t count = 0;
  for(const struct url_scheme *s = NULL; (s = url_scheme_next(s)); count++)
    ;
  assert_int_equal(count, COUNT(rows));
  for(size_t i = 0; i < COUNT(rows); i++) {
    const struct url_scheme *s = url_scheme_find(span_text(rows[i].name));
    assert_non_null(s);
    assert_string_equal(s->name, rows[i].name);
    assert_int_equal(s->port, rows[i].port);
  }
}

static void case_does_not_matter(void **state)
{
  assert_ptr_equal(url_scheme_find(span_text("HttpS")), url_scheme_find(span_text("https")));
}

static void login_options_are_for_mail(void **state)
{
  for(const struct url_scheme *s = NULL; (s = url_scheme_next(s));) {
    bool is_mail = !strncmp(s->name, "imap", 4) || !strncmp(s->name, "pop3", 4) || !strncmp(s->name, "smtp", 4);
    assert_int_equal(is_mail, !!(s->flags & URL_SCHEME_OPTIONS));
    assert_int_equal(!strcmp(s->name, "file"), !!(s->flags & URL_SCHEME_LOCAL));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(unknown_schemes_are_not_found),
    cmocka_unit_test(ports_are_those_of_the_registry),
    cmocka_unit_test(case_does_not_matter),
    cmocka_unit_test(login_options_are_for_mail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
