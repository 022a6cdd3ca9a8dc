/* The multi interface, as programs drive it. */
#include "check.h"
#include "exchange.h"
#include <poll.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

struct many {
  CURLM *multi;
  struct peer peer;
  CURL *easy[PEER_CONNS_MAX];
  struct outcome out[PEER_CONNS_MAX];
};

static const struct step hold_then_hello[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT(GET_ROOT), HOLD, SEND(OK_HELLO) },
  { EXPECT(GET_ROOT), HOLD, SEND(OK_HELLO) },
  { EXPECT(GET_ROOT), HOLD, SEND(OK_HELLO) },
};

static void begin(struct many *m, const struct step (*conn)[PEER_STEPS_MAX], size_t count)
{
  memset(m, 0, sizeof *m);
  peer_init(&m->peer, conn);
  m->multi = curl_multi_init();
  for(size_t i = 0; i < count; i++) {
    m->easy[i] = curl_easy_init();
    peer_install(&m->peer, m->easy[i]);
    curl_easy_setopt(m->easy[i], CURLOPT_URL, URL);
    curl_easy_setopt(m->easy[i], CURLOPT_WRITEFUNCTION, collect_body);
    curl_easy_setopt(m->easy[i], CURLOPT_WRITEDATA, &m->out[i]);
    curl_easy_setopt(m->easy[i], CURLOPT_PRIVATE, &m->out[i]);
    assert_int_equal(curl_multi_add_handle(m->multi, m->easy[i]), CURLM_OK);
  }
}

static void end(struct many *m)
{
  for(size_t i = 0; i < PEER_CONNS_MAX; i++) {
    if(m->easy[i]) curl_multi_remove_handle(m->multi, m->easy[i]);
    curl_easy_cleanup(m->easy[i]);
    text_free(&m->out[i].body);
  }
  assert_int_equal(curl_multi_cleanup(m->multi), CURLM_OK);
  assert_string_equal(peer_end(&m->peer), "");
  assert_int_equal(peer_open_count(&m->peer), 0);
}

static int turn(struct many *m)
{
  int running = -1;
  assert_int_equal(curl_multi_perform(m->multi, &running), CURLM_OK);
  if(!peer_turn(&m->peer)) assert_int_equal(curl_multi_poll(m->multi, NULL, 0, 1, NULL), CURLM_OK);
  return running;
}

static void turns(struct many *m, int count)
{
  while(count--) turn(m);
}

static void run_to_the_end(struct many *m)
{
  for(long long until = now_ms() + 10000; turn(m) && now_ms() < until;) continue;
}

/* ---- misuse ---- */

static void bad_handles_are_refused(void **state)
{
  CURLM *multi = curl_multi_init();
  CURL *easy = curl_easy_init();
  int left;
  assert_int_equal(curl_multi_add_handle(multi, NULL), CURLM_BAD_EASY_HANDLE);
  assert_int_equal(curl_multi_add_handle(NULL, easy), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_perform(NULL, &left), CURLM_BAD_HANDLE);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_ADDED_ALREADY);
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_null(curl_multi_info_read(multi, &left));
  curl_easy_cleanup(easy);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
}

static void perform_of_an_added_handle_is_refused(void **state)
{
  struct many m;
  begin(&m, hold_then_hello, 3);
  assert_int_equal(curl_easy_perform(m.easy[0]), CURLE_FAILED_INIT);
  peer_release(&m.peer);
  run_to_the_end(&m);
  end(&m);
}

/* ---- transfers ---- */

static void three_at_once_end_with_a_message_each(void **state)
{
  struct many m;
  int left, seen = 0;
  CURLMsg *msg;
  begin(&m, hold_then_hello, 3);
  turns(&m, 20);
  assert_int_equal(m.peer.opens, 3);
  assert_null(curl_multi_info_read(m.multi, &left));
  peer_release(&m.peer);
  run_to_the_end(&m);
  while((msg = curl_multi_info_read(m.multi, &left)) != NULL) {
    struct outcome *o = NULL;
    assert_int_equal(msg->msg, CURLMSG_DONE);
    assert_int_equal(msg->data.result, CURLE_OK);
    assert_int_equal(left, 2 - seen++);
    curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&o);
    assert_string_equal(o->body.at, "hello");
    o->calls++;
  }
  assert_int_equal(seen, 3);
  for(int i = 0; i < 3; i++) assert_int_equal(m.out[i].calls, 1);
  end(&m);
}

