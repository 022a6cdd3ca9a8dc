#include "codec/ws/handshake.h"
#include "base/base64.h"
#include "crypto/digest.h"

/* Section 1.3. */
static const struct span guid = SPAN_LITERAL("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");

static CURLcode write_base64(struct span bytes, char *ret, size_t len)
{
  struct buf text = BUF_INIT(64);
  CURLcode code = base64_encode(&text, bytes);
  if(!code) memcpy(ret, text.at, len);
  if(!code) ret[len] = '\0';
  buf_free(&text);
  return code;
}

CURLcode ws_write_key(const uint8_t nonce[WS_NONCE_LEN], char ret[WS_KEY_LEN + 1])
{
  return write_base64(span_of(nonce, WS_NONCE_LEN), ret, WS_KEY_LEN);
}

CURLcode ws_write_accept(struct span key, char ret[WS_ACCEPT_LEN + 1])
{
  const struct span parts[] = { key, guid };
  uint8_t digest[DIGEST_MAX];
  TRY(digest_of(DIGEST_SHA1, parts, 2, digest));
  return write_base64(span_of(digest, digest_size(DIGEST_SHA1)), ret, WS_ACCEPT_LEN);
}
