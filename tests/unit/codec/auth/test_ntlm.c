#include "base/base64.h"
#include "codec/auth/ntlm.h"
#include "unit/base/failing_alloc.h"
#include "unit/codec/auth/auth_test.h"

#define FLAGS_OEM     "\x06\x82\x00\x00" /* NTLM, always sign, target, OEM */
#define FLAGS_UNICODE "\x05\x82\x00\x00"
#define FLAGS_V2      "\x05\x82\x88\x00" /* extended session security, with attributes */
#define NONCE         "\x01\x23\x45\x67\x89\xab\xcd\xef"

/* A challenge without a target's name: the attributes' length (twice) and offset, and what follows. */
#define MESSAGE(flags, info, rest)                            \
  SPAN_LITERAL("NTLMSSP\0"                    /* signature */ \
               "\x02\0\0\0"                   /* type */      \
               "\0\0\0\0\0\0\0\0"             /* target */    \
               flags NONCE "\0\0\0\0\0\0\0\0" /* reserved */  \
               info rest)

static CURLcode read_message(struct auth_ntlm *n, struct span message)
{
  struct buf text = BUF_INIT(1u << 20);
  if(message.len) assert_int_equal(base64_encode(&text, message), CURLE_OK);
  struct block in = block_of(buf_span(&text));
  CURLcode code = auth_ntlm_read_challenge(n, in.span);
  free(in.at);
  buf_free(&text);
  return code;
}

static const struct auth_ntlm_login testuser = { SPAN_LITERAL("testuser"), SPAN_LITERAL("testpass"), 0, { 0 } };

/* The third message, decoded. */
static void answer(const struct auth_ntlm *n, const struct auth_ntlm_login *login, struct buf *ret)
{
  struct buf text = BUF_INIT(1u << 20);
  assert_int_equal(auth_ntlm_write_authenticate(n, login, &text), CURLE_OK);
  assert_int_equal(base64_decode(ret, buf_span(&text)), CURLE_OK);
  buf_free(&text);
}

/* What the third message has at one of its six lengths and offsets. */
static struct span part_at(const struct buf *message, size_t at)
{
  const uint8_t *p = message->at + at;
  size_t len = p[0] | (size_t)p[1] << 8, offset = p[4] | (size_t)p[5] << 8 | (size_t)p[6] << 16;
  assert_int_equal(p[2] | p[3] << 8, len);
  assert_true(offset + len <= message->len);
  return span_of(message->at + offset, len);
}

static void scenario_50_what_is_no_challenge_is_refused(void **state)
{
  static const struct span bad[] = {
    SPAN_LITERAL(""),
    SPAN_LITERAL("Rubbish"),
    SPAN_LITERAL("NTLMSSP\0\x02\0\0\0\0\0\0\0\0\0\0\0" FLAGS_OEM "\x01\x23\x45\x67\x89\xab\xcd"), /* 31 bytes */
    SPAN_LITERAL("NTLMSSX\0\x02\0\0\0\0\0\0\0\0\0\0\0" FLAGS_OEM NONCE),
    SPAN_LITERAL("NTLMSSP\0\x01\0\0\0\0\0\0\0\0\0\0\0" FLAGS_OEM NONCE), /* a first message */
    SPAN_LITERAL("NTLMSSP\0\x02\0\0\x01\0\0\0\0\0\0\0\0" FLAGS_OEM NONCE),
    MESSAGE(FLAGS_V2, "\x04\0\x04\0\x31\0\0\0", "abcd"),       /* one byte over the end */
    MESSAGE(FLAGS_V2, "\x05\0\x05\0\x30\0\0\0", "abcd"),       /* one byte too many */
    MESSAGE(FLAGS_V2, "\x04\0\x04\0\x58\x02\0\0", "abcd"),     /* far behind */
    MESSAGE(FLAGS_V2, "\x04\0\x04\0\xff\xff\xff\xff", "abcd"), /* so far that a sum wraps */
    MESSAGE(FLAGS_V2, "\xff\xff\xff\xff\xff\xff\xff\xff", "abcd"),
    MESSAGE(FLAGS_V2, "\x04\0\x04\0\0\0\0\x80", "abcd"),
    MESSAGE(FLAGS_V2, "\x04\0\x04\0\x10\0\0\0", "abcd"), /* within the fixed part */
    MESSAGE(FLAGS_V2, "\xff\xff\xff\xff\x30\0\0\0", "abcd"),
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct auth_ntlm n = { 0 };
    assert_int_equal(read_message(&n, bad[i]), CURLE_BAD_CONTENT_ENCODING);
    assert_int_equal(n.flags, 0);
    assert_null(n.target_info.at);
  }
}

