/* Replies, whole and in pieces of every size. */
#include "codec/ftp/reply.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/http1/pieces.h"
#include <stdio.h>

#define BYTES(text) text, sizeof(text) - 1

/* A '~' before each line that is not the last of its reply, "code:text" for one that is, without ends. */
struct outcome {
  CURLcode code;
  bool is_between;
  size_t len;
  char text[1024];
};

static void note(struct outcome *o, const struct ftp_reply_event *e)
{
  assert_int_equal(e->line.at[e->line.len - 1], '\n');
  if(e->kind == FTP_REPLY_END)
    o->len += (size_t)snprintf(o->text + o->len, sizeof o->text - o->len, "%d:%.*s\n", e->code, SPAN_ARG(e->text));
  else
    o->len += (size_t)snprintf(o->text + o->len, sizeof o->text - o->len, "~%.*s", SPAN_ARG(e->line));
  assert_true(o->len < sizeof o->text);
}

static struct outcome decode(struct span bytes, size_t step)
{
  struct ftp_reply r = FTP_REPLY_INIT;
  struct outcome o = { .code = CURLE_OK };
  for(size_t done = 0; done < bytes.len && !o.code; done += step) {
    struct piece p = piece_new(bytes.at + done, bytes.len - done < step ? bytes.len - done : step);
    struct ftp_reply_event e;
    while(!(o.code = ftp_reply_decode(&r, &p.in, &e)) && e.kind != FTP_REPLY_MORE) note(&o, &e);
    if(!o.code) assert_int_equal(cursor_left(&p.in), 0);
    piece_free(&p);
  }
  o.is_between = ftp_reply_is_between(&r);
  ftp_reply_free(&r);
  return o;
}

static void assert_refused(const char *bytes, size_t len, const char *before)
{
  EACH_STEP(step, len) {
    struct outcome o = decode(span_of(bytes, len), step);
    assert_int_equal(o.code, CURLE_WEIRD_SERVER_REPLY);
    assert_string_equal(o.text, before);
  }
}

static void assert_read(const char *text, const char *expected)
{
  EACH_STEP(step, strlen(text)) {
    struct outcome o = decode(span_text(text), step);
    assert_int_equal(o.code, CURLE_OK);
    assert_true(o.is_between);
    assert_string_equal(o.text, expected);
  }
}

static void a_first_line_without_code_is_refused(void **state)
{
  assert_refused(BYTES("\r\n"), "");
  assert_refused(BYTES("\n"), "");
  assert_refused(BYTES("22\r\n"), "");
  assert_refused(BYTES("Welcome\r\n"), "");
  assert_refused(BYTES("HTTP/1.1 200 OK\r\n"), "");
  assert_refused(BYTES(" 220 hi\r\n"), "");
  assert_refused(BYTES("-20 hi\r\n"), "");
  assert_refused(BYTES("2 0 hi\r\n"), "");
  assert_refused(BYTES("099 hi\r\n"), "");
  assert_refused(BYTES("700 hi\r\n"), "");
  assert_refused(BYTES("2200 hi\r\n"), "");
  assert_refused(BYTES("220hi\r\n"), "");
  assert_refused(BYTES("220\thi\r\n"), "");
  assert_refused(BYTES("220 a\r\nb\r\n"), "220:a\n");
}

static void a_nul_is_refused(void **state)
{
  assert_refused(BYTES("\0"), "");
  assert_refused(BYTES("230 logged\0 in\r\n"), "");
  assert_refused(BYTES("230-a\r\n\0\r\n"), "~230-a\r\n");
  assert_refused(BYTES("230-a\r\n230 \0"), "~230-a\r\n");
}

/* `count` lines of `len` bytes, of which the first begins a reply. */
static CURLcode decode_long(size_t count, size_t len, const char *last)
{
  struct ftp_reply r = FTP_REPLY_INIT;
  struct ftp_reply_event e;
  CURLcode code = CURLE_OK;
  char *line = malloc(len);
  memset(line, 'a', len);
  memcpy(line, "220-", 4);
  line[len - 1] = '\n';
  for(size_t i = 0; i < count && !code; i++) {
    struct cursor in = cursor_of(span_of(line, len));
    while(!(code = ftp_reply_decode(&r, &in, &e)) && e.kind != FTP_REPLY_MORE) assert_int_equal(e.kind, FTP_REPLY_LINE);
  }
  struct cursor in = cursor_of(span_text(last));
  if(!code) code = ftp_reply_decode(&r, &in, &e);
  if(!code) assert_int_equal(e.kind, FTP_REPLY_END);
  ftp_reply_free(&r);
  free(line);
  return code;
}

static void scenario_51_a_huge_reply_is_refused(void **state)
{
  assert_int_equal(decode_long(1, FTP_LINE_MAX + 1, "220 b\n"), CURLE_WEIRD_SERVER_REPLY);
  assert_int_equal(decode_long(1, FTP_LINE_MAX, "220 b\n"), CURLE_OK);
  assert_int_equal(decode_long(4, FTP_LINE_MAX, "220 b\n"), CURLE_WEIRD_SERVER_REPLY);
  assert_int_equal(decode_long(3, FTP_LINE_MAX, "220 b\n"), CURLE_OK);
  assert_int_equal(decode_long(FTP_REPLY_MAX, 8, "220 b\n"), CURLE_WEIRD_SERVER_REPLY);
  assert_int_equal(decode_long(FTP_REPLY_MAX / 8 - 1, 8, "220 b\r\n"), CURLE_OK);
}

