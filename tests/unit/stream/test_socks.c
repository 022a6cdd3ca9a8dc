/* The SOCKS handshake on a stream: whole, byte by byte, and cut off at every byte. */
#include "stream/socks.h"
#include "unit/base/failing_alloc.h"
#include "unit/stream/pair.h"

/* What is said by turns: the client, the proxy, the client … */
struct turn {
  const char *bytes;
  size_t len;
};
#define SAYS(text)         \
  {                        \
    text, sizeof(text) - 1 \
  }

struct talk {
  struct socks_config config;
  struct turn turns[7];
};

static long reason;

static const struct talk talks[] = {
  { { .is_version_4 = true, .target = { .ip_len = 4, .ip = { 192, 0, 2, 1 }, .port = 80 }, .user = "me" },
    { SAYS("\4\1\0\120\xc0\0\2\1me\0"), SAYS("\0\x5a\0\0\0\0\0\0") } },
  { { .is_version_4 = true, .target = { .name = "host", .port = 80 } },
    { SAYS("\4\1\0\120\0\0\0\1\0host\0"), SAYS("\0\x5a\0\0\0\0\0\0") } },
  { { .target = { .name = "host", .port = 80 }, .may_log_in = true },
    { SAYS("\5\1\0"), SAYS("\5\0"), SAYS("\5\1\0\3\4host\0\120"), SAYS("\5\0\0\1\1\2\3\4\0\120") } },
  { { .target = { .name = "host", .port = 80 }, .user = "me", .password = "secret", .may_log_in = true },
    { SAYS("\5\2\0\2"), SAYS("\5\2"), SAYS("\1\2me\6secret"), SAYS("\1\0"), SAYS("\5\1\0\3\4host\0\120"),
      SAYS("\5\0\0\3\3abc\0\120") } },
  { { .target = { .ip_len = 16, .ip = { 0x20, 1 }, .port = 80 }, .user = "me", .may_log_in = true },
    { SAYS("\5\2\0\2"), SAYS("\5\0"), SAYS("\5\1\0\4\x20\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\120"),
      SAYS("\5\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0") } },
};
#define EACH_TALK(t) for(const struct talk *t = talks; t < talks + sizeof talks / sizeof *talks; t++)

static struct stream *open_socks(struct socks_config config)
{
  reason = CURLPX_OK;
  config.reason = &reason;
  struct stream *s = socks_stream_new(pair_open(), &config);
  assert_non_null(s);
  return s;
}

static CURLcode establish(struct stream *s) { return stream_establish(s, &program.trace, 0); }

static void end(struct stream *s)
{
  stream_free(s);
  pair_close();
}

/* The handshake with only the first `most` bytes of what the proxy says; `step` of them at a time. */
static CURLcode play(struct stream *s, const struct talk *t, size_t most, size_t step)
{
  for(const struct turn *turn = t->turns; turn->bytes; turn++) {
    assert_int_equal(establish(s), CURLE_AGAIN);
    far_expects(turn->bytes, turn->len);
    turn++;
    for(size_t done = 0; done < turn->len && most; done += step, most -= step) {
      if(step > turn->len - done) step = turn->len - done;
      far_sends(turn->bytes + done, step);
      if(done + step < turn->len) assert_int_equal(establish(s), CURLE_AGAIN);
    }
    if(!most) break;
  }
  return most ? establish(s) : CURLE_AGAIN;
}

/* ---- failures ---- */

static void a_proxy_that_closes_at_any_byte_is_a_proxy_error(void **state)
{
  EACH_TALK(t)
  {
    size_t all = t->turns[1].len + t->turns[3].len + t->turns[5].len;
    for(size_t most = 0; most < all; most++) {
      struct stream *s = open_socks(t->config);
      if(!most) assert_int_equal(establish(s), CURLE_AGAIN);
      if(most) assert_int_equal(play(s, t, most, 1), CURLE_AGAIN);
      assert_int_equal(shutdown(far_end, SHUT_WR), 0);
      CURLcode code = establish(s);
      if(code == CURLE_AGAIN) code = establish(s); /* there was a message to send first */
      assert_int_equal(code, CURLE_PROXY);
      assert_int_equal(reason, CURLPX_CLOSED);
      assert_true(program.error[0]);
      end(s);
    }
  }
}

