/* Times in HTTP: CURLOPT_TIMECONDITION, CURLOPT_FILETIME and Retry-After. */
#include "check.h"
#include "exchange.h"
#include <string.h>
#include <time.h>

#define NOV_6    784111777 /* 1994-11-06 08:49:37 */
#define OLD      "HTTP/1.1 200 OK\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
#define HELLO    "Content-Length: 5\r\n\r\nhello"
#define IF(when) "GET / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n" when "\r\n"
#define SINCE    IF("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
#define UNMET \
  { CURLINFO_CONDITION_UNMET, 1, NULL }, { CURLINFO_RESPONSE_CODE, 304, NULL }
#define MET \
  { CURLINFO_CONDITION_UNMET, 0, NULL }, { CURLINFO_RESPONSE_CODE, 200, NULL }
#define IF_NEW  LONG(CURLOPT_TIMECONDITION, CURL_TIMECOND_IFMODSINCE)
#define IF_OLD  LONG(CURLOPT_TIMECONDITION, CURL_TIMECOND_IFUNMODSINCE)
#define WHEN(s) LONG(CURLOPT_TIMEVALUE_LARGE, (s))

static void what_is_no_condition_is_refused(void **state)
{
  CURL *easy = curl_easy_init();
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_TIMECONDITION, -1L), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_TIMECONDITION, CURL_TIMECOND_LAST), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_cleanup(easy);
}

static void a_time_that_http_cannot_write_is_refused(void **state)
{
  EXCHANGE(.options = { IF_NEW, WHEN(253402300800) }, .code = CURLE_BAD_FUNCTION_ARGUMENT, .error = "year");
  EXCHANGE(.options = { IF_OLD, WHEN(INT64_MIN) }, .code = CURLE_BAD_FUNCTION_ARGUMENT, .error = "year");
  EXCHANGE(.options = { WHEN(INT64_MIN) }, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void each_condition_has_its_field(void **state)
{
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .conn = { { EXPECT(SINCE), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1, .infos = { MET });
  EXCHANGE(.options = { IF_OLD, LONG(CURLOPT_TIMEVALUE, NOV_6) }, .body = "hello", .kept = 1, .infos = { MET },
           .conn = { { EXPECT(IF("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n")), SEND(OK_HELLO) } });
  EXCHANGE(.options = { LONG(CURLOPT_TIMECONDITION, CURL_TIMECOND_LASTMOD), WHEN(-1) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(IF("Last-Modified: Wed, 31 Dec 1969 23:59:59 GMT\r\n")), SEND(OK_HELLO) } });
  EXCHANGE(.options = { LONG(CURLOPT_TIMECONDITION, CURL_TIMECOND_NONE), WHEN(NOV_6) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void the_field_comes_before_ones_own(void **state)
{
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6), TEXT(CURLOPT_COOKIE, "a=b") }, .headers = { "X-A: b" }, .body = "hello",
           .kept = 1,
           .conn = { { EXPECT(IF("Cookie: a=b\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-A: b\r\n")),
                       SEND(OK_HELLO) } });
}

/* The condition still holds for the answer. */
static void a_field_of_ones_own_replaces_or_removes_it(void **state)
{
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .headers = { "If-Modified-Since: never" }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(IF("If-Modified-Since: never\r\n")), SEND(OK_HELLO) } });
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .headers = { "If-Modified-Since:" }, .kept = 1, .infos = { UNMET },
           .conn = { { EXPECT(GET_ROOT), SEND(OLD HELLO) } });
}

static void a_304_is_an_unmet_condition(void **state)
{
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .kept = 1, .infos = { UNMET },
           .conn = { { EXPECT(SINCE), SEND("HTTP/1.1 304 Not Modified\r\n\r\n") } });
  EXCHANGE(.kept = 1, .infos = { UNMET }, .headers = { "If-None-Match: \"x\"" },
           .conn = { { EXPECT(IF("If-None-Match: \"x\"\r\n")), SEND("HTTP/1.1 304 Not Modified\r\n\r\n") } });
}

