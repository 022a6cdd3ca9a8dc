#include "base/buf.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void expect(const struct buf *b, const char *text)
{
  assert_int_equal(b->len, strlen(text));
  if(b->len) assert_memory_equal(b->at, text, b->len);
}

static void nothing_goes_past_the_cap(void **state)
{
  struct buf b = BUF_INIT(8);
  assert_int_equal(buf_add(&b, "123456789", 9), CURLE_TOO_LARGE);
  assert_int_equal(buf_reserve(&b, SIZE_MAX), CURLE_TOO_LARGE);
  assert_int_equal(buf_add_text(&b, "12345"), CURLE_OK);
  assert_int_equal(buf_add_text(&b, "6789"), CURLE_TOO_LARGE);
  assert_int_equal(buf_addf(&b, "%d", 6789), CURLE_TOO_LARGE);
  expect(&b, "12345");
  assert_int_equal(buf_add_text(&b, "678"), CURLE_OK);
  assert_int_equal(buf_add_char(&b, '9'), CURLE_TOO_LARGE);
  assert_int_equal(buf_terminate(&b), CURLE_TOO_LARGE);
  assert_int_equal(buf_add(&b, NULL, 0), CURLE_OK);
  expect(&b, "12345678");
  buf_free(&b);
  assert_int_equal(b.cap, 8);
  assert_int_equal(buf_add(&b, "123456789", 9), CURLE_TOO_LARGE);
}

static void a_cap_of_nothing_holds_nothing(void **state)
{
  struct buf b = BUF_INIT(0);
  assert_int_equal(buf_add_char(&b, 'x'), CURLE_TOO_LARGE);
  assert_int_equal(buf_add(&b, "", 0), CURLE_OK);
  assert_int_equal(buf_reserve(&b, 0), CURLE_OK);
  buf_drop(&b, 0);
  buf_free(&b);
}

static void without_memory_the_content_stands(void **state)
{
  char long_text[400];
  struct buf b = BUF_INIT(10000);
  memset(long_text, 'x', sizeof long_text);
  long_text[sizeof long_text - 1] = '\0';
  failing_after(-1);
  assert_int_equal(buf_add_text(&b, "kept"), CURLE_OK);
  for(long n = 0; n < 2; n++) { /* the buffer's room, then the long format's own */
    failing_after(n);
    assert_int_equal(buf_addf(&b, "%s", long_text), CURLE_OUT_OF_MEMORY);
    failing_end();
    expect(&b, "kept");
  }
  failing_after(0);
  assert_int_equal(buf_reserve(&b, 5000), CURLE_OUT_OF_MEMORY);
  failing_end();
  expect(&b, "kept");
  buf_free(&b);
}

static void pieces_follow_each_other(void **state)
{
  struct buf b;
  buf_init(&b, 100);
  assert_int_equal(buf_add(&b, "a\0b", 3), CURLE_OK);
  assert_int_equal(buf_add_span(&b, span_text("cd")), CURLE_OK);
  assert_int_equal(buf_add_char(&b, 'e'), CURLE_OK);
  assert_int_equal(buf_addf(&b, "-%s:%d", "f", 7), CURLE_OK);
  assert_int_equal(b.len, 10);
  assert_memory_equal(b.at, "a\0bcde-f:7", 10);
  assert_true(span_equal(buf_span(&b), span_of("a\0bcde-f:7", 10)));
  buf_free(&b);
  buf_free(&b);
  assert_int_equal(b.len, 0);
}

/* One byte at a time up to a cap that is no power of two: nothing is written behind the room. */
static void bytes_are_written_as_digits(void **state)
{
  struct buf b = BUF_INIT(6);
  const uint8_t bytes[] = { 0x00, 0xa9, 0xff, 0x01 };
  assert_int_equal(buf_add_hex(&b, span_of(bytes, 4)), CURLE_TOO_LARGE);
  expect(&b, "");
  assert_int_equal(buf_add_hex(&b, span_of(bytes, 3)), CURLE_OK);
  expect(&b, "00a9ff");
  buf_free(&b);
}

static void it_grows_up_to_the_cap(void **state)
{
  struct buf b = BUF_INIT(1000);
  for(int i = 0; i < 1000; i++) assert_int_equal(buf_add_char(&b, (char)i), CURLE_OK);
  assert_int_equal(buf_add_char(&b, 'x'), CURLE_TOO_LARGE);
  for(int i = 0; i < 1000; i++) assert_int_equal(b.at[i], (uint8_t)i);
  assert_true(b.room <= 1000);
  buf_free(&b);
}

static void long_formats_are_whole(void **state)
{
  for(int len = 250; len < 260; len++) { /* around the size of what is formatted without an allocation */
    struct buf b = BUF_INIT((size_t)len);
    assert_int_equal(buf_addf(&b, "%0*d", len, 7), CURLE_OK);
    assert_int_equal(b.len, len);
    assert_int_equal(b.at[len - 1], '7');
    assert_int_equal(b.at[len - 2], '0');
    buf_free(&b);
  }
}

static void the_end_can_be_marked_without_counting(void **state)
{
  struct buf b = BUF_INIT(10);
  assert_int_equal(buf_add_text(&b, "abc"), CURLE_OK);
  assert_int_equal(buf_terminate(&b), CURLE_OK);
  assert_string_equal((char *)b.at, "abc");
  expect(&b, "abc");
  buf_free(&b);
}

static void bytes_go_from_the_front(void **state)
{
  struct buf b = BUF_INIT(10);
  assert_int_equal(buf_add_text(&b, "abcdef"), CURLE_OK);
  buf_drop(&b, 2);
  expect(&b, "cdef");
  buf_drop(&b, 0);
  expect(&b, "cdef");
  buf_drop(&b, 4);
  expect(&b, "");
  assert_int_equal(buf_add_text(&b, "0123456789"), CURLE_OK);
  buf_reset(&b);
  expect(&b, "");
  assert_int_equal(buf_add_text(&b, "9876543210"), CURLE_OK);
  expect(&b, "9876543210");
  buf_free(&b);
}

static void the_content_can_be_taken_as_a_string(void **state)
{
  struct buf b = BUF_INIT(3);
  char *text = buf_take_string(&b);
  assert_string_equal(text, "");
  mem_free(text);
  for(int round = 0; round < 3; round++) { /* also where the content fills the cap */
    assert_int_equal(buf_add_text(&b, "abc"), CURLE_OK);
    text = buf_take_string(&b);
    assert_string_equal(text, "abc");
    expect(&b, "");
    mem_free(text);
  }
}

static void what_cannot_be_taken_stays(void **state)
{
  struct buf b = BUF_INIT(100);
  char full[64];
  memset(full, 'x', sizeof full);
  assert_int_equal(buf_add(&b, full, sizeof full), CURLE_OK); /* the first room, filled */
  failing_after(0);
  char *text = buf_take_string(&b);
  failing_end();
  assert_null(text);
  assert_int_equal(b.len, 64);
  buf_free(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_goes_past_the_cap),
    cmocka_unit_test(a_cap_of_nothing_holds_nothing),
    cmocka_unit_test(without_memory_the_content_stands),
    cmocka_unit_test(pieces_follow_each_other),
    cmocka_unit_test(bytes_are_written_as_digits),
    cmocka_unit_test(it_grows_up_to_the_cap),
    cmocka_unit_test(long_formats_are_whole),
    cmocka_unit_test(the_end_can_be_marked_without_counting),
    cmocka_unit_test(bytes_go_from_the_front),
    cmocka_unit_test(the_content_can_be_taken_as_a_string),
    cmocka_unit_test(what_cannot_be_taken_stays),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
