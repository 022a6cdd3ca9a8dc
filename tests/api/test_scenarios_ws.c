/* Scenarios 56 and 57: what a hostile peer makes of pings, and whether a mask can be guessed. */
#include "check.h"
#include "frames.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- memory, counted ---- */

static atomic_size_t live, peak;

/* Each block has its size before it. */
static void *counted(size_t *block, size_t size)
{
  if(!block) return NULL;
  block[0] = size;
  size_t now = atomic_fetch_add(&live, size) + size;
  if(now > atomic_load(&peak)) atomic_store(&peak, now);
  return block + 2;
}

static void *count_malloc(size_t size) { return counted(malloc(size + 16), size); }
static void *count_calloc(size_t n, size_t size) { return counted(calloc(1, n * size + 16), n * size); }

static void count_free(void *at)
{
  if(!at) return;
  size_t *block = (size_t *)at - 2;
  atomic_fetch_sub(&live, block[0]);
  free(block);
}

static void *count_realloc(void *at, size_t size)
{
  void *moved = count_malloc(size);
  if(!at || !moved) return moved;
  size_t former = ((size_t *)at)[-2];
  memcpy(moved, at, former < size ? former : size);
  count_free(at);
  return moved;
}

static char *count_strdup(const char *text)
{
  size_t size = strlen(text) + 1;
  char *copy = count_malloc(size);
  return copy ? memcpy(copy, text, size) : NULL;
}

/* ---- a peer that pings and does not read ---- */

#define PING_SIZE    127
#define PINGS        100000 /* more than any buffer holds of pongs */
#define PONG_SIZE    (PING_SIZE + 4)
#define MEMORY_LIMIT (1024 * 1024)

struct flood {
  int fd, client_fd;
  atomic_bool stop; /* else it ends by itself */
  bool is_endless;
  size_t pongs; /* bytes that the library has sent */
};

static bool write_all(const struct flood *f, const char *bytes, size_t len)
{
  while(len) {
    ssize_t n = send(f->fd, bytes, len, MSG_NOSIGNAL);
    if(n <= 0) return false;
    bytes += n;
    len -= (size_t)n;
  }
  return true;
}

static void read_request(const struct flood *f)
{
  char request[4096];
  size_t len = 0;
  do {
    ssize_t n = recv(f->fd, request + len, sizeof request - 1 - len, 0);
    if(n <= 0) return;
    len += (size_t)n;
    request[len] = 0;
  } while(!strstr(request, "\r\n\r\n"));
}

static void *flood(void *arg)
{
  struct flood *f = arg;
  char ping[PING_SIZE] = "\x89\x7d", waste[65536];
  ssize_t n;
  read_request(f);
  bool goes_on = write_all(f, WS_SWITCH, strlen(WS_SWITCH));
  for(size_t i = 0; goes_on && (f->is_endless ? !f->stop : i < PINGS); i++) goes_on = write_all(f, ping, sizeof ping);
  if(goes_on) write_all(f, "\x81\4over\x88\0", 8);
  while((n = recv(f->fd, waste, sizeof waste, 0)) > 0) {
    f->pongs += (size_t)n;
    if(n >= 6 && (unsigned char)waste[n - 6] == 0x88) break; /* the close is answered */
  }
  close(f->fd);
  return NULL;
}

static curl_socket_t hand_over(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  return ((struct flood *)clientp)->client_fd;
}

static int say_connected(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  return CURL_SOCKOPT_ALREADY_CONNECTED;
}

static size_t collect(char *data, size_t size, size_t count, void *clientp)
{
  text_add(clientp, data, count);
  return count;
}

static CURL *flood_handle(struct flood *f, struct text *body, struct curl_slist *key)
{
  int pair[2], room = 16384;
  CURL *easy = curl_easy_init();
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  f->fd = pair[0];
  f->client_fd = pair[1];
  setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  curl_easy_setopt(easy, CURLOPT_URL, WS_URL);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, key);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, hand_over);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, f);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, say_connected);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60000L);
  return easy;
}

