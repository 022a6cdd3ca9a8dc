/* curl_easy_upkeep: HTTP/1 has nothing to send on an idle connection; those found dead are closed. */
#include "check.h"
#include "exchange.h"

static struct peer peer;
static CURLM *multi;

static size_t drop(char *data, size_t size, size_t count, void *clientp) { return size * count; }

static CURL *handle(bool connect_only)
{
  CURL *easy = curl_easy_init();
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10000L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, (long)connect_only);
  return easy;
}

static void finish(CURL *easy)
{
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(peer_open_count(&peer), 0);
}

static void let_peer_work(void)
{
  while(peer_turn(&peer)) continue;
}

static void run_in_multi(void)
{
  int running = 1;
  for(long long until = now_ms() + 10000; running && now_ms() < until;) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(running && !peer_turn(&peer)) curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
}

static const struct step hangs_up[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { CLOSE } };

static void upkeep_needs_no_connection(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_upkeep(NULL), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_upkeep(easy), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_UPKEEP_INTERVAL_MS, -1L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_UPKEEP_INTERVAL_MS, 1L), CURLE_OK);
  assert_int_equal(curl_easy_upkeep(easy), CURLE_OK);
  curl_easy_cleanup(easy);
}

static void upkeep_keeps_what_lives_and_sends_nothing(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END }
  };
  peer_init(&peer, script);
  peer_start(&peer);
  CURL *easy = handle(false);
  curl_easy_setopt(easy, CURLOPT_UPKEEP_INTERVAL_MS, 0L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_upkeep(easy), CURLE_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(peer.opens, 1);
  finish(easy);
}

static const struct step answers_once[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ROOT), SEND(OK_HELLO), CLOSE } };

static void upkeep_closes_what_is_dead(void **state)
{
  peer_init(&peer, answers_once);
  peer_start(&peer);
  CURL *easy = handle(false);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(peer_open_count(&peer), 1);
  for(long long until = now_ms() + 5000; peer_open_count(&peer) && now_ms() < until;)
    assert_int_equal(curl_easy_upkeep(easy), CURLE_OK);
  assert_int_equal(peer_open_count(&peer), 0);
  finish(easy);
}

static void upkeep_of_a_handle_in_a_multi_is_of_the_multis_connections(void **state)
{
  multi = curl_multi_init();
  peer_init(&peer, answers_once);
  CURL *easy = handle(false), *other = curl_easy_init();
  curl_multi_add_handle(multi, easy);
  run_in_multi();
  curl_easy_cleanup(easy);
  let_peer_work();
  assert_int_equal(peer_open_count(&peer), 1);
  assert_int_equal(curl_easy_upkeep(other), CURLE_OK);
  assert_int_equal(peer_open_count(&peer), 1);
  curl_multi_add_handle(multi, other);
  assert_int_equal(curl_easy_upkeep(other), CURLE_OK);
  assert_int_equal(peer_open_count(&peer), 0);
  curl_multi_cleanup(multi);
  finish(other);
}

/* Also where the handle has never used them, nor anything. */
static void upkeep_of_a_handle_with_a_share_is_of_the_shares_connections(void **state)
{
  CURLSH *share = curl_share_init();
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT), CURLSHE_OK);
  peer_init(&peer, answers_once);
  peer_start(&peer);
  CURL *easy = handle(false), *other = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  curl_easy_setopt(other, CURLOPT_SHARE, share);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_int_equal(peer_open_count(&peer), 1);
  for(long long until = now_ms() + 5000; peer_open_count(&peer) && now_ms() < until;)
    assert_int_equal(curl_easy_upkeep(other), CURLE_OK);
  finish(other);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
}

static void upkeep_leaves_a_raw_connection_alone(void **state)
{
  peer_init(&peer, hangs_up);
  CURL *easy = handle(true);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  let_peer_work();
  assert_int_equal(curl_easy_upkeep(easy), CURLE_OK);
  assert_int_equal(peer_open_count(&peer), 1);
  finish(easy);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(upkeep_needs_no_connection),
    cmocka_unit_test(upkeep_keeps_what_lives_and_sends_nothing),
    cmocka_unit_test(upkeep_closes_what_is_dead),
    cmocka_unit_test(upkeep_of_a_handle_in_a_multi_is_of_the_multis_connections),
    cmocka_unit_test(upkeep_of_a_handle_with_a_share_is_of_the_shares_connections),
    cmocka_unit_test(upkeep_leaves_a_raw_connection_alone),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
