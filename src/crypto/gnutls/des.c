#include "crypto/des.h"
#include <nettle/des.h>
#undef des_encrypt /* nettle's name for its own, which has another one for the linker */

CURLcode des_encrypt(const uint8_t *keys, size_t count, const uint8_t block[DES_BLOCK], uint8_t *ret)
{
  for(size_t i = 0; i < count; i++) {
    struct des_ctx ctx;
    uint8_t spread[DES_BLOCK];
    des_spread_key(keys + i * DES_KEY, spread);
    (void)des_set_key(&ctx, spread); /* is false for a weak key, which is set all the same */
    nettle_des_encrypt(&ctx, DES_BLOCK, ret + i * DES_BLOCK, block);
  }
  return CURLE_OK;
}
