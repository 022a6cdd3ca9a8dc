/* Frames and heads that are no HTTP/2 (RFC 9113, sections 5 to 8): each fails the request, nothing is taken for an answer.
 * What an endpoint must ignore does no harm. */
#include "h2_client.h"
#include <string.h>

struct frame {
  int type, flags;
  uint32_t stream;
  const char *payload;
  size_t len;
};
#define FRAME(type, flags, stream, payload)           \
  {                                                   \
    type, flags, stream, payload, sizeof(payload) - 1 \
  }

#define END_BOTH   (NGHTTP2_FLAG_END_STREAM | NGHTTP2_FLAG_END_HEADERS)
#define OK_BLOCK   "\x88" /* :status: 200, of the static table (RFC 7541, appendix A) */
#define HEAD       FRAME(NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, 1, OK_BLOCK)
#define WHOLE_HEAD FRAME(NGHTTP2_HEADERS, END_BOTH, 1, OK_BLOCK)
#define WHOLE_DATA FRAME(NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, 1, "hello")

static struct h2_conn *first(void) { return &h2_peer.conn[0]; }

static struct h2_transfer *begin(void)
{
  static const struct h2_setup raw[6] = { { .is_raw = true }, { .is_raw = true }, { .is_raw = true },
                                          { .is_raw = true }, { .is_raw = true }, { .is_raw = true } };
  h2_begin_with(raw, 6, NULL);
  struct h2_transfer *t = h2_get("/");
  curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, 2000L);
  h2_await_request(0, 1);
  h2_settle();
  return t;
}

static void say(const struct frame *f) { h2_send_frame(first(), f->type, f->flags, f->stream, f->payload, f->len); }

/* It has failed by itself, before the time-out. */
static void expect_failure(const struct h2_transfer *t, const char *what)
{
  h2_run();
  if(!t->code || t->code == CURLE_OPERATION_TIMEDOUT)
    fail_msg("%s: code %d, body \"%s\"\n%s", what, t->code, t->body.at ? t->body.at : "",
             h2_frames_list(&first()->frames));
  if(!t->error[0]) fail_msg("%s: no text for %d", what, t->code);
  h2_end();
}

/* ---- frames ---- */

