#include "unit/codec/http2/pair.h"

/* Flow control (RFC 9113, section 5.2), and the weight of a stream. */

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

/* Behind the stream it depends on (RFC 7540, section 6.2); 16 is what a request has that says nothing. */
static void a_weight_is_told(void **state)
{
  static const struct field fields[] = { FIELD(":method", "GET"), FIELD(":scheme", "https"), FIELD(":authority", "a"),
                                         FIELD(":path", "/") };
  struct wire w;
  struct user a = { .name = "a" };
  unsigned times;
  wire_open(&w, &users_config);
  assert_int_equal(http2_request(w.http2, fields, COUNT(fields), false, 200, &a, &a.id), CURLE_OK);
  wire_drain(&w);
  struct span head = wire_sent(&w, HEADERS, &a.id, &times);
  assert_true(head.len > 5 && !memcmp(head.at, "\0\0\0\0\xc7", 5));
  wire_close(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(windows_are_given_back),
    cmocka_unit_test(more_than_the_window_is_an_error_of_the_stream),
    cmocka_unit_test(a_larger_window_is_told),
    cmocka_unit_test(a_weight_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
