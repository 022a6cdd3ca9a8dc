#include "crypto/sign.h"
#include "crypto/openssl/library.h"
#include <openssl/evp.h>

static CURLcode sign_with(EVP_PKEY *key, OSSL_LIB_CTX *library, struct span message, uint8_t *ret)
{
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  size_t len = SIGN_ED25519_SIZE;
  CURLcode code = CURLE_OUT_OF_MEMORY;
  if(ctx && EVP_DigestSignInit_ex(ctx, NULL, NULL, library, NULL, key, NULL) &&
     EVP_DigestSign(ctx, ret, &len, message.at, message.len))
    code = CURLE_OK;
  EVP_MD_CTX_free(ctx);
  return code;
}

CURLcode sign_ed25519(const uint8_t key[SIGN_ED25519_KEY], struct span message, uint8_t ret[SIGN_ED25519_SIZE])
{
  OSSL_LIB_CTX *library = crypto_library();
  if(!library) return CURLE_OUT_OF_MEMORY;
  EVP_PKEY *private = EVP_PKEY_new_raw_private_key_ex(library, "ED25519", NULL, key, SIGN_ED25519_KEY);
  if(!private) return CURLE_NOT_BUILT_IN;
  CURLcode code = sign_with(private, library, message, ret);
  EVP_PKEY_free(private);
  return code;
}