static void frames_that_may_not_be_fail(void **state)
{
  static const struct {
    const char *what;
    struct frame frames[3];
  } bad[] = {
    { "DATA of no stream", { FRAME(NGHTTP2_DATA, 0, 0, "x"), WHOLE_HEAD } },
    { "DATA before a head", { FRAME(NGHTTP2_DATA, 0, 1, "x"), WHOLE_DATA } },
    { "DATA of a stream that is not open", { FRAME(NGHTTP2_DATA, 0, 5, "x"), WHOLE_HEAD } },
    { "DATA padded beyond its end", { HEAD, FRAME(NGHTTP2_DATA, NGHTTP2_FLAG_PADDED, 1, "\x05hi"), WHOLE_DATA } },
    { "HEADERS of no stream", { FRAME(NGHTTP2_HEADERS, END_BOTH, 0, OK_BLOCK), WHOLE_HEAD } },
    { "HEADERS of a stream of the peer's", { FRAME(NGHTTP2_HEADERS, END_BOTH, 2, OK_BLOCK), WHOLE_HEAD } },
    { "HEADERS of a stream that is not open", { FRAME(NGHTTP2_HEADERS, END_BOTH, 5, OK_BLOCK), WHOLE_HEAD } },
    { "HEADERS padded beyond their end",
      { FRAME(NGHTTP2_HEADERS, END_BOTH | NGHTTP2_FLAG_PADDED, 1, "\x05" OK_BLOCK), WHOLE_HEAD } },
    { "HEADERS within a block", { FRAME(NGHTTP2_HEADERS, 0, 1, OK_BLOCK), WHOLE_HEAD } },
    { "PING within a block", { FRAME(NGHTTP2_HEADERS, 0, 1, OK_BLOCK), FRAME(NGHTTP2_PING, 0, 0, "12345678") } },
    { "CONTINUATION of nothing", { FRAME(NGHTTP2_CONTINUATION, NGHTTP2_FLAG_END_HEADERS, 1, OK_BLOCK), WHOLE_HEAD } },
    { "CONTINUATION of another stream",
      { FRAME(NGHTTP2_HEADERS, 0, 1, OK_BLOCK), FRAME(NGHTTP2_CONTINUATION, NGHTTP2_FLAG_END_HEADERS, 3, "") } },
    { "a block that is none", { FRAME(NGHTTP2_HEADERS, END_BOTH, 1, "\xff\xff\xff\xff\xff\xff\xff"), WHOLE_HEAD } },
    { "a field of an empty table", { FRAME(NGHTTP2_HEADERS, END_BOTH, 1, OK_BLOCK "\xbe"), WHOLE_HEAD } },
    { "a table that is too large",
      { FRAME(NGHTTP2_HEADERS, END_BOTH, 1, "\x3f\xe1\xff\xff\x0f" OK_BLOCK), WHOLE_HEAD } },
    { "SETTINGS of a stream", { FRAME(NGHTTP2_SETTINGS, 0, 1, ""), WHOLE_HEAD } },
    { "SETTINGS of half a setting", { FRAME(NGHTTP2_SETTINGS, 0, 0, "\0\3\0\0\0"), WHOLE_HEAD } },
    { "an acknowledgement with settings",
      { FRAME(NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, "\0\3\0\0\0\1"), WHOLE_HEAD } },
    { "a window of 2^31", { FRAME(NGHTTP2_SETTINGS, 0, 0, "\0\4\x80\0\0\0"), WHOLE_HEAD } },
    { "frames of 100 bytes", { FRAME(NGHTTP2_SETTINGS, 0, 0, "\0\5\0\0\0\x64"), WHOLE_HEAD } },
    { "PING of a stream", { FRAME(NGHTTP2_PING, 0, 1, "12345678"), WHOLE_HEAD } },
    { "PING of 7 bytes", { FRAME(NGHTTP2_PING, 0, 0, "1234567"), WHOLE_HEAD } },
    { "GOAWAY of a stream", { FRAME(NGHTTP2_GOAWAY, 0, 1, "\0\0\0\1\0\0\0\0"), WHOLE_HEAD } },
    { "GOAWAY of 7 bytes", { FRAME(NGHTTP2_GOAWAY, 0, 0, "\0\0\0\1\0\0\0"), WHOLE_HEAD } },
    { "RST_STREAM of no stream", { FRAME(NGHTTP2_RST_STREAM, 0, 0, "\0\0\0\1"), WHOLE_HEAD } },
    { "RST_STREAM of a stream that is not open", { FRAME(NGHTTP2_RST_STREAM, 0, 5, "\0\0\0\1"), WHOLE_HEAD } },
    { "RST_STREAM of 3 bytes", { FRAME(NGHTTP2_RST_STREAM, 0, 1, "\0\0\1"), WHOLE_HEAD } },
    { "WINDOW_UPDATE of 3 bytes", { FRAME(NGHTTP2_WINDOW_UPDATE, 0, 1, "\0\0\1"), WHOLE_HEAD } },
    { "WINDOW_UPDATE of nothing", { FRAME(NGHTTP2_WINDOW_UPDATE, 0, 0, "\0\0\0\0"), WHOLE_HEAD } },
    { "the connection's window over 2^31", { FRAME(NGHTTP2_WINDOW_UPDATE, 0, 0, "\x7f\xff\xff\xff"), WHOLE_HEAD } },
    { "PRIORITY of 4 bytes", { FRAME(NGHTTP2_PRIORITY, 0, 1, "\0\0\0\0"), FRAME(NGHTTP2_HEADERS, 0, 0, "") } },
    { "PUSH_PROMISE of no stream", { FRAME(NGHTTP2_PUSH_PROMISE, NGHTTP2_FLAG_END_HEADERS, 0, "\0\0\0\2\x82") } },

  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct h2_transfer *t = begin();
    for(int k = 0; k < 3 && (bad[i].frames[k].payload); k++) say(&bad[i].frames[k]);
    expect_failure(t, bad[i].what);
  }
}

static void a_frame_that_is_too_large_fails(void **state)
{
  static char large[16385];
  struct h2_transfer *t = begin();
  h2_send_head(first(), 1, 0, H2_OK_HEAD);
  h2_send_frame(first(), NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, 1, large, sizeof large);
  expect_failure(t, "16385 bytes");
}

static void a_stream_whose_window_overflows_fails(void **state)
{
  struct h2_transfer *t = begin();
  h2_send_number(first(), NGHTTP2_WINDOW_UPDATE, 1, 0x7fffffff);
  expect_failure(t, "2^31-1 more");
}

static void what_comes_first_is_settings(void **state)
{
  h2_begin_with(&h2_said, 1, NULL);
  struct h2_transfer *t = h2_get("/");
  h2_await(0, NGHTTP2_HEADERS, 1, 1);
  h2_send_head(first(), 1, NGHTTP2_FLAG_END_STREAM, H2_OK_HEAD);
  expect_failure(t, "no SETTINGS");
}

/* ---- heads ---- */

static void heads_that_may_not_be_fail(void **state)
{
  static const char *const bad[] = {
    "server: x\n",                  /* no status */
    ":status: 200\n:status: 200\n", /* two of them */
    "server: x\n:status: 200\n",    /* after a field */
    ":status: 20\n",                /* no status */
    ":status: abc\n",
    ":status: 2000\n",
    ":status: \n",
    ":status: 101\n",                    /* section 8.6 */
    ":status: 200\n:path: /\n",          /* of requests */
    ":status: 200\n:other: x\n",         /* unknown */
    ":status: 200\nX-Upper: x\n",        /* section 8.2.1 */
    ":status: 200\nconnection: close\n", /* section 8.2.2 */
    ":status: 200\nkeep-alive: 5\n",
    ":status: 200\nproxy-connection: x\n",
    ":status: 200\ntransfer-encoding: chunked\n",
    ":status: 200\nupgrade: h2c\n",
    ":status: 200\nx y: z\n",  /* no token */
    ":status: 200\nx: a\rb\n", /* section 8.2.1: neither CR nor LF nor NUL */
    ":status: 200\ncontent-length: 5\ncontent-length: 6\n",
    ":status: 200\ncontent-length: -1\n",
    ":status: 200\ncontent-length: x\n",
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct h2_transfer *t = begin();
    h2_send_head(first(), 1, 0, bad[i]);
    h2_send_data(first(), 1, NGHTTP2_FLAG_END_STREAM, "hello");
    expect_failure(t, bad[i]);
  }
}

