/* Multi handles that end too early, handles that are reset or freed in the middle, calls from socket callbacks. After
 * each, nothing leaks, every socket is closed once, and the handles that are left can be used. */
#include "check.h"
#include "exchange.h"
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define HANDLES 4

static struct peer peer;
static CURLM *multi;
static CURL *easy[HANDLES];
static size_t writes[HANDLES];
static size_t given[HANDLES];

static size_t pause_at_third(char *data, size_t size, size_t count, void *clientp)
{
  size_t *calls = clientp;
  return ++*calls == 3 ? CURL_WRITEFUNC_PAUSE : size * count;
}

static size_t drop(char *data, size_t size, size_t count, void *clientp) { return size * count; }

#define UPLOAD_SIZE (64 * 1024)

static size_t give(char *to, size_t size, size_t count, void *clientp)
{
  size_t *done = clientp;
  size_t len = size * count < 1000 ? size * count : 1000;
  if(len > UPLOAD_SIZE - *done) len = UPLOAD_SIZE - *done;
  memset(to, 'u', len);
  *done += len;
  return len;
}

/* A download that comes in pieces and pauses, an upload, one that only connects, and one that answers late. */
static const struct step scripts[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET"), SEND("HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n"), SEND_FILL("a", 10000), PAUSE(1),
    SEND_FILL("b", 10000), PAUSE(1), SEND_FILL("c", 10000), PAUSE(1), SEND_FILL("d", 10000) },
  { IGNORE },
  { IGNORE },
  { IGNORE },
};

static void begin(void)
{
  memset(writes, 0, sizeof writes);
  memset(given, 0, sizeof given);
  peer_init(&peer, scripts);
  multi = curl_multi_init();
  for(size_t i = 0; i < HANDLES; i++) {
    easy[i] = curl_easy_init();
    peer_install(&peer, easy[i]);
    curl_easy_setopt(easy[i], CURLOPT_URL, URL);
    curl_easy_setopt(easy[i], CURLOPT_WRITEFUNCTION, pause_at_third);
    curl_easy_setopt(easy[i], CURLOPT_WRITEDATA, &writes[i]);
  }
  curl_easy_setopt(easy[1], CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy[1], CURLOPT_INFILESIZE, (long)UPLOAD_SIZE);
  curl_easy_setopt(easy[1], CURLOPT_READFUNCTION, give);
  curl_easy_setopt(easy[1], CURLOPT_READDATA, &given[1]);
  curl_easy_setopt(easy[2], CURLOPT_CONNECT_ONLY, 1L);
  for(size_t i = 0; i < HANDLES; i++) assert_int_equal(curl_multi_add_handle(multi, easy[i]), CURLM_OK);
}

