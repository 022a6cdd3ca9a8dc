#include "codec/http1/chunked.h"
#include "codec/http1/encode.h"
#include "unit/codec/http1/pieces.h"

static const struct span method = { (const uint8_t *)"GET", 3 };
static const struct span target = { (const uint8_t *)"/a?b", 4 };

static void assert_content(struct buf *b, const char *text) { assert_true(span_equal(buf_span(b), span_text(text))); }

static void what_ends_a_line_early_is_refused(void **state)
{
  static const struct span bad[] = {
    { (const uint8_t *)"a\rb", 3 }, { (const uint8_t *)"a\nb", 3 },      { (const uint8_t *)"a\0b", 3 },
    { (const uint8_t *)"\r\n", 2 }, { (const uint8_t *)"a\r\nb: c", 7 }, { (const uint8_t *)"a\n", 2 },
  };
  struct buf b = BUF_INIT(1000);
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(h1_encode_request_line(&b, bad[i], target, 11), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(h1_encode_request_line(&b, method, bad[i], 11), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(h1_encode_field(&b, bad[i], span_text("value")), CURLE_BAD_FUNCTION_ARGUMENT);
    assert_int_equal(h1_encode_field(&b, span_text("Name"), bad[i]), CURLE_BAD_FUNCTION_ARGUMENT);
  }
  assert_int_equal(b.len, 0);
  buf_free(&b);
}

static void empty_parts_are_refused(void **state)
{
  struct buf b = BUF_INIT(1000);
  struct span empty = span_text("");
  assert_int_equal(h1_encode_request_line(&b, empty, target, 11), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(h1_encode_request_line(&b, method, empty, 11), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(h1_encode_field(&b, empty, span_text("value")), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(h1_encode_field(&b, span_text("Na:me"), span_text("value")), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(b.len, 0);
  buf_free(&b);
}

static void a_full_buffer_keeps_no_half_line(void **state)
{
  for(size_t cap = 0; cap < strlen("A: b\r\n"); cap++) {
    struct buf b = BUF_INIT(cap);
    assert_int_equal(h1_encode_field(&b, span_text("A"), span_text("b")), CURLE_TOO_LARGE);
    assert_int_equal(b.len, 0);
    buf_free(&b);
  }
}

static void a_request_head_is_written(void **state)
{
  struct buf b = BUF_INIT(1000);
  assert_int_equal(h1_encode_request_line(&b, method, target, 11), CURLE_OK);
  assert_int_equal(h1_encode_field(&b, span_text("Host"), span_text("example.com")), CURLE_OK);
  assert_int_equal(h1_encode_field(&b, span_text("Empty"), span_of(NULL, 0)), CURLE_OK);
  assert_int_equal(h1_encode_line_verbatim(&b, span_text("as:it\x01 is ")), CURLE_OK);
  assert_int_equal(h1_encode_end(&b), CURLE_OK);
  assert_content(&b, "GET /a?b HTTP/1.1\r\nHost: example.com\r\nEmpty:\r\nas:it\x01 is \r\n\r\n");
  buf_free(&b);
}

static void the_version_and_verbatim_parts_are_written(void **state)
{
  struct buf b = BUF_INIT(1000);
  assert_int_equal(h1_encode_request_line(&b, method, target, 10), CURLE_OK);
  assert_int_equal(h1_encode_request_line_verbatim(&b, span_text("DO IT"), span_text("/ \x7f"), 11), CURLE_OK);
  assert_content(&b, "GET /a?b HTTP/1.0\r\nDO IT / \x7f HTTP/1.1\r\n");
  buf_free(&b);
}

static void a_chunk_head_is_written(void **state)
{
  static const struct {
    size_t len;
    const char *text;
  } cases[] = { { 1, "1\r\n" },
                { 15, "f\r\n" },
                { 16, "10\r\n" },
                { 255, "ff\r\n" },
                { 65536, "10000\r\n" },
                { 0x12345, "12345\r\n" },
                { 0xabcdef0, "abcdef0\r\n" },
                { SIZE_MAX, "ffffffffffffffff\r\n" } };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint8_t out[H1_CHUNK_HEAD_MAX];
    size_t len = h1_encode_chunk_head(out, cases[i].len);
    assert_true(span_equal(span_of(out, len), span_text(cases[i].text)));
  }
}

/* What is written is what the decoder reads. */
static void chunks_go_round(void **state)
{
  for(size_t len = 1; len < 70000; len = len * 3 + 1) {
    struct buf b = BUF_INIT(200000);
    struct h1_chunked d = { 0 };
    struct h1_chunked_event e;
    uint8_t head[H1_CHUNK_HEAD_MAX];
    assert_int_equal(buf_add(&b, head, h1_encode_chunk_head(head, len)), CURLE_OK);
    for(size_t i = 0; i < len; i++) assert_int_equal(buf_add_char(&b, 'x'), CURLE_OK);
    assert_int_equal(buf_add_text(&b, H1_CHUNK_END H1_LAST_CHUNK), CURLE_OK);
    struct cursor in = cursor_of(buf_span(&b));
    assert_int_equal(h1_chunked_next(&d, &in, &e), CURLE_OK);
    assert_int_equal(e.bytes.len, len);
    assert_int_equal(h1_chunked_next(&d, &in, &e), CURLE_OK);
    assert_int_equal(e.kind, H1_CHUNKED_TRAILER_SECTION);
    assert_true(span_equal(cursor_rest(&in), span_text("\r\n")));
    buf_free(&b);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_ends_a_line_early_is_refused),
    cmocka_unit_test(empty_parts_are_refused),
    cmocka_unit_test(a_full_buffer_keeps_no_half_line),
    cmocka_unit_test(a_request_head_is_written),
    cmocka_unit_test(the_version_and_verbatim_parts_are_written),
    cmocka_unit_test(a_chunk_head_is_written),
    cmocka_unit_test(chunks_go_round),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
