/* CURLOPT_CONNECT_ONLY 2: curl_ws_send and curl_ws_recv on a WebSocket of the program's own. */
#define CURL_DISABLE_DEPRECATION
#include "frames.h"
#include "raw.h"
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define SCRIPT(...) static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { __VA_ARGS__ } }

static struct curl_slist *key;

static CURL *ws_handle(long options)
{
  CURL *easy = raw_handle(false);
  curl_easy_setopt(easy, CURLOPT_URL, WS_URL);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, key);
  curl_easy_setopt(easy, CURLOPT_WS_OPTIONS, options);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 2L), CURLE_OK);
  return easy;
}

/* Opened while the peer works in a thread, which ends with the upgrade: then the script goes on by turns of the test. */
static CURL *ws_opened_with(const struct step (*script)[PEER_STEPS_MAX], long options)
{
  peer_init(&raw_peer, script);
  peer_start(&raw_peer);
  CURL *easy = ws_handle(options);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  return easy;
}

static CURL *ws_opened(const struct step (*script)[PEER_STEPS_MAX]) { return ws_opened_with(script, 0); }

/* Wait as a program does: on the socket. */
static void wait_for(CURL *easy, short events)
{
  struct pollfd fd = { .fd = raw_socket(easy), .events = events };
  if(poll(&fd, 1, 5000) != 1) fail_msg("nothing comes");
}

static CURLcode receive(CURL *easy, void *to, size_t room, size_t *got, const struct curl_ws_frame **meta)
{
  CURLcode code;
  while((code = curl_ws_recv(easy, to, room, got, meta)) == CURLE_AGAIN) {
    assert_int_equal(*got, 0);
    assert_null(*meta);
    wait_for(easy, POLLIN);
  }
  return code;
}

static void assert_frame(CURL *easy, int flags, const char *payload)
{
  char got[64];
  size_t len = 7;
  const struct curl_ws_frame *meta;
  size_t size = strlen(payload), done = 0;
  do {
    assert_int_equal(receive(easy, got, sizeof got, &len, &meta), CURLE_OK);
    assert_int_equal(meta->flags, flags);
    assert_int_equal(meta->offset, done);
    assert_int_equal(meta->len, len);
    assert_int_equal(meta->bytesleft, size - done - len);
    assert_memory_equal(got, payload + done, len);
    done += len;
  } while(done < size);
}

static void assert_fails(CURL *easy, CURLcode code)
{
  char got[64];
  size_t len = 7;
  const struct curl_ws_frame *meta;
  assert_int_equal(receive(easy, got, sizeof got, &len, &meta), code);
  assert_int_equal(len, 0);
  assert_null(meta);
}

static void send_all(CURL *easy, const char *bytes, size_t len, unsigned flags)
{
  while(len) {
    size_t sent = 0;
    CURLcode code = curl_ws_send(easy, bytes, len, &sent, 0, flags);
    if(code) assert_int_equal(code, CURLE_AGAIN);
    if(code) wait_for(easy, POLLOUT);
    bytes += sent;
    len -= sent;
  }
}

/* ---- refused ---- */

