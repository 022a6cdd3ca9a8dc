/* How long a connection of CURLOPT_CONNECT_ONLY lives. */
#include "raw.h"

static const struct step nobody[PEER_CONNS_MAX][PEER_STEPS_MAX];
static const struct step silent[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END } };
static const struct step silent_twice[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END }, { EXPECT_END } };
static const struct step echoes[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT("ping"), SEND("pong"), EXPECT_END } };

static void it_takes_no_idle_connection_and_leaves_none(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT), SEND(OK_HELLO) }, { EXPECT("raw"), EXPECT_END }
  };
  peer_init(&raw_peer, script);
  peer_start(&raw_peer);
  CURL *easy = raw_handle(false);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(raw_peer.opens, 2);
  assert_int_equal(raw_socket(easy), raw_peer.conn[1].client_fd);
  raw_assert_sends(easy, "raw");
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 0L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(raw_peer.opens, 2);
  assert_int_equal(peer_open_count(&raw_peer), 1);
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  raw_finish(easy);
}

static void the_next_transfer_ends_it(void **state)
{
  CURL *easy = raw_connected(silent_twice);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(raw_peer.opens, 2);
  assert_int_equal(peer_open_count(&raw_peer), 1);
  assert_int_equal(raw_socket(easy), raw_peer.conn[1].client_fd);
  raw_finish(easy);
}

/* "Live connections" are not the reset's to close, says its page; but the option is gone. */
static void a_reset_leaves_it_open_and_unused(void **state)
{
  CURL *easy = raw_connected(silent);
  curl_easy_reset(easy);
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(peer_open_count(&raw_peer), 1);
  assert_int_equal(raw_socket(easy), raw_peer.conn[0].client_fd);
  raw_finish(easy);
}

static void a_duplicate_has_no_part_in_it(void **state)
{
  CURL *easy = raw_connected(silent);
  CURL *copy = curl_easy_duphandle(easy);
  raw_assert_refuses(copy, CURLE_UNSUPPORTED_PROTOCOL);
  curl_easy_cleanup(copy);
  assert_int_equal(peer_open_count(&raw_peer), 1);
  raw_finish(easy);
}

/* ---- in a multi ---- */

static CURL *connected_in_multi(const struct step (*script)[PEER_STEPS_MAX])
{
  raw_multi = curl_multi_init();
  peer_init(&raw_peer, script);
  CURL *easy = raw_handle(true);
  assert_int_equal(curl_multi_add_handle(raw_multi, easy), CURLM_OK);
  assert_int_equal(raw_run_in_multi(easy), CURLE_OK);
  return easy;
}

static void before_it_is_done_nothing_is_sent(void **state)
{
  raw_multi = curl_multi_init();
  peer_init(&raw_peer, nobody);
  CURL *easy = raw_handle(true);
  assert_int_equal(curl_multi_add_handle(raw_multi, easy), CURLM_OK);
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  curl_multi_cleanup(raw_multi);
  raw_finish(easy);
}

static void it_works_while_the_handle_is_in_the_multi(void **state)
{
  CURL *easy = connected_in_multi(echoes);
  unsigned shown = 7;
  raw_assert_sends(easy, "ping");
  raw_let_peer_work();
  assert_int_equal(curl_multi_waitfds(raw_multi, NULL, 0, &shown), CURLM_OK);
  assert_int_equal(shown, 0); /* the program waits for it by itself */
  assert_int_equal(curl_multi_perform(raw_multi, NULL), CURLM_OK);
  raw_assert_receives(easy, "pong");
  assert_int_equal(curl_multi_remove_handle(raw_multi, easy), CURLM_OK);
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  assert_int_equal(raw_socket(easy), CURL_SOCKET_BAD);
  assert_int_equal(peer_open_count(&raw_peer), 0);
  curl_multi_cleanup(raw_multi);
  raw_finish(easy);
}

static void it_ends_with_its_multi(void **state)
{
  CURL *easy = connected_in_multi(silent);
  assert_int_equal(curl_multi_cleanup(raw_multi), CURLM_OK);
  assert_int_equal(peer_open_count(&raw_peer), 0);
  raw_assert_refuses(easy, CURLE_UNSUPPORTED_PROTOCOL);
  raw_finish(easy);
}

static void it_ends_with_its_handle_in_the_multi(void **state)
{
  CURL *easy = connected_in_multi(silent);
  curl_easy_cleanup(easy);
  assert_int_equal(peer_open_count(&raw_peer), 0);
  curl_multi_cleanup(raw_multi);
  raw_finish(NULL);
}

static void one_of_curl_easy_perform_ends_when_the_handle_runs_in_a_multi(void **state)
{
  CURL *easy = raw_connected(silent_twice);
  raw_multi = curl_multi_init();
  assert_int_equal(curl_multi_add_handle(raw_multi, easy), CURLM_OK);
  assert_int_equal(raw_run_in_multi(easy), CURLE_OK);
  assert_int_equal(raw_peer.opens, 2);
  assert_int_equal(peer_open_count(&raw_peer), 1);
  curl_multi_remove_handle(raw_multi, easy);
  assert_int_equal(peer_open_count(&raw_peer), 0);
  curl_multi_cleanup(raw_multi);
  raw_finish(easy);
}

static void one_of_curl_easy_perform_ends_when_the_handle_leaves_a_multi_unused(void **state)
{
  CURL *easy = raw_connected(silent);
  raw_multi = curl_multi_init();
  assert_int_equal(curl_multi_add_handle(raw_multi, easy), CURLM_OK);
  assert_int_equal(curl_multi_cleanup(raw_multi), CURLM_OK);
  assert_int_equal(peer_open_count(&raw_peer), 0);
  raw_finish(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
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
