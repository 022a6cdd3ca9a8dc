#include "unit/codec/http2/bytes.h"

/* What ends the connection (RFC 9113, section 5.4.1): every stream ends, GOAWAY tells the error, and nothing more is
 * received. */

#define ON_0 ON("\x00")
#define ON_1 ON("\x01")
#define ON_2 ON("\x02")
#define ON_5 ON("\x05") /* idle: no such request was made */

struct bad {
  const char *what;
  struct span bytes;
  uint32_t error;
};

#define BAD(error, what, bytes)                                  \
  {                                                              \
    what, { (const uint8_t *)(bytes), sizeof(bytes) - 1 }, error \
  }

/* In the place of the first SETTINGS. */
static const struct bad firsts[] = {
  BAD(PROTOCOL, "no SETTINGS first", OK_HEAD),
  BAD(PROTOCOL, "an acknowledgement first", FRAME("\x00", SETTINGS, ACK, ON_0, "")),
  BAD(PROTOCOL, "HTTP/1", "HTTP/1.1 400 Bad Request\r\n\r\n"),
};

static const struct bad frames[] = {
  BAD(PROTOCOL, "DATA without a stream", FRAME("\x01", DATA, NONE, ON_0, "a")),
  BAD(PROTOCOL, "HEADERS without a stream", FRAME("\x01", HEADERS, END_HEADERS, ON_0, "\x88")),
  BAD(PROTOCOL, "RST_STREAM without a stream", FRAME("\x04", RST_STREAM, NONE, ON_0, "\0\0\0\0")),
  BAD(PROTOCOL, "PUSH_PROMISE without a stream",
      FRAME("\x05", PUSH_PROMISE, END_HEADERS, ON_0,
            "\0\0\0\2"
            "\x82")),
  BAD(PROTOCOL, "SETTINGS on a stream", FRAME("\x00", SETTINGS, NONE, ON_1, "")),
  BAD(PROTOCOL, "PING on a stream", FRAME("\x08", PING, NONE, ON_1, "12345678")),
  BAD(PROTOCOL, "GOAWAY on a stream",
      FRAME("\x08", GOAWAY, NONE, ON_1,
            "\0\0\0\0"
            "\0\0\0\0")),
  BAD(PROTOCOL, "DATA on an idle stream", FRAME("\x01", DATA, NONE, ON_5, "a")),
  BAD(PROTOCOL, "HEADERS on an idle stream", FRAME("\x01", HEADERS, END_HEADERS, ON_5, "\x88")),
  BAD(PROTOCOL, "HEADERS on a stream that was not promised", FRAME("\x01", HEADERS, END_HEADERS, ON_2, "\x88")),
  BAD(PROTOCOL, "RST_STREAM on an idle stream", FRAME("\x04", RST_STREAM, NONE, ON_5, "\0\0\0\0")),
  BAD(PROTOCOL, "WINDOW_UPDATE on an idle stream", FRAME("\x04", WINDOW_UPDATE, NONE, ON_5, "\0\0\0\1")),
  BAD(PROTOCOL, "DATA before a head", FRAME("\x03", DATA, NONE, ON_1, "abc")),
  BAD(PROTOCOL, "a window that grows by nothing", FRAME("\x04", WINDOW_UPDATE, NONE, ON_0, "\0\0\0\0")),
  BAD(FLOW_CONTROL, "a window over 2^31-1", FRAME("\x04", WINDOW_UPDATE, NONE, ON_0, "\x7f\xff\xff\xff")),
  BAD(PROTOCOL, "CONTINUATION of nothing", FRAME("\x01", CONTINUATION, END_HEADERS, ON_1, "\x88")),
  BAD(PROTOCOL, "a frame within a head",
      FRAME("\x01", HEADERS, NONE, ON_1, "\x88") FRAME("\x08", PING, NONE, ON_0, "12345678")),
  BAD(PROTOCOL, "a head that goes on elsewhere",
      FRAME("\x01", HEADERS, NONE, ON_1, "\x88") FRAME("\x01", CONTINUATION, END_HEADERS, ON("\x03"), "\x88")),
  BAD(PROTOCOL, "more padding than frame",
      OK_HEAD FRAME("\x02", DATA, PADDED, ON_1,
                    "\x02"
                    "a")),
  BAD(PROTOCOL, "more padding than head",
      FRAME("\x02", HEADERS, "\x0c", ON_1,
            "\x02"
            "\x88")),
  BAD(FRAME_SIZE, "a frame over 16 KiB", "\0\x40\x01" DATA NONE ON_1),
  BAD(PROTOCOL, "a padded frame without the length of it", OK_HEAD FRAME("\x00", DATA, PADDED, ON_1, "")),
  BAD(FRAME_SIZE, "SETTINGS of five bytes", FRAME("\x05", SETTINGS, NONE, ON_0, "\0\1\0\0\0")),
  BAD(FRAME_SIZE, "an acknowledgement with settings",
      FRAME("\x06", SETTINGS, ACK, ON_0,
            "\0\1"
            "\0\0\0\0")),
  BAD(FRAME_SIZE, "PING of seven bytes", FRAME("\x07", PING, NONE, ON_0, "1234567")),
  BAD(FRAME_SIZE, "RST_STREAM of three bytes", FRAME("\x03", RST_STREAM, NONE, ON_1, "\0\0\0")),
  BAD(FRAME_SIZE, "WINDOW_UPDATE of three bytes", FRAME("\x03", WINDOW_UPDATE, NONE, ON_0, "\0\0\1")),
  BAD(FRAME_SIZE, "GOAWAY of seven bytes",
      FRAME("\x07", GOAWAY, NONE, ON_0,
            "\0\0\0\0"
            "\0\0\0")),
  BAD(FRAME_SIZE, "PUSH_PROMISE of three bytes", FRAME("\x03", PUSH_PROMISE, END_HEADERS, ON_1, "\0\0\0")),
  BAD(PROTOCOL, "ENABLE_PUSH from a server",
      FRAME("\x06", SETTINGS, NONE, ON_0,
            "\0\2"
            "\0\0\0\1")),
  BAD(FLOW_CONTROL, "a first window of 2^31",
      FRAME("\x06", SETTINGS, NONE, ON_0,
            "\0\4"
            "\x80\0\0\0")),
  BAD(PROTOCOL, "frames of a byte at most",
      FRAME("\x06", SETTINGS, NONE, ON_0,
            "\0\5"
            "\0\0\0\1")),
  BAD(COMPRESSION, "a field beyond the table", FRAME("\x01", HEADERS, END_HEADERS, ON_1, "\xfe")),
  BAD(COMPRESSION, "the field zero", FRAME("\x01", HEADERS, END_HEADERS, ON_1, "\x80")),
  BAD(COMPRESSION, "a number without end", FRAME("\x07", HEADERS, END_HEADERS, ON_1, "\xff\xff\xff\xff\xff\xff\xff")),
  BAD(COMPRESSION, "a table larger than was agreed on",
      FRAME("\x05", HEADERS, END_HEADERS, ON_1,
            "\x3f\xff\xff\x03"
            "\x88")),
  BAD(COMPRESSION, "a head that is cut off",
      FRAME("\x04", HEADERS, END_HEADERS, ON_1,
            "\x88"
            "\x00"
            "\x05"
            "a")),
  BAD(COMPRESSION, "Huffman code that is padded with zeros",
      FRAME("\x05", HEADERS, END_HEADERS, ON_1,
            "\x88"
            "\x00"
            "\x81"
            "\x18"
            "\x00")),
  BAD(PROTOCOL, "an odd promise",
      FRAME("\x08", PUSH_PROMISE, END_HEADERS, ON_1,
            "\0\0\0\7"
            "\x82\x84\x87"
            "\x41")),
  BAD(PROTOCOL, "a promise zero",
      FRAME("\x05", PUSH_PROMISE, END_HEADERS, ON_1,
            "\0\0\0\0"
            "\x82")),
  BAD(PROTOCOL, "a promise on an idle stream",
      FRAME("\x05", PUSH_PROMISE, END_HEADERS, ON_5,
            "\0\0\0\2"
            "\x82")),
};

