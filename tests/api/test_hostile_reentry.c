/* Callbacks that call back where no transfer of their handle is under way: while connections close, while a raw one is
 * used, while a share is taken away; and transfers inside of transfers. */
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <string.h>

static struct peer peer;
static CURL *easy; /* whose callbacks are called */
static CURLM *multi;
static CURLSH *share;
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

static size_t plain_write(char *data, size_t size, size_t count, void *clientp)
{
  text_add(&body, data, size * count);
  return size * count;
}

static const struct step one_answer[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ROOT), SEND(OK_HELLO),
                                                                          EXPECT_END } };

static int close_and_use_the_freed_handle(void *clientp, curl_socket_t fd)
{
  size_t len;
  long number;
  CHECK(curl_easy_perform(easy), CURLE_BAD_FUNCTION_ARGUMENT);
  CHECK(curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L), CURLE_BAD_FUNCTION_ARGUMENT);
  CHECK(curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &number), CURLE_BAD_FUNCTION_ARGUMENT);
  CHECK(curl_easy_send(easy, "x", 1, &len), CURLE_BAD_FUNCTION_ARGUMENT);
  CHECK(curl_easy_upkeep(easy), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_reset(easy);
  curl_easy_cleanup(easy);
  calls++;
  return peer_close_socket(clientp, fd);
}

static void start_simply(const struct step (*conn)[PEER_STEPS_MAX], int (*on_close_fn)(void *, curl_socket_t))
{
  calls = 0;
  wrong[0] = '\0';
  multi = NULL;
  peer_init(&peer, conn);
  easy = curl_easy_init();
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, plain_write);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close_fn);
}

static void end_simply(int expected_calls)
{
  assert_int_equal(calls, expected_calls);
  assert_string_equal(wrong, "");
  assert_string_equal(peer_end(&peer), "");
  assert_int_equal(peer_open_count(&peer), 0);
  text_free(&body);
}

static void a_handle_is_gone_for_what_its_cleanup_closes(void **state)
{
  start_simply(one_answer, close_and_use_the_freed_handle);
  peer_start(&peer);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  end_simply(1);
}

static const struct step connected[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END } };
static const struct step connected_twice[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_END }, { EXPECT_END } };

static void a_handle_is_gone_for_its_raw_connection(void **state)
{
  start_simply(connected, close_and_use_the_freed_handle);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  end_simply(1);
}

static int close_and_be_refused(void *clientp, curl_socket_t fd)
{
  size_t len;
  CHECK(curl_easy_perform(easy), CURLE_RECURSIVE_API_CALL);
  CHECK(curl_easy_upkeep(easy), CURLE_RECURSIVE_API_CALL);
  CHECK(curl_easy_send(easy, "x", 1, &len), CURLE_RECURSIVE_API_CALL);
  CURLM *other = curl_multi_init();
  CHECK_OR(curl_multi_add_handle(other, easy), CURLM_RECURSIVE_API_CALL, CURLM_ADDED_ALREADY);
  curl_multi_cleanup(other);
  if(multi) CHECK(curl_multi_remove_handle(multi, easy), CURLM_RECURSIVE_API_CALL);
  if(multi) CHECK(curl_multi_cleanup(multi), CURLM_RECURSIVE_API_CALL);
  curl_easy_reset(easy);
  curl_easy_cleanup(easy);
  calls++;
  return peer_close_socket(clientp, fd);
}

static void upkeep_calls_no_function_that_changes_its_connections(void **state)
{
  static const struct step once[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT(GET_ROOT), SEND(OK_HELLO), CLOSE } };
  start_simply(once, close_and_be_refused);
  peer_start(&peer);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  for(long long until = now_ms() + 5000; !calls && now_ms() < until;)
    assert_int_equal(curl_easy_upkeep(easy), CURLE_OK);
  curl_easy_cleanup(easy);
  end_simply(1);
}

static void a_raw_connection_that_the_next_transfer_closes_is_refused_all(void **state)
{
  start_simply(connected_twice, close_and_be_refused);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(calls, 1);
  multi = curl_multi_init();
  assert_int_equal(curl_multi_add_handle(multi, easy), CURLM_OK);
  assert_int_equal(calls, 1);
  assert_int_equal(curl_multi_remove_handle(multi, easy), CURLM_OK);
  assert_int_equal(calls, 2);
  assert_int_equal(curl_multi_cleanup(multi), CURLM_OK);
  curl_easy_cleanup(easy);
  end_simply(2);
}

