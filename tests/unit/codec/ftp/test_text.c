/* Texts of replies, each at the end of a page, and what is written for commands. */
#include "codec/ftp/text.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/http1/pieces.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- where a peer listens ---- */

static bool read_227(const char *text, uint8_t ip[4], uint16_t *port)
{
  struct piece p = piece_new(text, strlen(text));
  bool is_read = ftp_read_227(cursor_rest(&p.in), ip, port);
  piece_free(&p);
  return is_read;
}

static void a_227_without_six_numbers_is_refused(void **state)
{
  static const char *const bad[] = { "",
                                     "Entering Passive Mode",
                                     "(192,0,2,1,4)",
                                     "(192,0,2,1,4,)",
                                     "(192,0,2,,4,1)",
                                     "192,0,2,1,4",
                                     "(192.0.2.1.4.1)",
                                     "(192, 0, 2, 1, 4, 1)",
                                     "(192,0,2,256,4,1)",
                                     "(192,0,2,1,4,256)",
                                     "(192,0,2,1,-4,1)",
                                     "(1216,256,2,127,127,127)",
                                     "(192,0,2,1,4,99999999999999999999)" };
  for(size_t i = 0; i < COUNT(bad); i++) {
    uint8_t ip[4] = { 9, 9, 9, 9 };
    uint16_t port = 9;
    if(read_227(bad[i], ip, &port)) fail_msg("taken: %s", bad[i]);
    assert_true(port == 9 && ip[0] == 9);
  }
}

static void the_six_numbers_of_a_227_stand_anywhere(void **state)
{
  static const char *const good[] = { "Entering Passive Mode (192,0,2,1,4,1)", "Entering Passive Mode (192,0,2,1,4,1).",
                                      "192,0,2,1,4,1", "=192,0,2,1,4,1", "Mode 7, 1,2: 192,0,2,1,4,1" };
  for(size_t i = 0; i < COUNT(good); i++) {
    uint8_t ip[4];
    uint16_t port;
    assert_true(read_227(good[i], ip, &port));
    assert_memory_equal(ip, ((uint8_t[]){ 192, 0, 2, 1 }), 4);
    assert_int_equal(port, 1025);
  }
}

static bool read_229(const char *text, uint16_t *port)
{
  struct piece p = piece_new(text, strlen(text));
  bool is_read = ftp_read_229(cursor_rest(&p.in), port);
  piece_free(&p);
  return is_read;
}

static void a_229_of_another_form_is_refused(void **state)
{
  static const char *const bad[] = { "",
                                     "(",
                                     "(|||",
                                     "(|||)",
                                     "|||1025|",
                                     "(||1025|)",
                                     "(|||1025",
                                     "(|||1025)",
                                     "(|||0|)",
                                     "(|||65536|)",
                                     "(|||1000000|)",
                                     "(|||-1|)",
                                     "(|||x|)",
                                     "(|||1025!)",
                                     "(||!1025|)",
                                     "(   1025 )",
                                     "(\1\1\1"
                                     "1025\1)",
                                     "(11110251)",
                                     "(|1|192.0.2.1|1025|)",
                                     "(|||1025x|)",
                                     "(\x7f\x7f\x7f"
                                     "1025\x7f)" };
  for(size_t i = 0; i < COUNT(bad); i++) {
    uint16_t port = 9;
    if(read_229(bad[i], &port)) fail_msg("taken: %s", bad[i]);
    assert_int_equal(port, 9);
  }
}

static void the_delimiter_of_a_229_is_any(void **state)
{
  static const struct {
    const char *text;
    uint16_t port;
  } good[] = {
    { "Entering Extended Passive Mode (|||1025|)", 1025 },
    { "(|||1|)", 1 },
    { "(|||65535|", 65535 },
    { "x (!!!21!) y", 21 },
    { "(~~~21~)", 21 },
    { "(aaa21a)", 21 },
    { "((((21()", 21 },
    { "(|||0021|)", 21 },
  };
  for(size_t i = 0; i < COUNT(good); i++) {
    uint16_t port;
    assert_true(read_229(good[i].text, &port));
    assert_int_equal(port, good[i].port);
  }
}

/* ---- where we listen ---- */

static struct address address_of(const char *ip, uint16_t port)
{
  struct address a;
  assert_true(address_parse(ip, port, &a));
  return a;
}

static void port_has_six_numbers(void **state)
{
  struct buf to = BUF_INIT(100);
  struct address a = address_of("192.0.2.255", 1025), b = address_of("0.0.0.0", 65535);
  assert_int_equal(ftp_write_port(&to, &a), CURLE_OK);
  assert_int_equal(buf_add_char(&to, ' '), CURLE_OK);
  assert_int_equal(ftp_write_port(&to, &b), CURLE_OK);
  assert_int_equal(buf_terminate(&to), CURLE_OK);
  assert_string_equal(to.at, "192,0,2,255,4,1 0,0,0,0,255,255");
  buf_free(&to);
}