static void what_is_no_base_64_is_refused(void **state)
{
  struct auth_ntlm n = { 0 };
  assert_int_equal(auth_ntlm_read_challenge(&n, span_text("TlRM$$$$")), CURLE_BAD_CONTENT_ENCODING);
  assert_int_equal(auth_ntlm_read_challenge(&n, span_text("TlRMT")), CURLE_BAD_CONTENT_ENCODING);
}

static void a_refused_challenge_leaves_the_one_before(void **state)
{
  static const struct span good = MESSAGE(FLAGS_V2, "\x04\0\x04\0\x30\0\0\0", "abcd");
  static const struct span bad = MESSAGE(FLAGS_V2, "\x04\0\x04\0\x31\0\0\0", "abcd");
  struct auth_ntlm n = { 0 };
  assert_int_equal(read_message(&n, good), CURLE_OK);
  assert_int_equal(read_message(&n, good), CURLE_OK); /* again: in its place */
  assert_int_equal(read_message(&n, bad), CURLE_BAD_CONTENT_ENCODING);
  assert_span(buf_span(&n.target_info), "abcd");
  auth_ntlm_reset(&n);
  assert_null(n.target_info.at);
}

static void the_first_message(void **state)
{
  static const uint8_t expected[32] = "NTLMSSP\0\x01\0\0\0\x06\x82\x08"; /* and no names */
  struct buf text = BUF_INIT(64), message = BUF_INIT(64);
  assert_int_equal(auth_ntlm_write_negotiate(&text), CURLE_OK);
  assert_int_equal(base64_decode(&message, buf_span(&text)), CURLE_OK);
  assert_int_equal(message.len, sizeof expected);
  assert_memory_equal(message.at, expected, sizeof expected);
  text.cap = text.len;
  assert_int_equal(auth_ntlm_write_negotiate(&text), CURLE_TOO_LARGE);
  buf_free(&text);
  buf_free(&message);
}

/* The responses are those of MS-NLMP, section 4.2.2.2. */
static void a_third_message_of_the_first_version(void **state)
{
  static const uint8_t expected[] = "NTLMSSP\0\x03\0\0\0"
                                    "\x18\0\x18\0\x40\0\0\0" /* lengths and offsets: LM, */
                                    "\x18\0\x18\0\x58\0\0\0" /* NT, */
                                    "\x06\0\x06\0\x70\0\0\0" /* domain, */
                                    "\x04\0\x04\0\x76\0\0\0" /* user, */
                                    "\x0b\0\x0b\0\x7a\0\0\0" /* workstation, */
                                    "\0\0\0\0\0\0\0\0"       /* session key */
      FLAGS_OEM "\x98\xde\xf7\xb8\x7f\x88\xaa\x5d\xaf\xe2\xdf\x77"
                                    "\x96\x88\xa1\x72\xde\xf1\x1c\x7d\x5c\xcd\xef\x13"
                                    "\x67\xc4\x30\x11\xf3\x02\x98\xa2\xad\x35\xec\xe6"
                                    "\x4f\x16\x33\x1c\x44\xbd\xbe\xd9\x27\x84\x1f\x94"
                                    "DomainUserWORKSTATION";
  static const struct span challenge = MESSAGE(FLAGS_OEM, "", "");
  const struct auth_ntlm_login login = { SPAN_LITERAL("Domain\\User"), SPAN_LITERAL("Password"), 0, { 0 } };
  struct auth_ntlm n = { 0 };
  struct buf message = BUF_INIT(1024);
  assert_int_equal(read_message(&n, challenge), CURLE_OK);
  answer(&n, &login, &message);
  assert_int_equal(message.len, sizeof expected - 1);
  assert_memory_equal(message.at, expected, message.len);
  buf_free(&message);
  auth_ntlm_reset(&n);
}

