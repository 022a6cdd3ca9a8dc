/* One share, many threads, each with handles of its own: with the program's locks and without. */
#include "check.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { THREADS = 8, REQUESTS = 200, SERVED_MAX = 64, PATH_SIZE = 64 };

/* ---- a server whose answer to GET /x is "/x"; some connections it closes after an answer, without a word ---- */

struct client {
  char in[2048];
  size_t len;
  int answers;
};

static struct server {
  pthread_t thread;
  atomic_bool stop;
  int port;
  atomic_int accepted;
  struct pollfd fds[SERVED_MAX]; /* the first is the listener */
  struct client clients[SERVED_MAX];
  nfds_t count;
} server;

static void accept_client(void)
{
  int fd = accept4(server.fds[0].fd, NULL, NULL, SOCK_CLOEXEC);
  if(fd < 0) return;
  if(server.count == SERVED_MAX) {
    close(fd);
    return;
  }
  server.clients[server.count] = (struct client){ .len = 0 };
  server.fds[server.count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
  atomic_fetch_add(&server.accepted, 1);
}

/* False: it is to be closed. */
static bool answer(int fd, struct client *c)
{
  char path[PATH_SIZE], reply[256];
  ssize_t got = recv(fd, c->in + c->len, sizeof c->in - 1 - c->len, 0);
  if(got <= 0) return false;
  c->len += (size_t)got;
  c->in[c->len] = '\0';
  if(!strstr(c->in, "\r\n\r\n")) return true;
  if(sscanf(c->in, "GET %63s", path) != 1) return false;
  int size = snprintf(reply, sizeof reply, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(path), path);
  c->len = 0;
  return send(fd, reply, (size_t)size, MSG_NOSIGNAL) == size && ++c->answers % 10;
}

static void *serve(void *arg)
{
  while(!atomic_load(&server.stop)) {
    if(poll(server.fds, server.count, 20) <= 0) continue;
    for(nfds_t i = server.count - 1; i; i--) {
      if(!server.fds[i].revents || answer(server.fds[i].fd, &server.clients[i])) continue;
      close(server.fds[i].fd);
      server.fds[i] = server.fds[--server.count];
      server.clients[i] = server.clients[server.count];
    }
    if(server.fds[0].revents) accept_client();
  }
  return NULL;
}

static int start_server(void **state)
{
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t len = sizeof at;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if(bind(fd, (struct sockaddr *)&at, len) || listen(fd, 64)) return -1;
  getsockname(fd, (struct sockaddr *)&at, &len);
  atomic_store(&server.stop, false);
  atomic_store(&server.accepted, 0);
  server.port = ntohs(at.sin_port);
  server.count = 1;
  server.fds[0] = (struct pollfd){ .fd = fd, .events = POLLIN };
  return pthread_create(&server.thread, NULL, serve, NULL);
}

static int stop_server(void **state)
{
  atomic_store(&server.stop, true);
  pthread_join(server.thread, NULL);
  for(nfds_t i = 0; i < server.count; i++) close(server.fds[i].fd);
  return 0;
}

/* ---- the share ---- */

static pthread_mutex_t mutexes[CURL_LOCK_DATA_LAST];
static atomic_int open_sockets;

static void lock(CURL *handle, curl_lock_data data, curl_lock_access access, void *clientp)
{
  pthread_mutex_lock((pthread_mutex_t *)clientp + data);
}

static void unlock(CURL *handle, curl_lock_data data, void *clientp)
{
  pthread_mutex_unlock((pthread_mutex_t *)clientp + data);
}

static CURLSH *make_share(bool with_locks)
{
  CURLSH *share = curl_share_init();
  assert_non_null(share);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS), CURLSHE_OK);
  if(!with_locks) return share;
  for(int i = 0; i < CURL_LOCK_DATA_LAST; i++) pthread_mutex_init(&mutexes[i], NULL);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock), CURLSHE_OK);
  assert_int_equal(curl_share_setopt(share, CURLSHOPT_USERDATA, mutexes), CURLSHE_OK);
  return share;
}

/* ---- a thread ---- */

struct worker {
  pthread_t thread;
  CURLSH *share;
  int number;
  CURL *easy;
  CURLM *multi; /* NULL: curl_easy_perform */
  struct curl_slist *entries;
  char body[PATH_SIZE];
  long connects;
  char failure[256]; /* the first one */
};

