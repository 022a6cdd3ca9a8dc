#include "unit/codec/http2/bytes.h"

/* The bounds of heads (RFC 9113, section 10.5.1). A head that passes them ends its stream, not the connection. */

#define READ 16384 /* bytes that are received at once */

/* A user whose answer's head is `block`. */
static struct user receive_head(struct span block, size_t times)
{
  struct buf bytes = BUF_INIT(1u << 20);
  struct user a = { .name = "a", .is_counted = true }, other = { .name = "o" };
  struct wire w;
  wire_open(&w, &users_config);
  assert_int_equal(users_request(w.http2, &a), CURLE_OK);
  assert_int_equal(users_request(w.http2, &other), CURLE_OK);
  wire_feed(&w, BYTES(HELLO), SIZE_MAX);
  for(size_t i = 0; i < times; i++) {
    buf_reset(&bytes);
    add_head(&bytes, 1, block);
    wire_feed(&w, buf_span(&bytes), READ);
  }
  wire_drain(&w);
  /* whatever it was, the connection lives */
  wire_feed(&w, BYTES(FRAME("\x01", HEADERS, END_BOTH, ON("\x03"), "\x88")), READ);
  assert_int_equal(w.code, CURLE_OK);
  assert_int_equal(other.how, HTTP2_END_COMPLETE);
  if(a.ended) assert_int_equal(wire_reset(&w, 1), CANCEL);
  wire_close(&w);
  buf_free(&bytes);
  return a;
}

/* One field of 4000 bytes goes into the table; each byte after it is that field once more. */
static void a_head_that_unpacks_to_too_much_is_refused(void **state)
{
  static uint8_t block[8 + 4000 + 1000];
  static const uint8_t begin_block[] = { 0x88, 0x40, 1, 'a', 0x7f, 0xa1, 0x1e }; /* 127 + 0x21 + (0x1e << 7) = 4000 */
  memcpy(block, begin_block, sizeof begin_block);
  memset(block + sizeof begin_block, 'x', 4000);
  memset(block + sizeof begin_block + 4000, 0xbe, 1000);
  struct user a = receive_head(span_of(block, sizeof begin_block + 4000 + 1000), 1);
  assert_int_equal(a.ended, 1);
  assert_int_equal(a.cause, CURLE_RECV_ERROR);
  a = receive_head(span_of(block, sizeof begin_block + 4000 + HTTP2_HEAD_MAX / 4033 - 1), 1);
  assert_int_equal(a.ended, 0);
}

static void too_many_fields_are_refused(void **state)
{
  static uint8_t block[1 + HTTP2_FIELDS_MAX];
  memset(block, 0xa2, sizeof block); /* "etag", empty */
  block[0] = 0x88;
  struct user a = receive_head(span_of(block, sizeof block), 1);
  assert_int_equal(a.ended, 1);
  assert_int_equal(a.cause, CURLE_TOO_LARGE);
  a = receive_head(span_of(block, sizeof block - 1), 1);
  assert_int_equal(a.ended, 0);
}

/* 41 bytes, and 32 for each field (RFC 9113, section 6.5.2). */
static void many_small_fields_are_too_much(void **state)
{
  static uint8_t block[1 + 44 + 4300];
  memset(block, 'x', 45);
  memcpy(block,
         "\x88"
         "\x40"
         "\1"
         "a"
         "\x28",
         5);
  memset(block + 45, 0xbe, 4300);
  struct user a = receive_head(span_of(block, sizeof block), 1);
  assert_int_equal(a.cause, CURLE_RECV_ERROR);
}

static void fields_that_are_left_out_count(void **state)
{
  static uint8_t block[1 + 5 * HTTP2_FIELDS_MAX];
  block[0] = 0x88;
  for(size_t i = 0; i < HTTP2_FIELDS_MAX; i++) memcpy(block + 1 + 5 * i, "\0\1(\1b", 5);
  struct user a = receive_head(span_of(block, sizeof block), 1);
  assert_int_equal(a.cause, CURLE_TOO_LARGE);
}

static void interim_heads_count(void **state)
{
  static uint8_t block[11 + 10000];
  memcpy(block,
         "\x08\x03"
         "103\0\1a\x7f\x91\x4d",
         11); /* 127 + 0x11 + (0x4d << 7) = 10000 */
  memset(block + 11, 'x', 10000);
  struct user a = receive_head(span_of(block, sizeof block), 100);
  assert_int_equal(a.cause, CURLE_RECV_ERROR);
  a = receive_head(span_of(block, sizeof block), 29);
  assert_int_equal(a.ended, 0);
}

/* 300 KiB in frames of 16 KiB. */
static void a_head_may_be_large(void **state)
{
  static uint8_t block[1 + 29 * 10006];
  block[0] = 0x88;
  for(size_t i = 0; i < 29; i++) {
    memcpy(block + 1 + i * 10006, "\0\1a\x7f\x91\x4d", 6);
    memset(block + 1 + i * 10006 + 6, 'x', 10000);
  }
  assert_int_equal(receive_head(span_of(block, sizeof block), 1).ended, 0);
}

/* nghttp2's own bound, of a name or value; it ends the connection. */
static void a_field_has_a_bound(void **state)
{
  static uint8_t block[1 + 3 + 4 + 70000];
  struct buf bytes = BUF_INIT(1u << 20);
  struct user a = { .name = "a", .is_counted = true };
  struct wire w;
  memset(block, 'x', sizeof block);
  memcpy(block,
         "\x88"
         "\0\1"
         "a"
         "\x7f\xf1\xa1\x04",
         8); /* 127 + 0x71 + (0x21 << 7) + (4 << 14) = 70000 */
  wire_open(&w, &users_config);
  assert_int_equal(users_request(w.http2, &a), CURLE_OK);
  add_head(&bytes, 1, span_of(block, sizeof block));
  wire_feed(&w, BYTES(HELLO), SIZE_MAX);
  wire_feed(&w, buf_span(&bytes), READ);
  assert_int_equal(w.code, CURLE_HTTP2);
  assert_int_equal(a.error, COMPRESSION);
  wire_close(&w);
  buf_free(&bytes);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_head_that_unpacks_to_too_much_is_refused),
    cmocka_unit_test(too_many_fields_are_refused),
    cmocka_unit_test(many_small_fields_are_too_much),
    cmocka_unit_test(fields_that_are_left_out_count),
    cmocka_unit_test(interim_heads_count),
    cmocka_unit_test(a_head_may_be_large),
    cmocka_unit_test(a_field_has_a_bound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
