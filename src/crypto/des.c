#include "crypto/des.h"

void des_spread_key(const uint8_t key[DES_KEY], uint8_t ret[DES_BLOCK])
{
  uint64_t bits = 0;
  for(size_t i = 0; i < DES_KEY; i++) bits = bits << 8 | key[i];
  for(size_t i = 0; i < DES_BLOCK; i++) ret[i] = (uint8_t)(bits >> (7 * (7 - i)) << 1);
}
