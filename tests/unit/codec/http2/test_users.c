#include "unit/codec/http2/bytes.h"

/* Users that fail, leave, or do not take what comes. */

#define ON_0    ON("\x00")
#define ON_1    ON("\x01")
#define ON_2    ON("\x02")
#define ON_3    ON("\x03")
#define LITERAL "\x00"

#define ANSWER                              \
  FRAME("\x06", HEADERS, END_HEADERS, ON_1, \
        "\x88" LITERAL "\x01"               \
        "a"                                 \
        "\x01"                              \
        "b")                                \
  FRAME("\x03", DATA, NONE, ON_1, "abc")    \
  FRAME("\x05", HEADERS, END_BOTH, ON_1,    \
        LITERAL "\x01"                      \
                "c"                         \
                "\x01"                      \
                "d")
#define OTHER_ANSWER FRAME("\x01", HEADERS, END_BOTH, ON_3, "\x88") /* on stream 3 */
/* on stream 1, of stream 2: :method GET, :scheme https, :path /, :authority (RFC 7541, appendix A) */
#define PROMISE                                  \
  FRAME("\x0a", PUSH_PROMISE, END_HEADERS, ON_1, \
        "\0\0\0\2"                               \
        "\x82\x87\x84"                           \
        "\x01"                                   \
        "\x01"                                   \
        "a")

static const char *const events[] = { "head", "field", "head_end", "data" };

struct pair {
  struct wire wire;
  struct user a, other;
};

static void begin(struct pair *p, struct user a)
{
  *p = (struct pair){ .a = a, .other = { .name = "o" } };
  wire_open(&p->wire, &users_config);
  assert_int_equal(users_request(p->wire.http2, &p->a), CURLE_OK);
  assert_int_equal(users_request(p->wire.http2, &p->other), CURLE_OK);
  wire_drain(&p->wire);
  wire_feed(&p->wire, BYTES(HELLO), SIZE_MAX);
}

/* The other stream and the connection are well. */
static void end(struct pair *p)
{
  wire_feed(&p->wire, BYTES(OTHER_ANSWER), SIZE_MAX);
  assert_int_equal(p->wire.code, CURLE_OK);
  assert_int_equal(p->other.how, HTTP2_END_COMPLETE);
  assert_int_equal(p->other.ended, 1);
  wire_close(&p->wire);
}

static void an_event_s_error_ends_its_stream(void **state)
{
  for(size_t i = 0; i < COUNT(events); i++)
    for(size_t step = 1; step <= 1000; step += 999) {
      struct pair p;
      begin(&p, (struct user){ .name = "a", .fails_at = events[i], .failure = CURLE_WRITE_ERROR });
      wire_feed(&p.wire, BYTES(ANSWER), step);
      assert_int_equal(p.a.ended, 1);
      assert_int_equal(p.a.how, HTTP2_END_RESET);
      assert_int_equal(p.a.cause, CURLE_WRITE_ERROR);
      wire_drain(&p.wire);
      assert_int_equal(wire_reset(&p.wire, 1), CANCEL);
      end(&p);
    }
}

static void who_leaves_in_an_event_hears_nothing_more(void **state)
{
  for(size_t i = 0; i < COUNT(events); i++)
    for(size_t step = 1; step <= 1000; step += 999) {
      struct pair p;
      begin(&p, (struct user){ .name = "a", .leaves_at = events[i] });
      wire_feed(&p.wire, BYTES(ANSWER ANSWER), step);
      const char *last = strstr(users_log, i == 0 ? "200|" : i == 1 ? "a=b|" : i == 2 ? "end|" : "a");
      assert_non_null(last);
      if(i < 3) assert_string_equal(last, i == 0 ? "200|" : i == 1 ? "a=b|" : "end|");
      assert_int_equal(p.a.ended, 0);
      wire_drain(&p.wire);
      assert_int_equal(wire_reset(&p.wire, 1), CANCEL);
      end(&p);
    }
}

