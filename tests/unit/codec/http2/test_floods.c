#include "unit/codec/http2/bytes.h"

/* What costs more than it brings (RFC 9113, section 10.5). */

#define ON_0 ON("\x00")
#define ON_1 ON("\x01")
#define ON_3 ON("\x03")

#define READ 16384 /* bytes that are received at once */
#define FEW  900
#define MANY 1200

struct flood {
  const char *what;
  struct span frame;
};

#define FLOOD(what, bytes)                                \
  {                                                       \
    what, { (const uint8_t *)(bytes), sizeof(bytes) - 1 } \
  }

/* Stream 1 waits for its answer's body, 3 has ended. */
static const struct flood floods[] = {
  FLOOD("PING", FRAME("\x08", PING, NONE, ON_0, "12345678")),
  FLOOD("acknowledgements of no PING", FRAME("\x08", PING, ACK, ON_0, "12345678")),
  FLOOD("SETTINGS", FRAME("\x00", SETTINGS, NONE, ON_0, "")),
  FLOOD("SETTINGS that change something", FRAME("\x06", SETTINGS, NONE, ON_0,
                                                "\0\1"
                                                "\0\0\0\0")),
  FLOOD("empty DATA", FRAME("\x00", DATA, NONE, ON_1, "")),
  FLOOD("padding", FRAME("\x03", DATA, PADDED, ON_1,
                         "\x02"
                         "\0\0")),
  FLOOD("empty DATA of a stream that has ended", FRAME("\x00", DATA, NONE, ON_3, "")),
  FLOOD("WINDOW_UPDATE", FRAME("\x04", WINDOW_UPDATE, NONE, ON_0, "\0\0\0\1")),
  FLOOD("WINDOW_UPDATE of a stream", FRAME("\x04", WINDOW_UPDATE, NONE, ON_1, "\0\0\0\1")),
  FLOOD("PRIORITY", FRAME("\x05", PRIORITY, NONE, ON_1,
                          "\0\0\0\0"
                          "\x10")),
  FLOOD("PRIORITY of idle streams", FRAME("\x05", PRIORITY, NONE, ON("\x63"),
                                          "\0\0\0\0"
                                          "\x10")),
  FLOOD("unknown frames", FRAME("\x04", UNKNOWN, NONE, ON_0, "abcd")),
  FLOOD("RST_STREAM of a stream that has ended", FRAME("\x04", RST_STREAM, NONE, ON_3, "\0\0\0\1")),
  FLOOD("GOAWAY", FRAME("\x08", GOAWAY, NONE, ON_0,
                        "\0\0\0\x7f"
                        "\0\0\0\0")),
  FLOOD("promises", FRAME("\x05", PUSH_PROMISE, END_HEADERS, ON_1,
                          "\0\0\0\2"
                          "\x82")),
};

struct pair {
  struct wire wire;
  struct user waits, ended;
};

static void begin(struct pair *p)
{
  *p = (struct pair){ .waits = { .name = "w", .is_counted = true }, .ended = { .name = "e" } };
  wire_open(&p->wire, &users_config);
  assert_int_equal(users_request(p->wire.http2, &p->waits), CURLE_OK);
  assert_int_equal(users_request(p->wire.http2, &p->ended), CURLE_OK);
  wire_drain(&p->wire);
  wire_feed(&p->wire, BYTES(HELLO OK_HEAD FRAME("\x01", HEADERS, END_BOTH, ON_3, "\x88")), SIZE_MAX);
  assert_int_equal(p->ended.ended, 1);
  wire_drain(&p->wire);
}

/* `id`: the promised stream's, which has to grow. */
static void repeat(struct buf *to, const struct flood *f, size_t times)
{
  for(size_t i = 0; i < times; i++) {
    size_t at = to->len + 9;
    assert_int_equal(buf_add_span(to, f->frame), CURLE_OK);
    if(f->frame.at[3] != (uint8_t)*PUSH_PROMISE) continue;
    to->at[at + 2] = (uint8_t)(2 * (i + 1) >> 8);
    to->at[at + 3] = (uint8_t)(2 * (i + 1));
  }
}

static void frames_that_bring_nothing_are_counted(void **state)
{
  for(size_t i = 0; i < COUNT(floods); i++) {
    struct buf bytes = BUF_INIT(1u << 20);
    struct pair p;
    begin(&p);
    repeat(&bytes, &floods[i], MANY);
    wire_feed(&p.wire, buf_span(&bytes), READ);
    if(p.wire.code != CURLE_HTTP2) fail_msg("%s: %d", floods[i].what, (int)p.wire.code);
    assert_int_equal(p.waits.error, CALM);
    wire_drain(&p.wire);
    assert_int_equal(wire_goaway(&p.wire), CALM);
    wire_close(&p.wire);
    buf_free(&bytes);
  }
}

