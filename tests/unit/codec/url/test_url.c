#include "unit/codec/url/url_test.h"

#define GUESS CURLU_GUESS_SCHEME
#define ANY   CURLU_NON_SUPPORT_SCHEME

struct refusal {
  const char *text;
  unsigned flags;
  CURLUcode code;
};

static void assert_refused(const struct refusal *rows, size_t count)
{
  struct url u = { 0 };
  assert_int_equal(url_parse(&u, "http://before/", 0), CURLUE_OK);
  for(size_t i = 0; i < count; i++) {
    CURLUcode code = parse(&u, rows[i].text, rows[i].flags);
    if(code != rows[i].code) fail_msg("%s: %d, not %d", rows[i].text, code, rows[i].code);
    assert_string_equal(u.host, "before");
  }
  url_free(&u);
}

struct outcome {
  const char *text;
  unsigned flags;
  const char *parts; /* scheme|user|password|options|host|zone|port|path|query|fragment */
};

static void assert_parsed(const struct outcome *rows, size_t count)
{
  struct url u = { 0 };
  for(size_t i = 0; i < count; i++) {
    CURLUcode code = parse(&u, rows[i].text, rows[i].flags);
    if(code || strcmp(describe(&u), rows[i].parts))
      fail_msg("%s: error %d, %s, not %s", rows[i].text, code, describe(&u), rows[i].parts);
  }
  url_free(&u);
}

static void texts_that_are_no_url_are_refused(void **state)
{
  static const struct refusal rows[] = {
    { "", 0, CURLUE_MALFORMED_INPUT },
    { "", GUESS, CURLUE_MALFORMED_INPUT },
    { "http://a/\n", CURLU_URLENCODE, CURLUE_MALFORMED_INPUT },
    { "http://a/\x7f", CURLU_URLENCODE, CURLUE_MALFORMED_INPUT },
    { "http://a/ ", 0, CURLUE_MALFORMED_INPUT },
    { " http://a/", CURLU_ALLOW_SPACE, CURLUE_BAD_SCHEME },
    { "http://a b/", CURLU_ALLOW_SPACE, CURLUE_BAD_HOSTNAME },
    { "http://a:8 0/", CURLU_ALLOW_SPACE, CURLUE_BAD_PORT_NUMBER },
    { "ht tp://a/", CURLU_ALLOW_SPACE | ANY, CURLUE_BAD_SCHEME },
    { "a.example/x", 0, CURLUE_BAD_SCHEME },
    { "2http://a/", ANY, CURLUE_BAD_SCHEME },
    { "://a/", ANY, CURLUE_BAD_SCHEME },
    { "foo://a/", 0, CURLUE_UNSUPPORTED_SCHEME },
    { "mailto:me@a", 0, CURLUE_UNSUPPORTED_SCHEME },
    { "http:a", 0, CURLUE_BAD_SLASHES },
    { "http:", 0, CURLUE_BAD_SLASHES },
    { "http:////a", 0, CURLUE_BAD_SLASHES },
    { "foo:a", ANY, CURLUE_BAD_SLASHES },
    { "http://a%ff:b/", 0, CURLUE_BAD_PORT_NUMBER },
  };
  assert_refused(rows, COUNT(rows));
}

