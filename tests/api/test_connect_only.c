/* CURLOPT_CONNECT_ONLY with curl_easy_send and curl_easy_recv. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct peer peer;
static CURLM *multi;
static struct text body;

static size_t collect(char *data, size_t size, size_t count, void *clientp)
{
  text_add(&body, data, size * count);
  return size * count;
}

static CURL *handle(bool connect_only)
{
  CURL *easy = curl_easy_init();
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10000L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, (long)connect_only), CURLE_OK);
  return easy;
}

/* A peer with this script, and a handle that has connected to it. */
static CURL *connected(const struct step (*script)[PEER_STEPS_MAX])
{
  peer_init(&peer, script);
  CURL *easy = handle(true);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  return easy;
}

static void finish(CURL *easy)
{
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(peer_open_count(&peer), 0);
  text_free(&body);
}

/* Turns until `easy` is done; its code. */
static CURLcode run_in_multi(const CURL *easy)
{
  for(long long until = now_ms() + 10000; now_ms() < until;) {
    assert_int_equal(curl_multi_perform(multi, NULL), CURLM_OK);
    for(const CURLMsg *m; (m = curl_multi_info_read(multi, &(int){ 0 })) != NULL;)
      if(m->easy_handle == easy) return m->data.result;
    if(!peer_turn(&peer)) curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
  return CURLE_OPERATION_TIMEDOUT;
}

static void let_peer_work(void)
{
  while(peer_turn(&peer)) continue;
}

static void assert_sends(CURL *easy, const char *text)
{
  size_t sent = 0;
  assert_int_equal(curl_easy_send(easy, text, strlen(text), &sent), CURLE_OK);
  assert_int_equal(sent, strlen(text));
}

static void assert_receives(CURL *easy, const char *text)
{
  char got[64];
  size_t len = 0;
  assert_int_equal(curl_easy_recv(easy, got, sizeof got, &len), CURLE_OK);
  assert_int_equal(len, strlen(text));
  assert_memory_equal(got, text, len);
}

static void assert_refuses(CURL *easy, CURLcode code)
{
  char got[4];
  size_t len = 7;
  assert_int_equal(curl_easy_send(easy, "x", 1, &len), code);
  assert_int_equal(len, 0);
  len = 7;
  assert_int_equal(curl_easy_recv(easy, got, sizeof got, &len), code);
  assert_int_equal(len, 0);
}

static curl_socket_t active_socket(CURL *easy)
{
  curl_socket_t fd = -2;
  long last = -2;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_LASTSOCKET, &last), CURLE_OK);
  assert_int_equal(fd, last);
  return fd;
}

static const struct step nobody[PEER_CONNS_MAX][PEER_STEPS_MAX];
static const struct step silent[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END } };
static const struct step silent_twice[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END }, { EXPECT_END } };
static const struct step greets[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { SEND("hello") } };
static const struct step echoes[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT("ping"), SEND("pong"), EXPECT_END } };
static const struct step hangs_up[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { CLOSE } };
static const struct step answers[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } };

/* ---- refused ---- */

static void other_values_are_refused(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, -1L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 3L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 2L), CURLE_NOT_BUILT_IN);
  curl_easy_cleanup(easy);
}

static void without_a_connection_nothing_is_sent_or_received(void **state)
{
  CURL *easy = curl_easy_init();
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L), CURLE_OK);
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  curl_easy_cleanup(easy);
}

/* The idle connection that the transfer left behind is not the program's to talk over. */
static void an_ordinary_transfer_leaves_nothing_to_send_over(void **state)
{
  peer_init(&peer, answers);
  peer_start(&peer);
  CURL *easy = handle(false);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L), CURLE_OK);
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  finish(easy);
}

static void a_failed_connection_leaves_nothing_to_send_over(void **state)
{
  peer_init(&peer, nobody);
  CURL *easy = handle(true);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(active_socket(easy), CURL_SOCKET_BAD);
  curl_easy_cleanup(easy);
  peer_end(&peer); /* it has noted that it had no connection to give */
}

static int abort_at_the_end(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  return peer.opens;
}

static void a_transfer_that_is_aborted_keeps_no_connection(void **state)
{
  peer_init(&peer, silent);
  CURL *easy = handle(true);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, abort_at_the_end);
  assert_int_equal(curl_easy_perform(easy), CURLE_ABORTED_BY_CALLBACK);
  assert_int_equal(peer_open_count(&peer), 0);
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  finish(easy);
}

