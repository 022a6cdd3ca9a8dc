#include "codec/auth/basic.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/auth/auth_test.h"

static void assert_basic(const char *user, const char *password, const char *expected)
{
  struct buf to = BUF_INIT(256);
  assert_int_equal(auth_basic_write(span_text(user), span_text(password), &to), CURLE_OK);
  assert_span(buf_span(&to), expected);
  buf_free(&to);
}

static void basic_credentials(void **state)
{
  assert_basic("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="); /* RFC 7617, section 2 */
  assert_basic("test", "123\xc2\xa3", "Basic dGVzdDoxMjPCow==");                /* section 2.1 */
  assert_basic("", "", "Basic Og==");
  assert_basic("a:b", "c", "Basic YTpiOmM=");
}

static void a_bearer_token(void **state)
{
  struct buf to = BUF_INIT(64);
  assert_int_equal(auth_bearer_write(span_text("mF_9.B5f-4.1JqM"), &to), CURLE_OK);
  assert_span(buf_span(&to), "Bearer mF_9.B5f-4.1JqM");
  buf_free(&to);
}

static void a_token_that_could_end_the_field_is_refused(void **state)
{
  struct buf to = BUF_INIT(64);
  assert_int_equal(auth_bearer_write(span_text("a\r\nX: y"), &to), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(auth_bearer_write(span_of("a\0b", 3), &to), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(to.len, 0);
  buf_free(&to);
}

static void too_much_appends_nothing(void **state)
{
  struct buf to = BUF_INIT(16);
  assert_int_equal(buf_add_text(&to, "before"), CURLE_OK);
  assert_int_equal(auth_basic_write(span_text("Aladdin"), span_text("open"), &to), CURLE_TOO_LARGE);
  assert_int_equal(auth_bearer_write(span_text("mF_9.B5f-4.1JqM"), &to), CURLE_TOO_LARGE);
  assert_span(buf_span(&to), "before");
  buf_free(&to);
}

static void without_memory_nothing_is_appended(void **state)
{
  bool has_failed = true;
  for(long n = 0; has_failed; n++) {
    struct buf to = BUF_INIT(1024);
    failing_after(n);
    CURLcode code = auth_basic_write(span_text("Aladdin"), span_text("open sesame"), &to);
    size_t appended = to.len;
    buf_free(&to);
    has_failed = failing_end();
    assert_int_equal(failing_blocks, 0);
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    assert_true(!appended == has_failed);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(basic_credentials),
    cmocka_unit_test(a_bearer_token),
    cmocka_unit_test(a_token_that_could_end_the_field_is_refused),
    cmocka_unit_test(too_much_appends_nothing),
    cmocka_unit_test(without_memory_nothing_is_appended),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
