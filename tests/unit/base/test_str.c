#include "base/str.h"
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* `text` at the end of its own block, so that reading behind it is caught. */
static struct span at_end(const char *text, void **block)
{
  size_t len = strlen(text);
  *block = malloc(len ? len : 1);
  if(len) memcpy(*block, text, len);
  return span_of((uint8_t *)*block + (len ? 0 : 1), len);
}

static void only_decimal_digits_within_bounds_are_numbers(void **state)
{
  static const struct {
    const char *text;
    uint64_t max, value;
    bool ok;
  } cases[] = {
    { "", 10, 0, false },
    { " 1", 10, 0, false },
    { "1 ", 10, 0, false },
    { "+1", 10, 0, false },
    { "-1", 10, 0, false },
    { "0x1", 10, 0, false },
    { "1a", 10, 0, false },
    { "11", 10, 0, false },
    { "5", 4, 0, false },
    { "1", 0, 0, false },
    { "18446744073709551616", UINT64_MAX, 0, false },
    { "99999999999999999999", UINT64_MAX, 0, false },
    { "184467440737095516150", UINT64_MAX, 0, false },
    { "10", 10, 10, true },
    { "0", 0, 0, true },
    { "000010", 10, 10, true },
    { "65535", 65535, 65535, true },
    { "18446744073709551615", UINT64_MAX, UINT64_MAX, true },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    void *block;
    uint64_t value = 77;
    assert_int_equal(span_parse_u64(at_end(cases[i].text, &block), cases[i].max, &value), cases[i].ok);
    assert_true(value == (cases[i].ok ? cases[i].value : 77));
    free(block);
  }
}

static void classes_are_ascii_whatever_the_locale(void **state)
{
  setlocale(LC_ALL, "C.UTF-8");
  for(int c = -128; c < 256; c++) {
    bool digit = c >= 0x30 && c <= 0x39, upper = c >= 0x41 && c <= 0x5a, lower = c >= 0x61 && c <= 0x7a;
    assert_int_equal(ascii_is_digit(c), digit);
    assert_int_equal(ascii_is_alpha(c), upper || lower);
    assert_int_equal(ascii_is_alnum(c), digit || upper || lower);
    assert_int_equal(ascii_is_blank(c), c == 0x20 || c == 0x09);
    assert_int_equal(ascii_lower(c), upper ? c + 0x20 : c);
  }
}

static void hexadecimal_digits_have_values(void **state)
{
  static const char digits[] = "0123456789abcdef";
  for(int c = -128; c < 256; c++) {
    const char *at = c > 0 ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
    assert_int_equal(ascii_hex_value(c), at ? (int)(at - digits) : -1);
  }
}

static void text_is_compared_without_case(void **state)
{
  assert_true(str_equal_nocase("", ""));
  assert_true(str_equal_nocase("Host-1_[x]", "hOST-1_[X]"));
  assert_false(str_equal_nocase("a", ""));
  assert_false(str_equal_nocase("", "a"));
  assert_false(str_equal_nocase("ab", "a"));
  assert_false(str_equal_nocase("@[`{", "`{@[")); /* 0x20 apart, but no letters */
  assert_false(str_equal_nocase("\xc4", "\xe4"));
}

static void spans_are_compared_without_case(void **state)
{
  void *block;
  struct span s = at_end("Content-Length", &block);
  assert_true(span_is(s, "content-length"));
  assert_false(span_is(s, "content-lengt"));
  assert_false(span_is(s, "content-length:"));
  assert_true(span_starts_nocase(s, ""));
  assert_true(span_starts_nocase(s, "CONTENT-"));
  assert_true(span_starts_nocase(s, "content-length"));
  assert_false(span_starts_nocase(s, "content-length:"));
  assert_false(span_starts_nocase(s, "ontent"));
  assert_true(span_equal_nocase(span_of("a\0B", 3), span_of("A\0b", 3)));
  assert_false(span_equal_nocase(span_of("a\0b", 3), span_of("a\0c", 3)));
  assert_true(span_equal_nocase(span_text(NULL), span_of("x", 0)));
  free(block);
}

static void spans_are_compared_exactly(void **state)
{
  assert_true(span_equal(span_text("ab"), span_of("abc", 2)));
  assert_false(span_equal(span_text("ab"), span_text("aB")));
  assert_false(span_equal(span_text("ab"), span_text("a")));
  assert_true(span_equal(span_text(NULL), span_text("")));
}

static void blanks_are_trimmed_at_both_ends(void **state)
{
  static const char *const cases[][2] = {
    { "", "" },           { " \t ", "" }, { "a", "a" },  { " \ta b\t ", "a b" },
    { "\na\r", "\na\r" }, { "a ", "a" },  { " a", "a" },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    void *block;
    assert_true(span_equal(span_trim(at_end(cases[i][0], &block)), span_text(cases[i][1])));
    free(block);
  }
}

static void members_of_a_list_are_found(void **state)
{
  static const struct {
    const char *list, *token;
    bool found;
  } cases[] = {
    { "", "close", false },
    { "closed", "close", false },
    { "close-d, xclose", "close", false },
    { "clo,se", "close", false },
    { "a b", "b", false },
    { "close", "close", true },
    { "Keep-Alive , \tCLOSE\t", "close", true },
    { ",,close", "close", true },
    { "close,", "close", true },
    { "a,b,c", "b", true },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    void *block;
    assert_int_equal(span_list_has(at_end(cases[i].list, &block), cases[i].token), cases[i].found);
    free(block);
  }
}

static void a_token_has_no_delimiters(void **state)
{
  assert_true(span_is_token(span_text("x-Date_1!#$%&'*+.^`|~")));
  assert_false(span_is_token(span_of(NULL, 0)));
  for(int c = 0; c <= 0xff; c++) {
    uint8_t byte = (uint8_t)c;
    bool is_delimiter = c <= ' ' || c >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", c);
    assert_int_equal(span_is_token(span_of(&byte, 1)), !is_delimiter);
  }
}

static void a_cursor_moves_forward_only(void **state)
{
  struct cursor c = cursor_of(span_text("abcde"));
  assert_int_equal(cursor_left(&c), 5);
  assert_true(span_equal(cursor_take(&c, 2), span_text("ab")));
  assert_true(span_equal(cursor_take(&c, 0), span_text("")));
  assert_true(span_equal(cursor_rest(&c), span_text("cde")));
  assert_true(span_equal(cursor_take(&c, 3), span_text("cde")));
  assert_int_equal(cursor_left(&c), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(only_decimal_digits_within_bounds_are_numbers),
    cmocka_unit_test(classes_are_ascii_whatever_the_locale),
    cmocka_unit_test(hexadecimal_digits_have_values),
    cmocka_unit_test(text_is_compared_without_case),
    cmocka_unit_test(spans_are_compared_without_case),
    cmocka_unit_test(spans_are_compared_exactly),
    cmocka_unit_test(blanks_are_trimmed_at_both_ends),
    cmocka_unit_test(members_of_a_list_are_found),
    cmocka_unit_test(a_token_has_no_delimiters),
    cmocka_unit_test(a_cursor_moves_forward_only),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
