/* Signatures by their published test vectors: RFC 8032, section 7.1. */
#include "base/buf.h"
#include "base/str.h"
#include "crypto/sign.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void read_hex(uint8_t *to, const char *text)
{
  for(; *text; text += 2) *to++ = (uint8_t)(ascii_hex_value(text[0]) << 4 | ascii_hex_value(text[1]));
}

static void assert_ed25519(const char *key_text, const char *message_text, const char *expected)
{
  uint8_t key[SIGN_ED25519_KEY], message[16], ret[SIGN_ED25519_SIZE];
  struct buf hex = BUF_INIT(2 * sizeof ret);
  read_hex(key, key_text);
  read_hex(message, message_text);
  assert_int_equal(sign_ed25519(key, span_of(message, strlen(message_text) / 2), ret), CURLE_OK);
  assert_int_equal(buf_add_hex(&hex, span_of(ret, sizeof ret)), CURLE_OK);
  assert_true(span_equal(buf_span(&hex), span_text(expected)));
  buf_free(&hex);
}

static void ed25519_of_nothing(void **state)
{
  assert_ed25519("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
                 "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                 "d25bf5f0595bbe24655141438e7a100b");
}

static void ed25519_of_one_and_two_bytes(void **state)
{
  assert_ed25519("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
                 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                 "387b2eaeb4302aeeb00d291612bb0c00");
  assert_ed25519("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
                 "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                 "4a7c15e9716ed28dc027beceea1ec40a");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(ed25519_of_nothing),
    cmocka_unit_test(ed25519_of_one_and_two_bytes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