static curl_socket_t count_open(void *clientp, curlsocktype purpose, struct curl_sockaddr *a)
{
  atomic_fetch_add(&open_sockets, 1);
  return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static int count_close(void *clientp, curl_socket_t fd)
{
  atomic_fetch_sub(&open_sockets, 1);
  return close(fd);
}

static size_t collect(char *data, size_t size, size_t count, void *clientp)
{
  struct worker *w = clientp;
  size_t len = strlen(w->body), more = size * count;
  if(len + more >= sizeof w->body) return 0;
  memcpy(w->body + len, data, more);
  w->body[len + more] = '\0';
  return more;
}

static void begin(struct worker *w)
{
  w->easy = curl_easy_init();
  curl_easy_setopt(w->easy, CURLOPT_SHARE, w->share);
  curl_easy_setopt(w->easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(w->easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(w->easy, CURLOPT_TIMEOUT_MS, 60000L);
  curl_easy_setopt(w->easy, CURLOPT_OPENSOCKETFUNCTION, count_open);
  curl_easy_setopt(w->easy, CURLOPT_CLOSESOCKETFUNCTION, count_close);
  curl_easy_setopt(w->easy, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(w->easy, CURLOPT_WRITEDATA, w);
  curl_easy_setopt(w->easy, CURLOPT_RESOLVE, w->entries);
}

static CURLcode run_in(CURLM *multi, CURL *easy)
{
  CURLcode code = CURLE_OPERATION_TIMEDOUT;
  int running = 1, left;
  CURLMsg *m;
  curl_multi_add_handle(multi, easy);
  while(running)
    if(curl_multi_perform(multi, &running) || (running && curl_multi_poll(multi, NULL, 0, 1000, NULL))) break;
  while((m = curl_multi_info_read(multi, &left)) != NULL) code = m->data.result;
  curl_multi_remove_handle(multi, easy);
  return code;
}

static void get(struct worker *w, int i)
{
  char path[PATH_SIZE], url[128];
  long connects = 0;
  snprintf(path, sizeof path, "/%d/%d", w->number, i);
  snprintf(url, sizeof url, "http://shared.test:%d%s", server.port, path);
  w->body[0] = '\0';
  curl_easy_setopt(w->easy, CURLOPT_URL, url);
  CURLcode code = w->multi ? run_in(w->multi, w->easy) : curl_easy_perform(w->easy);
  curl_easy_getinfo(w->easy, CURLINFO_NUM_CONNECTS, &connects);
  w->connects += connects;
  if(w->failure[0] || (!code && !strcmp(w->body, path))) return;
  snprintf(w->failure, sizeof w->failure, "%s: code %d, '%s'", path, (int)code, w->body);
}

/* Now and then the handle is another one, leaves the share and comes back, or takes a fresh connection. */
static void *work(void *arg)
{
  struct worker *w = arg;
  char entry[64];
  snprintf(entry, sizeof entry, "+shared.test:%d:127.0.0.1", server.port);
  w->entries = curl_slist_append(NULL, entry);
  if(w->number % 2) w->multi = curl_multi_init();
  begin(w);
  for(int i = 0; i < REQUESTS; i++) {
    get(w, i);
    curl_easy_setopt(w->easy, CURLOPT_FRESH_CONNECT, (long)(i % 16 == 5));
    if(i % 16 == 9) curl_easy_setopt(w->easy, CURLOPT_SHARE, NULL);
    if(i % 16 == 10) curl_easy_setopt(w->easy, CURLOPT_SHARE, w->share);
    if(i % 16 != 13) continue;
    curl_easy_cleanup(w->easy);
    begin(w);
  }
  curl_easy_cleanup(w->easy);
  curl_multi_cleanup(w->multi);
  curl_slist_free_all(w->entries);
  return NULL;
}

static void run_threads(bool with_locks)
{
  struct worker workers[THREADS];
  long connects = 0;
  CURLSH *share = make_share(with_locks);
  atomic_store(&open_sockets, 0);
  for(int i = 0; i < THREADS; i++) {
    workers[i] = (struct worker){ .share = share, .number = i };
    assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
  }
  for(int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
  for(int i = 0; i < THREADS; i++) {
    assert_string_equal(workers[i].failure, "");
    connects += workers[i].connects;
  }
  assert_true(atomic_load(&open_sockets) > 0); /* the kept ones */
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  assert_int_equal(atomic_load(&open_sockets), 0);
  print_message("%ld connections for %d requests\n", connects, THREADS * REQUESTS);
  assert_true(connects < THREADS * REQUESTS / 2);
}

static void scenario_60_threads_share_without_locks(void **state) { run_threads(false); }
static void scenario_60_threads_share_with_locks(void **state) { run_threads(true); }

/* ---- names that have to be looked up ---- */

static void *ask(void *arg)
{
  struct worker *w = arg;
  begin(w);
  curl_easy_setopt(w->easy, CURLOPT_URL, "http://nowhere.invalid/");
  CURLcode code = curl_easy_perform(w->easy);
  if(code != CURLE_COULDNT_RESOLVE_HOST) snprintf(w->failure, sizeof w->failure, "code %d", (int)code);
  curl_easy_cleanup(w->easy);
  return NULL;
}

static void scenario_60_threads_look_one_name_up(void **state)
{
  struct worker workers[THREADS];
  CURLSH *share = make_share(true);
  for(int i = 0; i < THREADS; i++) {
    workers[i] = (struct worker){ .share = share, .number = i };
    assert_int_equal(pthread_create(&workers[i].thread, NULL, ask, &workers[i]), 0);
  }
  for(int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
  for(int i = 0; i < THREADS; i++) assert_string_equal(workers[i].failure, "");
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(scenario_60_threads_share_without_locks, start_server, stop_server),
    cmocka_unit_test_setup_teardown(scenario_60_threads_share_with_locks, start_server, stop_server),
    cmocka_unit_test_setup_teardown(scenario_60_threads_look_one_name_up, start_server, stop_server),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
