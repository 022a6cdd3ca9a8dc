/* WebSockets among the transfers of a multi: calls from outside of the callbacks, and a loop of the program's own. */
#include "check.h"
#include "frames.h"
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

static struct peer peer;
static CURLM *multi;
static struct text body;
static struct curl_slist *key;
static int calls;

static size_t collect(char *data, size_t size, size_t count, void *clientp)
{
  text_add(&body, data, count);
  return count;
}

static CURL *begin(const struct step (*script)[PEER_STEPS_MAX])
{
  CURL *easy = curl_easy_init();
  calls = 0;
  multi = curl_multi_init();
  peer_init(&peer, script);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, WS_URL);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, key);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
  return easy;
}

static void finish(CURL *easy)
{
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(peer_open_count(&peer), 0);
  text_free(&body);
}

/* The transfer's code when it is done, -1 before. */
static int turn(void)
{
  const CURLMsg *m;
  int running;
  assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
  if((m = curl_multi_info_read(multi, &running)) != NULL) return (int)m->data.result;
  if(!peer_turn(&peer)) curl_multi_poll(multi, NULL, 0, 1, NULL);
  return -1;
}

static int run_until(size_t len)
{
  int code = -1;
  for(long long until = now_ms() + 10000; code < 0 && body.len < len && now_ms() < until;) code = turn();
  return code;
}

#define TO_THE_END ((size_t)-1)
#define LARGE      (2 * 1024 * 1024)

static bool is_watched_for_room(void)
{
  fd_set in, out, exceptions;
  int most;
  FD_ZERO(&in);
  FD_ZERO(&out);
  FD_ZERO(&exceptions);
  assert_int_equal(curl_multi_perform(multi, &most), CURLM_OK);
  assert_int_equal(curl_multi_fdset(multi, &in, &out, &exceptions, &most), CURLM_OK);
  return FD_ISSET(peer.conn[0].client_fd, &out);
}

/* What the call has left behind goes out by the transfer's turns, and what it has not taken with the next call. Meanwhile
 * the program waits with the multi. */
static void a_call_from_outside_does_not_block(void **state)
{
  static char frame[1 + LARGE];
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { WS_UPGRADED, SEND("\x81\1x"), { STEP_EXPECT_FRAME, frame, sizeof frame }, SEND("\x81\1y"), CLOSE }
  };
  frame[0] = (char)0x82;
  CURL *easy = begin(script);
  size_t done = 0, sent, again = 0;
  curl_multi_add_handle(multi, easy);
  assert_int_equal(run_until(1), -1);
  while(done < LARGE) {
    CURLcode code = curl_ws_send(easy, frame + 1 + done, LARGE - done, &sent, 0, CURLWS_BINARY);
    if(code) assert_int_equal(code, CURLE_AGAIN);
    if(code && !again++) assert_true(is_watched_for_room());
    done += sent;
    if(code) turn();
  }
  assert_true(again > 0);
  assert_int_equal(run_until(TO_THE_END), CURLE_OK);
  assert_string_equal(body.at, "xy");
  finish(easy);
}

static size_t give_when_let(char *to, size_t size, size_t count, void *clientp)
{
  static const char *const pieces[] = { NULL, "one", NULL, "two", "" };
  const char *piece = pieces[calls++];
  if(piece) memcpy(to, piece, strlen(piece));
  return piece ? strlen(piece) : CURL_READFUNC_PAUSE;
}

static void a_paused_upload_is_let_go_on(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { WS_UPGRADED, SEND("\x81\1x"), EXPECT_FRAME("\x82one"), SEND("\x81\1y"), EXPECT_FRAME("\x82two"), SEND("\x81\1z"),
      CLOSE }
  };
  CURL *easy = begin(script);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_when_let);
  curl_multi_add_handle(multi, easy);
  assert_int_equal(run_until(1), -1);
  assert_int_equal(calls, 1);
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_OK);
  assert_int_equal(run_until(2), -1);
  assert_int_equal(calls, 3);
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_OK);
  assert_int_equal(run_until(TO_THE_END), CURLE_OK);
  assert_string_equal(body.at, "xyz");
  finish(easy);
}

