/* What the multi calls answer to good and bad arguments, and from within callbacks. */
#define CURL_DISABLE_DEPRECATION
#include "check.h"
#include <curl/curl.h>
#include <sys/select.h>

#define NOBODY "http://192.0.2.1/" /* RFC 5737 */

static CURLM *multi;
static CURL *easy;

static int set_up(void **state)
{
  multi = curl_multi_init();
  easy = curl_easy_init();
  return !multi || !easy;
}

static int tear_down(void **state)
{
  curl_easy_cleanup(easy);
  return curl_multi_cleanup(multi);
}

#define assert_multi(call, code) assert_int_equal(call, code)

/* All calls but curl_multi_cleanup, on `m`; returns how many did not answer `code`. */
static int calls_that_do_not_answer(CURLM *m, CURL *handle, CURLMcode code)
{
  fd_set readable, writable, exceptional;
  int max_fd, number;
  long timeout;
  unsigned count;
  FD_ZERO(&readable);
  FD_ZERO(&writable);
  FD_ZERO(&exceptional);
  const CURLMcode codes[] = {
    curl_multi_add_handle(m, handle),
    curl_multi_remove_handle(m, handle),
    curl_multi_perform(m, &number),
    curl_multi_fdset(m, &readable, &writable, &exceptional, &max_fd),
    curl_multi_waitfds(m, NULL, 0, &count),
    curl_multi_wait(m, NULL, 0, 0, &number),
    curl_multi_poll(m, NULL, 0, 0, &number),
    curl_multi_timeout(m, &timeout),
    curl_multi_setopt(m, CURLMOPT_MAXCONNECTS, 1L),
  };
  int others = 0;
  for(size_t i = 0; i < sizeof codes / sizeof *codes; i++) others += codes[i] != code;
  return others;
}

static void no_handle_is_a_bad_handle(void **state)
{
  int left = 7;
  curl_off_t number;
  assert_multi(calls_that_do_not_answer(NULL, easy, CURLM_BAD_HANDLE), 0);
  assert_multi(curl_multi_cleanup(NULL), CURLM_BAD_HANDLE);
  assert_multi(curl_multi_wakeup(NULL), CURLM_BAD_HANDLE);
  assert_multi(curl_multi_get_offt(NULL, CURLMINFO_XFERS_CURRENT, &number), CURLM_BAD_HANDLE);
  assert_null(curl_multi_info_read(NULL, &left));
  assert_int_equal(left, 0);
  assert_null(curl_multi_get_handles(NULL));
}

static void an_easy_handle_is_a_bad_handle(void **state)
{
  assert_multi(calls_that_do_not_answer(easy, easy, CURLM_BAD_HANDLE), 0);
  assert_multi(curl_multi_cleanup(easy), CURLM_BAD_HANDLE);
}

static void what_is_no_easy_handle_is_not_added(void **state)
{
  assert_multi(curl_multi_add_handle(multi, NULL), CURLM_BAD_EASY_HANDLE);
  assert_multi(curl_multi_add_handle(multi, multi), CURLM_BAD_EASY_HANDLE);
  assert_multi(curl_multi_remove_handle(multi, NULL), CURLM_BAD_EASY_HANDLE);
  assert_multi(curl_multi_remove_handle(multi, multi), CURLM_BAD_EASY_HANDLE);
}

static void a_handle_is_in_one_multi_only(void **state)
{
  CURLM *other = curl_multi_init();
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_ADDED_ALREADY);
  assert_multi(curl_multi_add_handle(other, easy), CURLM_ADDED_ALREADY);
  assert_multi(curl_multi_remove_handle(other, easy), CURLM_BAD_EASY_HANDLE);
  assert_multi(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_multi(curl_multi_add_handle(other, easy), CURLM_OK);
  assert_multi(curl_multi_cleanup(other), CURLM_OK); /* with the handle inside */
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_OK);
}

static void removing_what_is_in_no_multi_is_fine(void **state)
{
  assert_multi(curl_multi_remove_handle(multi, easy), CURLM_OK);
}

static void bad_arguments_are_told(void **state)
{
  fd_set set;
  int number;
  FD_ZERO(&set);
  assert_multi(curl_multi_poll(multi, NULL, 0, -1, &number), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_wait(multi, NULL, 0, -1, &number), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_poll(multi, NULL, 1, 0, &number), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_timeout(multi, NULL), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_fdset(multi, NULL, &set, &set, &number), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_fdset(multi, &set, &set, &set, NULL), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_waitfds(multi, NULL, 0, NULL), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_waitfds(multi, NULL, 1, NULL), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_get_offt(multi, CURLMINFO_XFERS_CURRENT, NULL), CURLM_BAD_FUNCTION_ARGUMENT);
}

