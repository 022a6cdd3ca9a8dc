/* curl_multi_socket_action(3) in a program with an epoll loop of its own, level- and edge-triggered. */
#include "check.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOOP_FDS_MAX 256

/* ---- a server that answers "/N" with N bytes, and keeps connections ---- */

static int listener;
static int port;

static void *serve(void *arg)
{
  int fd = (int)(intptr_t)arg;
  char request[4096], *block = calloc(1, 65536);
  size_t got = 0;
  for(ssize_t n; (n = read(fd, request + got, sizeof request - 1 - got)) > 0;) {
    char head[100];
    got += (size_t)n;
    request[got] = '\0';
    if(!strstr(request, "\r\n\r\n")) continue;
    size_t size = (size_t)atol(request + strlen("GET /"));
    int len = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", size);
    if(write(fd, head, (size_t)len) < 0) break;
    while(size) {
      ssize_t sent = send(fd, block, size < 65536 ? size : 65536, MSG_NOSIGNAL);
      if(sent < 0) break;
      size -= (size_t)sent;
    }
    got = 0;
  }
  free(block);
  close(fd);
  return NULL;
}

static void *accept_all(void *arg)
{
  for(int fd; (fd = accept(listener, NULL, NULL)) >= 0;) {
    pthread_t thread;
    if(pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd)) abort();
    pthread_detach(thread);
  }
  return NULL;
}

static void start_server(void)
{
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t len = sizeof a;
  pthread_t thread;
  listener = socket(AF_INET, SOCK_STREAM, 0);
  if(bind(listener, (struct sockaddr *)&a, sizeof a) || listen(listener, 128)) abort();
  getsockname(listener, (struct sockaddr *)&a, &len);
  port = ntohs(a.sin_port);
  if(pthread_create(&thread, NULL, accept_all, NULL)) abort();
  pthread_detach(thread);
}

/* ---- the program's loop ---- */

struct loop {
  CURLM *multi;
  int epoll;
  bool is_edge;
  long timer_ms; /* -1: none */
  int running;
  int added, removed;        /* sockets, by the socket callback */
  int opened, closed;        /* by the gate */
  int watched[LOOP_FDS_MAX]; /* 1: told and not removed */
  bool fail_socket, fail_timer;
  int app; /* what curl_multi_assign is given the address of */
};

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *clientp, void *socketp)
{
  struct loop *l = clientp;
  struct epoll_event e = { .data.fd = fd };
  assert_in_range(fd, 0, LOOP_FDS_MAX - 1);
  if(easy) assert_int_not_equal(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_OK); /* not in here, says its page */
  if(l->fail_socket) return -1;
  if(what == CURL_POLL_REMOVE) {
    assert_ptr_equal(socketp, &l->app);
    assert_true(l->watched[fd]);
    assert_int_equal(epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL), 0); /* it is still open */
    l->watched[fd] = 0;
    l->removed++;
    return 0;
  }
  e.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u) |
             (l->is_edge ? (uint32_t)EPOLLET : 0u);
  assert_int_equal(epoll_ctl(l->epoll, l->watched[fd] ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &e), 0);
  if(!l->watched[fd]) {
    assert_null(socketp);
    assert_int_equal(curl_multi_assign(l->multi, fd, &l->app), CURLM_OK);
    l->added++;
  }
  l->watched[fd] = 1;
  return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *clientp)
{
  struct loop *l = clientp;
  assert_ptr_equal(multi, l->multi);
  l->timer_ms = timeout_ms;
  return l->fail_timer ? -1 : 0;
}

static curl_socket_t on_open(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  struct loop *l = clientp;
  l->opened++;
  return socket(address->family, address->socktype, address->protocol);
}

static int on_close(void *clientp, curl_socket_t fd)
{
  struct loop *l = clientp;
  assert_false(l->watched[fd]); /* REMOVE comes before */
  l->closed++;
  return close(fd);
}

