#include "base/base64.h"
#include "base/mem.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* The text stands at the end of a block of its own, so that reading on is found out. */
static CURLcode decode(const char *text, struct buf *to)
{
  size_t len = strlen(text);
  uint8_t *block = malloc(len ? len : 1);
  memcpy(block, text, len);
  CURLcode code = base64_decode(to, span_of(block, len));
  free(block);
  return code;
}

static void what_is_no_base64_is_refused(void **state)
{
  static const char *const bad[] = { "",     "A",    "AA",   "AAA",  "AAAAA", "A===",     "====",
                                     "AA=A", "=AAA", "AA A", "A-_A", "AAAA=", "AA==AAAA", "\xff\xff\xff\xff" };
  struct buf to = BUF_INIT(100);
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(decode(bad[i], &to), CURLE_BAD_CONTENT_ENCODING);
    assert_int_equal(to.len, 0);
  }
  buf_free(&to);
}

static void the_cap_of_the_buffer_holds(void **state)
{
  struct buf to = BUF_INIT(3);
  assert_int_equal(base64_encode(&to, span_text("a")), CURLE_TOO_LARGE);
  assert_int_equal(decode("AAAAAAAA", &to), CURLE_TOO_LARGE);
  assert_int_equal(to.len, 0);
  buf_free(&to);
}

/* Nothing of it is read: there is no such block. */
static void scenario_54_a_length_that_no_text_can_have(void **state)
{
  static const size_t lengths[] = { SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 2, SIZE_MAX / 4 * 3 + 3, SIZE_MAX / 4 * 3 };
  struct buf to = BUF_INIT(100);
  for(size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    assert_int_equal(base64_encode(&to, span_of("a", lengths[i])), CURLE_TOO_LARGE);
    assert_int_equal(buf_add_hex(&to, span_of("a", lengths[i])), CURLE_TOO_LARGE);
    assert_int_equal(to.len, 0);
  }
  buf_free(&to);
}

/* RFC 4648, section 10. */
static void the_vectors_of_the_rfc(void **state)
{
  static const char *const pairs[][2] = { { "f", "Zg==" },        { "fo", "Zm8=" },        { "foo", "Zm9v" },
                                          { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
                                          { "\xff\xfe", "//4=" } };
  for(size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    struct buf text = BUF_INIT(100), bytes = BUF_INIT(100);
    assert_int_equal(base64_encode(&text, span_text(pairs[i][0])), CURLE_OK);
    assert_true(span_equal(buf_span(&text), span_text(pairs[i][1])));
    assert_int_equal(decode(pairs[i][1], &bytes), CURLE_OK);
    assert_true(span_equal(buf_span(&bytes), span_text(pairs[i][0])));
    buf_free(&text);
    buf_free(&bytes);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_base64_is_refused),
    cmocka_unit_test(the_cap_of_the_buffer_holds),
    cmocka_unit_test(scenario_54_a_length_that_no_text_can_have),
    cmocka_unit_test(the_vectors_of_the_rfc),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
