#include "client.h"
#include <stdint.h>
#include <sys/epoll.h>
#include <unistd.h>

/* curl_multi_socket_action(3) as a program with epoll uses it: one kernel call for each change that it is told. */

#define BATCH 512

struct loop {
  CURLM *multi;
  int epoll;
  long timer_ms; /* -1: none */
  int running;
};

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *clientp, void *socketp)
{
  static char known;
  struct loop *l = clientp;
  struct epoll_event e = { .data.fd = fd };
  if(what == CURL_POLL_REMOVE) return epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
  e.events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) | (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
  return epoll_ctl(l->epoll, socketp ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &e) ||
         curl_multi_assign(l->multi, fd, &known);
}

static int on_timer(CURLM *multi, long timeout_ms, void *clientp)
{
  ((struct loop *)clientp)->timer_ms = timeout_ms;
  return 0;
}

static void serve(CURLM *multi, void *clientp)
{
  struct loop *l = clientp;
  struct epoll_event events[BATCH];
  int n = epoll_wait(l->epoll, events, BATCH, (int)l->timer_ms);
  for(int i = 0; i < n; i++) {
    int mask = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
               (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
               (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
    demand(!curl_multi_socket_action(multi, events[i].data.fd, mask, &l->running), "socket_action");
  }
  if(n || l->timer_ms < 0) return;
  l->timer_ms = -1;
  demand(!curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &l->running), "socket_action");
}

void event_loop(const char *url, long total, long n)
{
  struct loop l = { .multi = curl_multi_init(), .epoll = epoll_create1(0), .timer_ms = -1 };
  curl_multi_setopt(l.multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(l.multi, CURLMOPT_SOCKETDATA, &l);
  curl_multi_setopt(l.multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(l.multi, CURLMOPT_TIMERDATA, &l);
  keep_busy(l.multi, url, total, n, serve, &l);
  close(l.epoll);
}
