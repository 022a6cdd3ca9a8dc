/* What a proxy says, whole and byte by byte: never more than the message is asked for. */
#include "codec/socks/socks.h"
#include "unit/codec/http1/pieces.h"

struct outcome {
  CURLcode code;
  CURLproxycode reason;
  size_t used; /* bytes that were taken */
  bool is_complete;
};

static struct outcome collect(enum socks_answer_kind kind, struct span text, size_t step)
{
  struct socks_answer a = { .kind = kind };
  struct socks_fault why = { CURLPX_OK, NULL };
  struct outcome o = { 0 };
  size_t missing;
  while((missing = socks_answer_missing(&a)) && o.used < text.len) {
    size_t n = missing < step ? missing : step;
    if(n > text.len - o.used) n = text.len - o.used;
    struct piece p = piece_new(text.at + o.used, n);
    assert_true(a.len + n <= sizeof a.bytes);
    memcpy(a.bytes + a.len, p.in.at, n);
    a.len = (uint16_t)(a.len + n);
    o.used += n;
    piece_free(&p);
  }
  o.is_complete = !missing;
  if(!o.is_complete) return o;
  o.code = socks_answer_judge(&a, &why);
  o.reason = why.code;
  assert_int_equal(o.code, why.code ? CURLE_PROXY : CURLE_OK);
  assert_int_equal(!why.text, !o.code);
  return o;
}

struct row {
  enum socks_answer_kind kind;
  const char *bytes;
  size_t len;
  CURLproxycode reason;
  size_t used; /* 0: all */
};

#define BYTES(text) text, sizeof(text) - 1

static void each_way(const struct row *r)
{
  struct span text = span_of(r->bytes, r->len);
  EACH_STEP(step, r->len) {
    struct outcome o = collect(r->kind, text, step);
    assert_true(o.is_complete);
    assert_int_equal(o.reason, r->reason);
    if(step == 1 || !r->reason) assert_int_equal(o.used, r->used ? r->used : r->len);
  }
}

static void refusals_are_told_apart(void **state)
{
  static const struct row rows[] = {
    { SOCKS4_REPLY, BYTES("\4\x5a\0\0\0\0\0\0"), CURLPX_BAD_VERSION, 0 }, /* the reply's version is 0 */
    { SOCKS4_REPLY, BYTES("\0\x5b\0\0\0\0\0\0"), CURLPX_REQUEST_FAILED, 0 },
    { SOCKS4_REPLY, BYTES("\0\x5c\0\0\0\0\0\0"), CURLPX_IDENTD, 0 },
    { SOCKS4_REPLY, BYTES("\0\x5d\0\0\0\0\0\0"), CURLPX_IDENTD_DIFFER, 0 },
    { SOCKS4_REPLY, BYTES("\0\x5e\0\0\0\0\0\0"), CURLPX_UNKNOWN_FAIL, 0 },
    { SOCKS5_METHOD, BYTES("\4\0"), CURLPX_BAD_VERSION, 0 },
    { SOCKS5_METHOD, BYTES("HT"), CURLPX_BAD_VERSION, 0 }, /* no SOCKS proxy at all */
    { SOCKS5_METHOD, BYTES("\5\xff"), CURLPX_NO_AUTH, 0 },
    { SOCKS5_LOGIN, BYTES("\1\1"), CURLPX_USER_REJECTED, 0 },
    { SOCKS5_REPLY, BYTES("\4\0\0\1\0\0\0\0\0\0"), CURLPX_BAD_VERSION, 1 },
    { SOCKS5_REPLY, BYTES("\5\0\0\2\0\0\0\0\0\0"), CURLPX_BAD_ADDRESS_TYPE, 5 },
    { SOCKS5_REPLY, BYTES("\5\1\0\1\0\0\0\0\0\0"), CURLPX_REPLY_GENERAL_SERVER_FAILURE, 2 },
    { SOCKS5_REPLY, BYTES("\5\2\0\1\0\0\0\0\0\0"), CURLPX_REPLY_NOT_ALLOWED, 2 },
    { SOCKS5_REPLY, BYTES("\5\3\0\1\0\0\0\0\0\0"), CURLPX_REPLY_NETWORK_UNREACHABLE, 2 },
    { SOCKS5_REPLY, BYTES("\5\4\0\1\0\0\0\0\0\0"), CURLPX_REPLY_HOST_UNREACHABLE, 2 },
    { SOCKS5_REPLY, BYTES("\5\5\0\1\0\0\0\0\0\0"), CURLPX_REPLY_CONNECTION_REFUSED, 2 },
    { SOCKS5_REPLY, BYTES("\5\6\0\1\0\0\0\0\0\0"), CURLPX_REPLY_TTL_EXPIRED, 2 },
    { SOCKS5_REPLY, BYTES("\5\7\0\1\0\0\0\0\0\0"), CURLPX_REPLY_COMMAND_NOT_SUPPORTED, 2 },
    { SOCKS5_REPLY, BYTES("\5\x08\0\1\0\0\0\0\0\0"), CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED, 2 },
    { SOCKS5_REPLY, BYTES("\5\x09\0\1\0\0\0\0\0\0"), CURLPX_REPLY_UNASSIGNED, 2 },
    { SOCKS5_REPLY, BYTES("\5\xff"), CURLPX_REPLY_UNASSIGNED, 2 }, /* and nothing more */
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) each_way(&rows[i]);
}