static void turns(int count)
{
  while(count--) {
    assert_int_equal(curl_multi_perform(multi, NULL), CURLM_OK);
    if(!peer_turn(&peer)) curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
}

static void end(void)
{
  for(size_t i = 0; i < HANDLES; i++) {
    curl_easy_cleanup(easy[i]);
    easy[i] = NULL;
  }
  if(multi) assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  multi = NULL;
  (void)peer_end(&peer); /* its scripts end where the test does */
  assert_string_equal(peer.misuse, "");
  assert_int_equal(peer_open_count(&peer), 0);
}

/* A handle does an ordinary transfer, whatever it has been through. */
static void assert_usable(CURL *handle)
{
  static const struct step hello[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET"), SEND(OK_HELLO) } };
  struct peer another;
  long status = 0;
  peer_init(&another, hello);
  peer_start(&another);
  curl_easy_reset(handle);
  peer_install(&another, handle);
  curl_easy_setopt(handle, CURLOPT_URL, URL);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 10000L);
  assert_int_equal(curl_easy_perform(handle), CURLE_OK);
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  assert_int_equal(status, 200);
  curl_easy_cleanup(handle);
  assert_string_equal(peer_end(&another), "");
}

#define TURNS 24 /* enough for each to be paused, over, or waiting */

static void a_multi_ends_at_any_time_and_its_handles_live_on(void **state)
{
  for(int i = 0; i < TURNS; i++) {
    begin();
    turns(i);
    assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
    multi = NULL;
    assert_int_equal(peer_open_count(&peer), 0);
    assert_usable(easy[i % HANDLES]);
    easy[i % HANDLES] = NULL;
    end();
  }
}

static void handles_are_freed_inside_a_multi_at_any_time(void **state)
{
  for(int i = 0; i < TURNS; i++) {
    begin();
    turns(i);
    curl_easy_cleanup(easy[i % HANDLES]);
    easy[i % HANDLES] = NULL;
    turns(3);
    end();
  }
}

static void handles_move_to_another_multi_at_any_time(void **state)
{
  for(int i = 0; i < TURNS; i++) {
    begin();
    CURLM *other = curl_multi_init();
    turns(i);
    for(size_t k = 0; k < HANDLES; k++) {
      assert_int_equal(curl_multi_remove_handle(multi, easy[k]), CURLM_OK);
      curl_easy_setopt(easy[k], CURLOPT_OPENSOCKETFUNCTION, NULL); /* the scripts are used up */
      curl_easy_setopt(easy[k], CURLOPT_SOCKOPTFUNCTION, NULL);
      curl_easy_setopt(easy[k], CURLOPT_CLOSESOCKETFUNCTION, NULL);
      curl_easy_setopt(easy[k], CURLOPT_URL, "http://127.0.0.1:1/");
      assert_int_equal(curl_multi_add_handle(other, easy[k]), CURLM_OK);
    }
    assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
    multi = other;
    turns(3);
    end();
  }
}

static void drop_output(CURL *handle) { curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, drop); }

static void handles_are_reset_inside_a_multi_at_any_time(void **state)
{
  for(int i = 0; i < TURNS; i++) {
    begin();
    turns(i);
    for(size_t k = 0; k < HANDLES; k++) {
      curl_easy_reset(easy[k]);
      drop_output(easy[k]); /* else it goes to stdout */
      curl_easy_setopt(easy[k], CURLOPT_READFUNCTION, give);
      curl_easy_setopt(easy[k], CURLOPT_READDATA, &given[k]);
    }
    turns(3);
    for(size_t k = 0; k < HANDLES; k++) curl_easy_pause(easy[k], CURLPAUSE_CONT);
    turns(3);
    end();
  }
}

/* ---- in the middle of a look-up ---- */

static void a_multi_ends_while_names_are_looked_up(void **state)
{
  for(int i = 0; i < 3; i++) {
    multi = curl_multi_init();
    CURL *handle = curl_easy_init();
    curl_easy_setopt(handle, CURLOPT_URL, "http://sluice-test.invalid/");
    assert_int_equal(curl_multi_add_handle(multi, handle), CURLM_OK);
    assert_int_equal(curl_multi_perform(multi, NULL), CURLM_OK);
    assert_int_equal(curl_multi_setopt(multi, CURLMOPT_QUICK_EXIT, (long)(i == 2)), CURLM_OK);
    if(i) curl_easy_cleanup(handle);
    assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
    if(!i) curl_easy_cleanup(handle);
  }
}

/* ---- calls from callbacks of the multi ---- */

#define FDS_MAX 16
static struct pollfd fds[FDS_MAX];
static int pause_bits;
static bool may_call;
static int socket_calls;

