#include "base/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#define BASE64_MAX (SIZE_MAX / 4 * 3 - 2) /* bytes whose text has a length */

CURLcode base64_encode(struct buf *to, struct span bytes)
{
  if(bytes.len > BASE64_MAX) return CURLE_TOO_LARGE;
  TRY(buf_reserve(to, (bytes.len + 2) / 3 * 4));
  for(size_t i = 0; i < bytes.len; i += 3) {
    size_t left = bytes.len - i;
    uint32_t three = (uint32_t)bytes.at[i] << 16;
    if(left > 1) three |= (uint32_t)bytes.at[i + 1] << 8;
    if(left > 2) three |= bytes.at[i + 2];
    const char four[] = { digits[three >> 18], digits[three >> 12 & 63], left > 1 ? digits[three >> 6 & 63] : '=',
                          left > 2 ? digits[three & 63] : '=' };
    TRY(buf_add(to, four, sizeof four));
  }
  return CURLE_OK;
}

static int value_of(uint8_t c)
{
  const char *at = c ? strchr(digits, c) : NULL;
  return at ? (int)(at - digits) : -1;
}

/* Four digits, of which `count` are no padding: three bytes, the first `count` - 1 of which count. */
static bool decode_four(const uint8_t *from, size_t count, uint8_t ret[3])
{
  uint32_t three = 0;
  for(size_t i = 0; i < 4; i++) {
    int value = i < count ? value_of(from[i]) : 0;
    if(value < 0) return false;
    three = three << 6 | (uint32_t)value;
  }
  ret[0] = (uint8_t)(three >> 16);
  ret[1] = (uint8_t)(three >> 8);
  ret[2] = (uint8_t)three;
  return true;
}

static CURLcode decode_all(struct buf *to, struct span text, size_t padding)
{
  for(size_t i = 0; i < text.len; i += 4) {
    uint8_t three[3];
    size_t count = i + 4 < text.len ? 4 : 4 - padding;
    if(!decode_four(text.at + i, count, three)) return CURLE_BAD_CONTENT_ENCODING;
    TRY(buf_add(to, three, count - 1));
  }
  return CURLE_OK;
}

CURLcode base64_decode(struct buf *to, struct span text)
{
  size_t before = to->len, padding = 0;
  if(!text.len || text.len % 4) return CURLE_BAD_CONTENT_ENCODING;
  while(padding < 2 && text.at[text.len - 1 - padding] == '=') padding++;
  CURLcode code = decode_all(to, text, padding);
  if(code) to->len = before;
  return code;
}