static void a_peer_that_does_not_care_is_judged_by_last_modified(void **state)
{
  static const struct {
    long condition;
    curl_off_t value;
    bool is_met;
  } rows[] = {
    { CURL_TIMECOND_IFMODSINCE, NOV_6 - 1, true },  { CURL_TIMECOND_IFMODSINCE, NOV_6, false },
    { CURL_TIMECOND_IFMODSINCE, NOV_6 + 1, false }, { CURL_TIMECOND_IFUNMODSINCE, NOV_6 - 1, false },
    { CURL_TIMECOND_IFUNMODSINCE, NOV_6, false },   { CURL_TIMECOND_IFUNMODSINCE, NOV_6 + 1, true },
    { CURL_TIMECOND_LASTMOD, NOV_6 + 1, false },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    EXCHANGE(.options = { LONG(CURLOPT_TIMECONDITION, rows[i].condition), WHEN(rows[i].value) }, .kept = 1,
             .conn = { { EXPECT_HEAD("GET / "), SEND(OLD HELLO) } }, .body = rows[i].is_met ? "hello" : NULL,
             .infos = { { CURLINFO_CONDITION_UNMET, !rows[i].is_met, NULL },
                        { CURLINFO_RESPONSE_CODE, rows[i].is_met ? 200 : 304, NULL },
                        { CURLINFO_SIZE_DOWNLOAD_T, rows[i].is_met ? 5 : 0, NULL } });
}

static void a_time_that_is_not_known_meets_every_condition(void **state)
{
  static const char *const answers[] = {
    OK_HELLO,
    "HTTP/1.1 200 OK\r\nLast-Modified: long ago\r\n" HELLO,
    "HTTP/1.1 200 OK\r\nLast-Modified: \r\n" HELLO,
    "HTTP/1.1 200 OK\r\nLast-Modified: Thu, 01 Jan 1970 00:00:00 GMT\r\n" HELLO,
    "HTTP/1.1 103 Hints\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n" OK_HELLO,
  };
  for(size_t i = 0; i < sizeof answers / sizeof *answers; i++)
    EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .body = "hello", .kept = 1, .infos = { MET },
             .conn = { { EXPECT(SINCE), SEND_BYTES(answers[i], strlen(answers[i])) } });
  EXCHANGE(.options = { IF_OLD, WHEN(0) }, .body = "hello", .kept = 1, .infos = { MET },
           .conn = { { EXPECT_HEAD("GET / "), SEND(OLD HELLO) } });
}

static void only_a_successful_get_of_the_whole_is_judged(void **state)
{
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .body = "hello", .kept = 1,
           .infos = { { CURLINFO_RESPONSE_CODE, 404, NULL } },
           .conn = { { EXPECT(SINCE), SEND("HTTP/1.1 404 No\r\nLast-Modified: 6 Nov 1994\r\n" HELLO) } });
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6), LONG(CURLOPT_NOBODY, 1) }, .kept = 1, .infos = { MET },
           .conn = { { EXPECT_HEAD("HEAD / "), SEND(OLD "Content-Length: 5\r\n\r\n") } });
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6), TEXT(CURLOPT_POSTFIELDS, "a") }, .body = "hello", .kept = 1,
           .infos = { MET }, .conn = { { EXPECT_HEAD("POST / "), EXPECT("a"), SEND(OLD HELLO) } });
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6), TEXT(CURLOPT_RANGE, "0-4") }, .body = "hello", .kept = 1, .infos = { MET },
           .conn = { { EXPECT_HEAD("Range: bytes=0-4"), SEND(OLD HELLO) } });
}

/* What is short is read and dropped, which keeps the connection. */
static void a_long_body_that_is_not_wanted_is_not_read(void **state)
{
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .kept = 0, .infos = { UNMET },
           .conn = { { EXPECT(SINCE), SEND(OLD "Content-Length: 1000000\r\n\r\nhello"), EXPECT_END } });
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .kept = 0, .infos = { UNMET },
           .conn = { { EXPECT(SINCE), SEND(OLD "\r\nhello"), EXPECT_END } });
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .kept = 0, .infos = { UNMET },
           .conn = { { EXPECT(SINCE), SEND(OLD "Transfer-Encoding: chunked\r\n\r\n5\r\nhe"), EXPECT_END } });
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .kept = 1, .infos = { UNMET }, .times = 2,
           .conn = { { EXPECT(SINCE), SEND(OLD HELLO), EXPECT(SINCE), SEND(OLD HELLO) } });
}

static void filetime_has_to_be_asked_for(void **state)
{
  EXCHANGE(.body = "hello", .kept = 1, .conn = { { EXPECT(GET_ROOT), SEND(OLD HELLO) } },
           .infos = { { CURLINFO_FILETIME, -1, NULL }, { CURLINFO_FILETIME_T, -1, NULL } });
  EXCHANGE(.options = { IF_NEW, WHEN(NOV_6) }, .kept = 1, .conn = { { EXPECT(SINCE), SEND(OLD HELLO) } },
           .infos = { { CURLINFO_FILETIME, -1, NULL }, UNMET });
}

