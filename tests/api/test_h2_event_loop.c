/* HTTP/2 by curl_multi_socket_action(3), in a program with an epoll loop of its own: level- and edge-triggered. The peer works
 * in a thread. */
#include "h2_client.h"
#include "https.h"
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

static const struct h2_page pages[] = {
  { .path = "/", .body = "hello" },
  { .path = "/large", .len = 2000000 },
  { .path = "/echo", .is_echo = true },
  { 0 },
};
static const struct h2_setup in_clear[2] = { { 0 }, { 0 } };
static const struct h2_setup over_tls[2] = { { .cert = &https_example }, { .cert = &https_example } };

static struct {
  int epoll;
  bool is_edge;
  long timer_ms; /* -1: none */
  int running, sockets, timers;
} loop;

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *clientp, void *socketp)
{
  struct epoll_event e = { .data.fd = fd };
  if(what == CURL_POLL_REMOVE) {
    assert_int_equal(epoll_ctl(loop.epoll, EPOLL_CTL_DEL, fd, NULL), 0);
    loop.sockets--;
    return 0;
  }
  e.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u) |
             (loop.is_edge ? (uint32_t)EPOLLET : 0u);
  assert_int_equal(epoll_ctl(loop.epoll, socketp ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &e), 0);
  if(socketp) return 0;
  loop.sockets++;
  assert_int_equal(curl_multi_assign(h2_multi, fd, &loop), CURLM_OK);
  return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *clientp)
{
  loop.timer_ms = timeout_ms;
  return 0;
}

static void begin(const struct h2_setup *setups, bool is_edge)
{
  loop.epoll = epoll_create1(0);
  loop.is_edge = is_edge;
  loop.timer_ms = -1;
  loop.sockets = 0;
  h2_begin_with(setups, 2, pages);
  curl_multi_setopt(h2_multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(h2_multi, CURLMOPT_TIMERFUNCTION, on_timer);
  h2_peer_start(&h2_peer);
}

static void end(void)
{
  h2_end();
  assert_int_equal(loop.sockets, 0);
  close(loop.epoll);
}

/* Until nothing is left to wait for. */
static void run(void)
{
  struct epoll_event events[8];
  for(long long until = now_ms() + 20000; (loop.sockets || loop.timer_ms >= 0) && now_ms() < until;) {
    int n = epoll_wait(loop.epoll, events, 8, (int)loop.timer_ms);
    if(!n) {
      loop.timer_ms = -1;
      assert_int_equal(curl_multi_socket_action(h2_multi, CURL_SOCKET_TIMEOUT, 0, &loop.running), CURLM_OK);
    }
    for(int i = 0; i < n; i++) {
      int mask = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                 (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                 (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
      assert_int_equal(curl_multi_socket_action(h2_multi, events[i].data.fd, mask, &loop.running), CURLM_OK);
    }
  }
  assert_int_equal(loop.running, 0);
  h2_take_messages();
}

static const char *url_of(const struct h2_setup *setups, const char *path)
{
  static char url[100];
  snprintf(url, sizeof url, "%s%s", setups[0].cert ? H2_HTTPS : H2_URL, path);
  return url;
}

static void transfer_all(const struct h2_setup *setups, bool is_edge)
{
  struct h2_transfer *t[12];
  begin(setups, is_edge);
  for(int i = 0; i < 12; i++) {
    t[i] = h2_new(url_of(setups, i % 3 == 0 ? "/" : i % 3 == 1 ? "/large" : "/echo"));
    curl_easy_setopt(t[i]->easy, CURLOPT_PIPEWAIT, 1L);
    t[i]->upload_len = 300000;
    if(i % 3 == 2) h2_set_upload(t[i], NULL);
    h2_add(t[i]);
  }
  run();
  for(int i = 0; i < 12; i++)
    if(i % 3 == 0)
      h2_expect(t[i], CURLE_OK, "hello");
    else
      h2_expect_fill(t[i], i % 3 == 1 ? 2000000 : 300000);
  assert_int_equal(h2_peer.opens, 1);
  end();
}

static void many_in_a_level_triggered_loop(void **state) { transfer_all(in_clear, false); }
static void many_in_an_edge_triggered_loop(void **state) { transfer_all(in_clear, true); }
static void many_over_tls_in_a_level_triggered_loop(void **state) { transfer_all(over_tls, false); }
static void many_over_tls_in_an_edge_triggered_loop(void **state) { transfer_all(over_tls, true); }

/* A transfer that begins on a connection that others hold is told of by the timer alone. */
static void later_ones_begin_on_what_is_there(void **state)
{
  for(int edge = 0; edge < 2; edge++) {
    begin(in_clear, edge);
    struct h2_transfer *a = h2_get(H2_URL "/");
    run();
    h2_expect(a, CURLE_OK, "hello");
    struct h2_transfer *b = h2_get(H2_URL "/large"), *c = h2_get(H2_URL "/");
    run();
    h2_expect_fill(b, 2000000);
    h2_expect(c, CURLE_OK, "hello");
    assert_int_equal(h2_peer.opens, 1);
    end();
  }
}

static void one_that_pauses_is_gone_on_with(void **state)
{
  for(int edge = 0; edge < 2; edge++) {
    begin(in_clear, edge);
    struct h2_transfer *paused = h2_new(H2_URL "/large");
    paused->pause_after = 100000;
    curl_easy_setopt(paused->easy, CURLOPT_TIMEOUT_MS, 0L);
    h2_add(paused);
    struct h2_transfer *other = h2_new(H2_URL "/large");
    curl_easy_setopt(other->easy, CURLOPT_PIPEWAIT, 1L);
    h2_add(other);
    struct epoll_event events[8];
    for(long long until = now_ms() + 10000; !other->is_done && now_ms() < until;) {
      int n = epoll_wait(loop.epoll, events, 8, (int)loop.timer_ms);
      if(!n) curl_multi_socket_action(h2_multi, CURL_SOCKET_TIMEOUT, 0, &loop.running);
      for(int i = 0; i < n; i++)
        curl_multi_socket_action(h2_multi, events[i].data.fd, CURL_CSELECT_IN | CURL_CSELECT_OUT, &loop.running);
      h2_take_messages();
    }
    h2_expect_fill(other, 2000000);
    assert_true(paused->is_paused);
    assert_int_equal(curl_easy_pause(paused->easy, CURLPAUSE_CONT), CURLE_OK);
    run();
    h2_expect_fill(paused, 2000000);
    end();
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(many_in_a_level_triggered_loop),
    cmocka_unit_test(many_in_an_edge_triggered_loop),
    cmocka_unit_test(many_over_tls_in_a_level_triggered_loop),
    cmocka_unit_test(many_over_tls_in_an_edge_triggered_loop),
    cmocka_unit_test(later_ones_begin_on_what_is_there),
    cmocka_unit_test(one_that_pauses_is_gone_on_with),
  };
  return cmocka_run_group_tests(tests, https_set_up, https_tear_down);
}
