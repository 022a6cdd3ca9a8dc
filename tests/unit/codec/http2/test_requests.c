#include "unit/codec/http2/pair.h"

/* What goes out: requests and their bodies. */

/* Also where the connection fails first: one waits for a stream that is free, one was just made. */
static void what_an_error_keeps_from_being_sent_can(void **state)
{
  struct wire w;
  struct user sent = { .name = "s" }, waits = { .name = "w" }, new = { .name = "n" };
  wire_open(&w, &users_config);
  assert_int_equal(users_request(w.http2, &sent), CURLE_OK);
  wire_drain(&w);
  wire_feed(&w,
            BYTES(HELLO FRAME("\x06", SETTINGS, NONE, ON_0,
                              "\0\3"
                              "\0\0\0\1")),
            SIZE_MAX); /* one stream */
  assert_int_equal(users_request(w.http2, &waits), CURLE_OK);
  wire_drain(&w);
  assert_int_equal(users_request(w.http2, &new), CURLE_OK);
  wire_feed(&w, BYTES(FRAME("\x01", DATA, NONE, ON_0, "a")), SIZE_MAX);
  assert_int_equal(w.code, CURLE_HTTP2);
  wire_drain(&w);
  assert_int_equal(wire_count(&w, HEADERS), 1);
  assert_int_equal(sent.how, HTTP2_END_RESET);
  assert_int_equal(waits.how, HTTP2_END_UNPROCESSED);
  assert_int_equal(new.how, HTTP2_END_UNPROCESSED);
  assert_int_equal(sent.ended + waits.ended + new.ended, 3);
  wire_close(&w);
}

/* RFC 7541, section 7.1.3: a literal that is never indexed, of the name 49 (15 + 0x22) of the static table. */
static void a_proxy_s_credentials_are_in_no_table(void **state)
{
  static const struct field fields[] = { FIELD(":method", "CONNECT"), FIELD(":authority", "a:443"),
                                         FIELD("proxy-authorization", "Basic c2VjcmV0OnNlY3JldDpzZWNyZXQ=") };
  struct wire w;
  struct user a = { .name = "a" };
  unsigned times;
  wire_open(&w, &users_config);
  assert_int_equal(http2_request(w.http2, fields, COUNT(fields), false, 16, &a, &a.id), CURLE_OK);
  wire_drain(&w);
  struct span head = wire_sent(&w, HEADERS, &a.id, &times);
  assert_non_null(memmem(head.at, head.len, "\x1f\x22", 2));
  wire_close(&w);
}

static void an_upload_that_fails_ends_its_stream(void **state)
{
  static const char *const at[] = { "upload", "trailer" };
  for(size_t i = 0; i < COUNT(at); i++) {
    struct wire w;
    struct user a = { .name = "a", .upload = "abc", .fails_at = at[i], .failure = CURLE_ABORTED_BY_CALLBACK };
    wire_open(&w, &users_config);
    assert_int_equal(users_request(w.http2, &a), CURLE_OK);
    wire_drain(&w);
    assert_int_equal(a.ended, 1);
    assert_int_equal(a.cause, CURLE_ABORTED_BY_CALLBACK);
    assert_int_equal(wire_reset(&w, 1), CANCEL);
    wire_close(&w);
  }
}

static void who_uploads_may_leave(void **state)
{
  static const char *const at[] = { "upload", "trailer" };
  for(size_t i = 0; i < COUNT(at); i++) {
    struct wire w;
    struct user a = { .name = "a", .upload = "abc", .leaves_at = at[i] };
    wire_open(&w, &users_config);
    assert_int_equal(users_request(w.http2, &a), CURLE_OK);
    wire_drain(&w);
    assert_int_equal(a.ended, 0);
    assert_int_equal(wire_reset(&w, 1), CANCEL);
    wire_close(&w);
  }
}

static void a_trailer_that_breaks_lines_fails(void **state)
{
  static const struct field bad[] = { FIELD("a", "b\r\nc: d") };
  struct wire w;
  struct user a = { .name = "a", .upload = "abc", .trailer = bad, .trailer_count = 1 };
  wire_open(&w, &users_config);
  assert_int_equal(users_request(w.http2, &a), CURLE_OK);
  wire_drain(&w);
  assert_int_equal(a.cause, CURLE_BAD_FUNCTION_ARGUMENT);
  wire_close(&w);
}

/* A body is made when bytes are asked for, and not while others are received: the request that waits for a free stream
 * keeps nghttp2's queue from becoming empty. */
