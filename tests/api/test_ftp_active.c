/* FTP's active mode (CURLOPT_FTPPORT(3)): the library listens, and the server connects. The sockets pass the gate. */
#include "ftp.h"
#include "gate.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A server that says what it is told to, and connects when it has said that a transfer begins. */
struct server {
  const char *const *replies; /* to the commands, in their order; the first one is the welcome; NULL ends them */
  const char *data;           /* what it sends on its connection; NULL: it makes none */
  int listener, port;
  int data_port;      /* as it was told */
  char commands[512]; /* what it was told, but for the numbers of a port */
};

static void note_command(struct server *s, char *line)
{
  size_t len = strlen(s->commands);
  unsigned a, b;
  if(sscanf(line, "EPRT |1|127.0.0.1|%d|", &s->data_port) == 1) strcpy(line, "EPRT");
  if(sscanf(line, "PORT 127,0,0,1,%u,%u", &a, &b) == 2) {
    s->data_port = (int)(a << 8 | b);
    strcpy(line, "PORT");
  }
  snprintf(s->commands + len, sizeof s->commands - len, "%.*s ", (int)strcspn(line, "\r\n"), line);
}

static void send_data(const struct server *s)
{
  struct sockaddr_in to = { .sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                            .sin_port = htons((uint16_t)s->data_port) };
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if(!connect(fd, (struct sockaddr *)&to, sizeof to)) send(fd, s->data, strlen(s->data), MSG_NOSIGNAL);
  close(fd);
}

static void *serve(void *arg)
{
  struct server *s = arg;
  char line[256];
  int fd = accept(s->listener, NULL, NULL);
  FILE *control = fdopen(fd, "r");
  for(const char *const *reply = s->replies; *reply; reply++) {
    if(reply != s->replies && !fgets(line, sizeof line, control)) break;
    if(reply != s->replies) note_command(s, line);
    send(fd, *reply, strlen(*reply), MSG_NOSIGNAL);
    if(strncmp(*reply, "150", 3) == 0 && s->data) send_data(s);
  }
  while(fgets(line, sizeof line, control)) note_command(s, line);
  fclose(control);
  return NULL;
}

static pthread_t start(struct server *s)
{
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t len = sizeof at;
  pthread_t thread;
  s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if(bind(s->listener, (struct sockaddr *)&at, len) || listen(s->listener, 1)) abort();
  getsockname(s->listener, (struct sockaddr *)&at, &len);
  s->port = ntohs(at.sin_port);
  if(pthread_create(&thread, NULL, serve, s)) abort();
  return thread;
}

#define ENTER "220 hi\r\n", "331 who says\r\n", "230 in\r\n", "257 \"/\"\r\n"
#define SAID  "USER anonymous PASS ftp@example.com PWD "

struct active {
  struct gate gate;
  struct server server;
  struct text body;
  pthread_t thread;
  CURL *easy;
  char error[CURL_ERROR_SIZE];
};

static size_t collect(char *data, size_t size, size_t count, void *clientp)
{
  text_add(clientp, data, size * count);
  return size * count;
}

