/* file:// in a multi: nothing that it reads or writes holds up other transfers, and a program's own loop needs no
 * descriptor of it. */
#include "check.h"
#include "folder.h"
#include "peer.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LARGE (8 << 20)

static size_t collect(char *data, size_t size, size_t count, void *clientp)
{
  text_add(clientp, data, count);
  return count;
}

static size_t count_bytes(char *data, size_t size, size_t count, void *clientp)
{
  *(size_t *)clientp += count;
  return count;
}

static CURL *new_easy(const char *url, curl_write_callback write_fn, void *data)
{
  CURL *e = curl_easy_init();
  curl_easy_setopt(e, CURLOPT_URL, url);
  curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, write_fn);
  curl_easy_setopt(e, CURLOPT_WRITEDATA, data);
  return e;
}

static int turn(CURLM *m)
{
  int running = -1;
  assert_int_equal(curl_multi_perform(m, &running), CURLM_OK);
  return running;
}

/* How the transfer has ended; -1: it has not. */
static int result_of(CURLM *m, CURL *e)
{
  int left, code = -1;
  for(CURLMsg *msg; (msg = curl_multi_info_read(m, &left));)
    if(msg->easy_handle == e) code = (int)msg->data.result;
  return code;
}

static int run_to_end(CURLM *m, CURL *e)
{
  while(turn(m)) assert_int_equal(curl_multi_poll(m, NULL, 0, 1000, NULL), CURLM_OK);
  return result_of(m, e);
}

static void end(CURLM *m, CURL *e)
{
  assert_int_equal(curl_multi_remove_handle(m, e), CURLM_OK);
  curl_easy_cleanup(e);
}

/* Turns until it waits for a time: nothing is left that it could do at once. */
static void settle(CURLM *m)
{
  long ms = 0;
  while(!ms) {
    turn(m);
    assert_int_equal(curl_multi_timeout(m, &ms), CURLM_OK);
  }
}

/* ---- who shares a multi ---- */

static void a_small_file_does_not_wait_for_a_large_one(void **state)
{
  CURLM *m = curl_multi_init();
  size_t large = 0, small = 0;
  CURL *first = new_easy(folder_url("large"), count_bytes, &large);
  CURL *second = new_easy(folder_url("small"), count_bytes, &small);
  curl_multi_add_handle(m, first);
  curl_multi_add_handle(m, second);
  while(!small) assert_int_equal(turn(m) > 0, 1);
  assert_in_range(large, 1, LARGE / 2); /* it had turns, too, but was not run to its end before */
  while(turn(m)) {
  }
  assert_int_equal(large, LARGE);
  end(m, first);
  end(m, second);
  curl_multi_cleanup(m);
}

static void what_never_ends_can_be_ended(void **state)
{
  CURLM *m = curl_multi_init();
  size_t zeros = 0;
  CURL *e = new_easy("file:///dev/zero", count_bytes, &zeros);
  curl_multi_add_handle(m, e);
  for(int i = 0; i < 10; i++) assert_int_equal(turn(m), 1);
  assert_true(zeros > 0);
  end(m, e);
  e = new_easy("file:///dev/zero", count_bytes, &zeros);
  curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, 20L);
  curl_multi_add_handle(m, e);
  assert_int_equal(run_to_end(m, e), CURLE_OPERATION_TIMEDOUT);
  end(m, e);
  curl_multi_cleanup(m);
}

/* ---- pipes ---- */

static void a_pipe_that_nobody_writes_to_ends_with_its_time(void **state)
{
  size_t got = 0;
  CURL *e = new_easy(folder_url("pipe"), count_bytes, &got);
  curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, 50L);
  assert_int_equal(curl_easy_perform(e), CURLE_OPERATION_TIMEDOUT);
  curl_easy_cleanup(e);
}

static void a_pipe_is_read_as_it_is_written(void **state)
{
  CURLM *m = curl_multi_init();
  struct text body = { 0 };
  CURL *e = new_easy(folder_url("pipe"), collect, &body);
  curl_multi_add_handle(m, e);
  settle(m); /* nobody has come */
  int fd = folder_open_pipe("pipe", O_WRONLY);
  settle(m);
  assert_int_equal(body.len, 0);
  assert_int_equal(write(fd, "one ", 4), 4);
  while(body.len < 4) {
    turn(m);
    curl_multi_poll(m, NULL, 0, 1000, NULL);
  }
  assert_int_equal(write(fd, "two", 3), 3);
  close(fd);
  assert_int_equal(run_to_end(m, e), CURLE_OK);
  assert_string_equal(body.at, "one two");
  text_free(&body);
  end(m, e);
  curl_multi_cleanup(m);
}

static size_t give_block(char *to, size_t size, size_t count, void *clientp)
{
  size_t *left = clientp, len = count < *left ? count : *left;
  memset(to, 'x', len);
  *left -= len;
  return len;
}

