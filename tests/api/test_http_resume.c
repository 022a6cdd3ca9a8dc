/* CURLOPT_RESUME_FROM(3) and CURLOPT_RANGE(3), for downloads and for uploads. */
#include "check.h"
#include "exchange.h"
#include <stdio.h>
#include <string.h>

#define GET_WITH(more) "GET / HTTP/1.1\r\nHost: 192.0.2.1\r\n" more "Accept: */*\r\n\r\n"
#define FROM_50        GET_WITH("Range: bytes=50-\r\n")
#define FROM(count)    LONG(CURLOPT_RESUME_FROM, count)

/* ---- a download that is not resumed: nothing of it reaches the program ---- */

static void a_peer_that_sends_it_all_again_is_an_error(void **state)
{
  EXCHANGE(.options = { FROM(50) }, .code = CURLE_RANGE_ERROR,
           .conn = { { EXPECT(FROM_50), SEND("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"), SEND_FILL("x", 100),
                       EXPECT_END } },
           .modes = EASY | MULTI);
}

static void another_part_is_an_error(void **state)
{
  EXCHANGE(.options = { FROM(50) }, .code = CURLE_RANGE_ERROR,
           .conn = { { EXPECT(FROM_50),
                       SEND("HTTP/1.1 206 Part\r\nContent-Range: bytes 40-44/60\r\nContent-Length: 5\r\n\r\nhello"),
                       EXPECT_END } });
}

static void an_error_page_is_an_error(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_RESUME_FROM_LARGE, 9999999999) }, .code = CURLE_RANGE_ERROR,
           .conn = { { EXPECT_HEAD("Range: bytes=9999999999-\r\n"),
                       SEND("HTTP/1.1 404 Nah\r\nContent-Length: 5\r\n\r\nhello"), EXPECT_END } });
}

static void fail_on_error_comes_first(void **state)
{
  EXCHANGE(.options = { FROM(50), LONG(CURLOPT_FAILONERROR, 1) }, .code = CURLE_HTTP_RETURNED_ERROR,
           .conn = { { EXPECT(FROM_50), SEND("HTTP/1.1 404 Nah\r\nContent-Length: 5\r\n\r\nhello"), EXPECT_END } });
}

/* That its length is the offset does not make it the whole. */
static void an_error_page_as_long_as_the_offset_is_an_error(void **state)
{
  EXCHANGE(.options = { FROM(5) }, .code = CURLE_RANGE_ERROR,
           .conn = { { EXPECT_HEAD("Range: bytes=5-\r\n"), SEND("HTTP/1.1 404 Nah\r\nContent-Length: 5\r\n\r\nhello"),
                       EXPECT_END } });
}

/* ---- a download that is ---- */

static void the_rest_comes(void **state)
{
  EXCHANGE(.options = { FROM(50) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(FROM_50), SEND("HTTP/1.1 206 Part\r\nContent-Range: bytes 50-54/55\r\n"
                                             "Content-Length: 5\r\n\r\nhello") } });
}

/* What counts is the first byte. */
static void sloppy_content_ranges_are_understood(void **state)
{
  static const char *const ranges[] = { "bytes 3-7/8", "bytes 3-", "bytes 3/7", "3-7/8", "bytes=3-7/8", "bytes:3-7" };
  for(size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
    char answer[128];
    int len = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Range: %s\r\nContent-Length: 5\r\n\r\nhello",
                       ranges[i]);
    EXCHANGE(.options = { FROM(3) }, .body = "hello", .kept = 1,
             .conn = { { EXPECT_HEAD("Range: bytes=3-\r\n"), SEND_BYTES(answer, (size_t)len) } });
  }
}

static void nothing_is_missing_says_416(void **state)
{
  EXCHANGE(.options = { FROM(50) }, .kept = 1, .infos = { { CURLINFO_RESPONSE_CODE, 416, NULL } },
           .conn = { { EXPECT(FROM_50), SEND("HTTP/1.1 416 No\r\nContent-Range: bytes */50\r\nContent-Length: 5\r\n\r\n"
                                             "error") } });
}

static void and_416_is_no_failure_to_fail_on(void **state)
{
  EXCHANGE(.options = { FROM(50), LONG(CURLOPT_FAILONERROR, 1) }, .kept = 1,
           .conn = { { EXPECT(FROM_50), SEND("HTTP/1.1 416 No\r\nContent-Length: 5\r\n\r\nerror") } });
}

/* Some servers send all of it where the range is empty. */
static void a_whole_as_long_as_the_offset_is_complete_already(void **state)
{
  EXCHANGE(.options = { FROM(5) }, .kept = 1, .conn = { { EXPECT_HEAD("Range: bytes=5-\r\n"), SEND(OK_HELLO) } });
}