static void eprt_has_family_address_and_port(void **state)
{
  struct buf to = BUF_INIT(100);
  struct address a = address_of("192.0.2.1", 1025), b = address_of("2001:db8::1", 21), zoned = address_of("fe80::1", 9);
  ((struct sockaddr_in6 *)&zoned.addr)->sin6_scope_id = 1;
  assert_int_equal(ftp_write_eprt(&to, &a), CURLE_OK);
  assert_int_equal(ftp_write_eprt(&to, &b), CURLE_OK);
  assert_int_equal(ftp_write_eprt(&to, &zoned), CURLE_OK);
  assert_int_equal(buf_terminate(&to), CURLE_OK);
  assert_string_equal(to.at, "|1|192.0.2.1|1025||2|2001:db8::1|21||2|fe80::1|9|");
  buf_free(&to);
}

static void what_has_no_room_is_not_written(void **state)
{
  struct buf to = BUF_INIT(10);
  struct address a = address_of("192.0.2.1", 1025);
  assert_int_equal(ftp_write_port(&to, &a), CURLE_TOO_LARGE);
  assert_int_equal(ftp_write_eprt(&to, &a), CURLE_TOO_LARGE);
  assert_int_equal(to.len, 0);
  buf_free(&to);
}

/* ---- the directory ---- */

static CURLcode read_257(const char *text, struct buf *dir)
{
  struct piece p = piece_new(text, strlen(text));
  CURLcode code = ftp_read_257(cursor_rest(&p.in), dir);
  piece_free(&p);
  if(!code) assert_int_equal(buf_terminate(dir), CURLE_OK);
  return code;
}

static void scenario_51_a_257_without_quotes_is_refused(void **state)
{
  static const char *const bad[] = { "",       "/home",   "\"",        "\"/home",  "/home\"", "\"/a\"\"",
                                     "\"\"\"", "\"/\r\"", "\"/\3\" x", "\"a\tb\"", "\"a\nb\"" };
  for(size_t i = 0; i < COUNT(bad); i++) {
    struct buf dir = BUF_INIT(100);
    assert_int_equal(buf_add_text(&dir, "before"), CURLE_OK);
    if(read_257(bad[i], &dir) != CURLE_WEIRD_SERVER_REPLY) fail_msg("taken: %s", bad[i]);
    assert_int_equal(dir.len, 0);
    buf_free(&dir);
  }
}

static void the_directory_of_a_257_stands_between_quotes(void **state)
{
  static const struct {
    const char *text, *dir;
  } good[] = {
    { "\"/\" is the current directory", "/" },
    { "\"/home/a b\"", "/home/a b" },
    { "rubbish before \"/this/is\"", "/this/is" },
    { "\"/\"\"hello\"\"\"", "/\"hello\"" },
    { "\"\"", "" },
    { "\"\"\"\"", "\"" },
    { "\"QGPL\" is the library", "QGPL" },
    { "\"/a\" and \"/b\"", "/a" },
    { "\"\xc3\xa4\"", "\xc3\xa4" },
  };
  struct buf dir = BUF_INIT(100);
  for(size_t i = 0; i < COUNT(good); i++) {
    assert_int_equal(read_257(good[i].text, &dir), CURLE_OK);
    assert_string_equal(dir.at, good[i].dir);
  }
  buf_free(&dir);
}

static void without_memory_there_is_no_directory(void **state)
{
  struct buf dir = BUF_INIT(100);
  failing_after(0);
  assert_int_equal(ftp_read_257(span_text("\"/home\""), &dir), CURLE_OUT_OF_MEMORY);
  assert_true(failing_end());
  assert_int_equal(dir.len, 0);
  buf_free(&dir);
}

/* ---- sizes and times ---- */

struct number_case {
  const char *text;
  curl_off_t number; /* -1: none is read */
};

static void assert_numbers(bool (*read)(struct span, curl_off_t *), const struct number_case *cases, size_t count)
{
  for(size_t i = 0; i < count; i++) {
    struct piece p = piece_new(cases[i].text, strlen(cases[i].text));
    curl_off_t number = -1;
    bool is_read = read(cursor_rest(&p.in), &number);
    if(number != cases[i].number) fail_msg("%lld from: %s", (long long)number, cases[i].text);
    assert_int_equal(is_read, cases[i].number != -1);
    piece_free(&p);
  }
}

static void a_size_is_the_last_number(void **state)
{
  static const struct number_case cases[] = {
    { "", -1 },
    { "x", -1 },
    { "99999999999999999999", -1 },
    { "9223372036854775808", -1 },
    { "0", 0 },
    { "51", 51 },
    { " 51 \t", 51 },
    { "file: 213, Size =51", 51 },
    { "51 bytes", 51 },
    { "7 9", 9 },
    { "51.", 51 },
    { "9223372036854775807", INT64_MAX },
    { "00051", 51 },
  };
  assert_numbers(ftp_read_size, cases, COUNT(cases));
}

