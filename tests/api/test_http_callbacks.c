/* The data callbacks: what they may return, pausing, progress, debug output. */
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>

#define ANSWER(len) "HTTP/1.1 200 OK\r\nContent-Length: " len "\r\n\r\n"

/* ---- aborting ---- */

static size_t take_one_less(char *data, size_t size, size_t count, void *clientp) { return size * count - 1; }
static size_t fail_to_write(char *data, size_t size, size_t count, void *clientp) { return CURL_WRITEFUNC_ERROR; }

static void a_short_write_is_an_error(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, take_one_less) }, .code = CURLE_WRITE_ERROR,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END } });
}

static void a_write_callback_may_say_error(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, fail_to_write) }, .code = CURLE_WRITE_ERROR,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END } });
}

static void a_short_header_write_is_an_error(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_HEADERFUNCTION, take_one_less) }, .code = CURLE_WRITE_ERROR,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO), EXPECT_END } });
}

static int abort_at_once(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  return 1;
}

static int abort_after_data(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  return dlnow > 0;
}

static void progress_can_abort_at_once(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_NOPROGRESS, 0), FUNCTION(CURLOPT_XFERINFOFUNCTION, abort_at_once) },
           .code = CURLE_ABORTED_BY_CALLBACK, .modes = EASY, .conn = { { CLOSE } });
}

static void progress_can_abort_later(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_NOPROGRESS, 0), FUNCTION(CURLOPT_XFERINFOFUNCTION, abort_after_data) },
           .code = CURLE_ABORTED_BY_CALLBACK, .body = "hello",
           .conn = { { EXPECT(GET_ROOT), SEND(ANSWER("10")), SEND("hello"), EXPECT_END } }, .modes = EASY | MULTI);
}

static int stop_here(void *clientp, char *primary, char *local, int primary_port, int local_port)
{
  return CURL_PREREQFUNC_ABORT;
}

static void prereq_can_abort_before_the_request_is_sent(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_PREREQFUNCTION, stop_here) }, .code = CURLE_ABORTED_BY_CALLBACK,
           .conn = { { EXPECT_END } });
}

/* ---- pausing ---- */

/* Pauses at its first call; the next progress call goes on. */
static size_t pause_once(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(!o->calls++) return CURL_WRITEFUNC_PAUSE;
  return collect_body(data, size, count, clientp);
}

static int go_on(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  struct outcome *o = clientp;
  if(o->calls == 1) curl_easy_pause(o->easy, CURLPAUSE_CONT);
  return 0;
}

static size_t pause_reading_once(char *to, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(!o->calls++) return CURL_READFUNC_PAUSE;
  return give_upload(to, size, count, clientp);
}

static void progress_data(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, go_on);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFODATA, o);
}

static void a_paused_write_gets_the_same_data_again(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, pause_once) }, .prepare = progress_data, .body = "hello world",
           .conn = { { EXPECT(GET_ROOT), SEND(ANSWER("11")), SEND("hello "), SEND("world") } }, .kept = 1);
}

static void a_paused_chunked_body_loses_nothing(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, pause_once) }, .prepare = progress_data, .body = "hello world",
           .conn = { { EXPECT(GET_ROOT),
                       SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5\r\nworld\r\n0\r\n"
                            "\r\n") } },
           .kept = 1);
}

static void a_paused_body_that_the_peer_closes_behind_is_delivered(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, pause_once) }, .prepare = progress_data, .body = "hello",
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\n\r\nhello"), CLOSE } });
}

static size_t pause_at_a_header(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(!o->calls++) return CURL_WRITEFUNC_PAUSE;
  return collect_head(data, size, count, clientp);
}

static void a_header_that_is_paused_is_in_the_body_once(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_HEADERFUNCTION, pause_at_a_header), LONG(CURLOPT_HEADER, 1) },
           .prepare = progress_data, .body = OK_HELLO, .head = ANSWER("5"), .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void a_paused_read_goes_on(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 4),
                        FUNCTION(CURLOPT_READFUNCTION, pause_reading_once) },
           .upload = "data", .prepare = progress_data, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("Content-Length: 4\r\n"), EXPECT("data"), SEND(OK_HELLO) } });
}