/* An error of who has left is nobody's. */
static void leaving_and_failing_is_leaving(void **state)
{
  for(size_t i = 0; i < COUNT(events); i++) {
    struct pair p;
    begin(&p, (struct user){ .name = "a", .leaves_at = events[i], .fails_at = events[i], .failure = CURLE_READ_ERROR });
    wire_feed(&p.wire, BYTES(ANSWER), SIZE_MAX);
    assert_int_equal(p.a.ended, 0);
    end(&p);
  }
}

static void leaving_is_idempotent(void **state)
{
  struct pair p;
  begin(&p, (struct user){ .name = "a" });
  http2_detach(p.wire.http2, 1);
  http2_detach(p.wire.http2, 1);
  http2_detach(p.wire.http2, 0);
  http2_detach(p.wire.http2, 77);
  wire_feed(&p.wire, BYTES(ANSWER), SIZE_MAX);
  wire_drain(&p.wire);
  http2_detach(p.wire.http2, 1);
  wire_drain(&p.wire);
  assert_int_equal(wire_count(&p.wire, RST_STREAM), 1);
  assert_string_equal(users_log, "");
  end(&p);
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
  static uint8_t large[HTTP2_REQUEST_MAX];
  struct wire w;
  struct user a = { .name = "a" };
  wire_open(&w, &users_config);
  for(size_t i = 0; i < COUNT(bad); i++)
    assert_int_equal(http2_request(w.http2, &bad[i], 1, false, 16, &a, &a.id), CURLE_BAD_FUNCTION_ARGUMENT);
  memset(large, 'x', sizeof large);
  struct field field = { span_text("a"), span_of(large, sizeof large - 1 - 32 + 1) };
  assert_int_equal(http2_request(w.http2, &field, 1, false, 16, &a, &a.id), CURLE_TOO_LARGE);
  assert_int_equal(a.id, 0);
  field.value.len--;
  assert_int_equal(http2_request(w.http2, &field, 1, false, 16, &a, &a.id), CURLE_OK);
  assert_int_equal(a.id, 1);
  wire_drain(&w);
  assert_int_equal(a.ended, 0);
  assert_true(wire_count(&w, CONTINUATION) > 10);
  wire_close(&w);
}

/* The stream's window is given back as the user takes the bytes, the connection's always. */
static void windows_are_given_back(void **state)
{
  static uint8_t zeros[16384];
  for(int keeps = 0; keeps < 2; keeps++) {
    struct buf frame = BUF_INIT(1u << 20);
    struct pair p;
    uint32_t id = 0;
    unsigned times;
    begin(&p, (struct user){ .name = "a", .keeps = keeps, .is_counted = true });
    unsigned before = wire_count(&p.wire, WINDOW_UPDATE);
    wire_feed(&p.wire, BYTES(OK_HEAD), SIZE_MAX);
    add_frame(&frame, DATA, NONE, 1, span_of(zeros, sizeof zeros));
    for(int i = 0; i < 3; i++) wire_feed(&p.wire, buf_span(&frame), SIZE_MAX);
    wire_drain(&p.wire);
    assert_int_equal(p.a.bytes, 3 * sizeof zeros);
    wire_sent(&p.wire, WINDOW_UPDATE, &id, &times);
    assert_int_equal(times - before, keeps ? 1 : 2);
    if(keeps) {
      assert_int_equal(id, 0);
      http2_consume(p.wire.http2, 1, 3 * sizeof zeros);
      wire_drain(&p.wire);
      wire_sent(&p.wire, WINDOW_UPDATE, &id, &times);
      assert_int_equal(times - before, 2);
      assert_int_equal(id, 1);
    }
    end(&p);
    buf_free(&frame);
  }
}