static void a_150_has_its_size_before_the_last_bytes(void **state)
{
  static const struct number_case cases[] = {
    { "", -1 },
    { "Opening BINARY mode data connection for file.", -1 },
    { " bytes", -1 },
    { "some bytes", -1 },
    { "(5bytes)", -1 },
    { "(5  bytes)", -1 },
    { "(99999999999999999999 bytes)", -1 },
    { "5 byte", -1 },
    { "5 bytes", 5 },
    { "(0 bytes)", 0 },
    { "Opening BINARY mode data connection for file (1234 bytes).", 1234 },
    { "Opening BINARY mode data connection for 7 bytes (1234 bytes)", 1234 },
    { "Opening BINARY mode data connection for my bytes (1234 bytes)", 1234 },
  };
  assert_numbers(ftp_read_150_size, cases, COUNT(cases));
}

static void a_system_is_the_first_word(void **state)
{
  static const struct {
    const char *text, *system;
  } cases[] = { { "", "" },
                { "  ", "" },
                { "UNIX", "UNIX" },
                { "UNIX Type: L8", "UNIX" },
                { " OS/400 runs this server", "OS/400" },
                { "\tMVS\tis", "MVS" } };
  for(size_t i = 0; i < COUNT(cases); i++) {
    struct piece p = piece_new(cases[i].text, strlen(cases[i].text));
    assert_true(span_equal(ftp_read_system(cursor_rest(&p.in)), span_text(cases[i].system)));
    piece_free(&p);
  }
}

/* ---- CURLOPT_FTPPORT(3) ---- */

static void brackets_of_a_port_text_are_closed(void **state)
{
  static const char *const bad[] = { "[", "[::1", "[::1]x", "[::1]80", "[]x:1" };
  for(size_t i = 0; i < COUNT(bad); i++) {
    struct ftp_port_text t = { .first_port = 9 };
    assert_false(ftp_read_port_text(bad[i], &t));
    assert_int_equal(t.first_port, 9);
  }
}

static void a_port_text_has_a_host_and_ports(void **state)
{
  static const struct {
    const char *text, *host;
    uint16_t first, last;
  } good[] = {
    { "", "", 0, 0 },
    { "-", "", 0, 0 },
    { "eth0", "eth0", 0, 0 },
    { "eth0:0", "eth0", 0, 0 },
    { "192.168.1.2:32000-33000", "192.168.1.2", 32000, 33000 },
    { "curl.se:32123", "curl.se", 32123, 32123 },
    { "[::1]:1234-4567", "::1", 1234, 4567 },
    { "[::1]", "::1", 0, 0 },
    { "::1", "::1", 0, 0 },
    { "2001:db8::1", "2001:db8::1", 0, 0 },
    { "fe80::1%no_such_interface", "fe80::1%no_such_interface", 0, 0 },
    { ":80", "", 80, 80 },
    { "-:80-81", "", 80, 81 },
    { "host-name:80", "host-name", 80, 80 },
    { "h:65535-65535", "h", 65535, 65535 },
  };
  for(size_t i = 0; i < COUNT(good); i++) {
    struct ftp_port_text t;
    assert_true(ftp_read_port_text(good[i].text, &t));
    assert_true(span_equal(t.host, span_text(good[i].host)));
    assert_int_equal(t.first_port, good[i].first);
    assert_int_equal(t.last_port, good[i].last);
  }
}

static void ports_that_are_none_are_any(void **state)
{
  static const char *const texts[] = { "h:",        "h:x",        "h:80x",   "h:80-",
                                       "h:80-x",    "h:-80",      "h:90-80", "h:65536",
                                       "h:1-65536", "h:80-81-82", "h: 80",   "h:99999999999999999999" };
  for(size_t i = 0; i < COUNT(texts); i++) {
    struct ftp_port_text t;
    assert_true(ftp_read_port_text(texts[i], &t));
    assert_true(span_equal(t.host, span_text("h")));
    assert_true(!t.first_port && !t.last_port);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_227_without_six_numbers_is_refused),
    cmocka_unit_test(the_six_numbers_of_a_227_stand_anywhere),
    cmocka_unit_test(a_229_of_another_form_is_refused),
    cmocka_unit_test(the_delimiter_of_a_229_is_any),
    cmocka_unit_test(port_has_six_numbers),
    cmocka_unit_test(eprt_has_family_address_and_port),
    cmocka_unit_test(what_has_no_room_is_not_written),
    cmocka_unit_test(scenario_51_a_257_without_quotes_is_refused),
    cmocka_unit_test(the_directory_of_a_257_stands_between_quotes),
    cmocka_unit_test(without_memory_there_is_no_directory),
    cmocka_unit_test(a_size_is_the_last_number),
    cmocka_unit_test(a_150_has_its_size_before_the_last_bytes),
    cmocka_unit_test(a_system_is_the_first_word),
    cmocka_unit_test(brackets_of_a_port_text_are_closed),
    cmocka_unit_test(a_port_text_has_a_host_and_ports),
    cmocka_unit_test(ports_that_are_none_are_any),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
