#include "unit/codec/http1/head_outcome.h"

struct refused {
  CURLcode code;
  const char *text;
  size_t len;
  const char *events; /* what came before the error */
  const char *why;
};
#define REFUSED(code, text, events, why)      \
  {                                           \
    code, text, sizeof(text) - 1, events, why \
  }

static void check_refused(const struct refused *r, size_t count)
{
  for(size_t i = 0; i < count; i++)
    EACH_STEP(step, r[i].len) {
      struct outcome o = decode(span_of(r[i].text, r[i].len), step);
      assert_int_equal(o.code, r[i].code);
      assert_string_equal(o.events, r[i].events);
      assert_string_equal(o.why, r[i].why);
    }
}
#define CHECK_REFUSED(list) check_refused(list, sizeof list / sizeof *list)

static void status_lines_of_no_http1_are_refused(void **state)
{
#define BAD_VERSION "unsupported HTTP version in status line"
#define BAD_STATUS  "status line without a three-digit status code"
#define BAD_HTTP2   "HTTP/2 or HTTP/3 status line in an HTTP/1 connection"
  static const struct refused bad[] = {
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/\n", "", BAD_VERSION),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1\n", "", BAD_VERSION),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.\n", "", BAD_VERSION),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.2 200 OK\r\n", "", BAD_VERSION),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/0.9 200 OK\r\n", "", BAD_VERSION),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.10 200 OK\r\n", "", BAD_VERSION),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1x1 200 OK\r\n", "", BAD_VERSION),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.1200 OK\r\n", "", BAD_VERSION),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.1\r\n", "", BAD_STATUS),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.1 \r\n", "", BAD_STATUS),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.1 2\r\n", "", BAD_STATUS),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.1 20 OK\r\n", "", BAD_STATUS),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.1 2000 OK\r\n", "", BAD_STATUS),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.1 -12 OK\r\n", "", BAD_STATUS),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.1 099 OK\r\n", "", BAD_STATUS),
    REFUSED(CURLE_UNSUPPORTED_PROTOCOL, "HTTP/1.1 200OK\r\n", "", BAD_STATUS),
    REFUSED(CURLE_WEIRD_SERVER_REPLY, "HTTP/2 200\r\n", "", BAD_HTTP2),
    REFUSED(CURLE_WEIRD_SERVER_REPLY, "HTTP/3 200\r\n", "", BAD_HTTP2),
    REFUSED(CURLE_WEIRD_SERVER_REPLY, "HTTP/1.1 200 O\0K\r\n", "", "NUL byte in header"),
    REFUSED(CURLE_WEIRD_SERVER_REPLY, "HTTP/1.1 200 O\rK\r\n", "", "bare CR in header"),
    REFUSED(CURLE_WEIRD_SERVER_REPLY, "HTTP/1.1 200 OK\r\r\n", "", "bare CR in header"),
  };
  CHECK_REFUSED(bad);
}

static void malformed_fields_are_refused(void **state)
{
#define WEIRD CURLE_WEIRD_SERVER_REPLY
  static const struct refused bad[] = {
    REFUSED(WEIRD, OK_LINE "A: 1\r\nServer test\r\nB: 2\r\n", OK_EVENT "{A|1}", "header without colon"),
    REFUSED(WEIRD, OK_LINE "A: 1\nServer\n : test\n\n", OK_EVENT "{A|1}", "blank between header name and colon"),
    REFUSED(WEIRD, OK_LINE ": value\r\n\r\n", OK_EVENT, "header without name"),
    REFUSED(WEIRD, OK_LINE "A : value\r\n\r\n", OK_EVENT, "blank between header name and colon"),
    REFUSED(WEIRD, OK_LINE "A\t: value\r\n\r\n", OK_EVENT, "blank between header name and colon"),
    REFUSED(WEIRD, OK_LINE "A: \0\r\n", OK_EVENT, "NUL byte in header"),
    REFUSED(WEIRD, OK_LINE "A\0: b\r\n", OK_EVENT, "NUL byte in header"),
    REFUSED(WEIRD, OK_LINE "A: b\r\n c\0\r\n", OK_EVENT, "NUL byte in header"),
    REFUSED(WEIRD, OK_LINE "A: b\rc\r\n", OK_EVENT, "bare CR in header"),
    REFUSED(WEIRD, OK_LINE "Content-Length: \r-6\r\n", OK_EVENT, "bare CR in header"),
    REFUSED(WEIRD, OK_LINE "A: b\r\r\n", OK_EVENT, "bare CR in header"),
    REFUSED(WEIRD, OK_LINE "A: b\r\n c\r\r\n", OK_EVENT, "bare CR in header"),
    REFUSED(WEIRD, OK_LINE "A: 1\r\n\r\r\n", OK_EVENT "{A|1}", "bare CR in header"),
    REFUSED(WEIRD, OK_LINE " \r \r\n", OK_EVENT, "bare CR in header"),
  };
  CHECK_REFUSED(bad);
}