static void an_empty_multi_has_nothing_to_wait_for(void **state)
{
  fd_set readable, writable, exceptional;
  struct curl_waitfd fds[2];
  int max_fd = 7, running = 7;
  long timeout = 7;
  unsigned count = 7;
  FD_ZERO(&readable);
  FD_ZERO(&writable);
  FD_ZERO(&exceptional);
  assert_multi(curl_multi_fdset(multi, &readable, &writable, &exceptional, &max_fd), CURLM_OK);
  assert_int_equal(max_fd, -1);
  assert_multi(curl_multi_waitfds(multi, fds, 2, &count), CURLM_OK);
  assert_int_equal(count, 0);
  assert_multi(curl_multi_waitfds(multi, fds, 0, NULL), CURLM_OK);
  assert_multi(curl_multi_timeout(multi, &timeout), CURLM_OK);
  assert_int_equal(timeout, -1);
  assert_multi(curl_multi_perform(multi, &running), CURLM_OK);
  assert_int_equal(running, 0);
  assert_multi(curl_multi_perform(multi, NULL), CURLM_OK);
}

static void a_new_transfer_is_due_at_once(void **state)
{
  long timeout = -1;
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, NOBODY), CURLE_OK);
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_multi(curl_multi_timeout(multi, &timeout), CURLM_OK);
  assert_int_equal(timeout, 0);
}

static void the_handles_are_listed(void **state)
{
  CURL **handles = curl_multi_get_handles(multi);
  assert_non_null(handles);
  assert_null(handles[0]);
  curl_free(handles);
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_OK);
  handles = curl_multi_get_handles(multi);
  assert_non_null(handles);
  assert_ptr_equal(handles[0], easy);
  assert_null(handles[1]);
  curl_free(handles);
}

static void transfers_are_counted(void **state)
{
  curl_off_t number = -1;
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_multi(curl_multi_get_offt(multi, CURLMINFO_XFERS_CURRENT, &number), CURLM_OK);
  assert_int_equal(number, 1);
  assert_multi(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_multi(curl_multi_get_offt(multi, CURLMINFO_XFERS_CURRENT, &number), CURLM_OK);
  assert_int_equal(number, 0);
  assert_multi(curl_multi_get_offt(multi, CURLMINFO_XFERS_ADDED, &number), CURLM_OK);
  assert_int_equal(number, 1);
  assert_multi(curl_multi_get_offt(multi, (CURLMinfo_offt)0, &number), CURLM_UNKNOWN_OPTION);
  assert_multi(curl_multi_get_offt(multi, CURLMINFO_LASTENTRY, &number), CURLM_UNKNOWN_OPTION);
}

/* Messages. */

static void a_failed_transfer_leaves_one_message(void **state)
{
  int left = 7, running = 7;
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_OK); /* without a URL */
  assert_null(curl_multi_info_read(multi, &left));
  assert_multi(curl_multi_perform(multi, &running), CURLM_OK);
  assert_int_equal(running, 0);
  CURLMsg *message = curl_multi_info_read(multi, &left);
  assert_non_null(message);
  assert_int_equal(left, 0);
  assert_int_equal(message->msg, CURLMSG_DONE);
  assert_ptr_equal(message->easy_handle, easy);
  assert_int_equal(message->data.result, CURLE_URL_MALFORMAT);
  assert_null(curl_multi_info_read(multi, NULL));
}

static void a_message_lives_while_others_are_read(void **state)
{
  CURL *other = curl_easy_init();
  int left = 7;
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_multi(curl_multi_add_handle(multi, other), CURLM_OK);
  assert_multi(curl_multi_perform(multi, NULL), CURLM_OK);
  CURLMsg *first = curl_multi_info_read(multi, &left);
  assert_int_equal(left, 1);
  CURLMsg *second = curl_multi_info_read(multi, &left);
  assert_int_equal(left, 0);
  assert_non_null(first);
  assert_non_null(second);
  assert_ptr_not_equal(first->easy_handle, second->easy_handle);
  curl_easy_cleanup(other);
}

static void removing_a_handle_drops_its_message(void **state)
{
  int left = 7;
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_multi(curl_multi_perform(multi, NULL), CURLM_OK);
  assert_multi(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_null(curl_multi_info_read(multi, &left));
  assert_int_equal(left, 0);
}

/* Options. */

static int on_push(CURL *parent, CURL *handle, size_t count, struct curl_pushheaders *headers, void *clientp)
{
  return CURL_PUSH_DENY;
}

static void pushes_are_taken_by_a_function(void **state)
{
  assert_multi(curl_multi_setopt(multi, CURLMOPT_PUSHFUNCTION, on_push), CURLM_OK);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_PUSHDATA, multi), CURLM_OK);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_PUSHFUNCTION, NULL), CURLM_OK);
}

static void outside_of_that_function_there_are_no_fields(void **state)
{
  assert_null(curl_pushheader_bynum(NULL, 0));
  assert_null(curl_pushheader_byname(NULL, "a"));
}