static void a_refusal_is_told_with_its_reason(void **state)
{
  static const struct {
    struct talk talk;
    CURLproxycode reason;
  } rows[] = {
    { { { .is_version_4 = true, .target = { .ip_len = 4, .ip = { 192, 0, 2, 1 }, .port = 80 }, .user = "me" },
        { SAYS("\4\1\0\120\xc0\0\2\1me\0"), SAYS("\0\x5b\0\0\0\0\0\0") } },
      CURLPX_REQUEST_FAILED },
    { { { .target = { .name = "host", .port = 80 } }, { SAYS("\5\1\0"), SAYS("\5\xff") } }, CURLPX_NO_AUTH },
    { { { .target = { .name = "host", .port = 80 } }, { SAYS("\5\1\0"), SAYS("\5\2") } }, CURLPX_UNKNOWN_MODE },
    { { { .target = { .name = "host", .port = 80 }, .user = "me" }, { SAYS("\5\1\0"), SAYS("\5\2") } },
      CURLPX_UNKNOWN_MODE }, /* it may not log in */
    { { { .target = { .name = "host", .port = 80 } }, { SAYS("\5\1\0"), SAYS("\5\1") } }, CURLPX_UNKNOWN_MODE },
    { { { .target = { .name = "host", .port = 80 } }, { SAYS("\5\1\0"), SAYS("HT") } }, CURLPX_BAD_VERSION },
    { { { .target = { .name = "host", .port = 80 }, .user = "me", .may_log_in = true },
        { SAYS("\5\2\0\2"), SAYS("\5\2"), SAYS("\1\2me\0"), SAYS("\1\1") } },
      CURLPX_USER_REJECTED },
    { { { .target = { .name = "host", .port = 80 } },
        { SAYS("\5\1\0"), SAYS("\5\0"), SAYS("\5\1\0\3\4host\0\120"), SAYS("\5\5") } },
      CURLPX_REPLY_CONNECTION_REFUSED },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct stream *s = open_socks(rows[i].talk.config);
    assert_int_equal(play(s, &rows[i].talk, SIZE_MAX, 100), CURLE_PROXY);
    assert_int_equal(reason, rows[i].reason);
    assert_true(program.error[0]);
    end(s);
  }
}

static void scenario_49_a_long_name_is_refused_and_not_sent(void **state)
{
  static char name[SOCKS_TEXT_MAX + 2];
  memset(name, 'x', sizeof name - 1);
  struct stream *s = open_socks((struct socks_config){ .target = { .name = name, .port = 80 } });
  assert_int_equal(establish(s), CURLE_AGAIN);
  far_expects("\5\1\0", 3);
  far_sends("\5", 1); /* slowly */
  assert_int_equal(establish(s), CURLE_AGAIN);
  far_sends("\0", 1);
  assert_int_equal(establish(s), CURLE_PROXY);
  assert_int_equal(reason, CURLPX_LONG_HOSTNAME);
  far_expects("", 0);
  end(s);
}

static void a_broken_connection_is_a_proxy_error(void **state)
{
  struct stream *s = open_socks(talks[0].config);
  close(far_end);
  far_end = -1;
  assert_int_equal(establish(s), CURLE_PROXY);
  assert_int_equal(reason, CURLPX_SEND_CONNECT);
  assert_string_equal(program.error, "Send failure: Broken pipe");
  end(s);
}

static void out_of_memory_is_a_code(void **state)
{
  struct stream *below = pair_open();
  failing_after(0);
  assert_null(socks_stream_new(below, &talks[0].config));
  assert_true(failing_end());
  struct stream *s = socks_stream_new(below, &talks[0].config);
  failing_after(0);
  assert_int_equal(establish(s), CURLE_OUT_OF_MEMORY);
  assert_true(failing_end());
  end(s);
}

/* ---- handshakes ---- */

static void handshakes_in_pieces_of_any_size(void **state)
{
  EACH_TALK(t) for(size_t step = 1; step < 24; step++)
  {
    struct stream *s = open_socks(t->config);
    assert_int_equal(play(s, t, SIZE_MAX, step), CURLE_OK);
    assert_int_equal(establish(s), CURLE_OK); /* asked again, nothing is sent again */
    far_expects("", 0);
    end(s);
  }
}

static void what_comes_behind_the_handshake_is_left_to_be_read(void **state)
{
  EACH_TALK(t)
  {
    struct stream *s = open_socks(t->config);
    size_t n;
    for(const struct turn *turn = t->turns; turn->bytes; turn++)
      if((turn - t->turns) % 2) far_sends(turn->bytes, turn->len);
    far_sends("hello", 5);
    CURLcode code = CURLE_AGAIN;
    for(int i = 0; i < 4 && code == CURLE_AGAIN; i++) code = establish(s);
    assert_int_equal(code, CURLE_OK);
    near_gets(s, "hello");
    assert_false(stream_has_pending(s));
    char skipped[512];
    assert_true(read(far_end, skipped, sizeof skipped) > 0);
    assert_int_equal(stream_write(s, &program.trace, "bye", 3, &n), CURLE_OK);
    far_expects("bye", 3);
    end(s);
  }
}

static void a_full_socket_is_waited_for(void **state)
{
  struct stream *s = open_socks(talks[0].config);
  char fill[4096] = "";
  size_t n;
  while(!stream_write(s->below, &program.trace, fill, sizeof fill, &n)) continue;
  assert_int_equal(establish(s), CURLE_AGAIN);
  assert_int_equal(stream_watch(s)->events, WATCH_WRITE);
  while(read(far_end, fill, sizeof fill) > 0) continue;
  assert_int_equal(play(s, &talks[0], SIZE_MAX, 8), CURLE_OK);
  end(s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_proxy_that_closes_at_any_byte_is_a_proxy_error),
    cmocka_unit_test(a_refusal_is_told_with_its_reason),
    cmocka_unit_test(scenario_49_a_long_name_is_refused_and_not_sent),
    cmocka_unit_test(a_broken_connection_is_a_proxy_error),
    cmocka_unit_test(out_of_memory_is_a_code),
    cmocka_unit_test(handshakes_in_pieces_of_any_size),
    cmocka_unit_test(what_comes_behind_the_handshake_is_left_to_be_read),
    cmocka_unit_test(a_full_socket_is_waited_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
