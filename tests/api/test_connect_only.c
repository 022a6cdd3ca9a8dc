/* CURLOPT_CONNECT_ONLY with curl_easy_send and curl_easy_recv. */
#define CURL_DISABLE_DEPRECATION
#include "raw.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct step nobody[PEER_CONNS_MAX][PEER_STEPS_MAX];
static const struct step silent[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END } };
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
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 2L), CURLE_OK);
  curl_easy_cleanup(easy);
}

static void without_a_connection_nothing_is_sent_or_received(void **state)
{
  CURL *easy = curl_easy_init();
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L), CURLE_OK);
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  curl_easy_cleanup(easy);
}

/* The idle connection that the transfer left behind is not the program's to talk over. */
static void an_ordinary_transfer_leaves_nothing_to_send_over(void **state)
{
  peer_init(&raw_peer, answers);
  peer_start(&raw_peer);
  CURL *easy = raw_handle(false);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L), CURLE_OK);
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  raw_finish(easy);
}

static void a_failed_connection_leaves_nothing_to_send_over(void **state)
{
  peer_init(&raw_peer, nobody);
  CURL *easy = raw_handle(true);
  assert_int_equal(curl_easy_perform(easy), CURLE_COULDNT_CONNECT);
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(raw_socket(easy), CURL_SOCKET_BAD);
  curl_easy_cleanup(easy);
  peer_end(&raw_peer); /* it has noted that it had no connection to give */
}

static int abort_at_the_end(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  return raw_peer.opens;
}

static void a_transfer_that_is_aborted_keeps_no_connection(void **state)
{
  peer_init(&raw_peer, silent);
  CURL *easy = raw_handle(true);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, abort_at_the_end);
  assert_int_equal(curl_easy_perform(easy), CURLE_ABORTED_BY_CALLBACK);
  assert_int_equal(peer_open_count(&raw_peer), 0);
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  raw_finish(easy);
}

static void bad_arguments_are_told(void **state)
{
  CURL *easy = raw_connected(silent);
  char got[4];
  size_t len;
  assert_int_equal(curl_easy_send(NULL, "x", 1, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_recv(NULL, got, sizeof got, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_send(easy, NULL, 1, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_send(easy, "x", 1, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_recv(easy, NULL, 1, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_recv(easy, got, sizeof got, NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_recv(easy, got, 0, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  raw_finish(easy);
}

/* ---- the connection died ---- */

static void a_closed_connection_receives_nothing_for_ever(void **state)
{
  CURL *easy = raw_connected(hangs_up);
  raw_let_peer_work();
  raw_assert_receives(easy, "");
  raw_assert_receives(easy, "");
  raw_finish(easy);
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
  raw_multi = curl_multi_init();
  peer_init(&raw_peer, script);
  CURL *dead = raw_handle(true), *other = raw_handle(false), *raw = raw_handle(true);
  curl_easy_setopt(dead, CURLOPT_ERRORBUFFER, error);
  curl_multi_add_handle(raw_multi, dead);
  assert_int_equal(raw_run_in_multi(dead), CURLE_OK);
  raw_let_peer_work();
  assert_send_fails(dead);
  assert_string_not_equal(error, "");
  curl_multi_add_handle(raw_multi, other);
  assert_int_equal(raw_run_in_multi(other), CURLE_OK);
  curl_multi_add_handle(raw_multi, raw);
  assert_int_equal(raw_run_in_multi(raw), CURLE_OK);
  assert_int_equal(raw_peer.opens, 3);
  assert_send_fails(dead);
  raw_assert_receives(dead, "");
  raw_assert_sends(raw, "mine");
  assert_send_fails(dead);
  curl_easy_cleanup(other);
  curl_easy_cleanup(raw);
  curl_easy_cleanup(dead);
  curl_multi_cleanup(raw_multi);
  raw_finish(NULL);
}

/* ---- talking ---- */

static void nothing_to_read_is_again(void **state)
{
  CURL *easy = raw_connected(silent);
  char got[4];
  size_t len = 7;
  assert_int_equal(curl_easy_recv(easy, got, sizeof got, &len), CURLE_AGAIN);
  assert_int_equal(len, 0);
  raw_finish(easy);
}

static void what_is_sent_arrives_and_what_comes_is_received(void **state)
{
  CURL *easy = raw_connected(echoes);
  raw_assert_sends(easy, "ping");
  raw_let_peer_work();
  raw_assert_receives(easy, "pong");
  assert_int_equal(raw_body.len, 0); /* the write callback has no part in it */
  raw_finish(easy);
}

static void a_small_buffer_gets_the_bytes_piece_by_piece(void **state)
{
  CURL *easy = raw_connected(greets);
  char got[2];
  size_t len;
  raw_let_peer_work();
  for(const char *at = "hello"; *at; at += len) {
    assert_int_equal(curl_easy_recv(easy, got, sizeof got, &len), CURLE_OK);
    assert_memory_equal(got, at, len);
  }
  raw_finish(easy);
}

static void sending_nothing_sends_nothing(void **state)
{
  CURL *easy = raw_connected(silent);
  size_t len = 7;
  assert_int_equal(curl_easy_send(easy, NULL, 0, &len), CURLE_OK);
  assert_int_equal(len, 0);
  raw_finish(easy);
}

#define MUCH (4 * 1024 * 1024)

static void a_full_socket_is_again_until_the_peer_reads(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_FILL("z", MUCH), EXPECT_END } };
  CURL *easy = raw_connected(script);
  char *bytes = malloc(MUCH);
  size_t done = 0, len;
  bool was_full = false;
  memset(bytes, 'z', MUCH);
  while(done < MUCH) {
    CURLcode code = curl_easy_send(easy, bytes + done, MUCH - done, &len);
    was_full |= code == CURLE_AGAIN;
    if(code) assert_int_equal(code, CURLE_AGAIN);
    done += len;
    if(code) raw_let_peer_work();
  }
  assert_true(was_full);
  raw_let_peer_work();
  free(bytes);
  raw_finish(easy);
}

static void talk_to_a_listener(const char *where, const char *url_format, const char *unix_path)
{
  char url[64];
  int port = peer_listen(&raw_peer, echoes, where);
  CURL *easy = curl_easy_init();
  curl_msnprintf(url, sizeof url, url_format, port);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy, unix_path && *unix_path != '/' ? CURLOPT_ABSTRACT_UNIX_SOCKET : CURLOPT_UNIX_SOCKET_PATH,
                   unix_path);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  raw_assert_sends(easy, "ping");
  char got[8];
  size_t len = 0;
  CURLcode code = CURLE_AGAIN;
  for(long long until = now_ms() + 5000; code == CURLE_AGAIN && now_ms() < until;) {
    if(!peer_turn(&raw_peer)) peer_wait(&raw_peer, 1);
    code = curl_easy_recv(easy, got, sizeof got, &len);
  }
  assert_int_equal(code, CURLE_OK);
  assert_memory_equal(got, "pong", 4);
  raw_finish(easy);
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
  CURL *easy = raw_connected(silent);
  long connects = 0, status = -1, sent = -1;
  curl_off_t connected_us = 0;
  assert_int_equal(raw_socket(easy), raw_peer.conn[0].client_fd);
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
  curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &connected_us);
  assert_int_equal(connects, 1);
  assert_int_equal(status, 0);
  assert_int_equal(sent, 0);
  assert_true(connected_us > 0);
  raw_finish(easy);
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
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
