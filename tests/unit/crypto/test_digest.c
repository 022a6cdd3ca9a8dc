/* Digests by their published test vectors: RFC 1320, RFC 1321, FIPS 180-4, RFC 2202, RFC 4231. */
#include "crypto/digest.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const char *hex(enum digest d, const uint8_t *bytes)
{
  static char text[2 * DIGEST_MAX + 1];
  for(size_t i = 0; i < digest_size(d); i++) snprintf(text + 2 * i, 3, "%02x", bytes[i]);
  return text;
}

static void assert_digest(enum digest d, const char *text, const char *expected)
{
  uint8_t ret[DIGEST_MAX];
  size_t half = strlen(text) / 2;
  const struct span whole[] = { span_text(text) }, parts[] = { span_of(text, half), span_text(text + half) };
  assert_int_equal(digest_of(d, whole, 1, ret), CURLE_OK);
  assert_string_equal(hex(d, ret), expected);
  assert_int_equal(digest_of(d, parts, 2, ret), CURLE_OK);
  assert_string_equal(hex(d, ret), expected);
}

static void digests_of_known_texts(void **state)
{
  assert_digest(DIGEST_MD4, "", "31d6cfe0d16ae931b73c59d7e0c089c0");
  assert_digest(DIGEST_MD4, "message digest", "d9130a8164549fe818874806e1c7014b");
  assert_digest(DIGEST_MD5, "", "d41d8cd98f00b204e9800998ecf8427e");
  assert_digest(DIGEST_MD5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0");
  assert_digest(DIGEST_SHA1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d");
  assert_digest(DIGEST_SHA256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_digest(DIGEST_SHA512_256, "abc", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
}

static void codes_with_a_key(void **state)
{
  uint8_t ret[DIGEST_MAX];
  const struct span data = span_text("what do ya want for nothing?");
  assert_int_equal(digest_hmac(DIGEST_MD5, span_text("Jefe"), &data, 1, ret), CURLE_OK);
  assert_string_equal(hex(DIGEST_MD5, ret), "750c783e6ab0b503eaa86e310a5db738");
  assert_int_equal(digest_hmac(DIGEST_SHA256, span_text("Jefe"), &data, 1, ret), CURLE_OK);
  assert_string_equal(hex(DIGEST_SHA256, ret), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void an_empty_key_is_a_key(void **state)
{
  uint8_t ret[DIGEST_MAX];
  assert_int_equal(digest_hmac(DIGEST_SHA256, span_of(NULL, 0), NULL, 0, ret), CURLE_OK);
  assert_string_equal(hex(DIGEST_SHA256, ret), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(digests_of_known_texts),
    cmocka_unit_test(codes_with_a_key),
    cmocka_unit_test(an_empty_key_is_a_key),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
