/* Input in pieces, each of which ends at a page that must not be touched: reading past a piece is a crash. */
#ifndef TEST_PIECES_H
#define TEST_PIECES_H
#include "base/cursor.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
/* needs those above */
#include <cmocka.h>

struct piece {
  uint8_t *map;
  size_t room; /* bytes before the forbidden page */
  struct cursor in;
};

static inline struct piece piece_new(const void *bytes, size_t len)
{
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  struct piece p = { .room = (len + page - 1) / page * page };
  p.map = mmap(NULL, p.room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  assert_true(p.map != MAP_FAILED);
  assert_int_equal(mprotect(p.map + p.room, page, PROT_NONE), 0);
  if(len) memcpy(p.map + p.room - len, bytes, len);
  p.in = (struct cursor){ p.map + p.room - len, p.map + p.room };
  return p;
}

static inline void piece_free(struct piece *p) { munmap(p->map, p->room + (size_t)sysconf(_SC_PAGESIZE)); }

/* The body runs with `step` from one byte a piece to the whole text at once. */
#define EACH_STEP(step, len) for(size_t step = 1; step <= (len); step++)

#endif