static void assert_third(struct span challenge, const char *user, struct span domain_sent, struct span user_sent,
                         struct span host_sent)
{
  struct auth_ntlm n = { 0 };
  struct auth_ntlm_login login = testuser;
  struct buf message = BUF_INIT(1u << 20);
  login.user = span_text(user);
  assert_int_equal(read_message(&n, challenge), CURLE_OK);
  answer(&n, &login, &message);
  assert_memory_equal(message.at, "NTLMSSP\0\x03\0\0\0", 12);
  assert_true(span_equal(part_at(&message, 28), domain_sent));
  assert_true(span_equal(part_at(&message, 36), user_sent));
  assert_true(span_equal(part_at(&message, 44), host_sent));
  assert_int_equal(part_at(&message, 52).len, 0);             /* no session key */
  assert_memory_equal(message.at + 60, challenge.at + 20, 4); /* the server's flags */
  buf_free(&message);
  auth_ntlm_reset(&n);
}

static void names_are_sent_as_the_server_reads_them(void **state)
{
  static const struct span oem = MESSAGE(FLAGS_OEM, "", ""), unicode = MESSAGE(FLAGS_UNICODE, "", ""),
                           both = MESSAGE("\x07\x82\x00\x00", "", ""), neither = MESSAGE("\0\x82\0\0", "", "");
  static const struct span d = SPAN_LITERAL("Dom"), u = SPAN_LITERAL("User"), h = SPAN_LITERAL("WORKSTATION");
  static const struct span wide_d = SPAN_LITERAL("D\0o\0m\0"), wide_u = SPAN_LITERAL("U\0s\0e\0r\0"),
                           wide_h = SPAN_LITERAL("W\0O\0R\0K\0S\0T\0A\0T\0I\0O\0N\0");
  assert_third(oem, "Dom\\User", d, u, h);
  assert_third(oem, "Dom/User", d, u, h);
  assert_third(oem, "User", span_text(""), u, h);
  assert_third(neither, "Dom\\User", d, u, h);
  assert_third(unicode, "Dom\\User", wide_d, wide_u, wide_h);
  assert_third(both, "Dom\\User", wide_d, wide_u, wide_h);
}

static void extended_session_security_brings_the_second_version(void **state)
{
  static const struct {
    struct span message;
    size_t nt_len;
  } cases[] = {
    { MESSAGE(FLAGS_V2, "\x04\0\x04\0\x30\0\0\0", "\0\0\0\0"), 48 + 4 },
    { MESSAGE(FLAGS_V2, "\x04\0\x04\0\x31\0\0\0", "x\0\0\0\0y"), 48 + 4 },
    { MESSAGE(FLAGS_V2, "\0\0\0\0\xff\xff\xff\xff", ""), 48 },             /* empty, wherever it is */
    { MESSAGE("\x05\x82\x08\x00", "\x04\0\x04\0\x30\0\0\0", "abcd"), 48 }, /* not announced */
    { MESSAGE(FLAGS_V2, "\x04\0\x04\0\x30\0\0", ""), 48 },                 /* 47 bytes: no room for it */
    { SPAN_LITERAL("NTLMSSP\0\x02\0\0\0\0\0\0\0\0\0\0\0" FLAGS_V2 NONCE), 48 },
    { MESSAGE("\x05\x82\x80\x00", "\x04\0\x04\0\x30\0\0\0", "abcd"), 24 }, /* attributes without security */
  };
  for(size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct auth_ntlm n = { 0 };
    struct buf message = BUF_INIT(4096);
    assert_int_equal(read_message(&n, cases[i].message), CURLE_OK);
    answer(&n, &testuser, &message);
    assert_int_equal(part_at(&message, 12).len, 24);
    assert_int_equal(part_at(&message, 20).len, cases[i].nt_len);
    buf_free(&message);
    auth_ntlm_reset(&n);
  }
}