static CURL *new_upload(const char *url, size_t *left)
{
  CURL *e = new_easy(url, NULL, NULL);
  curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(e, CURLOPT_READFUNCTION, give_block);
  curl_easy_setopt(e, CURLOPT_READDATA, left);
  return e;
}

static void a_pipe_is_written_as_it_is_read(void **state)
{
  CURLM *m = curl_multi_init();
  size_t left = 300000, got = 0;
  static char block[65536];
  CURL *e = new_upload(folder_url("pipe"), &left);
  curl_multi_add_handle(m, e);
  settle(m); /* nobody reads it */
  assert_int_equal(left, 300000);
  int fd = folder_open_pipe("pipe", O_RDONLY);
  while(turn(m)) {
    ssize_t n = read(fd, block, sizeof block);
    if(n > 0) got += (size_t)n;
    curl_multi_poll(m, NULL, 0, 1000, NULL);
  }
  for(ssize_t n; (n = read(fd, block, sizeof block)) > 0;) got += (size_t)n;
  assert_int_equal(result_of(m, e), CURLE_OK);
  assert_int_equal(got, 300000);
  close(fd);
  end(m, e);
  curl_multi_cleanup(m);
}

static void a_pipe_that_is_read_no_more_is_an_error_and_no_signal(void **state)
{
  CURLM *m = curl_multi_init();
  size_t left = 300000;
  CURL *e = new_upload(folder_url("pipe"), &left);
  int fd = folder_open_pipe("pipe", O_RDONLY);
  curl_multi_add_handle(m, e);
  settle(m); /* it is full */
  close(fd);
  assert_int_equal(run_to_end(m, e), CURLE_WRITE_ERROR);
  end(m, e);
  curl_multi_cleanup(m);
}

/* ---- pauses and rates ---- */

static size_t pause_first(char *data, size_t size, size_t count, void *clientp)
{
  struct text *body = clientp;
  if(!body->room) {
    text_add(body, "-", 1);
    return CURL_WRITEFUNC_PAUSE;
  }
  return collect(data, size, count, clientp);
}

static void a_paused_read_goes_on_when_it_is_told(void **state)
{
  CURLM *m = curl_multi_init();
  struct text body = { 0 };
  CURL *e = new_easy(folder_url("large"), pause_first, &body);
  curl_multi_add_handle(m, e);
  settle(m);
  assert_int_equal(body.len, 1);
  assert_int_equal(curl_easy_pause(e, CURLPAUSE_CONT), CURLE_OK);
  assert_int_equal(run_to_end(m, e), CURLE_OK);
  assert_int_equal(body.len, 1 + LARGE);
  text_free(&body);
  end(m, e);
  curl_multi_cleanup(m);
}

static size_t pause_then_give(char *to, size_t size, size_t count, void *clientp)
{
  size_t *calls = clientp;
  if(!(*calls)++) return CURL_READFUNC_PAUSE;
  if(*calls > 2) return 0;
  memcpy(to, "late", 4);
  return 4;
}

static void a_paused_upload_goes_on_when_it_is_told(void **state)
{
  CURLM *m = curl_multi_init();
  size_t calls = 0;
  CURL *e = new_upload(folder_url("target"), &calls);
  curl_easy_setopt(e, CURLOPT_READFUNCTION, pause_then_give);
  curl_multi_add_handle(m, e);
  settle(m);
  assert_int_equal(calls, 1);
  assert_int_equal(curl_easy_pause(e, CURLPAUSE_CONT), CURLE_OK);
  assert_int_equal(run_to_end(m, e), CURLE_OK);
  folder_expect("target", "late");
  end(m, e);
  curl_multi_cleanup(m);
}

/* A rate is kept over the whole: in a fifth of the bytes' time they cannot all have come. */
static void a_rate_is_kept(void **state)
{
  CURLM *m = curl_multi_init();
  size_t got = 0, left = 100000;
  CURL *e = new_easy(folder_url("large"), count_bytes, &got), *u = new_upload("file:///dev/null", &left);
  curl_easy_setopt(e, CURLOPT_RANGE, "0-99999");
  curl_easy_setopt(e, CURLOPT_MAX_RECV_SPEED_LARGE, (curl_off_t)400000);
  curl_easy_setopt(u, CURLOPT_MAX_SEND_SPEED_LARGE, (curl_off_t)400000);
  curl_multi_add_handle(m, e);
  curl_multi_add_handle(m, u);
  settle(m);
  assert_in_range(got, 1, 50000);
  assert_in_range(left, 50000, 99999);
  while(turn(m)) curl_multi_poll(m, NULL, 0, 1000, NULL);
  assert_int_equal(got, 100000);
  assert_int_equal(left, 0);
  end(m, e);
  end(m, u);
  curl_multi_cleanup(m);
}

/* ---- the program's own loop ---- */

static int no_socket(CURL *easy, curl_socket_t fd, int what, void *clientp, void *socketp)
{
  fail_msg("descriptor %d was told", (int)fd);
  return -1;
}

