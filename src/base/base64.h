/* Base 64 (RFC 4648, section 4). */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H
#include "base/buf.h"

/* Append the text of `bytes`, padded. As buf_add. */
MUST_USE CURLcode base64_encode(struct buf *to, struct span bytes);
/* Append the bytes of a text, whose padding must be there. CURLE_BAD_CONTENT_ENCODING: it is none, or is empty; nothing
 * is appended then. As buf_add. */
MUST_USE CURLcode base64_decode(struct buf *to, struct span text);

#endif
