#include "codec/auth/ntlm_answer.h"
#include "base/str.h"
#include "codec/auth/ntlm_text.h"
#include "crypto/des.h"
#include "crypto/digest.h"

#define HASH     16 /* bytes of a password's hash, and of an MD5 */
#define RESPONSE 24 /* bytes of each response but NTLMv2's, which is longer */
#define TEXT_MAX 65536

enum { END = 0, TIMESTAMP = 7 }; /* attributes: section 2.2.2.1 */

#define EPOCH       INT64_C(11644473600) /* seconds from 1601 to 1970 */
#define TICKS_A_SEC UINT64_C(10000000)   /* of 100 ns */

/* Section 3.3.1, LMOWFv1: the first 14 bytes of the password are two keys. */
static CURLcode hash_lm(struct span password, uint8_t ret[HASH])
{
  static const uint8_t text[] = { 'K', 'G', 'S', '!', '@', '#', '$', '%' };
  uint8_t keys[2 * DES_KEY] = { 0 };
  for(size_t i = 0; i < sizeof keys && i < password.len; i++) {
    uint8_t c = password.at[i];
    keys[i] = c < 0x80 ? (uint8_t)(ascii_is_alpha(c) ? c & ~0x20 : c) : c;
  }
  return des_encrypt(keys, 2, text, ret);
}

/* Section 3.3.1, NTOWFv1. */
static CURLcode hash_nt(struct span password, uint8_t ret[DIGEST_MAX])
{
  struct buf text = BUF_INIT(TEXT_MAX);
  CURLcode code = auth_ntlm_add_utf16(password, &text);
  const struct span part = buf_span(&text);
  if(!code) code = digest_of(DIGEST_MD4, &part, 1, ret);
  buf_free(&text);
  return code;
}

/* Section 6, DESL: the hash and five zeros are three keys. */
static CURLcode respond(const uint8_t hash[HASH], const uint8_t nonce[AUTH_NTLM_NONCE], struct buf *to)
{
  uint8_t keys[3 * DES_KEY] = { 0 }, response[RESPONSE];
  memcpy(keys, hash, HASH);
  TRY(des_encrypt(keys, 3, nonce, response));
  return buf_add(to, response, sizeof response);
}

CURLcode auth_ntlm_answer_v1(struct span password, const uint8_t nonce[AUTH_NTLM_NONCE], struct buf *lm, struct buf *nt)
{
  uint8_t lm_hash[HASH], nt_hash[DIGEST_MAX];
  TRY(hash_lm(password, lm_hash));
  TRY(hash_nt(password, nt_hash));
  TRY(respond(lm_hash, nonce, lm));
  return respond(nt_hash, nonce, nt);
}

/* Section 3.3.2, NTOWFv2. */
static CURLcode hash_v2(const struct auth_ntlm_secret *secret, uint8_t ret[DIGEST_MAX])
{
  uint8_t nt_hash[DIGEST_MAX];
  struct buf names = BUF_INIT(TEXT_MAX);
  CURLcode code = hash_nt(secret->password, nt_hash);
  if(!code) code = auth_ntlm_add_utf16_upper(secret->user, &names);
  if(!code) code = auth_ntlm_add_utf16(secret->domain, &names);
  const struct span part = buf_span(&names);
  if(!code) code = digest_hmac(DIGEST_MD5, span_of(nt_hash, HASH), &part, 1, ret);
  buf_free(&names);
  return code;
}

/* The server's clock, where its attributes have it: eight bytes, to be copied as they are. */
static const uint8_t *find_timestamp(struct span target_info)
{
  struct cursor c = cursor_of(target_info);
  while(cursor_left(&c) >= 4) {
    struct span head = cursor_take(&c, 4);
    size_t len = head.at[2] | (size_t)head.at[3] << 8;
    if(len > cursor_left(&c)) return NULL;
    struct span value = cursor_take(&c, len);
    unsigned id = head.at[0] | (unsigned)head.at[1] << 8;
    if(id == END || id == TIMESTAMP) return id == TIMESTAMP && len == 8 ? value.at : NULL;
  }
  return NULL;
}

/* What NTLMv2's response is about, and is sent with it: section 2.2.2.7. */
static CURLcode add_client_challenge(struct span target_info, const uint8_t *timestamp,
                                     const struct auth_ntlm_login *login, struct buf *to)
{
  static const uint8_t version[8] = { 1, 1 }, zeros[4];
  uint64_t ticks = (uint64_t)(login->now + EPOCH) * TICKS_A_SEC;
  uint8_t now[8];
  for(size_t i = 0; i < sizeof now; i++) now[i] = (uint8_t)(ticks >> (8 * i));
  TRY(buf_add(to, version, sizeof version));
  TRY(buf_add(to, timestamp ? timestamp : now, sizeof now));
  TRY(buf_add(to, login->random, AUTH_NTLM_NONCE));
  TRY(buf_add(to, zeros, sizeof zeros));
  TRY(buf_add_span(to, target_info));
  return buf_add(to, zeros, sizeof zeros);
}

static CURLcode respond_v2(const uint8_t hash[DIGEST_MAX], const uint8_t nonce[AUTH_NTLM_NONCE], struct span challenge,
                           struct buf *to)
{
  uint8_t proof[DIGEST_MAX];
  const struct span parts[] = { span_of(nonce, AUTH_NTLM_NONCE), challenge };
  TRY(digest_hmac(DIGEST_MD5, span_of(hash, HASH), parts, 2, proof));
  TRY(buf_add(to, proof, HASH));
  return buf_add_span(to, challenge);
}

/* A server that tells its time wants no LM response (section 3.1.5.1.2). */
CURLcode auth_ntlm_answer_v2(const struct auth_ntlm_secret *secret, const uint8_t nonce[AUTH_NTLM_NONCE],
                             struct span target_info, const struct auth_ntlm_login *login, struct buf *lm,
                             struct buf *nt)
{
  static const uint8_t no_lm[RESPONSE];
  uint8_t hash[DIGEST_MAX];
  const uint8_t *timestamp = target_info.len ? find_timestamp(target_info) : NULL;
  struct buf challenge = BUF_INIT(nt->cap);
  CURLcode code = hash_v2(secret, hash);
  if(!code) code = add_client_challenge(target_info, timestamp, login, &challenge);
  if(!code) code = respond_v2(hash, nonce, buf_span(&challenge), nt);
  if(!code)
    code = timestamp ? buf_add(lm, no_lm, sizeof no_lm)
                     : respond_v2(hash, nonce, span_of(login->random, AUTH_NTLM_NONCE), lm);
  buf_free(&challenge);
  return code;
}