static void a_line_is_bounded(void **state)
{
  static const char *const begins[] = { OK_LINE "A: ", OK_LINE "A:\r\n ", "HTTP/1.1 200 " };
  static const size_t steps[] = { 777, H1_LINE_MAX, 4 * H1_LINE_MAX };
  for(size_t i = 0; i < 3; i++)
    for(size_t k = 0; k < 3; k++) {
      /* there is no need for a line end: a peer that never sends one is stopped, too */
      char *text = make_text(begins[i], 'x', H1_LINE_MAX + 64);
      struct outcome o = decode(span_text(text), steps[k]);
      assert_int_equal(o.code, CURLE_TOO_LARGE);
      assert_string_equal(o.why, "header line longer than 100 KiB");
      free(text);
    }
}

static void a_line_of_the_very_limit_passes(void **state)
{
  static const struct {
    size_t len;
    CURLcode code;
  } cases[] = { { H1_LINE_MAX, CURLE_OK }, { H1_LINE_MAX + 1, CURLE_TOO_LARGE } };
  for(size_t i = 0; i < 2; i++) {
    char *text = make_text("A: ", 'x', cases[i].len + 2);
    memcpy(text + cases[i].len - 2, "\r\n\r\n", 4);
    assert_int_equal(decode_trailer(span_text(text), cases[i].len + 2).code, cases[i].code);
    assert_int_equal(decode_trailer(span_text(text), 1000).code, cases[i].code);
    free(text);
  }
}

static void a_folded_line_is_bounded_as_joined(void **state)
{
  size_t half = H1_LINE_MAX / 2 + 8;
  char *text = make_text("A: ", 'x', 2 * half);
  memcpy(text + half, "\r\n ", 3);
  memcpy(text + 2 * half - 2, "\r\n", 2);
  assert_int_equal(decode_trailer(span_text(text), 999).code, CURLE_TOO_LARGE);
  assert_int_equal(decode_trailer(span_text(text), 2 * half).code, CURLE_TOO_LARGE);
  free(text);
}

/* `count` lines "A: ...\n" of `line_len` bytes and an empty one. */
static char *make_head(size_t count, size_t line_len)
{
  char *text = make_text("", 'x', count * line_len + 1);
  for(size_t i = 0; i < count; i++) {
    memcpy(text + i * line_len, "A:", 2);
    text[(i + 1) * line_len - 1] = '\n';
  }
  text[count * line_len] = '\n';
  return text;
}

/* A held line and its continuation are kept side by side, each up to the limit, before they are joined. */
static void blanks_of_a_fold_do_not_count_in_a_line(void **state)
{
  size_t len = 2 * H1_LINE_MAX - 16;
  char *text = make_text("A: ", 'x', len);
  memset(text + H1_LINE_MAX - 16, ' ', H1_LINE_MAX);
  memcpy(text + H1_LINE_MAX - 18, "\r\n", 2);
  memcpy(text + len - 5, "b\r\n\r\n", 5);
  assert_int_equal(decode_trailer(span_text(text), 999).last, H1_HEAD_END);
  assert_int_equal(decode_trailer(span_text(text), len).last, H1_HEAD_END);
  free(text);
}

static void the_whole_head_is_bounded(void **state)
{
  /* the empty line counts: 307200 = 3072 * 100 */
  char *text = make_head(3072, 100);
  struct outcome o = decode_trailer(span_text(text), 4096);
  assert_int_equal(o.code, CURLE_RECV_ERROR);
  assert_string_equal(o.why, "response head larger than 300 KiB");
  assert_int_equal(decode_trailer(span_text(text), H1_HEAD_MAX + 1).code, CURLE_RECV_ERROR);
  /* one byte less */
  text[H1_HEAD_MAX - 1] = '\n';
  text[H1_HEAD_MAX - 2] = '\n';
  text[H1_HEAD_MAX] = '\0';
  o = decode_trailer(span_text(text), 4096);
  assert_int_equal(o.code, CURLE_OK);
  assert_int_equal(o.last, H1_HEAD_END);
  free(text);
}

static void the_count_of_fields_is_bounded(void **state)
{
  char *text = make_head(H1_FIELDS_MAX + 1, 4);
  struct outcome o = decode_trailer(span_text(text), 4096);
  assert_int_equal(o.code, CURLE_TOO_LARGE);
  assert_string_equal(o.why, "more than 5000 headers");
  free(text);
  text = make_head(H1_FIELDS_MAX, 4);
  assert_int_equal(decode_trailer(span_text(text), 4096).last, H1_HEAD_END);
  free(text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(status_lines_of_no_http1_are_refused),
    cmocka_unit_test(malformed_fields_are_refused),
    cmocka_unit_test(a_line_is_bounded),
    cmocka_unit_test(a_line_of_the_very_limit_passes),
    cmocka_unit_test(a_folded_line_is_bounded_as_joined),
    cmocka_unit_test(blanks_of_a_fold_do_not_count_in_a_line),
    cmocka_unit_test(the_whole_head_is_bounded),
    cmocka_unit_test(the_count_of_fields_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
