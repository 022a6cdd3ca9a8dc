/* Connections that several transfers share: who joins, who is woken, and when one is nobody's any more. */
#include "conn/mux.h"
#include "stream/socket.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const struct identity_wish any = { .max_lifetime_us = 1000 };
static struct mux_table table;
static struct poller *poller;

/* A session that has the room it is told to have. */
static size_t session_room;
static size_t room(const struct session *s) { return session_room; }
static void free_nothing(struct session *s) {}
static const struct session_ops ops = { .name = "test", .kind = 2, .room = room, .free = free_nothing };

static int set_up(void **state)
{
  poller = poller_new();
  mux_init(&table, 1);
  session_room = 10;
  return !poller;
}

static int tear_down(void **state)
{
  mux_free(&table);
  poller_free(poller);
  return 0;
}

static struct conn *connect_pair(void)
{
  static struct session session = { .ops = &ops };
  int pair[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
  struct gated_socket s = { .fd = pair[0], .state = GATE_CONNECTED };
  struct conn *c = conn_new(socket_stream_new(&s, poller), span_text("key"), 0, 0);
  assert_non_null(c);
  c->session = &session;
  close(pair[1]);
  return c;
}

static struct conn *find(int64_t now) { return mux_find(&table, span_text("key"), &any, NULL, now); }

static void one_without_room_is_not_found(void **state)
{
  struct mux_user first = { 0 }, second = { 0 };
  struct conn *c = connect_pair();
  assert_null(find(0));
  mux_open(&table, c, &first);
  session_room = 1;
  assert_int_equal(mux_update(c), 1);
  assert_ptr_equal(find(0), c);
  session_room = 0;
  mux_join(c, &second);
  assert_null(find(0));
  session_room = 3;
  assert_int_equal(mux_update(c), 3);
  assert_ptr_equal(find(0), c);
  assert_int_equal(mux_update(c), 0); /* no more than before */
  assert_false(mux_leave(c, &first));
  assert_true(mux_leave(c, &second));
  assert_null(find(0));
  conn_free(c);
}

static void the_table_has_a_limit_of_its_own(void **state)
{
  struct mux_user users[2] = { 0 };
  struct conn *c = connect_pair();
  table.max_users = 2;
  mux_open(&table, c, &users[0]);
  assert_int_equal(mux_update(c), 1);
  mux_join(c, &users[1]);
  assert_null(find(0));
  assert_false(mux_leave(c, &users[1]));
  table.is_off = true;
  mux_update(c);
  assert_null(find(0));
  assert_true(mux_leave(c, &users[0]));
  conn_free(c);
}

static void a_retired_one_is_joined_by_nobody(void **state)
{
  struct mux_user first = { 0 };
  struct conn *c = connect_pair();
  mux_open(&table, c, &first);
  mux_update(c);
  mux_retire(c);
  assert_null(find(0));
  assert_int_equal(mux_update(c), 0);
  assert_true(mux_leave(c, &first));
  conn_free(c);
}

static void one_that_is_too_old_or_unfit_is_not_joined(void **state)
{
  struct mux_user first = { 0 };
  struct identity_wish other = any;
  struct conn *c = connect_pair();
  other.kinds = 1;
  mux_open(&table, c, &first);
  mux_update(c);
  assert_ptr_equal(find(1000), c);
  assert_null(find(1001));
  assert_null(mux_find(&table, span_text("key"), &other, NULL, 0));
  assert_null(mux_find(&table, span_text("other"), &any, NULL, 0));
  assert_true(mux_leave(c, &first));
  conn_free(c);
}

static void one_of_another_network_is_not_joined(void **state)
{
  struct mux_user first = { 0 };
  struct conn *c = connect_pair();
  mux_open(&table, c, &first);
  mux_update(c);
  table.network++;
  assert_null(find(0));
  c->network = table.network;
  assert_ptr_equal(find(0), c);
  assert_true(mux_leave(c, &first));
  conn_free(c);
}

static void a_turn_is_had_once_however_often_it_is_wanted(void **state)
{
  struct mux_user first = { 0 }, second = { 0 };
  struct conn *c = connect_pair();
  mux_wake(c); /* it is not shared: nothing happens */
  mux_open(&table, c, &first);
  mux_join(c, &second);
  mux_wake(c);
  assert_false(list_is_empty(&table.ready));
  assert_ptr_equal(LIST_ENTRY(list_pop(&table.ready), struct conn, mux.in_ready), c);
  assert_true(list_is_empty(&table.ready));
  assert_false(mux_leave(c, &first));
  mux_wake(c);
  assert_true(mux_leave(c, &second)); /* nobody is left to have it */
  assert_true(list_is_empty(&table.ready));
  conn_free(c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(one_without_room_is_not_found, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_table_has_a_limit_of_its_own, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_retired_one_is_joined_by_nobody, set_up, tear_down),
    cmocka_unit_test_setup_teardown(one_that_is_too_old_or_unfit_is_not_joined, set_up, tear_down),
    cmocka_unit_test_setup_teardown(one_of_another_network_is_not_joined, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_turn_is_had_once_however_often_it_is_wanted, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