static void authorities_that_cannot_be_are_refused(void **state)
{
  static const struct refusal rows[] = {
    { "http://", 0, CURLUE_NO_HOST },
    { "http:///", 0, CURLUE_NO_HOST },
    { "http://:80/", 0, CURLUE_NO_HOST },
    { "http://u@/", 0, CURLUE_NO_HOST },
    { "http://u@:80", 0, CURLUE_NO_HOST },
    { "/x", GUESS, CURLUE_NO_HOST },
    { "http://u@a", CURLU_DISALLOW_USER, CURLUE_USER_NOT_ALLOWED },
    { "http://@a", CURLU_DISALLOW_USER, CURLUE_USER_NOT_ALLOWED },
    { "http://u@a@b/", 0, CURLUE_BAD_HOSTNAME },
    { "http://a:65536/", 0, CURLUE_BAD_PORT_NUMBER },
    { "http://a:99999999999999999999/", 0, CURLUE_BAD_PORT_NUMBER },
    { "http://a:-1/", 0, CURLUE_BAD_PORT_NUMBER },
    { "http://a:+1/", 0, CURLUE_BAD_PORT_NUMBER },
    { "http://a:0x50/", 0, CURLUE_BAD_PORT_NUMBER },
    { "http://a:1:2/", 0, CURLUE_BAD_PORT_NUMBER },
    { "http://::1/", 0, CURLUE_NO_HOST },
    { "a:", GUESS, CURLUE_BAD_PORT_NUMBER },
    { "http://[::1]x/", 0, CURLUE_BAD_PORT_NUMBER },
    { "http://[::1/", 0, CURLUE_BAD_IPV6 },
    { "http://[", 0, CURLUE_BAD_IPV6 },
    { "http://a:80\\b", 0, CURLUE_BACKSLASH },
    { "http:\\\\a", GUESS, CURLUE_BACKSLASH },
    { "http://a\\b", 0, CURLUE_BAD_HOSTNAME },
  };
  assert_refused(rows, COUNT(rows));
}

static void files_of_other_machines_are_refused(void **state)
{
  static const struct refusal rows[] = {
    { "file://a/x", 0, CURLUE_BAD_FILE_URL },
    { "file://localhost:80/x", 0, CURLUE_BAD_FILE_URL },
    { "file://u@localhost/x", 0, CURLUE_BAD_FILE_URL },
    { "file:x", 0, CURLUE_BAD_FILE_URL },
    { "file:", 0, CURLUE_BAD_FILE_URL },
    { "file:/", 0, CURLUE_BAD_FILE_URL },
    { "file://", 0, CURLUE_BAD_FILE_URL },
    { "file://localhost", 0, CURLUE_BAD_FILE_URL },
    { "file:?x", 0, CURLUE_BAD_FILE_URL },
    { "file://?x", CURLU_NO_AUTHORITY, CURLUE_BAD_FILE_URL },
  };
  assert_refused(rows, COUNT(rows));
}

static void over_long_texts_are_refused(void **state)
{
  enum { MOST = 8000000 };
  struct url u = { 0 };
  char *text = malloc(MOST + 1);
  memset(text, 'a', MOST);
  memcpy(text, "http://a/", 9);
  text[MOST] = '\0';
  assert_int_equal(url_parse(&u, text, 0), CURLUE_MALFORMED_INPUT);
  text[MOST - 1] = '\0';
  assert_int_equal(url_parse(&u, text, 0), CURLUE_OK);
  assert_int_equal(strlen(u.path), MOST - 1 - 8);
  free(text);
  url_free(&u);
}

static void out_of_memory_is_an_error(void **state)
{
  struct url u = { 0 };
  allow_allocations(0);
  assert_int_equal(url_parse(&u, "http://a/", 0), CURLUE_OUT_OF_MEMORY);
  allow_allocations(1);
  assert_int_equal(url_parse(&u, "http://a/", 0), CURLUE_OK); /* one block holds all */
  struct url copy = { 0 };
  assert_int_equal(url_copy(&copy, &u), CURLUE_OUT_OF_MEMORY);
  assert_null(copy.block);
  allow_all_allocations();
  url_free(&u);
}

