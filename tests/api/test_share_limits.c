/* How many connections a share keeps, what they count for, and how they end. */
#include "sharing.h"

/* ---- in a multi that has limits, or the program's own loop ---- */

static void one_that_is_kept_in_the_share_is_in_no_multis_way(void **state)
{
  serve(once_on_two);
  CURLM *multi = curl_multi_init();
  CURL *easy = sharing_handle();
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1L);
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  for(int i = 0; i < 2; i++) {
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    assert_int_equal(run_in(multi, easy), CURLE_OK);
    assert_int_equal(connects(easy), 1);
  }
  curl_multi_cleanup(multi);
  curl_easy_cleanup(easy);
  end_all();
}

/* Two handles, room for one connection: the second has to wait, and then takes the one that the first has put back. */
static void one_that_is_taken_counts_in_the_limits_of_its_multi(void **state)
{
  int running = 2;
  serve(twice_on_one);
  CURLM *multi = curl_multi_init();
  CURL *first = sharing_handle(), *second = sharing_handle();
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1L);
  curl_multi_add_handle(multi, first);
  curl_multi_add_handle(multi, second);
  for(long long until = now_ms() + 10000; running && now_ms() < until;) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(running) curl_multi_poll(multi, NULL, 0, 100, NULL);
  }
  assert_int_equal(running, 0);
  assert_int_equal(connects(first), 1);
  assert_int_equal(connects(second), 0);
  curl_multi_cleanup(multi);
  curl_easy_cleanup(first);
  curl_easy_cleanup(second);
  end_all();
}

/* One lies idle in the share, and yet the second handle has to wait for the first: there is room for one. */
static void an_idle_one_is_not_taken_past_the_limit(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
    { EXPECT_HEAD("GET / "), HOLD, SEND(HELLO), EXPECT_HEAD("GET / "), SEND(HELLO), EXPECT_END },
  };
  int running = 2;
  curl_off_t waiting = 0;
  serve(script);
  CURLM *multi = curl_multi_init();
  CURL *first = sharing_handle(), *second = sharing_handle();
  expect_get(second, 1);
  curl_easy_setopt(first, CURLOPT_FRESH_CONNECT, 1L);
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1L);
  curl_multi_add_handle(multi, first);
  curl_multi_add_handle(multi, second);
  for(long long until = now_ms() + 10000; running && now_ms() < until;) {
    curl_off_t pending;
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    assert_int_equal(curl_multi_get_offt(multi, CURLMINFO_XFERS_PENDING, &pending), CURLM_OK);
    if(pending > waiting) waiting = pending;
    if(gate.opens == 2) peer_release(&peer);
    if(running) curl_multi_poll(multi, NULL, 0, 100, NULL);
  }
  assert_int_equal(running, 0);
  assert_int_equal(waiting, 1);
  assert_int_equal(connects(second), 0);
  curl_multi_cleanup(multi);
  curl_easy_cleanup(first);
  curl_easy_cleanup(second);
  end_all();
}

static int watched; /* descriptors that the program's loop has been told of */

static int count_watched(CURL *easy, curl_socket_t fd, int what, void *clientp, void *app)
{
  void *is_known = &watched;
  if(what == CURL_POLL_REMOVE) {
    assert_ptr_equal(app, is_known);
    watched--;
  } else if(!app) {
    watched++;
    assert_int_equal(curl_multi_assign(clientp, fd, is_known), CURLM_OK);
  }
  return 0;
}

static void a_programs_loop_forgets_one_that_is_put_back(void **state)
{
  serve(twice_on_one);
  CURL *easy = sharing_handle();
  for(int i = 0; i < 2; i++) {
    int running = 1;
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, count_watched);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, multi);
    curl_multi_add_handle(multi, easy);
    for(long long until = now_ms() + 10000; running && now_ms() < until;) {
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
      if(running && watched)
        curl_multi_socket_action(multi, gate.opened[0], CURL_CSELECT_IN | CURL_CSELECT_OUT, &running);
    }
    assert_int_equal(running, 0);
    assert_int_equal(connects(easy), !i);
    assert_int_equal(watched, 0);
    curl_multi_remove_handle(multi, easy);
    curl_multi_cleanup(multi);
  }
  assert_int_equal(gate.closes, 0);
  curl_easy_cleanup(easy);
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

int main(void)
{
  const struct CMUnitTest tests[] = {
    SHARE_TEST(one_that_is_kept_in_the_share_is_in_no_multis_way),
    SHARE_TEST(one_that_is_taken_counts_in_the_limits_of_its_multi),
    SHARE_TEST(an_idle_one_is_not_taken_past_the_limit),
    SHARE_TEST(a_programs_loop_forgets_one_that_is_put_back),
    SHARE_TEST(maxconnects_closes_the_oldest),
    SHARE_TEST(four_are_kept_for_each_handle),
    SHARE_TEST(unsharing_closes_what_is_kept),
    SHARE_TEST(a_close_callback_that_ends_the_share_again_is_refused),
    SHARE_TEST(a_share_is_not_ended_during_a_transfer),
    SHARE_TEST(one_whose_handle_leaves_meanwhile_is_closed),
    SHARE_TEST(one_whose_handle_comes_meanwhile_is_closed),
    SHARE_TEST(scenario_58_a_multi_that_ends_with_sharing_handles_inside),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
