/* Handshakes with proxies in a program's own event loop, level- and edge-triggered: no byte is waited for in vain. */
#include "check.h"
#include "peer.h"
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define OK_HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

struct loop {
  CURLM *multi;
  int epoll;
  bool is_edge;
  long timer_ms; /* -1: none */
  int running;
  size_t body;
};

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *clientp, void *socketp)
{
  struct loop *l = clientp;
  struct epoll_event e = { .data.fd = fd };
  if(what == CURL_POLL_REMOVE) return epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
  e.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u) |
             (l->is_edge ? (uint32_t)EPOLLET : 0u);
  if(!socketp) curl_multi_assign(l->multi, fd, l);
  return epoll_ctl(l->epoll, socketp ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &e);
}

static int on_timer(CURLM *multi, long timeout_ms, void *clientp)
{
  ((struct loop *)clientp)->timer_ms = timeout_ms;
  return 0;
}

static size_t count_body(char *data, size_t size, size_t count, void *clientp)
{
  ((struct loop *)clientp)->body += count;
  return count;
}

static void turn(struct loop *l)
{
  struct epoll_event e;
  int n = epoll_wait(l->epoll, &e, 1, l->timer_ms < 0 || l->timer_ms > 5000 ? 5000 : (int)l->timer_ms);
  int bits = n > 0 ? (e.events & EPOLLIN ? CURL_CSELECT_IN : 0) | (e.events & EPOLLOUT ? CURL_CSELECT_OUT : 0) : 0;
  curl_socket_t fd = n > 0 ? e.data.fd : CURL_SOCKET_TIMEOUT;
  assert_int_equal(curl_multi_socket_action(l->multi, fd, bits, &l->running), CURLM_OK);
}

static CURLcode result_of(CURLM *multi)
{
  int left;
  CURLMsg *m = curl_multi_info_read(multi, &left);
  assert_non_null(m);
  return m->data.result;
}

static void run(bool is_edge, size_t send_max, const struct step (*script)[PEER_STEPS_MAX])
{
  struct peer peer;
  struct loop l = { .multi = curl_multi_init(), .epoll = epoll_create1(0), .is_edge = is_edge, .timer_ms = -1 };
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer.send_max = send_max;
  peer_start(&peer);
  peer_install(&peer, easy);
  curl_multi_setopt(l.multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(l.multi, CURLMOPT_SOCKETDATA, &l);
  curl_multi_setopt(l.multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(l.multi, CURLMOPT_TIMERDATA, &l);
  curl_easy_setopt(easy, CURLOPT_URL, "http://example.com/");
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_PRE_PROXY, "socks5h://192.0.2.9");
  curl_easy_setopt(easy, CURLOPT_PROXY, "http://web:88");
  curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &l);
  assert_int_equal(curl_multi_add_handle(l.multi, easy), CURLM_OK);
  long long begun = now_ms();
  do turn(&l);
  while(l.running);
  assert_int_equal(result_of(l.multi), CURLE_OK);
  assert_int_equal(l.body, 5);
  assert_true(now_ms() - begun < 4000); /* nothing had to wait for a time-out of the loop */
  curl_multi_remove_handle(l.multi, easy);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(l.multi);
  close(l.epoll);
  assert_string_equal(peer_end(&peer), "");
}

static const struct step by_turns[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT("\5\2\0\1"), SEND("\5\0"), EXPECT("\5\1\0\3\3web\0X"), SEND("\5\0\0\3\3abc\0\0"),
    EXPECT_HEAD("CONNECT example.com:80 HTTP/1.1\r\n"), SEND("HTTP/1.1 200 OK\r\nA: b\r\n\r\n"), EXPECT_HEAD("GET / "),
    SEND(OK_HELLO) },
};

/* Who knows what comes next says it before it is asked. */
static const struct step at_once[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { SEND("\5\0\5\0\0\1\0\0\0\0\0\0HTTP/1.1 200 OK\r\n\r\n" OK_HELLO), IGNORE },
};

static void by_level(void **state)
{
  run(false, 0, by_turns);
  run(false, 1, by_turns);
}

static void by_edge(void **state)
{
  run(true, 0, by_turns);
  run(true, 1, by_turns);
}

static void all_at_once_by_level(void **state) { run(false, 0, at_once); }

static void all_at_once_by_edge(void **state)
{
  for(int i = 0; i < 20; i++) run(true, 0, at_once);
  run(true, 1, at_once);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(by_level),
    cmocka_unit_test(by_edge),
    cmocka_unit_test(all_at_once_by_level),
    cmocka_unit_test(all_at_once_by_edge),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
