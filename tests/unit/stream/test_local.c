#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stream/local.h"
#include "unit/stream/program.h"
#include <sys/wait.h>

static char error[CURL_ERROR_SIZE];
static int errnum;

static CURLcode bind_with(curl_socket_t fd, const struct net_opts *o, const char *peer)
{
  const struct trace_opts trace_opts = { .error_buffer = error };
  struct trace t = { .opts = &trace_opts };
  struct address a = address_of(peer, 80);
  memset(error, 0, sizeof error);
  return local_bind(fd, o, &a, &t, &errnum);
}

/* The local address that CURLOPT_INTERFACE `interface` leads to for `peer`, in `text`. */
static CURLcode bound_to(const char *interface, const char *peer, char text[ADDRESS_TEXT_MAX])
{
  struct net_opts o = NET_OPTS_INIT;
  struct address a = address_of(peer, 80);
  char copy[128];
  snprintf(copy, sizeof copy, "%s", interface);
  o.interface = copy;
  curl_socket_t fd = os_socket_open(a.addr.ss_family, SOCK_STREAM, 0);
  CURLcode code = bind_with(fd, &o, peer);
  assert_true(os_socket_local(fd, &a));
  address_text((struct sockaddr *)&a.addr, a.len, text);
  os_socket_close(fd);
  return code;
}

static void what_names_nothing_fails(void **state)
{
  static const char *const wrong[] = {
    "",
    "if!",
    "host!",
    "ifhost!",
    "ifhost!lo",
    "ifhost!!127.0.0.1",
    "ifhost!lo!",
    "if!nosuch0",
    "if!127.0.0.1", /* an address is no interface */
    "host!lo",      /* and the other way round */
    "host!localhost",
    "ifhost!nosuch0!127.0.0.1",
    "ifhost!lo!nonsense",
    "nosuch0",
    "a-name-that-is-longer-than-any-interface-may-have-and-than-any-address",
    "host!a-name-that-is-longer-than-any-interface-may-have-and-than-any-address",
  };
  char text[ADDRESS_TEXT_MAX];
  for(size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_int_equal(bound_to(wrong[i], "127.0.0.1", text), CURLE_INTERFACE_FAILED);
    assert_true(*error);
    assert_int_equal(errnum, 0);
    assert_string_equal(text, "0.0.0.0");
  }
}

static void an_address_of_another_machine_fails(void **state)
{
  char text[ADDRESS_TEXT_MAX];
  assert_int_equal(bound_to("192.0.2.1", "127.0.0.1", text), CURLE_INTERFACE_FAILED);
  assert_int_equal(errnum, EADDRNOTAVAIL);
  assert_string_equal(error, "Could not bind to 192.0.2.1 port 0: Cannot assign requested address");
}

static void an_address_of_another_family_fails(void **state)
{
  char text[ADDRESS_TEXT_MAX];
  assert_int_equal(bound_to("127.0.0.1", "::1", text), CURLE_INTERFACE_FAILED);
  assert_non_null(strstr(error, "another family"));
  assert_int_equal(bound_to("host!::1", "127.0.0.1", text), CURLE_INTERFACE_FAILED);
}

static void an_address_is_bound_to(void **state)
{
  static const struct {
    const char *interface;
    const char *peer;
    const char *local;
  } cases[] = {
    { "host!127.0.0.5", "127.0.0.1", "127.0.0.5" },
    { "127.0.0.6", "127.0.0.1", "127.0.0.6" },
    { "ifhost!lo!127.0.0.7", "127.0.0.1", "127.0.0.7" },
    { "host!::1", "::1", "::1" },
    { "::1", "::1", "::1" },
  };
  char text[ADDRESS_TEXT_MAX];
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(bound_to(cases[i].interface, cases[i].peer, text), CURLE_OK);
    assert_string_equal(text, cases[i].local);
  }
}

static void assert_device(curl_socket_t fd, const char *name)
{
  char device[64] = "";
  socklen_t len = sizeof device;
  assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, &len), 0);
  assert_string_equal(device, name);
}

static void an_interface_is_bound_to(void **state)
{
  char plain[] = "lo";
  char prefixed[] = "if!lo";
  char both[] = "ifhost!lo!127.0.0.1";
  char *const names[] = { plain, prefixed, both };
  for(int i = 0; i < 3; i++) {
    struct net_opts o = NET_OPTS_INIT;
    curl_socket_t fd = os_socket_open(AF_INET, SOCK_STREAM, 0);
    o.interface = names[i];
    assert_int_equal(bind_with(fd, &o, "127.0.0.1"), CURLE_OK);
    assert_device(fd, "lo");
    os_socket_close(fd);
  }
}

/* Runs without privileges: a socket that is bound to a device cannot be bound to another one then. */
static int bind_unprivileged(void)
{
  struct net_opts o = NET_OPTS_INIT;
  struct address a;
  char name[] = "if!lo";
  char text[ADDRESS_TEXT_MAX];
  curl_socket_t fd = os_socket_open(AF_INET, SOCK_STREAM, 0);
  if(!geteuid() && setuid(65534)) return 1;
  if(!os_socket_bind_device(fd, "lo") || os_socket_bind_device(fd, "lo") || errno != EPERM) return 2;
  o.interface = name;
  if(bind_with(fd, &o, "127.0.0.1") || !os_socket_local(fd, &a)) return 3;
  address_text((struct sockaddr *)&a.addr, a.len, text);
  if(strcmp(text, "127.0.0.1")) return 4;
  o = NET_OPTS_INIT;
  o.local_port = 1020; /* a privileged one: passed over like one in use */
  o.local_port_range = 1000;
  if(bind_with(os_socket_open(AF_INET, SOCK_STREAM, 0), &o, "127.0.0.1")) return 7;
  o = NET_OPTS_INIT;
  o.interface = name;
  fd = os_socket_open(AF_INET6, SOCK_STREAM, 0);
  if(!os_socket_bind_device(fd, "lo")) return 5;
  return bind_with(fd, &o, "2001:db8::1") == CURLE_INTERFACE_FAILED ? 0 : 6; /* loopback does not lead there */
}

