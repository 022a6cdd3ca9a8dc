/* Many transfers on one connection: who shares it, who waits for it, and what the limits are. */
#define CURL_DISABLE_DEPRECATION
#include "h2_client.h"
#include <string.h>

static const struct h2_page pages[] = {
  { .path = "/", .body = "hello" },
  { .path = "/held", .body = "hello", .is_held = true },
  { 0 },
};
static const struct h2_setup one[1] = { { 0 } };
static const struct h2_setup many[H2_CONNS_MAX] = { { 0 } };
#define AT_MOST(n)                                                                      \
  {                                                                                     \
    .settings = { { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, n } }, .settings_count = 1 \
  }
static const struct h2_setup single_file[1] = { AT_MOST(1) };
static const struct h2_setup in_pairs[6] = { AT_MOST(2), AT_MOST(2), AT_MOST(2), AT_MOST(2), AT_MOST(2), AT_MOST(2) };

static struct h2_transfer *all[H2_TRANSFERS_MAX];

static void get_many(const char *path, size_t count, bool waits)
{
  for(size_t i = 0; i < count; i++) {
    all[i] = h2_new(path);
    curl_easy_setopt(all[i]->easy, CURLOPT_PIPEWAIT, (long)waits);
    h2_add(all[i]);
  }
}

static void expect_many(size_t count)
{
  for(size_t i = 0; i < count; i++) h2_expect(all[i], CURLE_OK, "hello");
}

/* A connection is there, and its peer's settings are known. */
static void prime(void)
{
  h2_get("/");
  h2_run();
}

static size_t open_streams(const struct h2_conn *c)
{
  size_t count = 0;
  for(const struct h2_request *r = c->requests; r; r = r->next) count += !r->is_closed;
  return count;
}

/* ---- sharing ---- */

static void who_waits_shares_the_connection_that_is_being_made(void **state)
{
  H2_BEGIN(one, pages);
  get_many("/", 100, true);
  h2_run();
  expect_many(100);
  assert_int_equal(h2_peer.opens, 1);
  assert_int_equal(h2_request_count(&h2_peer.conn[0]), 100);
  h2_end();
}

static void one_that_is_there_is_shared_without_waiting(void **state)
{
  H2_BEGIN(one, pages);
  prime();
  get_many("/held", 50, false);
  h2_settle();
  assert_int_equal(open_streams(&h2_peer.conn[0]), 50);
  h2_peer_release(&h2_peer);
  h2_run();
  expect_many(50);
  assert_int_equal(h2_peer.opens, 1);
  assert_int_equal(h2_long(all[7], CURLINFO_NUM_CONNECTS), 0);
  h2_end();
}

static void a_busy_one_is_shared(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *first = h2_get("/held");
  h2_settle();
  struct h2_transfer *second = h2_get("/");
  h2_settle();
  h2_expect(second, CURLE_OK, "hello");
  assert_false(first->is_done);
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect(first, CURLE_OK, "hello");
  h2_end();
}

