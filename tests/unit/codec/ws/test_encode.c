/* Frames to a server, and that the decoder would read them but for the mask. */
#include "codec/ws/encode.h"
#include "unit/codec/ws/ws_outcome.h"

static const uint8_t mask[WS_MASK_LEN] = { 0x37, 0xfa, 0x21, 0x3d };

static void assert_frame(struct ws_encode *e, unsigned flags, const char *payload, const char *expected, size_t len)
{
  uint8_t frame[256];
  size_t head, size = strlen(payload);
  assert_int_equal(ws_encode_begin(e, flags, size, mask, frame, &head), CURLE_OK);
  ws_encode_payload(e, frame + head, (const uint8_t *)payload, size);
  assert_int_equal(e->left, 0);
  assert_int_equal(head + size, len);
  assert_memory_equal(frame, expected, len);
}
#define ASSERT_FRAME(e, flags, payload, bytes) assert_frame(e, flags, payload, bytes, sizeof(bytes) - 1)

static CURLcode begin(struct ws_encode *e, unsigned flags, uint64_t size)
{
  uint8_t head[WS_HEAD_MAX];
  size_t len;
  struct ws_encode before = *e;
  CURLcode code = ws_encode_begin(e, flags, size, mask, head, &len);
  if(code) assert_memory_equal(e, &before, sizeof before);
  return code;
}

