/* The SOCKS handshake with GSSAPI: whole, byte by byte, cut off at every byte, and refused. */
#include "stream/socks.h"
#include "unit/base/failing_alloc.h"
#include "unit/stream/pair.h"
/* needs those above */
#include "unit/stream/fake_gss.h"

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
  bool tells_level;
  const char *last_token;
  struct turn turns[10];
};

#define GREETING SAYS("\5\2\0\1"), SAYS("\5\1")
#define TOKENS   SAYS("\1\1\0\5hello"), SAYS("\1\1\0\7welcome")
#define REQUEST  SAYS("\5\1\0\3\4host\0\120"), SAYS("\5\0\0\1\1\2\3\4\0\120")

static const struct talk talks[] = {
  /* in clear, with each level of protection, */
  { false, NULL, { GREETING, TOKENS, SAYS("\1\2\0\4i(\2)"), SAYS("\1\2\0\4i(\0)"), REQUEST } },
  { false,
    NULL,
    { GREETING, TOKENS, SAYS("\1\2\0\4i(\2)"), SAYS("\1\2\0\4i(\1)"), SAYS("\1\3\0\16i(\5\1\0\3\4host\0\120)"),
      SAYS("\1\3\0\15i(\5\0\0\1\1\2\3\4\0\120)") } },
  { false,
    NULL,
    { GREETING, TOKENS, SAYS("\1\2\0\4i(\2)"), SAYS("\1\2\0\4i(\2)"), SAYS("\1\3\0\16e(\5\1\0\3\4host\0\120)"),
      SAYS("\1\3\0\15e(\5\0\0\1\1\2\3\4\0\120)") } },
  { false,
    NULL,
    { GREETING, TOKENS, SAYS("\1\2\0\4i(\2)"), SAYS("\1\2\0\4i(\3)"), SAYS("\1\3\0\16e(\5\1\0\3\4host\0\120)"),
      SAYS("\1\3\0\15i(\5\0\0\1\1\2\3\4\0\120)") } },
  /* with the level in clear, and with a token that needs no answer */
  { true, NULL, { GREETING, TOKENS, SAYS("\1\2\0\1\2"), SAYS("\1\2\0\1\0"), REQUEST } },
  { false, "last", { GREETING, TOKENS, SAYS("\1\1\0\4last\1\2\0\4i(\2)"), SAYS("\1\2\0\4i(\0)"), REQUEST } },
};
#define EACH_TALK(t) for(const struct talk *t = talks; t < talks + sizeof talks / sizeof *talks; t++)

static long reason;

static struct stream *open_socks(const struct talk *t)
{
  struct socks_config config = { .target = { .name = "host", .port = 80 },
                                 .may_use_gssapi = true,
                                 .gssapi = { "rcmd", "proxy", 0, GSSAPI_KRB5 },
                                 .tells_level = t->tells_level,
                                 .reason = &reason };
  reason = CURLPX_OK;
  fake_gss.last_token = t->last_token;
  struct stream *s = socks_stream_new(pair_open(), &config);
  assert_non_null(s);
  return s;
}

static CURLcode establish(struct stream *s) { return stream_establish(s, &program.trace, 0); }

static void end(struct stream *s)
{
  stream_free(s);
  assert_int_equal(fake_gss.contexts, 0);
  pair_close();
}