/* A line end or a NUL in a value would be one in the program's header callback. */
static void values_with_line_ends_or_nul_fail(void **state)
{
  static const char *const bad[] = { "\x00\x01x\x03"
                                     "a\nb",
                                     "\x00\x01x\x03"
                                     "a\0b",
                                     "\x00\x03x\ny\x01"
                                     "b" };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char block[8] = OK_BLOCK;
    memcpy(block + 1, bad[i], 7);
    struct h2_transfer *t = begin();
    h2_send_frame(first(), NGHTTP2_HEADERS, END_BOTH, 1, block, sizeof block);
    expect_failure(t, "a line end");
  }
}

static void trailers_that_may_not_be_fail(void **state)
{
  static const char *const bad[] = { ":status: 200\n", "X-Upper: x\n", "connection: close\n" };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct h2_transfer *t = begin();
    h2_send_head(first(), 1, 0, H2_OK_HEAD);
    h2_send_data(first(), 1, 0, "hello");
    h2_send_head(first(), 1, NGHTTP2_FLAG_END_STREAM, bad[i]);
    expect_failure(t, bad[i]);
  }
}

static void a_head_in_the_body_that_does_not_end_it_fails(void **state)
{
  struct h2_transfer *t = begin();
  h2_send_head(first(), 1, 0, H2_OK_HEAD);
  h2_send_data(first(), 1, 0, "hello");
  h2_send_head(first(), 1, 0, "x-sum: 1\n");
  h2_send_data(first(), 1, NGHTTP2_FLAG_END_STREAM, "more");
  expect_failure(t, "a trailer without an end");
}

static void an_interim_head_does_not_end(void **state)
{
  struct h2_transfer *t = begin();
  h2_send_head(first(), 1, NGHTTP2_FLAG_END_STREAM, ":status: 103\n");
  expect_failure(t, "103 and nothing else");
}

/* ---- what is to be ignored ---- */

static void what_is_unknown_does_no_harm(void **state)
{
  struct h2_transfer *t = begin();
  h2_send_frame(first(), 0x20, 0xff, 0, "some", 4); /* section 5.5 */
  h2_send_frame(first(), 0x20, 0xff, 1, "some", 4);
  h2_send_frame(first(), NGHTTP2_SETTINGS, 0, 0, "\xf0\x0f\0\0\0\1", 6); /* section 6.5.2 */
  h2_send_frame(first(), NGHTTP2_PRIORITY, 0, 1, "\0\0\0\0\x10", 5);
  h2_send_frame(first(), NGHTTP2_PRIORITY, 0, 77, "\0\0\0\0\x10", 5);
  h2_send_frame(first(), NGHTTP2_ALTSVC, 0, 1, "\0\0h2=\":1\"", 9);
  h2_send_frame(first(), NGHTTP2_ORIGIN, 0, 0, "", 0);
  h2_send_frame(first(), NGHTTP2_PING, 0xfe, 0, "12345678", 8);
  h2_send_head(first(), 1, 0, H2_OK_HEAD);
  h2_send_frame(first(), NGHTTP2_DATA, 0xf6 & ~NGHTTP2_FLAG_PADDED, 1, "hel", 3);
  h2_send_frame(first(), NGHTTP2_DATA, 0, 1, "", 0);
  h2_send_frame(first(), NGHTTP2_DATA, NGHTTP2_FLAG_PADDED, 1, "\2lo\0\0", 5);
  h2_send_data(first(), 1, NGHTTP2_FLAG_END_STREAM, "");
  h2_run();
  h2_expect(t, CURLE_OK, "hello");
  h2_end();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(frames_that_may_not_be_fail),
    cmocka_unit_test(a_frame_that_is_too_large_fails),
    cmocka_unit_test(a_stream_whose_window_overflows_fails),
    cmocka_unit_test(what_comes_first_is_settings),
    cmocka_unit_test(heads_that_may_not_be_fail),
    cmocka_unit_test(values_with_line_ends_or_nul_fail),
    cmocka_unit_test(trailers_that_may_not_be_fail),
    cmocka_unit_test(a_head_in_the_body_that_does_not_end_it_fails),
    cmocka_unit_test(an_interim_head_does_not_end),
    cmocka_unit_test(what_is_unknown_does_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