static void more_than_the_window_is_an_error_of_the_stream(void **state)
{
  static uint8_t zeros[16384];
  struct buf frame = BUF_INIT(1u << 20);
  struct pair p;
  begin(&p, (struct user){ .name = "a", .keeps = true, .is_counted = true });
  wire_feed(&p.wire, BYTES(FRAME("\x00", SETTINGS, ACK, ON_0, "") OK_HEAD), SIZE_MAX);
  add_frame(&frame, DATA, NONE, 1, span_of(zeros, sizeof zeros));
  for(int i = 0; i < 4; i++) wire_feed(&p.wire, buf_span(&frame), SIZE_MAX);
  assert_int_equal(p.a.ended, 1);
  assert_int_equal(p.a.error, FLOW_CONTROL);
  assert_true(p.a.bytes <= WINDOW + 16384); /* the piece that was too much */
  end(&p);
  buf_free(&frame);
}

static void a_larger_window_is_told(void **state)
{
  struct pair p;
  uint32_t id = 0;
  unsigned times;
  begin(&p, (struct user){ .name = "a" });
  http2_set_stream_window(p.wire.http2, 1, 2 * WINDOW);
  wire_drain(&p.wire);
  struct span payload = wire_sent(&p.wire, WINDOW_UPDATE, &id, &times);
  assert_int_equal(id, 1);
  assert_int_equal(be32(payload.at), WINDOW);
  http2_set_weight(p.wire.http2, 1, 256);
  wire_drain(&p.wire);
  payload = wire_sent(&p.wire, PRIORITY, &id, &times);
  assert_int_equal(times, 1);
  assert_int_equal(payload.at[4], 255);
  end(&p);
}

static void a_push_is_refused(void **state)
{
  struct pair p;
  begin(&p, (struct user){ .name = "a" });
  wire_feed(&p.wire, BYTES(PROMISE), 1);
  wire_drain(&p.wire);
  assert_int_equal(users_pushes, 1);
  assert_int_equal(wire_reset(&p.wire, 2), CANCEL);
  assert_int_equal(p.a.ended, 0);
  users_log[0] = '\0';
  wire_feed(&p.wire, BYTES(FRAME("\x01", HEADERS, END_BOTH, ON_2, "\x88")), 1); /* was on the way */
  assert_string_equal(users_log, "");
  end(&p);
}

static void a_push_s_error_may_end_its_parent(void **state)
{
  struct pair p;
  begin(&p, (struct user){ .name = "a", .fails_at = "push", .failure = HTTP2_PUSH_ERROR });
  wire_feed(&p.wire, BYTES(PROMISE), 1);
  assert_int_equal(p.a.ended, 1);
  assert_int_equal(p.a.cause, HTTP2_PUSH_ERROR);
  wire_drain(&p.wire);
  assert_int_equal(wire_count(&p.wire, RST_STREAM), 2);
  end(&p);
}

static void a_parent_may_leave_when_pushed_to(void **state)
{
  struct pair p;
  struct user pushed = { .name = "p" };
  begin(&p, (struct user){ .name = "a", .leaves_at = "push" });
  users_pushed = &pushed;
  wire_feed(&p.wire, BYTES(PROMISE ANSWER FRAME("\x01", HEADERS, END_BOTH, ON_2, "\x88")), 1);
  assert_int_equal(p.a.ended, 0);
  assert_int_equal(pushed.how, HTTP2_END_COMPLETE);
  assert_int_equal(pushed.ended, 1);
  end(&p);
}

struct offer {
  struct span bytes;
  long error; /* of RST_STREAM */
};

#define OFFER(bytes, error)                                \
  {                                                        \
    { (const uint8_t *)(bytes), sizeof(bytes) - 1 }, error \
  }
#define PUSHED(length, fields) FRAME(length, PUSH_PROMISE, END_HEADERS, ON_1, "\0\0\0\2" fields)

