/* Frames from a server, whole and in pieces of every size. */
#include "unit/codec/ws/ws_outcome.h"

#define BYTES(text) text, sizeof(text) - 1

static void what_no_server_may_send_is_refused(void **state)
{
  static const struct {
    const char *bytes;
    size_t len;
    const char *before, *why;
  } bad[] = {
    { BYTES("\xc1"), "", "WebSocket: a reserved bit is set" },
    { BYTES("\xa1"), "", "WebSocket: a reserved bit is set" },
    { BYTES("\x91"), "", "WebSocket: a reserved bit is set" },
    { BYTES("\x83"), "", "WebSocket: a reserved opcode" },
    { BYTES("\x87"), "", "WebSocket: a reserved opcode" },
    { BYTES("\x8b"), "", "WebSocket: a reserved opcode" },
    { BYTES("\x8f"), "", "WebSocket: a reserved opcode" },
    { BYTES("\x09"), "", "WebSocket: a control frame in fragments" },
    { BYTES("\x0a"), "", "WebSocket: a control frame in fragments" },
    { BYTES("\x08"), "", "WebSocket: a control frame in fragments" },
    { BYTES("\x80"), "", "WebSocket: a continuation of nothing" },
    { BYTES("\x00"), "", "WebSocket: a continuation of nothing" },
    { BYTES("\x82\1b\x80"), "binary[1]b", "WebSocket: a continuation of nothing" },
    { BYTES("\x01\1a\x80\1b\x80"), "text+[1]a text[1]b", "WebSocket: a continuation of nothing" },
    { BYTES("\x01\1a\x81"), "text+[1]a", "WebSocket: a message inside another one" },
    { BYTES("\x02\1a\x89\0\x02"), "binary+[1]a ping[0]", "WebSocket: a message inside another one" },
    { BYTES("\x81\x80"), "", "WebSocket: a masked frame from a server" },
    { BYTES("\x81\xfe"), "", "WebSocket: a masked frame from a server" },
    { BYTES("\x89\x7e"), "", "WebSocket: a control frame over 125 bytes" },
    { BYTES("\x8a\x7f"), "", "WebSocket: a control frame over 125 bytes" },
    { BYTES("\x88\x7e"), "", "WebSocket: a control frame over 125 bytes" },
    { BYTES("\x82\x7f\x80\0\0\0\0\0\0\0"), "", "WebSocket: a frame over 2^63 bytes" },
    { BYTES("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff"), "", "WebSocket: a frame over 2^63 bytes" },
    { BYTES("\x82\x7e\0\x7d"), "", "WebSocket: a length that is not in its shortest form" },
    { BYTES("\x82\x7e\0\0"), "", "WebSocket: a length that is not in its shortest form" },
    { BYTES("\x82\x7f\0\0\0\0\0\0\xff\xff"), "", "WebSocket: a length that is not in its shortest form" },
    { BYTES("\x88\1"), "", "WebSocket: a close frame with half a code" },
    { BYTES("\x88\2\0\0"), "", "WebSocket: a close frame with an invalid code" },
    { BYTES("\x88\2\x03\xe7"), "", "WebSocket: a close frame with an invalid code" }, /* 999 */
    { BYTES("\x88\2\x03\xec"), "", "WebSocket: a close frame with an invalid code" }, /* 1004 */
    { BYTES("\x88\2\x03\xed"), "",
      "WebSocket: a close frame with an invalid code" }, /* 1005: says that there was none */
    { BYTES("\x88\2\x03\xee"), "", "WebSocket: a close frame with an invalid code" }, /* 1006 */
    { BYTES("\x88\2\x03\xf7"), "", "WebSocket: a close frame with an invalid code" }, /* 1015 */
    { BYTES("\x88\2\x0b\xb7"), "", "WebSocket: a close frame with an invalid code" }, /* 2999 */
    { BYTES("\x88\2\x13\x88"), "", "WebSocket: a close frame with an invalid code" }, /* 5000 */
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    EACH_STEP(step, bad[i].len) {
      struct outcome o = decode(span_of(bad[i].bytes, bad[i].len), step);
      assert_int_equal(o.code, CURLE_RECV_ERROR);
      assert_string_equal(o.why, bad[i].why);
      assert_string_equal(o.text, bad[i].before);
    }
}

static void each_way(const char *bytes, size_t len, const char *expected)
{
  EACH_STEP(step, len) {
    struct outcome o = decode(span_of(bytes, len), step);
    assert_int_equal(o.code, CURLE_OK);
    assert_null(o.why);
    assert_true(o.is_between);
    assert_string_equal(o.text, expected);
  }
}

static void frames_become_events(void **state)
{
  each_way(BYTES("\x81\5hello" /* RFC 6455, section 5.7 */
                 "\x82\3\1\2\3"
                 "\x81\0"),
           "text[5]hello binary[3]\1\2\3 text[0]");
  each_way(BYTES("\x89\4ping\x8a\4pong\x89\0\x8a\0"), "ping[4]ping pong[4]pong ping[0] pong[0]");
}

static void a_message_in_fragments_keeps_its_kind(void **state)
{
  each_way(BYTES("\x01\3Hel\x80\2lo"), "text+[3]Hel text[2]lo"); /* section 5.7 */
  each_way(BYTES("\x02\0\0\2ab\x80\0"), "binary+[0] binary+[2]ab binary[0]");
}

static void control_frames_may_stand_between_fragments(void **state)
{
  each_way(BYTES("\x01\1a\x89\1?\0\1b\x8a\1!\x80\1c"), "text+[1]a ping[1]? text+[1]b pong[1]! text[1]c");
}

static void codes_that_may_be_sent_are_taken(void **state)
{
  static const unsigned codes[] = { 1000, 1003, 1007, 1011, 1014, 3000, 4999 };
  for(size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    const char bytes[] = { (char)0x88, 2, (char)(codes[i] >> 8), (char)codes[i] };
    assert_int_equal(decode(span_of(bytes, sizeof bytes), 1).code, CURLE_OK);
  }
}

static void after_a_close_nothing_counts(void **state)
{
  EACH_STEP(step, 12) {
    struct outcome o = decode(span_of("\x88\5\x03\xe8"
                                      "bye\xff\xff\x81\1x",
                                      12),
                              step);
    assert_int_equal(o.code, CURLE_OK);
    assert_true(o.has_closed && o.is_between);
    assert_memory_equal(o.text,
                        "close[5]\x03\xe8"
                        "bye",
                        o.len);
    assert_int_equal(o.len, strlen("close[5]") + 5);
  }
}

static void lengths_are_read_in_each_form(void **state)
{
  static uint8_t bytes[10 + 65536];
  static const struct {
    const char *head;
    size_t head_len, size;
  } sizes[] = {
    { BYTES("\x82\x7d"), 125 },
    { BYTES("\x82\x7e\0\x7e"), 126 },
    { BYTES("\x82\x7e\xff\xff"), 65535 },
    { BYTES("\x82\x7f\0\0\0\0\0\1\0\0"), 65536 },
  };
  for(size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    struct ws_decode d = { 0 };
    struct ws_event e;
    memcpy(bytes, sizes[i].head, sizes[i].head_len);
    struct cursor in = cursor_of(span_of(bytes, sizes[i].head_len + sizes[i].size));
    assert_int_equal(ws_decode_next(&d, &in, &e), CURLE_OK);
    assert_int_equal(e.kind, WS_FRAME);
    assert_int_equal(e.size, sizes[i].size);
    assert_int_equal(ws_decode_next(&d, &in, &e), CURLE_OK);
    assert_int_equal(e.bytes.len, sizes[i].size);
    assert_true(ws_decode_is_between(&d));
  }
}

static void the_largest_frame_is_counted_down(void **state)
{
  struct ws_decode d = { 0 };
  struct ws_event e;
  struct cursor in = cursor_of(span_of("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"
                                       "ab",
                                       12));
  assert_int_equal(ws_decode_next(&d, &in, &e), CURLE_OK);
  assert_true(e.size == INT64_MAX);
  assert_int_equal(ws_decode_next(&d, &in, &e), CURLE_OK);
  assert_int_equal(e.bytes.len, 2);
  assert_false(ws_decode_is_between(&d));
}

static void what_is_cut_off_is_not_between_frames(void **state)
{
  static const char bytes[] = "\x82\x7e\0\x7e"
                              "a";
  for(size_t len = 1; len < sizeof bytes; len++) assert_false(decode(span_of(bytes, len), 1).is_between);
  assert_false(decode(span_of("\x89\2p", 3), 3).is_between);
  assert_true(decode(span_of("\x01\1a", 3), 3).is_between); /* of frames, though not of messages */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_no_server_may_send_is_refused),
    cmocka_unit_test(frames_become_events),
    cmocka_unit_test(a_message_in_fragments_keeps_its_kind),
    cmocka_unit_test(control_frames_may_stand_between_fragments),
    cmocka_unit_test(codes_that_may_be_sent_are_taken),
    cmocka_unit_test(after_a_close_nothing_counts),
    cmocka_unit_test(lengths_are_read_in_each_form),
    cmocka_unit_test(the_largest_frame_is_counted_down),
    cmocka_unit_test(what_is_cut_off_is_not_between_frames),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