static void without_permission_an_interface_is_its_address(void **state)
{
  int status;
  pid_t child = fork();
  if(!child) _exit(bind_unprivileged());
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

static void nothing_wanted_is_nothing_bound(void **state)
{
  struct net_opts o = NET_OPTS_INIT;
  assert_int_equal(bind_with(CURL_SOCKET_BAD, &o, "127.0.0.1"), CURLE_OK);
}

/* --- ports ------------------------------------------------------------------------------------------------------- */

/* Takes `count` neighbouring ports, the first of which it returns: below those that the kernel gives out by itself. */
static uint16_t take_ports(int *fds, int count)
{
  for(uint16_t first = 21000; first < 32000; first = (uint16_t)(first + count)) {
    int taken = 0;
    for(; taken < count; taken++) {
      struct address a = address_of("127.0.0.1", (uint16_t)(first + taken));
      fds[taken] = os_socket_open(AF_INET, SOCK_STREAM, 0);
      if(!os_socket_bind(fds[taken], &a)) break;
    }
    if(taken == count) return first;
    for(; taken >= 0; taken--) os_socket_close(fds[taken]);
  }
  abort();
}

static void the_first_free_port_of_the_range_is_taken(void **state)
{
  int fds[4];
  struct net_opts o = NET_OPTS_INIT;
  char local[] = "127.0.0.1";
  uint16_t first = take_ports(fds, 4);
  os_socket_close(fds[3]);
  o.interface = local;
  o.local_port = first;
  o.local_port_range = 4;
  curl_socket_t fd = os_socket_open(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind_with(fd, &o, "127.0.0.1"), CURLE_OK);
  assert_int_equal(local_port_of(fd), first + 3);
  os_socket_close(fd);

  static const long too_few[] = { 3, 1, 0, -5 };
  for(int i = 0; i < 4; i++) {
    o.local_port_range = too_few[i];
    fd = os_socket_open(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind_with(fd, &o, "127.0.0.1"), CURLE_INTERFACE_FAILED);
    assert_int_equal(errnum, EADDRINUSE);
    assert_non_null(strstr(error, "Address already in use"));
    os_socket_close(fd);
  }
  for(int i = 0; i < 3; i++) os_socket_close(fds[i]);
}

static void a_port_goes_with_any_address(void **state)
{
  static const char *const peers[] = { "127.0.0.1", "::1" };
  for(int i = 0; i < 2; i++) {
    struct net_opts o = NET_OPTS_INIT;
    struct address a = address_of(peers[i], 80);
    curl_socket_t fd = os_socket_open(a.addr.ss_family, SOCK_STREAM, 0);
    o.local_port = 24000;
    o.local_port_range = 1000;
    assert_int_equal(bind_with(fd, &o, peers[i]), CURLE_OK);
    assert_in_range(local_port_of(fd), 24000, 24999);
    os_socket_close(fd);
  }
}

static void a_range_ends_with_the_last_port(void **state)
{
  struct address last = address_of("127.0.0.1", 65535);
  struct net_opts o = NET_OPTS_INIT;
  char local[] = "127.0.0.1";
  curl_socket_t holder = os_socket_open(AF_INET, SOCK_STREAM, 0);
  curl_socket_t fd = os_socket_open(AF_INET, SOCK_STREAM, 0);
  assert_true(os_socket_bind(holder, &last));
  o.interface = local;
  o.local_port = 65535;
  o.local_port_range = INT32_MAX;
  assert_int_equal(bind_with(fd, &o, "127.0.0.1"), CURLE_INTERFACE_FAILED);
  assert_string_equal(error, "Could not bind to 127.0.0.1 port 65535: Address already in use");
  os_socket_close(fd);
  os_socket_close(holder);
}

static void a_port_goes_with_an_interface(void **state)
{
  struct net_opts o = NET_OPTS_INIT;
  char name[] = "if!lo";
  curl_socket_t fd = os_socket_open(AF_INET, SOCK_STREAM, 0);
  o.interface = name;
  o.local_port = 25000;
  o.local_port_range = 1000;
  assert_int_equal(bind_with(fd, &o, "127.0.0.1"), CURLE_OK);
  assert_device(fd, "lo");
  assert_in_range(local_port_of(fd), 25000, 25999);
  os_socket_close(fd);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_names_nothing_fails),
    cmocka_unit_test(an_address_of_another_machine_fails),
    cmocka_unit_test(an_address_of_another_family_fails),
    cmocka_unit_test(an_address_is_bound_to),
    cmocka_unit_test(an_interface_is_bound_to),
    cmocka_unit_test(without_permission_an_interface_is_its_address),
    cmocka_unit_test(nothing_wanted_is_nothing_bound),
    cmocka_unit_test(the_first_free_port_of_the_range_is_taken),
    cmocka_unit_test(a_port_goes_with_any_address),
    cmocka_unit_test(a_range_ends_with_the_last_port),
    cmocka_unit_test(a_port_goes_with_an_interface),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