static int debug_and_be_refused(CURL *handle, curl_infotype type, char *data, size_t size, void *clientp)
{
  size_t len;
  CHECK(curl_easy_send(easy, "x", 1, &len), CURLE_RECURSIVE_API_CALL);
  CHECK(curl_easy_perform(easy), CURLE_RECURSIVE_API_CALL);
  CURLM *other = curl_multi_init();
  CHECK(curl_multi_add_handle(other, easy), CURLM_RECURSIVE_API_CALL);
  curl_multi_cleanup(other);
  curl_easy_cleanup(easy);
  calls++;
  return 0;
}

static void a_failed_send_tells_a_callback_that_is_refused_all(void **state)
{
  static const struct step closes[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { CLOSE } };
  size_t len;
  start_simply(closes, peer_close_socket);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  while(peer_turn(&peer)) continue;
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, debug_and_be_refused);
  assert_int_equal(curl_easy_send(easy, "x", 1, &len), CURLE_SEND_ERROR);
  curl_easy_cleanup(easy);
  end_simply(1);
}

/* ---- the share is taken away ---- */

static int leave_and_end_the_share(CURL *handle, curl_infotype type, char *data, size_t size, void *clientp)
{
  if(!share) return 0;
  CHECK(curl_easy_setopt(easy, CURLOPT_SHARE, NULL), CURLE_OK);
  CHECK(curl_share_cleanup(share), CURLSHE_OK);
  share = NULL;
  calls++;
  return 0;
}

static int skip_texts; /* so many are let pass before the share is ended */

static int leave_later(CURL *handle, curl_infotype type, char *data, size_t size, void *clientp)
{
  return skip_texts-- > 0 ? 0 : leave_and_end_the_share(handle, type, data, size, clientp);
}

static const struct step any_answer[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD("GET"), SEND(OK_HELLO) } };

/* At each word that the transfer says, among them those of the names that it loads and looks up. */
static void a_share_that_ends_at_any_word_does_no_harm(void **state)
{
  struct curl_slist *names = curl_slist_append(NULL, "-192.0.2.1:80");
  names = curl_slist_append(names, "name.example:80:192.0.2.1");
  names = curl_slist_append(names, "*:80:192.0.2.1");
  bool was_ended = true;
  for(int i = 0; was_ended; i++) {
    start_simply(any_answer, peer_close_socket);
    peer_start(&peer);
    share = curl_share_init();
    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
    curl_easy_setopt(easy, CURLOPT_URL, "http://name.example/");
    curl_easy_setopt(easy, CURLOPT_SHARE, share);
    curl_easy_setopt(easy, CURLOPT_RESOLVE, names);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, leave_later);
    skip_texts = i;
    (void)curl_easy_perform(easy);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 0L);
    curl_easy_cleanup(easy);
    was_ended = !share;
    if(share) assert_int_equal(curl_share_cleanup(share), CURLSHE_OK);
    (void)peer_end(&peer);
    assert_string_equal(wrong, "");
    assert_int_equal(peer_open_count(&peer), 0);
    text_free(&body);
  }
  curl_slist_free_all(names);
}

/* ---- a transfer inside a transfer ---- */

static CURLcode inner_code;
static struct peer inner_peer;

static size_t perform_another(char *data, size_t size, size_t count, void *clientp)
{
  if(!calls++) {
    CURL *inner = curl_easy_init();
    peer_install(&inner_peer, inner);
    curl_easy_setopt(inner, CURLOPT_URL, URL);
    curl_easy_setopt(inner, CURLOPT_WRITEFUNCTION, plain_write);
    inner_code = curl_easy_perform(inner);
    curl_easy_cleanup(inner);
  }
  return plain_write(data, size, count, clientp);
}

static void another_handle_is_performed_within_a_callback(void **state)
{
  peer_init(&inner_peer, one_answer);
  peer_start(&inner_peer);
  start_simply(one_answer, peer_close_socket);
  peer_start(&peer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, perform_another);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  assert_int_equal(inner_code, CURLE_OK);
  assert_string_equal(body.at, "hellohello");
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&inner_peer), "");
  end_simply(1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_handle_is_gone_for_what_its_cleanup_closes),
    cmocka_unit_test(a_handle_is_gone_for_its_raw_connection),
    cmocka_unit_test(upkeep_calls_no_function_that_changes_its_connections),
    cmocka_unit_test(a_raw_connection_that_the_next_transfer_closes_is_refused_all),
    cmocka_unit_test(a_failed_send_tells_a_callback_that_is_refused_all),
    cmocka_unit_test(a_share_that_ends_at_any_word_does_no_harm),
    cmocka_unit_test(another_handle_is_performed_within_a_callback),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
