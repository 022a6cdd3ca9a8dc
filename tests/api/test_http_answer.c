/* The ways in which an answer's body is framed, and what the callbacks see of its head. */
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>

#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

/* ---- refused ---- */

static void http_0_9_is_refused_by_default(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("<html>old</html>"), CLOSE } }, .code = CURLE_UNSUPPORTED_PROTOCOL,
           .error = "HTTP/0.9");
}

static void an_unknown_transfer_coding_is_refused(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nTransfer-Encoding: wild\r\n\r\nhello"), CLOSE } },
           .code = CURLE_BAD_CONTENT_ENCODING);
}

static void fail_on_error_drops_the_body(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_FAILONERROR, 1) },
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello") } },
           .code = CURLE_HTTP_RETURNED_ERROR, .error = "404", .infos = { { CURLINFO_RESPONSE_CODE, 404, NULL } });
}

static void a_cookie_that_is_kept_is_sent_back(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_COOKIEFILE, "") }, .times = 2,
           .conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nset-cookie: a=b\r\nContent-Length: 5\r\n\r\nhello"),
                       EXPECT("GET / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nCookie: a=b\r\n\r\n"),
                       SEND(OK_HELLO) } },
           .body = "hellohello", .kept = 1);
}

static void a_cookie_that_nobody_asked_for_is_a_field_like_others(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_COOKIEFILE, ""), TEXT(CURLOPT_COOKIEFILE, NULL) },
           .conn = { { EXPECT(GET_ROOT),
                       SEND("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 5\r\n\r\nhello") } },
           .body = "hello", .kept = 1);
}

/* ---- framing ---- */

static void http_0_9_if_allowed(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_HTTP09_ALLOWED, 1) },
           .conn = { { EXPECT(GET_ROOT), SEND("<html>old</html>"), CLOSE } }, .body = "<html>old</html>");
}

static void http_0_9_that_is_shorter_than_a_status_line(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_HTTP09_ALLOWED, 1) }, .conn = { { EXPECT(GET_ROOT), SEND("H"), CLOSE } },
           .body = "H");
}

static void content_length(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .body = "hello", .kept = 1,
           .head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
}

static void content_length_zero(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") } }, .kept = 1);
}

static void the_same_content_length_twice_is_one(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT),
                       SEND("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello") } },
           .body = "hello", .kept = 1);
}

static void until_the_peer_closes(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\n\r\nhello"), CLOSE } }, .body = "hello",
           .infos = { { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, -1, NULL }, { CURLINFO_SIZE_DOWNLOAD_T, 5, NULL } });
}

static void chunked(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(CHUNKED "3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\n\r\n") } }, .body = "hello",
           .kept = 1);
}

static void chunked_with_a_trailer_which_the_header_callback_gets(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(CHUNKED "5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-Two: 2\r\n\r\n"),
                       EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .times = 2, .body = "hellohello", .kept = 1,
           .head = CHUNKED "X-Sum: 1\r\nX-Two: 2\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
}

static void chunked_wins_over_content_length(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT),
                       SEND("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "5\r\nhello\r\n0\r\n\r\n"),
                       EXPECT_END } },
           .body = "hello");
}

static void chunks_with_bare_line_feeds(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n") } },
           .body = "hello", .kept = 1);
}

static void status_204_has_no_body_and_keeps_the_connection(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 204 No Content\r\n\r\n"), EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .times = 2, .body = "hello", .kept = 1);
}

static void status_304_has_no_body_whatever_the_length(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
                       EXPECT(GET_ROOT), SEND(OK_HELLO) } },
           .times = 2, .body = "hello", .kept = 1);
}

static void interim_answers_are_skipped_and_shown(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
                       SEND("HTTP/1.1 102 Processing\r\n\r\n" OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { { CURLINFO_RESPONSE_CODE, 200, NULL } },
           .head = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                   "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
}

static void a_reason_phrase_is_not_needed(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello") } }, .body = "hello",
           .kept = 1, .infos = { { CURLINFO_RESPONSE_CODE, 200, NULL } });
}

/* ---- the head as the callbacks see it ---- */

static void the_header_callback_gets_each_line_whole_with_its_end(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nA: 1\r\nB:\r\nContent-Length:0\r\n\r\n") } },
           .kept = 1, .head = "HTTP/1.1 200 OK\r\nA: 1\r\nB:\r\nContent-Length:0\r\n\r\n");
}

static void a_long_line_comes_in_one_piece(void **state)
{
  static char line[90000];
  static char answer[sizeof line + 64];
  memset(line, 'h', sizeof line - 1);
  strcpy(answer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ");
  strcat(strcat(answer, line), "\r\n\r\n");
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND_BYTES(answer, strlen(answer)) } }, .kept = 1, .head = answer,
           .modes = EASY | MULTI);
}

static void header_in_body(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_HEADER, 1) }, .conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO) } }, .kept = 1,
           .body = OK_HELLO, .infos = { { CURLINFO_SIZE_DOWNLOAD_T, 5, NULL } });
}

/* ---- much of it ---- */

static void a_large_body_comes_whole(void **state)
{
  size_t len = 3000000;
  char *body = malloc(len + 1);
  memset(body, 'b', len);
  body[len] = 0;
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n"),
                       SEND_FILL("b", len) } },
           .body = body, .body_len = len, .kept = 1, .modes = EASY | MULTI);
  free(body);
}

static void a_chunk_larger_than_every_buffer_comes_whole(void **state)
{
  size_t len = 0x100000;
  char *body = malloc(len + 1);
  memset(body, 'b', len);
  body[len] = 0;
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(CHUNKED "100000\r\n"), SEND_FILL("b", len), SEND("\r\n0\r\n\r\n") } },
           .body = body, .body_len = len, .kept = 1, .modes = EASY | MULTI);
  free(body);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(http_0_9_is_refused_by_default),
    cmocka_unit_test(an_unknown_transfer_coding_is_refused),
    cmocka_unit_test(fail_on_error_drops_the_body),
    cmocka_unit_test(a_cookie_that_is_kept_is_sent_back),
    cmocka_unit_test(a_cookie_that_nobody_asked_for_is_a_field_like_others),
    cmocka_unit_test(http_0_9_if_allowed),
    cmocka_unit_test(http_0_9_that_is_shorter_than_a_status_line),
    cmocka_unit_test(content_length),
    cmocka_unit_test(content_length_zero),
    cmocka_unit_test(the_same_content_length_twice_is_one),
    cmocka_unit_test(until_the_peer_closes),
    cmocka_unit_test(chunked),
    cmocka_unit_test(chunked_with_a_trailer_which_the_header_callback_gets),
    cmocka_unit_test(chunked_wins_over_content_length),
    cmocka_unit_test(chunks_with_bare_line_feeds),
    cmocka_unit_test(status_204_has_no_body_and_keeps_the_connection),
    cmocka_unit_test(status_304_has_no_body_whatever_the_length),
    cmocka_unit_test(interim_answers_are_skipped_and_shown),
    cmocka_unit_test(a_reason_phrase_is_not_needed),
    cmocka_unit_test(the_header_callback_gets_each_line_whole_with_its_end),
    cmocka_unit_test(a_long_line_comes_in_one_piece),
    cmocka_unit_test(header_in_body),
    cmocka_unit_test(a_large_body_comes_whole),
    cmocka_unit_test(a_chunk_larger_than_every_buffer_comes_whole),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