static void a_removed_one_ends_at_once_and_gives_no_message(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ROOT), EXPECT_END },
                                                                      { EXPECT(GET_ROOT), HOLD, SEND(OK_HELLO) } };
  struct many m;
  int left = -1;
  CURLMsg *msg;
  begin(&m, script, 2);
  turns(&m, 20);
  assert_int_equal(curl_multi_remove_handle(m.multi, m.easy[0]), CURLM_OK);
  assert_int_equal(m.peer.closes, 1);
  peer_release(&m.peer);
  run_to_the_end(&m);
  msg = curl_multi_info_read(m.multi, &left);
  assert_non_null(msg);
  assert_ptr_equal(msg->easy_handle, m.easy[1]);
  assert_null(curl_multi_info_read(m.multi, &left));
  end(&m);
}

static void a_removed_handle_can_be_performed_alone(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ROOT), SEND(OK_HELLO) },
                                                                      { EXPECT(GET_ROOT), SEND(OK_HELLO) } };
  struct many m;
  begin(&m, script, 1);
  run_to_the_end(&m);
  curl_multi_remove_handle(m.multi, m.easy[0]);
  peer_start(&m.peer);
  assert_int_equal(curl_easy_perform(m.easy[0]), CURLE_OK);
  assert_string_equal(m.out[0].body.at, "hellohello");
  end(&m);
}

static void a_second_transfer_takes_the_first_ones_connection(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ROOT), SEND(OK_HELLO),
                                                                        EXPECT(GET_ROOT), SEND(OK_HELLO) } };
  struct many m;
  begin(&m, script, 2);
  curl_multi_remove_handle(m.multi, m.easy[1]);
  run_to_the_end(&m);
  curl_multi_add_handle(m.multi, m.easy[1]);
  run_to_the_end(&m);
  assert_string_equal(m.out[1].body.at, "hello");
  end(&m);
}

static void handles_come_back_from_get_handles(void **state)
{
  struct many m;
  CURL **list;
  begin(&m, hold_then_hello, 3);
  list = curl_multi_get_handles(m.multi);
  assert_non_null(list);
  for(int i = 0; i < 3; i++) assert_true(list[i] == m.easy[0] || list[i] == m.easy[1] || list[i] == m.easy[2]);
  assert_null(list[3]);
  curl_free(list);
  peer_release(&m.peer);
  run_to_the_end(&m);
  end(&m);
}

/* ---- waiting ---- */

static void poll_waits_its_time_even_for_nothing(void **state)
{
  CURLM *multi = curl_multi_init();
  long long from = now_ms();
  int ready = -1;
  assert_int_equal(curl_multi_poll(multi, NULL, 0, 60, &ready), CURLM_OK);
  assert_int_equal(ready, 0);
  assert_true(now_ms() - from >= 50);
  from = now_ms();
  assert_int_equal(curl_multi_wait(multi, NULL, 0, 5000, &ready), CURLM_OK);
  assert_true(now_ms() - from < 1000);
  curl_multi_cleanup(multi);
}

static void poll_serves_descriptors_of_the_program(void **state)
{
  CURLM *multi = curl_multi_init();
  int pipes[2], ready = -1;
  struct curl_waitfd fd = { .events = CURL_WAIT_POLLIN };
  long long from = now_ms();
  assert_int_equal(pipe(pipes), 0);
  fd.fd = pipes[0];
  assert_int_equal(write(pipes[1], "x", 1), 1);
  assert_int_equal(curl_multi_poll(multi, &fd, 1, 5000, &ready), CURLM_OK);
  assert_int_equal(ready, 1);
  assert_int_equal(fd.revents, CURL_WAIT_POLLIN);
  assert_true(now_ms() - from < 1000);
  close(pipes[0]);
  close(pipes[1]);
  curl_multi_cleanup(multi);
}

static void *wake_it(void *multi)
{
  usleep(30000);
  curl_multi_wakeup(multi);
  return NULL;
}

static void wakeup_from_another_thread_ends_a_poll(void **state)
{
  CURLM *multi = curl_multi_init();
  pthread_t thread;
  long long from = now_ms();
  int ready = -1;
  assert_int_equal(pthread_create(&thread, NULL, wake_it, multi), 0);
  assert_int_equal(curl_multi_poll(multi, NULL, 0, 10000, &ready), CURLM_OK);
  assert_int_equal(ready, 0);
  assert_true(now_ms() - from < 5000);
  pthread_join(thread, NULL);
  curl_multi_cleanup(multi);
}