static void loop_begin(struct loop *l, bool is_edge)
{
  *l = (struct loop){ .multi = curl_multi_init(), .epoll = epoll_create1(0), .is_edge = is_edge, .timer_ms = -1 };
  curl_multi_setopt(l->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(l->multi, CURLMOPT_SOCKETDATA, l);
  curl_multi_setopt(l->multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(l->multi, CURLMOPT_TIMERDATA, l);
}

static void loop_end(struct loop *l)
{
  assert_int_equal(curl_multi_cleanup(l->multi), CURLM_OK);
  assert_int_equal(l->added, l->removed);
  assert_int_equal(l->opened, l->closed);
  close(l->epoll);
}

/* Until there is nothing left to wait for: no socket, no timer. */
static void loop_run(struct loop *l)
{
  struct epoll_event events[16];
  while(l->added > l->removed || l->timer_ms >= 0) {
    int n = epoll_wait(l->epoll, events, 16, (int)l->timer_ms);
    if(!n) {
      assert_true(l->timer_ms >= 0);
      l->timer_ms = -1;
      assert_int_equal(curl_multi_socket_action(l->multi, CURL_SOCKET_TIMEOUT, 0, &l->running), CURLM_OK);
    }
    for(int i = 0; i < n; i++) {
      int mask = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                 (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                 (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
      if(!l->watched[events[i].data.fd]) continue;
      assert_int_equal(curl_multi_socket_action(l->multi, events[i].data.fd, mask, &l->running), CURLM_OK);
    }
  }
}

static size_t count_bytes(char *at, size_t size, size_t n, void *clientp)
{
  *(size_t *)clientp += n;
  return n;
}

static CURL *new_easy(struct loop *l, const char *host, size_t bytes, size_t *got)
{
  char url[100];
  CURL *e = curl_easy_init();
  snprintf(url, sizeof url, "http://%s:%d/%zu", host, port, bytes);
  curl_easy_setopt(e, CURLOPT_URL, url);
  curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, count_bytes);
  curl_easy_setopt(e, CURLOPT_WRITEDATA, got);
  curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_open);
  curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, l);
  curl_easy_setopt(e, CURLOPT_CLOSESOCKETFUNCTION, on_close);
  curl_easy_setopt(e, CURLOPT_CLOSESOCKETDATA, l);
  curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, 20000L);
  return e;
}

static CURLcode result_of(struct loop *l, CURL *e)
{
  int left;
  for(CURLMsg *m; (m = curl_multi_info_read(l->multi, &left));)
    if(m->easy_handle == e) return m->data.result;
  fail_msg("no message");
  return CURLE_FAILED_INIT;
}

/* ---- the failures ---- */

static void a_socket_callback_that_fails_ends_every_transfer(void **state)
{
  struct loop l;
  size_t got = 0;
  loop_begin(&l, false);
  CURL *e = new_easy(&l, "127.0.0.1", 5, &got);
  l.fail_socket = true;
  assert_int_equal(curl_multi_add_handle(l.multi, e), CURLM_OK);
  assert_int_equal(curl_multi_socket_action(l.multi, CURL_SOCKET_TIMEOUT, 0, &l.running), CURLM_ABORTED_BY_CALLBACK);
  assert_int_equal(result_of(&l, e), CURLE_ABORTED_BY_CALLBACK);
  curl_multi_remove_handle(l.multi, e);
  curl_easy_cleanup(e);
  loop_end(&l);
}

static void a_timer_callback_that_fails_ends_every_transfer(void **state)
{
  struct loop l;
  size_t got = 0;
  loop_begin(&l, false);
  CURL *e = new_easy(&l, "127.0.0.1", 5, &got);
  l.fail_timer = true;
  assert_int_equal(curl_multi_add_handle(l.multi, e), CURLM_ABORTED_BY_CALLBACK);
  assert_int_equal(result_of(&l, e), CURLE_ABORTED_BY_CALLBACK);
  l.fail_timer = false;
  curl_multi_remove_handle(l.multi, e);
  curl_easy_cleanup(e);
  loop_end(&l);
}

static void an_unknown_descriptor_is_ignored_and_takes_no_pointer(void **state)
{
  struct loop l;
  loop_begin(&l, false);
  assert_int_equal(curl_multi_socket_action(l.multi, 200, CURL_CSELECT_IN, &l.running), CURLM_OK);
  assert_int_equal(curl_multi_socket_action(l.multi, -7, CURL_CSELECT_IN, &l.running), CURLM_OK);
  assert_int_equal(curl_multi_assign(l.multi, 200, &l), CURLM_BAD_SOCKET);
  assert_int_equal(curl_multi_assign(l.multi, -7, &l), CURLM_BAD_SOCKET);
  loop_end(&l);
}

/* ---- transfers ---- */