/* The handshake with only the first `most` bytes of what the proxy says; `step` of them at a time. */
static CURLcode play(struct stream *s, const struct talk *t, size_t most, size_t step)
{
  for(const struct turn *turn = t->turns; turn->bytes; turn++) {
    assert_int_equal(establish(s), CURLE_AGAIN);
    far_expects(turn->bytes, turn->len);
    turn++;
    for(size_t done = 0, n; done < turn->len && most; done += n, most -= n) {
      n = step < turn->len - done ? step : turn->len - done;
      if(n > most) n = most;
      far_sends(turn->bytes + done, n);
      if(done + n < turn->len) assert_int_equal(establish(s), CURLE_AGAIN);
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
    size_t all = 0;
    for(size_t i = 1; i < 8; i += 2) all += t->turns[i].len;
    for(size_t most = 1; most < all; most++) {
      struct stream *s = open_socks(t);
      assert_int_equal(play(s, t, most, 1), CURLE_AGAIN);
      assert_int_equal(shutdown(far_end, SHUT_WR), 0);
      CURLcode code = establish(s);
      if(code == CURLE_AGAIN) code = establish(s); /* there was a message to send first */
      assert_int_equal(code, CURLE_PROXY);
      assert_true(reason == CURLPX_CLOSED || reason == CURLPX_RECV_REQACK);
      assert_true(program.error[0]);
      end(s);
    }
  }
}

static void refusals_are_told_with_their_reason(void **state)
{
  static const struct {
    struct talk talk;
    CURLproxycode reason;
  } rows[] = {
    { { .turns = { GREETING, SAYS("\1\1\0\5hello"), SAYS("\1\377") } }, CURLPX_GSSAPI },
    { { .turns = { GREETING, SAYS("\1\1\0\5hello"), SAYS("\1\1\0\3bye") } }, CURLPX_GSSAPI },
    { { .turns = { GREETING, SAYS("\1\1\0\5hello"), SAYS("\1\1\0\0") } }, CURLPX_GSSAPI },
    { { .turns = { GREETING, SAYS("\1\1\0\5hello"), SAYS("\1\2") } }, CURLPX_GSSAPI },
    { { .turns = { GREETING, SAYS("\1\1\0\5hello"), SAYS("\5\0") } }, CURLPX_BAD_VERSION },
    { { .turns = { GREETING, TOKENS, SAYS("\1\2\0\4i(\2)"), SAYS("\1\377") } }, CURLPX_GSSAPI },
    { { .turns = { GREETING, TOKENS, SAYS("\1\2\0\4i(\2)"), SAYS("\1\2\0\4i(\4)") } }, CURLPX_GSSAPI_PROTECTION },
    { { .turns = { GREETING, TOKENS, SAYS("\1\2\0\4i(\2)"), SAYS("\1\2\0\5i(\2\2)") } }, CURLPX_GSSAPI_PROTECTION },
    { { .turns = { GREETING, TOKENS, SAYS("\1\2\0\4i(\2)"), SAYS("\1\2\0\1\2") } }, CURLPX_GSSAPI_PROTECTION },
    { { .turns = { GREETING, TOKENS, SAYS("\1\2\0\4i(\2)"), SAYS("\1\2\0\0") } }, CURLPX_GSSAPI_PROTECTION },
    { { .tells_level = true, .turns = { GREETING, TOKENS, SAYS("\1\2\0\1\2"), SAYS("\1\2\0\0") } },
      CURLPX_GSSAPI_PROTECTION },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct stream *s = open_socks(&rows[i].talk);
    assert_int_equal(play(s, &rows[i].talk, SIZE_MAX, 100), CURLE_PROXY);
    assert_int_equal(reason, rows[i].reason);
    assert_true(program.error[0]);
    end(s);
  }
}

static void without_credentials_nothing_more_is_said(void **state)
{
  static const struct talk talk = { .turns = { GREETING } };
  struct stream *s = open_socks(&talk);
  fake_gss.has_no_credentials = true;
  assert_int_equal(play(s, &talk, SIZE_MAX, 2), CURLE_PROXY);
  fake_gss.has_no_credentials = false;
  assert_int_equal(reason, CURLPX_GSSAPI);
  assert_string_equal(program.error, "GSSAPI: no credentials");
  far_expects("", 0);
  end(s);
}

static void out_of_memory_is_a_code(void **state)
{
  bool has_failed = true;
  for(long i = 0; has_failed; i++) {
    struct stream *s = open_socks(&talks[2]);
    CURLcode code = CURLE_AGAIN;
    for(const struct turn *turn = talks[2].turns; turn->bytes; turn += 2) far_sends(turn[1].bytes, turn[1].len);
    failing_after(i);
    for(int turns = 0; turns < 9 && code == CURLE_AGAIN; turns++) code = establish(s);
    has_failed = failing_end();
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    end(s);
  }
}

/* ---- handshakes ---- */

static void handshakes_in_pieces_of_any_size(void **state)
{
  EACH_TALK(t) for(size_t step = 1; step < 24; step++)
  {
    struct stream *s = open_socks(t);
    assert_int_equal(play(s, t, SIZE_MAX, step), CURLE_OK);
    assert_int_equal(establish(s), CURLE_OK); /* asked again, nothing is sent again */
    far_expects("", 0);
    assert_string_equal(fake_gss.service, "rcmd");
    assert_string_equal(fake_gss.host, "proxy");
    end(s);
  }
}

static void what_comes_later_is_as_it_was_agreed_upon(void **state)
{
  static const struct {
    const char *sent, *received;
  } rows[] = { { "bye", "hello" },
               { "\1\3"
                 "\0\6i(bye)",
                 "\1\3"
                 "\0\10i(hello)" },
               { "\1\3"
                 "\0\6e(bye)",
                 "\1\3"
                 "\0\10e(hello)" } };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct stream *s = open_socks(&talks[i]);
    size_t n;
    assert_int_equal(play(s, &talks[i], SIZE_MAX, 100), CURLE_OK);
    far_sends(rows[i].received, i ? 12 : 5);
    near_gets(s, "hello");
    assert_int_equal(stream_write(s, &program.trace, "bye", 3, &n), CURLE_OK);
    assert_int_equal(n, 3);
    far_expects(rows[i].sent, i ? 10 : 3);
    end(s);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_proxy_that_closes_at_any_byte_is_a_proxy_error),
    cmocka_unit_test(refusals_are_told_with_their_reason),
    cmocka_unit_test(without_credentials_nothing_more_is_said),
    cmocka_unit_test(out_of_memory_is_a_code),
    cmocka_unit_test(handshakes_in_pieces_of_any_size),
    cmocka_unit_test(what_comes_later_is_as_it_was_agreed_upon),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