static void no_upload_is_asked_while_receiving(void **state)
{
  struct wire w;
  struct user a = { .name = "a", .upload = WAITS }, waits = { .name = "w" };
  wire_open(&w, &users_config);
  assert_int_equal(users_request(w.http2, &a), CURLE_OK);
  wire_drain(&w);
  wire_feed(&w,
            BYTES(HELLO FRAME("\x06", SETTINGS, NONE, ON_0,
                              "\0\3"
                              "\0\0\0\1")),
            SIZE_MAX); /* one stream */
  wire_drain(&w);
  assert_int_equal(users_request(w.http2, &waits), CURLE_OK);
  a.upload = "abc";
  a.fails_at = "upload"; /* would be seen */
  a.failure = CURLE_READ_ERROR;
  http2_resume(w.http2, a.id);
  wire_feed(&w, BYTES(FRAME("\x08", PING, NONE, ON_0, "12345678")), SIZE_MAX);
  assert_int_equal(a.ended, 0);
  a.fails_at = NULL;
  wire_drain(&w);
  assert_int_equal(*a.upload, 0);
  assert_int_equal(wire_count(&w, DATA), 2); /* the body, the end */
  assert_int_equal(wire_count(&w, HEADERS), 1);
  wire_feed(&w, BYTES(FRAME("\x01", HEADERS, END_BOTH, ON_1, "\x88")), SIZE_MAX);
  wire_drain(&w);
  assert_int_equal(wire_count(&w, HEADERS), 2);
  wire_close(&w);
}

static void what_a_request_cannot_say_is_refused(void **state)
{
  static const struct field bad[] = { { SPAN_LITERAL("a"), SPAN_LITERAL("b\rc") },
                                      { SPAN_LITERAL("a"), SPAN_LITERAL("b\nc") },
                                      { SPAN_LITERAL("a"), SPAN_LITERAL("b\0c") },
                                      { SPAN_LITERAL("a\n"), SPAN_LITERAL("b") },
                                      { SPAN_LITERAL(""), SPAN_LITERAL("b") } };
  static uint8_t large[HTTP2_REQUEST_FIELD_MAX + 1];
  struct field fields[HTTP2_REQUEST_MAX / HTTP2_REQUEST_FIELD_MAX];
  struct wire w;
  struct user a = { .name = "a" };
  wire_open(&w, &users_config);
  for(size_t i = 0; i < COUNT(bad); i++)
    assert_int_equal(http2_request(w.http2, &bad[i], 1, false, 16, &a, &a.id), CURLE_BAD_FUNCTION_ARGUMENT);
  memset(large, 'x', sizeof large);
  struct field value = { span_text("a"), span_of(large, sizeof large) },
               name = { span_of(large, sizeof large), span_text("a") };
  assert_int_equal(http2_request(w.http2, &value, 1, false, 16, &a, &a.id), CURLE_TOO_LARGE);
  assert_int_equal(http2_request(w.http2, &name, 1, false, 16, &a, &a.id), CURLE_TOO_LARGE);
  value.value.len--;
  for(size_t i = 0; i < COUNT(fields); i++) fields[i] = value;
  assert_int_equal(http2_request(w.http2, fields, COUNT(fields), false, 16, &a, &a.id), CURLE_TOO_LARGE);
  assert_int_equal(a.id, 0);
  fields[0].value.len -= COUNT(fields) * (32 + 1);
  assert_int_equal(http2_request(w.http2, fields, COUNT(fields), false, 16, &a, &a.id), CURLE_OK);
  assert_int_equal(a.id, 1);
  wire_drain(&w);
  assert_int_equal(a.ended, 0);
  assert_true(wire_count(&w, CONTINUATION) > 10);
  wire_close(&w);
}

/* Nothing of it has gone out, and nothing does. */
static void a_request_may_be_left_before_it_is_sent(void **state)
{
  struct wire w;
  struct user a = { .name = "a" };
  wire_open(&w, &users_config);
  assert_int_equal(users_request(w.http2, &a), CURLE_OK);
  assert_int_equal(http2_room(w.http2), 99);
  http2_detach(w.http2, a.id);
  wire_drain(&w);
  assert_int_equal(wire_count(&w, HEADERS), 0);
  assert_int_equal(wire_count(&w, RST_STREAM), 0);
  assert_int_equal(http2_room(w.http2), 100);
  assert_int_equal(a.ended, 0);
  wire_close(&w);
}

static void what_was_not_sent_can_be_made_again(void **state)
{
  struct wire w;
  struct user a = { .name = "a" };
  wire_open(&w, &users_config);
  assert_int_equal(users_request(w.http2, &a), CURLE_OK);
  wire_feed(&w,
            BYTES(HELLO FRAME("\x08", GOAWAY, NONE, ON_0,
                              "\0\0\0\x7f"
                              "\0\0\0\0")),
            SIZE_MAX);
  wire_drain(&w);
  assert_int_equal(a.ended, 1);
  assert_int_equal(a.how, HTTP2_END_UNPROCESSED);
  assert_true(http2_is_going_away(w.http2));
  wire_close(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_an_error_keeps_from_being_sent_can),
    cmocka_unit_test(a_proxy_s_credentials_are_in_no_table),
    cmocka_unit_test(an_upload_that_fails_ends_its_stream),
    cmocka_unit_test(who_uploads_may_leave),
    cmocka_unit_test(a_trailer_that_breaks_lines_fails),
    cmocka_unit_test(no_upload_is_asked_while_receiving),
    cmocka_unit_test(what_a_request_cannot_say_is_refused),
    cmocka_unit_test(a_request_may_be_left_before_it_is_sent),
    cmocka_unit_test(what_was_not_sent_can_be_made_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