static void limits_are_not_negative(void **state)
{
  assert_multi(curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, -1L), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, -1L), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 0L), CURLM_BAD_FUNCTION_ARGUMENT);
}

static void unknown_options_are_unknown(void **state)
{
  static const int ids[] = { 0, -1, 22, 1, 10001, 20003, 99999999 };
  for(size_t i = 0; i < sizeof ids / sizeof *ids; i++)
    assert_multi(curl_multi_setopt(multi, (CURLMoption)ids[i], 0L), CURLM_UNKNOWN_OPTION);
}

static void options_out_of_range_are_refused(void **state)
{
  assert_multi(curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, -1L), CURLM_BAD_FUNCTION_ARGUMENT);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_RESOLVE_THREADS_MAX, 0L), CURLM_BAD_FUNCTION_ARGUMENT);
}

static void asking_for_the_library_as_it_is_succeeds(void **state)
{
  assert_multi(curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 3L), CURLM_OK);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX), CURLM_OK);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, (curl_socket_callback)NULL), CURLM_OK);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, NULL), CURLM_OK);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 100L), CURLM_OK);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_RESOLVE_THREADS_MAX, 4L), CURLM_OK);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_QUICK_EXIT, 1L), CURLM_OK);
  assert_multi(curl_multi_setopt(multi, CURLMOPT_CHUNK_LENGTH_PENALTY_SIZE, (curl_off_t)5), CURLM_OK);
}

/* From within a callback. */

static int calls, others;
static CURLMcode cleanup_code, wakeup_code;
static CURLMsg *message;

static curl_socket_t call_everything(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  calls++;
  CURL *other = clientp;
  others = calls_that_do_not_answer(multi, other, CURLM_RECURSIVE_API_CALL);
  cleanup_code = curl_multi_cleanup(multi);
  wakeup_code = curl_multi_wakeup(multi);
  message = curl_multi_info_read(multi, NULL);
  return CURL_SOCKET_BAD;
}

/* curl_multi_remove_handle has no recursion to tell of for a handle that is in no multi: it is the one that answers
 * something else. */
static void calls_from_a_callback_are_recursive(void **state)
{
  CURL *other = curl_easy_init();
  calls = others = 0;
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, NOBODY), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, call_everything), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, other), CURLE_OK);
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_OK);
  for(int running = 1; running;) {
    assert_multi(curl_multi_perform(multi, &running), CURLM_OK);
    if(running) assert_multi(curl_multi_poll(multi, NULL, 0, 1000, NULL), CURLM_OK);
  }
  assert_int_equal(calls, 1);
  assert_int_equal(others, 1);
  assert_int_equal(cleanup_code, CURLM_RECURSIVE_API_CALL);
  assert_int_equal(wakeup_code, CURLM_OK);
  assert_null(message);
  message = curl_multi_info_read(multi, NULL);
  assert_non_null(message);
  assert_int_equal(message->data.result, CURLE_COULDNT_CONNECT);
  curl_easy_cleanup(other);
}

static curl_socket_t remove_itself(void *clientp, curlsocktype purpose, struct curl_sockaddr *address)
{
  cleanup_code = curl_multi_remove_handle(multi, clientp);
  return CURL_SOCKET_BAD;
}

static void a_handle_does_not_remove_itself_from_a_callback(void **state)
{
  int running = 1;
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, NOBODY), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, remove_itself), CURLE_OK);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, easy), CURLE_OK);
  assert_multi(curl_multi_add_handle(multi, easy), CURLM_OK);
  cleanup_code = CURLM_OK;
  assert_multi(curl_multi_perform(multi, &running), CURLM_OK);
  assert_int_equal(cleanup_code, CURLM_RECURSIVE_API_CALL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(no_handle_is_a_bad_handle),
    TEST(an_easy_handle_is_a_bad_handle),
    TEST(what_is_no_easy_handle_is_not_added),
    TEST(a_handle_is_in_one_multi_only),
    TEST(removing_what_is_in_no_multi_is_fine),
    TEST(bad_arguments_are_told),
    TEST(an_empty_multi_has_nothing_to_wait_for),
    TEST(a_new_transfer_is_due_at_once),
    TEST(the_handles_are_listed),
    TEST(transfers_are_counted),
    TEST(a_failed_transfer_leaves_one_message),
    TEST(a_message_lives_while_others_are_read),
    TEST(removing_a_handle_drops_its_message),
    TEST(pushes_are_taken_by_a_function),
    TEST(outside_of_that_function_there_are_no_fields),
    TEST(limits_are_not_negative),
    TEST(unknown_options_are_unknown),
    TEST(options_out_of_range_are_refused),
    TEST(asking_for_the_library_as_it_is_succeeds),
    TEST(calls_from_a_callback_are_recursive),
    TEST(a_handle_does_not_remove_itself_from_a_callback),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