/* What the peer does not read is not kept for it: of the pings that could not be answered the last one is. */
static void scenario_56_a_flood_of_pings_makes_nothing_grow(void **state)
{
  struct flood f = { 0 };
  struct text body = { 0 };
  pthread_t thread;
  struct curl_slist *key = curl_slist_append(NULL, WS_KEY);
  CURL *easy = flood_handle(&f, &body, key);
  assert_int_equal(pthread_create(&thread, NULL, flood, &f), 0);
  atomic_store(&peak, atomic_load(&live));
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  size_t most = atomic_load(&peak);
  pthread_join(thread, NULL);
  assert_string_equal(body.at, "over");
  if(most > MEMORY_LIMIT) fail_msg("%zu bytes of memory", most);
  assert_true(f.pongs > PONG_SIZE && f.pongs < PINGS * (size_t)PONG_SIZE / 10);
  curl_easy_cleanup(easy);
  curl_slist_free_all(key);
  text_free(&body);
}

/* The program has other things to do: a call comes back though pings never end. */
static void scenario_56_a_flood_of_pings_holds_up_no_call(void **state)
{
  struct flood f = { .is_endless = true };
  struct text body = { 0 };
  pthread_t thread;
  struct curl_slist *key = curl_slist_append(NULL, WS_KEY);
  CURL *easy = flood_handle(&f, &body, key);
  char got[64];
  size_t len;
  const struct curl_ws_frame *meta;
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 2L);
  assert_int_equal(pthread_create(&thread, NULL, flood, &f), 0);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  atomic_store(&peak, atomic_load(&live));
  for(int i = 0; i < 100; i++) assert_int_equal(curl_ws_recv(easy, got, sizeof got, &len, &meta), CURLE_AGAIN);
  if(peak > MEMORY_LIMIT) fail_msg("%zu bytes of memory", atomic_load(&peak));
  f.stop = true;
  while(curl_ws_recv(easy, got, sizeof got, &len, &meta) == CURLE_AGAIN)
    poll(&(struct pollfd){ f.client_fd, POLLIN, 0 }, 1, 1000);
  assert_int_equal(len, 4);
  assert_memory_equal(got, "over", 4);
  curl_easy_cleanup(easy);
  pthread_join(thread, NULL);
  curl_slist_free_all(key);
}

/* ---- masks ---- */

static size_t answer(char *data, size_t size, size_t count, void *clientp)
{
  size_t sent;
  return curl_ws_send(clientp, data, count, &sent, 0, CURLWS_BINARY) ? CURL_WRITEFUNC_ERROR : count;
}

static size_t give_two(char *to, size_t size, size_t count, void *clientp)
{
  int *calls = clientp;
  *to = 'u';
  return (*calls)++ < 2;
}

/* Whoever knows the mask of a frame that is still to come can make the frame look like a request to what stands between. */
static void scenario_57_each_frame_has_a_fresh_mask(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
    { WS_UPGRADED, EXPECT_FRAME("\x82u"), EXPECT_FRAME("\x82u"), SEND("\x81\1x"), EXPECT_FRAME("\x82x"), SEND("\x89\0"),
      EXPECT_FRAME("\x8a"), CLOSE }
  };
  struct peer p;
  int calls = 0;
  CURL *easy = curl_easy_init();
  struct curl_slist *key = curl_slist_append(NULL, WS_KEY);
  peer_init(&p, script);
  peer_start(&p);
  peer_install(&p, easy);
  curl_easy_setopt(easy, CURLOPT_URL, WS_URL);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, key);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_two);
  curl_easy_setopt(easy, CURLOPT_READDATA, &calls);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, answer);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, easy);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  curl_slist_free_all(key);
  assert_string_equal(peer_end(&p), "");
  assert_int_equal(p.conn[0].frames, 4);
  for(int i = 0; i < 4; i++) {
    assert_true(p.conn[0].masks[i] != 0);
    for(int j = 0; j < i; j++) assert_true(p.conn[0].masks[i] != p.conn[0].masks[j]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_56_a_flood_of_pings_makes_nothing_grow),
    cmocka_unit_test(scenario_56_a_flood_of_pings_holds_up_no_call),
    cmocka_unit_test(scenario_57_each_frame_has_a_fresh_mask),
  };
  curl_global_init_mem(CURL_GLOBAL_ALL, count_malloc, count_free, count_realloc, count_strdup, count_calloc);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
