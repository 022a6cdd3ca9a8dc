/* A listening socket's life: the program gives it and closes it; whom it accepts is the library's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/policy.h"
#include "stream/listener.h"
#include "unit/base/failing_alloc.h"
#include "unit/stream/program.h"
#include <netinet/tcp.h>

static struct program program;
static struct poller *poller;
static struct listener *listener;
static struct stream *stream;
static int ready_calls;
static curlsocktype purposes[PROGRAM_MAX];

static void be_ready(void *owner)
{
  assert_ptr_equal(owner, &program);
  ready_calls++;
}

static void note_purpose(struct program *p, curl_socket_t fd) { purposes[p->sockopts - 1] = p->purpose; }

static int begin(void **state)
{
  program_init(&program);
  program.at_sockopt = note_purpose;
  poller = poller_new();
  assert_non_null(poller);
  listener = NULL;
  stream = NULL;
  ready_calls = 0;
  return 0;
}

/* What is still open is closed, and everything that the program gave exactly once. */
static int finish(void **state)
{
  int given = program.opens - (program.give == give_nothing);
  stream_free(stream);
  listener_free(listener);
  poller_free(poller);
  assert_int_equal(program.closes, given);
  assert_true(program.was_guarded);
  assert_false(callback_is_running(&program.guard));
  return 0;
}

static CURLcode open_range(const char *text, uint16_t first, uint16_t last)
{
  return listener_open(&listener, &(struct listener_config){ .opts = &program.opts,
                                                             .poller = poller,
                                                             .trace = &program.trace,
                                                             .at = address_of(text, first),
                                                             .last_port = last,
                                                             .ready = be_ready,
                                                             .owner = &program });
}

static CURLcode open_at(const char *text) { return open_range(text, 0, 0); }

static uint16_t port_of(const struct address *a) { return address_port((const struct sockaddr *)&a->addr, a->len); }

static void assert_listens_at(const char *expected)
{
  char text[ADDRESS_TEXT_MAX];
  const struct address *at = listener_address(listener);
  address_text((const struct sockaddr *)&at->addr, at->len, text);
  assert_string_equal(text, expected);
  assert_true(port_of(at));
}

/* A peer that has connected: loopback's connect(2) is done when it returns. */
static int come_to(const struct address *at)
{
  int fd = socket(at->addr.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(connect(fd, (const struct sockaddr *)&at->addr, at->len), 0);
  return fd;
}

static int come(void) { return come_to(listener_address(listener)); }

static CURLcode accept_one(void) { return listener_accept(listener, &stream); }

static void wait_for(int expected)
{
  int ready;
  assert_int_equal(poller_wait(poller, NULL, 0, 0, &ready), CURLE_OK);
  assert_int_equal(ready_calls, expected);
}

static void assert_carries(int far)
{
  char got[8];
  size_t n;
  assert_int_equal(send(far, "in", 2, 0), 2);
  assert_int_equal(stream_read(stream, &program.trace, got, sizeof got, &n), CURLE_OK);
  assert_int_equal(n, 2);
  assert_int_equal(stream_write(stream, &program.trace, "out", 3, &n), CURLE_OK);
  assert_int_equal(recv(far, got, sizeof got, MSG_DONTWAIT), 3);
}

static int int_option(curl_socket_t fd, int level, int option)
{
  int value = -1;
  assert_true(os_socket_get_int(fd, level, option, &value));
  return value;
}

/* --- refused, wrong, failed ------------------------------------------------------------------------------------- */

static void the_program_refuses(void **state)
{
  program.give = give_nothing;
  assert_int_equal(open_at("127.0.0.1"), CURLE_COULDNT_CONNECT);
  assert_string_equal(program.error, "The open-socket callback refused to listen at 127.0.0.1 port 0");
  assert_int_equal(program.sockopts, 0);
}

static void what_cannot_listen_is_refused(void **state)
{
  int fds[2];
  program.give = give_fd;
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  const struct {
    int fd;
    CURLcode code;
    const char *words;
  } cases[] = {
    { open("/dev/null", O_RDWR | O_CLOEXEC), CURLE_COULDNT_CONNECT, "is not a socket" },
    { socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), CURLE_COULDNT_CONNECT, "is not a stream" },
    { fds[0], CURLE_COULDNT_CONNECT, "is connected" },
    { socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), CURLE_INTERFACE_FAILED, "Could not bind to 127.0.0.1 port 0" },
    { socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0), CURLE_INTERFACE_FAILED, "Could not bind to 127.0.0.1 port 0" },
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    program.fd = cases[i].fd;
    program.trace.failed = false;
    assert_int_equal(open_at("127.0.0.1"), cases[i].code);
    assert_non_null(strstr(program.error, cases[i].words));
    assert_false(is_open(cases[i].fd));
  }
  close(fds[1]);
}