/* ---- progress ---- */

static int count_progress(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  struct outcome *o = clientp;
  if(dltotal == 5 && dlnow == 5 && ultotal == 4 && ulnow == 4) o->calls++;
  return 0;
}

static void count_progress_data(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, count_progress);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFODATA, o);
}

static void was_called(const struct outcome *o) { assert_true(o->calls > 0); }

static void progress_tells_totals_of_both_directions(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, "data") }, .prepare = count_progress_data, .verify = was_called,
           .body = "hello", .kept = 1, .conn = { { EXPECT_HEAD("POST"), EXPECT("data"), SEND(OK_HELLO) } });
}

/* ---- debug ---- */

struct seen {
  struct text of[CURLINFO_SSL_DATA_IN];
};

static int see(CURL *easy, curl_infotype type, char *data, size_t size, void *clientp)
{
  struct seen *seen = clientp;
  if(type < CURLINFO_SSL_DATA_IN) text_add(&seen->of[type], data, size);
  return 0;
}

static void the_debug_callback_gets_each_kind_of_bytes(void **state)
{
  struct seen seen = { 0 };
  EXCHANGE(.options = { LONG(CURLOPT_VERBOSE, 1), FUNCTION(CURLOPT_DEBUGFUNCTION, see),
                        POINTER(CURLOPT_DEBUGDATA, &seen), TEXT(CURLOPT_POSTFIELDS, "data") },
           .modes = EASY, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("POST"), EXPECT("data"), SEND(OK_HELLO) } });
  assert_string_equal(seen.of[CURLINFO_HEADER_IN].at, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  assert_string_equal(seen.of[CURLINFO_DATA_IN].at, "hello");
  assert_string_equal(seen.of[CURLINFO_DATA_OUT].at, "data");
  assert_non_null(strstr(seen.of[CURLINFO_HEADER_OUT].at, "POST / HTTP/1.1\r\nHost: 192.0.2.1\r\n"));
  assert_non_null(strstr(seen.of[CURLINFO_HEADER_OUT].at, "Content-Length: 4\r\n"));
  assert_true(seen.of[CURLINFO_TEXT].len > 0);
  for(size_t i = 0; i < CURLINFO_SSL_DATA_IN; i++) text_free(&seen.of[i]);
}

/* ---- re-entrance ---- */

static size_t call_perform(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  CURLcode code = curl_easy_perform(o->easy);
  o->calls = code == CURLE_RECURSIVE_API_CALL || code == CURLE_FAILED_INIT;
  return collect_body(data, size, count, clientp);
}

static void perform_from_a_callback_is_refused(void **state)
{
  EXCHANGE(.options = { FUNCTION(CURLOPT_WRITEFUNCTION, call_perform) }, .verify = was_called, .body = "hello",
           .kept = 1, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .modes = EASY | MULTI);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_short_write_is_an_error),
    cmocka_unit_test(a_write_callback_may_say_error),
    cmocka_unit_test(a_short_header_write_is_an_error),
    cmocka_unit_test(progress_can_abort_at_once),
    cmocka_unit_test(progress_can_abort_later),
    cmocka_unit_test(prereq_can_abort_before_the_request_is_sent),
    cmocka_unit_test(a_paused_write_gets_the_same_data_again),
    cmocka_unit_test(a_paused_chunked_body_loses_nothing),
    cmocka_unit_test(a_paused_body_that_the_peer_closes_behind_is_delivered),
    cmocka_unit_test(a_header_that_is_paused_is_in_the_body_once),
    cmocka_unit_test(a_paused_read_goes_on),
    cmocka_unit_test(progress_tells_totals_of_both_directions),
    cmocka_unit_test(the_debug_callback_gets_each_kind_of_bytes),
    cmocka_unit_test(perform_from_a_callback_is_refused),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