static void what_ftp_means_by_minus_one_is_the_beginning_here(void **state)
{
  EXCHANGE(.options = { FROM(-1) }, .body = "hello", .kept = 1, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void zero_takes_it_back(void **state)
{
  EXCHANGE(.options = { FROM(5), LONG(CURLOPT_RESUME_FROM_LARGE, 0) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static void an_own_range_header_stands(void **state)
{
  EXCHANGE(.options = { FROM(5) }, .headers = { "Range: bytes=6-" }, .code = CURLE_RANGE_ERROR,
           .conn = { { EXPECT("GET / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nRange: bytes=6-\r\n\r\n"),
                       SEND("HTTP/1.1 206 P\r\nContent-Range: bytes 6-10/11\r\nContent-Length: 5\r\n\r\nhello") } });
}

static void a_head_request_asks_for_it_and_judges_nothing(void **state)
{
  EXCHANGE(.options = { FROM(50), LONG(CURLOPT_NOBODY, 1) }, .kept = 1,
           .conn = { { EXPECT_HEAD("Range: bytes=50-\r\n"), SEND("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n") } });
}

/* ---- ranges: the answer is the program's to judge ---- */

static void a_range_is_asked_for(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_RANGE, "0-10,12-15") }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_WITH("Range: bytes=0-10,12-15\r\n")),
                       SEND("HTTP/1.1 206 P\r\nContent-Length: 5\r\n\r\nhello") } });
}

static void either_end_may_be_left_out(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_RANGE, "-101") }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_WITH("Range: bytes=-101\r\n")), SEND(OK_HELLO) } });
  EXCHANGE(.options = { TEXT(CURLOPT_RANGE, "3-") }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_WITH("Range: bytes=3-\r\n")), SEND(OK_HELLO) } });
}

static void a_416_is_an_answer_like_another(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_RANGE, "3-7") }, .body = "hello", .kept = 1,
           .conn = {
               { EXPECT_HEAD("Range: bytes=3-7\r\n"), SEND("HTTP/1.1 416 No\r\nContent-Length: 5\r\n\r\nhello") } });
}

static void the_last_range_counts_and_null_is_none(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_RANGE, "1-2"), TEXT(CURLOPT_RANGE, "3-4") }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_WITH("Range: bytes=3-4\r\n")), SEND(OK_HELLO) } });
  EXCHANGE(.options = { TEXT(CURLOPT_RANGE, "1-2"), TEXT(CURLOPT_RANGE, NULL) }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

/* ---- uploads ---- */

#define PUT_OF(size) LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, size)
#define TEN          "0123456789"

static void nothing_is_left_to_upload(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FROM(10) }, .upload = TEN, .conn = { { CLOSE } }, .code = CURLE_PARTIAL_FILE,
           .error = "already completely uploaded", .modes = EASY);
  EXCHANGE(.options = { PUT_OF(10), FROM(11) }, .upload = TEN, .conn = { { CLOSE } }, .code = CURLE_PARTIAL_FILE,
           .modes = EASY);
}

static int fail_to_seek(void *clientp, curl_off_t offset, int origin) { return CURL_SEEKFUNC_FAIL; }
static int cannot_seek(void *clientp, curl_off_t offset, int origin) { return CURL_SEEKFUNC_CANTSEEK; }

static void a_seek_that_fails_ends_it(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FROM(4), FUNCTION(CURLOPT_SEEKFUNCTION, fail_to_seek) }, .upload = TEN,
           .conn = { { CLOSE } }, .code = CURLE_READ_ERROR, .error = "seek", .modes = EASY);
}

static void a_source_that_ends_before_the_offset_ends_it(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), FROM(11), FUNCTION(CURLOPT_SEEKFUNCTION, NULL) }, .upload = TEN,
           .upload_step = 4, .conn = { { CLOSE } }, .code = CURLE_READ_ERROR, .error = "10 bytes", .modes = EASY);
}

static size_t abort_reading(char *to, size_t size, size_t count, void *clientp) { return CURL_READFUNC_ABORT; }
static size_t pause_reading(char *to, size_t size, size_t count, void *clientp) { return CURL_READFUNC_PAUSE; }

static void a_callback_that_stops_while_it_is_skipped_ends_it(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FROM(4), FUNCTION(CURLOPT_SEEKFUNCTION, NULL),
                        FUNCTION(CURLOPT_READFUNCTION, abort_reading) },
           .conn = { { CLOSE } }, .code = CURLE_ABORTED_BY_CALLBACK, .modes = EASY);
  EXCHANGE(.options = { PUT_OF(10), FROM(4), FUNCTION(CURLOPT_SEEKFUNCTION, NULL),
                        FUNCTION(CURLOPT_READFUNCTION, pause_reading) },
           .conn = { { CLOSE } }, .code = CURLE_READ_ERROR, .modes = EASY);
}

#define REST_HEAD                                                                       \
  "PUT / HTTP/1.1\r\nHost: 192.0.2.1\r\nContent-Range: bytes 4-9/10\r\nAccept: */*\r\n" \
  "Content-Length: 6\r\n\r\n"

static void sought_once(const struct outcome *o)
{
  assert_int_equal(o->seeks, 1);
  assert_int_equal(o->sent, 10);
}

