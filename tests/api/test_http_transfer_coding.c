/* CURLOPT_HTTP_TRANSFER_DECODING and CURLOPT_IGNORE_CONTENT_LENGTH: the body as it comes over the wire. */
#include "check.h"
#include "exchange.h"

#define CODED(coding) "HTTP/1.1 200 OK\r\nTransfer-Encoding: " coding "\r\n\r\n"
#define RAW           LONG(CURLOPT_HTTP_TRANSFER_DECODING, 0)

/* ---- not decoded, but understood ---- */

static void a_faulty_chunk_head_is_still_an_error(void **state)
{
  EXCHANGE(.options = { RAW }, .conn = { { EXPECT(GET_ROOT), SEND(CODED("chunked") "5\r\nhello\r\nxyz\r\n") } },
           .code = CURLE_RECV_ERROR, .body = "5\r\nhello\r\n");
}

static void a_cut_off_chunked_body_is_still_an_error(void **state)
{
  EXCHANGE(.options = { RAW }, .conn = { { EXPECT(GET_ROOT), SEND(CODED("chunked") "5\r\nhello\r\n0\r\n"), CLOSE } },
           .code = CURLE_PARTIAL_FILE, .body = "5\r\nhello\r\n0\r\n");
}

static void a_size_over_the_limit_counts_what_is_given(void **state)
{
  EXCHANGE(.options = { RAW, LONG(CURLOPT_MAXFILESIZE, 7) },
           .conn = { { EXPECT(GET_ROOT), SEND(CODED("chunked") "5\r\nhello\r\n0\r\n\r\n") } },
           .code = CURLE_FILESIZE_EXCEEDED, .body = "5\r\nhell");
}

static void the_chunks_are_given_as_they_come(void **state)
{
  EXCHANGE(.options = { RAW },
           .conn = { { EXPECT(GET_ROOT), SEND(CODED("chunked") "5;ext=1\r\nhello\r\n3\nabc\n0\r\n\r\n") } },
           .body = "5;ext=1\r\nhello\r\n3\nabc\n0\r\n\r\n", .kept = 1);
}

static void the_trailer_section_is_body_and_no_header(void **state)
{
  EXCHANGE(.options = { RAW },
           .conn = { { EXPECT(GET_ROOT), SEND(CODED("chunked") "1\r\na\r\n0\r\nTrailer: x\r\n\r\n") } },
           .body = "1\r\na\r\n0\r\nTrailer: x\r\n\r\n", .head = CODED("chunked"), .kept = 1);
}

static void the_connection_goes_on_behind_it(void **state)
{
  EXCHANGE(.options = { RAW }, .times = 2, .kept = 1, .body = "1\r\na\r\n0\r\n\r\nhello",
           .conn = {
               { EXPECT(GET_ROOT), SEND(CODED("chunked") "1\r\na\r\n0\r\n\r\n"), EXPECT(GET_ROOT), SEND(OK_HELLO) } });
}

static size_t pause_twice(char *data, size_t size, size_t count, void *clientp)
{
  struct outcome *o = clientp;
  if(o->calls++ % 2 == 0 && o->calls < 5) return CURL_WRITEFUNC_PAUSE;
  return collect_body(data, size, count, clientp);
}

static int go_on(void *clientp, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal, curl_off_t ulnow)
{
  struct outcome *o = clientp;
  curl_easy_pause(o->easy, CURLPAUSE_CONT);
  return 0;
}

static void go_on_at_each_progress(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFOFUNCTION, go_on);
  curl_easy_setopt(o->easy, CURLOPT_XFERINFODATA, o);
}

static void pausing_loses_nothing_of_it(void **state)
{
  EXCHANGE(.options = { RAW, FUNCTION(CURLOPT_WRITEFUNCTION, pause_twice) }, .prepare = go_on_at_each_progress,
           .conn = { { EXPECT(GET_ROOT), SEND(CODED("chunked") "5\r\nhello\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n") } },
           .body = "5\r\nhello\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n", .kept = 1);
}

