/* The pool of a share: what is idle in it belongs to no poller, and to any thread. */
#include "conn/shared_pool.h"
#include "stream/socket.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)

static const struct identity_wish any = { .max_idle_us = 118 * SECOND, .max_lifetime_us = INT64_MAX };
static struct poller *ours, *theirs; /* of two multis */
static struct pool *pool;
static unsigned users;

/* What the callbacks have seen. */
static int depth, locks, closes, closes_inside; /* closes_inside: those under the guard of `t` */
static struct callback_guard guard;
static struct trace t = { .guard = &guard };

static void lock(CURL *handle, curl_lock_data kind, curl_lock_access access, void *clientp)
{
  assert_int_equal(kind, CURL_LOCK_DATA_CONNECT);
  assert_int_equal(depth++, 0);
  locks++;
}

static void unlock(CURL *handle, curl_lock_data kind, void *clientp) { assert_int_equal(--depth, 0); }

static const struct share_lock program = { .lock = lock, .unlock = unlock };

static int close_unlocked(void *clientp, curl_socket_t fd)
{
  assert_int_equal(depth, 0);
  closes++;
  closes_inside += callback_is_running(&guard);
  return close(fd);
}

static int set_up(void **state)
{
  depth = locks = closes = closes_inside = 0;
  users = 1;
  ours = poller_new();
  theirs = poller_new();
  pool = shared_pool_new(&system_native, &program, &users);
  return !ours || !theirs || !pool;
}

static int tear_down(void **state)
{
  shared_pool_free(pool);
  poller_free(ours);
  poller_free(theirs);
  return 0;
}

