/* Connections that are shared: CURL_LOCK_DATA_CONNECT. */
#include "check.h"
#include "gate.h"
#include <string.h>

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static const struct step twice_on_one[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
};
static const struct step once_on_two[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
  { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
};
static const struct step once[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END } };

static CURLSH *share;
static struct peer peer;
static struct gate gate;
static const char *url;

static int set_up(void **state)
{
  gate_init(&gate);
  share = curl_share_init();
  return !share || curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
}

/* Each test has ended its share. */
static int tear_down(void **state) { return share != NULL; }

static void serve(const struct step (*script)[PEER_STEPS_MAX])
{
  url = gate_url("127.0.0.1", peer_listen(&peer, script, "127.0.0.1"));
  peer_start(&peer);
}

static void end_share(void)
{
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  share = NULL;
}

static void end_all(void)
{
  end_share();
  assert_int_equal(gate.closes, gate.opens);
  assert_false(gate.misused);
  assert_string_equal(peer_end(&peer), "");
}

static CURL *sharing_handle(void)
{
  CURL *easy = gate_handle(&gate, url, NULL);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_SHARE, share), CURLE_OK);
  return easy;
}

static long connects(CURL *easy)
{
  long count = -1;
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &count), CURLE_OK);
  return count;
}

static void expect_get(CURL *easy, long new_connections)
{
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(connects(easy), new_connections);
}

/* Run `easy` in `multi` to its end. */
static CURLcode run_in(CURLM *multi, CURL *easy)
{
  CURLcode code = CURLE_OPERATION_TIMEDOUT;
  int running = 1, left;
  CURLMsg *m;
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  for(long long until = now_ms() + 10000; running && now_ms() < until;) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(running) curl_multi_poll(multi, NULL, 0, 100, NULL);
  }
  while((m = curl_multi_info_read(multi, &left)) != NULL)
    if(m->easy_handle == easy) code = m->data.result;
  curl_multi_remove_handle(multi, easy);
  return code;
}

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

/* ---- how many are kept ---- */

/* Open `count` connections one after the other. */
static void get_fresh(CURL *easy, int count)
{
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  for(int i = 0; i < count; i++) expect_get(easy, 1);
}

#define ONE_GET                                    \
  {                                                \
    EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END \
  }
static const struct step once_on_four[PEER_CONNS_MAX][PEER_STEPS_MAX] = { ONE_GET, ONE_GET, ONE_GET, ONE_GET };

static void maxconnects_closes_the_oldest(void **state)
{
  serve(once_on_four);
  CURL *easy = sharing_handle();
  curl_easy_setopt(easy, CURLOPT_MAXCONNECTS, 1L);
  get_fresh(easy, 4);
  assert_int_equal(gate.closes, 3);
  assert_int_equal(gate.opened[0], -1);
  assert_true(gate.opened[3] >= 0);
  curl_easy_cleanup(easy);
  end_all();
}

static void four_are_kept_for_each_handle(void **state)
{
  serve(once_on_four);
  CURL *easy = sharing_handle();
  get_fresh(easy, 4);
  assert_int_equal(gate.closes, 0);
  curl_easy_cleanup(easy);
  end_all();
}

/* ---- the end ---- */

static void unsharing_closes_what_is_kept(void **state)
{
  serve(once_on_two);
  CURL *easy = sharing_handle();
  expect_get(easy, 1);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_CONNECT), CURLSHE_IN_USE);
  curl_easy_cleanup(easy);
  assert_int_equal(gate.closes, 0);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_CONNECT), CURLSHE_OK);
  assert_int_equal(gate.closes, 1);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT), CURLSHE_OK);
  easy = sharing_handle();
  expect_get(easy, 1);
  curl_easy_cleanup(easy);
  end_all();
}

static int end_once_more(void *clientp, curl_socket_t fd)
{
  assert_int_not_equal(curl_share_cleanup(share), CURLSHE_OK);
  return gate_close(clientp, fd);
}

static void a_close_callback_that_ends_the_share_again_is_refused(void **state)
{
  serve(once);
  CURL *easy = sharing_handle();
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, end_once_more);
  expect_get(easy, 1);
  curl_easy_cleanup(easy);
  end_all();
}

static size_t end_too_early(char *data, size_t size, size_t count, void *clientp)
{
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_CONNECT), CURLSHE_IN_USE);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_IN_USE);
  return size * count;
}

static void a_share_is_not_ended_during_a_transfer(void **state)
{
  serve(once);
  CURL *easy = sharing_handle();
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, end_too_early);
  expect_get(easy, 1);
  curl_easy_cleanup(easy);
  end_all();
}

static size_t leave(char *data, size_t size, size_t count, void *clientp)
{
  assert_int_equal(curl_easy_setopt(clientp, CURLOPT_SHARE, NULL), CURLE_OK);
  return size * count;
}

static size_t come(char *data, size_t size, size_t count, void *clientp)
{
  assert_int_equal(curl_easy_setopt(clientp, CURLOPT_SHARE, share), CURLE_OK);
  return size * count;
}

static void expect_not_kept(CURL *easy, curl_write_callback write)
{
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, write);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, easy);
  expect_get(easy, 1);
  assert_int_equal(gate.closes, 1);
  curl_easy_cleanup(easy);
  end_all();
}

static void one_whose_handle_leaves_meanwhile_is_closed(void **state)
{
  serve(once);
  expect_not_kept(sharing_handle(), leave);
}

static void one_whose_handle_comes_meanwhile_is_closed(void **state)
{
  serve(once);
  expect_not_kept(gate_handle(&gate, url, NULL), come);
}

static void scenario_58_a_multi_that_ends_with_sharing_handles_inside(void **state)
{
  static const struct step silent[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { IGNORE } };
  int running;
  serve(silent);
  CURLM *multi = curl_multi_init();
  CURL *easy = sharing_handle();
  curl_multi_add_handle(multi, easy);
  for(long long until = now_ms() + 5000; gate.opens == 0 && now_ms() < until;) curl_multi_perform(multi, &running);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  assert_int_equal(gate.closes, 1);
  curl_easy_cleanup(easy);
  end_all();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(without_the_kind_each_handle_has_its_own),
    TEST(a_handle_that_has_left_has_its_own),
    TEST(a_handle_that_comes_does_not_bring_its_own),
    TEST(one_that_the_peer_has_closed_is_replaced),
    TEST(one_whose_transfer_failed_is_not_kept),
    TEST(a_connection_outlives_its_handle),
    TEST(a_multi_and_a_handle_alone_share),
    TEST(two_multis_share),
    TEST(one_in_use_is_nobody_elses),
    TEST(numbers_of_connections_differ_across_handles),
    TEST(the_active_socket_is_the_kept_one_until_the_handle_leaves),
    TEST(a_reset_keeps_the_connections),
    TEST(a_duplicate_has_its_own),
    TEST(maxconnects_closes_the_oldest),
    TEST(four_are_kept_for_each_handle),
    TEST(unsharing_closes_what_is_kept),
    TEST(a_close_callback_that_ends_the_share_again_is_refused),
    TEST(a_share_is_not_ended_during_a_transfer),
    TEST(one_whose_handle_leaves_meanwhile_is_closed),
    TEST(one_whose_handle_comes_meanwhile_is_closed),
    TEST(scenario_58_a_multi_that_ends_with_sharing_handles_inside),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