static curl_socket_t give_a_path(struct program *p, struct curl_sockaddr *address)
{
  struct sockaddr_un un = { .sun_family = AF_UNIX };
  address->addrlen = sizeof(sa_family_t); /* the kernel finds a name */
  memcpy((char *)address + offsetof(struct curl_sockaddr, addr), &un, sizeof un);
  return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void a_place_that_no_peer_can_be_told_is_none(void **state)
{
  program.give = give_a_path;
  assert_int_equal(open_at("127.0.0.1"), CURLE_INTERFACE_FAILED);
  assert_non_null(strstr(program.error, "Could not"));
}

static void the_sockopt_callback_ends_it_before_the_socket_is_bound(void **state)
{
  program.sockopt_says = CURL_SOCKOPT_ERROR;
  assert_int_equal(open_at("192.0.2.1"), CURLE_ABORTED_BY_CALLBACK);
  assert_int_equal(program.sockopts, 1);
  assert_int_equal(program.purpose, CURLSOCKTYPE_IPCXN);
}

static void an_address_of_another_host(void **state)
{
  assert_int_equal(open_range("192.0.2.1", 4000, 4100), CURLE_INTERFACE_FAILED);
  assert_string_equal(program.error, "Could not bind to 192.0.2.1 port 4000: Cannot assign requested address");
}

/* Two neighbouring ports that are taken; `fds` hold them. */
static uint16_t take_two(int fds[2])
{
  for(;;) {
    struct address first;
    fds[0] = listen_at("127.0.0.1", &first);
    struct address second = address_of("127.0.0.1", (uint16_t)(port_of(&first) + 1));
    fds[1] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if(port_of(&first) < UINT16_MAX && os_socket_bind(fds[1], &second) && !listen(fds[1], 1)) return port_of(&first);
    close(fds[0]);
    close(fds[1]);
  }
}

static void a_range_that_is_all_taken(void **state)
{
  int taken[2];
  char words[128];
  uint16_t first = take_two(taken);
  assert_int_equal(open_range("127.0.0.1", first, first + 1), CURLE_INTERFACE_FAILED);
  snprintf(words, sizeof words, "Could not bind to 127.0.0.1 port %u: Address already in use", first + 1U);
  assert_string_equal(program.error, words);
  assert_int_equal(program.opens, 1);
  close(taken[0]);
  close(taken[1]);
}

static void a_range_is_tried_in_order(void **state)
{
  int taken[2];
  uint16_t first = take_two(taken);
  close(taken[1]);
  assert_int_equal(open_range("127.0.0.1", first, first + 1), CURLE_OK);
  assert_int_equal(port_of(listener_address(listener)), first + 1);
  assert_int_equal(program.opens, 1);
  close(taken[0]);
}

static void a_last_port_before_the_first_one_is_none(void **state)
{
  int taken[2];
  uint16_t first = take_two(taken);
  close(taken[1]);
  assert_int_equal(open_range("127.0.0.1", first, 0), CURLE_INTERFACE_FAILED);
  close(taken[0]);
}

static void the_last_port_of_all_ends_a_range(void **state)
{
  struct address last = address_of("127.0.0.1", UINT16_MAX);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  (void)os_socket_bind(fd, &last); /* else somebody else has it */
  assert_int_equal(open_range("127.0.0.1", UINT16_MAX, UINT16_MAX), CURLE_INTERFACE_FAILED);
  close(fd);
}

/* --- it listens -------------------------------------------------------------------------------------------------- */

static void the_gate_is_asked_with_the_address_of_this_host(void **state)
{
  static const char *const at[] = { "127.0.0.1", "::1" };
  for(int i = 0; i < 2; i++) {
    struct address expected = address_of(at[i], 0);
    assert_int_equal(open_at(at[i]), CURLE_OK);
    assert_listens_at(at[i]);
    assert_int_equal(program.asked[i].len, expected.len);
    assert_memory_equal(&program.asked[i].addr, &expected.addr, expected.len);
    assert_int_equal(program.purpose, CURLSOCKTYPE_IPCXN);
    assert_int_equal(program.socktype, SOCK_STREAM);
    assert_int_equal(program.protocol, IPPROTO_TCP);
    assert_int_equal(program.closes, i);
    listener_free(listener);
    listener = NULL;
  }
}

static void by_default_a_socket_of_our_own(void **state)
{
  program.opts.gate = (struct gate_opts){ 0 };
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  int far = come();
  assert_int_equal(accept_one(), CURLE_OK);
  assert_carries(far);
  close(far);
}

static curl_socket_t send_elsewhere(struct program *p, struct curl_sockaddr *address)
{
  struct address other = address_of("127.0.0.9", 0);
  memcpy((char *)address + offsetof(struct curl_sockaddr, addr), &other.addr, other.len);
  return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void it_listens_where_the_program_says(void **state)
{
  program.give = send_elsewhere;
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  assert_listens_at("127.0.0.9");
}

static void a_socket_that_is_bound_stays_where_it_is(void **state)
{
  struct address mine = address_of("127.0.0.7", 0);
  program.give = give_fd;
  program.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_true(os_socket_bind(program.fd, &mine));
  uint16_t port = local_port_of(program.fd);
  assert_int_equal(open_range("127.0.0.1", 1, 2), CURLE_OK);
  assert_listens_at("127.0.0.7");
  assert_int_equal(port_of(listener_address(listener)), port);
}

static void a_socket_that_listens_everywhere_is_told_by_the_address_that_was_asked_for(void **state)
{
  static const char *const everywhere[] = { "0.0.0.0", "::" };
  program.give = give_fd;
  for(int i = 0; i < 2; i++) {
    struct address mine;
    program.fd = listen_at(everywhere[i], &mine);
    assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
    assert_listens_at("127.0.0.1");
    assert_int_equal(port_of(listener_address(listener)), port_of(&mine));
    int far = come();
    assert_int_equal(accept_one(), CURLE_OK);
    assert_carries(far);
    close(far);
    stream_free(stream);
    stream = NULL;
    listener_free(listener);
    listener = NULL;
  }
}

static void a_program_that_calls_every_socket_connected_is_not_believed(void **state)
{
  program.sockopt_says = CURL_SOCKOPT_ALREADY_CONNECTED;
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  int far = come();
  assert_int_equal(accept_one(), CURLE_OK);
  assert_false(stream_socket_info(stream)->supplied);
  assert_carries(far);
  close(far);
}

static void its_port_can_be_had_again_at_once(void **state)
{
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  uint16_t port = port_of(listener_address(listener));
  listener_free(listener);
  assert_int_equal(open_range("127.0.0.1", port, port), CURLE_OK);
  int far = come();
  assert_int_equal(accept_one(), CURLE_OK);
  stream_free(stream); /* we close first, which leaves the port in TIME_WAIT */
  stream = NULL;
  close(far);
  listener_free(listener);
  listener = NULL;
  assert_int_equal(open_range("127.0.0.1", port, port), CURLE_OK);
}

/* --- somebody comes ---------------------------------------------------------------------------------------------- */

static void nobody_is_heard_of_before_somebody_is_waited_for(void **state)
{
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  int far = come();
  wait_for(0);
  assert_int_equal(accept_one(), CURLE_OK);
  close(far);
}

static void who_comes_is_accepted(void **state)
{
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  assert_int_equal(accept_one(), CURLE_AGAIN);
  wait_for(0);
  int far = come();
  wait_for(1);
  assert_null(stream); /* only a call makes it */
  assert_int_equal(accept_one(), CURLE_OK);
  assert_int_equal(local_port_of(far), port_of(&stream_socket_info(stream)->peer));
  assert_carries(far);
  assert_int_equal(program.closes, 1); /* the listening socket is not needed any more */
  wait_for(1);
  close(far);
}

static void whom_the_policy_denies_is_not_accepted(void **state)
{
  struct sluice_policy *policy = policy_public_only();
  assert_int_equal(policy_freeze(policy), CURLE_OK);
  program.opts.gate.policy = policy;
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK); /* of this host: it is nobody to be connected to */
  int far = come();
  assert_int_equal(accept_one(), CURLE_COULDNT_CONNECT);
  assert_non_null(strstr(program.error, "The policy denies 127.0.0.1"));
  assert_int_equal(program.sockopts, 1);
  policy_unref(policy);
  close(far);
}

static void the_accepted_socket_is_the_librarys(void **state)
{
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  int far = come();
  assert_int_equal(accept_one(), CURLE_OK);
  curl_socket_t fd = stream_socket_info(stream)->fd;
  assert_int_equal(program.opens, 1);
  assert_int_equal(program.sockopts, 2);
  assert_int_equal(purposes[0], CURLSOCKTYPE_IPCXN);
  assert_int_equal(purposes[1], CURLSOCKTYPE_ACCEPT);
  assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
  stream_free(stream);
  stream = NULL;
  assert_false(is_open(fd));
  assert_int_equal(program.closes, 1);
  close(far);
}

static void undo_nodelay(struct program *p, curl_socket_t fd)
{
  if(p->purpose != CURLSOCKTYPE_ACCEPT) return;
  assert_int_equal(int_option(fd, IPPROTO_TCP, TCP_NODELAY), 1);
  assert_true(os_socket_set_int(fd, IPPROTO_TCP, TCP_NODELAY, 0));
}

static void an_accepted_socket_has_the_tcp_options_and_the_program_the_last_word(void **state)
{
  program.opts.keepalive = true;
  program.opts.keepalive_idle_s = 33;
  program.at_sockopt = undo_nodelay;
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  int far = come();
  assert_int_equal(accept_one(), CURLE_OK);
  curl_socket_t fd = stream_socket_info(stream)->fd;
  assert_int_equal(int_option(fd, IPPROTO_TCP, TCP_NODELAY), 0);
  assert_int_equal(int_option(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
  assert_int_equal(int_option(fd, IPPROTO_TCP, TCP_KEEPIDLE), 33);
  close(far);
}

static void the_sockopt_callback_may_end_it_there(void **state)
{
  static const int says[] = { CURL_SOCKOPT_ERROR, 77, -1 };
  for(int i = 0; i < 3; i++) {
    char end[2];
    program.sockopt_says = CURL_SOCKOPT_OK;
    assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
    int far = come();
    program.sockopt_says = says[i];
    program.trace.failed = false;
    assert_int_equal(accept_one(), CURLE_ABORTED_BY_CALLBACK);
    assert_string_equal(program.error, "The sockopt callback ended the transfer");
    assert_int_equal(recv(far, end, sizeof end, 0), 0); /* it was closed */
    assert_int_equal(program.closes, i + 1);
    close(far);
    listener_free(listener);
    listener = NULL;
  }
}

static void reset(int fd)
{
  assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger)), 0);
  close(fd);
}

