#include "crypto/des.h"
#include "crypto/openssl/library.h"
#include <openssl/evp.h>

static CURLcode encrypt_one(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *des, const uint8_t *key, const uint8_t *block,
                            uint8_t *ret)
{
  uint8_t spread[DES_BLOCK];
  int len;
  des_spread_key(key, spread);
  if(!EVP_EncryptInit_ex2(ctx, des, spread, NULL, NULL) || !EVP_CIPHER_CTX_set_padding(ctx, 0))
    return CURLE_OUT_OF_MEMORY;
  return EVP_EncryptUpdate(ctx, ret, &len, block, DES_BLOCK) && len == DES_BLOCK ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

CURLcode des_encrypt(const uint8_t *keys, size_t count, const uint8_t block[DES_BLOCK], uint8_t *ret)
{
  OSSL_LIB_CTX *library = crypto_library();
  EVP_CIPHER *des = library ? EVP_CIPHER_fetch(library, "DES-ECB", NULL) : NULL;
  if(!des) return library ? CURLE_NOT_BUILT_IN : CURLE_OUT_OF_MEMORY;
  EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
  CURLcode code = ctx ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; i < count && !code; i++)
    code = encrypt_one(ctx, des, keys + i * DES_KEY, block, ret + i * DES_BLOCK);
  EVP_CIPHER_CTX_free(ctx);
  EVP_CIPHER_free(des);
  return code;
}