static void transfer_all(bool is_edge, const char *host, size_t bytes, int count)
{
  struct loop l;
  size_t got[16] = { 0 };
  CURL *e[16];
  loop_begin(&l, is_edge);
  for(int i = 0; i < count; i++) {
    e[i] = new_easy(&l, host, bytes, &got[i]);
    assert_int_equal(curl_multi_add_handle(l.multi, e[i]), CURLM_OK);
    assert_int_equal(l.timer_ms, 0); /* it wants to begin */
  }
  loop_run(&l);
  assert_int_equal(l.running, 0);
  for(int i = 0; i < count; i++) {
    assert_int_equal(got[i], bytes);
    curl_multi_remove_handle(l.multi, e[i]);
    curl_easy_cleanup(e[i]);
  }
  assert_int_equal(l.opened > l.closed, 1); /* idle connections are kept, and not shown */
  loop_end(&l);
}

static void a_level_triggered_loop(void **state) { transfer_all(false, "127.0.0.1", 5, 10); }
static void an_edge_triggered_loop(void **state) { transfer_all(true, "127.0.0.1", 5, 10); }
static void a_large_body_by_level(void **state) { transfer_all(false, "127.0.0.1", 3000000, 4); }
static void a_large_body_by_edge(void **state) { transfer_all(true, "127.0.0.1", 3000000, 4); }
static void racing_addresses(void **state) { transfer_all(true, "localhost", 100, 3); }

/* What waits for its rate is read on when its time has come, though an edge was told long before. */
static void a_rate_limit(bool is_edge)
{
  struct loop l;
  size_t got = 0;
  curl_off_t us = 0;
  loop_begin(&l, is_edge);
  CURL *e = new_easy(&l, "127.0.0.1", 40000, &got);
  assert_int_equal(curl_easy_setopt(e, CURLOPT_MAX_RECV_SPEED_LARGE, (curl_off_t)100000), CURLE_OK);
  assert_int_equal(curl_multi_add_handle(l.multi, e), CURLM_OK);
  loop_run(&l);
  assert_int_equal(result_of(&l, e), CURLE_OK);
  assert_int_equal(got, 40000);
  curl_easy_getinfo(e, CURLINFO_TOTAL_TIME_T, &us);
  assert_in_range(us, 250000, 5000000);
  curl_multi_remove_handle(l.multi, e);
  curl_easy_cleanup(e);
  loop_end(&l);
}

static void a_rate_limit_by_level(void **state) { a_rate_limit(false); }
static void a_rate_limit_by_edge(void **state) { a_rate_limit(true); }

static void a_connection_is_used_again_and_probed_without_being_watched(void **state)
{
  struct loop l;
  size_t got = 0;
  loop_begin(&l, true);
  CURL *e = new_easy(&l, "127.0.0.1", 5, &got);
  for(int i = 0; i < 5; i++) {
    assert_int_equal(curl_multi_add_handle(l.multi, e), CURLM_OK);
    loop_run(&l);
    assert_int_equal(result_of(&l, e), CURLE_OK);
    assert_int_equal(curl_multi_remove_handle(l.multi, e), CURLM_OK);
  }
  assert_int_equal(got, 25);
  assert_int_equal(l.opened, 1);
  curl_easy_cleanup(e);
  loop_end(&l);
}

static void events_that_are_not_known_are_found_out(void **state)
{
  struct loop l;
  size_t got = 0;
  struct epoll_event events[4];
  loop_begin(&l, false);
  CURL *e = new_easy(&l, "127.0.0.1", 5, &got);
  curl_multi_add_handle(l.multi, e);
  curl_multi_socket_action(l.multi, CURL_SOCKET_TIMEOUT, 0, &l.running);
  while(l.running) {
    int n = epoll_wait(l.epoll, events, 4, 100);
    for(int i = 0; i < n; i++)
      if(l.watched[events[i].data.fd]) curl_multi_socket_action(l.multi, events[i].data.fd, 0, &l.running);
  }
  assert_int_equal(got, 5);
  curl_multi_remove_handle(l.multi, e);
  curl_easy_cleanup(e);
  loop_end(&l);
}

static void one_that_is_removed_half_way_is_told_remove(void **state)
{
  struct loop l;
  size_t got = 0;
  loop_begin(&l, false);
  CURL *e = new_easy(&l, "127.0.0.1", 5, &got);
  curl_multi_add_handle(l.multi, e);
  curl_multi_socket_action(l.multi, CURL_SOCKET_TIMEOUT, 0, &l.running);
  assert_int_equal(l.added, 1);
  assert_int_equal(curl_multi_remove_handle(l.multi, e), CURLM_OK);
  assert_int_equal(l.removed, 1);
  assert_int_equal(l.closed, 1);
  assert_int_equal(l.timer_ms, -1);
  curl_easy_cleanup(e);
  loop_end(&l);
}

