/* Line ends: whole texts, byte by byte, and in every room, with the source at the end of the same block. */
#include "codec/content/crlf.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
  struct span from, to;
} rows[] = {
  { SPAN_LITERAL(""), SPAN_LITERAL("") },
  { SPAN_LITERAL("a"), SPAN_LITERAL("a") },
  { SPAN_LITERAL("\n"), SPAN_LITERAL("\r\n") },
  { SPAN_LITERAL("\r\n"), SPAN_LITERAL("\r\n") },
  { SPAN_LITERAL("\r"), SPAN_LITERAL("\r") },
  { SPAN_LITERAL("\n\n\n\n"), SPAN_LITERAL("\r\n\r\n\r\n\r\n") },
  { SPAN_LITERAL("\r\r\n\n"), SPAN_LITERAL("\r\r\n\r\n") },
  { SPAN_LITERAL("one\ntwo\r\nthree"), SPAN_LITERAL("one\r\ntwo\r\nthree") },
  { SPAN_LITERAL("\0\n\0"), SPAN_LITERAL("\0\r\n\0") },
};
#define ROWS (sizeof rows / sizeof *rows)

/* As a transfer does it: a room at a time, the source read to its end. Everything lies in a block of its own size. */
static size_t convert_in_rooms(struct span from, size_t room, uint8_t *out)
{
  struct crlf c = { 0 };
  size_t len = 0, at = 0;
  while(at < from.len || c.owes_lf) {
    uint8_t *block = malloc(room);
    size_t part = crlf_part(room), got = 0;
    assert_non_null(block);
    if(c.owes_lf) {
      block[0] = '\n';
      c.owes_lf = false;
      got = 1;
    } else {
      size_t left = from.len - at < part ? from.len - at : part;
      memcpy(block + room - part, from.at + at, left);
      at += left;
      got = crlf_convert(&c, span_of(block + room - part, left), block, room);
      assert_true(got >= left - c.owes_lf && got <= room);
    }
    memcpy(out + len, block, got);
    len += got;
    free(block);
  }
  return len;
}

static void every_room_gives_the_same(void **state)
{
  uint8_t out[64];
  for(size_t i = 0; i < ROWS; i++)
    for(size_t room = 1; room < 24; room++) {
      size_t len = convert_in_rooms(rows[i].from, room, out);
      if(!span_equal(span_of(out, len), rows[i].to)) fail_msg("row %zu, room %zu", i, room);
    }
}

static void the_size_is_known_beforehand(void **state)
{
  for(size_t i = 0; i < ROWS; i++) assert_int_equal(crlf_converted_size(rows[i].from), rows[i].to.len);
}

static void a_part_is_never_nothing(void **state)
{
  assert_int_equal(crlf_part(0), 0);
  assert_int_equal(crlf_part(1), 1);
  assert_int_equal(crlf_part(2), 1);
  assert_int_equal(crlf_part(3), 2);
  assert_true(crlf_part(SIZE_MAX) == SIZE_MAX / 2 + 1);
}

static void every_line_end_becomes_lf(void **state)
{
  static const struct {
    const char *from, *to;
  } back[] = {
    { "", "" },
    { "a", "a" },
    { "a\r\nb\n", "a\nb\n" },
    { "\r\n\r\n", "\n\n" },
    { "a\rb", "a\nb" },
    { "a\r\r\nb", "a\n\nb" },
    { "a\n\rb\r", "a\n\nb\n" },
  };
  for(size_t i = 0; i < sizeof back / sizeof *back; i++)
    for(size_t piece = 1; piece < 8; piece++) {
      uint8_t out[16];
      size_t left = 0, len = strlen(back[i].from);
      bool is_after_cr = false;
      for(size_t at = 0; at < len; at += piece) {
        size_t part = len - at < piece ? len - at : piece;
        memcpy(out + left, back[i].from + at, part);
        left += crlf_to_lf(&is_after_cr, out + left, part);
      }
      if(left != strlen(back[i].to) || memcmp(out, back[i].to, left)) fail_msg("row %zu, pieces of %zu", i, piece);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_room_gives_the_same),
    cmocka_unit_test(the_size_is_known_beforehand),
    cmocka_unit_test(a_part_is_never_nothing),
    cmocka_unit_test(every_line_end_becomes_lf),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
