/* A socket stream over one end of a socketpair; the other end is the test's. */
#ifndef TESTS_UNIT_STREAM_PAIR_H
#define TESTS_UNIT_STREAM_PAIR_H
#include "stream/socket.h"
#include "unit/stream/program.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* needs those above */
#include <cmocka.h>

static struct program program;
static struct poller *poller;
static int far_end;

static void pair_fired(struct watch *w, unsigned events) {}

static inline struct stream *pair_open(void)
{
  int fds[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
  program_init(&program);
  struct gated_socket s = {
    .fd = fds[0], .state = GATE_CONNECTED, .close = program_close, .close_data = &program, .guard = &program.guard
  };
  far_end = fds[1];
  poller = poller_new();
  struct stream *st = socket_stream_new(&s, poller);
  assert_non_null(st);
  stream_watch(st)->fired = pair_fired;
  return st;
}

/* The stack on it has been freed. */
static inline void pair_close(void)
{
  assert_int_equal(program.closes, 1);
  poller_free(poller);
  if(far_end >= 0) close(far_end);
  far_end = -1;
}

static inline void far_sends(const void *bytes, size_t len) { assert_int_equal(write(far_end, bytes, len), (int)len); }

/* Exactly these bytes have arrived. */
static inline void far_expects(const void *bytes, size_t len)
{
  char got[2048];
  assert_true(len <= sizeof got);
  ssize_t n = read(far_end, got, sizeof got);
  assert_int_equal(n < 0 ? 0 : n, (int)len);
  assert_memory_equal(got, bytes, len);
}

/* `s` gives exactly these bytes, and no more for now. */
static inline void near_gets(struct stream *s, const char *text)
{
  char got[256];
  size_t len = 0, n;
  while(!stream_read(s, &program.trace, got + len, sizeof got - len, &n) && n) len += n;
  assert_int_equal(len, strlen(text));
  assert_memory_equal(got, text, len);
}

#endif