static void bad_arguments_are_told(void **state)
{
  CURL *easy = connected(silent);
  char got[4];
  size_t len;
  assert_int_equal(curl_easy_send(NULL, "x", 1, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_recv(NULL, got, sizeof got, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_send(easy, NULL, 1, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_send(easy, "x", 1, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_recv(easy, NULL, 1, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_recv(easy, got, sizeof got, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_recv(easy, got, 0, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  finish(easy);
}

/* ---- the connection died ---- */

static void a_closed_connection_receives_nothing_for_ever(void **state)
{
  CURL *easy = connected(hangs_up);
  let_peer_work();
  assert_receives(easy, "");
  assert_receives(easy, "");
  finish(easy);
}

static void assert_send_fails(CURL *easy)
{
  size_t sent = 7;
  assert_int_equal(curl_easy_send(easy, "secret", 6, &sent), CURLE_SEND_ERROR);
  assert_int_equal(sent, 0);
}

/* Scenario 10: others connect to the same place through the same gate after the connection has died, and may be given
 * its descriptor's number and its memory. What is sent over it goes nowhere. */
static void scenario_10_a_dead_connection_is_not_replaced_by_another(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { CLOSE },
                                                                      { EXPECT(GET_ROOT), SEND(OK_HELLO) },
                                                                      { EXPECT("mine") } };
  char error[CURL_ERROR_SIZE] = "";
  multi = curl_multi_init();
  peer_init(&peer, script);
  CURL *dead = handle(true), *other = handle(false), *raw = handle(true);
  curl_easy_setopt(dead, CURLOPT_ERRORBUFFER, error);
  curl_multi_add_handle(multi, dead);
  assert_int_equal(run_in_multi(dead), CURLE_OK);
  let_peer_work();
  assert_send_fails(dead);
  assert_string_not_equal(error, "");
  curl_multi_add_handle(multi, other);
  assert_int_equal(run_in_multi(other), CURLE_OK);
  curl_multi_add_handle(multi, raw);
  assert_int_equal(run_in_multi(raw), CURLE_OK);
  assert_int_equal(peer.opens, 3);
  assert_send_fails(dead);
  assert_receives(dead, "");
  assert_sends(raw, "mine");
  assert_send_fails(dead);
  curl_easy_cleanup(other);
  curl_easy_cleanup(raw);
  curl_easy_cleanup(dead);
  curl_multi_cleanup(multi);
  finish(NULL);
}

/* ---- talking ---- */

static void nothing_to_read_is_again(void **state)
{
  CURL *easy = connected(silent);
  char got[4];
  size_t len = 7;
  assert_int_equal(curl_easy_recv(easy, got, sizeof got, &len), CURLE_AGAIN);
  assert_int_equal(len, 0);
  finish(easy);
}

static void what_is_sent_arrives_and_what_comes_is_received(void **state)
{
  CURL *easy = connected(echoes);
  assert_sends(easy, "ping");
  let_peer_work();
  assert_receives(easy, "pong");
  assert_int_equal(body.len, 0); /* the write callback has no part in it */
  finish(easy);
}

static void a_small_buffer_gets_the_bytes_piece_by_piece(void **state)
{
  CURL *easy = connected(greets);
  char got[2];
  size_t len;
  let_peer_work();
  for(const char *at = "hello"; *at; at += len) {
    assert_int_equal(curl_easy_recv(easy, got, sizeof got, &len), CURLE_OK);
    assert_memory_equal(got, at, len);
  }
  finish(easy);
}

static void sending_nothing_sends_nothing(void **state)
{
  CURL *easy = connected(silent);
  size_t len = 7;
  assert_int_equal(curl_easy_send(easy, NULL, 0, &len), CURLE_OK);
  assert_int_equal(len, 0);
  finish(easy);
}

#define MUCH (4 * 1024 * 1024)

static void a_full_socket_is_again_until_the_peer_reads(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_FILL("z", MUCH), EXPECT_END } };
  CURL *easy = connected(script);
  char *bytes = malloc(MUCH);
  size_t done = 0, len;
  bool was_full = false;
  memset(bytes, 'z', MUCH);
  while(done < MUCH) {
    CURLcode code = curl_easy_send(easy, bytes + done, MUCH - done, &len);
    was_full |= code == CURLE_AGAIN;
    if(code) assert_int_equal(code, CURLE_AGAIN);
    done += len;
    if(code) let_peer_work();
  }
  assert_true(was_full);
  let_peer_work();
  free(bytes);
  finish(easy);
}

static void talk_to_a_listener(const char *where, const char *url_format, const char *unix_path)
{
  char url[64];
  int port = peer_listen(&peer, echoes, where);
  CURL *easy = curl_easy_init();
  curl_msnprintf(url, sizeof url, url_format, port);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy, unix_path && *unix_path != '/' ? CURLOPT_ABSTRACT_UNIX_SOCKET : CURLOPT_UNIX_SOCKET_PATH,
                   unix_path);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_sends(easy, "ping");
  char got[8];
  size_t len = 0;
  CURLcode code = CURLE_AGAIN;
  for(long long until = now_ms() + 5000; code == CURLE_AGAIN && now_ms() < until;) {
    if(!peer_turn(&peer)) peer_wait(&peer, 1);
    code = curl_easy_recv(easy, got, sizeof got, &len);
  }
  assert_int_equal(code, CURLE_OK);
  assert_memory_equal(got, "pong", 4);
  finish(easy);
}

static void it_works_over_tcp(void **state) { talk_to_a_listener("127.0.0.1", "http://127.0.0.1:%d/", NULL); }

static void it_works_over_a_unix_socket(void **state)
{
  char path[64], name[64];
  curl_msnprintf(path, sizeof path, "/tmp/sluice-connect-only-%d", (int)getpid());
  unlink(path);
  talk_to_a_listener(path, "http://localhost/", path);
  unlink(path);
  curl_msnprintf(name, sizeof name, "@sluice-connect-only-%d", (int)getpid());
  talk_to_a_listener(name, "http://localhost/", name + 1);
}

/* ---- the record ---- */

static void the_record_is_of_the_connection(void **state)
{
  CURL *easy = connected(silent);
  long connects = 0, status = -1, sent = -1;
  curl_off_t connected_us = 0;
  assert_int_equal(active_socket(easy), peer.conn[0].client_fd);
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
  curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &connected_us);
  assert_int_equal(connects, 1);
  assert_int_equal(status, 0);
  assert_int_equal(sent, 0);
  assert_true(connected_us > 0);
  finish(easy);
}

/* ---- how long it lives ---- */

static void it_takes_no_idle_connection_and_leaves_none(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT), SEND(OK_HELLO) }, { EXPECT("raw"), EXPECT_END }
  };
  peer_init(&peer, script);
  peer_start(&peer);
  CURL *easy = handle(false);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(peer.opens, 2);
  assert_int_equal(active_socket(easy), peer.conn[1].client_fd);
  assert_sends(easy, "raw");
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 0L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(peer.opens, 2);
  assert_int_equal(peer_open_count(&peer), 1);
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  finish(easy);
}

