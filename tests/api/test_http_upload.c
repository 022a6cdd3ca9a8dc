/* Requests with a body: POST and PUT, from memory and from the read callback. */
#include "check.h"
#include "exchange.h"
#include <stdlib.h>
#include <string.h>

#define POST_HEAD(more) "POST / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n" more "\r\n"
#define PUT_HEAD(more)  "PUT / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\n" more "\r\n"
#define FORM            "Content-Type: application/x-www-form-urlencoded\r\n"
#define LARGE           300000 /* more than a socket's buffer, less than what makes the library ask first */

/* ---- the read callback fails ---- */

static size_t abort_reading(char *to, size_t size, size_t count, void *clientp) { return CURL_READFUNC_ABORT; }
static size_t give_more_than_fits(char *to, size_t size, size_t count, void *clientp) { return size * count + 1; }

static void a_read_callback_that_aborts_ends_the_transfer(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 5),
                        FUNCTION(CURLOPT_READFUNCTION, abort_reading) },
           .conn = { { IGNORE } }, .code = CURLE_ABORTED_BY_CALLBACK);
}

static void a_read_callback_that_gives_more_than_fits_ends_the_transfer(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 5),
                        FUNCTION(CURLOPT_READFUNCTION, give_more_than_fits) },
           .conn = { { IGNORE } }, .code = CURLE_READ_ERROR);
}

static void an_upload_that_ends_early_fails(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 9) }, .upload = "hello",
           .conn = { { IGNORE } }, .code = CURLE_READ_ERROR);
}

/* ---- POST ---- */

