/* For the tests of this folder: input that ends with its malloc block, so that a sanitizer sees a read past it. */
#ifndef TEST_AUTH_TEST_H
#define TEST_AUTH_TEST_H
#include "base/buf.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* needs those above */
#include <cmocka.h>

struct block {
  struct span span;
  uint8_t *at;
};

static inline struct block block_of(struct span s)
{
  struct block b = { .at = malloc(s.len ? s.len : 1) };
  assert_non_null(b.at);
  if(s.len) memcpy(b.at, s.at, s.len);
  b.span = span_of(b.at, s.len);
  return b;
}

static inline void assert_span(struct span got, const char *expected)
{
  assert_int_equal(got.len, strlen(expected));
  if(got.len) assert_memory_equal(got.at, expected, got.len);
}

#endif