/* 83 is :method POST, 0f 0d names content-length */
static void only_what_may_be_pushed_is_offered(void **state)
{
  static const struct offer offers[] = {
    OFFER(PUSHED("\x0a", "\x83\x87\x84"
                         "\x01"
                         "\x01"
                         "a"),
          PROTOCOL), /* POST */
    OFFER(PUSHED("\x0e", "\x82\x87\x84"
                         "\x01"
                         "\x01"
                         "a"
                         "\x0f\x0d"
                         "\x01"
                         "5"),
          PROTOCOL), /* with a body */
    OFFER(PUSHED("\x0a", "\x82\x84"
                         "\x01"
                         "\x01"
                         "a"
                         "\x90"),
          PROTOCOL), /* no scheme */
    OFFER(PUSHED("\x0b", "\x82\x87\x84"
                         "\x01"
                         "\x01"
                         "a"
                         "\x88"),
          PROTOCOL), /* an answer's field */
  };
  for(size_t i = 0; i < COUNT(offers); i++) {
    struct pair p;
    begin(&p, (struct user){ .name = "a" });
    wire_feed(&p.wire, offers[i].bytes, 1);
    wire_drain(&p.wire);
    assert_int_equal(users_pushes, 0);
    assert_int_equal(wire_reset(&p.wire, 2), offers[i].error);
    assert_int_equal(p.a.ended, 0);
    end(&p);
  }
}

/* The bounds of a head are a promise's, too. */
static void a_promise_has_bounds(void **state)
{
  static uint8_t block[10 + HTTP2_FIELDS_MAX];
  struct buf bytes = BUF_INIT(1u << 20);
  struct pair p;
  memset(block, 0xa2, sizeof block);
  memcpy(block,
         "\0\0\0\2"
         "\x82\x87\x84"
         "\x01"
         "\x01"
         "a",
         10);
  begin(&p, (struct user){ .name = "a" });
  add_frame(&bytes, PUSH_PROMISE, END_HEADERS, 1, span_of(block, sizeof block));
  wire_feed(&p.wire, buf_span(&bytes), SIZE_MAX);
  wire_drain(&p.wire);
  assert_int_equal(users_pushes, 0);
  assert_int_equal(wire_reset(&p.wire, 2), CANCEL);
  end(&p);
  buf_free(&bytes);
}

static void a_push_that_is_reset_ends(void **state)
{
  struct pair p;
  struct user pushed = { .name = "p" };
  begin(&p, (struct user){ .name = "a" });
  users_pushed = &pushed;
  wire_feed(&p.wire, BYTES(PROMISE FRAME("\x04", RST_STREAM, NONE, ON_2, "\0\0\0\2")), 1);
  assert_int_equal(pushed.how, HTTP2_END_RESET);
  assert_int_equal(pushed.error, INTERNAL);
  assert_int_equal(pushed.ended, 1);
  end(&p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_event_s_error_ends_its_stream),
    cmocka_unit_test(who_leaves_in_an_event_hears_nothing_more),
    cmocka_unit_test(leaving_and_failing_is_leaving),
    cmocka_unit_test(leaving_is_idempotent),
    cmocka_unit_test(a_request_may_be_left_before_it_is_sent),
    cmocka_unit_test(what_was_not_sent_can_be_made_again),
    cmocka_unit_test(an_upload_that_fails_ends_its_stream),
    cmocka_unit_test(who_uploads_may_leave),
    cmocka_unit_test(a_trailer_that_breaks_lines_fails),
    cmocka_unit_test(no_upload_is_asked_while_receiving),
    cmocka_unit_test(what_a_request_cannot_say_is_refused),
    cmocka_unit_test(windows_are_given_back),
    cmocka_unit_test(more_than_the_window_is_an_error_of_the_stream),
    cmocka_unit_test(a_larger_window_is_told),
    cmocka_unit_test(a_push_is_refused),
    cmocka_unit_test(a_push_s_error_may_end_its_parent),
    cmocka_unit_test(a_parent_may_leave_when_pushed_to),
    cmocka_unit_test(only_what_may_be_pushed_is_offered),
    cmocka_unit_test(a_promise_has_bounds),
    cmocka_unit_test(a_push_that_is_reset_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