/* A connection of our multi, watched as one in use; `*peer` is the other end. */
static struct conn *connect_pair(const char *name, int *peer)
{
  int pair[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
  struct gated_socket s = { .fd = pair[0], .state = GATE_CONNECTED, .close = close_unlocked, .guard = &guard };
  struct stream *stream = socket_stream_new(&s, ours);
  struct conn *c = conn_new(stream, span_text(name), pool_new_id(pool), 0);
  assert_non_null(c);
  assert_int_equal(stream_want(stream, WATCH_READ), CURLE_OK);
  *peer = pair[1];
  return c;
}

static void put(const char *name, size_t most, int *peer)
{
  pool_put(pool, (struct pool_user){ ours, &t }, connect_pair(name, peer), most, 0);
}

static struct conn *take(const char *name)
{
  return pool_take(pool, (struct pool_user){ theirs, &t }, span_text(name), &any, 0);
}

static bool is_closed(int peer)
{
  char byte;
  return !read(peer, &byte, 1);
}

static void another_key_finds_nothing(void **state)
{
  int peer;
  put("a", 10, &peer);
  assert_null(take("b"));
  close(peer);
}

static void one_that_is_dead_is_never_given_though_it_was_put_just_now(void **state)
{
  int peer;
  put("a", 10, &peer);
  close(peer);
  assert_null(take("a"));
  assert_int_equal(closes, 1);
}

static void bytes_that_nobody_asked_for_end_it(void **state)
{
  int peer;
  put("a", 10, &peer);
  assert_int_equal(write(peer, "x", 1), 1);
  assert_null(take("a"));
  assert_int_equal(closes, 1);
  close(peer);
}

static void an_idle_one_belongs_to_no_poller(void **state)
{
  int peer;
  put("a", 10, &peer);
  assert_null(poller_next(ours, NULL));
  close(peer);
}

static void the_multi_that_put_it_may_be_gone(void **state)
{
  int peer;
  put("a", 10, &peer);
  poller_free(ours);
  ours = NULL;
  struct conn *c = take("a");
  assert_non_null(c);
  assert_true(c->is_reused);
  conn_free(c);
  close(peer);
}

static void one_that_is_taken_belongs_to_the_taker(void **state)
{
  int peer;
  struct callback_guard other = { 0 };
  struct trace taker = { .guard = &other };
  put("a", 10, &peer);
  struct conn *c = pool_take(pool, (struct pool_user){ theirs, &taker }, span_text("a"), &any, 0);
  assert_non_null(c);
  assert_int_equal(stream_want(c->stream, WATCH_READ), CURLE_OK);
  assert_ptr_equal(poller_next(theirs, NULL), stream_watch(c->stream));
  conn_free(c);
  assert_null(poller_next(theirs, NULL));
  assert_int_equal(closes, 1);
  assert_int_equal(closes_inside, 0); /* not under our guard */
  close(peer);
}

static void the_programs_lock_is_held_and_given_back(void **state)
{
  int peer;
  put("a", 10, &peer);
  assert_int_equal(locks, 1);
  conn_free(take("a"));
  assert_int_equal(locks, 2);
  assert_int_equal(depth, 0);
  close(peer);
}

static void past_the_limit_the_longest_idle_is_closed_without_a_lock(void **state)
{
  int peers[3];
  for(int i = 0; i < 3; i++) put("a", 2, &peers[i]);
  assert_int_equal(closes, 1);
  assert_int_equal(closes_inside, 1);
  assert_true(is_closed(peers[0]));
  for(int i = 0; i < 3; i++) close(peers[i]);
}

static void a_limit_of_none_keeps_none(void **state)
{
  int peer;
  put("a", 0, &peer);
  assert_true(is_closed(peer));
  close(peer);
}

static void what_is_left_is_closed_under_no_guard(void **state)
{
  int peer;
  put("a", 10, &peer);
  shared_pool_free(pool);
  pool = NULL;
  assert_true(is_closed(peer));
  assert_int_equal(closes, 1);
  assert_int_equal(closes_inside, 0);
  close(peer);
}

static void numbers_do_not_come_twice(void **state)
{
  int64_t first = pool_new_id(pool);
  assert_true(pool_new_id(pool) > first);
}

static void its_users_are_counted_elsewhere(void **state)
{
  users = 7;
  assert_int_equal(pool_users(pool), 7);
}

static void one_is_found_by_its_number_while_it_is_kept(void **state)
{
  int peer;
  struct conn *c = connect_pair("a", &peer);
  int64_t id = c->id;
  curl_socket_t fd = stream_socket_info(c->stream)->fd;
  pool_put(pool, (struct pool_user){ ours, &t }, c, 10, 0);
  assert_int_equal(pool_find_socket(pool, &t, span_text("a"), id), fd);
  assert_int_equal(pool_find_socket(pool, &t, span_text("a"), id + 1), CURL_SOCKET_BAD);
  conn_free(take("a"));
  assert_int_equal(pool_find_socket(pool, &t, span_text("a"), id), CURL_SOCKET_BAD);
  close(peer);
}

/* What a thread of the parent held locked is left behind; what nobody held is still there. */
static int take_in_child(bool is_locked)
{
  int peer, status;
  put("a", 10, &peer);
  if(is_locked) pthread_mutex_lock(pool_mutex(pool));
  pid_t child = fork();
  if(!child) {
    alarm(20);
    _exit(take("a") ? 1 : 2);
  }
  if(is_locked) pthread_mutex_unlock(pool_mutex(pool));
  close(peer);
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_child_of_fork_is_not_locked_out(void **state)
{
  assert_int_equal(take_in_child(true), 2);
  assert_int_equal(take_in_child(false), 1);
}

/* Many threads: every connection is in one hand at a time. */

enum { THREADS = 4, CONNS = 6, ROUNDS = 2000 };

static void *take_and_put(void *arg)
{
  struct poller *poller = poller_new();
  struct trace trace = { 0 };
  struct pool_user user = { poller, &trace };
  for(int i = 0; i < ROUNDS; i++) {
    struct conn *c = pool_take(pool, user, span_text("a"), &any, 0);
    if(!c) continue;
    c->created_us++; /* nobody else has it */
    pool_put(pool, user, c, CONNS, 0);
  }
  poller_free(poller);
  return NULL;
}

static void threads_pass_connections_on(void **state)
{
  int peers[CONNS];
  pthread_t threads[THREADS];
  pool->shared->program = NULL;
  for(int i = 0; i < CONNS; i++) put("a", CONNS, &peers[i]);
  for(int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, take_and_put, NULL), 0);
  for(int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
  assert_int_equal(pool->by_key.count, CONNS);
  assert_int_equal(closes, 0);
  for(int i = 0; i < CONNS; i++) close(peers[i]);
}

#define POOL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    POOL_TEST(another_key_finds_nothing),
    POOL_TEST(one_that_is_dead_is_never_given_though_it_was_put_just_now),
    POOL_TEST(bytes_that_nobody_asked_for_end_it),
    POOL_TEST(an_idle_one_belongs_to_no_poller),
    POOL_TEST(the_multi_that_put_it_may_be_gone),
    POOL_TEST(one_that_is_taken_belongs_to_the_taker),
    POOL_TEST(the_programs_lock_is_held_and_given_back),
    POOL_TEST(past_the_limit_the_longest_idle_is_closed_without_a_lock),
    POOL_TEST(a_limit_of_none_keeps_none),
    POOL_TEST(what_is_left_is_closed_under_no_guard),
    POOL_TEST(numbers_do_not_come_twice),
    POOL_TEST(its_users_are_counted_elsewhere),
    POOL_TEST(one_is_found_by_its_number_while_it_is_kept),
    POOL_TEST(a_child_of_fork_is_not_locked_out),
    POOL_TEST(threads_pass_connections_on),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
