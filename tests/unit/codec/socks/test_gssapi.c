/* GSSAPI's messages to and from a SOCKS proxy, whole and byte by byte. */
#include "codec/socks/gssapi.h"
#include "unit/codec/http1/pieces.h"

#define BYTES(text) span_of(text, sizeof(text) - 1)

struct outcome {
  CURLcode code;
  CURLproxycode reason;
  size_t used; /* bytes that were taken */
  size_t token;
  bool is_complete;
};

static struct outcome collect(enum socks_gssapi_type type, struct span text, size_t step)
{
  struct socks_gssapi_message m = SOCKS_GSSAPI_MESSAGE_INIT;
  struct socks_fault why = { CURLPX_OK, NULL };
  struct outcome o = { 0 };
  struct span token = { 0 };
  size_t missing;
  m.type = type;
  while((missing = socks_gssapi_missing(&m)) && o.used < text.len) {
    size_t n = missing < step ? missing : step;
    if(n > text.len - o.used) n = text.len - o.used;
    assert_int_equal(buf_add(&m.bytes, text.at + o.used, n), CURLE_OK);
    o.used += n;
  }
  o.is_complete = !missing;
  if(o.is_complete) {
    struct piece p = piece_new(m.bytes.at, m.bytes.len);
    struct socks_gssapi_message copy = { .type = type };
    copy.bytes = (struct buf){ .at = (uint8_t *)(uintptr_t)p.in.at, .len = m.bytes.len };
    o.code = socks_gssapi_judge(&copy, &token, &why);
    o.token = token.len;
    piece_free(&p);
  }
  o.reason = why.code;
  buf_free(&m.bytes);
  return o;
}

static void what_is_wrong_is_told_with_the_first_two_bytes(void **state)
{
  static const struct {
    enum socks_gssapi_type type;
    const char bytes[5];
    CURLproxycode reason;
  } rows[] = {
    { SOCKS_GSSAPI_TOKEN, "\1\xff\0\1", CURLPX_GSSAPI }, /* it gives up */
    { SOCKS_GSSAPI_LEVEL, "\1\xff\0\1", CURLPX_GSSAPI },
    { SOCKS_GSSAPI_TOKEN, "\1\2\0\1", CURLPX_GSSAPI }, /* a level, but no context stands */
    { SOCKS_GSSAPI_LEVEL, "\1\1\0\1", CURLPX_GSSAPI },
    { SOCKS_GSSAPI_TOKEN, "\5\1\0\1", CURLPX_BAD_VERSION },
    { SOCKS_GSSAPI_TOKEN, "HTTP", CURLPX_BAD_VERSION },
    { SOCKS_GSSAPI_DATA, "\1\1\0\1", CURLPX_GSSAPI },
    { SOCKS_GSSAPI_DATA, "HTTP", CURLPX_BAD_VERSION },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for(size_t step = 1; step < 5; step++) {
      struct outcome o = collect(rows[i].type, span_of(rows[i].bytes, 4), step);
      assert_true(o.is_complete);
      assert_int_equal(o.code, CURLE_PROXY);
      assert_int_equal(o.reason, rows[i].reason);
      assert_int_equal(o.used, rows[i].type == SOCKS_GSSAPI_DATA ? 4 : 2);
    }
}

static void what_is_cut_off_is_not_complete(void **state)
{
  static const char text[] = "\1\1\0\3abc";
  for(size_t len = 0; len < sizeof text - 1; len++)
    assert_false(collect(SOCKS_GSSAPI_TOKEN, span_of(text, len), 1).is_complete);
}

static void a_message_takes_its_own_bytes_only(void **state)
{
  for(size_t step = 1; step < 12; step++) {
    struct outcome o = collect(SOCKS_GSSAPI_TOKEN, BYTES("\1\1\0\3abcnext"), step);
    assert_true(o.is_complete && !o.code);
    assert_int_equal(o.used, 7);
    assert_int_equal(o.token, 3);
    o = collect(SOCKS_GSSAPI_LEVEL, BYTES("\1\2\0\0next"), step);
    assert_true(o.is_complete && !o.code);
    assert_int_equal(o.used, 4);
    assert_int_equal(o.token, 0);
  }
}

static void the_longest_token_fits(void **state)
{
  static uint8_t text[SOCKS_GSSAPI_MESSAGE_MAX] = { 1, 3, 255, 255 };
  struct outcome o = collect(SOCKS_GSSAPI_DATA, span_of(text, sizeof text), sizeof text);
  assert_true(o.is_complete && !o.code);
  assert_int_equal(o.token, SOCKS_GSSAPI_TOKEN_MAX);
}

static void writing_is_reading_backwards(void **state)
{
  static uint8_t token[SOCKS_GSSAPI_TOKEN_MAX + 1];
  static const size_t sizes[] = { 0, 1, 255, 256, SOCKS_GSSAPI_TOKEN_MAX };
  struct socks_fault why = { CURLPX_OK, NULL };
  for(size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    struct buf to = BUF_INIT(SOCKS_GSSAPI_MESSAGE_MAX);
    assert_int_equal(socks_gssapi_write(&to, SOCKS_GSSAPI_TOKEN, span_of(token, sizes[i]), &why), CURLE_OK);
    assert_int_equal(to.len, 4 + sizes[i]);
    struct outcome o = collect(SOCKS_GSSAPI_TOKEN, buf_span(&to), to.len);
    assert_true(o.is_complete && !o.code);
    assert_int_equal(o.token, sizes[i]);
    buf_free(&to);
  }
  struct buf to = BUF_INIT(2 * SOCKS_GSSAPI_MESSAGE_MAX);
  assert_int_equal(socks_gssapi_write(&to, SOCKS_GSSAPI_DATA, BYTES("abc"), &why), CURLE_OK);
  assert_memory_equal(to.at, "\1\3\0\3abc", 7);
  assert_int_equal(socks_gssapi_write(&to, SOCKS_GSSAPI_DATA, span_of(token, sizeof token), &why), CURLE_PROXY);
  assert_int_equal(why.code, CURLPX_GSSAPI);
  assert_int_equal(to.len, 7);
  buf_free(&to);
  to = BUF_INIT(6);
  assert_int_equal(socks_gssapi_write(&to, SOCKS_GSSAPI_DATA, BYTES("abc"), &why), CURLE_TOO_LARGE);
  assert_int_equal(to.len, 0);
  buf_free(&to);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_wrong_is_told_with_the_first_two_bytes),
    cmocka_unit_test(what_is_cut_off_is_not_complete),
    cmocka_unit_test(a_message_takes_its_own_bytes_only),
    cmocka_unit_test(the_longest_token_fits),
    cmocka_unit_test(writing_is_reading_backwards),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