static void check(const struct bad *b, const char *hello, size_t hello_len, size_t step)
{
  struct wire w;
  struct user a = { .name = "a" }, other = { .name = "o" }, late = { .name = "l" };
  wire_open(&w, &users_config);
  assert_int_equal(users_request(w.http2, &a), CURLE_OK);
  assert_int_equal(users_request(w.http2, &other), CURLE_OK);
  wire_drain(&w);
  wire_feed(&w, span_of(hello, hello_len), step);
  assert_int_equal(w.code, CURLE_OK);
  wire_feed(&w, b->bytes, step);
  if(w.code != CURLE_HTTP2 || a.ended != 1 || other.ended != 1) fail_msg("%s: %d, %s", b->what, (int)w.code, users_log);
  if(a.error != b->error || a.how != HTTP2_END_RESET || a.cause) fail_msg("%s: error %u", b->what, a.error);
  assert_non_null(http2_why(w.http2));
  assert_true(http2_is_going_away(w.http2));
  wire_drain(&w);
  if(wire_goaway(&w) != (long)b->error) fail_msg("%s: GOAWAY %ld", b->what, wire_goaway(&w));
  users_log[0] = '\0';
  assert_int_equal(http2_receive(w.http2, BYTES(OK_HEAD)), CURLE_HTTP2);
  assert_int_equal(users_request(w.http2, &late), CURLE_HTTP2);
  http2_consume(w.http2, 1, 1);
  http2_resume(w.http2, 1);
  http2_set_weight(w.http2, 1, 1);
  http2_set_stream_window(w.http2, 1, 100000);
  http2_detach(w.http2, 1);
  http2_go_away(w.http2);
  assert_int_equal(http2_ping(w.http2), CURLE_OK);
  assert_int_equal(http2_room(w.http2), 0);
  assert_string_equal(users_log, "");
  wire_close(&w);
}

