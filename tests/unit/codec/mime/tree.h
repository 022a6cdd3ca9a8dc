/* Small trees, read whole and in pieces. */
#ifndef TEST_MIME_TREE_H
#define TEST_MIME_TREE_H
#include "codec/mime/reader.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* needs those above */
#include <cmocka.h>

/* Its boundary is 24 hyphens and 22 times the digit. */
static inline curl_mime *tree_new(uint8_t digit)
{
  uint8_t random[MIME_RANDOM_MAX];
  memset(random, digit, sizeof random);
  curl_mime *m = mime_new(random);
  assert_non_null(m);
  return m;
}

#define BOUNDARY_0 "------------------------0000000000000000000000"
#define BOUNDARY_1 "------------------------1111111111111111111111"

static inline curl_mimepart *tree_add(curl_mime *m, const char *name, const char *text)
{
  curl_mimepart *p = mime_add_part(m);
  assert_non_null(p);
  assert_int_equal(mime_part_set_name(p, name), CURLE_OK);
  if(!text) return p;
  struct mime_source from;
  assert_int_equal(mime_memory_new(&from, text, strlen(text), false), CURLE_OK);
  mime_part_set_source(p, from);
  return p;
}

/* A source that a test works by hand. */
struct hand {
  const char *text;
  size_t at;
  size_t step;        /* bytes a read; 0: as many as fit */
  curl_off_t size;    /* what it says */
  CURLcode code;      /* of the next read, once */
  CURLcode size_code; /* of asking for the size */
  int reads, rewinds, closes, frees;
  bool cannot_rewind;
  bool gives_too_much;
  curl_mime *frees_tree; /* in the next read */
};

static inline CURLcode hand_size(void *source, curl_off_t *ret)
{
  struct hand *h = source;
  *ret = h->size;
  return h->size_code;
}

static inline CURLcode hand_read(void *source, void *to, size_t room, size_t *got)
{
  struct hand *h = source;
  size_t len = strlen(h->text) - h->at;
  CURLcode code = h->code;
  h->reads++;
  if(h->frees_tree) mime_free(h->frees_tree);
  h->frees_tree = NULL;
  h->code = CURLE_OK;
  if(code) return code;
  if(h->step && len > h->step) len = h->step;
  if(len > room) len = room;
  memcpy(to, h->text + h->at, len);
  h->at += len;
  *got = h->gives_too_much ? room + 1 : len;
  return CURLE_OK;
}

static inline bool hand_can_rewind(const void *source) { return !((const struct hand *)source)->cannot_rewind; }

static inline CURLcode hand_rewind(void *source)
{
  struct hand *h = source;
  h->rewinds++;
  h->at = 0;
  return h->cannot_rewind ? CURLE_SEND_FAIL_REWIND : CURLE_OK;
}

static inline void hand_close(void *source) { ((struct hand *)source)->closes++; }
static inline void *hand_copy(const void *source) { return (void *)(uintptr_t)source; }
static inline void hand_free(void *source) { ((struct hand *)source)->frees++; }

static const struct mime_source_ops hand_ops = {
  .size = hand_size,
  .read = hand_read,
  .can_rewind = hand_can_rewind,
  .rewind = hand_rewind,
  .close = hand_close,
  .copy = hand_copy,
  .free = hand_free,
};

static inline curl_mimepart *tree_add_hand(curl_mime *m, const char *name, struct hand *h)
{
  curl_mimepart *p = tree_add(m, name, NULL);
  mime_part_set_source(p, (struct mime_source){ &hand_ops, h });
  return p;
}

#define FORM (&(const struct mime_reading){ .type = SPAN_LITERAL(MIME_FORM_TYPE) })

struct outcome {
  CURLcode code;
  curl_off_t size;
  size_t len;
  char bytes[4096];
};

/* With `step` bytes of room for each read, in a block of its own. A pause is passed over. */
static inline struct outcome tree_read(curl_mime *m, const struct mime_reading *how, size_t step)
{
  struct outcome o = { .size = -2 };
  struct mime_reader r;
  uint8_t *room = malloc(step);
  assert_non_null(room);
  mime_reader_init(&r);
  o.code = mime_reader_begin(&r, m, how);
  if(!o.code) o.size = r.size;
  for(size_t got = 1; !o.code && got;) {
    o.code = mime_reader_read(&r, room, step, &got);
    assert_true(got <= step && o.len + got < sizeof o.bytes);
    memcpy(o.bytes + o.len, room, got);
    o.len += got;
    if(o.code == CURLE_AGAIN) {
      o.code = CURLE_OK;
      got = 1;
    }
  }
  mime_reader_free(&r);
  free(room);
  return o;
}

/* The same bytes, whatever the step, and the size that was said before. */
static inline void tree_makes(curl_mime *m, const struct mime_reading *how, const char *text)
{
  for(size_t step = 1; step < strlen(text) + 2; step++) {
    struct outcome o = tree_read(m, how, step);
    assert_int_equal(o.code, CURLE_OK);
    assert_string_equal(o.bytes, text);
    if(o.size >= 0) assert_int_equal(o.size, o.len);
  }
}

#endif
