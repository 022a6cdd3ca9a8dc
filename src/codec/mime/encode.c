#include "codec/mime/encode.h"
#include "base/str.h"

#define LINE_MAX_BYTES 76 /* RFC 2045, sections 6.7 (5) and 6.8 */

static CURLcode check_7bit(struct span bytes)
{
  for(size_t i = 0; i < bytes.len; i++)
    if(bytes.at[i] & 0x80) return CURLE_READ_ERROR;
  return CURLE_OK;
}

/* Three bytes, or at the end fewer and padding. There is room. */
static void put_group(struct mime_encoding *e, struct buf *to)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint8_t *at = to->at + to->len;
  if(e->column == LINE_MAX_BYTES) {
    *at++ = '\r';
    *at++ = '\n';
    e->column = 0;
  }
  for(size_t i = e->carried; i < 3; i++) e->carry[i] = 0;
  uint32_t bits = (uint32_t)e->carry[0] << 16 | (uint32_t)e->carry[1] << 8 | e->carry[2];
  for(int i = 0; i < 4; i++) *at++ = i <= e->carried ? (uint8_t)digits[bits >> (18 - 6 * i) & 63] : '=';
  to->len = (size_t)(at - to->at);
  e->column += 4;
  e->carried = 0;
}

static CURLcode encode_base64(struct mime_encoding *e, struct span piece, bool is_last, struct buf *to)
{
  TRY(buf_reserve(to, MIME_ENCODED_MAX(piece.len)));
  for(size_t i = 0; i < piece.len; i++) {
    e->carry[e->carried++] = piece.at[i];
    if(e->carried == 3) put_group(e, to);
  }
  if(is_last && e->carried) put_group(e, to);
  return CURLE_OK;
}

static curl_off_t size_base64(curl_off_t size)
{
  if(size <= 0) return size;
  if(size > INT64_MAX / 2) return -1;
  curl_off_t digits = (size + 2) / 3 * 4;
  return digits + (digits - 1) / LINE_MAX_BYTES * 2;
}

static bool is_literal(uint8_t c, bool ends_line)
{
  if(c == ' ' || c == '\t') return !ends_line; /* a blank at the end of a line may get lost on the way */
  return c > ' ' && c < 0x7f && c != '=';
}

static void put_quoted(struct mime_encoding *e, uint8_t c, bool ends_line, struct buf *to)
{
  static const char digits[] = "0123456789ABCDEF";
  uint8_t *at = to->at + to->len;
  uint8_t len = is_literal(c, ends_line) ? 1 : 3;
  /* where more follows, the last column is for the '=' that says so */
  if(e->column + len > LINE_MAX_BYTES - !ends_line) {
    *at++ = '=';
    *at++ = '\r';
    *at++ = '\n';
    e->column = 0;
  }
  if(len == 1) {
    *at++ = c;
  } else {
    *at++ = '=';
    *at++ = (uint8_t)digits[c >> 4];
    *at++ = (uint8_t)digits[c & 15];
  }
  to->len = (size_t)(at - to->at);
  e->column = (uint8_t)(e->column + len);
}

static bool is_line_end(const uint8_t *at) { return at[0] == '\r' && at[1] == '\n'; }

/* Put out the first of what is carried, of which all is known that has to be. */
static void take_first(struct mime_encoding *e, struct buf *to)
{
  uint8_t count = 1;
  if(e->carried > 1 && is_line_end(e->carry)) {
    to->at[to->len++] = '\r';
    to->at[to->len++] = '\n';
    e->column = 0;
    count = 2;
  } else {
    put_quoted(e, e->carry[0], e->carried == 1 || (e->carried == 3 && is_line_end(e->carry + 1)), to);
  }
  e->carried = (uint8_t)(e->carried - count);
  memmove(e->carry, e->carry + count, e->carried);
}

/* How a byte is written depends on the two that follow it. */
static CURLcode encode_quoted(struct mime_encoding *e, struct span piece, bool is_last, struct buf *to)
{
  TRY(buf_reserve(to, MIME_ENCODED_MAX(piece.len)));
  for(size_t i = 0; i < piece.len; i++) {
    e->carry[e->carried++] = piece.at[i];
    if(e->carried == 3) take_first(e, to);
  }
  while(is_last && e->carried) take_first(e, to);
  return CURLE_OK;
}

static curl_off_t size_quoted(curl_off_t size) { return -1; }

static const struct mime_encoder encoders[] = {
  { .name = "binary" },
  { .name = "8bit" },
  { .name = "7bit", .check = check_7bit },
  { .name = "base64", .encode = encode_base64, .size = size_base64 },
  { .name = "quoted-printable", .encode = encode_quoted, .size = size_quoted },
};

const struct mime_encoder *mime_encoder_find(const char *name)
{
  for(size_t i = 0; i < sizeof encoders / sizeof *encoders; i++)
    if(str_equal_nocase(encoders[i].name, name)) return &encoders[i];
  return NULL;
}
