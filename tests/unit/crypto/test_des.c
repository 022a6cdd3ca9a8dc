/* The response of MS-NLMP, section 4.2.2.2.1: its parts are blocks of DES. */
#include "crypto/des.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void a_block_with_several_keys(void **state)
{
  static const uint8_t keys[3 * DES_KEY] = {
    0xa4, 0xf4, 0x9c, 0x40, 0x65, 0x10, 0xbd, /* the NT hash of "Password", 16 bytes, */
    0xca, 0xb6, 0x82, 0x4e, 0xe7, 0xc3, 0x0f, /* and zeros */
    0xd8, 0x52,
  };
  static const uint8_t block[DES_BLOCK] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef };
  static const uint8_t expected[3 * DES_BLOCK] = { 0x67, 0xc4, 0x30, 0x11, 0xf3, 0x02, 0x98, 0xa2,
                                                   0xad, 0x35, 0xec, 0xe6, 0x4f, 0x16, 0x33, 0x1c,
                                                   0x44, 0xbd, 0xbe, 0xd9, 0x27, 0x84, 0x1f, 0x94 };
  uint8_t got[sizeof expected];
  assert_int_equal(des_encrypt(keys, 3, block, got), CURLE_OK);
  assert_memory_equal(got, expected, sizeof got);
}

int main(void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test(a_block_with_several_keys) };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
