/* Callbacks that call back into the library. What is refused answers so and changes nothing; what is allowed works; the
 * transfer in which it happens goes on as if nothing had been. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

static struct peer peer;
static CURL *easy;     /* whose callbacks are called */
static CURLM *multi;   /* that it is in; NULL: curl_easy_perform */
static CURL *outsider; /* in no multi */
static CURLSH *share;  /* that `easy` uses */
static struct text body;
static int calls;
static char wrong[256]; /* the first answer that was another than expected */

static void check(const char *call, int answer, int expected, int or_expected)
{
  if(answer == expected || answer == or_expected || wrong[0]) return;
  snprintf(wrong, sizeof wrong, "call %d: %s answered %d, expected %d", calls, call, answer, expected);
}

#define CHECK(call, expected)      check(#call, (int)(call), (int)(expected), (int)(expected))
#define CHECK_OR(call, one, other) check(#call, (int)(call), (int)(one), (int)(other))

static void call_refused_easy_functions(void)
{
  char bytes[4];
  size_t len;
  CURLM *other = curl_multi_init();
  CHECK(curl_easy_perform(easy), CURLE_RECURSIVE_API_CALL);
  CHECK(curl_easy_send(easy, "x", 1, &len), CURLE_RECURSIVE_API_CALL);
  CHECK(curl_easy_recv(easy, bytes, 4, &len), CURLE_RECURSIVE_API_CALL);
  CHECK(curl_easy_upkeep(easy), CURLE_RECURSIVE_API_CALL);
  CHECK(curl_multi_add_handle(other, easy), CURLM_ADDED_ALREADY);
  CHECK(curl_multi_remove_handle(other, easy), CURLM_BAD_EASY_HANDLE);
  CHECK(curl_multi_cleanup(other), CURLM_OK);
  curl_easy_reset(easy);
  curl_easy_cleanup(easy);
}

static void call_refused_multi_functions(void)
{
  fd_set set;
  int number;
  unsigned count;
  long due;
  FD_ZERO(&set);
  CHECK(curl_multi_add_handle(multi, outsider), CURLM_RECURSIVE_API_CALL);
  CHECK(curl_multi_add_handle(multi, easy), CURLM_ADDED_ALREADY);
  CHECK(curl_multi_remove_handle(multi, easy), CURLM_RECURSIVE_API_CALL);
  CHECK(curl_multi_perform(multi, &number), CURLM_RECURSIVE_API_CALL);
  CHECK(curl_multi_wait(multi, NULL, 0, 0, &number), CURLM_RECURSIVE_API_CALL);
  CHECK(curl_multi_poll(multi, NULL, 0, 0, &number), CURLM_RECURSIVE_API_CALL);
  CHECK(curl_multi_fdset(multi, &set, &set, &set, &number), CURLM_RECURSIVE_API_CALL);
  CHECK(curl_multi_waitfds(multi, NULL, 0, &count), CURLM_RECURSIVE_API_CALL);
  CHECK(curl_multi_timeout(multi, &due), CURLM_RECURSIVE_API_CALL);
  CHECK(curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L), CURLM_RECURSIVE_API_CALL);
  CHECK(curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &number) != CURLM_OK, true);
  CHECK(curl_multi_cleanup(multi), CURLM_RECURSIVE_API_CALL);
  CHECK(curl_multi_info_read(multi, &number) == NULL, true);
}

static void call_allowed_functions(void)
{
  long number;
  char *text;
  curl_off_t large;
  CURL *copy = curl_easy_duphandle(easy);
  CHECK(copy != NULL, true);
  curl_easy_cleanup(copy);
  CHECK(curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &number), CURLE_OK);
  CHECK(curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &text), CURLE_OK);
  CHECK_OR(curl_easy_pause(easy, CURLPAUSE_CONT), CURLE_OK, CURLE_BAD_FUNCTION_ARGUMENT); /* not begun yet */
  CHECK(curl_easy_setopt(easy, CURLOPT_USERAGENT, "other"), CURLE_OK);
  CHECK(curl_easy_setopt(easy, CURLOPT_REFERER, "other"), CURLE_OK);
  CHECK(curl_easy_setopt(easy, CURLOPT_URL, "http://192.0.2.99/elsewhere"), CURLE_OK);
  CHECK(curl_easy_setopt(easy, CURLOPT_URL, URL), CURLE_OK);
  CHECK(curl_easy_perform(outsider), CURLE_URL_MALFORMAT);
  CHECK(curl_share_setopt(share, CURLSHOPT_UNSHARE, CURL_LOCK_DATA_DNS), CURLSHE_IN_USE);
  CHECK(curl_share_cleanup(share), CURLSHE_IN_USE);
  CHECK(curl_global_init(CURL_GLOBAL_ALL), CURLE_OK);
  curl_global_cleanup();
  if(!multi) return;
  CURL **all = curl_multi_get_handles(multi);
  CHECK(all && all[0] == easy && !all[1], true);
  curl_free(all);
  CHECK(curl_multi_wakeup(multi), CURLM_OK);
  CHECK(curl_multi_get_offt(multi, CURLMINFO_XFERS_CURRENT, &large), CURLM_OK);
  CHECK(large, 1);
}

static void call_everything(void)
{
  calls++;
  call_refused_easy_functions();
  if(multi) call_refused_multi_functions();
  call_allowed_functions();
}

/* ---- the callbacks ---- */

static size_t on_write(char *data, size_t size, size_t count, void *clientp)
{
  call_everything();
  text_add(&body, data, size * count);
  return size * count;
}

