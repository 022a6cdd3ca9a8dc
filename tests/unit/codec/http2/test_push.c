#include "unit/codec/http2/pair.h"

/* Answers to requests that were not made (RFC 9113, section 8.4). */

struct offer {
  struct span bytes;
  long error; /* of RST_STREAM */
};

#define OFFER(bytes, error)                                \
  {                                                        \
    { (const uint8_t *)(bytes), sizeof(bytes) - 1 }, error \
  }
#define PUSHED(length, fields) FRAME(length, PUSH_PROMISE, END_HEADERS, ON_1, "\0\0\0\2" fields)

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

/* What is promised takes memory although nothing of it has come. */
static void promises_are_limited(void **state)
{
  struct user pushed[12] = { 0 };
  struct pair p;
  begin(&p, (struct user){ .name = "a" });
  for(size_t i = 0; i < COUNT(pushed); i++) {
    struct buf bytes = BUF_INIT(1000);
    uint8_t promise[] = { 0, 0, 0, (uint8_t)(2 * i + 2), 0x82, 0x87, 0x84, 0x01, 1, 'a' };
    pushed[i].name = "p";
    users_pushed = &pushed[i];
    add_frame(&bytes, PUSH_PROMISE, END_HEADERS, 1, span_of(promise, sizeof promise));
    wire_feed(&p.wire, buf_span(&bytes), SIZE_MAX);
    buf_free(&bytes);
  }
  assert_int_equal(users_pushes, users_config.max_streams);
  wire_drain(&p.wire);
  assert_int_equal(wire_count(&p.wire, RST_STREAM), 2);
  end(&p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_push_is_refused),
    cmocka_unit_test(a_push_s_error_may_end_its_parent),
    cmocka_unit_test(a_parent_may_leave_when_pushed_to),
    cmocka_unit_test(only_what_may_be_pushed_is_offered),
    cmocka_unit_test(a_promise_has_bounds),
    cmocka_unit_test(a_push_that_is_reset_ends),
    cmocka_unit_test(promises_are_limited),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