static void what_is_cut_off_is_not_complete(void **state)
{
  static const struct row rows[] = {
    { SOCKS4_REPLY, BYTES("\0\x5a\0\0\0\0\0\0"), CURLPX_OK, 0 },
    { SOCKS5_METHOD, BYTES("\5\0"), CURLPX_OK, 0 },
    { SOCKS5_LOGIN, BYTES("\1\0"), CURLPX_OK, 0 },
    { SOCKS5_REPLY, BYTES("\5\0\0\3\3abc\0\0"), CURLPX_OK, 0 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for(size_t len = 0; len < rows[i].len; len++)
      assert_false(collect(rows[i].kind, span_of(rows[i].bytes, len), 1).is_complete);
}

/* What stands behind the message is the peer's next word, or somebody else's. */
static void a_grant_takes_its_own_bytes_only(void **state)
{
  static const struct row rows[] = {
    { SOCKS4_REPLY, BYTES("\0\x5a\0\0\0\0\0\0next"), CURLPX_OK, 8 },
    { SOCKS5_METHOD, BYTES("\5\2next"), CURLPX_OK, 2 },
    { SOCKS5_LOGIN, BYTES("\1\0next"), CURLPX_OK, 2 },
    { SOCKS5_LOGIN, BYTES("\5\0next"), CURLPX_OK, 2 }, /* a wrong version is common */
    { SOCKS5_REPLY, BYTES("\5\0\0\1\1\2\3\4\0\120next"), CURLPX_OK, 10 },
    { SOCKS5_REPLY, BYTES("\5\0\0\4\1\2\3\4\5\6\7\1\1\2\3\4\5\6\7\1\0\120next"), CURLPX_OK, 22 },
    { SOCKS5_REPLY, BYTES("\5\0\0\3\0\0\120next"), CURLPX_OK, 7 },
    { SOCKS5_REPLY, BYTES("\5\0\0\3\3abc\0\120next"), CURLPX_OK, 10 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) each_way(&rows[i]);
}

static void the_longest_name_in_a_reply_fits(void **state)
{
  uint8_t text[SOCKS_ANSWER_MAX] = { 5, 0, 0, 3, 255 };
  struct outcome o = collect(SOCKS5_REPLY, span_of(text, sizeof text), sizeof text);
  assert_true(o.is_complete && !o.code);
  assert_int_equal(o.used, sizeof text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(refusals_are_told_apart),
    cmocka_unit_test(what_is_cut_off_is_not_complete),
    cmocka_unit_test(a_grant_takes_its_own_bytes_only),
    cmocka_unit_test(the_longest_name_in_a_reply_fits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
