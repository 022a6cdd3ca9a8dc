/* Bytes that somebody else owns, and a read position in them. */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Lives as long as what it points into. */
struct span {
  const uint8_t *at;
  size_t len;
};

/* Moves only forward. */
struct cursor {
  const uint8_t *at;
  const uint8_t *end;
};

/* A constant span of a string literal. */
#define SPAN_LITERAL(text)                    \
  {                                           \
    (const uint8_t *)(text), sizeof(text) - 1 \
  }

/* For printf's "%.*s". */
#define SPAN_ARG(s) (int)(s).len, (const char *)(s).at

static inline struct span span_of(const void *at, size_t len) { return (struct span){ (const uint8_t *)at, len }; }

/* The text without its NUL; empty for NULL. */
static inline struct span span_text(const char *text) { return span_of(text, text ? strlen(text) : 0); }

static inline bool span_equal(struct span a, struct span b)
{
  return a.len == b.len && (!a.len || !memcmp(a.at, b.at, a.len));
}

static inline size_t cursor_left(const struct cursor *c) { return (size_t)(c->end - c->at); }

static inline struct cursor cursor_of(struct span s) { return (struct cursor){ s.at, s.at + s.len }; }

/* The caller has made sure that `len` bytes are left. */
static inline struct span cursor_take(struct cursor *c, size_t len)
{
  struct span s = { c->at, len };
  c->at += len;
  return s;
}

static inline struct span cursor_rest(const struct cursor *c) { return (struct span){ c->at, cursor_left(c) }; }

#endif
