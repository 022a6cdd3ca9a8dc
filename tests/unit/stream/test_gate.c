/* SOCKETS.md, part 1: each row of its table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stream/gate.h"
#include "unit/stream/program.h"
#include <netinet/tcp.h>

static struct gated_socket sock;
static bool refused;

static CURLcode open_to(struct program *p, struct address *a)
{
  sock = (struct gated_socket){ .fd = 12345, .state = GATE_CONNECTED };
  return gate_open(&sock, GATE_TO_CONNECT, &p->opts, a, &p->trace, &refused);
}

static CURLcode open_to_text(struct program *p, const char *text)
{
  struct address a = address_of(text, 80);
  return open_to(p, &a);
}

static int int_option(curl_socket_t fd, int level, int option)
{
  int value = -1;
  assert_true(os_socket_get_int(fd, level, option, &value));
  return value;
}

static void assert_nothing_is_open(const struct program *p, int closes)
{
  assert_int_equal(sock.state, GATE_CLOSED);
  assert_int_equal(sock.fd, CURL_SOCKET_BAD);
  assert_int_equal(p->closes, closes);
  gate_close(&sock); /* legal, and nothing happens */
  assert_int_equal(p->closes, closes);
  assert_true(p->was_guarded);
  assert_false(callback_is_running(&p->guard));
}

/* --- refused, wrong, failed ------------------------------------------------------------------------------------- */

static void may_refuse(void **state)
{
  struct program p;
  program_init(&p);
  p.give = give_nothing;
  assert_int_equal(open_to_text(&p, "192.0.2.7"), CURLE_COULDNT_CONNECT);
  assert_true(refused);
  assert_string_equal(p.error, "The open-socket callback refused 192.0.2.7 port 80");
  assert_int_equal(p.opens, 1);
  assert_int_equal(p.sockopts, 0);
  assert_int_equal(sock.errnum, 0);
  assert_nothing_is_open(&p, 0);
}

static curl_socket_t modify_and_refuse(struct program *p, struct curl_sockaddr *address)
{
  memset(&address->addr, 0xff, sizeof address->addr);
  address->addrlen = 3;
  return -7; /* no descriptor either */
}

static void a_refusal_is_of_what_was_asked(void **state)
{
  struct program p;
  struct address a = address_of("2001:db8::7", 443);
  struct address before = a;
  program_init(&p);
  p.give = modify_and_refuse;
  assert_int_equal(open_to(&p, &a), CURLE_COULDNT_CONNECT);
  assert_true(refused);
  assert_string_equal(p.error, "The open-socket callback refused 2001:db8::7 port 443");
  assert_memory_equal(&a, &before, sizeof a);
  assert_nothing_is_open(&p, 0);
}

static void a_refused_unix_socket_is_named(void **state)
{
  struct program p;
  struct address a;
  program_init(&p);
  p.give = give_nothing;
  assert_true(address_unix("/run/some.sock", 14, &a));
  assert_int_equal(open_to(&p, &a), CURLE_COULDNT_CONNECT);
  assert_string_equal(p.error, "The open-socket callback refused /run/some.sock");
  program_init(&p);
  p.give = give_nothing;
  assert_true(address_unix("\0abstract", 9, &a));
  assert_int_equal(open_to(&p, &a), CURLE_COULDNT_CONNECT);
  assert_string_equal(p.error, "The open-socket callback refused @abstract");
}

static void a_descriptor_that_is_no_socket(void **state)
{
  struct program p;
  program_init(&p);
  p.give = give_fd;
  p.fd = open("/dev/null", O_RDWR | O_CLOEXEC);
  assert_int_equal(open_to_text(&p, "192.0.2.7"), CURLE_COULDNT_CONNECT);
  assert_false(refused);
  assert_non_null(strstr(p.error, "is not a socket"));
  assert_int_equal(sock.errnum, ENOTSOCK);
  assert_int_equal(p.sockopts, 0);
  assert_int_equal(p.closed[0], p.fd);
  assert_nothing_is_open(&p, 1);
}