static void who_has_gone_before_being_accepted_is_passed_over(void **state)
{
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  reset(come());
  assert_int_equal(accept_one(), CURLE_AGAIN);
  assert_int_equal(program.sockopts, 1);
  reset(come());
  int far = come();
  wait_for(1);
  assert_int_equal(accept_one(), CURLE_OK);
  assert_carries(far);
  close(far);
}

static void who_has_said_all_and_gone_in_good_order_is_heard(void **state)
{
  char got[8];
  size_t n;
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  int far = come();
  assert_int_equal(send(far, "all", 3, 0), 3);
  close(far);
  assert_int_equal(accept_one(), CURLE_OK);
  assert_int_equal(stream_read(stream, &program.trace, got, sizeof got, &n), CURLE_OK);
  assert_int_equal(n, 3);
  assert_int_equal(stream_read(stream, &program.trace, got, sizeof got, &n), CURLE_OK);
  assert_int_equal(n, 0);
}

static void of_two_the_first_one_is_taken_and_the_other_one_turned_away(void **state)
{
  char got[2];
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  int first = come(), second = come();
  assert_int_equal(accept_one(), CURLE_OK);
  assert_int_equal(local_port_of(first), port_of(&stream_socket_info(stream)->peer));
  assert_int_equal(recv(second, got, sizeof got, 0), -1);
  assert_int_equal(errno, ECONNRESET);
  assert_carries(first);
  close(first);
  close(second);
}