static int on_timer(CURLM *m, long timeout_ms, void *clientp)
{
  *(long *)clientp = timeout_ms;
  return 0;
}

static void a_loop_is_driven_by_its_timer_alone(void **state)
{
  CURLM *m = curl_multi_init();
  size_t got = 0;
  long timer_ms = -1;
  int running = 1;
  CURL *e = new_easy(folder_url("large"), count_bytes, &got);
  curl_multi_setopt(m, CURLMOPT_SOCKETFUNCTION, no_socket);
  curl_multi_setopt(m, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(m, CURLMOPT_TIMERDATA, &timer_ms);
  curl_multi_add_handle(m, e);
  while(running) {
    assert_int_equal(timer_ms, 0);
    timer_ms = -1;
    assert_int_equal(curl_multi_socket_action(m, CURL_SOCKET_TIMEOUT, 0, &running), CURLM_OK);
  }
  assert_int_equal(got, LARGE);
  assert_int_equal(result_of(m, e), CURLE_OK);
  end(m, e);
  curl_multi_cleanup(m);
}

static void there_is_no_descriptor_to_wait_for(void **state)
{
  CURLM *m = curl_multi_init();
  size_t got = 0;
  int highest = 7;
  fd_set in, out, except;
  CURL *e = new_easy(folder_url("pipe"), count_bytes, &got);
  FD_ZERO(&in);
  FD_ZERO(&out);
  FD_ZERO(&except);
  curl_multi_add_handle(m, e);
  settle(m);
  assert_int_equal(curl_multi_fdset(m, &in, &out, &except, &highest), CURLM_OK);
  assert_int_equal(highest, -1);
  end(m, e);
  curl_multi_cleanup(m);
}

/* ---- callbacks ---- */

static size_t misuse(char *data, size_t size, size_t count, void *clientp)
{
  CURL *e = *(CURL **)clientp;
  size_t n;
  const struct curl_ws_frame *frame;
  assert_int_not_equal(curl_easy_send(e, "x", 1, &n), CURLE_OK);
  assert_int_not_equal(curl_ws_send(e, "x", 1, &n, 0, CURLWS_TEXT), CURLE_OK);
  assert_int_not_equal(curl_ws_recv(e, data, 1, &n, &frame), CURLE_OK);
  assert_int_equal(curl_easy_perform(e), CURLE_RECURSIVE_API_CALL);
  curl_socket_t fd = 7;
  assert_int_equal(curl_easy_getinfo(e, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
  assert_int_equal(fd, CURL_SOCKET_BAD);
  struct curl_certinfo *certs;
  assert_int_equal(curl_easy_getinfo(e, CURLINFO_CERTINFO, &certs), CURLE_OK);
  struct curl_tlssessioninfo *session;
  assert_int_equal(curl_easy_getinfo(e, CURLINFO_TLS_SSL_PTR, &session), CURLE_OK);
  return count;
}

static void a_callback_may_ask_for_what_only_connections_have(void **state)
{
  CURL *e = new_easy(folder_url("small"), misuse, &e);
  assert_int_equal(curl_easy_perform(e), CURLE_OK);
  curl_easy_cleanup(e);
}

static int refuse(void *clientp, char *remote, char *local, int remote_port, int local_port)
{
  assert_string_equal(remote, "");
  assert_string_equal(local, "");
  return CURL_PREREQFUNC_ABORT;
}

static void a_program_may_refuse_the_request(void **state)
{
  size_t got = 0;
  CURL *e = new_easy(folder_url("small"), count_bytes, &got);
  curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, refuse);
  assert_int_equal(curl_easy_perform(e), CURLE_ABORTED_BY_CALLBACK);
  curl_easy_cleanup(e);
  assert_int_equal(got, 0);
}

static int set_up(void **state)
{
  folder_make();
  folder_put("small", "small", 5);
  folder_put("large", "", 0);
  folder_put_pipe("pipe");
  return truncate(folder_path("large"), LARGE);
}

static int tear_down(void **state)
{
  folder_drop();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_small_file_does_not_wait_for_a_large_one),
    cmocka_unit_test(what_never_ends_can_be_ended),
    cmocka_unit_test(a_pipe_that_nobody_writes_to_ends_with_its_time),
    cmocka_unit_test(a_pipe_is_read_as_it_is_written),
    cmocka_unit_test(a_pipe_is_written_as_it_is_read),
    cmocka_unit_test(a_pipe_that_is_read_no_more_is_an_error_and_no_signal),
    cmocka_unit_test(a_paused_read_goes_on_when_it_is_told),
    cmocka_unit_test(a_paused_upload_goes_on_when_it_is_told),
    cmocka_unit_test(a_rate_is_kept),
    cmocka_unit_test(a_loop_is_driven_by_its_timer_alone),
    cmocka_unit_test(there_is_no_descriptor_to_wait_for),
    cmocka_unit_test(a_callback_may_ask_for_what_only_connections_have),
    cmocka_unit_test(a_program_may_refuse_the_request),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
