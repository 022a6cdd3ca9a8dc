#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stream/socket.h"
#include "unit/base/failing_alloc.h"
#include "unit/stream/program.h"

static struct program program;
static struct poller *poller;
static int far_end;
static int fired;

static void note(struct watch *w, unsigned events) { fired++; }

/* A stream over one end of a socketpair that the program has supplied. */
static struct stream *open_stream(void)
{
  struct gated_socket s;
  struct address a = address_of("192.0.2.7", 80);
  bool refused;
  int fds[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  program_init(&program);
  program.give = give_fd;
  program.fd = fds[0];
  program.sockopt_says = CURL_SOCKOPT_ALREADY_CONNECTED;
  far_end = fds[1];
  fired = 0;
  poller = poller_new();
  assert_int_equal(gate_open(&s, GATE_TO_CONNECT, &program.opts, &a, &program.trace, &refused), CURLE_OK);
  struct stream *st = socket_stream_new(&s, poller);
  assert_non_null(st);
  assert_int_equal(s.state, GATE_CLOSED);
  stream_watch(st)->fired = note;
  return st;
}

static void close_stream(struct stream *s)
{
  stream_free(s);
  assert_int_equal(program.closes, 1);
  assert_int_equal(program.closed[0], program.fd);
  poller_free(poller);
  if(far_end >= 0) close(far_end);
}

static void out_of_memory_leaves_the_socket_with_the_caller(void **state)
{
  struct gated_socket s = { .fd = dup(0), .state = GATE_CONNECTED };
  struct gated_socket before = s;
  failing_after(0);
  assert_null(socket_stream_new(&s, NULL));
  assert_true(failing_end());
  assert_memory_equal(&s, &before, sizeof s);
  gate_close(&s);
}

static void errors_are_told_in_words(void **state)
{
  struct stream *s = open_stream();
  char to[8];
  size_t n = 0;
  assert_int_equal(write(far_end, "x", 1), 1);
  close(far_end);
  far_end = -1;
  assert_int_equal(stream_write(s, &program.trace, "x", 1, &n), CURLE_SEND_ERROR);
  assert_string_equal(program.error, "Send failure: Broken pipe");
  assert_int_equal(stream_read(s, &program.trace, to, sizeof to, &n), CURLE_OK);
  assert_int_equal(n, 1);
  assert_int_equal(stream_read(s, &program.trace, to, sizeof to, &n), CURLE_OK);
  assert_int_equal(n, 0);
  close_stream(s);
}

static void a_reset_is_told_in_words(void **state)
{
  struct address there;
  int listener = listen_at("127.0.0.1", &there);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct linger none = { .l_onoff = 1 };
  char to[8];
  size_t n;
  assert_int_equal(connect(fd, (struct sockaddr *)&there.addr, there.len), 0);
  struct gated_socket s = { .fd = fd, .state = GATE_CONNECTED };
  struct stream *st = socket_stream_new(&s, NULL);
  int accepted = accept(listener, NULL, NULL);
  setsockopt(accepted, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  close(accepted);
  program_init(&program);
  assert_int_equal(stream_read(st, &program.trace, to, sizeof to, &n), CURLE_RECV_ERROR);
  assert_string_equal(program.error, "Recv failure: Connection reset by peer");
  stream_free(st);
  assert_false(is_open(fd));
  close(listener);
  stream_free(NULL);
}

static void bytes_go_through(void **state)
{
  struct stream *s = open_stream();
  char to[8];
  size_t n = 99;
  assert_int_equal(stream_read(s, NULL, to, sizeof to, &n), CURLE_AGAIN);
  assert_int_equal(stream_write(s, NULL, "hello", 5, &n), CURLE_OK);
  assert_int_equal(n, 5);
  assert_int_equal(read(far_end, to, sizeof to), 5);
  assert_int_equal(write(far_end, "abc", 3), 3);
  assert_int_equal(stream_read(s, NULL, to, 2, &n), CURLE_OK);
  assert_int_equal(n, 2);
  assert_memory_equal(to, "ab", 2);
  assert_false(stream_has_pending(s));
  static char much[65536];
  CURLcode code = CURLE_OK;
  while(!code) code = stream_write(s, NULL, much, sizeof much, &n);
  assert_int_equal(code, CURLE_AGAIN);
  close_stream(s);
}

static void after_its_end_it_can_still_be_read(void **state)
{
  struct stream *s = open_stream();
  char to[8];
  size_t n;
  assert_int_equal(stream_write(s, NULL, "last", 4, &n), CURLE_OK);
  assert_int_equal(stream_finish(s, NULL), CURLE_OK);
  assert_int_equal(stream_finish(s, NULL), CURLE_OK);
  assert_int_equal(read(far_end, to, sizeof to), 4);
  assert_int_equal(read(far_end, to, sizeof to), 0);
  assert_int_equal(write(far_end, "word", 4), 4);
  assert_int_equal(stream_read(s, NULL, to, sizeof to, &n), CURLE_OK);
  assert_int_equal(n, 4);
  close_stream(s);
}

static void what_is_wanted_is_waited_for(void **state)
{
  struct stream *s = open_stream();
  int ready = -1;
  assert_int_equal(stream_want(s, WATCH_READ), CURLE_OK);
  assert_int_equal(write(far_end, "x", 1), 1);
  assert_int_equal(poller_wait(poller, NULL, 0, 0, &ready), CURLE_OK);
  assert_int_equal(ready, 1);
  assert_int_equal(fired, 1);
  assert_int_equal(stream_want(s, 0), CURLE_OK);
  assert_null(poller_next(poller, NULL));
  close_stream(s);
}

static void expect_no_watch(struct program *p, curl_socket_t fd) { assert_null(poller_next(poller, NULL)); }

static void the_watch_is_forgotten_before_the_close_callback(void **state)
{
  struct stream *s = open_stream();
  program.at_close = expect_no_watch;
  assert_int_equal(stream_want(s, WATCH_READ | WATCH_WRITE), CURLE_OK);
  assert_non_null(poller_next(poller, NULL));
  close_stream(s);
  assert_true(program.was_guarded);
}

static void a_parked_stream_has_no_poller_and_no_guard(void **state)
{
  struct stream *s = open_stream();
  assert_int_equal(stream_want(s, WATCH_READ), CURLE_OK);
  stream_move(s, NULL);
  assert_null(poller_next(poller, NULL));
  assert_int_equal(stream_want(s, WATCH_READ), CURLE_FAILED_INIT);
  assert_int_equal(stream_want(s, 0), CURLE_OK);
  memset(&program.guard, 0xff, sizeof program.guard); /* gone: must not be looked at */
  stream_free(s);
  assert_int_equal(program.closes, 1);
  assert_int_equal(program.guard.depth, UINT32_MAX);
  poller_free(poller);
  close(far_end);
}

static void a_stream_can_move_to_another_poller(void **state)
{
  struct stream *s = open_stream();
  struct poller *other = poller_new();
  struct callback_guard guard = { 0 };
  int ready = -1;
  assert_int_equal(stream_want(s, WATCH_READ), CURLE_OK);
  stream_move(s, other);
  stream_set_guard(s, &guard);
  assert_null(poller_next(poller, NULL));
  assert_null(poller_next(other, NULL));
  assert_int_equal(stream_want(s, WATCH_READ), CURLE_OK);
  assert_int_equal(write(far_end, "x", 1), 1);
  assert_int_equal(poller_wait(other, NULL, 0, 0, &ready), CURLE_OK);
  assert_int_equal(fired, 1);
  close_stream(s);
  assert_false(program.was_guarded); /* by the first one */
  assert_int_equal(guard.depth, 0);
  poller_free(other);
}

static void both_ends_are_known(void **state)
{
  struct address there;
  char text[ADDRESS_TEXT_MAX];
  int listener = listen_at("127.0.0.1", &there);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(connect(fd, (struct sockaddr *)&there.addr, there.len), 0);
  struct gated_socket g = { .fd = fd, .state = GATE_CONNECTED };
  struct stream *s = socket_stream_new(&g, NULL);
  const struct socket_info *info = stream_socket_info(s);
  assert_int_equal(info->fd, fd);
  assert_false(info->supplied);
  assert_int_equal(info->peer.len, there.len);
  assert_memory_equal(&info->peer.addr, &there.addr, there.len);
  address_text((const struct sockaddr *)&info->local.addr, info->local.len, text);
  assert_string_equal(text, "127.0.0.1");
  assert_int_equal(address_port((const struct sockaddr *)&info->local.addr, info->local.len), local_port_of(fd));
  stream_free(s);
  close(listener);
  s = open_stream();
  assert_true(stream_socket_info(s)->supplied);
  assert_int_equal(stream_socket_info(s)->peer.addr.ss_family, AF_UNIX);
  close_stream(s);
}

/* --- stacked ----------------------------------------------------------------------------------------------------- */

struct upper {
  struct stream base;
  bool has_pending;
};

static bool upper_has_pending(const struct stream *s) { return CONTAINER_OF(s, struct upper, base)->has_pending; }

static const struct stream_ops upper_ops = { .name = "upper", .has_pending = upper_has_pending };

static void quiet_is_nothing_at_any_level(void **state)
{
  struct stream *s = open_stream();
  struct upper middle = { .base = { .ops = &upper_ops, .below = s } };
  struct upper top = { .base = { .ops = &upper_ops, .below = &middle.base } };
  assert_ptr_equal(stream_watch(&top.base), stream_watch(s));
  assert_ptr_equal(stream_socket_info(&top.base), stream_socket_info(s));
  assert_true(stream_is_quiet(&top.base));
  top.has_pending = true;
  assert_false(stream_is_quiet(&top.base));
  top.has_pending = false;
  middle.has_pending = true;
  assert_false(stream_is_quiet(&top.base));
  middle.has_pending = false;
  assert_int_equal(write(far_end, "x", 1), 1);
  assert_false(stream_is_quiet(&top.base));
  close_stream(s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(out_of_memory_leaves_the_socket_with_the_caller),
    cmocka_unit_test(errors_are_told_in_words),
    cmocka_unit_test(a_reset_is_told_in_words),
    cmocka_unit_test(bytes_go_through),
    cmocka_unit_test(after_its_end_it_can_still_be_read),
    cmocka_unit_test(what_is_wanted_is_waited_for),
    cmocka_unit_test(the_watch_is_forgotten_before_the_close_callback),
    cmocka_unit_test(a_parked_stream_has_no_poller_and_no_guard),
    cmocka_unit_test(a_stream_can_move_to_another_poller),
    cmocka_unit_test(both_ends_are_known),
    cmocka_unit_test(quiet_is_nothing_at_any_level),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
