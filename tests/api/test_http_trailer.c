/* CURLOPT_TRAILERFUNCTION(3): fields behind a chunked body. */
#include "check.h"
#include "exchange.h"
#include <string.h>

#define PUT_CHUNKED "PUT / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nTransfer-Encoding: chunked\r\n\r\n"
#define HELLO_CHUNK "5\r\nhello\r\n"

static bool append(struct curl_slist **list, const char *text)
{
  struct curl_slist *longer = curl_slist_append(*list, text);
  if(longer) *list = longer;
  return longer;
}

static int give_two(struct curl_slist **list, void *clientp)
{
  struct outcome *o = clientp;
  if(o) o->calls++;
  return append(list, "X-Sum: 1") && append(list, "X-Two:  2 ") ? CURL_TRAILERFUNC_OK : CURL_TRAILERFUNC_ABORT;
}

static int abort_with_list(struct curl_slist **list, void *clientp)
{
  append(list, "X-Sum: 1");
  return CURL_TRAILERFUNC_ABORT;
}

static int give_nothing(struct curl_slist **list, void *clientp)
{
  return *list ? CURL_TRAILERFUNC_ABORT : CURL_TRAILERFUNC_OK;
}

static int give_nonsense(struct curl_slist **list, void *clientp)
{
  static const char *const lines[] = {
    "no colon",    ": no name",  "",        "X-Break: a\r\nEvil: 1", "X-End: 1\r\n", "X Space : 1",
    "X-Good: yes", "X-Blank :1", "X-Empty:"
  };
  for(size_t i = 0; i < sizeof lines / sizeof *lines; i++) append(list, lines[i]);
  return CURL_TRAILERFUNC_OK;
}

static void ask_once(struct outcome *o) { curl_easy_setopt(o->easy, CURLOPT_TRAILERDATA, o); }
static void asked_once(const struct outcome *o) { assert_int_equal(o->calls, 1); }
static void never_asked(const struct outcome *o) { assert_int_equal(o->calls, 0); }

#define PUT_WITH(function) LONG(CURLOPT_UPLOAD, 1), FUNCTION(CURLOPT_TRAILERFUNCTION, function)

static void a_callback_that_aborts_ends_the_transfer(void **state)
{
  EXCHANGE(.options = { PUT_WITH(abort_with_list) }, .upload = "hello", .headers = { "Expect:" },
           .conn = { { EXPECT(PUT_CHUNKED HELLO_CHUNK), EXPECT_END } }, .code = CURLE_ABORTED_BY_CALLBACK,
           .error = "trail");
}

static void what_is_no_field_is_left_out(void **state)
{
  EXCHANGE(.options = { PUT_WITH(give_nonsense) }, .upload = "hello", .headers = { "Expect:" }, .body = "hello",
           .kept = 1,
           .conn = { { EXPECT(PUT_CHUNKED HELLO_CHUNK "0\r\nX-Good: yes\r\nX-Empty:\r\n\r\n"), SEND(OK_HELLO) } });
}

static void fields_stand_behind_the_last_chunk(void **state)
{
  EXCHANGE(.options = { PUT_WITH(give_two) }, .upload = "hello", .headers = { "Expect:" }, .prepare = ask_once,
           .verify = asked_once, .body = "hello", .kept = 1,
           .conn = { { EXPECT(PUT_CHUNKED HELLO_CHUNK "0\r\nX-Sum: 1\r\nX-Two: 2\r\n\r\n"), SEND(OK_HELLO) } });
}

static void a_post_has_them_as_well(void **state)
{
  EXCHANGE(.options = { TEXT(CURLOPT_POSTFIELDS, "a=b"), FUNCTION(CURLOPT_TRAILERFUNCTION, give_two) },
           .headers = { "Trailer: X-Sum, X-Two", "Transfer-Encoding: chunked" }, .body = "hello", .kept = 1,
           .conn = { { EXPECT("POST / HTTP/1.1\r\nHost: 192.0.2.1\r\nAccept: */*\r\nTrailer: X-Sum, X-Two\r\n"
                              "Transfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
                              "3\r\na=b\r\n0\r\nX-Sum: 1\r\nX-Two: 2\r\n\r\n"),
                       SEND(OK_HELLO) } });
}

static void an_empty_list_is_no_trailer(void **state)
{
  EXCHANGE(.options = { PUT_WITH(give_nothing) }, .upload = "hello", .headers = { "Expect:" }, .body = "hello",
           .kept = 1, .conn = { { EXPECT(PUT_CHUNKED HELLO_CHUNK "0\r\n\r\n"), SEND(OK_HELLO) } });
}

static void null_takes_it_back(void **state)
{
  EXCHANGE(.options = { PUT_WITH(abort_with_list), FUNCTION(CURLOPT_TRAILERFUNCTION, NULL) }, .upload = "hello",
           .headers = { "Expect:" }, .body = "hello", .kept = 1,
           .conn = { { EXPECT(PUT_CHUNKED HELLO_CHUNK "0\r\n\r\n"), SEND(OK_HELLO) } });
}

/* There is no place for a field behind a body of known size. */
static void only_a_chunked_body_asks(void **state)
{
  EXCHANGE(.options = { PUT_WITH(give_two), LONG(CURLOPT_INFILESIZE, 5) }, .upload = "hello", .prepare = ask_once,
           .verify = never_asked, .body = "hello", .kept = 1,
           .conn = { { EXPECT_HEAD("Content-Length: 5\r\n"), EXPECT("hello"), SEND(OK_HELLO) } });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_callback_that_aborts_ends_the_transfer),
    cmocka_unit_test(what_is_no_field_is_left_out),
    cmocka_unit_test(fields_stand_behind_the_last_chunk),
    cmocka_unit_test(a_post_has_them_as_well),
    cmocka_unit_test(an_empty_list_is_no_trailer),
    cmocka_unit_test(null_takes_it_back),
    cmocka_unit_test(only_a_chunked_body_asks),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