static void close_it(struct program *p, curl_socket_t fd) { close(fd); }

static void a_program_that_closes_what_it_gave(void **state)
{
  program.at_sockopt = close_it;
  program.opts.gate.close = NULL;
  assert_int_equal(open_at("127.0.0.1"), CURLE_INTERFACE_FAILED);
  assert_true(program.trace.failed);
  program.opens = 0; /* nothing of it was the close callback's */
}

static void a_socket_that_does_not_listen_any_more(void **state)
{
  struct address at;
  program.give = give_fd;
  program.fd = listen_at("127.0.0.1", &at);
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  shutdown(program.fd, SHUT_RDWR);
  assert_int_equal(accept_one(), CURLE_FTP_ACCEPT_FAILED);
  assert_non_null(strstr(program.error, "Could not accept a connection: "));
  assert_int_equal(program.closes, 1);
}

/* --- ends, memory, words ----------------------------------------------------------------------------------------- */

static void freeing_it_ends_the_waiting(void **state)
{
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  assert_int_equal(accept_one(), CURLE_AGAIN);
  int far = come();
  listener_free(listener);
  listener = NULL;
  assert_int_equal(program.closes, 1);
  wait_for(0);
  close(far);
  listener_free(NULL);
}

static void running_out_of_memory_leaves_nothing_open(void **state)
{
  CURLcode code = CURLE_OUT_OF_MEMORY;
  for(long n = 0; code; n++) {
    int far = -1;
    program.trace.failed = false;
    failing_after(n);
    code = open_at("127.0.0.1");
    if(!code) {
      code = accept_one();
      assert_true(code == CURLE_AGAIN || code == CURLE_OUT_OF_MEMORY);
      if(code == CURLE_AGAIN) {
        far = come();
        code = accept_one();
      }
    }
    failing_end();
    assert_true(!code || code == CURLE_OUT_OF_MEMORY);
    assert_int_equal(!code, stream != NULL);
    assert_int_equal(program.trace.failed, code != CURLE_OK);
    listener_free(listener);
    listener = NULL;
    assert_int_equal(program.closes, program.opens);
    if(far >= 0) close(far);
  }
}

