/* The content transfer encodings (RFC 2045, section 6). */
#ifndef CODEC_MIME_ENCODE_H
#define CODEC_MIME_ENCODE_H
#include "base/buf.h"

/* What an encoder keeps between two pieces of a content; private, starts as {0}. */
struct mime_encoding {
  uint8_t carry[3]; /* taken, not put out yet */
  uint8_t carried;
  uint8_t column;
};

/* What one piece of `len` bytes makes, at most. */
#define MIME_ENCODED_MAX(len) (4 * (len) + 32)

struct mime_encoder {
  const char *name;
  /* An encoder without `encode` lets the bytes pass as they are, after `check` (NULL: any). CURLE_READ_ERROR. */
  CURLcode (*check)(struct span bytes);
  /* All of `piece` is taken; `is_last`: nothing comes after it. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE. */
  CURLcode (*encode)(struct mime_encoding *e, struct span piece, bool is_last, struct buf *to);
  /* What `size` bytes become; -1: it depends on them, or cannot be counted. With `encode` only. */
  curl_off_t (*size)(curl_off_t size);
};

/* "binary", "8bit", "7bit", "base64" or "quoted-printable", in any case. NULL: none of them. */
const struct mime_encoder *mime_encoder_find(const char *name);

#endif