static void the_next_transfer_ends_it(void **state)
{
  CURL *easy = connected(silent_twice);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(peer.opens, 2);
  assert_int_equal(peer_open_count(&peer), 1);
  assert_int_equal(active_socket(easy), peer.conn[1].client_fd);
  finish(easy);
}

/* "Live connections" are not the reset's to close, says its page; but the option is gone. */
static void a_reset_leaves_it_open_and_unused(void **state)
{
  CURL *easy = connected(silent);
  curl_easy_reset(easy);
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(peer_open_count(&peer), 1);
  assert_int_equal(active_socket(easy), peer.conn[0].client_fd);
  finish(easy);
}

static void a_duplicate_has_no_part_in_it(void **state)
{
  CURL *easy = connected(silent);
  CURL *copy = curl_easy_duphandle(easy);
  assert_refuses(copy, CURLE_UNSUPPORTED_PROTOCOL);
  curl_easy_cleanup(copy);
  assert_int_equal(peer_open_count(&peer), 1);
  finish(easy);
}

/* ---- in a multi ---- */

static CURL *connected_in_multi(const struct step (*script)[PEER_STEPS_MAX])
{
  multi = curl_multi_init();
  peer_init(&peer, script);
  CURL *easy = handle(true);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_int_equal(run_in_multi(easy), CURLE_OK);
  return easy;
}