static void a_line_without_end_is_refused_at_its_limit(void **state)
{
  struct ftp_reply r = FTP_REPLY_INIT;
  struct ftp_reply_event e;
  for(size_t i = 0; i < FTP_LINE_MAX; i++) {
    struct cursor in = cursor_of(span_of("2", 1));
    assert_int_equal(ftp_reply_decode(&r, &in, &e), CURLE_OK);
    assert_int_equal(e.kind, FTP_REPLY_MORE);
  }
  struct cursor in = cursor_of(span_of("2", 1));
  assert_int_equal(ftp_reply_decode(&r, &in, &e), CURLE_WEIRD_SERVER_REPLY);
  ftp_reply_free(&r);
}

static void what_counts_is_one_reply(void **state)
{
  struct ftp_reply r = FTP_REPLY_INIT;
  struct ftp_reply_event e;
  for(size_t i = 0; i < FTP_REPLY_MAX / 4; i++) {
    struct cursor in = cursor_of(span_text("200 ok\r\n"));
    assert_int_equal(ftp_reply_decode(&r, &in, &e), CURLE_OK);
    assert_int_equal(e.kind, FTP_REPLY_END);
  }
  ftp_reply_free(&r);
}

static void a_reply_of_one_line(void **state)
{
  assert_read("220 Service ready\r\n", "220:Service ready\n");
  assert_read("220 \r\n", "220:\n");
  assert_read("220\r\n", "220:\n");
  assert_read("220\n", "220:\n");
  assert_read("220  two blanks\n", "220: two blanks\n");
  assert_read("220 a\rb\r\r\n", "220:a\rb\r\n");
  assert_read("100 a\r\n", "100:a\n");
  assert_read("633 protected\r\n", "633:protected\n");
  assert_read("699 a\r\n", "699:a\n");
  assert_read("150 a\r\n226 b\r\n", "150:a\n226:b\n");
}

static void a_reply_of_several_lines_ends_with_its_code_and_a_space(void **state)
{
  assert_read("220-a\r\n220 b\r\n", "~220-a\r\n220:b\n");
  assert_read("220-\n220 \n", "~220-\n220:\n");
  assert_read("220-a\r\n220-b\r\n220 c\r\n221 d\r\n", "~220-a\r\n~220-b\r\n220:c\n221:d\n");
}

static void lines_within_may_look_like_anything(void **state)
{
  assert_read("211-a\r\nb\r\n\r\n 211 c\r\n211 d\r\n", "~211-a\r\n~b\r\n~\r\n~ 211 c\r\n211:d\n");
  assert_read("211-a\r\n212 b\r\n212-c\r\n211 d\r\n", "~211-a\r\n~212 b\r\n~212-c\r\n211:d\n");
  assert_read("211-a\r\n211\r\n2111 b\r\n211-c\r\n211\td\r\n21\r\n211 e\r\n",
              "~211-a\r\n~211\r\n~2111 b\r\n~211-c\r\n~211\td\r\n~21\r\n211:e\n");
  assert_read("211-a\r\n999 b\r\n000 c\r\n211 d\r\n", "~211-a\r\n~999 b\r\n~000 c\r\n211:d\n");
}

static void what_is_cut_off_is_not_between_replies(void **state)
{
  static const char text[] = "220-a\r\nb\r\n220 c\r\n";
  struct ftp_reply r = FTP_REPLY_INIT;
  assert_true(ftp_reply_is_between(&r));
  for(size_t len = 1; len < sizeof text - 1; len++) assert_false(decode(span_of(text, len), 1).is_between);
  assert_false(decode(span_text("220 a\r\n2"), 8).is_between);
  ftp_reply_free(&r);
}

static void without_memory_nothing_is_left(void **state)
{
  char text[300];
  memset(text, 'a', sizeof text);
  memcpy(text, "220 ", 4);
  text[sizeof text - 1] = '\n';
  for(long n = 0;; n++) {
    struct ftp_reply r = FTP_REPLY_INIT;
    struct ftp_reply_event e;
    struct cursor in = cursor_of(span_of(text, 10));
    failing_after(n);
    CURLcode code = ftp_reply_decode(&r, &in, &e);
    in = cursor_of(span_of(text + 10, sizeof text - 10));
    if(!code) code = ftp_reply_decode(&r, &in, &e);
    ftp_reply_free(&r);
    bool has_failed = failing_end();
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    assert_int_equal(failing_blocks, 0);
    if(!has_failed) break;
    assert_true(n < 10);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_first_line_without_code_is_refused),
    cmocka_unit_test(a_nul_is_refused),
    cmocka_unit_test(scenario_51_a_huge_reply_is_refused),
    cmocka_unit_test(a_line_without_end_is_refused_at_its_limit),
    cmocka_unit_test(what_counts_is_one_reply),
    cmocka_unit_test(a_reply_of_one_line),
    cmocka_unit_test(a_reply_of_several_lines_ends_with_its_code_and_a_space),
    cmocka_unit_test(lines_within_may_look_like_anything),
    cmocka_unit_test(what_is_cut_off_is_not_between_replies),
    cmocka_unit_test(without_memory_nothing_is_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