static void all_parts_are_found(void **state)
{
  static const struct outcome rows[] = {
    { "http://a", 0, "http|-|-|-|a|-|-|/|-|-" },
    { "HTTP://A.b/C", 0, "http|-|-|-|A.b|-|-|/C|-|-" },
    { "https://u:p@h:8443/a/b?c=d#e", 0, "https|u|p|-|h|-|8443|/a/b|c=d|e" },
    { "http://h?q", 0, "http|-|-|-|h|-|-|/|q|-" },
    { "http://h#f", 0, "http|-|-|-|h|-|-|/|-|f" },
    { "http://h/?#", 0, "http|-|-|-|h|-|-|/||" },
    { "http://h/#f?q#g", 0, "http|-|-|-|h|-|-|/|-|f?q#g" },
    { "http://h/?q?r", 0, "http|-|-|-|h|-|-|/|q?r|-" },
    { "http://h?u@x", 0, "http|-|-|-|h|-|-|/|u@x|-" },
    { "http:/h/x", 0, "http|-|-|-|h|-|-|/x|-|-" },
    { "http:///h/x", 0, "http|-|-|-|h|-|-|/x|-|-" },
    { "http://h//x", 0, "http|-|-|-|h|-|-|//x|-|-" },
    { "foo+b.c-1://h/", ANY, "foo+b.c-1|-|-|-|h|-|-|/|-|-" },
    { "http://[fe80::1%25lo]:80/", 0, "http|-|-|-|[fe80::1]|lo|80|/|-|-" },
    { "http://0x7f.1:80/", 0, "http|-|-|-|127.0.0.1|-|80|/|-|-" },
    { "http://h/a\\b", 0, "http|-|-|-|h|-|-|/a\\b|-|-" },
  };
  assert_parsed(rows, COUNT(rows));
}

static void credentials_are_taken_apart(void **state)
{
  static const struct outcome rows[] = {
    { "http://@h", 0, "http||-|-|h|-|-|/|-|-" },
    { "http://:@h", 0, "http|||-|h|-|-|/|-|-" },
    { "http://u@h", 0, "http|u|-|-|h|-|-|/|-|-" },
    { "http://:p@h", 0, "http||p|-|h|-|-|/|-|-" },
    { "http://u:p:q@h", 0, "http|u|p:q|-|h|-|-|/|-|-" },
    { "http://u;o:p;q@h", 0, "http|u;o|p;q|-|h|-|-|/|-|-" },
    { "http://u%40:p%3A@h", 0, "http|u%40|p%3A|-|h|-|-|/|-|-" },
    { "imap://u:p;AUTH=*@h", 0, "imap|u|p|AUTH=*|h|-|-|/|-|-" },
    { "smtp://u;AUTH=X:p;q@h", 0, "smtp|u|p;q|AUTH=X|h|-|-|/|-|-" },
    { "pop3s://u;o@h", 0, "pop3s|u|-|o|h|-|-|/|-|-" },
    { "imap://u:p;o:q;r@h", 0, "imap|u|p|o:q;r|h|-|-|/|-|-" },
    { "imap://;@h", 0, "imap||-||h|-|-|/|-|-" },
  };
  assert_parsed(rows, COUNT(rows));
}

static void ports_lose_leading_zeros(void **state)
{
  static const struct outcome rows[] = {
    { "http://h:", 0, "http|-|-|-|h|-|-|/|-|-" },
    { "http://h:0", 0, "http|-|-|-|h|-|0|/|-|-" },
    { "http://h:000", 0, "http|-|-|-|h|-|0|/|-|-" },
    { "http://h:65535", 0, "http|-|-|-|h|-|65535|/|-|-" },
    { "http://h:0000000443", 0, "http|-|-|-|h|-|443|/|-|-" },
  };
  assert_parsed(rows, COUNT(rows));
}

/* RFC 1738, section 3.2.2: what FTP makes of a path, of ";type=" and of '?' is the protocol's affair. */
static void a_url_of_ftp_keeps_its_path(void **state)
{
  static const struct outcome rows[] = {
    { "ftp://u:p@h/a/b;type=i", 0, "ftp|u|p|-|h|-|-|/a/b;type=i|-|-" },
    { "ftp://u;x:p@h//a", 0, "ftp|u;x|p|-|h|-|-|//a|-|-" },
    { "ftps://h/%2fa/", 0, "ftps|-|-|-|h|-|-|/%2fa/|-|-" },
    { "ftp://h/a?b", 0, "ftp|-|-|-|h|-|-|/a|b|-" },
  };
  assert_parsed(rows, COUNT(rows));
}