static void before_it_is_done_nothing_is_sent(void **state)
{
  multi = curl_multi_init();
  peer_init(&peer, nobody);
  CURL *easy = handle(true);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  curl_multi_cleanup(multi);
  finish(easy);
}

static void it_works_while_the_handle_is_in_the_multi(void **state)
{
  CURL *easy = connected_in_multi(echoes);
  unsigned shown = 7;
  assert_sends(easy, "ping");
  let_peer_work();
  assert_int_equal(curl_multi_waitfds(multi, NULL, 0, &shown), CURLM_OK);
  assert_int_equal(shown, 0); /* the program waits for it by itself */
  assert_int_equal(curl_multi_perform(multi, NULL), CURLM_OK);
  assert_receives(easy, "pong");
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(active_socket(easy), CURL_SOCKET_BAD);
  assert_int_equal(peer_open_count(&peer), 0);
  curl_multi_cleanup(multi);
  finish(easy);
}

static void it_ends_with_its_multi(void **state)
{
  CURL *easy = connected_in_multi(silent);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  assert_int_equal(peer_open_count(&peer), 0);
  assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  finish(easy);
}

static void it_ends_with_its_handle_in_the_multi(void **state)
{
  CURL *easy = connected_in_multi(silent);
  curl_easy_cleanup(easy);
  assert_int_equal(peer_open_count(&peer), 0);
  curl_multi_cleanup(multi);
  finish(NULL);
}

static void one_of_curl_easy_perform_ends_when_the_handle_runs_in_a_multi(void **state)
{
  CURL *easy = connected(silent_twice);
  multi = curl_multi_init();
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_int_equal(run_in_multi(easy), CURLE_OK);
  assert_int_equal(peer.opens, 2);
  assert_int_equal(peer_open_count(&peer), 1);
  curl_multi_remove_handle(multi, easy);
  assert_int_equal(peer_open_count(&peer), 0);
  curl_multi_cleanup(multi);
  finish(easy);
}

static void one_of_curl_easy_perform_ends_when_the_handle_leaves_a_multi_unused(void **state)
{
  CURL *easy = connected(silent);
  multi = curl_multi_init();
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  assert_int_equal(peer_open_count(&peer), 0);
  finish(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(other_values_are_refused),
    cmocka_unit_test(without_a_connection_nothing_is_sent_or_received),
    cmocka_unit_test(an_ordinary_transfer_leaves_nothing_to_send_over),
    cmocka_unit_test(a_failed_connection_leaves_nothing_to_send_over),
    cmocka_unit_test(a_transfer_that_is_aborted_keeps_no_connection),
    cmocka_unit_test(bad_arguments_are_told),
    cmocka_unit_test(a_closed_connection_receives_nothing_for_ever),
    cmocka_unit_test(scenario_10_a_dead_connection_is_not_replaced_by_another),
    cmocka_unit_test(nothing_to_read_is_again),
    cmocka_unit_test(what_is_sent_arrives_and_what_comes_is_received),
    cmocka_unit_test(a_small_buffer_gets_the_bytes_piece_by_piece),
    cmocka_unit_test(sending_nothing_sends_nothing),
    cmocka_unit_test(a_full_socket_is_again_until_the_peer_reads),
    cmocka_unit_test(it_works_over_tcp),
    cmocka_unit_test(it_works_over_a_unix_socket),
    cmocka_unit_test(the_record_is_of_the_connection),
    cmocka_unit_test(it_takes_no_idle_connection_and_leaves_none),
    cmocka_unit_test(the_next_transfer_ends_it),
    cmocka_unit_test(a_reset_leaves_it_open_and_unused),
    cmocka_unit_test(a_duplicate_has_no_part_in_it),
    cmocka_unit_test(before_it_is_done_nothing_is_sent),
    cmocka_unit_test(it_works_while_the_handle_is_in_the_multi),
    cmocka_unit_test(it_ends_with_its_multi),
    cmocka_unit_test(it_ends_with_its_handle_in_the_multi),
    cmocka_unit_test(one_of_curl_easy_perform_ends_when_the_handle_runs_in_a_multi),
    cmocka_unit_test(one_of_curl_easy_perform_ends_when_the_handle_leaves_a_multi_unused),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