static char words[1024];

static int write_down(CURL *handle, curl_infotype type, char *data, size_t size, void *userptr)
{
  strncat(words, data, size);
  return 0;
}

static void what_happens_is_told_when_wanted(void **state)
{
  char expected[256];
  *words = '\0';
  program.trace_opts.verbose = true;
  program.trace_opts.debug = write_down;
  program.give = give_fd;
  program.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(open_at("127.0.0.1"), CURLE_OK);
  uint16_t port = port_of(listener_address(listener));
  int far = come();
  assert_int_equal(accept_one(), CURLE_OK);
  snprintf(expected, sizeof expected,
           "Listening at 127.0.0.1 port %u (fd %d)\n"
           "Accepted 127.0.0.1 port %u (fd %d)\n",
           port, program.fd, local_port_of(far), (int)stream_socket_info(stream)->fd);
  assert_string_equal(words, expected);
  close(far);
}

#define LISTENER_TEST(name) cmocka_unit_test_setup_teardown(name, begin, finish)

int main(void)
{
  const struct CMUnitTest tests[] = {
    LISTENER_TEST(the_program_refuses),
    LISTENER_TEST(what_cannot_listen_is_refused),
    LISTENER_TEST(a_place_that_no_peer_can_be_told_is_none),
    LISTENER_TEST(the_sockopt_callback_ends_it_before_the_socket_is_bound),
    LISTENER_TEST(an_address_of_another_host),
    LISTENER_TEST(a_range_that_is_all_taken),
    LISTENER_TEST(a_range_is_tried_in_order),
    LISTENER_TEST(a_last_port_before_the_first_one_is_none),
    LISTENER_TEST(the_last_port_of_all_ends_a_range),
    LISTENER_TEST(the_gate_is_asked_with_the_address_of_this_host),
    LISTENER_TEST(by_default_a_socket_of_our_own),
    LISTENER_TEST(it_listens_where_the_program_says),
    LISTENER_TEST(a_socket_that_is_bound_stays_where_it_is),
    LISTENER_TEST(a_socket_that_listens_everywhere_is_told_by_the_address_that_was_asked_for),
    LISTENER_TEST(a_program_that_calls_every_socket_connected_is_not_believed),
    LISTENER_TEST(its_port_can_be_had_again_at_once),
    LISTENER_TEST(nobody_is_heard_of_before_somebody_is_waited_for),
    LISTENER_TEST(who_comes_is_accepted),
    LISTENER_TEST(whom_the_policy_denies_is_not_accepted),
    LISTENER_TEST(the_accepted_socket_is_the_librarys),
    LISTENER_TEST(an_accepted_socket_has_the_tcp_options_and_the_program_the_last_word),
    LISTENER_TEST(the_sockopt_callback_may_end_it_there),
    LISTENER_TEST(who_has_gone_before_being_accepted_is_passed_over),
    LISTENER_TEST(who_has_said_all_and_gone_in_good_order_is_heard),
    LISTENER_TEST(of_two_the_first_one_is_taken_and_the_other_one_turned_away),
    LISTENER_TEST(a_program_that_closes_what_it_gave),
    LISTENER_TEST(a_socket_that_does_not_listen_any_more),
    LISTENER_TEST(freeing_it_ends_the_waiting),
    LISTENER_TEST(running_out_of_memory_leaves_nothing_open),
    LISTENER_TEST(what_happens_is_told_when_wanted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