static void receiving_stands_still_while_it_is_paused(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { WS_UPGRADED, SEND("\x81\1x"), HOLD, SEND("\x81\1y\x89\1?"), EXPECT_FRAME("\x8a?"), CLOSE }
  };
  CURL *easy = begin(script);
  curl_multi_add_handle(multi, easy);
  assert_int_equal(run_until(1), -1);
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_RECV), CURLE_OK);
  peer_release(&peer);
  for(int i = 0; i < 50; i++) assert_int_equal(turn(), -1);
  assert_int_equal(body.len, 1);
  assert_int_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_OK);
  assert_int_equal(run_until(TO_THE_END), CURLE_OK);
  assert_string_equal(body.at, "xy");
  finish(easy);
}

static void a_transfer_can_be_removed_in_the_middle(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { WS_UPGRADED, SEND("\x81\5xy"), IGNORE },
                                                                      { EXPECT_HEAD(NULL), EXPECT_END } };
  CURL *easy = begin(script);
  size_t sent;
  curl_multi_add_handle(multi, easy);
  assert_int_equal(run_until(2), -1);
  assert_int_equal(curl_ws_send(easy, "ab", 2, &sent, 5, CURLWS_TEXT | CURLWS_OFFSET), CURLE_OK);
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_int_equal(curl_ws_send(easy, "c", 1, &sent, 0, CURLWS_TEXT), CURLE_UNSUPPORTED_PROTOCOL);
  curl_multi_add_handle(multi, easy);
  for(int i = 0; i < 10; i++) assert_int_equal(turn(), -1); /* the upgrade is asked for, and not answered */
  assert_int_equal(curl_ws_send(easy, "c", 1, &sent, 0, CURLWS_TEXT), CURLE_UNSUPPORTED_PROTOCOL);
  finish(easy);
}

/* ---- a loop of the program's own ---- */

static struct pollfd watched = { .fd = -1 };
static long long due = -1; /* ms; -1: never */

static int watch(CURL *easy, curl_socket_t fd, int what, void *clientp, void *socketp)
{
  watched.fd = what == CURL_POLL_REMOVE ? -1 : fd;
  watched.events = (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
  return 0;
}

static int set_timer(CURLM *handle, long ms, void *clientp)
{
  due = ms < 0 ? -1 : now_ms() + ms;
  return 0;
}

static void look(void)
{
  int running;
  if(due >= 0 && due <= now_ms()) {
    due = -1;
    curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
  }
  if(watched.fd < 0 || poll(&watched, 1, 1) < 1) return;
  int events =
      (watched.revents & (POLLIN | POLLHUP) ? CURL_CSELECT_IN : 0) | (watched.revents & POLLOUT ? CURL_CSELECT_OUT : 0);
  curl_multi_socket_action(multi, watched.fd, events, &running);
}

static bool is_done(CURLcode *code)
{
  int left;
  const CURLMsg *m = curl_multi_info_read(multi, &left);
  if(m) *code = m->data.result;
  return m;
}

/* A call that leaves something behind makes the library watch for room. */
static void a_loop_of_the_programs_own_sees_what_is_left_behind(void **state)
{
  static char frame[1 + LARGE];
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { WS_UPGRADED,
                                                                        SEND("\x81\1x"),
                                                                        { STEP_EXPECT_FRAME, frame, sizeof frame },
                                                                        SEND("\x89\1?"),
                                                                        EXPECT_FRAME("\x8a?"),
                                                                        SEND("\x88\0"),
                                                                        EXPECT_FRAME("\x88"),
                                                                        CLOSE } };
  frame[0] = (char)0x82;
  CURL *easy = begin(script);
  CURLcode code = CURLE_AGAIN;
  size_t done = 0, sent;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
  curl_multi_add_handle(multi, easy);
  for(long long until = now_ms() + 10000; !is_done(&code) && now_ms() < until;) {
    look();
    if(body.len && done < LARGE && !curl_ws_send(easy, frame + 1 + done, LARGE - done, &sent, 0, CURLWS_BINARY))
      done += sent;
    peer_turn(&peer);
  }
  assert_int_equal(code, CURLE_OK);
  assert_int_equal(done, LARGE);
  finish(easy);
  assert_int_equal(watched.fd, -1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_call_from_outside_does_not_block),
    cmocka_unit_test(a_paused_upload_is_let_go_on),
    cmocka_unit_test(receiving_stands_still_while_it_is_paused),
    cmocka_unit_test(a_transfer_can_be_removed_in_the_middle),
    cmocka_unit_test(a_loop_of_the_programs_own_sees_what_is_left_behind),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  key = curl_slist_append(NULL, WS_KEY);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  curl_slist_free_all(key);
  return failed;
}