static void fresh_connect_and_forbid_reuse_are_kept_to(void **state)
{
  static const struct h2_setup two[2] = { { 0 } };
  H2_BEGIN(two, pages);
  prime();
  struct h2_transfer *t = h2_new("/");
  curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(t->easy, CURLOPT_FORBID_REUSE, 1L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  assert_int_equal(h2_peer.opens, 2);
  assert_int_equal(h2_peer_open_count(&h2_peer), 1);
  h2_end();
}

static void multiplexing_can_be_switched_off(void **state)
{
  H2_BEGIN(many, pages);
  assert_int_equal(curl_multi_setopt(h2_multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING), CURLM_OK);
  get_many("/held", 4, true);
  h2_settle();
  assert_int_equal(h2_peer.opens, 4);
  h2_peer_release(&h2_peer);
  h2_run();
  expect_many(4);
  h2_end();
}

static void after_a_change_of_network_nobody_joins(void **state)
{
  H2_BEGIN(many, pages);
  struct h2_transfer *before = h2_get("/held");
  h2_settle();
  assert_int_equal(curl_multi_setopt(h2_multi, CURLMOPT_NETWORK_CHANGED, (long)CURLMNWC_CLEAR_CONNS), CURLM_OK);
  struct h2_transfer *after = h2_get("/");
  h2_settle();
  assert_int_equal(h2_peer.opens, 2);
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect(before, CURLE_OK, "hello");
  h2_expect(after, CURLE_OK, "hello");
  h2_end();
}

static void weights_are_taken(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_new("/"), *plain = h2_get("/");
  assert_int_equal(curl_easy_setopt(t->easy, CURLOPT_STREAM_WEIGHT, 256L), CURLE_OK);
  assert_int_equal(curl_easy_setopt(t->easy, CURLOPT_STREAM_DEPENDS, plain->easy), CURLE_OK);
  assert_int_equal(curl_easy_setopt(t->easy, CURLOPT_STREAM_DEPENDS, NULL), CURLE_OK);
  assert_int_equal(curl_easy_setopt(t->easy, CURLOPT_STREAM_DEPENDS_E, plain->easy), CURLE_OK);
  curl_easy_setopt(t->easy, CURLOPT_PIPEWAIT, 1L);
  h2_add(t);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  h2_expect(plain, CURLE_OK, "hello");
  h2_end();
}

/* CURLOPT_STREAM_WEIGHT(3): the option can be set during transfer. */
static void a_weight_may_change_under_way(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *t = h2_get("/held");
  h2_settle();
  assert_int_equal(curl_easy_setopt(t->easy, CURLOPT_STREAM_WEIGHT, 200L), CURLE_OK);
  curl_easy_pause(t->easy, CURLPAUSE_RECV);
  curl_easy_pause(t->easy, CURLPAUSE_CONT);
  h2_settle();
  const struct h2_frame *told = h2_frames_find(&h2_peer.conn[0].frames, NGHTTP2_PRIORITY, 1, 0);
  assert_non_null(told);
  assert_int_equal((uint8_t)told->payload[4], 199);
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  h2_end();
}

/* A stream may depend on another handle's, and that handle may go first (58). */
static void scenario_58_a_handle_may_go_that_others_depend_on(void **state)
{
  H2_BEGIN(one, pages);
  struct h2_transfer *parent = h2_new("/"), *child = h2_new("/held");
  curl_easy_setopt(child->easy, CURLOPT_STREAM_DEPENDS, parent->easy);
  curl_easy_setopt(child->easy, CURLOPT_STREAM_WEIGHT, 7L);
  h2_add(parent);
  h2_settle();
  h2_add(child);
  h2_settle();
  curl_easy_reset(parent->easy);
  h2_remove(parent);
  curl_easy_cleanup(parent->easy);
  parent->easy = NULL;
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect(child, CURLE_OK, "hello");
  curl_easy_reset(child->easy);
  h2_end();
}

/* ---- limits ---- */

static void a_peer_that_takes_one_stream_gets_one_at_a_time(void **state)
{
  H2_BEGIN(single_file, pages);
  curl_multi_setopt(h2_multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  prime();
  get_many("/held", 5, false);
  h2_settle();
  assert_int_equal(open_streams(&h2_peer.conn[0]), 1);
  assert_int_equal(h2_request_count(&h2_peer.conn[0]), 2);
  h2_peer_release(&h2_peer);
  h2_run(); /* each freed stream wakes one */
  expect_many(5);
  assert_int_equal(h2_peer.opens, 1);
  h2_end();
}

static void where_streams_are_used_up_a_further_connection_is_made(void **state)
{
  H2_BEGIN(in_pairs, pages);
  prime();
  get_many("/held", 3, false);
  h2_settle();
  assert_int_equal(open_streams(&h2_peer.conn[0]), 2);
  assert_int_equal(h2_peer.opens, 2);
  assert_int_equal(open_streams(&h2_peer.conn[1]), 1);
  h2_peer_release(&h2_peer);
  h2_run();
  expect_many(3);
  h2_end();
}

static void the_programs_limit_of_streams_holds(void **state)
{
  H2_BEGIN(one, pages);
  assert_int_equal(curl_multi_setopt(h2_multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 2L), CURLM_OK);
  curl_multi_setopt(h2_multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  get_many("/held", 5, true);
  h2_settle();
  assert_int_equal(open_streams(&h2_peer.conn[0]), 2);
  h2_peer_release(&h2_peer);
  h2_run();
  expect_many(5);
  h2_end();
}

static void the_programs_limit_leads_to_further_connections(void **state)
{
  static const struct h2_setup three[3] = { { 0 } };
  H2_BEGIN(three, pages);
  curl_multi_setopt(h2_multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 2L);
  get_many("/held", 5, true);
  h2_settle();
  assert_int_equal(h2_peer.opens, 3);
  for(int i = 0; i < 3; i++) assert_true(open_streams(&h2_peer.conn[i]) <= 2);
  h2_peer_release(&h2_peer);
  h2_run();
  expect_many(5);
  h2_end();
}

static void ten_connections_carry_a_hundred(void **state)
{
  H2_BEGIN(in_pairs, pages);
  curl_multi_setopt(h2_multi, CURLMOPT_MAX_HOST_CONNECTIONS, 6L);
  get_many("/", 100, true);
  h2_run();
  expect_many(100);
  assert_true(h2_peer.opens <= 6);
  h2_end();
}

static void who_waits_for_another_host_gets_the_place_of_an_idle_one(void **state)
{
  static const struct h2_setup two[2] = { { 0 } };
  H2_BEGIN(two, pages);
  curl_multi_setopt(h2_multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1L);
  struct h2_transfer *first = h2_get("/held"), *other = h2_new("http://other.example/");
  h2_settle();
  h2_add(other);
  h2_settle();
  assert_int_equal(h2_peer.opens, 1);
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect(first, CURLE_OK, "hello");
  h2_expect(other, CURLE_OK, "hello");
  assert_int_equal(h2_peer.opens, 2);
  assert_int_equal(h2_peer_open_count(&h2_peer), 1);
  h2_end();
}

static void a_waiter_that_is_removed_leaves_its_place(void **state)
{
  H2_BEGIN(single_file, pages);
  curl_multi_setopt(h2_multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  prime();
  get_many("/held", 3, false);
  h2_settle();
  h2_remove(all[1]);
  h2_peer_release(&h2_peer);
  h2_run();
  h2_expect(all[0], CURLE_OK, "hello");
  h2_expect(all[2], CURLE_OK, "hello");
  assert_false(all[1]->is_done);
  h2_end();
}

static void a_waiter_may_run_out_of_time(void **state)
{
  H2_BEGIN(single_file, pages);
  curl_multi_setopt(h2_multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  prime();
  get_many("/held", 2, false);
  struct h2_transfer *late = h2_new("/held");
  curl_easy_setopt(late->easy, CURLOPT_TIMEOUT_MS, 50L);
  h2_add(late);
  while(!late->is_done) h2_turn();
  h2_expect(late, CURLE_OPERATION_TIMEDOUT, "");
  h2_peer_release(&h2_peer);
  h2_run();
  expect_many(2);
  h2_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_waits_shares_the_connection_that_is_being_made),
    cmocka_unit_test(one_that_is_there_is_shared_without_waiting),
    cmocka_unit_test(a_busy_one_is_shared),
    cmocka_unit_test(fresh_connect_and_forbid_reuse_are_kept_to),
    cmocka_unit_test(multiplexing_can_be_switched_off),
    cmocka_unit_test(after_a_change_of_network_nobody_joins),
    cmocka_unit_test(weights_are_taken),
    cmocka_unit_test(a_weight_may_change_under_way),
    cmocka_unit_test(scenario_58_a_handle_may_go_that_others_depend_on),
    cmocka_unit_test(a_peer_that_takes_one_stream_gets_one_at_a_time),
    cmocka_unit_test(where_streams_are_used_up_a_further_connection_is_made),
    cmocka_unit_test(the_programs_limit_of_streams_holds),
    cmocka_unit_test(the_programs_limit_leads_to_further_connections),
    cmocka_unit_test(ten_connections_carry_a_hundred),
    cmocka_unit_test(who_waits_for_another_host_gets_the_place_of_an_idle_one),
    cmocka_unit_test(a_waiter_that_is_removed_leaves_its_place),
    cmocka_unit_test(a_waiter_may_run_out_of_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
