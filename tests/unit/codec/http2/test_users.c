#include "unit/codec/http2/pair.h"

/* Users that fail or leave. */

static const char *const events[] = { "head", "field", "head_end", "data" };

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

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_event_s_error_ends_its_stream),
    cmocka_unit_test(who_leaves_in_an_event_hears_nothing_more),
    cmocka_unit_test(leaving_and_failing_is_leaving),
    cmocka_unit_test(leaving_is_idempotent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