static void a_connection_begins_with_settings(void **state)
{
  for(size_t i = 0; i < COUNT(firsts); i++) {
    check(&firsts[i], "", 0, firsts[i].bytes.len);
    check(&firsts[i], "", 0, 1);
  }
}

static void a_connection_error_ends_everything(void **state)
{
  for(size_t i = 0; i < COUNT(frames); i++) {
    check(&frames[i], HELLO, sizeof HELLO - 1, frames[i].bytes.len);
    check(&frames[i], HELLO, sizeof HELLO - 1, 1);
  }
}

/* Also where the peer has said before that the connection goes away. */
static void errors_count_after_goaway(void **state)
{
#define FAREWELL                          \
  HELLO FRAME("\x08", GOAWAY, NONE, ON_0, \
              "\0\0\0\x7f"                \
              "\0\0\0\0")
  for(size_t i = 0; i < COUNT(frames); i++) check(&frames[i], FAREWELL, sizeof FAREWELL - 1, frames[i].bytes.len);
}

/* Section 6.6 and 8.4: switched off, and the peer has acknowledged that. */
static void a_push_that_was_not_allowed_is_an_error(void **state)
{
  struct http2_config config = users_config;
  struct wire w;
  struct user a = { .name = "a" };
  config.events = &users_no_push;
  wire_open(&w, &config);
  assert_int_equal(users_request(w.http2, &a), CURLE_OK);
  wire_drain(&w);
  wire_feed(&w, BYTES(HELLO FRAME("\x00", SETTINGS, ACK, ON_0, "")), SIZE_MAX);
  wire_feed(&w,
            BYTES(FRAME("\x05", PUSH_PROMISE, END_HEADERS, ON_1,
                        "\0\0\0\2"
                        "\x82")),
            SIZE_MAX);
  assert_int_equal(w.code, CURLE_HTTP2);
  assert_int_equal(a.error, PROTOCOL);
  wire_close(&w);
}

/* Before that it may be on the way. */
static void a_push_that_is_not_wanted_is_refused(void **state)
{
  struct http2_config config = users_config;
  struct wire w;
  struct user a = { .name = "a" };
  config.events = &users_no_push;
  wire_open(&w, &config);
  assert_int_equal(users_request(w.http2, &a), CURLE_OK);
  wire_drain(&w);
  wire_feed(&w,
            BYTES(HELLO FRAME("\x0a", PUSH_PROMISE, END_HEADERS, ON_1,
                              "\0\0\0\2"
                              "\x82\x87\x84"
                              "\x01"
                              "\x01"
                              "a")),
            SIZE_MAX);
  assert_int_equal(w.code, CURLE_OK);
  wire_drain(&w);
  assert_int_equal(wire_reset(&w, 2), CANCEL);
  assert_int_equal(a.ended, 0);
  wire_close(&w);
}

/* What is told is text of this library, or of nghttp2; of the peer's there is only the name of its error. */
static void it_is_told_why(void **state)
{
  struct wire w;
  wire_open(&w, &users_config);
  wire_feed(&w, BYTES(HELLO), SIZE_MAX);
  assert_null(http2_why(w.http2));
  wire_feed(&w,
            BYTES(FRAME("\x0a", GOAWAY, NONE, ON_0,
                        "\0\0\0\0"
                        "\0\0\0\x0b"
                        "\x1b[")),
            SIZE_MAX);
  assert_int_equal(w.code, CURLE_OK);
  assert_string_equal(http2_why(w.http2), "the peer has ended the connection: ENHANCE_YOUR_CALM");
  wire_close(&w);

  wire_open(&w, &users_config);
  wire_feed(&w, BYTES(HELLO FRAME("\x01", DATA, NONE, ON_0, "a")), SIZE_MAX);
  assert_int_equal(strncmp(http2_why(w.http2), "PROTOCOL_ERROR: ", 16), 0);
  wire_close(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_connection_begins_with_settings),
    cmocka_unit_test(a_connection_error_ends_everything),
    cmocka_unit_test(errors_count_after_goaway),
    cmocka_unit_test(a_push_that_was_not_allowed_is_an_error),
    cmocka_unit_test(a_push_that_is_not_wanted_is_refused),
    cmocka_unit_test(it_is_told_why),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