static void a_few_are_no_flood(void **state)
{
  for(size_t i = 0; i < COUNT(floods); i++) {
    struct buf bytes = BUF_INIT(1u << 20);
    struct pair p;
    begin(&p);
    repeat(&bytes, &floods[i], FEW);
    wire_feed(&p.wire, buf_span(&bytes), READ);
    assert_int_equal(p.wire.code, CURLE_OK);
    assert_int_equal(p.waits.ended, 0);
    /* bytes of a body begin the count anew */
    wire_feed(&p.wire, BYTES(FRAME("\x01", DATA, NONE, ON_1, "a")), READ);
    if(floods[i].frame.at[3] != (uint8_t)*PUSH_PROMISE) wire_feed(&p.wire, buf_span(&bytes), READ);
    assert_int_equal(p.wire.code, CURLE_OK);
    wire_close(&p.wire);
    buf_free(&bytes);
  }
}

/* A connection that is kept alive for days, with nothing else on it. */
static void what_comes_one_by_one_is_no_flood(void **state)
{
  struct pair p;
  begin(&p);
  for(size_t i = 0; i < 5000; i++) {
    wire_feed(&p.wire, BYTES(FRAME("\x08", PING, NONE, ON_0, "12345678")), SIZE_MAX);
    wire_drain(&p.wire);
  }
  assert_int_equal(p.wire.code, CURLE_OK);
  assert_int_equal(wire_count(&p.wire, PING), 5000);
  wire_close(&p.wire);
}

/* The count of frames does not help here: each read brings bytes of a body, too. */
static void acknowledgements_that_nobody_reads_are_bounded(void **state)
{
  struct buf bytes = BUF_INIT(1u << 20);
  struct pair p;
  begin(&p);
  repeat(&bytes, &floods[0], 100);
  assert_int_equal(buf_add_span(&bytes, BYTES(FRAME("\x01", DATA, NONE, ON_1, "a"))), CURLE_OK);
  for(size_t i = 0; i < 100 && !p.wire.code; i++) wire_feed(&p.wire, buf_span(&bytes), SIZE_MAX);
  assert_int_equal(p.wire.code, CURLE_HTTP2);
  assert_int_equal(p.waits.error, CALM);
  wire_close(&p.wire);
  buf_free(&bytes);
}

/* The same with what is answered by RST_STREAM. */
static void refusals_that_nobody_reads_are_bounded(void **state)
{
  struct buf bytes = BUF_INIT(1u << 20);
  struct pair p;
  begin(&p);
  for(uint32_t id = 2; id < 20000 && !p.wire.code; id += 2) {
    uint8_t promise[] = { 0, 0, (uint8_t)(id >> 8), (uint8_t)id, 0x82, 0x84, 0x87 };
    buf_reset(&bytes);
    add_frame(&bytes, PUSH_PROMISE, END_HEADERS, 1, span_of(promise, sizeof promise));
    assert_int_equal(buf_add_span(&bytes, BYTES(FRAME("\x01", DATA, NONE, ON_1, "a"))), CURLE_OK);
    wire_feed(&p.wire, buf_span(&bytes), SIZE_MAX);
  }
  assert_int_equal(p.wire.code, CURLE_HTTP2);
  assert_int_equal(p.waits.error, CALM);
  wire_close(&p.wire);
  buf_free(&bytes);
}

/* Each DATA that goes out may be answered by a window. */
static void bytes_that_are_sent_begin_the_count_anew(void **state)
{
  struct buf bytes = BUF_INIT(1u << 20);
  struct user up = { .name = "u", .upload = "a" WAITS "b" WAITS };
  struct pair p;
  begin(&p);
  assert_int_equal(users_request(p.wire.http2, &up), CURLE_OK);
  wire_drain(&p.wire);
  for(size_t i = 0; i < FEW; i++)
    assert_int_equal(buf_add_span(&bytes, BYTES(FRAME("\x04", WINDOW_UPDATE, NONE, ON_0, "\0\0\0\1"))), CURLE_OK);
  wire_feed(&p.wire, buf_span(&bytes), READ);
  up.upload++;
  http2_resume(p.wire.http2, up.id);
  wire_drain(&p.wire);
  wire_feed(&p.wire, buf_span(&bytes), READ);
  assert_int_equal(p.wire.code, CURLE_OK);
  wire_close(&p.wire);
  buf_free(&bytes);
}

static uint8_t zeros[16384];

/* `times` DATA frames of 16 KiB that nobody waits for. */
static void feed_late(struct wire *w, uint32_t id, size_t times)
{
  struct buf frame = BUF_INIT(1u << 20);
  add_frame(&frame, DATA, NONE, id, span_of(zeros, sizeof zeros));
  for(size_t i = 0; i < times; i++) {
    wire_feed(w, buf_span(&frame), SIZE_MAX);
    wire_drain(w);
  }
  buf_free(&frame);
}