static void a_descriptor_that_is_no_socket_is_closed_without_a_callback_too(void **state)
{
  struct program p;
  program_init(&p);
  p.opts.gate.close = NULL;
  p.give = give_fd;
  p.fd = open("/dev/null", O_RDWR | O_CLOEXEC);
  assert_int_equal(open_to_text(&p, "192.0.2.7"), CURLE_COULDNT_CONNECT);
  assert_false(is_open(p.fd));
  assert_nothing_is_open(&p, 0);
}

static void a_number_that_is_not_open(void **state)
{
  struct program p;
  program_init(&p);
  p.give = give_fd;
  p.fd = dup(0);
  close(p.fd);
  assert_int_equal(open_to_text(&p, "192.0.2.7"), CURLE_COULDNT_CONNECT);
  assert_false(refused);
  assert_non_null(strstr(p.error, "is not a socket"));
  assert_int_equal(sock.errnum, EBADF);
  assert_nothing_is_open(&p, 1);
  program_init(&p);
  p.give = give_fd;
  p.fd = 1 << 29;
  p.opts.gate.close = NULL;
  assert_int_equal(open_to_text(&p, "192.0.2.7"), CURLE_COULDNT_CONNECT);
  assert_nothing_is_open(&p, 0);
}

static void a_datagram_socket(void **state)
{
  struct program p;
  program_init(&p);
  p.give = give_fd;
  p.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  assert_int_equal(open_to_text(&p, "192.0.2.7"), CURLE_COULDNT_CONNECT);
  assert_non_null(strstr(p.error, "is not a stream"));
  assert_nothing_is_open(&p, 1);
}

static void a_listening_socket(void **state)
{
  struct program p;
  struct address there;
  program_init(&p);
  p.give = give_fd;
  p.fd = listen_at("127.0.0.1", &there);
  assert_int_equal(open_to_text(&p, "192.0.2.7"), CURLE_COULDNT_CONNECT);
  assert_non_null(strstr(p.error, "is listening"));
  assert_nothing_is_open(&p, 1);
}

static void sockopt_error_ends_the_transfer(void **state)
{
  static const int says[] = { CURL_SOCKOPT_ERROR, 77, -1 };
  for(int i = 0; i < 3; i++) {
    struct program p;
    program_init(&p);
    p.sockopt_says = says[i];
    p.opts.local_port = 1; /* not come to */
    assert_int_equal(open_to_text(&p, "127.0.0.1"), CURLE_ABORTED_BY_CALLBACK);
    assert_false(refused);
    assert_non_null(strstr(p.error, "sockopt callback"));
    assert_int_equal(p.opens, 1);
    assert_int_equal(p.sockopts, 1);
    assert_false(is_open(p.closed[0]));
    assert_nothing_is_open(&p, 1);
  }
}

static void a_local_address_that_is_not_to_be_had(void **state)
{
  struct program p;
  char name[] = "host!192.0.2.1";
  program_init(&p);
  p.opts.interface = name;
  assert_int_equal(open_to_text(&p, "127.0.0.1"), CURLE_INTERFACE_FAILED);
  assert_int_equal(sock.errnum, EADDRNOTAVAIL);
  assert_nothing_is_open(&p, 1);
}

static void a_family_that_the_system_does_not_have(void **state)
{
  struct program p;
  struct address a = { .len = 16 };
  a.addr.ss_family = AF_MAX + 1;
  program_init(&p);
  p.opts.gate.open = NULL;
  assert_int_equal(open_to(&p, &a), CURLE_COULDNT_CONNECT);
  assert_int_equal(sock.errnum, EAFNOSUPPORT);
  assert_non_null(strstr(p.error, "Could not open a socket for an address of family"));
  assert_nothing_is_open(&p, 0);
}

/* --- the default ------------------------------------------------------------------------------------------------- */

static void by_default_a_socket_of_our_own(void **state)
{
  static const char *const to[] = { "127.0.0.1", "::1" };
  for(int i = 0; i < 2; i++) {
    struct net_opts o = NET_OPTS_INIT;
    struct address a = address_of(to[i], 80);
    struct address before = a;
    assert_int_equal(gate_open(&sock, GATE_TO_CONNECT, &o, &a, NULL, &refused), CURLE_OK);
    assert_int_equal(sock.state, GATE_CONFIGURED);
    assert_false(sock.supplied);
    assert_false(refused);
    assert_memory_equal(&a, &before, sizeof a);
    assert_int_equal(int_option(sock.fd, SOL_SOCKET, SO_DOMAIN), a.addr.ss_family);
    assert_int_equal(int_option(sock.fd, SOL_SOCKET, SO_TYPE), SOCK_STREAM);
    assert_int_equal(int_option(sock.fd, SOL_SOCKET, SO_PROTOCOL), IPPROTO_TCP);
    assert_true(fcntl(sock.fd, F_GETFD) & FD_CLOEXEC);
    assert_true(fcntl(sock.fd, F_GETFL) & O_NONBLOCK);
    assert_int_equal(local_port_of(sock.fd), 0);
    int fd = sock.fd;
    gate_close(&sock);
    assert_false(is_open(fd));
  }
}