static void the_rest_is_sought_and_sent(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FROM(4) }, .upload = TEN, .upload_step = 3, .verify = sought_once, .body = "hello",
           .conn = { { EXPECT(REST_HEAD "456789"), SEND(OK_HELLO) } }, .kept = 1,
           .infos = { { CURLINFO_SIZE_UPLOAD_T, 6, NULL }, { CURLINFO_CONTENT_LENGTH_UPLOAD_T, 6, NULL } });
}

static void a_source_that_cannot_seek_is_read_up_to_the_rest(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FROM(4), FUNCTION(CURLOPT_SEEKFUNCTION, cannot_seek) }, .upload = TEN,
           .upload_step = 3, .body = "hello", .kept = 1, .conn = { { EXPECT(REST_HEAD "456789"), SEND(OK_HELLO) } });
  EXCHANGE(.options = { PUT_OF(10), FROM(4), FUNCTION(CURLOPT_SEEKFUNCTION, NULL) }, .upload = TEN, .body = "hello",
           .kept = 1, .conn = { { EXPECT(REST_HEAD "456789"), SEND(OK_HELLO) } });
}

static void from_a_file(struct outcome *o)
{
  static FILE *file; /* one at a time */
  if(file) fclose(file);
  file = tmpfile();
  fputs(TEN, file);
  rewind(file);
  curl_easy_setopt(o->easy, CURLOPT_READFUNCTION, NULL);
  curl_easy_setopt(o->easy, CURLOPT_READDATA, file);
}

static void a_file_is_sought(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FROM(4) }, .prepare = from_a_file, .body = "hello", .kept = 1,
           .conn = { { EXPECT(REST_HEAD "456789"), SEND(OK_HELLO) } });
}

static void minus_one_sends_all_and_says_so(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FROM(-1) }, .upload = TEN, .body = "hello", .kept = 1,
           .conn = { { EXPECT("PUT / HTTP/1.1\r\nHost: 192.0.2.1\r\nContent-Range: bytes 0-9/10\r\nAccept: */*\r\n"
                              "Content-Length: 10\r\n\r\n" TEN),
                       SEND(OK_HELLO) } });
}

static void a_range_of_an_upload_is_told(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), TEXT(CURLOPT_RANGE, "50-59") }, .upload = TEN, .body = "hello", .kept = 1,
           .conn = { { EXPECT("PUT / HTTP/1.1\r\nHost: 192.0.2.1\r\nContent-Range: bytes 50-59/*\r\nAccept: */*\r\n"
                              "Content-Length: 10\r\n\r\n" TEN),
                       SEND(OK_HELLO) } });
}

static void an_own_content_range_stands(void **state)
{
  EXCHANGE(.options = { PUT_OF(10), FROM(4) }, .headers = { "Content-Range: bytes 4-9/99" }, .upload = TEN,
           .conn = { { EXPECT("PUT / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nContent-Range: bytes 4-9/99\r\n"
                              "Content-Length: 6\r\n\r\n456789"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_peer_that_sends_it_all_again_is_an_error),
    cmocka_unit_test(another_part_is_an_error),
    cmocka_unit_test(an_error_page_is_an_error),
    cmocka_unit_test(an_error_page_as_long_as_the_offset_is_an_error),
    cmocka_unit_test(fail_on_error_comes_first),
    cmocka_unit_test(the_rest_comes),
    cmocka_unit_test(sloppy_content_ranges_are_understood),
    cmocka_unit_test(nothing_is_missing_says_416),
    cmocka_unit_test(and_416_is_no_failure_to_fail_on),
    cmocka_unit_test(a_whole_as_long_as_the_offset_is_complete_already),
    cmocka_unit_test(what_ftp_means_by_minus_one_is_the_beginning_here),
    cmocka_unit_test(zero_takes_it_back),
    cmocka_unit_test(an_own_range_header_stands),
    cmocka_unit_test(a_head_request_asks_for_it_and_judges_nothing),
    cmocka_unit_test(a_range_is_asked_for),
    cmocka_unit_test(either_end_may_be_left_out),
    cmocka_unit_test(a_416_is_an_answer_like_another),
    cmocka_unit_test(the_last_range_counts_and_null_is_none),
    cmocka_unit_test(nothing_is_left_to_upload),
    cmocka_unit_test(a_seek_that_fails_ends_it),
    cmocka_unit_test(a_source_that_ends_before_the_offset_ends_it),
    cmocka_unit_test(a_callback_that_stops_while_it_is_skipped_ends_it),
    cmocka_unit_test(the_rest_is_sought_and_sent),
    cmocka_unit_test(a_source_that_cannot_seek_is_read_up_to_the_rest),
    cmocka_unit_test(a_file_is_sought),
    cmocka_unit_test(minus_one_sends_all_and_says_so),
    cmocka_unit_test(a_range_of_an_upload_is_told),
    cmocka_unit_test(an_own_content_range_stands),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
