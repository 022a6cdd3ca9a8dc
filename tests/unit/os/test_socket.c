#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "os/socket.h"
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <unistd.h>

static void open_pair(int fds[2]) { assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0); }

static int listen_on_loopback(struct address *ret)
{
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct address any;
  assert_true(address_parse("127.0.0.1", 0, &any));
  assert_true(os_socket_bind(fd, &any));
  assert_int_equal(listen(fd, 4), 0);
  assert_true(os_socket_local(fd, ret));
  return fd;
}

static void an_own_socket_is_non_blocking_and_closed_on_exec(void **state)
{
  curl_socket_t fd = os_socket_open(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  assert_true(fd >= 0);
  assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
  assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  os_socket_close(fd);
  assert_int_equal(fcntl(fd, F_GETFD), -1);
  errno = 0;
  assert_int_equal(os_socket_open(AF_MAX + 1, SOCK_STREAM, 0), CURL_SOCKET_BAD);
  assert_int_equal(errno, EAFNOSUPPORT);
}

static void only_an_open_descriptor_can_be_made_non_blocking(void **state)
{
  int fds[2];
  open_pair(fds);
  assert_true(os_socket_set_nonblocking(fds[0]));
  assert_true(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
  assert_true(os_socket_set_nonblocking(fds[0]));
  close(fds[0]);
  close(fds[1]);
  assert_false(os_socket_set_nonblocking(fds[0]));
  assert_false(os_socket_set_nonblocking(CURL_SOCKET_BAD));
}

static void bytes_come_and_go_without_blocking(void **state)
{
  int fds[2];
  char to[8];
  size_t n = 99;
  int errnum = 0;
  open_pair(fds); /* a blocking one: whoever shares it may have made it so */
  assert_int_equal(os_socket_recv(fds[0], to, sizeof to, &n, &errnum), CURLE_AGAIN);
  assert_int_equal(n, 99);
  assert_int_equal(os_socket_send(fds[1], "hello", 5, &n, &errnum), CURLE_OK);
  assert_int_equal(n, 5);
  assert_int_equal(os_socket_recv(fds[0], to, sizeof to, &n, &errnum), CURLE_OK);
  assert_int_equal(n, 5);
  assert_memory_equal(to, "hello", 5);
  static char much[65536];
  CURLcode code = CURLE_OK;
  while(!code) code = os_socket_send(fds[1], much, sizeof much, &n, &errnum);
  assert_int_equal(code, CURLE_AGAIN);
  close(fds[0]);
  close(fds[1]);
}

static void the_end_and_errors_are_told_apart(void **state)
{
  int fds[2];
  char to[8];
  size_t n = 99;
  int errnum = 0;
  open_pair(fds);
  close(fds[1]);
  assert_int_equal(os_socket_recv(fds[0], to, sizeof to, &n, &errnum), CURLE_OK);
  assert_int_equal(n, 0);
  assert_int_equal(os_socket_send(fds[0], "x", 1, &n, &errnum), CURLE_SEND_ERROR); /* and no SIGPIPE */
  assert_int_equal(errnum, EPIPE);
  close(fds[0]);
  assert_int_equal(os_socket_recv(fds[0], to, sizeof to, &n, &errnum), CURLE_RECV_ERROR);
  assert_int_equal(errnum, EBADF);
}

static void quiet_is_neither_readable_nor_closed(void **state)
{
  int fds[2];
  char c;
  open_pair(fds);
  assert_true(os_socket_is_quiet(fds[0]));
  assert_int_equal(write(fds[1], "x", 1), 1);
  assert_false(os_socket_is_quiet(fds[0]));
  assert_int_equal(read(fds[0], &c, 1), 1); /* it was only looked at */
  assert_true(os_socket_is_quiet(fds[0]));
  close(fds[1]);
  assert_false(os_socket_is_quiet(fds[0]));
  close(fds[0]);
  assert_false(os_socket_is_quiet(fds[0]));
}

static void a_pending_error_is_taken_once(void **state)
{
  struct address there;
  int listener = listen_on_loopback(&there);
  close(listener);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  assert_int_equal(connect(fd, (struct sockaddr *)&there.addr, there.len), -1);
  assert_int_equal(errno, EINPROGRESS);
  int got = 0;
  for(int i = 0; i < 1000 && !(got = os_socket_error(fd)); i++) usleep(1000);
  assert_int_equal(got, ECONNREFUSED);
  assert_int_equal(os_socket_error(fd), 0);
  close(fd);
  assert_int_equal(os_socket_error(fd), EBADF);
  int file = open("/dev/null", O_RDONLY);
  assert_int_equal(os_socket_error(file), ENOTSOCK);
  close(file);
}

static void both_ends_have_addresses_or_none(void **state)
{
  struct address there;
  struct address a;
  int fds[2];
  int listener = listen_on_loopback(&there);
  assert_false(os_socket_peer(listener, &a));
  assert_int_equal(a.len, 0);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(connect(fd, (struct sockaddr *)&there.addr, there.len), 0);
  assert_true(os_socket_peer(fd, &a));
  assert_int_equal(a.len, there.len);
  assert_memory_equal(&a.addr, &there.addr, there.len);
  assert_true(os_socket_local(fd, &a));
  assert_int_equal(a.addr.ss_family, AF_INET);
  close(fd);
  close(listener);
  assert_false(os_socket_local(fd, &a));
  open_pair(fds);
  assert_true(os_socket_peer(fds[0], &a));
  assert_int_equal(a.addr.ss_family, AF_UNIX);
  close(fds[0]);
  close(fds[1]);
}

static void options_are_numbers(void **state)
{
  int value = -1;
  curl_socket_t fd = os_socket_open(AF_INET, SOCK_STREAM, 0);
  assert_true(os_socket_set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1));
  assert_true(os_socket_get_int(fd, IPPROTO_TCP, TCP_NODELAY, &value));
  assert_int_equal(value, 1);
  assert_false(os_socket_set_int(fd, IPPROTO_TCP, 9999, 1));
  assert_int_equal(errno, ENOPROTOOPT);
  os_socket_close(fd);
  assert_false(os_socket_get_int(fd, IPPROTO_TCP, TCP_NODELAY, &value));
  assert_int_equal(value, 1);
}

static void a_device_must_exist_and_is_not_cut_short(void **state)
{
  curl_socket_t fd = os_socket_open(AF_INET, SOCK_STREAM, 0);
  static const char *const none[] = { "", "nosuch0", "a-name-that-is-far-too-long" };
  for(int i = 0; i < 3; i++) {
    errno = 0;
    assert_false(os_socket_bind_device(fd, none[i]));
    assert_int_equal(errno, ENODEV);
  }
  os_socket_close(fd);
}

static void an_interface_has_an_address_that_fits(void **state)
{
  struct address a;
  struct address peer;
  bool exists = true;
  char text[ADDRESS_TEXT_MAX];
  assert_true(address_parse("127.0.0.2", 80, &peer));
  assert_false(os_interface_address("nosuch0", AF_INET, (struct sockaddr *)&peer.addr, &a, &exists));
  assert_false(exists);
  assert_true(os_interface_address("lo", AF_INET, (struct sockaddr *)&peer.addr, &a, &exists));
  assert_true(exists);
  address_text((struct sockaddr *)&a.addr, a.len, text);
  assert_string_equal(text, "127.0.0.1");
  assert_int_equal(address_port((struct sockaddr *)&a.addr, a.len), 0);
  /* loopback does not lead to a global IPv6 address */
  assert_true(address_parse("2001:db8::1", 80, &peer));
  assert_false(os_interface_address("lo", AF_INET6, (struct sockaddr *)&peer.addr, &a, &exists));
  assert_true(exists);
}

static int connect_to(const struct address *at)
{
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(connect(fd, (const struct sockaddr *)&at->addr, at->len), 0);
  return fd;
}

static void who_comes_is_accepted_and_who_has_gone_is_not(void **state)
{
  struct address at, peer;
  int listening = listen_on_loopback(&at);
  assert_true(os_socket_set_nonblocking(listening));
  assert_int_equal(os_socket_accept(listening), CURL_SOCKET_BAD);
  assert_int_equal(errno, EAGAIN);
  int gone = connect_to(&at);
  assert_int_equal(setsockopt(gone, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger)), 0);
  close(gone);
  int there = connect_to(&at);
  curl_socket_t fd = os_socket_accept(listening);
  assert_true(fd >= 0);
  assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
  assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  assert_true(os_socket_peer(fd, &peer));
  assert_true(os_socket_local(there, &at));
  assert_memory_equal(&peer, &at, sizeof at);
  os_socket_close(fd);
  close(there);
  close(listening);
  assert_int_equal(os_socket_accept(listening), CURL_SOCKET_BAD);
  assert_int_equal(errno, EBADF);
}