static void by_default_a_unix_socket_too(void **state)
{
  struct net_opts o = NET_OPTS_INIT;
  struct address a;
  char interface[] = "if!nosuch0"; /* of no meaning here */
  o.interface = interface;
  o.local_port = 1;
  o.keepalive = true;
  assert_true(address_unix("/nowhere", 8, &a));
  assert_int_equal(gate_open(&sock, GATE_TO_CONNECT, &o, &a, NULL, &refused), CURLE_OK);
  assert_int_equal(int_option(sock.fd, SOL_SOCKET, SO_DOMAIN), AF_UNIX);
  assert_int_equal(int_option(sock.fd, SOL_SOCKET, SO_KEEPALIVE), 0);
  gate_close(&sock);
}

static void tcp_options_are_set_as_wanted(void **state)
{
  struct net_opts o = NET_OPTS_INIT;
  struct address a = address_of("127.0.0.1", 80);
  assert_int_equal(gate_open(&sock, GATE_TO_CONNECT, &o, &a, NULL, &refused), CURLE_OK);
  assert_int_equal(int_option(sock.fd, IPPROTO_TCP, TCP_NODELAY), 1);
  assert_int_equal(int_option(sock.fd, SOL_SOCKET, SO_KEEPALIVE), 0);
  gate_close(&sock);
  o.nodelay = false;
  o.keepalive = true;
  o.keepalive_idle_s = 33;
  o.keepalive_interval_s = 2147483648L; /* as much as there is */
  o.keepalive_probes = 5;
  assert_int_equal(gate_open(&sock, GATE_TO_CONNECT, &o, &a, NULL, &refused), CURLE_OK);
  assert_int_equal(int_option(sock.fd, IPPROTO_TCP, TCP_NODELAY), 0);
  assert_int_equal(int_option(sock.fd, SOL_SOCKET, SO_KEEPALIVE), 1);
  assert_int_equal(int_option(sock.fd, IPPROTO_TCP, TCP_KEEPIDLE), 33);
  assert_int_equal(int_option(sock.fd, IPPROTO_TCP, TCP_KEEPINTVL), 32767);
  assert_int_equal(int_option(sock.fd, IPPROTO_TCP, TCP_KEEPCNT), 5);
  gate_close(&sock);
}

/* --- the open callback ------------------------------------------------------------------------------------------- */

static void called_instead_of_socket(void **state)
{
  struct program p;
  program_init(&p);
  p.give = give_fd;
  p.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(open_to_text(&p, "192.0.2.7"), CURLE_OK);
  assert_int_equal(sock.fd, p.fd);
  assert_int_equal(sock.state, GATE_CONFIGURED);
  assert_int_equal(p.opens, 1);
  assert_int_equal(p.sockopts, 1);
  assert_int_equal(p.purpose, CURLSOCKTYPE_IPCXN);
  assert_int_equal(p.socktype, SOCK_STREAM);
  assert_int_equal(p.protocol, IPPROTO_TCP);
  assert_int_equal(p.asked[0].len, sizeof(struct sockaddr_in));
  assert_true(fcntl(sock.fd, F_GETFL) & O_NONBLOCK);
  gate_close(&sock);
  assert_int_equal(p.closed[0], p.fd);
  assert_nothing_is_open(&p, 1);
}

static curl_socket_t fill_the_room(struct program *p, struct curl_sockaddr *address)
{
  unsigned char *room = (unsigned char *)address + offsetof(struct curl_sockaddr, addr);
  for(size_t i = sizeof(struct sockaddr_in6); i < sizeof(struct sockaddr_storage); i++) {
    if(room[i]) return CURL_SOCKET_BAD; /* nothing of the stack is shown */
    room[i] = 0xff;
  }
  if((uintptr_t)room % _Alignof(struct sockaddr_storage)) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype, address->protocol);
}

