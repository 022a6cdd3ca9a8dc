/* Races on a clock of our own. Most are run over socketpairs that stand for connections: a full one is a connect(2)
 * that is under way, and it is connected when its far end has been read empty. */
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stream/dial.h"
#include "unit/base/failing_alloc.h"
#include "unit/stream/program.h"

#define MS 1000 /* microseconds */

/* What connect(2) does, by the last byte of the address. */
enum { HANGS = 1, REFUSES = 2, CONNECTS = 3, IS_INTERRUPTED = 4, CONNECTS_TO_NOTHING = 5 };

static struct program program;
static struct poller *poller;
static struct dial *dial;
static struct stream *stream;
static int ready_calls;
static int far_ends[PROGRAM_MAX]; /* by number of opening */
static int given[PROGRAM_MAX];
static struct address tried[PROGRAM_MAX];
static int tries;

static void be_ready(void *owner)
{
  assert_ptr_equal(owner, &program);
  ready_calls++;
}

static curl_socket_t give_pair(struct program *p, struct curl_sockaddr *address)
{
  int fds[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
  far_ends[p->opens - 1] = fds[1];
  return given[p->opens - 1] = fds[0];
}

static int played_connect(curl_socket_t fd, const struct sockaddr *addr, socklen_t len)
{
  struct address *a = &tried[tries++];
  *a = (struct address){ .len = len };
  memcpy(&a->addr, addr, len);
  switch(((const uint8_t *)addr)[addr->sa_family == AF_INET6 ? 23 : 7]) {
  case CONNECTS:
  case CONNECTS_TO_NOTHING:
    return 0;
  case REFUSES:
    errno = ECONNREFUSED;
    return -1;
  case IS_INTERRUPTED:
    errno = EINTR;
    break;
  default:
    errno = EINPROGRESS;
  }
  int errno_before = errno;
  while(write(fd, "0123456789", 10) > 0) continue;
  errno = errno_before;
  return -1;
}

/* The hanging attempt that was opened as number `i` gets through. */
static void let_through(int i)
{
  char bytes[4096];
  while(read(far_ends[i], bytes, sizeof bytes) > 0) continue;
}

static struct system_ops played;

static struct address_set *set_of(const char *const *texts, size_t count)
{
  struct address_set *s = address_set_new(count);
  for(size_t i = 0; i < count; i++) s->at[i] = address_of(texts[i], 80);
  return s;
}

static void begin_set(struct address_set *addrs, const struct system_ops *system)
{
  const struct dial_config config = {
    .opts = &program.opts,
    .system = system,
    .poller = poller = poller_new(),
    .trace = &program.trace,
    .host = "example.org",
    .port = 80,
    .ready = be_ready,
    .owner = &program,
  };
  ready_calls = tries = 0;
  stream = NULL;
  memset(far_ends, -1, sizeof far_ends);
  dial = dial_new(&config, addrs);
  assert_non_null(dial);
  address_set_unref(addrs);
  assert_int_equal(dial_deadline(dial), INT64_MIN);
  assert_int_equal(program.opens, 0);
}

/* A race among `texts`, played. */
#define BEGIN(...)                                                   \
  do {                                                               \
    static const char *const texts[] = { __VA_ARGS__ };              \
    played = system_native;                                          \
    played.connect = played_connect;                                 \
    program_init(&program);                                          \
    program.give = give_pair;                                        \
    begin_set(set_of(texts, sizeof texts / sizeof *texts), &played); \
  } while(0)

static CURLcode step(int64_t now) { return dial_step(dial, now, &stream); }

static void wait_for(int expected)
{
  int ready = -1;
  assert_int_equal(poller_wait(poller, NULL, 0, expected ? 2000 : 0, &ready), CURLE_OK);
  assert_int_equal(ready, expected);
}

/* Everything is given back, and each socket that was opened was closed once. */
static void finish(int opened)
{
  dial_free(dial);
  stream_free(stream);
  assert_null(poller_next(poller, NULL));
  assert_int_equal(program.closes, opened);
  for(int i = 0; i < opened; i++) {
    assert_false(is_open(program.closed[i]));
    if(far_ends[i] >= 0) close(far_ends[i]);
  }
  assert_true(program.was_guarded);
  poller_free(poller);
}

static void assert_tried(const char *const *texts, int count)
{
  assert_int_equal(tries, count);
  for(int i = 0; i < count; i++) {
    struct address a = address_of(texts[i], 80);
    assert_int_equal(tried[i].len, a.len);
    assert_memory_equal(&tried[i].addr, &a.addr, a.len);
  }
}

#define TRIED(...)                                      \
  do {                                                  \
    static const char *const texts[] = { __VA_ARGS__ }; \
    assert_tried(texts, sizeof texts / sizeof *texts);  \
  } while(0)

/* --- failures ---------------------------------------------------------------------------------------------------- */

static void no_address_at_all(void **state)
{
  program_init(&program);
  begin_set(address_set_new(0), &system_native);
  assert_int_equal(step(0), CURLE_COULDNT_CONNECT);
  assert_string_equal(program.error, "Failed to connect to example.org port 80 after 0 ms: no address to try");
  assert_int_equal(dial_errno(dial), 0);
  finish(0);
}

/* CURLOPT_ADDRESS_SCOPE(3): of IPv6 addresses, but not in place of their own. */
static void an_address_without_a_scope_gets_the_programs(void **state)
{
  BEGIN("fe80::1%lo", "fe80::2", "192.0.2.2");
  const struct address *own = &tried[0], *other = &tried[2];
  program.opts.address_scope = 77;
  for(int64_t now = 0; step(now) == CURLE_AGAIN && tries < 3;) now = dial_deadline(dial);
  assert_int_equal(((const struct sockaddr_in6 *)&own->addr)->sin6_scope_id, if_nametoindex("lo"));
  assert_int_equal(((const struct sockaddr_in6 *)&other->addr)->sin6_scope_id, 77);
  finish(3);
}

static void all_fail_and_families_take_turns(void **state)
{
  BEGIN("2001:db8::1:2", "2001:db8::2:2", "2001:db8::3:2", "192.0.2.2", "198.51.100.2");
  assert_int_equal(step(7 * MS), CURLE_COULDNT_CONNECT);
  TRIED("2001:db8::1:2", "192.0.2.2", "2001:db8::2:2", "198.51.100.2", "2001:db8::3:2");
  assert_string_equal(program.error, "Failed to connect to example.org port 80 after 0 ms: Connection refused");
  assert_int_equal(dial_errno(dial), ECONNREFUSED);
  finish(5);
}

static void the_turns_begin_with_the_first_addresss_family(void **state)
{
  BEGIN("192.0.2.2", "198.51.100.2", "2001:db8::1:2");
  assert_int_equal(step(0), CURLE_COULDNT_CONNECT);
  TRIED("192.0.2.2", "2001:db8::1:2", "198.51.100.2");
  finish(3);
}

static void all_are_refused_by_the_callback(void **state)
{
  BEGIN("192.0.2.3", "2001:db8::1:3");
  program.give = give_nothing;
  assert_int_equal(step(0), CURLE_COULDNT_CONNECT);
  assert_string_equal(program.error, "Failed to connect to example.org port 80 after 0 ms: "
                                     "The open-socket callback refused 2001:db8::1:3 port 80");
  assert_int_equal(program.opens, 2);
  assert_int_equal(program.sockopts, 0);
  assert_int_equal(tries, 0);
  assert_int_equal(dial_errno(dial), 0);
  finish(0);
}

static curl_socket_t refuse_the_first(struct program *p, struct curl_sockaddr *address)
{
  return p->opens == 1 ? CURL_SOCKET_BAD : give_pair(p, address);
}

static void a_refusal_is_told_also_when_the_last_failure_is_another(void **state)
{
  BEGIN("2001:db8::1:3", "192.0.2.2");
  program.give = refuse_the_first;
  assert_int_equal(step(0), CURLE_COULDNT_CONNECT);
  assert_string_equal(program.error, "Failed to connect to example.org port 80 after 0 ms: Connection refused; "
                                     "The open-socket callback refused 2001:db8::1:3 port 80");
  finish(1);
}

/* The hanging attempt that was opened as number `i` ends in an error: what was a connection is no socket any more. */
static void break_off(int i)
{
  close(far_ends[i]);
  far_ends[i] = -1;
  wait_for(1);
  int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  assert_int_equal(dup2(file, given[i]), given[i]);
  close(file);
}

static void the_time_it_took_is_told(void **state)
{
  BEGIN("192.0.2.1", "198.51.100.2");
  assert_int_equal(step(1000 * MS), CURLE_AGAIN);
  break_off(0);
  assert_int_equal(step(1042 * MS), CURLE_COULDNT_CONNECT);
  assert_string_equal(program.error, "Failed to connect to example.org port 80 after 42 ms: Connection refused");
  finish(2);
}

static void a_sockopt_error_ends_all_at_once(void **state)
{
  BEGIN("192.0.2.1", "198.51.100.3", "203.0.113.3");
  assert_int_equal(step(0), CURLE_AGAIN);
  program.sockopt_says = CURL_SOCKOPT_ERROR;
  assert_int_equal(step(200 * MS), CURLE_ABORTED_BY_CALLBACK);
  assert_string_equal(program.error, "The sockopt callback ended the transfer");
  assert_int_equal(program.opens, 2);
  assert_int_equal(tries, 1);
  finish(2);
}

static void a_local_end_that_fits_no_address(void **state)
{
  char local[] = "host!192.0.2.77";
  BEGIN("2001:db8::1:3", "192.0.2.3");
  program.give = NULL;
  program.opts.interface = local;
  assert_int_equal(step(0), CURLE_INTERFACE_FAILED);
  assert_non_null(strstr(program.error, "Could not bind to 192.0.2.77"));
  assert_int_equal(dial_errno(dial), EADDRNOTAVAIL);
  assert_int_equal(tries, 0);
  finish(2);
}

static void a_connection_to_nothing(void **state)
{
  BEGIN("192.0.2.5");
  program.give = NULL; /* a socket that connect(2) only says to have connected */
  assert_int_equal(step(0), CURLE_COULDNT_CONNECT);
  assert_int_equal(dial_errno(dial), ENOTCONN);
  finish(1);
}

static void nobody_listens(void **state)
{
  struct address_set *s = address_set_new(1);
  int listener = listen_at("127.0.0.1", &s->at[0]);
  close(listener);
  program_init(&program);
  begin_set(s, &system_native);
  CURLcode code = step(0);
  while(code == CURLE_AGAIN) {
    assert_int_equal(dial_deadline(dial), INT64_MAX);
    wait_for(1);
    code = step(3 * MS);
  }
  assert_int_equal(code, CURLE_COULDNT_CONNECT);
  assert_int_equal(dial_errno(dial), ECONNREFUSED);
  assert_non_null(strstr(program.error, " ms: Connection refused"));
  finish(1);
}

/* --- one wins ---------------------------------------------------------------------------------------------------- */

static void a_single_address_connects(void **state)
{
  static const char *const at[] = { "127.0.0.1", "::1" };
  for(int i = 0; i < 2; i++) {
    struct address_set *s = address_set_new(1);
    int listener = listen_at(at[i], &s->at[0]);
    struct address there = s->at[0];
    program_init(&program);
    begin_set(s, &system_native);
    CURLcode code = step(0);
    assert_int_equal(dial_deadline(dial), INT64_MAX);
    if(code == CURLE_AGAIN) {
      wait_for(1);
      assert_int_equal(ready_calls, 1);
      assert_null(stream); /* only a step makes it */
      code = step(1 * MS);
    }
    assert_int_equal(code, CURLE_OK);
    assert_int_equal(stream_watch(stream)->events, WATCH_WRITE); /* what the attempt was watched for */
    assert_memory_equal(&stream_socket_info(stream)->peer.addr, &there.addr, there.len);
    assert_false(stream_socket_info(stream)->supplied);
    assert_int_equal(program.closes, 0);
    assert_false(program.trace.failed);
    assert_int_equal(stream_want(stream, WATCH_WRITE), CURLE_OK);
    finish(1);
    close(listener);
  }
}

static void a_unix_socket_connects_at_once(void **state)
{
  struct address_set *s = address_set_new(1);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  char name[32] = "";
  int len = snprintf(name + 1, sizeof name - 1, "sluice-dial-%ld", (long)getpid());
  assert_true(address_unix(name, (size_t)len + 1, &s->at[0]));
  assert_true(os_socket_bind(listener, &s->at[0]));
  assert_int_equal(listen(listener, 4), 0);
  program_init(&program);
  begin_set(s, &system_native);
  assert_int_equal(step(0), CURLE_OK);
  assert_int_equal(ready_calls, 0);
  assert_int_equal(stream_socket_info(stream)->peer.addr.ss_family, AF_UNIX);
  finish(1);
  close(listener);
}

static void ipv6_hangs_and_ipv4_wins_after_the_delay(void **state)
{
  BEGIN("2001:db8::1:1", "192.0.2.3");
  const int64_t begun = INT64_C(123456789);
  assert_int_equal(step(begun), CURLE_AGAIN);
  assert_int_equal(dial_deadline(dial), begun + 200 * MS);
  wait_for(0);
  assert_int_equal(step(begun + 200 * MS - 1), CURLE_AGAIN);
  assert_int_equal(program.opens, 1);
  assert_int_equal(step(begun + 200 * MS), CURLE_OK);
  TRIED("2001:db8::1:1", "192.0.2.3");
  assert_int_equal(stream_socket_info(stream)->fd, given[1]);
  assert_int_equal(program.closes, 1); /* the other one, at once */
  assert_int_equal(program.closed[0], given[0]);
  finish(2);
}

static void the_slow_one_may_still_win(void **state)
{
  BEGIN("2001:db8::1:1", "192.0.2.1", "198.51.100.3");
  program.opts.happy_eyeballs_ms = 50;
  assert_int_equal(step(0), CURLE_AGAIN);
  assert_int_equal(step(50 * MS), CURLE_AGAIN);
  assert_int_equal(dial_deadline(dial), 100 * MS);
  let_through(0);
  wait_for(1);
  assert_true(ready_calls > 0);
  assert_int_equal(step(60 * MS), CURLE_OK);
  assert_int_equal(stream_socket_info(stream)->fd, given[0]);
  assert_int_equal(program.opens, 2);
  assert_int_equal(program.closed[0], given[1]);
  finish(2);
}

static void a_failure_starts_the_next_one_at_once(void **state)
{
  BEGIN("2001:db8::1:1", "192.0.2.2", "2001:db8::2:1", "198.51.100.3");
  assert_int_equal(step(0), CURLE_AGAIN);
  assert_int_equal(step(200 * MS), CURLE_AGAIN); /* the second one fails, so the third one runs beside the first */
  TRIED("2001:db8::1:1", "192.0.2.2", "2001:db8::2:1");
  assert_int_equal(dial_deadline(dial), 400 * MS);
  assert_int_equal(step(400 * MS), CURLE_OK);
  finish(4);
}

static void a_failure_under_way_starts_the_next_one_at_once(void **state)
{
  struct address_set *s = address_set_new(2);
  close(listen_at("127.0.0.1", &s->at[0]));
  int listener = listen_at("127.0.0.1", &s->at[1]);
  program_init(&program);
  begin_set(s, &system_native);
  CURLcode code;
  while((code = step(1)) == CURLE_AGAIN) wait_for(1); /* the clock stands still */
  assert_int_equal(code, CURLE_OK);
  assert_int_equal(dial_errno(dial), ECONNREFUSED);
  assert_false(program.trace.failed);
  assert_string_equal(program.error, "");
  finish(2);
  close(listener);
}

static void one_of_several_that_fails_makes_room_at_once(void **state)
{
  BEGIN("192.0.2.1", "192.0.3.1", "192.0.4.1", "192.0.5.1");
  assert_int_equal(step(0), CURLE_AGAIN);
  assert_int_equal(step(200 * MS), CURLE_AGAIN);
  break_off(1);
  assert_int_equal(step(210 * MS), CURLE_AGAIN);
  assert_int_equal(program.opens, 3);
  assert_int_equal(program.closes, 1);
  assert_int_equal(dial_deadline(dial), 410 * MS);
  finish(3);
}

static void a_refused_address_is_passed_over(void **state)
{
  BEGIN("2001:db8::1:3", "192.0.2.3");
  program.give = refuse_the_first;
  assert_int_equal(step(0), CURLE_OK);
  TRIED("192.0.2.3");
  assert_false(program.trace.failed); /* the error buffer is for what ends the transfer */
  assert_string_equal(program.error, "");
  finish(1);
}

static curl_socket_t give_a_file_first(struct program *p, struct curl_sockaddr *address)
{
  return p->opens == 1 ? open("/dev/null", O_RDWR | O_CLOEXEC) : give_pair(p, address);
}

static void a_descriptor_that_is_no_socket_is_passed_over(void **state)
{
  BEGIN("2001:db8::1:3", "192.0.2.3");
  program.give = give_a_file_first;
  assert_int_equal(step(0), CURLE_OK);
  TRIED("192.0.2.3");
  finish(2);
}

static void a_local_end_is_for_the_addresses_that_it_fits(void **state)
{
  struct address_set *s = address_set_new(2);
  char local[] = "host!127.0.0.9";
  s->at[0] = address_of("2001:db8::1", 80);
  int listener = listen_at("127.0.0.1", &s->at[1]);
  char text[ADDRESS_TEXT_MAX];
  program_init(&program);
  program.opts.interface = local;
  begin_set(s, &system_native);
  CURLcode code = step(0);
  if(code == CURLE_AGAIN) {
    wait_for(1);
    code = step(1);
  }
  assert_int_equal(code, CURLE_OK);
  const struct address *mine = &stream_socket_info(stream)->local;
  address_text((const struct sockaddr *)&mine->addr, mine->len, text);
  assert_string_equal(text, "127.0.0.9");
  finish(2);
  close(listener);
}

static curl_socket_t send_elsewhere(struct program *p, struct curl_sockaddr *address)
{
  struct address other = address_of("2001:db8::9:3", 80);
  memcpy((char *)address + offsetof(struct curl_sockaddr, addr), &other.addr, other.len);
  address->family = AF_INET6;
  address->addrlen = other.len;
  return give_pair(p, address);
}

static void connect_goes_where_the_callback_says(void **state)
{
  BEGIN("192.0.2.2");
  program.give = send_elsewhere;
  assert_int_equal(step(0), CURLE_OK);
  TRIED("2001:db8::9:3");
  finish(1);
}

static void a_supplied_socket_wins_at_once(void **state)
{
  BEGIN("2001:db8::1:1", "192.0.2.2");
  assert_int_equal(step(0), CURLE_AGAIN);
  program.sockopt_says = CURL_SOCKOPT_ALREADY_CONNECTED;
  assert_int_equal(step(200 * MS), CURLE_OK);
  assert_int_equal(tries, 1); /* no connect(2) for it */
  assert_int_equal(stream_socket_info(stream)->fd, given[1]);
  assert_true(stream_socket_info(stream)->supplied);
  assert_int_equal(program.closed[0], given[0]);
  finish(2);
}

static void an_interrupted_connect_goes_on(void **state)
{
  BEGIN("192.0.2.4");
  assert_int_equal(step(0), CURLE_AGAIN);
  let_through(0);
  wait_for(1);
  assert_int_equal(step(1), CURLE_OK);
  finish(1);
}

static void the_oldest_is_given_up_for_the_seventh(void **state)
{
  BEGIN("192.0.2.1", "192.0.3.1", "192.0.4.1", "192.0.5.1", "192.0.6.1", "192.0.7.1", "192.0.8.1", "192.0.9.2");
  for(int i = 0; i < DIAL_ATTEMPTS_MAX; i++) {
    assert_int_equal(step(i * 200 * MS), CURLE_AGAIN);
    assert_int_equal(program.opens, i + 1);
  }
  assert_int_equal(program.closes, 0);
  assert_int_equal(step(1200 * MS), CURLE_AGAIN);
  assert_int_equal(program.closes, 1);
  assert_int_equal(program.closed[0], given[0]);
  assert_int_equal(step(1400 * MS), CURLE_AGAIN);
  assert_int_equal(program.closed[1], given[1]);
  assert_int_equal(dial_deadline(dial), INT64_MAX); /* none is left: the rest may take its time */
  let_through(6);
  wait_for(1);
  assert_int_equal(step(9000 * MS), CURLE_OK);
  assert_int_equal(stream_socket_info(stream)->fd, given[6]);
  finish(8);
}

static void without_a_delay_they_run_side_by_side(void **state)
{
  BEGIN("192.0.2.1", "192.0.3.1", "192.0.4.1");
  program.opts.happy_eyeballs_ms = -1;
  for(int i = 0; i < 3; i++) {
    assert_int_equal(step(5), CURLE_AGAIN);
    assert_int_equal(program.opens, i + 1);
    assert_int_equal(dial_deadline(dial), i < 2 ? 5 : INT64_MAX);
  }
  finish(3);
}

static void freeing_in_the_middle_closes_what_is_under_way(void **state)
{
  BEGIN("192.0.2.1", "2001:db8::1:1", "198.51.100.1");
  assert_int_equal(step(0), CURLE_AGAIN);
  assert_int_equal(step(200 * MS), CURLE_AGAIN);
  finish(2);
  dial_free(NULL);
}

/* --- memory, words ----------------------------------------------------------------------------------------------- */

static void running_out_of_memory_ends_the_dial(void **state)
{
  CURLcode code = CURLE_OUT_OF_MEMORY;
  for(long n = 0; code; n++) {
    BEGIN("2001:db8::1:1", "192.0.2.3");
    failing_after(n);
    code = step(0);
    if(code == CURLE_AGAIN) code = step(200 * MS);
    failing_end();
    assert_true(!code || code == CURLE_OUT_OF_MEMORY);
    assert_int_equal(!code, stream != NULL);
    if(code) assert_true(program.trace.failed);
    finish(program.opens);
  }
}

static char words[4096];

static int write_down(CURL *handle, curl_infotype type, char *data, size_t size, void *userptr)
{
  strncat(words, data, size);
  return 0;
}

static void what_happens_is_told_when_wanted(void **state)
{
  BEGIN("2001:db8::1:2", "192.0.2.3");
  *words = '\0';
  program.trace_opts.verbose = true;
  program.trace_opts.debug = write_down;
  assert_int_equal(step(0), CURLE_OK);
  char expected[512];
  snprintf(expected, sizeof expected,
           "  Trying [2001:db8::1:2]:80... (fd %d)\n"
           "Attempt on fd %d failed: Connection refused\n"
           "  Trying 192.0.2.3:80... (fd %d)\n"
           "Connected to example.org (unnamed) (fd %d)\n",
           given[0], given[0], given[1], given[1]);
  assert_string_equal(words, expected);
  finish(2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_address_at_all),
    cmocka_unit_test(an_address_without_a_scope_gets_the_programs),
    cmocka_unit_test(all_fail_and_families_take_turns),
    cmocka_unit_test(the_turns_begin_with_the_first_addresss_family),
    cmocka_unit_test(all_are_refused_by_the_callback),
    cmocka_unit_test(a_refusal_is_told_also_when_the_last_failure_is_another),
    cmocka_unit_test(the_time_it_took_is_told),
    cmocka_unit_test(a_sockopt_error_ends_all_at_once),
    cmocka_unit_test(a_local_end_that_fits_no_address),
    cmocka_unit_test(a_connection_to_nothing),
    cmocka_unit_test(nobody_listens),
    cmocka_unit_test(a_single_address_connects),
    cmocka_unit_test(a_unix_socket_connects_at_once),
    cmocka_unit_test(ipv6_hangs_and_ipv4_wins_after_the_delay),
    cmocka_unit_test(the_slow_one_may_still_win),
    cmocka_unit_test(a_failure_starts_the_next_one_at_once),
    cmocka_unit_test(a_failure_under_way_starts_the_next_one_at_once),
    cmocka_unit_test(one_of_several_that_fails_makes_room_at_once),
    cmocka_unit_test(a_refused_address_is_passed_over),
    cmocka_unit_test(a_descriptor_that_is_no_socket_is_passed_over),
    cmocka_unit_test(a_local_end_is_for_the_addresses_that_it_fits),
    cmocka_unit_test(connect_goes_where_the_callback_says),
    cmocka_unit_test(a_supplied_socket_wins_at_once),
    cmocka_unit_test(an_interrupted_connect_goes_on),
    cmocka_unit_test(the_oldest_is_given_up_for_the_seventh),
    cmocka_unit_test(without_a_delay_they_run_side_by_side),
    cmocka_unit_test(freeing_in_the_middle_closes_what_is_under_way),
    cmocka_unit_test(running_out_of_memory_ends_the_dial),
    cmocka_unit_test(what_happens_is_told_when_wanted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