static void a_missing_scheme_can_be_guessed(void **state)
{
  static const struct outcome rows[] = {
    { "h/x", GUESS, "http|-|-|-|h|-|-|/x|-|-" },
    { "h:80", GUESS, "http|-|-|-|h|-|80|/|-|-" },
    { "http", GUESS, "http|-|-|-|http|-|-|/|-|-" },
    { "FTP.h", GUESS, "ftp|-|-|-|FTP.h|-|-|/|-|-" },
    { "ftp", GUESS, "http|-|-|-|ftp|-|-|/|-|-" },
    { "ftp.x@h", GUESS, "http|ftp.x|-|-|h|-|-|/|-|-" },
    { "u:p;o@smtp.h", GUESS, "smtp|u|p|o|smtp.h|-|-|/|-|-" },
    { "ftp.h", CURLU_DEFAULT_SCHEME | GUESS, "https|-|-|-|ftp.h|-|-|/|-|-" },
    { "foo:80/", CURLU_DEFAULT_SCHEME, "https|-|-|-|foo|-|80|/|-|-" },
    { "ftp://h", CURLU_DEFAULT_SCHEME | GUESS, "ftp|-|-|-|h|-|-|/|-|-" },
    { "[::1]", GUESS, "http|-|-|-|[::1]|-|-|/|-|-" },
  };
  assert_parsed(rows, COUNT(rows));
  struct url u = { 0 };
  assert_int_equal(parse(&u, "h", GUESS), CURLUE_OK);
  assert_true(u.guessed_scheme);
  assert_int_equal(parse(&u, "h", CURLU_DEFAULT_SCHEME), CURLUE_OK);
  assert_false(u.guessed_scheme);
  url_free(&u);
}

static void an_authority_may_be_empty_if_wanted(void **state)
{
  static const struct outcome rows[] = {
    { "foo:///x", ANY | CURLU_NO_AUTHORITY, "foo|-|-|-||-|-|/x|-|-" },
    { "foo:////x", ANY | CURLU_NO_AUTHORITY, "foo|-|-|-||-|-|//x|-|-" },
    { "foo://?q", ANY | CURLU_NO_AUTHORITY, "foo|-|-|-||-|-|/|q|-" },
    { "http://", CURLU_NO_AUTHORITY, "http|-|-|-||-|-|/|-|-" },
    { "http://u@:1", CURLU_NO_AUTHORITY, "http|u|-|-||-|1|/|-|-" },
  };
  assert_parsed(rows, COUNT(rows));
}

static void files_are_local(void **state)
{
  static const struct outcome rows[] = {
    { "file:/x", 0, "file|-|-|-|-|-|-|/x|-|-" },
    { "file:///", 0, "file|-|-|-|-|-|-|/|-|-" },
    { "FILE://LocalHost/a/../b?q#f", 0, "file|-|-|-|-|-|-|/b|q|f" },
    { "file://127.0.0.1/x", 0, "file|-|-|-|-|-|-|/x|-|-" },
    { "file:////x", 0, "file|-|-|-|-|-|-|//x|-|-" },
    { "file:/x", GUESS, "file|-|-|-|-|-|-|/x|-|-" },
  };
  assert_parsed(rows, COUNT(rows));
}

static void dots_are_removed_unless_unwanted(void **state)
{
  static const struct outcome rows[] = {
    { "http://h/a/./../b?/../c#/../d", 0, "http|-|-|-|h|-|-|/b|/../c|/../d" },
    { "http://h/a/./../b", CURLU_PATH_AS_IS, "http|-|-|-|h|-|-|/a/./../b|-|-" },
    { "http://h/a%2f..%2fb", 0, "http|-|-|-|h|-|-|/a%2f..%2fb|-|-" },
  };
  assert_parsed(rows, COUNT(rows));
}