static size_t plain_write(char *data, size_t size, size_t count, void *clientp)
{
  text_add(&body, data, size * count);
  return size * count;
}

static size_t on_header(char *data, size_t size, size_t count, void *clientp)
{
  call_everything();
  return size * count;
}

static size_t left_to_read;

static size_t plain_read(char *to, size_t size, size_t count, void *clientp)
{
  size_t len = left_to_read < 2 ? left_to_read : 2;
  memset(to, 'u', len);
  left_to_read -= len;
  return len;
}

static size_t on_read(char *to, size_t size, size_t count, void *clientp)
{
  call_everything();
  return plain_read(to, size, count, clientp);
}

static int on_seek(void *clientp, curl_off_t offset, int origin)
{
  call_everything();
  left_to_read -= (size_t)offset;
  return CURL_SEEKFUNC_OK;
}

static int on_progress(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  call_everything();
  return 0;
}

static int on_old_progress(void *clientp, double dltotal, double dlnow, double ultotal, double ulnow)
{
  call_everything();
  return 0;
}

static int on_debug(CURL *handle, curl_infotype type, char *data, size_t size, void *clientp)
{
  call_everything();
  return 0;
}

static int on_prereq(void *clientp, char *primary, char *local, int primary_port, int local_port)
{
  call_everything();
  return CURL_PREREQFUNC_OK;
}

static curl_socket_t on_open(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  call_everything();
  return peer_open_socket(clientp, purpose, address);
}

static int on_sockopt(void *clientp, curl_socket_t fd, curlsocktype purpose)
{
  call_everything();
  return peer_sockopt(clientp, fd, purpose);
}

static int on_close(void *clientp, curl_socket_t fd)
{
  call_everything();
  return peer_close_socket(clientp, fd);
}

static const struct option callbacks[] = {
  FUNCTION(CURLOPT_WRITEFUNCTION, on_write),       FUNCTION(CURLOPT_HEADERFUNCTION, on_header),
  FUNCTION(CURLOPT_READFUNCTION, on_read),         FUNCTION(CURLOPT_SEEKFUNCTION, on_seek),
  FUNCTION(CURLOPT_XFERINFOFUNCTION, on_progress), FUNCTION(CURLOPT_PROGRESSFUNCTION, on_old_progress),
  FUNCTION(CURLOPT_DEBUGFUNCTION, on_debug),       FUNCTION(CURLOPT_PREREQFUNCTION, on_prereq),
  FUNCTION(CURLOPT_OPENSOCKETFUNCTION, on_open),   FUNCTION(CURLOPT_SOCKOPTFUNCTION, on_sockopt),
  FUNCTION(CURLOPT_CLOSESOCKETFUNCTION, on_close),
};

/* ---- running ---- */

/* A resumed upload, so that there is something to seek; the connection closes at its end. */
static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = {
  { EXPECT_HEAD("PUT / HTTP/1.1\r\n"), EXPECT("uuuu"), SEND(OK_HELLO), EXPECT_END },
};

static void prepare(const struct option *callback)
{
  left_to_read = 6;
  calls = 0;
  wrong[0] = '\0';
  peer_init(&peer, script);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "mine");
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_INFILESIZE, 6L);
  curl_easy_setopt(easy, CURLOPT_RESUME_FROM, 2L);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, plain_read);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, plain_write);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  if(callback->id == CURLOPT_DEBUGFUNCTION) curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, NULL);
  set_option(easy, callback);
  if(callback->id != CURLOPT_XFERINFOFUNCTION && callback->id != CURLOPT_PROGRESSFUNCTION)
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
}

static CURLcode perform(bool in_multi)
{
  if(!in_multi) {
    peer_start(&peer);
    return curl_easy_perform(easy);
  }
  multi = curl_multi_init();
  curl_multi_add_handle(multi, easy);
  CURLcode code = CURLE_OPERATION_TIMEDOUT;
  int running = 1;
  for(long long until = now_ms() + 10000; running && now_ms() < until;) {
    if(curl_multi_perform(multi, &running)) break;
    if(running && !peer_turn(&peer)) curl_multi_poll(multi, NULL, 0, 1, NULL);
  }
  const CURLMsg *m = curl_multi_info_read(multi, &running);
  if(m) code = m->data.result;
  return code;
}

static void run(const struct option *callback, bool in_multi)
{
  multi = NULL;
  easy = curl_easy_init();
  outsider = curl_easy_init();
  share = curl_share_init();
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  prepare(callback);
  CURLcode code = perform(in_multi);
  if(wrong[0]) fail_msg("option %d: %s", (int)callback->id, wrong);
  if(code) fail_msg("option %d: code %d; %s", (int)callback->id, code, peer_end(&peer));
  assert_true(calls > 0);
  assert_string_equal(body.at, "hello");
  if(in_multi) assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  if(in_multi) assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  multi = NULL;
  curl_easy_cleanup(easy);
  curl_easy_cleanup(outsider);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(peer_open_count(&peer), 0);
  text_free(&body);
}

static void every_function_within_every_callback_of_easy_perform(void **state)
{
  for(size_t i = 0; i < sizeof callbacks / sizeof *callbacks; i++) run(&callbacks[i], false);
}

static void every_function_within_every_callback_of_a_multi(void **state)
{
  for(size_t i = 0; i < sizeof callbacks / sizeof *callbacks; i++) run(&callbacks[i], true);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_function_within_every_callback_of_easy_perform),
    cmocka_unit_test(every_function_within_every_callback_of_a_multi),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
