/* The limits of an answer, met exactly and passed by one byte, cookie or coding. */
#include "check.h"
#include "coded.h"
#include <stdlib.h>
#include <string.h>

#define KIB  1024
#define LINE (100 * KIB) /* one line, with its end */
#define HEAD (300 * KIB) /* all of them */

static char text[HEAD + 4096];

/* "X: xxx…\r\n" of `len` bytes at `at`. */
static size_t put_line(size_t at, size_t len)
{
  memset(text + at, 'x', len);
  memcpy(text + at, "X: ", 3);
  memcpy(text + at + len - 2, "\r\n", 2);
  return at + len;
}

/* A head of `len` bytes, with lines of 1 KiB, and then a body. The bytes in all. */
static size_t put_head(size_t len)
{
  static const char first[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n";
  size_t at = sizeof first - 1;
  memcpy(text, first, at);
  while(len - at > 2 * KIB) at = put_line(at, KIB);
  at = put_line(at, len - at - 2);
  memcpy(text + at, "\r\nhello", 7);
  return at + 7;
}

static size_t put_long_line(size_t len)
{
  static const char first[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n";
  memcpy(text, first, sizeof first - 1);
  size_t at = put_line(sizeof first - 1, len);
  memcpy(text + at, "\r\nhello", 7);
  return at + 7;
}

static void scenario_56_a_head_has_300_kib(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND_BYTES(text, put_head(HEAD + 1)), EXPECT_END } }, .code = CURLE_RECV_ERROR,
           .error = "300 KiB", .modes = EASY | MULTI);
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND_BYTES(text, put_head(HEAD)) } }, .body = "hello", .kept = 1,
           .infos = { { CURLINFO_HEADER_SIZE, HEAD, NULL } }, .modes = EASY | MULTI);
}

static void scenario_56_a_line_has_100_kib(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND_BYTES(text, put_long_line(LINE + 1)), EXPECT_END } },
           .code = CURLE_TOO_LARGE, .error = "100 KiB", .modes = EASY | MULTI);
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND_BYTES(text, put_long_line(LINE)) } }, .body = "hello", .kept = 1,
           .modes = EASY | MULTI);
}

#define TUNNEL                                         \
  .url = "http://example.com/", .modes = EASY | MULTI, \
  .options = { TEXT(CURLOPT_PROXY, "192.0.2.9"), TEXT(CURLOPT_NOPROXY, ""), LONG(CURLOPT_HTTPPROXYTUNNEL, 1) }

