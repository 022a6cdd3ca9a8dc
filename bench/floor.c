/* The floor: the same exchanges with bare system calls. Nothing is parsed but where an answer ends.
 *
 *   floor sequential PORT TOTAL
 *   floor parallel PORT TOTAL N
 *   floor body PORT TOTAL PATH
 */
#include "report.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define WARM_UP 1000
#define EVENTS  512

static char request[256];
static size_t request_len;
static char buffer[256 * 1024];

static void demand(int holds, const char *what)
{
  if(holds) return;
  perror(what);
  exit(1);
}

static int connected(int port)
{
  struct sockaddr_in to = { .sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                            .sin_port = htons((uint16_t)port) };
  int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  demand(fd >= 0 && !connect(fd, (struct sockaddr *)&to, sizeof to), "connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static void ask(int fd)
{
  demand(send(fd, request, request_len, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)request_len, "send");
}

/* The answers are smaller than a segment: one recv is one answer. */
static void answer(int fd)
{
  ssize_t n = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
  demand(n > 100 && !memcmp(buffer, "HTTP/1.1 200", 12) && buffer[n - 1] == 'x', "answer");
}

static void sequential(int port, long total)
{
  struct pollfd fd = { .fd = connected(port), .events = POLLIN };
  struct meter m = { 0 };
  for(long i = -WARM_UP; i < total; i++) {
    if(!i) meter_start(&m);
    ask(fd.fd);
    demand(poll(&fd, 1, 1000) == 1, "poll");
    answer(fd.fd);
  }
  meter_report(&m, (double)total);
  close(fd.fd);
}

static void parallel(int port, long total, long n)
{
  struct epoll_event ready[EVENTS];
  struct meter m = { 0 };
  int set = epoll_create1(0);
  long done = 0, warm_up = 2 * n, started = n;
  for(long i = 0; i < n; i++) {
    struct epoll_event e = { .events = EPOLLIN, .data.fd = connected(port) };
    demand(!epoll_ctl(set, EPOLL_CTL_ADD, e.data.fd, &e), "epoll_ctl");
    ask(e.data.fd);
  }
  while(done < warm_up + total) {
    int count = epoll_wait(set, ready, EVENTS, 1000);
    demand(count > 0, "epoll_wait");
    for(int i = 0; i < count; i++) {
      answer(ready[i].data.fd);
      if(++done == warm_up) meter_start(&m);
      if(started++ < warm_up + total) ask(ready[i].data.fd);
    }
  }
  meter_report(&m, (double)total);
}

static void body(int port, long total)
{
  struct pollfd fd = { .fd = connected(port), .events = POLLIN };
  struct meter m;
  long got = 0;
  meter_start(&m);
  ask(fd.fd);
  while(got < total) {
    ssize_t n;
    demand(poll(&fd, 1, 10000) == 1, "poll");
    n = recv(fd.fd, buffer, sizeof buffer, MSG_DONTWAIT);
    demand(n > 0, "recv");
    got += n;
  }
  meter_report(&m, (double)got);
  close(fd.fd);
}

int main(int argc, char **argv)
{
  const char *mode = argc > 3 ? argv[1] : "", *path = argc > 4 && argv[4][0] == '/' ? argv[4] : "/100";
  int port = argc > 3 ? atoi(argv[2]) : 0;
  long number = argc > 3 ? atol(argv[3]) : 0, n = argc > 4 ? atol(argv[4]) : 0;
  request_len = (size_t)snprintf(request, sizeof request,
                                 "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: */*\r\n\r\n", path, port);
  if(!strcmp(mode, "sequential"))
    sequential(port, number);
  else if(!strcmp(mode, "parallel"))
    parallel(port, number, n);
  else if(!strcmp(mode, "body"))
    body(port, number);
  else
    demand(0, "which mode?");
  return 0;
}
