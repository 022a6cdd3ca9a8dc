/* DNS over HTTPS in a multi: queries are transfers that no program sees, and end with who asks. */
#define CURL_DISABLE_DEPRECATION
#include "doh.h"
#include <poll.h>

static curl_off_t xfers(CURLM *multi, CURLMinfo_offt what)
{
  curl_off_t value = -1;
  assert_int_equal(curl_multi_get_offt(multi, what, &value), CURLM_OK);
  return value;
}

/* Serve until `stop` says so; at most 10 seconds. */
static void serve(CURLM *multi, bool (*stop)(CURLM *multi))
{
  int running = 1;
  for(long long until = now_ms() + 10000; running && !(stop && stop(multi)) && now_ms() < until;) {
    assert_int_equal(curl_multi_perform(multi, &running), CURLM_OK);
    assert_true(running <= 1);
    assert_int_equal(curl_multi_poll(multi, NULL, 0, 10, NULL), CURLM_OK);
  }
}

static bool has_queries(CURLM *multi) { return xfers(multi, CURLMINFO_XFERS_CURRENT) == 3; }

static void the_queries_are_no_handles_of_the_program(void **state)
{
  static script server = { { DNS_POST, ASKS_AAAA, HOLD, SEND(HEAD("24") NO_AAAA) },
                           { DNS_POST, ASKS_A, HOLD, GIVES_A } };
  CURL *easy = begin(server, origin_once, CURL_IPRESOLVE_WHATEVER);
  CURLM *multi = curl_multi_init();
  int left;
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1L); /* they count in no limit */
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  serve(multi, has_queries);
  assert_int_equal(xfers(multi, CURLMINFO_XFERS_CURRENT), 3); /* which its page says */
  assert_int_equal(xfers(multi, CURLMINFO_XFERS_ADDED), 3);
  CURL **handles = curl_multi_get_handles(multi);
  assert_ptr_equal(handles[0], easy);
  assert_null(handles[1]);
  curl_free(handles);
  peer_release(&doh);
  serve(multi, NULL);
  CURLMsg *m = curl_multi_info_read(multi, &left);
  assert_non_null(m);
  assert_ptr_equal(m->easy_handle, easy);
  assert_int_equal(m->data.result, CURLE_OK);
  assert_null(curl_multi_info_read(multi, &left));
  assert_int_equal(xfers(multi, CURLMINFO_XFERS_CURRENT), 1);
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  end(easy);
}

enum leaving { REMOVES, CLEANS_MULTI, CLEANS_EASY, TIMES_OUT };

/* Two POSTs are under way, one of which may have its answer. */
static void leave(enum leaving how, bool half)
{
  static script silent = { { DNS_POST, ASKS_AAAA, IGNORE }, { DNS_POST, ASKS_A, IGNORE } };
  static script halves = { { DNS_POST, ASKS_AAAA, IGNORE }, { DNS_POST, ASKS_A, GIVES_A, EXPECT_END } };
  CURL *easy = begin(half ? halves : silent, origin_never, CURL_IPRESOLVE_WHATEVER);
  CURLM *multi = curl_multi_init();
  if(how == TIMES_OUT) curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 300L);
  curl_multi_add_handle(multi, easy);
  serve(multi, has_queries);
  for(int i = 0, running; i < 20; i++) {
    curl_multi_perform(multi, &running);
    curl_multi_poll(multi, NULL, 0, 5, NULL);
  }
  if(how == TIMES_OUT) {
    int left;
    serve(multi, NULL);
    assert_int_equal(curl_multi_info_read(multi, &left)->data.result, CURLE_OPERATION_TIMEDOUT);
  }
  if(how == CLEANS_EASY) curl_easy_cleanup(easy);
  if(how == REMOVES || how == TIMES_OUT) assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  if(how != CLEANS_MULTI) assert_int_equal(xfers(multi, CURLMINFO_XFERS_CURRENT), 0);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  end(how == CLEANS_EASY ? NULL : easy);
}

static void who_leaves_takes_its_queries_along(void **state)
{
  for(int how = REMOVES; how <= TIMES_OUT; how++) {
    leave((enum leaving)how, false);
    leave((enum leaving)how, true);
  }
}