static void note_interest(curl_socket_t fd, int what)
{
  short events = (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
  size_t place = 0;
  for(size_t i = 0; i < FDS_MAX; i++)
    if(fds[i].fd == fd) place = i;
  if(fds[place].fd != fd)
    for(place = 0; fds[place].fd >= 0; place++) continue;
  fds[place].fd = what == CURL_POLL_REMOVE ? -1 : fd;
  fds[place].events = events;
}

/* What a page forbids here, and what only nonsense would do. */
static int misuse_socket_callback(CURL *handle, curl_socket_t fd, int what, void *clientp, void *socketp)
{
  note_interest(fd, what);
  if(!may_call) return 0;
  socket_calls++;
  curl_easy_pause(handle, pause_bits);
  curl_easy_pause(handle, CURLPAUSE_CONT);
  assert_int_equal(curl_multi_remove_handle(multi, handle), CURLM_RECURSIVE_API_CALL);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_RECURSIVE_API_CALL);
  assert_int_equal(curl_multi_socket_action(multi, fd, CURL_CSELECT_IN, &(int){ 0 }), CURLM_RECURSIVE_API_CALL);
  assert_int_equal(curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, NULL), CURLM_RECURSIVE_API_CALL);
  curl_easy_reset(handle);
  curl_easy_cleanup(handle);
  return 0;
}

static int ignore_timer(CURLM *handle, long timeout_ms, void *clientp) { return 0; }

static void turn_by_socket_action(void)
{
  int running;
  assert_int_equal(curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running), CURLM_OK);
  bool moved = peer_turn(&peer);
  if(poll(fds, FDS_MAX, moved ? 0 : 1) <= 0) return;
  for(size_t i = 0; i < FDS_MAX; i++) {
    struct pollfd ready = fds[i];
    int events =
        (ready.revents & (POLLIN | POLLHUP) ? CURL_CSELECT_IN : 0) | (ready.revents & POLLOUT ? CURL_CSELECT_OUT : 0);
    if(ready.fd >= 0 && events) curl_multi_socket_action(multi, ready.fd, events, &running);
  }
}

static void begin_socket_loop(void)
{
  for(size_t i = 0; i < FDS_MAX; i++) fds[i] = (struct pollfd){ .fd = -1 };
  begin();
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, misuse_socket_callback);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, ignore_timer);
}

/* Scenario 58: pausing inside the socket callback; handles that are reset while they have live things; a multi that is
 * freed with handles inside, in each order. */
static void scenario_58_pause_in_a_socket_callback_reset_and_cleanup_with_handles_inside(void **state)
{
  static const int bits[] = { CURLPAUSE_ALL, CURLPAUSE_RECV, CURLPAUSE_SEND, CURLPAUSE_CONT };
  may_call = true;
  for(int i = 0; i < TURNS; i++) {
    socket_calls = 0;
    pause_bits = bits[i % 4];
    begin_socket_loop();
    for(int k = 0; k < i; k++) turn_by_socket_action();
    if(i) assert_true(socket_calls > 0);
    curl_easy_reset(easy[i % HANDLES]);
    drop_output(easy[i % HANDLES]);
    if(i % 3 == 1) curl_easy_cleanup(easy[i % HANDLES]);
    if(i % 3 == 1) easy[i % HANDLES] = NULL;
    if(i % 3 != 2) assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
    if(i % 3 != 2) multi = NULL;
    end();
  }
}

/* What is paused within the socket callback and goes on there ends as if nothing had been. */
static void pausing_in_a_socket_callback_loses_nothing(void **state)
{
  may_call = true;
  pause_bits = CURLPAUSE_ALL;
  begin_socket_loop();
  drop_output(easy[0]);
  curl_off_t size = 0;
  for(long long until = now_ms() + 10000; size < 40000 && now_ms() < until;) {
    turn_by_socket_action();
    curl_easy_getinfo(easy[0], CURLINFO_SIZE_DOWNLOAD_T, &size);
  }
  assert_int_equal(size, 40000);
  end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_multi_ends_at_any_time_and_its_handles_live_on),
    cmocka_unit_test(handles_are_freed_inside_a_multi_at_any_time),
    cmocka_unit_test(handles_move_to_another_multi_at_any_time),
    cmocka_unit_test(handles_are_reset_inside_a_multi_at_any_time),
    cmocka_unit_test(a_multi_ends_while_names_are_looked_up),
    cmocka_unit_test(scenario_58_pause_in_a_socket_callback_reset_and_cleanup_with_handles_inside),
    cmocka_unit_test(pausing_in_a_socket_callback_loses_nothing),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
