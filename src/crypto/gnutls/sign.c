#include "crypto/sign.h"
#include <nettle/eddsa.h>

CURLcode sign_ed25519(const uint8_t key[SIGN_ED25519_KEY], struct span message, uint8_t ret[SIGN_ED25519_SIZE])
{
  uint8_t public[ED25519_KEY_SIZE];
  ed25519_sha512_public_key(public, key);
  ed25519_sha512_sign(public, key, message.len, message.at, ret);
  return CURLE_OK;
}
