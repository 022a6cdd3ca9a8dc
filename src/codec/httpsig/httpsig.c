#include "codec/httpsig/httpsig.h"
#include "base/base64.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/sign.h"

#define TEXT_MAX      (4 * 1024 * 1024) /* bytes of a signature base */
#define SIGNATURE_MAX SIGN_ED25519_SIZE
#define LABEL         "sig1" /* the signature's name in both lines */

/* `key` in bytes, of which there is at least one. */
static CURLcode decode_key(struct buf *to, const char *key, const char **why)
{
  *why = "The key for HTTP signatures is not a number of bytes in hexadecimal";
  if(!*key) return CURLE_BAD_FUNCTION_ARGUMENT;
  for(; *key; key += 2) {
    int high = ascii_hex_value(key[0]), low = high < 0 ? -1 : ascii_hex_value(key[1]);
    if(low < 0) return CURLE_BAD_FUNCTION_ARGUMENT;
    TRY(buf_add_char(to, (char)(high << 4 | low)));
  }
  return CURLE_OK;
}

/* `ret` has room for SIGNATURE_MAX bytes. */
typedef CURLcode sign_fn(struct span key, struct span text, uint8_t *ret);

static CURLcode sign_by_ed25519(struct span key, struct span text, uint8_t *ret)
{
  return key.len == SIGN_ED25519_KEY ? sign_ed25519(key.at, text, ret) : CURLE_BAD_FUNCTION_ARGUMENT;
}

static CURLcode sign_by_hmac_sha256(struct span key, struct span text, uint8_t *ret)
{
  return digest_hmac(DIGEST_SHA256, key, &text, 1, ret);
}

static const struct algorithm {
  const char *name; /* registered (RFC 9421, section 6.2.2) */
  sign_fn *sign;
  size_t size; /* of a signature */
} algorithms[] = {
  [CURLHTTPSIG_ED25519] = { "ed25519", sign_by_ed25519, SIGN_ED25519_SIZE },
  [CURLHTTPSIG_HMAC_SHA256] = { "hmac-sha256", sign_by_hmac_sha256, 32 },
};

static const struct algorithm *find_algorithm(long number)
{
  bool is_known = number > CURLHTTPSIG_NONE && (size_t)number < sizeof algorithms / sizeof *algorithms;
  return is_known ? &algorithms[number] : NULL;
}

static CURLcode sign(const struct algorithm *a, struct span key, struct span text, uint8_t ret[SIGNATURE_MAX],
                     const char **why)
{
  *why = "A key for Ed25519 has 32 bytes, 64 hexadecimal digits";
  return a->sign(key, text, ret);
}

static CURLcode write_lines(struct buf *to, const struct httpsig_message *m, const struct httpsig_params *p,
                            struct span signature, const char **why)
{
  TRY(buf_add_text(to, "Signature-Input: " LABEL "="));
  TRY(httpsig_params_write(to, m, p, why));
  TRY(buf_add_text(to, "\r\nSignature: " LABEL "=:"));
  TRY(base64_encode(to, signature));
  return buf_add_text(to, ":\r\n");
}

static CURLcode sign_message(struct buf *to, const struct httpsig_message *m, const struct httpsig_params *p,
                             const struct algorithm *a, struct span key, const char **why)
{
  struct buf base = BUF_INIT(TEXT_MAX);
  uint8_t signature[SIGNATURE_MAX];
  CURLcode code = httpsig_base_write(&base, m, p, why);
  if(!code) code = sign(a, key, buf_span(&base), signature, why);
  if(!code) code = write_lines(to, m, p, span_of(signature, a->size), why);
  buf_free(&base);
  return code;
}

CURLcode httpsig_write(struct buf *to, const struct httpsig_message *m, const struct httpsig_signer *s, int64_t created,
                       const char **why)
{
  const struct algorithm *a = find_algorithm(s->algorithm);
  *why = "An HTTP signature needs CURLOPT_HTTPSIG_ALGORITHM";
  if(!a) return CURLE_BAD_FUNCTION_ARGUMENT;
  *why = "An HTTP signature needs CURLOPT_HTTPSIG_KEY and CURLOPT_HTTPSIG_KEYID";
  if(!s->key || !s->key_id) return CURLE_BAD_FUNCTION_ARGUMENT;
  struct httpsig_params p = {
    .components = s->components, .created = created, .key_id = s->key_id, .algorithm = a->name
  };
  struct buf key = BUF_INIT(TEXT_MAX);
  size_t before = to->len;
  CURLcode code = decode_key(&key, s->key, why);
  if(!code) code = sign_message(to, m, &p, a, buf_span(&key), why);
  if(code) to->len = before;
  buf_free(&key);
  return code;
}