static void an_ipv6_address_is_whole_and_the_room_is_any_addresss(void **state)
{
  struct program p;
  struct address a = address_of("2001:db8::1:2:3", 8080);
  struct address before = a;
  program_init(&p);
  p.give = fill_the_room;
  assert_int_equal(open_to(&p, &a), CURLE_OK);
  assert_int_equal(p.asked[0].len, 28);
  assert_memory_equal(&p.asked[0].addr, &before.addr, 28);
  assert_int_equal(a.len, 28);
  assert_memory_equal(&a.addr, &before.addr, 28);
  gate_close(&sock);
  assert_nothing_is_open(&p, 1);
}

static void a_unix_address_is_shown_with_protocol_0(void **state)
{
  struct program p;
  struct address a;
  program_init(&p);
  assert_true(address_unix("/nowhere", 8, &a));
  assert_int_equal(open_to(&p, &a), CURLE_OK);
  assert_int_equal(p.asked[0].addr.ss_family, AF_UNIX);
  assert_int_equal(p.asked[0].len, a.len);
  assert_int_equal(p.socktype, SOCK_STREAM);
  assert_int_equal(p.protocol, 0);
  gate_close(&sock);
}

static curl_socket_t send_elsewhere(struct program *p, struct curl_sockaddr *address)
{
  struct address other = address_of("::1", 99);
  memcpy((char *)address + offsetof(struct curl_sockaddr, addr), &other.addr, other.len);
  address->family = AF_INET6;
  address->addrlen = other.len;
  return socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void may_modify_the_address(void **state)
{
  struct program p;
  struct address a = address_of("192.0.2.7", 80);
  struct address other = address_of("::1", 99);
  program_init(&p);
  p.give = send_elsewhere;
  assert_int_equal(open_to(&p, &a), CURLE_OK);
  assert_int_equal(a.len, 28);
  assert_memory_equal(&a.addr, &other.addr, 28);
  gate_close(&sock);
}

static curl_socket_t claim_much(struct program *p, struct curl_sockaddr *address)
{
  address->addrlen = UINT32_MAX;
  return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void a_length_is_at_most_the_rooms(void **state)
{
  struct program p;
  struct address a = address_of("192.0.2.7", 80);
  program_init(&p);
  p.give = claim_much;
  assert_int_equal(open_to(&p, &a), CURLE_OK);
  assert_int_equal(a.len, sizeof(struct sockaddr_storage));
  gate_close(&sock);
}

static curl_socket_t open_with_options(struct program *p, struct curl_sockaddr *address)
{
  int fd = socket(address->family, address->socktype, address->protocol);
  os_socket_set_int(fd, IPPROTO_IP, IP_TOS, 0x10);
  os_socket_set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  return fd;
}

static void delay_again(struct program *p, curl_socket_t fd)
{
  assert_int_equal(int_option(fd, IPPROTO_TCP, TCP_NODELAY), 1);
  assert_true(os_socket_set_int(fd, IPPROTO_TCP, TCP_NODELAY, 0));
}

static void options_that_the_program_sets_stay(void **state)
{
  struct program p;
  program_init(&p);
  p.give = open_with_options;
  p.at_sockopt = delay_again;
  assert_int_equal(open_to_text(&p, "192.0.2.7"), CURLE_OK);
  assert_int_equal(int_option(sock.fd, IPPROTO_IP, IP_TOS), 0x10);
  assert_int_equal(int_option(sock.fd, SOL_SOCKET, SO_KEEPALIVE), 1);
  assert_int_equal(int_option(sock.fd, IPPROTO_TCP, TCP_NODELAY), 0);
  gate_close(&sock);
}

/* --- sockopt ----------------------------------------------------------------------------------------------------- */

static void a_connected_socket_is_taken_as_it_is(void **state)
{
  struct program p;
  int fds[2];
  char interface[] = "if!nosuch0"; /* no bind */
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  program_init(&p);
  p.give = give_fd;
  p.fd = fds[0];
  p.sockopt_says = CURL_SOCKOPT_ALREADY_CONNECTED;
  p.opts.interface = interface;
  p.opts.local_port = 1;
  assert_int_equal(open_to_text(&p, "192.0.2.7"), CURLE_OK);
  assert_int_equal(sock.state, GATE_CONNECTED);
  assert_true(sock.supplied);
  assert_int_equal(sock.fd, fds[0]);
  assert_int_equal(p.sockopts, 1);
  assert_true(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
  gate_close(&sock);
  close(fds[1]);
  assert_nothing_is_open(&p, 1);
}

static void expect_unbound(struct program *p, curl_socket_t fd) { assert_int_equal(local_port_of(fd), 0); }

static void sockopt_is_called_once_before_bind(void **state)
{
  struct program p;
  program_init(&p);
  p.opts.gate.open = NULL; /* for a socket of our own as well */
  p.at_sockopt = expect_unbound;
  p.opts.local_port = 42000;
  p.opts.local_port_range = 1000;
  assert_int_equal(open_to_text(&p, "127.0.0.1"), CURLE_OK);
  assert_int_equal(p.sockopts, 1);
  assert_int_equal(p.purpose, CURLSOCKTYPE_IPCXN);
  assert_in_range(local_port_of(sock.fd), 42000, 42999);
  gate_close(&sock);
}

/* --- close ------------------------------------------------------------------------------------------------------- */

static void the_close_callback_is_the_one_of_the_opening(void **state)
{
  struct program first;
  struct program second;
  program_init(&first);
  program_init(&second);
  assert_int_equal(open_to_text(&first, "127.0.0.1"), CURLE_OK);
  first.opts.gate = second.opts.gate;
  gate_close(&sock);
  assert_int_equal(second.closes, 0);
  assert_nothing_is_open(&first, 1);
}

static void the_guard_may_be_gone(void **state)
{
  struct program p;
  program_init(&p);
  assert_int_equal(open_to_text(&p, "127.0.0.1"), CURLE_OK);
  assert_ptr_equal(sock.guard, &p.guard);
  sock.guard = NULL;
  gate_close(&sock);
  assert_int_equal(p.closes, 1);
}

static void sockets_of_our_own_are_closed_by_the_callback_too(void **state)
{
  struct program p;
  program_init(&p);
  p.opts.gate.open = NULL;
  assert_int_equal(open_to_text(&p, "127.0.0.1"), CURLE_OK);
  int fd = sock.fd;
  gate_close(&sock);
  assert_int_equal(p.closed[0], fd);
  assert_nothing_is_open(&p, 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(may_refuse),
    cmocka_unit_test(a_refusal_is_of_what_was_asked),
    cmocka_unit_test(a_refused_unix_socket_is_named),
    cmocka_unit_test(a_descriptor_that_is_no_socket),
    cmocka_unit_test(a_descriptor_that_is_no_socket_is_closed_without_a_callback_too),
    cmocka_unit_test(a_number_that_is_not_open),
    cmocka_unit_test(a_datagram_socket),
    cmocka_unit_test(a_listening_socket),
    cmocka_unit_test(sockopt_error_ends_the_transfer),
    cmocka_unit_test(a_local_address_that_is_not_to_be_had),
    cmocka_unit_test(a_family_that_the_system_does_not_have),
    cmocka_unit_test(by_default_a_socket_of_our_own),
    cmocka_unit_test(by_default_a_unix_socket_too),
    cmocka_unit_test(tcp_options_are_set_as_wanted),
    cmocka_unit_test(called_instead_of_socket),
    cmocka_unit_test(an_ipv6_address_is_whole_and_the_room_is_any_addresss),
    cmocka_unit_test(a_unix_address_is_shown_with_protocol_0),
    cmocka_unit_test(may_modify_the_address),
    cmocka_unit_test(a_length_is_at_most_the_rooms),
    cmocka_unit_test(options_that_the_program_sets_stay),
    cmocka_unit_test(a_connected_socket_is_taken_as_it_is),
    cmocka_unit_test(sockopt_is_called_once_before_bind),
    cmocka_unit_test(the_close_callback_is_the_one_of_the_opening),
    cmocka_unit_test(the_guard_may_be_gone),
    cmocka_unit_test(sockets_of_our_own_are_closed_by_the_callback_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