/* Each of many that leave had its window open, or a larger one. */
static void every_window_may_be_used_up(void **state)
{
  struct pair p;
  begin(&p);
  for(size_t i = 0; i < 50; i++) {
    struct user leaves = { .name = "l" };
    assert_int_equal(users_request(p.wire.http2, &leaves), CURLE_OK);
    wire_drain(&p.wire);
    http2_detach(p.wire.http2, leaves.id);
    wire_drain(&p.wire);
    feed_late(&p.wire, leaves.id, 3);
  }
  assert_int_equal(p.wire.code, CURLE_OK);
  http2_set_stream_window(p.wire.http2, p.waits.id, 8u << 20);
  http2_detach(p.wire.http2, p.waits.id);
  wire_drain(&p.wire);
  feed_late(&p.wire, p.waits.id, 400);
  assert_int_equal(p.wire.code, CURLE_OK);
  wire_close(&p.wire);
}

/* So have pushes that are refused. */
static void a_push_may_come_before_its_refusal(void **state)
{
  struct pair p;
  begin(&p);
  for(uint32_t id = 2; id < 100; id += 2) {
    struct buf bytes = BUF_INIT(1000);
    uint8_t promise[] = { 0, 0, 0, (uint8_t)id, 0x82, 0x87, 0x84, 0x01, 1, 'a' };
    add_frame(&bytes, PUSH_PROMISE, END_HEADERS, 1, span_of(promise, sizeof promise));
    add_frame(&bytes, HEADERS, END_HEADERS, id, BYTES("\x88"));
    wire_feed(&p.wire, buf_span(&bytes), SIZE_MAX);
    wire_drain(&p.wire);
    feed_late(&p.wire, id, 3);
    buf_free(&bytes);
  }
  assert_int_equal(users_pushes, 49);
  assert_int_equal(p.wire.code, CURLE_OK);
  wire_close(&p.wire);
}

/* Who has gone is still sent what was on the way: a window, and some. It is swallowed, and the connection's window given
 * back; but not for ever. */
static void bytes_that_come_late_are_bounded(void **state)
{
  struct buf frame = BUF_INIT(1u << 20);
  struct pair p;
  size_t sent = 0;
  begin(&p);
  http2_detach(p.wire.http2, p.waits.id);
  wire_drain(&p.wire);
  assert_int_equal(wire_reset(&p.wire, 1), CANCEL);
  add_frame(&frame, DATA, NONE, 1, span_of(zeros, sizeof zeros));
  for(; sent < 16u << 20 && !p.wire.code; sent += sizeof zeros) {
    wire_feed(&p.wire, buf_span(&frame), SIZE_MAX);
    wire_drain(&p.wire);
    if(sent == WINDOW + 1) {
      assert_int_equal(p.wire.code, CURLE_OK);
      assert_true(wire_count(&p.wire, WINDOW_UPDATE) > 0);
    }
  }
  assert_true(sent > WINDOW);
  assert_int_equal(p.wire.code, CURLE_HTTP2);
  assert_int_equal(wire_goaway(&p.wire), CALM);
  assert_int_equal(p.waits.ended + p.waits.bytes, 0);
  wire_close(&p.wire);
  buf_free(&frame);
}

static void a_head_without_end_is_an_error(void **state)
{
  struct buf bytes = BUF_INIT(1u << 20);
  struct pair p;
  begin(&p);
  add_frame(&bytes, HEADERS, END_STREAM, 1, BYTES("\x00\x01"));
  for(size_t i = 0; i < 40; i++) add_frame(&bytes, CONTINUATION, NONE, 1, BYTES(""));
  wire_feed(&p.wire, buf_span(&bytes), SIZE_MAX);
  assert_int_equal(p.wire.code, CURLE_HTTP2);
  assert_int_equal(p.waits.ended, 1);
  wire_close(&p.wire);
  buf_free(&bytes);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(frames_that_bring_nothing_are_counted),
    cmocka_unit_test(a_few_are_no_flood),
    cmocka_unit_test(what_comes_one_by_one_is_no_flood),
    cmocka_unit_test(acknowledgements_that_nobody_reads_are_bounded),
    cmocka_unit_test(refusals_that_nobody_reads_are_bounded),
    cmocka_unit_test(bytes_that_are_sent_begin_the_count_anew),
    cmocka_unit_test(every_window_may_be_used_up),
    cmocka_unit_test(a_push_may_come_before_its_refusal),
    cmocka_unit_test(bytes_that_come_late_are_bounded),
    cmocka_unit_test(a_head_without_end_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