static void queries_go_over_connections_of_a_share_as_well(void **state)
{
  static script server = { { DNS_POST, ASKS_A, GIVES_A } };
  CURL *easy = begin(server, origin_once, CURL_IPRESOLVE_V4);
  CURLSH *share = curl_share_init();
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
  curl_easy_setopt(easy, CURLOPT_SHARE, share);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_setopt(easy, CURLOPT_SHARE, NULL);
  assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
  end(easy);
}

/* A program's own loop: what it was told to watch, by descriptor. */
static struct pollfd watched[8];
static bool fail_socket;

static int on_socket(CURL *handle, curl_socket_t fd, int what, void *clientp, void *socketp)
{
  struct pollfd *free_one = NULL, *at = NULL;
  for(size_t i = 0; i < 8; i++) {
    if(watched[i].fd == fd) at = &watched[i];
    if(watched[i].fd < 0) free_one = &watched[i];
  }
  if(!at) at = free_one;
  assert_non_null(at);
  at->fd = what == CURL_POLL_REMOVE ? -1 : fd;
  at->events = (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
  return fail_socket ? -1 : 0;
}

static void run_own_loop(CURLM *multi, CURLMcode expected)
{
  int running = 1;
  CURLMcode code = curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
  for(long long until = now_ms() + 10000; !code && running && now_ms() < until;) {
    long ms = -1;
    curl_multi_timeout(multi, &ms);
    poll(watched, 8, ms < 0 || ms > 50 ? 50 : (int)ms);
    for(size_t i = 0; i < 8 && !code; i++)
      if(watched[i].fd >= 0 && watched[i].revents) code = curl_multi_socket_action(multi, watched[i].fd, 0, &running);
    if(!code) code = curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
  }
  assert_int_equal(code, expected);
}

static CURLM *own_loop(CURL *easy)
{
  CURLM *multi = curl_multi_init();
  for(size_t i = 0; i < 8; i++) watched[i].fd = -1;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  return multi;
}

static void queries_are_served_by_a_loop_of_the_programs(void **state)
{
  static script server = { { DNS_POST, ASKS_AAAA, SEND(HEAD("24") NO_AAAA) }, { DNS_POST, ASKS_A, GIVES_A } };
  CURL *easy = begin(server, origin_once, CURL_IPRESOLVE_WHATEVER);
  CURLM *multi = own_loop(easy);
  int left;
  fail_socket = false;
  run_own_loop(multi, CURLM_OK);
  assert_int_equal(curl_multi_info_read(multi, &left)->data.result, CURLE_OK);
  curl_multi_remove_handle(multi, easy);
  curl_multi_cleanup(multi);
  for(size_t i = 0; i < 8; i++) assert_int_equal(watched[i].fd, -1);
  end(easy);
}

static void a_loop_that_fails_ends_queries_as_well(void **state)
{
  static script server = { { IGNORE }, { IGNORE } };
  CURL *easy = begin(server, origin_never, CURL_IPRESOLVE_WHATEVER);
  CURLM *multi = own_loop(easy);
  int left;
  fail_socket = true;
  run_own_loop(multi, CURLM_ABORTED_BY_CALLBACK);
  assert_int_equal(curl_multi_info_read(multi, &left)->data.result, CURLE_ABORTED_BY_CALLBACK);
  assert_int_equal(xfers(multi, CURLMINFO_XFERS_CURRENT), 1);
  curl_multi_remove_handle(multi, easy);
  curl_multi_cleanup(multi);
  curl_easy_cleanup(easy);
  peer_end(&doh); /* not all of the connections that its scripts expect were made */
  assert_string_equal(peer_end(&origin), "");
  assert_int_equal(gate.opens, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_queries_are_no_handles_of_the_program),
    cmocka_unit_test(who_leaves_takes_its_queries_along),
    cmocka_unit_test(queries_go_over_connections_of_a_share_as_well),
    cmocka_unit_test(queries_are_served_by_a_loop_of_the_programs),
    cmocka_unit_test(a_loop_that_fails_ends_queries_as_well),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
