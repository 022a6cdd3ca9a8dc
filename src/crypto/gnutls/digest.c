/* By nettle, which GnuTLS stands on and which has all of them; nothing is allocated. */
#include "crypto/digest.h"
#include <nettle/hmac.h>
#include <nettle/md4.h>
#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

/* Room for the state of any. */
union state {
  struct md4_ctx md4;
  struct md5_ctx md5;
  struct sha1_ctx sha1;
  struct sha256_ctx sha256;
  struct sha512_ctx sha512;
};

static const struct nettle_hash *hash_of(enum digest d)
{
  switch(d) {
  case DIGEST_MD4:
    return &nettle_md4;
  case DIGEST_MD5:
    return &nettle_md5;
  case DIGEST_SHA1:
    return &nettle_sha1;
  case DIGEST_SHA256:
    return &nettle_sha256;
  case DIGEST_SHA512_256:
    return &nettle_sha512_256;
  }
  return NULL;
}

CURLcode digest_of(enum digest d, const struct span *parts, size_t count, uint8_t ret[DIGEST_MAX])
{
  const struct nettle_hash *hash = hash_of(d);
  union state state;
  if(!hash) return CURLE_NOT_BUILT_IN;
  hash->init(&state);
  for(size_t i = 0; i < count; i++) hash->update(&state, parts[i].len, parts[i].at);
  hash->digest(&state, hash->digest_size, ret);
  return CURLE_OK;
}

CURLcode digest_hmac(enum digest d, struct span key, const struct span *parts, size_t count, uint8_t ret[DIGEST_MAX])
{
  const struct nettle_hash *hash = hash_of(d);
  union state outer, inner, state;
  if(!hash) return CURLE_NOT_BUILT_IN;
  hmac_set_key(&outer, &inner, &state, hash, key.len, key.at);
  for(size_t i = 0; i < count; i++) hmac_update(&state, hash, parts[i].len, parts[i].at);
  hmac_digest(&outer, &inner, &state, hash, hash->digest_size, ret);
  return CURLE_OK;
}
