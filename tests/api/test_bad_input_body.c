/* Bodies that are not what their head says, and peers that leave too early or talk too early. */
#include "check.h"
#include "exchange.h"
#include <string.h>

#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

/* ---- chunks ---- */

struct bad {
  const char *chunks;
  size_t len;
  const char *body; /* what was delivered before it went wrong */
};

#define BAD(text, body)                          \
  {                                              \
    CHUNKED text, sizeof(CHUNKED text) - 1, body \
  }

static void chunks_that_are_none(void **state)
{
  static const struct bad bad[] = {
    BAD("\r\n", NULL),                                 /* no size */
    BAD("xyz\r\n", NULL),                              /* no digit */
    BAD("-5\r\nhello\r\n0\r\n\r\n", NULL),             /* a sign */
    BAD("+5\r\nhello\r\n0\r\n\r\n", NULL),             /* the other sign */
    BAD("5\r\nhelloworld\r\n0\r\n\r\n", "hello"),      /* more than was announced */
    BAD("5\r\nhello\rx0\r\n\r\n", "hello"),            /* a bare CR after the data */
    BAD("5\rxhello\r\n0\r\n\r\n", NULL),               /* a bare CR after the size */
    BAD("8000000000000000\r\nhello", NULL),            /* 2^63 */
    BAD("10000000000000005\r\nhello", NULL),           /* 2^64 + 5 */
    BAD("fffffffffffffffffffffffffff\r\nhello", NULL), /* far over */
    BAD("5\r\nhello\r\n-1\r\n", "hello"),              /* later, too */
    BAD("\0"
        "5\r\nhello\r\n0\r\n\r\n",
        NULL), /* a NUL */
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND_BYTES(bad[i].chunks, bad[i].len), EXPECT_END } },
             .code = CURLE_RECV_ERROR, .body = bad[i].body);
}

static void a_size_line_without_end(void **state)
{
  static char answer[sizeof CHUNKED + 70000];
  strcpy(answer, CHUNKED "5;");
  memset(answer + strlen(answer), 'x', sizeof answer - 1 - strlen(answer));
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND_BYTES(answer, sizeof answer - 1), EXPECT_END } },
           .code = CURLE_RECV_ERROR, .modes = EASY | MULTI);
}

static void scenario_56_a_trailer_without_end(void **state)
{
  static char answer[sizeof CHUNKED + 400000];
  strcpy(answer, CHUNKED "5\r\nhello\r\n0\r\n");
  for(size_t at = strlen(answer); at + 1000 < sizeof answer; at += 1000) {
    memset(answer + at, 'x', 1000);
    memcpy(answer + at, "X: ", 3);
    memcpy(answer + at + 998, "\r\n", 2);
  }
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND_BYTES(answer, strlen(answer)), EXPECT_END } }, .body = "hello",
           .code = CURLE_RECV_ERROR, .modes = EASY | MULTI);
}

static void a_trailer_that_is_none(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(CHUNKED "5\r\nhello\r\n0\r\nno colon\r\n\r\n"), EXPECT_END } },
           .body = "hello", .code = CURLE_WEIRD_SERVER_REPLY);
}

/* ---- the peer leaves ---- */

static void nothing_comes(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), CLOSE } }, .code = CURLE_GOT_NOTHING);
}

/* Whether the request or the answer fails depends on who is faster. */
static void closed_before_the_request(void **state)
{
  EXCHANGE(.conn = { { CLOSE } }, .code = CURLE_GOT_NOTHING, .or_code = CURLE_SEND_ERROR);
}

static void the_head_breaks_off(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Le"), CLOSE } }, .code = CURLE_RECV_ERROR);
}

static void only_interim_answers(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 103 Early\r\n\r\n"), CLOSE } }, .code = CURLE_GOT_NOTHING);
}

static void the_body_breaks_off(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"), CLOSE } },
           .code = CURLE_PARTIAL_FILE, .body = "hello",
           .infos = { { CURLINFO_RESPONSE_CODE, 200, NULL },
                      { CURLINFO_SIZE_DOWNLOAD_T, 5, NULL },
                      { CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, 10, NULL } });
}

static void the_body_never_begins(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"), CLOSE } },
           .code = CURLE_PARTIAL_FILE);
}

static void a_chunk_breaks_off(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(CHUNKED "a\r\nhello"), CLOSE } }, .code = CURLE_PARTIAL_FILE,
           .body = "hello");
}

static void the_last_chunk_is_missing(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(CHUNKED "5\r\nhello\r\n"), CLOSE } }, .code = CURLE_PARTIAL_FILE,
           .body = "hello");
}

static void the_trailer_breaks_off(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(CHUNKED "5\r\nhello\r\n0\r\nX: y"), CLOSE } }, .code = CURLE_PARTIAL_FILE,
           .body = "hello");
}

/* ---- the peer talks too early, too slowly, too much ---- */

static void an_answer_that_is_there_before_the_request(void **state)
{
  EXCHANGE(.conn = { { SEND(OK_HELLO), EXPECT(GET_ROOT) } }, .body = "hello", .kept = 1, .modes = MULTI);
}

static void a_body_longer_than_announced_is_cut_and_the_connection_dropped(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND(OK_HELLO " and more"), EXPECT_END } }, .body = "hello",
           .modes = EASY | MULTI);
}

static void a_body_for_head_is_not_delivered(void **state)
{
  EXCHANGE(.options = { LONG(CURLOPT_NOBODY, 1) }, .conn = { { EXPECT_HEAD("HEAD / "), SEND(OK_HELLO), EXPECT_END } },
           .modes = EASY | MULTI);
}

static void one_byte_at_a_time_with_pauses(void **state)
{
  EXCHANGE(.conn = { { EXPECT(GET_ROOT), SEND("HTTP"), PAUSE(20), SEND("/1.1 200 OK\r"), PAUSE(20),
                       SEND("\nContent-Length: 1"), PAUSE(20), SEND("\r\n\r"), PAUSE(20), SEND("\nx") } },
           .body = "x", .kept = 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(chunks_that_are_none),
    cmocka_unit_test(a_size_line_without_end),
    cmocka_unit_test(scenario_56_a_trailer_without_end),
    cmocka_unit_test(a_trailer_that_is_none),
    cmocka_unit_test(nothing_comes),
    cmocka_unit_test(closed_before_the_request),
    cmocka_unit_test(the_head_breaks_off),
    cmocka_unit_test(only_interim_answers),
    cmocka_unit_test(the_body_breaks_off),
    cmocka_unit_test(the_body_never_begins),
    cmocka_unit_test(a_chunk_breaks_off),
    cmocka_unit_test(the_last_chunk_is_missing),
    cmocka_unit_test(the_trailer_breaks_off),
    cmocka_unit_test(an_answer_that_is_there_before_the_request),
    cmocka_unit_test(a_body_longer_than_announced_is_cut_and_the_connection_dropped),
    cmocka_unit_test(a_body_for_head_is_not_delivered),
    cmocka_unit_test(one_byte_at_a_time_with_pauses),
  };
  curl_global_init(CURL_GLOBAL_ALL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
