/* Connections that are shared: CURL_LOCK_DATA_CONNECT. */
#include "sharing.h"

/* ---- not shared ---- */

static void without_the_kind_each_handle_has_its_own(void **state)
{
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_CONNECT), CURLSHE_OK);
  serve(once_on_two);
  CURL *first = sharing_handle(), *second = sharing_handle();
  expect_get(first, 1);
  expect_get(second, 1);
  curl_easy_cleanup(first);
  curl_easy_cleanup(second);
  end_all();
}

static void a_handle_that_has_left_has_its_own(void **state)
{
  serve(once_on_two);
  CURL *easy = sharing_handle();
  expect_get(easy, 1);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, NULL), CURLE_OK);
  expect_get(easy, 1);
  curl_easy_cleanup(easy);
  end_all();
}

static void a_handle_that_comes_does_not_bring_its_own(void **state)
{
  serve(once_on_two);
  CURL *easy = gate_handle(&gate, url, NULL);
  expect_get(easy, 1);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  expect_get(easy, 1);
  curl_easy_cleanup(easy);
  end_all();
}

static void one_that_the_peer_has_closed_is_replaced(void **state)
{
  static const struct step closing[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET / "), SEND(HELLO), CLOSE },
    { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
  };
  serve(closing);
  CURL *first = sharing_handle(), *second = sharing_handle();
  expect_get(first, 1);
  expect_get(second, 1);
  curl_easy_cleanup(first);
  curl_easy_cleanup(second);
  end_all();
}

static void one_whose_transfer_failed_is_not_kept(void **state)
{
  static const struct step cut[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET / "), SEND("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"), EXPECT_END },
  };
  serve(cut);
  CURL *easy = sharing_handle();
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 100L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OPERATION_TIMEDOUT);
  assert_int_equal(gate.closes, 1);
  curl_easy_cleanup(easy);
  end_all();
}

/* ---- shared ---- */

static void a_connection_outlives_its_handle(void **state)
{
  serve(twice_on_one);
  CURL *easy = sharing_handle();
  expect_get(easy, 1);
  curl_easy_cleanup(easy);
  assert_int_equal(gate.closes, 0);
  easy = sharing_handle();
  expect_get(easy, 0);
  curl_easy_cleanup(easy);
  assert_int_equal(gate.closes, 0);
  end_all();
}

static void a_multi_and_a_handle_alone_share(void **state)
{
  serve(twice_on_one);
  CURLM *multi = curl_multi_init();
  CURL *first = sharing_handle(), *second = sharing_handle();
  assert_int_equal(run_in(multi, first), CURLE_OK);
  curl_easy_cleanup(first);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  expect_get(second, 0);
  curl_easy_cleanup(second);
  end_all();
}

static void two_multis_share(void **state)
{
  serve(twice_on_one);
  CURLM *one = curl_multi_init(), *other = curl_multi_init();
  CURL *easy = sharing_handle();
  assert_int_equal(run_in(one, easy), CURLE_OK);
  assert_int_equal(run_in(other, easy), CURLE_OK);
  assert_int_equal(connects(easy), 0);
  curl_multi_cleanup(one);
  curl_multi_cleanup(other);
  curl_easy_cleanup(easy);
  end_all();
}

static void one_in_use_is_nobody_elses(void **state)
{
  static const struct step slow[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET / "), HOLD, SEND(HELLO), EXPECT_END },
    { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
  };
  int running;
  serve(slow);
  CURLM *multi = curl_multi_init();
  CURL *first = sharing_handle(), *second = sharing_handle();
  curl_multi_add_handle(multi, first);
  for(long long until = now_ms() + 5000; gate.opens == 0 && now_ms() < until;) curl_multi_perform(multi, &running);
  expect_get(second, 1);
  peer_release(&peer);
  do {
    curl_multi_perform(multi, &running);
    curl_multi_poll(multi, NULL, 0, 100, NULL);
  } while(running);
  assert_int_equal(connects(first), 1);
  curl_multi_cleanup(multi);
  curl_easy_cleanup(first);
  curl_easy_cleanup(second);
  end_all();
}

static void numbers_of_connections_differ_across_handles(void **state)
{
  curl_off_t ids[2] = { -1, -1 };
  serve(once_on_two);
  for(int i = 0; i < 2; i++) {
    CURL *easy = sharing_handle();
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    expect_get(easy, 1);
    curl_easy_getinfo(easy, CURLINFO_CONN_ID, &ids[i]);
    curl_easy_cleanup(easy);
  }
  assert_true(ids[0] >= 0 && ids[1] >= 0 && ids[0] != ids[1]);
  end_all();
}

static curl_socket_t active_socket(CURL *easy)
{
  curl_socket_t fd = CURL_SOCKET_BAD;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
  return fd;
}

static void the_active_socket_is_the_kept_one_until_the_handle_leaves(void **state)
{
  serve(once);
  CURL *easy = sharing_handle();
  expect_get(easy, 1);
  assert_int_equal(active_socket(easy), gate.opened[0]);
  curl_easy_setopt(easy, CURLOPT_SHARE, NULL);
  assert_int_equal(active_socket(easy), CURL_SOCKET_BAD);
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  assert_int_equal(active_socket(easy), CURL_SOCKET_BAD);
  curl_easy_cleanup(easy);
  end_all();
}

static void a_reset_keeps_the_connections(void **state)
{
  serve(twice_on_one);
  CURL *easy = sharing_handle();
  expect_get(easy, 1);
  curl_easy_reset(easy);
  gate_install(&gate, easy);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, gate_drop);
  expect_get(easy, 0);
  curl_easy_cleanup(easy);
  end_all();
}

static void a_duplicate_has_its_own(void **state)
{
  serve(once_on_two);
  CURL *easy = sharing_handle(), *twin = curl_easy_duphandle(easy);
  expect_get(easy, 1);
  expect_get(twin, 1);
  curl_easy_cleanup(easy);
  curl_easy_cleanup(twin);
  end_all();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    SHARE_TEST(without_the_kind_each_handle_has_its_own),
    SHARE_TEST(a_handle_that_has_left_has_its_own),
    SHARE_TEST(a_handle_that_comes_does_not_bring_its_own),
    SHARE_TEST(one_that_the_peer_has_closed_is_replaced),
    SHARE_TEST(one_whose_transfer_failed_is_not_kept),
    SHARE_TEST(a_connection_outlives_its_handle),
    SHARE_TEST(a_multi_and_a_handle_alone_share),
    SHARE_TEST(two_multis_share),
    SHARE_TEST(one_in_use_is_nobody_elses),
    SHARE_TEST(numbers_of_connections_differ_across_handles),
    SHARE_TEST(the_active_socket_is_the_kept_one_until_the_handle_leaves),
    SHARE_TEST(a_reset_keeps_the_connections),
    SHARE_TEST(a_duplicate_has_its_own),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