static void filetime_may_be_unknown(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_FILETIME, 1) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .infos = { { CURLINFO_FILETIME, -1, NULL } });
  EXCHANGE(.options = { LONG(CURLOPT_FILETIME, 1) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nLast-Modified: yesterday\r\n" HELLO) } },
           .infos = { { CURLINFO_FILETIME, -1, NULL } });
}

static void filetime_is_the_last_answers(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_FILETIME, 1) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OLD HELLO) } },
           .infos = { { CURLINFO_FILETIME, NOV_6, NULL }, { CURLINFO_FILETIME_T, NOV_6, NULL } });
  EXCHANGE(.options = { LONG(CURLOPT_FILETIME, 1) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nLast-Modified: 6 Nov 3144 08:49:37\r\n" HELLO) } },
           .infos = { { CURLINFO_FILETIME_T, 37074617377, NULL } });
  EXCHANGE(.options = { LONG(CURLOPT_FILETIME, 1) }, .body = "hellohello", .kept = 1, .times = 2,
           .conn = { { EXPECT(GET_ROOT), SEND(OLD HELLO), EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .infos = { { CURLINFO_FILETIME_T, -1, NULL } });
}

static void filetime_is_forgotten_by_reset_and_not_copied(void **state)
{
  static const struct step script[PEER_CONNS_MAX][PEER_STEPS_MAX] = { { EXPECT_HEAD(NULL), SEND(OLD HELLO) } };
  struct outcome o = { 0 };
  struct peer peer;
  long when = 0;
  CURL *easy = curl_easy_init();
  peer_init(&peer, script);
  peer_install(&peer, easy);
  curl_easy_setopt(easy, CURLOPT_URL, URL);
  curl_easy_setopt(easy, CURLOPT_FILETIME, 1L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, collect_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &o);
  peer_start(&peer);
  assert_int_equal(curl_easy_perform(easy), CURLE_OK);
  CURL *copy = curl_easy_duphandle(easy);
  assert_int_equal(curl_easy_getinfo(copy, CURLINFO_FILETIME, &when), CURLE_OK);
  assert_int_equal(when, -1);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_FILETIME, &when), CURLE_OK);
  assert_int_equal(when, NOV_6);
  curl_easy_reset(easy);
  assert_int_equal(curl_easy_getinfo(easy, CURLINFO_FILETIME, &when), CURLE_OK);
  assert_int_equal(when, -1);
  curl_easy_cleanup(copy);
  curl_easy_cleanup(easy);
  assert_string_equal(peer_end(&peer), "");
  text_free(&o.body);
}

static void retry_after_is_zero_or_more_and_at_most_six_hours(void **state)
{
  static const struct {
    const char *value;
    curl_off_t seconds;
  } rows[] = {
    { "22", 22 },
    { "0", 0 },
    { "21600", 21600 },
    { "21601", 21600 },
    { "9223372036854775807", 21600 },
    { "99999999999999999999", 0 },
    { "-5", 0 },
    { "soon", 0 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", 0 },
    { "Wed, 31 Dec 2138 02:26:59 GMT", 21600 },
  };
  char answer[200];
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    snprintf(answer, sizeof answer, "HTTP/1.1 503 No\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n", rows[i].value);
    EXCHANGE(.kept = 1, .conn = { { EXPECT(GET_ROOT), SEND_BYTES(answer, strlen(answer)) } }, .modes = EASY,
             .infos = { { CURLINFO_RETRY_AFTER, rows[i].seconds, NULL } });
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_no_condition_is_refused),
    cmocka_unit_test(a_time_that_http_cannot_write_is_refused),
    cmocka_unit_test(each_condition_has_its_field),
    cmocka_unit_test(the_field_comes_before_ones_own),
    cmocka_unit_test(a_field_of_ones_own_replaces_or_removes_it),
    cmocka_unit_test(a_304_is_an_unmet_condition),
    cmocka_unit_test(a_peer_that_does_not_care_is_judged_by_last_modified),
    cmocka_unit_test(a_time_that_is_not_known_meets_every_condition),
    cmocka_unit_test(only_a_successful_get_of_the_whole_is_judged),
    cmocka_unit_test(a_long_body_that_is_not_wanted_is_not_read),
    cmocka_unit_test(filetime_has_to_be_asked_for),
    cmocka_unit_test(filetime_may_be_unknown),
    cmocka_unit_test(filetime_is_the_last_answers),
    cmocka_unit_test(filetime_is_forgotten_by_reset_and_not_copied),
    cmocka_unit_test(retry_after_is_zero_or_more_and_at_most_six_hours),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
