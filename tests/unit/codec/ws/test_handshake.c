/* The values of RFC 6455, section 1.3. */
#include "codec/ws/handshake.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/http1/pieces.h"

static void a_key_is_a_nonce_in_base_64(void **state)
{
  char key[WS_KEY_LEN + 1];
  assert_int_equal(ws_write_key((const uint8_t *)"the sample nonce", key), CURLE_OK);
  assert_string_equal(key, "dGhlIHNhbXBsZSBub25jZQ==");
}

static void an_accept_proves_the_key(void **state)
{
  char accept[WS_ACCEPT_LEN + 1];
  assert_int_equal(ws_write_accept(span_text("dGhlIHNhbXBsZSBub25jZQ=="), accept), CURLE_OK);
  assert_string_equal(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

static void out_of_memory_is_told(void **state)
{
  bool has_failed = true;
  for(long n = 0; has_failed; n++) {
    char key[WS_KEY_LEN + 1], accept[WS_ACCEPT_LEN + 1];
    failing_after(n);
    CURLcode code = ws_write_key((const uint8_t *)"the sample nonce", key);
    if(!code) code = ws_write_accept(span_text(key), accept);
    has_failed = failing_end();
    assert_int_equal(failing_blocks, 0);
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_key_is_a_nonce_in_base_64),
    cmocka_unit_test(an_accept_proves_the_key),
    cmocka_unit_test(out_of_memory_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
