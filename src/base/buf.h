/* A growable byte buffer with a mandatory cap. */
#ifndef BASE_BUF_H
#define BASE_BUF_H
#include "base/cursor.h"
#include "base/result.h"
#include <stdarg.h>

/* Read `at` and `len`; the rest is private. Initialise with BUF_INIT or buf_init; buf_free may follow either. */
struct buf {
  uint8_t *at;
  size_t len;
  size_t room;
  size_t cap;
};

#define BUF_INIT(most) ((struct buf){ .cap = (most) })

static inline void buf_init(struct buf *b, size_t cap) { *b = BUF_INIT(cap); }
static inline struct span buf_span(const struct buf *b) { return span_of(b->at, b->len); }

/* Each of these returns CURLE_TOO_LARGE where the cap would be passed, CURLE_OUT_OF_MEMORY, or CURLE_OK; on an error
 * the content is as before. */
MUST_USE CURLcode buf_reserve(struct buf *b, size_t more); /* room for `more` bytes behind `at + len` */
MUST_USE CURLcode buf_add(struct buf *b, const void *bytes, size_t len);
MUST_USE CURLcode buf_add_span(struct buf *b, struct span s);
MUST_USE CURLcode buf_add_text(struct buf *b, const char *text); /* without its NUL */
MUST_USE CURLcode buf_add_char(struct buf *b, char c);
MUST_USE CURLcode buf_add_hex(struct buf *b, struct span s); /* two digits a byte, in lower case */
MUST_USE CURLcode buf_addf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
MUST_USE CURLcode buf_vaddf(struct buf *b, const char *format, va_list args) PRINTF_LIKE(2, 0);

/* Keep a NUL behind the content, not counted in `len`, so that `at` is a C string. */
MUST_USE CURLcode buf_terminate(struct buf *b);

/* Drop `len` bytes from the front. */
void buf_drop(struct buf *b, size_t len);
/* Empty it, keep the memory. */
static inline void buf_reset(struct buf *b) { b->len = 0; }
/* Free the memory; the cap stays. */
void buf_free(struct buf *b);
/* The content as a C string, which the caller owns from now on; the buffer is empty again. NULL: out of memory. */
MUST_USE char *buf_take_string(struct buf *b);

#endif