static void assert_refused(const struct auth_ntlm *n, size_t user_len, size_t password_len, CURLcode expected)
{
  struct auth_ntlm_login login = testuser;
  struct buf to = BUF_INIT(1u << 20);
  char *long_text = malloc(100000);
  assert_non_null(long_text);
  memset(long_text, 'x', 100000);
  login.user = span_of(long_text, user_len);
  login.password = span_of(long_text, password_len);
  assert_int_equal(auth_ntlm_write_authenticate(n, &login, &to), expected);
  assert_true(!to.len == !!expected);
  free(long_text);
  buf_free(&to);
}

static void lengths_are_bounded(void **state)
{
  static const struct span v2 = MESSAGE(FLAGS_V2, "\0\0\0\0\0\0\0\0", "");
  struct auth_ntlm n = { 0 };
  assert_int_equal(read_message(&n, v2), CURLE_OK);
  assert_refused(&n, AUTH_NTLM_NAMES_MAX, 1000, CURLE_OK);
  assert_refused(&n, AUTH_NTLM_NAMES_MAX + 1, 1, CURLE_TOO_LARGE);
  assert_refused(&n, 1, 100000, CURLE_TOO_LARGE);
  auth_ntlm_reset(&n);
}

/* The longest attributes there can be make a response over 65535 bytes. */
static void scenario_50_long_attributes_overflow_nothing(void **state)
{
  static const struct span head = MESSAGE(FLAGS_V2, "\xf7\xff\xf7\xff\x30\0\0\0", "");
  static uint8_t message[48 + 0xfff7];
  struct auth_ntlm n = { 0 };
  struct buf to = BUF_INIT(1u << 20);
  memcpy(message, head.at, head.len);
  assert_int_equal(read_message(&n, span_of(message, sizeof message)), CURLE_OK);
  assert_int_equal(auth_ntlm_write_authenticate(&n, &testuser, &to), CURLE_TOO_LARGE);
  assert_int_equal(to.len, 0);
  auth_ntlm_reset(&n);
  buf_free(&to);
}

static void without_memory_nothing_is_appended(void **state)
{
  static const struct span v2 = MESSAGE(FLAGS_V2, "\x04\0\x04\0\x30\0\0\0", "abcd");
  struct buf challenge = BUF_INIT(256);
  bool has_failed = true;
  assert_int_equal(base64_encode(&challenge, v2), CURLE_OK);
  for(long i = 0; has_failed; i++) {
    struct auth_ntlm n = { 0 };
    struct buf to = BUF_INIT(4096);
    failing_after(i);
    CURLcode code = auth_ntlm_write_negotiate(&to);
    size_t first = to.len;
    if(!code) code = auth_ntlm_read_challenge(&n, buf_span(&challenge));
    if(!code) code = auth_ntlm_write_authenticate(&n, &testuser, &to);
    size_t second = to.len - first;
    auth_ntlm_reset(&n);
    buf_free(&to);
    has_failed = failing_end();
    assert_int_equal(failing_blocks, 0);
    assert_int_equal(code, has_failed ? CURLE_OUT_OF_MEMORY : CURLE_OK);
    assert_true(!second == has_failed);
  }
  buf_free(&challenge);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_50_what_is_no_challenge_is_refused),
    cmocka_unit_test(what_is_no_base_64_is_refused),
    cmocka_unit_test(a_refused_challenge_leaves_the_one_before),
    cmocka_unit_test(the_first_message),
    cmocka_unit_test(a_third_message_of_the_first_version),
    cmocka_unit_test(names_are_sent_as_the_server_reads_them),
    cmocka_unit_test(extended_session_security_brings_the_second_version),
    cmocka_unit_test(lengths_are_bounded),
    cmocka_unit_test(scenario_50_long_attributes_overflow_nothing),
    cmocka_unit_test(without_memory_nothing_is_appended),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