static void only_a_stream_socket_listens(void **state)
{
  int listens;
  curl_socket_t fd = os_socket_open(AF_INET, SOCK_DGRAM, 0);
  assert_false(os_socket_listen(fd, 1));
  assert_int_equal(errno, EOPNOTSUPP);
  os_socket_close(fd);
  fd = os_socket_open(AF_INET, SOCK_STREAM, 0);
  assert_true(os_socket_listen(fd, 1));
  assert_true(os_socket_get_int(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens));
  assert_true(listens);
  os_socket_close(fd);
}

static void an_error_has_a_text(void **state)
{
  char text[OS_ERROR_TEXT_MAX];
  assert_string_equal(os_error_text(ECONNREFUSED, text), "Connection refused");
  assert_ptr_equal(os_error_text(ECONNREFUSED, text), text);
  assert_true(strlen(os_error_text(123456, text)) > 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_own_socket_is_non_blocking_and_closed_on_exec),
    cmocka_unit_test(only_an_open_descriptor_can_be_made_non_blocking),
    cmocka_unit_test(bytes_come_and_go_without_blocking),
    cmocka_unit_test(the_end_and_errors_are_told_apart),
    cmocka_unit_test(quiet_is_neither_readable_nor_closed),
    cmocka_unit_test(a_pending_error_is_taken_once),
    cmocka_unit_test(both_ends_have_addresses_or_none),
    cmocka_unit_test(options_are_numbers),
    cmocka_unit_test(a_device_must_exist_and_is_not_cut_short),
    cmocka_unit_test(an_interface_has_an_address_that_fits),
    cmocka_unit_test(who_comes_is_accepted_and_who_has_gone_is_not),
    cmocka_unit_test(only_a_stream_socket_listens),
    cmocka_unit_test(an_error_has_a_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