static void without_a_websocket_nothing_is_sent_or_received(void **state)
{
  static const struct step silent[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END } };
  CURL *easy = curl_easy_init();
  size_t len = 7;
  char got[4];
  const struct curl_ws_frame *meta;
  assert_int_equal(curl_ws_send(easy, "x", 1, &len, 0, CURLWS_TEXT), CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(len, 0);
  assert_int_equal(curl_ws_recv(easy, got, sizeof got, &len, &meta), CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(curl_ws_start_frame(easy, CURLWS_TEXT, 1), CURLE_UNSUPPORTED_PROTOCOL);
  curl_easy_cleanup(easy);
  easy = raw_connected(silent); /* a raw connection is none */
  assert_int_equal(curl_ws_send(easy, "x", 1, &len, 0, CURLWS_TEXT), CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(curl_ws_recv(easy, got, sizeof got, &len, &meta), CURLE_UNSUPPORTED_PROTOCOL);
  raw_finish(easy);
}

static void bad_arguments_are_told(void **state)
{
  SCRIPT(WS_UPGRADED, EXPECT_END);
  CURL *easy = ws_opened(script);
  char got[4];
  size_t len;
  const struct curl_ws_frame *meta;
  assert_int_equal(curl_ws_recv(NULL, got, 1, &len, &meta), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_ws_recv(easy, NULL, 1, &len, &meta), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_ws_recv(easy, got, 1, NULL, &meta), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_ws_recv(easy, got, 1, &len, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_ws_start_frame(easy, CURLWS_TEXT, 1), CURLE_UNSUPPORTED_PROTOCOL);
  raw_finish(easy);
}

static void a_refused_upgrade_leaves_no_connection(void **state)
{
  SCRIPT(EXPECT_HEAD(NULL), SEND("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"), EXPECT_END);
  peer_init(&raw_peer, script);
  peer_start(&raw_peer);
  CURL *easy = ws_handle(0);
  assert_int_equal(curl_easy_perform(easy), CURLE_HTTP_RETURNED_ERROR);
  assert_int_equal(raw_socket(easy), CURL_SOCKET_BAD);
  assert_fails(easy, CURLE_UNSUPPORTED_PROTOCOL);
  raw_finish(easy);
}

static void a_bad_frame_is_an_error_for_good(void **state)
{
  SCRIPT(EXPECT_HEAD(NULL),
         SEND(WS_SWITCH "\x81\2ok\x81\x80"
                        "1234"),
         EXPECT_END);
  CURL *easy = ws_opened(script);
  assert_frame(easy, CURLWS_TEXT, "ok");
  assert_fails(easy, CURLE_RECV_ERROR);
  assert_fails(easy, CURLE_RECV_ERROR);
  raw_finish(easy);
}

static void a_closed_connection_is_told_for_good(void **state)
{
  SCRIPT(WS_UPGRADED, SEND("\x81\2ok"), CLOSE);
  CURL *easy = ws_opened(script);
  assert_frame(easy, CURLWS_TEXT, "ok");
  assert_fails(easy, CURLE_GOT_NOTHING);
  assert_fails(easy, CURLE_GOT_NOTHING);
  raw_finish(easy);
}

static void what_of_a_frame_came_before_the_end_is_given(void **state)
{
  SCRIPT(WS_UPGRADED, SEND("\x81\5he"), CLOSE);
  CURL *easy = ws_opened(script);
  char got[8];
  size_t len;
  const struct curl_ws_frame *meta;
  assert_int_equal(receive(easy, got, sizeof got, &len, &meta), CURLE_OK);
  assert_int_equal(len, 2);
  assert_int_equal(meta->bytesleft, 3);
  assert_fails(easy, CURLE_GOT_NOTHING);
  raw_finish(easy);
}

/* ---- receiving ---- */

static void frames_come_one_by_one(void **state)
{
  SCRIPT(EXPECT_HEAD(NULL), SEND(WS_SWITCH "\x81\5hello\x82\0\x01\1a\x8a\1p\x80\1b\x88\2\3\xe8"), EXPECT_END);
  CURL *easy = ws_opened(script);
  assert_frame(easy, CURLWS_TEXT, "hello");
  assert_frame(easy, CURLWS_BINARY, "");
  assert_frame(easy, CURLWS_TEXT | CURLWS_CONT, "a");
  assert_frame(easy, CURLWS_PONG, "p");
  assert_frame(easy, CURLWS_TEXT, "b");
  assert_frame(easy, CURLWS_CLOSE, "\3\xe8");
  assert_int_equal(raw_body.len, 0); /* the write callback has no part in it */
  raw_finish(easy);
}

static void a_small_buffer_gets_a_frame_in_pieces(void **state)
{
  SCRIPT(WS_UPGRADED, SEND("\x81\5hello\x8a\3abc"), EXPECT_END);
  CURL *easy = ws_opened(script);
  static const char *const pieces[] = { "he", "ll", "o", "ab", "c" };
  static const curl_off_t offsets[] = { 0, 2, 4, 0, 2 }, left[] = { 3, 1, 0, 1, 0 };
  for(int i = 0; i < 5; i++) {
    char got[2];
    size_t len;
    const struct curl_ws_frame *meta;
    assert_int_equal(receive(easy, got, sizeof got, &len, &meta), CURLE_OK);
    assert_int_equal(len, strlen(pieces[i]));
    assert_memory_equal(got, pieces[i], len);
    assert_int_equal(meta->offset, offsets[i]);
    assert_int_equal(meta->bytesleft, left[i]);
  }
  raw_finish(easy);
}

/* curl_ws_recv(3): frames without payload are consumed by that, others not. */
static void without_room_only_the_metadata_are_told(void **state)
{
  SCRIPT(WS_UPGRADED, SEND("\x82\0\x81\5hello\x8a\1p"), EXPECT_END);
  CURL *easy = ws_opened(script);
  size_t len = 7;
  const struct curl_ws_frame *meta;
  assert_int_equal(receive(easy, NULL, 0, &len, &meta), CURLE_OK);
  assert_int_equal(meta->flags, CURLWS_BINARY);
  for(int i = 0; i < 2; i++) {
    assert_int_equal(receive(easy, NULL, 0, &len, &meta), CURLE_OK);
    assert_int_equal(len, 0);
    assert_int_equal(meta->flags, CURLWS_TEXT);
    assert_int_equal(meta->bytesleft, 5);
  }
  assert_frame(easy, CURLWS_TEXT, "hello");
  assert_int_equal(receive(easy, NULL, 0, &len, &meta), CURLE_OK);
  assert_int_equal(meta->flags, CURLWS_PONG);
  assert_int_equal(meta->bytesleft, 1);
  assert_frame(easy, CURLWS_PONG, "p");
  raw_finish(easy);
}

static void a_head_alone_is_again(void **state)
{
  SCRIPT(EXPECT_HEAD(NULL), SEND(WS_SWITCH "\x81\5"), HOLD, SEND("hello"), EXPECT_END);
  CURL *easy = ws_opened(script);
  char got[8];
  size_t len = 7;
  const struct curl_ws_frame *meta;
  assert_int_equal(curl_ws_recv(easy, got, sizeof got, &len, &meta), CURLE_AGAIN);
  assert_int_equal(len, 0);
  peer_release(&raw_peer);
  assert_frame(easy, CURLWS_TEXT, "hello");
  raw_finish(easy);
}

#define LARGE (3 * 1024 * 1024)

static void a_large_frame_comes_whole(void **state)
{
  SCRIPT(WS_UPGRADED, SEND("\x82\x7f\0\0\0\0\0\x30\0\0"), SEND_FILL("z", LARGE), SEND("\x81\1x"), EXPECT_END);
  CURL *easy = ws_opened(script);
  static char got[50000];
  const struct curl_ws_frame *meta = NULL;
  for(curl_off_t done = 0; done < LARGE;) {
    size_t len;
    assert_int_equal(receive(easy, got, sizeof got, &len, &meta), CURLE_OK);
    assert_int_equal(meta->offset, done);
    for(size_t i = 0; i < len; i++) assert_int_equal(got[i], 'z');
    done += (curl_off_t)len;
    assert_int_equal(meta->bytesleft, LARGE - done);
  }
  assert_frame(easy, CURLWS_TEXT, "x");
  raw_finish(easy);
}

static void pings_are_answered_beside(void **state)
{
  SCRIPT(WS_UPGRADED, SEND("\x89\4ping"), EXPECT_FRAME("\x8aping"), SEND("\x81\1x"), EXPECT_END);
  CURL *easy = ws_opened(script);
  assert_frame(easy, CURLWS_TEXT, "x");
  raw_finish(easy);
}

static void pings_are_received_where_the_program_wants_them(void **state)
{
  SCRIPT(WS_UPGRADED, SEND("\x89\4ping"), EXPECT_END);
  CURL *easy = ws_opened_with(script, CURLWS_NOAUTOPONG);
  assert_frame(easy, CURLWS_PING, "ping");
  raw_finish(easy);
}

static void in_raw_mode_bytes_pass_as_they_are(void **state)
{
  SCRIPT(EXPECT_HEAD(NULL), SEND(WS_SWITCH "\x89\0"), EXPECT("\x8a\0"), CLOSE);
  CURL *easy = ws_opened_with(script, CURLWS_RAW_MODE);
  char got[8];
  size_t len;
  const struct curl_ws_frame *meta;
  assert_int_equal(receive(easy, got, sizeof got, &len, &meta), CURLE_OK);
  assert_int_equal(len, 2);
  assert_memory_equal(got, "\x89\0", 2);
  assert_int_equal(meta->flags, 0);
  assert_int_equal(curl_ws_send(easy, "\x8a\0", 2, &len, 0, CURLWS_PONG), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_ws_send(easy, "\x8a\0", 2, &len, 0, 0), CURLE_OK);
  assert_int_equal(len, 2);
  assert_fails(easy, CURLE_GOT_NOTHING);
  raw_finish(easy);
}

/* ---- sending ---- */

static void frames_are_sent(void **state)
{
  SCRIPT(WS_UPGRADED, EXPECT_FRAME("\x81hello"), EXPECT_FRAME("\x89"),
         EXPECT_FRAME("\x02"
                      "a"),
         EXPECT_FRAME("\x8a!"),
         EXPECT_FRAME("\x80"
                      "b"),
         EXPECT_FRAME("\x88\3\xe8"), EXPECT_END);
  CURL *easy = ws_opened(script);
  size_t sent = 7;
  send_all(easy, "hello", 5, CURLWS_TEXT);
  assert_int_equal(curl_ws_send(easy, NULL, 0, &sent, 0, CURLWS_PING), CURLE_OK);
  assert_int_equal(sent, 0);
  send_all(easy, "a", 1, CURLWS_BINARY | CURLWS_CONT);
  send_all(easy, "!", 1, CURLWS_PONG);
  send_all(easy, "b", 1, CURLWS_BINARY);
  send_all(easy, "\3\xe8", 2, CURLWS_CLOSE);
  assert_int_equal(curl_ws_send(easy, "x", 1, &sent, 0, CURLWS_TEXT), CURLE_SEND_ERROR);
  raw_finish(easy);
}

static void one_frame_can_be_sent_by_several_calls(void **state)
{
  SCRIPT(WS_UPGRADED, EXPECT_FRAME("\x81hello world"), EXPECT_FRAME("\x82"), EXPECT_FRAME("\x81x"), EXPECT_END);
  CURL *easy = ws_opened(script);
  size_t sent;
  assert_int_equal(curl_ws_send(easy, NULL, 0, &sent, 11, CURLWS_TEXT | CURLWS_OFFSET), CURLE_OK);
  assert_int_equal(curl_ws_send(easy, "hello", 5, &sent, 0, CURLWS_TEXT), CURLE_OK);
  assert_int_equal(sent, 5);
  assert_int_equal(curl_ws_send(easy, " ", 1, &sent, 11, CURLWS_TEXT | CURLWS_OFFSET), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_ws_send(easy, " ", 1, &sent, 0, CURLWS_BINARY), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_ws_send(easy, " world!", 7, &sent, 0, CURLWS_TEXT), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(sent, 0);
  assert_int_equal(curl_ws_send(easy, " world", 6, &sent, 0, CURLWS_TEXT | CURLWS_OFFSET), CURLE_OK);
  assert_int_equal(sent, 6);
  assert_int_equal(curl_ws_send(easy, NULL, 0, &sent, 0, CURLWS_BINARY | CURLWS_OFFSET), CURLE_OK);
  send_all(easy, "x", 1, CURLWS_TEXT);
  raw_finish(easy);
}

/* The peer reads only when it is let: a call that the socket cannot take whole tells how much has left, or again. */
static void a_full_socket_is_again_until_the_peer_reads(void **state)
{
  static char frame[1 + LARGE];
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { WS_UPGRADED, { STEP_EXPECT_FRAME, frame, sizeof frame }, EXPECT_FRAME("\x81!"), SEND("\x81\1x"), EXPECT_END }
  };
  frame[0] = (char)0x82;
  memset(frame + 1, 'z', LARGE);
  raw_multi = curl_multi_init();
  peer_init(&raw_peer, script);
  CURL *easy = ws_handle(0);
  curl_multi_add_handle(raw_multi, easy);
  assert_int_equal(raw_run_in_multi(easy), CURLE_OK);
  size_t done = 0, again = 0;
  while(done < LARGE) {
    size_t sent = 7;
    CURLcode code = curl_ws_send(easy, frame + 1 + done, LARGE - done, &sent, 0, CURLWS_BINARY);
    if(code) assert_int_equal(code, CURLE_AGAIN);
    if(code) assert_int_equal(sent, 0);
    again += code == CURLE_AGAIN;
    done += sent;
    if(code && again > 2) raw_let_peer_work(); /* again is again the second time, too */
  }
  assert_true(again > 2);
  raw_let_peer_work();
  send_all(easy, "!", 1, CURLWS_TEXT);
  raw_let_peer_work();
  assert_frame(easy, CURLWS_TEXT, "x");
  curl_easy_cleanup(easy);
  curl_multi_cleanup(raw_multi);
  raw_finish(NULL);
}

static void a_ping_is_answered_behind_the_frame_that_is_on_its_way(void **state)
{
  SCRIPT(WS_UPGRADED, SEND("\x89\1?\x81\1x"), EXPECT_FRAME("\x81hello"), EXPECT_FRAME("\x8a?"), EXPECT_END);
  CURL *easy = ws_opened(script);
  size_t sent;
  assert_int_equal(curl_ws_send(easy, "he", 2, &sent, 5, CURLWS_TEXT | CURLWS_OFFSET), CURLE_OK);
  assert_frame(easy, CURLWS_TEXT, "x");
  assert_int_equal(curl_ws_send(easy, "llo", 3, &sent, 0, CURLWS_TEXT), CURLE_OK);
  char got[4];
  const struct curl_ws_frame *meta;
  assert_int_equal(curl_ws_recv(easy, got, sizeof got, &sent, &meta), CURLE_AGAIN);
  raw_finish(easy);
}

/* ---- the handle ---- */

static void the_connection_ends_with_the_option_or_the_next_transfer(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { WS_UPGRADED, EXPECT_END },
                                                                      { WS_UPGRADED, SEND("\x81\1x"), EXPECT_END } };
  CURL *easy = ws_opened(script);
  size_t sent;
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 0L);
  assert_int_equal(curl_ws_send(easy, "x", 1, &sent, 0, CURLWS_TEXT), CURLE_UNSUPPORTED_PROTOCOL);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 2L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_frame(easy, CURLWS_TEXT, "x");
  raw_finish(easy);
}

static void a_bare_connection_asks_for_no_upgrade(void **state)
{
  SCRIPT(EXPECT("ping"), EXPECT_END);
  peer_init(&raw_peer, script);
  CURL *easy = ws_handle(0);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  raw_assert_sends(easy, "ping");
  raw_finish(easy);
}

/* Of another protocol, 2 is as good as 1. */
static void http_has_nothing_to_open(void **state)
{
  SCRIPT(EXPECT("ping"), EXPECT_END);
  peer_init(&raw_peer, script);
  CURL *easy = ws_handle(0);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  raw_assert_sends(easy, "ping");
  raw_finish(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_a_websocket_nothing_is_sent_or_received),
    cmocka_unit_test(bad_arguments_are_told),
    cmocka_unit_test(a_refused_upgrade_leaves_no_connection),
    cmocka_unit_test(a_bad_frame_is_an_error_for_good),
    cmocka_unit_test(a_closed_connection_is_told_for_good),
    cmocka_unit_test(what_of_a_frame_came_before_the_end_is_given),
    cmocka_unit_test(frames_come_one_by_one),
    cmocka_unit_test(a_small_buffer_gets_a_frame_in_pieces),
    cmocka_unit_test(without_room_only_the_metadata_are_told),
    cmocka_unit_test(a_head_alone_is_again),
    cmocka_unit_test(a_large_frame_comes_whole),
    cmocka_unit_test(pings_are_answered_beside),
    cmocka_unit_test(pings_are_received_where_the_program_wants_them),
    cmocka_unit_test(in_raw_mode_bytes_pass_as_they_are),
    cmocka_unit_test(frames_are_sent),
    cmocka_unit_test(one_frame_can_be_sent_by_several_calls),
    cmocka_unit_test(a_full_socket_is_again_until_the_peer_reads),
    cmocka_unit_test(a_ping_is_answered_behind_the_frame_that_is_on_its_way),
    cmocka_unit_test(the_connection_ends_with_the_option_or_the_next_transfer),
    cmocka_unit_test(a_bare_connection_asks_for_no_upgrade),
    cmocka_unit_test(http_has_nothing_to_open),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  key = curl_slist_append(NULL, WS_KEY);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  curl_slist_free_all(key);
  return failed;
}