static size_t pause_first(char *at, size_t size, size_t n, void *clientp)
{
  size_t *got = clientp;
  if(!*got) {
    *got = 1;
    return CURL_WRITEFUNC_PAUSE;
  }
  *got += n;
  return n;
}

static void a_paused_one_goes_on_though_no_edge_comes(void **state)
{
  struct loop l;
  size_t got = 0;
  loop_begin(&l, true);
  CURL *e = new_easy(&l, "127.0.0.1", 1000000, &got);
  curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, pause_first);
  curl_multi_add_handle(l.multi, e);
  for(int i = 0; i < 1000 && !got; i++) {
    struct epoll_event events[4];
    int n = epoll_wait(l.epoll, events, 4, l.timer_ms == 0 ? 0 : 10);
    if(!n) {
      l.timer_ms = -1;
      curl_multi_socket_action(l.multi, CURL_SOCKET_TIMEOUT, 0, &l.running);
    }
    for(int k = 0; k < n; k++)
      if(l.watched[events[k].data.fd])
        curl_multi_socket_action(l.multi, events[k].data.fd, CURL_CSELECT_IN | CURL_CSELECT_OUT, &l.running);
  }
  assert_int_equal(got, 1);
  usleep(50000); /* all that fits has arrived: no further edge comes by itself */
  assert_int_equal(curl_easy_pause(e, CURLPAUSE_CONT), CURLE_OK);
  loop_run(&l);
  assert_int_equal(got, 1000001);
  curl_multi_remove_handle(l.multi, e);
  curl_easy_cleanup(e);
  loop_end(&l);
}

static void perform_serves_a_program_with_a_loop_too(void **state)
{
  struct loop l;
  size_t got = 0;
  loop_begin(&l, false);
  CURL *e = new_easy(&l, "127.0.0.1", 70000, &got);
  curl_multi_add_handle(l.multi, e);
  for(int running = 1; running;) {
    assert_int_equal(curl_multi_perform(l.multi, &running), CURLM_OK);
    if(running) assert_int_equal(curl_multi_poll(l.multi, NULL, 0, 100, NULL), CURLM_OK);
  }
  assert_int_equal(got, 70000);
  curl_multi_remove_handle(l.multi, e);
  curl_easy_cleanup(e);
  loop_end(&l);
}

static void a_time_out_comes_through_the_timer(void **state)
{
  struct loop l;
  size_t got = 0;
  int silent = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t len = sizeof a;
  char url[64];
  assert_int_equal(bind(silent, (struct sockaddr *)&a, sizeof a) | listen(silent, 1), 0);
  getsockname(silent, (struct sockaddr *)&a, &len);
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(a.sin_port));
  loop_begin(&l, true);
  CURL *e = new_easy(&l, "127.0.0.1", 5, &got);
  curl_easy_setopt(e, CURLOPT_URL, url);
  curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, 50L);
  curl_multi_add_handle(l.multi, e);
  loop_run(&l);
  assert_int_equal(result_of(&l, e), CURLE_OPERATION_TIMEDOUT);
  curl_multi_remove_handle(l.multi, e);
  curl_easy_cleanup(e);
  loop_end(&l);
  close(silent);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_socket_callback_that_fails_ends_every_transfer),
    cmocka_unit_test(a_timer_callback_that_fails_ends_every_transfer),
    cmocka_unit_test(an_unknown_descriptor_is_ignored_and_takes_no_pointer),
    cmocka_unit_test(a_level_triggered_loop),
    cmocka_unit_test(an_edge_triggered_loop),
    cmocka_unit_test(a_large_body_by_level),
    cmocka_unit_test(a_large_body_by_edge),
    cmocka_unit_test(racing_addresses),
    cmocka_unit_test(a_rate_limit_by_level),
    cmocka_unit_test(a_rate_limit_by_edge),
    cmocka_unit_test(a_connection_is_used_again_and_probed_without_being_watched),
    cmocka_unit_test(events_that_are_not_known_are_found_out),
    cmocka_unit_test(one_that_is_removed_half_way_is_told_remove),
    cmocka_unit_test(a_paused_one_goes_on_though_no_edge_comes),
    cmocka_unit_test(perform_serves_a_program_with_a_loop_too),
    cmocka_unit_test(a_time_out_comes_through_the_timer),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  start_server();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
