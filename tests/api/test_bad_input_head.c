/* Answers whose head is not what it should be. Each costs its own transfer and connection, and nothing else: see the
 * bystander of exchange.h. */
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OK_LINE "HTTP/1.1 200 OK\r\n"

struct bad {
  const char *answer;
  size_t len;
  CURLcode code;
};

#define BAD(text, code)          \
  {                              \
    text, sizeof(text) - 1, code \
  }

/* `closes`: the peer closes after it; else the library must. */
static void each(const struct bad *bad, size_t count, bool closes)
{
  for(size_t i = 0; i < count; i++) {
    struct exchange e = { .conn = { { EXPECT(GET_ROOT), SEND_BYTES(bad[i].answer, bad[i].len) } },
                          .code = bad[i].code };
    e.conn[0][2].kind = closes ? STEP_CLOSE : STEP_EXPECT_END;
    run_exchange(&e);
  }
}

#define EACH(list, closes) each(list, sizeof list / sizeof *list, closes)

static void status_lines_of_no_known_version(void **state)
{
  static const struct bad bad[] = {
    BAD("HTTP/1.2 200 OK\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("HTTP/9.9 200 OK\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("HTTP/1 200 OK\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("HTTP/1.1\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("HTTP/1.1 OK\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("HTTP/1.1 20\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("HTTP/1.1 2000 OK\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("HTTP/1.1 -20 OK\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("HTTP/1.1 099 OK\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("HTTP/0.9 200 OK\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
  };
  EACH(bad, false);
}

static void status_lines_of_a_version_that_is_not_spoken_here(void **state)
{
  static const struct bad bad[] = {
    BAD("HTTP/2 200 OK\r\n\r\n", CURLE_WEIRD_SERVER_REPLY),
    BAD("HTTP/3 200 OK\r\n\r\n", CURLE_WEIRD_SERVER_REPLY),
  };
  EACH(bad, false);
}

static void no_http_at_all(void **state)
{
  static const struct bad bad[] = {
    BAD("SSH-2.0-OpenSSH_9.2\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("http/1.1 200 OK\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD(" HTTP/1.1 200 OK\r\n\r\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("\0\0\0\0\0\0\0\0\n", CURLE_UNSUPPORTED_PROTOCOL),
    BAD("\xff\xfe\xfd", CURLE_UNSUPPORTED_PROTOCOL),
  };
  EACH(bad, true);
}

static void fields_that_are_none(void **state)
{
  static const struct bad bad[] = {
    BAD(OK_LINE "no colon\r\nContent-Length: 0\r\n\r\n", CURLE_WEIRD_SERVER_REPLY),
    BAD(OK_LINE ": no name\r\nContent-Length: 0\r\n\r\n", CURLE_WEIRD_SERVER_REPLY),
    BAD(OK_LINE "Content-Length : 5\r\n\r\nhello", CURLE_WEIRD_SERVER_REPLY),
  };
  EACH(bad, false);
}

static void nul_and_bare_cr_in_a_field(void **state)
{
  static const struct bad bad[] = {
    BAD(OK_LINE "X: a\0b\r\nContent-Length: 0\r\n\r\n", CURLE_WEIRD_SERVER_REPLY),
    BAD(OK_LINE "X\0Y: a\r\nContent-Length: 0\r\n\r\n", CURLE_WEIRD_SERVER_REPLY),
    BAD(OK_LINE "X: a\rSet-Cookie: b\r\nContent-Length: 0\r\n\r\n", CURLE_WEIRD_SERVER_REPLY),
    BAD("HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n", CURLE_WEIRD_SERVER_REPLY),
  };
  EACH(bad, false);
}

static void lengths_that_contradict_each_other(void **state)
{
  static const struct bad bad[] = {
    BAD(OK_LINE "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", CURLE_WEIRD_SERVER_REPLY),
    BAD(OK_LINE "Content-Length: 5, 6\r\n\r\nhello", CURLE_WEIRD_SERVER_REPLY),
  };
  EACH(bad, false);
}

static void lengths_that_are_no_number(void **state)
{
  static const struct bad bad[] = {
    BAD(OK_LINE "Content-Length: -5\r\n\r\nhello", CURLE_WEIRD_SERVER_REPLY),
    BAD(OK_LINE "Content-Length: +5\r\n\r\nhello", CURLE_WEIRD_SERVER_REPLY),
    BAD(OK_LINE "Content-Length: five\r\n\r\nhello", CURLE_WEIRD_SERVER_REPLY),
    BAD(OK_LINE "Content-Length: 5x\r\n\r\nhello", CURLE_WEIRD_SERVER_REPLY),
    BAD(OK_LINE "Content-Length: 0x5\r\n\r\nhello", CURLE_WEIRD_SERVER_REPLY),
    BAD(OK_LINE "Content-Length:\r\n\r\nhello", CURLE_WEIRD_SERVER_REPLY),
  };
  EACH(bad, false);
}

/* It cannot be counted, so the body goes on to the end of the connection. */
static void a_length_over_2_63_reads_to_the_end(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(OK_LINE "Content-Length: 9223372036854775808\r\n\r\nhello"), CLOSE } },
           .body = "hello");
}

/* `count` times `line` after the status line, without an end. */
static void endless(const char *line, size_t count, CURLcode code)
{
  size_t len = strlen(line);
  char *answer = malloc(count * len + 64);
  size_t at = (size_t)sprintf(answer, OK_LINE);
  for(size_t i = 0; i < count; i++, at += len) memcpy(answer + at, line, len);
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND_BYTES(answer, at), EXPECT_END } }, .code = code, .modes = EASY | MULTI);
  free(answer);
}

static void scenario_56_headers_without_end(void **state)
{
  char line[1024 + 1];
  memset(line, 'x', sizeof line - 1);
  memcpy(line, "X: ", 3);
  memcpy(line + 1022, "\r\n", 3);
  endless(line, 400, CURLE_RECV_ERROR); /* 400 KiB, of which 300 are allowed */
}

static void scenario_56_a_line_without_end(void **state) { endless("xxxxxxxxxx", 20000, CURLE_TOO_LARGE); }

static void scenario_56_more_fields_than_anybody_needs(void **state) { endless("a:\r\n", 6000, CURLE_TOO_LARGE); }

static void scenario_56_interim_answers_without_end(void **state)
{
  size_t count = 40000, len = strlen("HTTP/1.1 100 Go\r\n\r\n");
  char *answer = malloc(count * len + 1);
  for(size_t i = 0; i < count; i++) memcpy(answer + i * len, "HTTP/1.1 100 Go\r\n\r\n", len);
  EXCHANGE(.options = { LONG(CURLOPT_TIMEOUT_MS, 60000) }, .modes = EASY | MULTI, .code = CURLE_RECV_ERROR,
           .conn = { { EXPECT(GET_ROOT), SEND_BYTES(answer, count * len), EXPECT_END } });
  free(answer);
}

static void a_coding_that_is_not_last(void **state)
{
  static const struct bad bad[] = {
    BAD(OK_LINE "Transfer-Encoding: chunked, gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n", CURLE_BAD_CONTENT_ENCODING),
    BAD(OK_LINE "Transfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", CURLE_BAD_CONTENT_ENCODING),
  };
  EACH(bad, false);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(status_lines_of_no_known_version),
    cmocka_unit_test(status_lines_of_a_version_that_is_not_spoken_here),
    cmocka_unit_test(no_http_at_all),
    cmocka_unit_test(fields_that_are_none),
    cmocka_unit_test(nul_and_bare_cr_in_a_field),
    cmocka_unit_test(lengths_that_contradict_each_other),
    cmocka_unit_test(lengths_that_are_no_number),
    cmocka_unit_test(a_length_over_2_63_reads_to_the_end),
    cmocka_unit_test(scenario_56_headers_without_end),
    cmocka_unit_test(scenario_56_a_line_without_end),
    cmocka_unit_test(scenario_56_more_fields_than_anybody_needs),
    cmocka_unit_test(scenario_56_interim_answers_without_end),
    cmocka_unit_test(a_coding_that_is_not_last),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
