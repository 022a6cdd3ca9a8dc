/* What of FTP's two connections is waited for: a connection that has nothing to do yet is not, or waiting would end at once,
 * again and again. Over real sockets, because one that is handed in connected is never waited for to connect. */
#include "check.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int control_listener, data_listener;
static int asked[2], allowed[2]; /* pipes: RETR has come; it may be answered */

static int listen_here(int *port)
{
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t len = sizeof a;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if(bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 4) || getsockname(fd, (struct sockaddr *)&a, &len))
    abort();
  *port = ntohs(a.sin_port);
  return fd;
}

static void say(int fd, const char *text)
{
  if(send(fd, text, strlen(text), MSG_NOSIGNAL) < 0) abort();
}

/* A command, which comes as one piece; then its reply. */
static void answer(int fd, const char *reply)
{
  char command[100];
  if(read(fd, command, sizeof command) <= 0) abort();
  say(fd, reply);
}

static void pass(int fd)
{
  if(write(fd, "x", 1) != 1) abort();
}

static void *serve(void *passive)
{
  char command[100], go;
  int control = accept(control_listener, NULL, NULL);
  say(control, "220 hi\r\n");
  answer(control, "331 who says\r\n");
  answer(control, "230 in\r\n");
  answer(control, "257 \"/\"\r\n");
  answer(control, passive);
  int data = accept(data_listener, NULL, NULL);
  answer(control, "200 I\r\n");
  answer(control, "213 5\r\n");
  if(read(control, command, sizeof command) <= 0) abort();
  pass(asked[1]);
  if(read(allowed[0], &go, 1) != 1) abort();
  say(control, "150 here it is\r\n");
  say(data, "hello");
  close(data);
  say(control, "226 done\r\n");
  answer(control, "221 bye\r\n");
  close(control);
  return NULL;
}

static size_t count_bytes(char *data, size_t size, size_t count, void *clientp)
{
  *(size_t *)clientp += size * count;
  return size * count;
}

/* Only the control connection is waited for, for something to read. */
static void assert_one_is_heard(CURLM *multi)
{
  struct curl_waitfd fds[8];
  unsigned count = 0;
  assert_int_equal(curl_multi_waitfds(multi, fds, 8, &count), CURLM_OK);
  assert_int_equal(count, 1);
  assert_int_equal(fds[0].events, CURL_WAIT_POLLIN);
}

static void run(CURLM *multi)
{
  struct curl_waitfd retr = { .fd = asked[0], .events = CURL_WAIT_POLLIN };
  for(int running = 1; running;) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    if(!running) return;
    assert_int_equal(curl_multi_poll(multi, &retr, 1, 10000, NULL), CURLM_OK);
    if(!retr.revents) continue;
    assert_one_is_heard(multi);
    retr.events = 0;
    pass(allowed[1]);
  }
}

static void a_data_connection_is_not_waited_for_before_its_time(void **state)
{
  char url[64], passive[64];
  int control_port, data_port, left;
  size_t bytes = 0;
  pthread_t server;
  CURLM *multi = curl_multi_init();
  CURL *easy = curl_easy_init();
  control_listener = listen_here(&control_port);
  data_listener = listen_here(&data_port);
  snprintf(url, sizeof url, "ftp://127.0.0.1:%d/f", control_port);
  snprintf(passive, sizeof passive, "229 there (|||%d|)\r\n", data_port);
  if(pipe(asked) || pipe(allowed) || pthread_create(&server, NULL, serve, passive)) abort();
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count_bytes);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &bytes);
  curl_multi_add_handle(multi, easy);
  run(multi);
  assert_int_equal(curl_multi_info_read(multi, &left)->data.result, CURLE_OK);
  assert_int_equal(bytes, 5);
  curl_multi_remove_handle(multi, easy);
  curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  pthread_join(server, NULL);
  const int fds[] = { control_listener, data_listener, asked[0], asked[1], allowed[0], allowed[1] };
  for(size_t i = 0; i < sizeof fds / sizeof *fds; i++) close(fds[i]);
}

int main(void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test(a_data_connection_is_not_waited_for_before_its_time) };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