/* RFC 9112, section 6.3: where chunked is not the last coding, the body ends with the connection. */
static void any_coding_may_come_and_lasts_until_the_close(void **state)
{
  EXCHANGE(.options = { RAW }, .conn = { { EXPECT(GET_ROOT), SEND(CODED("gobbledigook") "hello"), CLOSE } },
           .body = "hello");
  EXCHANGE(.options = { RAW }, .conn = { { EXPECT(GET_ROOT), SEND(CODED("chunked, gzip") "hello"), CLOSE } },
           .body = "hello");
}

static void a_length_beside_another_coding_means_nothing(void **state)
{
  EXCHANGE(.options = { RAW }, .body = "hello", .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, -1, NULL } },
           .conn = { { EXPECT(GET_ROOT),
                       SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhello"), CLOSE } });
}

static void a_coding_below_chunked_is_framed_by_chunks(void **state)
{
  EXCHANGE(.options = { RAW }, .conn = { { EXPECT(GET_ROOT), SEND(CODED("gzip, chunked") "2\r\nzz\r\n0\r\n\r\n") } },
           .body = "2\r\nzz\r\n0\r\n\r\n", .kept = 1);
}

static void a_body_with_a_length_is_the_same(void **state)
{
  EXCHANGE(.options = { RAW }, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void one_means_decoding(void **state)
{
  EXCHANGE(.options = { RAW, LONG(CURLOPT_HTTP_TRANSFER_DECODING, 1) },
           .conn = { { EXPECT(GET_ROOT), SEND(CODED("chunked") "5\r\nhello\r\n0\r\n\r\n") } }, .body = "hello",
           .kept = 1);
}

/* ---- lengths that are not believed ---- */

static void an_ignored_length_does_not_cut_the_body(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_IGNORE_CONTENT_LENGTH, 1) },
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello"), CLOSE } },
           .body = "hello", .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, -1, NULL } });
}

static void an_ignored_length_that_is_too_large_is_no_error(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_IGNORE_CONTENT_LENGTH, 1) },
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhello"), CLOSE } },
           .body = "hello");
}

static void an_ignored_length_says_nothing_to_the_size_limit(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_IGNORE_CONTENT_LENGTH, 1), LONG(CURLOPT_MAXFILESIZE, 5) },
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhello"), CLOSE } },
           .body = "hello");
}

static void chunks_still_frame_where_lengths_are_ignored(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_IGNORE_CONTENT_LENGTH, 1) },
           .conn = { { EXPECT(GET_ROOT), SEND(CODED("chunked") "5\r\nhello\r\n0\r\n\r\n") } }, .body = "hello",
           .kept = 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_faulty_chunk_head_is_still_an_error),
    cmocka_unit_test(a_cut_off_chunked_body_is_still_an_error),
    cmocka_unit_test(a_size_over_the_limit_counts_what_is_given),
    cmocka_unit_test(the_chunks_are_given_as_they_come),
    cmocka_unit_test(the_trailer_section_is_body_and_no_header),
    cmocka_unit_test(the_connection_goes_on_behind_it),
    cmocka_unit_test(pausing_loses_nothing_of_it),
    cmocka_unit_test(any_coding_may_come_and_lasts_until_the_close),
    cmocka_unit_test(a_length_beside_another_coding_means_nothing),
    cmocka_unit_test(a_coding_below_chunked_is_framed_by_chunks),
    cmocka_unit_test(a_body_with_a_length_is_the_same),
    cmocka_unit_test(one_means_decoding),
    cmocka_unit_test(an_ignored_length_does_not_cut_the_body),
    cmocka_unit_test(an_ignored_length_that_is_too_large_is_no_error),
    cmocka_unit_test(an_ignored_length_says_nothing_to_the_size_limit),
    cmocka_unit_test(chunks_still_frame_where_lengths_are_ignored),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