static void flags_that_make_no_frame_are_refused(void **state)
{
  static const unsigned bad[] = { 0,
                                  CURLWS_CONT,
                                  CURLWS_TEXT | CURLWS_BINARY,
                                  CURLWS_TEXT | CURLWS_PING,
                                  CURLWS_OFFSET,
                                  CURLWS_TEXT | CURLWS_OFFSET,
                                  CURLWS_CLOSE | CURLWS_CONT,
                                  CURLWS_PING | CURLWS_CONT,
                                  CURLWS_PONG | CURLWS_CONT,
                                  1u << 7 };
  struct ws_encode e = { 0 };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_int_equal(begin(&e, bad[i], 0), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(begin(&e, CURLWS_CLOSE, 1), CURLE_BAD_FUNCTION_ARGUMENT);
}

static void what_is_too_long_is_refused(void **state)
{
  struct ws_encode e = { 0 };
  assert_int_equal(begin(&e, CURLWS_PING, 126), CURLE_TOO_LARGE);
  assert_int_equal(begin(&e, CURLWS_PONG, 126), CURLE_TOO_LARGE);
  assert_int_equal(begin(&e, CURLWS_CLOSE, 126), CURLE_TOO_LARGE);
  assert_int_equal(begin(&e, CURLWS_BINARY, (uint64_t)INT64_MAX + 1), CURLE_TOO_LARGE);
  assert_int_equal(begin(&e, CURLWS_PING, 125), CURLE_OK);
}

static void a_message_cannot_begin_inside_another(void **state)
{
  struct ws_encode e = { 0 };
  ASSERT_FRAME(&e, CURLWS_TEXT | CURLWS_CONT, "", "\x01\x80\x37\xfa\x21\x3d");
  assert_int_equal(begin(&e, CURLWS_BINARY, 0), CURLE_BAD_FUNCTION_ARGUMENT);
  assert_int_equal(begin(&e, CURLWS_BINARY | CURLWS_CONT, 0), CURLE_BAD_FUNCTION_ARGUMENT);
}

static void after_a_close_nothing_is_sent(void **state)
{
  struct ws_encode e = { 0 };
  ASSERT_FRAME(&e, CURLWS_CLOSE, "", "\x88\x80\x37\xfa\x21\x3d");
  assert_int_equal(begin(&e, CURLWS_TEXT, 1), CURLE_SEND_ERROR);
  assert_int_equal(begin(&e, CURLWS_CLOSE, 0), CURLE_SEND_ERROR);
}

static void frames_are_masked(void **state)
{
  struct ws_encode e = { 0 };
  ASSERT_FRAME(&e, CURLWS_TEXT, "Hello", "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"); /* RFC 6455, section 5.7 */
  ASSERT_FRAME(&e, CURLWS_BINARY, "\x37", "\x82\x81\x37\xfa\x21\x3d\0");
  ASSERT_FRAME(&e, CURLWS_PING, "", "\x89\x80\x37\xfa\x21\x3d");
  ASSERT_FRAME(&e, CURLWS_PONG, "", "\x8a\x80\x37\xfa\x21\x3d");
}

static void fragments_continue_their_message(void **state)
{
  struct ws_encode e = { 0 };
  ASSERT_FRAME(&e, CURLWS_TEXT | CURLWS_CONT, "", "\x01\x80\x37\xfa\x21\x3d");
  ASSERT_FRAME(&e, CURLWS_TEXT | CURLWS_CONT, "", "\x00\x80\x37\xfa\x21\x3d");
  ASSERT_FRAME(&e, CURLWS_PONG, "", "\x8a\x80\x37\xfa\x21\x3d"); /* in between */
  ASSERT_FRAME(&e, CURLWS_TEXT, "", "\x80\x80\x37\xfa\x21\x3d");
  ASSERT_FRAME(&e, CURLWS_BINARY, "", "\x82\x80\x37\xfa\x21\x3d");
}

static void the_kind_of_a_fragment_may_be_left_out(void **state)
{
  struct ws_encode e = { 0 };
  ASSERT_FRAME(&e, CURLWS_BINARY | CURLWS_CONT, "", "\x02\x80\x37\xfa\x21\x3d");
  ASSERT_FRAME(&e, CURLWS_CONT, "", "\x00\x80\x37\xfa\x21\x3d");
  ASSERT_FRAME(&e, 0, "", "\x80\x80\x37\xfa\x21\x3d");
  assert_int_equal(begin(&e, 0, 0), CURLE_BAD_FUNCTION_ARGUMENT);
}

/* The same bytes without mask bit and mask are what a server could have sent. */
static void lengths_have_their_shortest_form(void **state)
{
  static const uint64_t sizes[] = { 0, 125, 126, 65535, 65536, INT64_MAX };
  static const size_t lens[] = { 6, 6, 8, 8, 14, 14 };
  for(size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    struct ws_encode e = { 0 };
    struct ws_decode d = { 0 };
    struct ws_event event;
    uint8_t head[WS_HEAD_MAX];
    size_t len;
    assert_int_equal(ws_encode_begin(&e, CURLWS_BINARY, sizes[i], mask, head, &len), CURLE_OK);
    assert_int_equal(len, lens[i]);
    assert_memory_equal(head + len - WS_MASK_LEN, mask, WS_MASK_LEN);
    head[1] &= 0x7f;
    struct cursor in = cursor_of(span_of(head, len - WS_MASK_LEN));
    assert_int_equal(ws_decode_next(&d, &in, &event), CURLE_OK);
    assert_int_equal(event.kind, WS_FRAME);
    assert_true(event.size == sizes[i]);
  }
}

/* However it is cut, the mask goes on where it stood. */
static void payload_is_masked_in_any_pieces(void **state)
{
  static const uint8_t text[] = "the mask goes on";
  uint8_t head[WS_HEAD_MAX], whole[sizeof text], pieces[sizeof text];
  struct ws_encode e = { 0 };
  size_t len;
  assert_int_equal(ws_encode_begin(&e, CURLWS_TEXT, sizeof text, mask, head, &len), CURLE_OK);
  ws_encode_payload(&e, whole, text, sizeof text);
  EACH_STEP(step, sizeof text) {
    assert_int_equal(ws_encode_begin(&e, CURLWS_TEXT, sizeof text, mask, head, &len), CURLE_OK);
    memcpy(pieces, text, sizeof text);
    for(size_t at = 0; at < sizeof text; at += step) {
      size_t n = sizeof text - at < step ? sizeof text - at : step;
      ws_encode_payload(&e, pieces + at, pieces + at, n); /* in place */
    }
    assert_int_equal(e.left, 0);
    assert_memory_equal(pieces, whole, sizeof text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(flags_that_make_no_frame_are_refused),
    cmocka_unit_test(what_is_too_long_is_refused),
    cmocka_unit_test(a_message_cannot_begin_inside_another),
    cmocka_unit_test(after_a_close_nothing_is_sent),
    cmocka_unit_test(frames_are_masked),
    cmocka_unit_test(fragments_continue_their_message),
    cmocka_unit_test(the_kind_of_a_fragment_may_be_left_out),
    cmocka_unit_test(lengths_have_their_shortest_form),
    cmocka_unit_test(payload_is_masked_in_any_pieces),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
