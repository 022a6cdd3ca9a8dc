/* Idle connections: found, kept, closed. Each test connection is one end of a socketpair. */
#include "conn/pool.h"
#include "stream/socket.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)

static const struct identity_wish any = { .max_idle_us = 118 * SECOND, .max_lifetime_us = INT64_MAX };
static const struct identity_wish lively = { .max_idle_us = 118 * SECOND,
                                             .max_lifetime_us = INT64_MAX,
                                             .must_live = true };
static struct poller *poller;
static struct pool pool;
static int doomed_calls;
static int64_t next_id;

static void count_doomed(struct pool *p) { doomed_calls++; }

static int set_up(void **state)
{
  doomed_calls = 0;
  next_id = 0;
  poller = poller_new();
  pool_init(&pool, 1, count_doomed);
  return !poller;
}

static int tear_down(void **state)
{
  pool_free(&pool);
  poller_free(poller);
  return 0;
}

static struct span key(const char *text) { return span_text(text); }

/* A connection under `name`, created at `now`; `*peer` is the other end. */
static struct conn *connect_pair(const char *name, int64_t now, int *peer)
{
  int pair[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
  struct gated_socket s = { .fd = pair[0], .state = GATE_CONNECTED };
  struct stream *stream = socket_stream_new(&s, poller);
  struct conn *c = conn_new(stream, key(name), next_id++, now);
  assert_non_null(c);
  *peer = pair[1];
  return c;
}

static struct pool_user user(void) { return (struct pool_user){ .poller = poller }; }

static void put(const char *name, int64_t now, int *peer)
{
  pool_put(&pool, user(), connect_pair(name, now, peer), 10, now);
}

static struct conn *take(const char *name, const struct identity_wish *wish, int64_t now)
{
  return pool_take(&pool, user(), key(name), wish, now);
}

static void wait_for_events(void)
{
  int ready;
  assert_int_equal(poller_wait(poller, NULL, 0, 100, &ready), CURLE_OK);
}

static bool is_closed(int peer)
{
  char byte;
  ssize_t n = read(peer, &byte, 1);
  return !n || (n < 0 && errno == ECONNRESET); /* the latter where the other end had not read all */
}

static void another_key_finds_nothing(void **state)
{
  int peer;
  put("a", 0, &peer);
  assert_null(take("b", &any, 0));
  assert_null(take("", &any, 0));
  close(peer);
}

static void one_that_the_peer_has_closed_is_never_given(void **state)
{
  int peer;
  put("a", 0, &peer);
  close(peer);
  wait_for_events();
  assert_int_equal(doomed_calls, 1);
  assert_null(take("a", &any, 0));
  pool_sweep(&pool, 0);
}

static void bytes_that_nobody_asked_for_end_it(void **state)
{
  int peer;
  put("a", 0, &peer);
  assert_int_equal(write(peer, "x", 1), 1);
  wait_for_events();
  assert_null(take("a", &any, 0));
  pool_sweep(&pool, 0);
  assert_true(is_closed(peer));
  close(peer);
}

static void one_that_was_not_watched_for_a_second_is_probed(void **state)
{
  int peer;
  put("a", 0, &peer);
  close(peer);
  assert_null(take("a", &any, SECOND));
}

static void one_that_was_watched_just_now_is_not_probed(void **state)
{
  int peer;
  put("a", 0, &peer);
  close(peer);
  pool.watched_us = SECOND;
  struct conn *c = take("a", &any, SECOND + SECOND / 2);
  assert_non_null(c);
  conn_free(c);
}

static void one_that_must_live_is_probed_at_once(void **state)
{
  int peer;
  put("a", 0, &peer);
  close(peer);
  assert_null(take("a", &lively, 0));
}

static void one_that_was_idle_too_long_is_closed(void **state)
{
  int peer;
  put("a", 0, &peer);
  assert_null(take("a", &any, 119 * SECOND));
  assert_true(is_closed(peer));
  close(peer);
}

static void one_that_is_too_old_is_closed(void **state)
{
  const struct identity_wish young = { .max_idle_us = 118 * SECOND, .max_lifetime_us = 10 * SECOND };
  int peer;
  struct conn *c = connect_pair("a", 0, &peer);
  pool_put(&pool, user(), c, 10, 9 * SECOND);
  assert_null(take("a", &young, 11 * SECOND));
  assert_true(is_closed(peer));
  close(peer);
}

static void the_last_used_one_comes_first(void **state)
{
  int first, second;
  put("a", 0, &first);
  put("a", 1, &second);
  struct conn *c = take("a", &any, 2);
  assert_int_equal(c->id, 1);
  assert_true(c->is_reused);
  conn_free(c);
  close(first);
  close(second);
}

static void past_the_limit_the_longest_idle_is_closed(void **state)
{
  int peers[3];
  for(int i = 0; i < 3; i++) pool_put(&pool, user(), connect_pair("a", i, &peers[i]), 2, i);
  assert_true(is_closed(peers[0]));
  assert_false(is_closed(peers[1]));
  assert_false(is_closed(peers[2]));
  for(int i = 0; i < 3; i++) close(peers[i]);
}

static void a_limit_of_none_keeps_none(void **state)
{
  int peer;
  pool_put(&pool, user(), connect_pair("a", 0, &peer), 0, 0);
  assert_true(is_closed(peer));
  close(peer);
}

static void an_idle_one_is_not_for_the_programs_own_loop(void **state)
{
  int peer;
  put("a", 0, &peer);
  assert_true(poller_next(poller, NULL)->is_internal);
  struct conn *c = take("a", &any, 0);
  conn_lease(c, NULL, NULL);
  assert_false(poller_next(poller, NULL)->is_internal);
  conn_free(c);
  close(peer);
}

static void one_is_found_by_its_number_while_it_is_kept(void **state)
{
  int peer;
  put("a", 0, &peer);
  assert_int_not_equal(pool_find_socket(&pool, NULL, key("a"), 0), CURL_SOCKET_BAD);
  assert_int_equal(pool_find_socket(&pool, NULL, key("a"), 1), CURL_SOCKET_BAD);
  conn_free(take("a", &any, 0));
  assert_int_equal(pool_find_socket(&pool, NULL, key("a"), 0), CURL_SOCKET_BAD);
  close(peer);
}

#define POOL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void upkeep_closes_the_dead_and_keeps_the_living(void **state)
{
  int dead, talking, alive;
  put("a", 0, &dead);
  put("a", 0, &alive);
  put("b", 0, &talking);
  close(dead);
  assert_int_equal(write(talking, "x", 1), 1);
  pool_upkeep(&pool, user(), 0, 0);
  assert_true(is_closed(talking));
  assert_null(take("b", &any, 0));
  struct conn *c = take("a", &any, 0);
  assert_non_null(c);
  assert_int_equal(c->id, 1);
  assert_null(take("a", &any, 0));
  conn_free(c);
  close(talking);
  close(alive);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    POOL_TEST(another_key_finds_nothing),
    POOL_TEST(one_that_the_peer_has_closed_is_never_given),
    POOL_TEST(bytes_that_nobody_asked_for_end_it),
    POOL_TEST(one_that_was_not_watched_for_a_second_is_probed),
    POOL_TEST(one_that_was_watched_just_now_is_not_probed),
    POOL_TEST(one_that_must_live_is_probed_at_once),
    POOL_TEST(one_that_was_idle_too_long_is_closed),
    POOL_TEST(one_that_is_too_old_is_closed),
    POOL_TEST(the_last_used_one_comes_first),
    POOL_TEST(past_the_limit_the_longest_idle_is_closed),
    POOL_TEST(a_limit_of_none_keeps_none),
    POOL_TEST(an_idle_one_is_not_for_the_programs_own_loop),
    POOL_TEST(one_is_found_by_its_number_while_it_is_kept),
    POOL_TEST(upkeep_closes_the_dead_and_keeps_the_living),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