static void begin(struct active *a, const char *const *replies, const char *data)
{
  char url[64];
  *a = (struct active){ .server = { .replies = replies, .data = data } };
  gate_init(&a->gate);
  a->thread = start(&a->server);
  snprintf(url, sizeof url, "ftp://127.0.0.1:%d/f", a->server.port);
  a->easy = gate_handle(&a->gate, url, a->error);
  curl_easy_setopt(a->easy, CURLOPT_FTPPORT, "-");
  curl_easy_setopt(a->easy, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(a->easy, CURLOPT_WRITEDATA, &a->body);
}

/* Each socket of the open callback is closed once: of the control connection, and the one that listens. */
static void expect(struct active *a, CURLcode code, const char *body, const char *commands)
{
  CURLcode got = curl_easy_perform(a->easy);
  curl_easy_cleanup(a->easy);
  pthread_join(a->thread, NULL);
  close(a->server.listener);
  if(got != code) fail_msg("%d in place of %d: %s", got, code, a->error);
  assert_string_equal(a->body.at ? a->body.at : "", body);
  assert_string_equal(a->server.commands, commands);
  assert_int_equal(a->gate.opens, a->gate.closes);
  assert_int_equal(gate_open_count(&a->gate), 0);
  text_free(&a->body);
}

/* ---- what goes wrong ---- */

static void a_server_without_active_mode_is_an_error(void **state)
{
  static const char *const replies[] = { ENTER, "500 what\r\n", "502 no\r\n", NULL };
  struct active a;
  begin(&a, replies, NULL);
  expect(&a, CURLE_FTP_PORT_FAILED, "", SAID "EPRT PORT QUIT ");
}

static void a_place_that_is_none_is_an_error(void **state)
{
  static const char *const replies[] = { ENTER, NULL };
  struct active a;
  begin(&a, replies, NULL);
  curl_easy_setopt(a.easy, CURLOPT_FTPPORT, "[::1");
  expect(&a, CURLE_FTP_PORT_FAILED, "", SAID "QUIT ");
  assert_int_equal(a.gate.opens, 1);
}

static void a_server_that_cannot_connect_says_so(void **state)
{
  static const char *const replies[] = { ENTER, "200 ok\r\n", "200 I\r\n", "213 5\r\n", "150 now\r\n425 cannot\r\n",
                                         NULL };
  struct active a;
  begin(&a, replies, NULL);
  expect(&a, CURLE_FTP_ACCEPT_FAILED, "", SAID "EPRT TYPE I SIZE f RETR f QUIT ");
}

static void one_that_does_not_connect_ends_in_the_time_out(void **state)
{
  static const char *const replies[] = { ENTER, "200 ok\r\n", "200 I\r\n", "213 5\r\n", "150 now\r\n", NULL };
  struct active a;
  begin(&a, replies, NULL);
  curl_easy_setopt(a.easy, CURLOPT_ACCEPTTIMEOUT_MS, 100L);
  expect(&a, CURLE_FTP_ACCEPT_TIMEOUT, "", SAID "EPRT TYPE I SIZE f RETR f QUIT ");
}

static int refuse_accepted(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  return purpose == CURLSOCKTYPE_ACCEPT ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

static void a_program_that_refuses_the_server_ends_it(void **state)
{
  static const char *const replies[] = { ENTER, "200 ok\r\n", "200 I\r\n", "213 5\r\n", "150 now\r\n", NULL };
  struct active a;
  begin(&a, replies, "hello");
  curl_easy_setopt(a.easy, CURLOPT_SOCKOPTFUNCTION, refuse_accepted);
  expect(&a, CURLE_ABORTED_BY_CALLBACK, "", SAID "EPRT TYPE I SIZE f RETR f ");
}

static void a_gate_that_refuses_to_listen_ends_it(void **state)
{
  static const char *const replies[] = { ENTER, NULL };
  struct active a;
  begin(&a, replies, NULL);
  a.gate.opened_count = GATE_SOCKETS_MAX - 1; /* there is room for the control connection only */
  for(int i = 0; i < a.gate.opened_count; i++) a.gate.opened[i] = -1;
  CURLcode code = curl_easy_perform(a.easy);
  assert_int_equal(code, CURLE_COULDNT_CONNECT);
  curl_easy_cleanup(a.easy);
  pthread_join(a.thread, NULL);
  close(a.server.listener);
  assert_int_equal(a.gate.closes, 1);
}

/* ---- a file ---- */

static void a_file_comes_to_where_the_library_listens(void **state)
{
  static const char *const replies[] = {
    ENTER, "200 ok\r\n", "200 I\r\n", "213 5\r\n", "150 now\r\n226 done\r\n", NULL
  };
  struct active a;
  begin(&a, replies, "hello");
  expect(&a, CURLE_OK, "hello", SAID "EPRT TYPE I SIZE f RETR f QUIT ");
  assert_int_equal(a.gate.opens, 2);
}

static void the_older_way_tells_the_same_place(void **state)
{
  static const char *const replies[] = { ENTER,       "500 what\r\n", "200 ok\r\n",
                                         "200 I\r\n", "213 5\r\n",    "150 now\r\n226 done\r\n",
                                         NULL };
  struct active a;
  begin(&a, replies, "hello");
  expect(&a, CURLE_OK, "hello", SAID "EPRT PORT TYPE I SIZE f RETR f QUIT ");
}

static void it_may_come_first(void **state)
{
  static const char *const replies[] = {
    ENTER, "200 ok\r\n", "200 I\r\n", "213 5\r\n", "150 now\r\n226 done\r\n", NULL
  };
  struct active a;
  begin(&a, replies, "hello");
  curl_easy_setopt(a.easy, CURLOPT_FTP_USE_EPRT, 0L);
  expect(&a, CURLE_OK, "hello", SAID "PORT TYPE I SIZE f RETR f QUIT ");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_server_without_active_mode_is_an_error),
    cmocka_unit_test(a_place_that_is_none_is_an_error),
    cmocka_unit_test(a_server_that_cannot_connect_says_so),
    cmocka_unit_test(one_that_does_not_connect_ends_in_the_time_out),
    cmocka_unit_test(a_program_that_refuses_the_server_ends_it),
    cmocka_unit_test(a_gate_that_refuses_to_listen_ends_it),
    cmocka_unit_test(a_file_comes_to_where_the_library_listens),
    cmocka_unit_test(the_older_way_tells_the_same_place),
    cmocka_unit_test(it_may_come_first),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