static void spaces_and_other_bytes_are_encoded_if_wanted(void **state)
{
  static const struct outcome rows[] = {
    { "http://u v:p q@h/a b?c d#e f", CURLU_ALLOW_SPACE, "http|u v|p q|-|h|-|-|/a b|c d|e f" },
    { "http://u v:p q@h/a b?c d#e f", CURLU_ALLOW_SPACE | CURLU_URLENCODE,
      "http|u%20v|p%20q|-|h|-|-|/a%20b|c+d|e%20f" },
    { "http://h/\xe4%c3?\xf6%a4#\xfc%", CURLU_URLENCODE, "http|-|-|-|h|-|-|/%E4%C3|%F6%A4|%FC%" },
    { "http://h/\xe4%c3", 0, "http|-|-|-|h|-|-|/\xe4%c3|-|-" },
  };
  assert_parsed(rows, COUNT(rows));
}

static void ports_have_defaults(void **state)
{
  static const struct {
    const char *text;
    uint16_t port;
  } rows[] = { { "https://h", 443 }, { "https://h:1", 1 }, { "https://h:0", 0 }, { "foo://h", 0 }, { "foo://h:7", 7 } };
  struct url u = { 0 };
  for(size_t i = 0; i < COUNT(rows); i++) {
    assert_int_equal(parse(&u, rows[i].text, ANY), CURLUE_OK);
    assert_int_equal(url_port(&u), rows[i].port);
  }
  url_free(&u);
}

static void a_copy_stands_on_its_own(void **state)
{
  struct url u = { 0 }, copy = { 0 };
  assert_int_equal(parse(&u, "smtp://u:p;o@[::1%25lo]:25/x?q#f", CURLU_GUESS_SCHEME), CURLUE_OK);
  assert_int_equal(url_copy(&copy, &u), CURLUE_OK);
  url_free(&u);
  url_free(&u);
  assert_string_equal(describe(&copy), "smtp|u|p|o|[::1]|lo|25|/x|q|f");
  assert_int_equal(copy.port, 25);
  assert_string_equal(copy.known->name, "smtp");
  assert_int_equal(url_copy(&copy, &u), CURLUE_OK);
  assert_string_equal(describe(&copy), "-|-|-|-|-|-|-|-|-|-");
  url_free(&copy);
}

static void errors_have_transfer_codes(void **state)
{
  assert_int_equal(url_error(CURLUE_OK), CURLE_OK);
  assert_int_equal(url_error(CURLUE_OUT_OF_MEMORY), CURLE_OUT_OF_MEMORY);
  assert_int_equal(url_error(CURLUE_UNSUPPORTED_SCHEME), CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(url_error(CURLUE_USER_NOT_ALLOWED), CURLE_LOGIN_DENIED);
  assert_int_equal(url_error(CURLUE_BAD_HOSTNAME), CURLE_URL_MALFORMAT);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(texts_that_are_no_url_are_refused),
    cmocka_unit_test(authorities_that_cannot_be_are_refused),
    cmocka_unit_test(files_of_other_machines_are_refused),
    cmocka_unit_test(over_long_texts_are_refused),
    cmocka_unit_test(out_of_memory_is_an_error),
    cmocka_unit_test(all_parts_are_found),
    cmocka_unit_test(credentials_are_taken_apart),
    cmocka_unit_test(ports_lose_leading_zeros),
    cmocka_unit_test(a_url_of_ftp_keeps_its_path),
    cmocka_unit_test(a_missing_scheme_can_be_guessed),
    cmocka_unit_test(an_authority_may_be_empty_if_wanted),
    cmocka_unit_test(files_are_local),
    cmocka_unit_test(dots_are_removed_unless_unwanted),
    cmocka_unit_test(spaces_and_other_bytes_are_encoded_if_wanted),
    cmocka_unit_test(ports_have_defaults),
    cmocka_unit_test(a_copy_stands_on_its_own),
    cmocka_unit_test(errors_have_transfer_codes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
