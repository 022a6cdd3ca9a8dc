/* The descriptors of a running transfer, for programs that wait by themselves. The far end is a socket pair's, which says
 * nothing. */
#include "check.h"
#include <curl/curl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

static CURLM *multi;
static CURL *easy;
static int far_end, near_end;

static curl_socket_t give_near_end(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  return near_end;
}

static int it_is_connected(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  return CURL_SOCKOPT_ALREADY_CONNECTED;
}

static int set_up(void **state)
{
  int pair[2];
  if(socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return -1;
  near_end = pair[0];
  far_end = pair[1];
  multi = curl_multi_init();
  easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_URL, "http://192.0.2.1/");
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, give_near_end);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, it_is_connected);
  return 0;
}

static int tear_down(void **state)
{
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  close(far_end);
  return 0;
}

/* Until the request is sent and an answer is waited for. */
static void run_until_it_waits(void)
{
  char byte;
  int running = 1;
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  for(int turn = 0; turn < 100; turn++) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    assert_int_equal(running, 1);
    if(recv(far_end, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1) return;
  }
  fail_msg("no request comes");
}

static void an_array_that_is_too_small_is_told(void **state)
{
  struct curl_waitfd fds[1] = { { .fd = -1 } };
  unsigned count = 0;
  run_until_it_waits();
  assert_int_equal(curl_multi_waitfds(multi, fds, 0, &count), CURLM_OUT_OF_MEMORY);
  assert_int_equal(count, 1);
  assert_int_equal(fds[0].fd, -1);
  assert_int_equal(curl_multi_waitfds(multi, fds, 0, NULL), CURLM_OUT_OF_MEMORY);
}

static void without_an_array_it_counts(void **state)
{
  unsigned count = 0;
  run_until_it_waits();
  assert_int_equal(curl_multi_waitfds(multi, NULL, 0, &count), CURLM_OK);
  assert_int_equal(count, 1);
}

static void the_socket_is_shown(void **state)
{
  struct curl_waitfd fds[2] = { { .fd = -1 }, { .fd = -1 } };
  unsigned count = 0;
  run_until_it_waits();
  assert_int_equal(curl_multi_waitfds(multi, fds, 2, &count), CURLM_OK);
  assert_int_equal(count, 1);
  assert_int_equal(fds[0].fd, near_end);
  assert_int_equal(fds[0].events, CURL_WAIT_POLLIN);
  assert_int_equal(fds[0].revents, 0);
  assert_int_equal(fds[1].fd, -1);
}

static void a_set_keeps_what_is_in_it(void **state)
{
  fd_set readable, writable, exceptional;
  int max_fd = -1;
  FD_ZERO(&readable);
  FD_ZERO(&writable);
  FD_ZERO(&exceptional);
  FD_SET(far_end, &readable);
  run_until_it_waits();
  assert_int_equal(curl_multi_fdset(multi, &readable, &writable, &exceptional, &max_fd), CURLM_OK);
  assert_int_equal(max_fd, near_end);
  assert_true(FD_ISSET(near_end, &readable));
  assert_true(FD_ISSET(far_end, &readable));
  assert_false(FD_ISSET(near_end, &writable));
}

/* One more than an fd_set has room for, with memory of ours behind it. */
static void a_descriptor_beyond_the_set_is_left_out(void **state)
{
  struct {
    fd_set set;
    unsigned char guard[64];
  } readable = { 0 }, writable = { 0 };
  fd_set exceptional;
  int max_fd = 7;
  struct rlimit limit;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = FD_SETSIZE + 16;
  if(setrlimit(RLIMIT_NOFILE, &limit)) skip();
  assert_int_equal(dup2(near_end, FD_SETSIZE + 1), FD_SETSIZE + 1);
  close(near_end);
  near_end = FD_SETSIZE + 1;
  FD_ZERO(&exceptional);
  run_until_it_waits();
  assert_int_equal(curl_multi_fdset(multi, &readable.set, &writable.set, &exceptional, &max_fd), CURLM_OK);
  assert_int_equal(max_fd, -1);
  for(size_t i = 0; i < sizeof readable.guard; i++) assert_int_equal(readable.guard[i] | writable.guard[i], 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(an_array_that_is_too_small_is_told),
    TEST(without_an_array_it_counts),
    TEST(the_socket_is_shown),
    TEST(a_set_keeps_what_is_in_it),
    TEST(a_descriptor_beyond_the_set_is_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
