#include "crypto/digest.h"
#include "crypto/openssl/library.h"
#include <openssl/evp.h>
#include <openssl/params.h>

static const char *const names[] = {
  [DIGEST_MD4] = "MD4",
  [DIGEST_MD5] = "MD5",
  [DIGEST_SHA1] = "SHA1",
  [DIGEST_SHA256] = "SHA2-256",
  [DIGEST_SHA512_256] = "SHA2-512/256",
};

static CURLcode digest_parts(EVP_MD_CTX *ctx, const EVP_MD *md, const struct span *parts, size_t count, uint8_t *ret)
{
  if(!EVP_DigestInit_ex2(ctx, md, NULL)) return CURLE_OUT_OF_MEMORY;
  for(size_t i = 0; i < count; i++)
    if(!EVP_DigestUpdate(ctx, parts[i].at, parts[i].len)) return CURLE_OUT_OF_MEMORY;
  return EVP_DigestFinal_ex(ctx, ret, NULL) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

CURLcode digest_of(enum digest d, const struct span *parts, size_t count, uint8_t ret[DIGEST_MAX])
{
  OSSL_LIB_CTX *library = crypto_library();
  EVP_MD *md = library ? EVP_MD_fetch(library, names[d], NULL) : NULL;
  if(!md) return library ? CURLE_NOT_BUILT_IN : CURLE_OUT_OF_MEMORY;
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  CURLcode code = ctx ? digest_parts(ctx, md, parts, count, ret) : CURLE_OUT_OF_MEMORY;
  EVP_MD_CTX_free(ctx);
  EVP_MD_free(md);
  return code;
}

static CURLcode hmac_parts(EVP_MAC_CTX *ctx, const char *name, struct span key, const struct span *parts, size_t count,
                           uint8_t *ret)
{
  const OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string("digest", (char *)(uintptr_t)name, 0),
                                OSSL_PARAM_construct_end() };
  size_t len;
  static const uint8_t no_key[1];
  if(!EVP_MAC_init(ctx, key.len ? key.at : no_key, key.len, params)) return CURLE_NOT_BUILT_IN;
  for(size_t i = 0; i < count; i++)
    if(!EVP_MAC_update(ctx, parts[i].at, parts[i].len)) return CURLE_OUT_OF_MEMORY;
  return EVP_MAC_final(ctx, ret, &len, DIGEST_MAX) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

CURLcode digest_hmac(enum digest d, struct span key, const struct span *parts, size_t count, uint8_t ret[DIGEST_MAX])
{
  OSSL_LIB_CTX *library = crypto_library();
  EVP_MAC *mac = library ? EVP_MAC_fetch(library, "HMAC", NULL) : NULL;
  EVP_MAC_CTX *ctx = mac ? EVP_MAC_CTX_new(mac) : NULL;
  CURLcode code = ctx ? hmac_parts(ctx, names[d], key, parts, count, ret) : CURLE_OUT_OF_MEMORY;
  EVP_MAC_CTX_free(ctx);
  EVP_MAC_free(mac);
  return code;
}