static void post_fields(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, "a=b&c") },
           .conn = { { EXPECT(POST_HEAD("Content-Length: 5\r\n" FORM) "a=b&c"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1, .infos = { { CURLINFO_SIZE_UPLOAD_T, 5, NULL }, { CURLINFO_EFFECTIVE_METHOD, 0, "POST" } });
}

static void post_fields_with_a_size_may_have_nuls(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_POSTFIELDSIZE, 3), POINTER(CURLOPT_COPYPOSTFIELDS, "a\0b") },
           .conn = { { EXPECT(POST_HEAD("Content-Length: 3\r\n" FORM) "a\0b"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

static void post_of_nothing_says_so(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, "") },
           .conn = { { EXPECT(POST_HEAD("Content-Length: 0\r\n" FORM)), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void post_with_a_content_type_of_ones_own(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, "{}") }, .headers = { "Content-Type: application/json" },
           .conn = { { EXPECT(POST_HEAD("Content-Type: application/json\r\nContent-Length: 2\r\n") "{}"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void post_large_fields_arrive_whole(void **state)
{
  char *fields = malloc(LARGE + 1);
  memset(fields, 'p', LARGE);
  fields[LARGE] = 0;
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, fields) },
           .conn = { { EXPECT_HEAD("Content-Length: 300000\r\n"), EXPECT_FILL("p", LARGE), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  free(fields);
}

static void post_from_the_callback_with_a_size(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_POST, 1), LONG(CURLOPT_POSTFIELDSIZE, 11) }, .upload = "hello world",
           .upload_step = 4,
           .conn = { { EXPECT(POST_HEAD("Content-Length: 11\r\n" FORM) "hello world"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1, .infos = { { CURLINFO_SIZE_UPLOAD_T, 11, NULL } });
}

static void post_from_the_callback_without_a_size_is_chunked(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_POST, 1) }, .upload = "hello world", .upload_step = 4, .headers = { "Expect:" },
           .conn = { { EXPECT(POST_HEAD("Transfer-Encoding: chunked\r\n" FORM)), EXPECT_CHUNKED("hello world"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void an_empty_chunked_body_is_the_last_chunk_alone(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_POST, 1) }, .upload = "", .headers = { "Expect:" },
           .conn = { { EXPECT(POST_HEAD("Transfer-Encoding: chunked\r\n" FORM) "0\r\n\r\n"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void the_header_that_asks_for_chunks_stands_once(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_POST, 1) }, .upload = "hi", .headers = { "Transfer-Encoding: chunked", "Expect:" },
           .conn = { { EXPECT(POST_HEAD("Transfer-Encoding: chunked\r\n" FORM)), EXPECT_CHUNKED("hi"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

/* ---- PUT ---- */

static void put_with_a_size(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE_LARGE, 5) }, .upload = "hello",
           .conn = { { EXPECT(PUT_HEAD("Content-Length: 5\r\n") "hello"),
                       SEND("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n") } },
           .kept = 1,
           .infos = { { CURLINFO_RESPONSE_CODE, 201, NULL },
                      { CURLINFO_SIZE_UPLOAD_T, 5, NULL },
                      { CURLINFO_CONTENT_LENGTH_UPLOAD_T, 5, NULL } });
}

static void put_of_an_unknown_size_is_chunked(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1) }, .upload = "hello", .upload_step = 1, .headers = { "Expect:" },
           .conn = { { EXPECT(PUT_HEAD("Transfer-Encoding: chunked\r\n")), EXPECT_CHUNKED("hello"), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void a_callback_that_has_more_than_the_size_is_cut(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 3) }, .upload = "hello", .upload_step = 2,
           .conn = { { EXPECT(PUT_HEAD("Content-Length: 3\r\n") "hel"), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void put_of_nothing(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 0) }, .upload = "",
           .conn = { { EXPECT(PUT_HEAD("Content-Length: 0\r\n")), SEND(OK_HELLO) } }, .body = "hello", .kept = 1);
}

static void put_that_goes_on_where_it_stopped(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 5), LONG(CURLOPT_RESUME_FROM, 2) },
           .upload = "hello",
           .conn = { { EXPECT("PUT / HTTP/1.1\r\nHost: 192.0.2.1\r\nContent-Range: bytes 2-4/5\r\nAccept: */*\r\n"
                              "Content-Length: 3\r\n\r\nllo"),
                       SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
}

static void put_large_arrives_whole(void **state)
{
  char *data = malloc(LARGE);
  memset(data, 'u', LARGE);
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, LARGE) }, .upload = data, .upload_len = LARGE,
           .conn = { { EXPECT_HEAD("Content-Length: 300000\r\n"), EXPECT_FILL("u", LARGE), SEND(OK_HELLO) } },
           .body = "hello", .kept = 1);
  free(data);
}

/* ---- answers that do not wait ---- */

static void an_error_that_comes_before_the_body_is_sent_ends_the_sending(void **state)
{
  char *data = malloc(4 * LARGE);
  memset(data, 'u', 4 * LARGE);
  /* The peer reads the head only: the body cannot fit into the socket. */
  EXCHANGE(.options = { LONG(CURLOPT_UPLOAD, 1), LONG(CURLOPT_INFILESIZE, 4 * LARGE) }, .upload = data,
           .upload_len = 4 * LARGE, .headers = { "Expect:" }, .modes = MULTI | MULTI_BYTES,
           .conn = { { EXPECT_HEAD("PUT"),
                       SEND("HTTP/1.1 403 No\r\nContent-Length: 4\r\nConnection: close\r\n\r\nstop"), CLOSE } },
           .body = "stop", .infos = { { CURLINFO_RESPONSE_CODE, 403, NULL } });
  free(data);
}

/* ---- one handle, one thing after the other ---- */

static void after_a_put_the_handle_can_post(struct outcome *o)
{
  curl_easy_setopt(o->easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(o->easy, CURLOPT_INFILESIZE, 3L);
  curl_easy_setopt(o->easy, CURLOPT_POSTFIELDS, "field");
}

static void scenario_59_put_then_post_on_one_handle(void **state)
{
  EXCHANGE(.upload = "secret", .prepare = after_a_put_the_handle_can_post,
           .conn = { { EXPECT(POST_HEAD("Content-Length: 5\r\n" FORM) "field"), SEND(OK_HELLO) } }, .body = "hello",
           .kept = 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_read_callback_that_aborts_ends_the_transfer),
    cmocka_unit_test(a_read_callback_that_gives_more_than_fits_ends_the_transfer),
    cmocka_unit_test(an_upload_that_ends_early_fails),
    cmocka_unit_test(post_fields),
    cmocka_unit_test(post_fields_with_a_size_may_have_nuls),
    cmocka_unit_test(post_of_nothing_says_so),
    cmocka_unit_test(post_with_a_content_type_of_ones_own),
    cmocka_unit_test(post_large_fields_arrive_whole),
    cmocka_unit_test(post_from_the_callback_with_a_size),
    cmocka_unit_test(post_from_the_callback_without_a_size_is_chunked),
    cmocka_unit_test(an_empty_chunked_body_is_the_last_chunk_alone),
    cmocka_unit_test(the_header_that_asks_for_chunks_stands_once),
    cmocka_unit_test(put_with_a_size),
    cmocka_unit_test(put_of_an_unknown_size_is_chunked),
    cmocka_unit_test(a_callback_that_has_more_than_the_size_is_cut),
    cmocka_unit_test(put_of_nothing),
    cmocka_unit_test(put_that_goes_on_where_it_stopped),
    cmocka_unit_test(put_large_arrives_whole),
    cmocka_unit_test(an_error_that_comes_before_the_body_is_sent_ends_the_sending),
    cmocka_unit_test(scenario_59_put_then_post_on_one_handle),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