static void wakeups_before_a_poll_end_it_once(void **state)
{
  CURLM *multi = curl_multi_init();
  long long from = now_ms();
  curl_multi_poll(multi, NULL, 0, 0, NULL);
  for(int i = 0; i < 3; i++) assert_int_equal(curl_multi_wakeup(multi), CURLM_OK);
  assert_int_equal(curl_multi_poll(multi, NULL, 0, 10000, NULL), CURLM_OK);
  assert_true(now_ms() - from < 5000);
  from = now_ms();
  assert_int_equal(curl_multi_poll(multi, NULL, 0, 60, NULL), CURLM_OK);
  assert_true(now_ms() - from >= 50);
  curl_multi_cleanup(multi);
}

static void timeout_tells_when_to_come_back(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ROOT), EXPECT_END } };
  struct many m;
  long ms = 77;
  begin(&m, script, 0);
  assert_int_equal(curl_multi_timeout(m.multi, &ms), CURLM_OK);
  assert_int_equal(ms, -1);
  curl_multi_cleanup(m.multi);
  peer_end(&m.peer);
  begin(&m, script, 1);
  assert_int_equal(curl_multi_timeout(m.multi, &ms), CURLM_OK);
  assert_int_equal(ms, 0);
  curl_multi_remove_handle(m.multi, m.easy[0]);
  curl_easy_setopt(m.easy[0], CURLOPT_TIMEOUT_MS, 5000L);
  curl_multi_add_handle(m.multi, m.easy[0]);
  turns(&m, 20);
  assert_int_equal(curl_multi_timeout(m.multi, &ms), CURLM_OK);
  assert_true(ms > 0 && ms <= 5000);
  end(&m);
}

static void fdset_and_waitfds_show_the_sockets(void **state)
{
  struct many m;
  fd_set in, out, except;
  int max = -1;
  FD_ZERO(&in);
  FD_ZERO(&out);
  FD_ZERO(&except);
  begin(&m, hold_then_hello, 3);
  assert_int_equal(curl_multi_fdset(m.multi, &in, &out, &except, &max), CURLM_OK);
  assert_int_equal(max, -1);
  turns(&m, 20);
  assert_int_equal(curl_multi_fdset(m.multi, &in, &out, &except, &max), CURLM_OK);
  for(int i = 0; i < 3; i++) {
    assert_true(FD_ISSET(m.peer.conn[i].client_fd, &in));
    assert_true(max >= m.peer.conn[i].client_fd);
  }
  peer_release(&m.peer);
  run_to_the_end(&m);
  end(&m);
}

/* A program's own loop around fdset and select, without curl_multi_poll. */
static void a_select_loop_gets_it_done(void **state)
{
  struct many m;
  int running = 1;
  begin(&m, hold_then_hello, 3);
  peer_release(&m.peer);
  peer_start(&m.peer);
  for(long long until = now_ms() + 10000; running && now_ms() < until;) {
    fd_set in, out, except;
    struct timeval wait = { .tv_usec = 20000 };
    int max = -1;
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_ZERO(&except);
    curl_multi_fdset(m.multi, &in, &out, &except, &max);
    select(max + 1, &in, &out, &except, &wait);
    assert_int_equal(curl_multi_perform(m.multi, &running), CURLM_OK);
  }
  for(int i = 0; i < 3; i++) assert_string_equal(m.out[i].body.at, "hello");
  end(&m);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bad_handles_are_refused),
    cmocka_unit_test(perform_of_an_added_handle_is_refused),
    cmocka_unit_test(three_at_once_end_with_a_message_each),
    cmocka_unit_test(a_removed_one_ends_at_once_and_gives_no_message),
    cmocka_unit_test(a_removed_handle_can_be_performed_alone),
    cmocka_unit_test(a_second_transfer_takes_the_first_ones_connection),
    cmocka_unit_test(handles_come_back_from_get_handles),
    cmocka_unit_test(poll_waits_its_time_even_for_nothing),
    cmocka_unit_test(poll_serves_descriptors_of_the_program),
    cmocka_unit_test(wakeup_from_another_thread_ends_a_poll),
    cmocka_unit_test(wakeups_before_a_poll_end_it_once),
    cmocka_unit_test(timeout_tells_when_to_come_back),
    cmocka_unit_test(fdset_and_waitfds_show_the_sockets),
    cmocka_unit_test(a_select_loop_gets_it_done),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