/* The length of a tunnel's answer is of no meaning, so that what follows the head is the server's. */
static void scenario_56_a_proxys_head_has_300_kib_and_a_line_100(void **state)
{
  EXCHANGE(TUNNEL, .conn = { { EXPECT_HEAD("CONNECT"), SEND_BYTES(text, put_head(HEAD + 1)), IGNORE } },
           .code = CURLE_RECV_ERROR);
  EXCHANGE(TUNNEL,
           .conn = { { EXPECT_HEAD("CONNECT"), SEND_BYTES(text, put_head(HEAD) - 5), EXPECT_HEAD("GET /"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  EXCHANGE(TUNNEL, .conn = { { EXPECT_HEAD("CONNECT"), SEND_BYTES(text, put_long_line(LINE + 1)), IGNORE } },
           .code = CURLE_TOO_LARGE);
  EXCHANGE(TUNNEL,
           .conn = { { EXPECT_HEAD("CONNECT"), SEND_BYTES(text, put_long_line(LINE) - 5), EXPECT_HEAD("GET /"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

/* "hello", gzipped five times: 99 bytes. Six codings: test_http_coding.c. */
#define FIVE_TIMES                                                                                                   \
  "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x93\xef\xe6\x60\x00\x01\x26\xe6\xc9\xef\x9f\x25\x30\x30\xaa\x3d\x3b\xf9" \
  "\x7e\xbe\xaa\x81\xc1\x2a\x5b\xeb\x9f\x75\xfb\x56\x35\x1e\xd4\xba\x7d\xd7\xea\xf2\xfd\x9b\xaf\x57\xdf\xd2\x72\x7f" \
  "\x69\x37\x65\xc6\xb9\x83\x35\x3f\x2e\xcb\xdf\x2d\x9d\x2c\xe3\x22\xa9\x37\x7f\x82\xc8\x65\xa6\x2c\x46\x86\x2d\xcf" \
  "\xab\x5e\x5a\x03\x4d\x01\x00\x23\x2b\x99\xfb\x4e\x00\x00\x00"

static void scenario_56_five_codings_come_off(void **state)
{
  EXCHANGE(.options = { ALL }, .body = "hello", .kept = 1,
           .conn = { { GET_ALL, SEND(OK(CODED("gzip, gzip, gzip") CODED("gzip, gzip") LENGTH("99")) FIVE_TIMES) } });
  EXCHANGE(.options = { TE }, .body = "hello", .kept = 1,
           .conn = { { GET_TE, SEND(OK(MOVED("gzip, gzip, gzip, gzip, gzip, chunked")) "63\r\n" FIVE_TIMES
                                                                                       "\r\n0\r\n\r\n") } });
}

/* ---- cookies ---- */

static void cookies_on(struct outcome *o) { curl_easy_setopt(o->easy, CURLOPT_COOKIEFILE, ""); }

static void count_cookies(struct outcome *o)
{
  struct curl_slist *list = NULL;
  o->calls = 0;
  curl_easy_getinfo(o->easy, CURLINFO_COOKIELIST, &list);
  for(const struct curl_slist *item = list; item; item = item->next) o->calls++;
  curl_slist_free_all(list);
}

static void has_one(const struct outcome *o) { assert_int_equal(o->calls, 1); }
static void has_none(const struct outcome *o) { assert_int_equal(o->calls, 0); }

/* An answer that sets a cookie whose name and value have `size` bytes. */
static size_t put_cookie(size_t size)
{
  size_t at = (size_t)sprintf(text, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: name=");
  memset(text + at, 'v', size - 4);
  at += size - 4;
  memcpy(text + at, "\r\n\r\n", 4);
  return at + 4;
}

static void scenario_31_a_cookie_has_4096_bytes(void **state)
{
  EXCHANGE(.prepare = cookies_on, .conn = { { EXPECT(GET_ROOT), SEND_BYTES(text, put_cookie(4097)) } },
           .inspect = count_cookies, .verify = has_none, .kept = 1);
  EXCHANGE(.prepare = cookies_on, .conn = { { EXPECT(GET_ROOT), SEND_BYTES(text, put_cookie(4096)) } },
           .inspect = count_cookies, .verify = has_one, .kept = 1);
}

static int cookies_given;
static size_t cookie_size;

/* Cookies "n…=v…" of `cookie_size` bytes each. */
static void give_cookies(struct outcome *o)
{
  for(int i = 0; i < cookies_given; i++) {
    char line[8192];
    int len = snprintf(line, sizeof line, "192.0.2.1\tFALSE\t/\tFALSE\t0\tn%03d\t", i);
    size_t value = cookie_size - 5;
    memset(line + len, 'v', value);
    line[(size_t)len + value] = '\0';
    curl_easy_setopt(o->easy, CURLOPT_COOKIELIST, line);
  }
}

static char *sent_head;

/* What went out: the debug callback sees the head. */
static int keep_head(CURL *easy, curl_infotype type, char *data, size_t size, void *clientp)
{
  if(type != CURLINFO_HEADER_OUT) return 0;
  free(sent_head);
  sent_head = strndup(data, size);
  return 0;
}

static void give_and_keep(struct outcome *o)
{
  give_cookies(o);
  curl_easy_setopt(o->easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(o->easy, CURLOPT_DEBUGFUNCTION, keep_head);
}

static size_t pairs_sent, line_sent;

static void measure(const struct outcome *o)
{
  const char *line = strstr(sent_head, "\r\nCookie: ");
  assert_non_null(line);
  line_sent = strcspn(line += 2, "\r");
  pairs_sent = 0;
  for(size_t i = 0; i < line_sent; i++) pairs_sent += line[i] == '=';
  free(sent_head);
  sent_head = NULL;
}

static void send_cookies(int count, size_t size)
{
  cookies_given = count;
  cookie_size = size;
  EXCHANGE(.prepare = give_and_keep, .verify = measure, .conn = { { EXPECT_HEAD("Cookie: "), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void scenario_31_150_cookies_go_with_a_request(void **state)
{
  send_cookies(150, 6);
  assert_int_equal(pairs_sent, 150);
  send_cookies(151, 6);
  assert_int_equal(pairs_sent, 150);
}

/* "Cookie: " is 8 bytes; two cookies and "; " between them. */
static void scenario_31_a_cookie_line_stays_below_8_kib(void **state)
{
  send_cookies(2, (8190 - 8 - 2) / 2);
  assert_int_equal(pairs_sent, 2);
  assert_int_equal(line_sent, 8190);
  send_cookies(2, (8190 - 8 - 2) / 2 + 1);
  assert_int_equal(pairs_sent, 1);
  send_cookies(100, 100);
  assert_true(line_sent < 8 * KIB && line_sent > 7 * KIB);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_56_a_head_has_300_kib),
    cmocka_unit_test(scenario_56_a_line_has_100_kib),
    cmocka_unit_test(scenario_56_a_proxys_head_has_300_kib_and_a_line_100),
    cmocka_unit_test(scenario_56_five_codings_come_off),
    cmocka_unit_test(scenario_31_a_cookie_has_4096_bytes),
    cmocka_unit_test(scenario_31_150_cookies_go_with_a_request),
    cmocka_unit_test(scenario_31_a_cookie_line_stays_below_8_kib),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
