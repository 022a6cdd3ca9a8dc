/* The responses of MS-NLMP, section 4.2: "User" of "Domain", with the password "Password". */
#include "codec/auth/ntlm_answer.h"
#include "codec/auth/ntlm_text.h"
#include "unit/codec/auth/auth_test.h"

static const uint8_t nonce[AUTH_NTLM_NONCE] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef };

/* Server's attributes: NetBIOS names of domain and computer, and the end. */
#define TARGET_INFO                                        \
  "\x02\0\x0c\0D\0o\0m\0a\0i\0n\0\x01\0\x0c\0S\0e\0r\0v\0" \
  "e\0r\0\0\0\0\0"

static const struct auth_ntlm_login login = { .now = -INT64_C(11644473600), /* 1601 */
                                              .random = { 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa } };
static const struct auth_ntlm_secret secret = { SPAN_LITERAL("Domain"), SPAN_LITERAL("User"),
                                                SPAN_LITERAL("Password") };

static void assert_hex(struct span got, const char *expected)
{
  struct buf hex = BUF_INIT(4096);
  for(size_t i = 0; i < got.len; i++) assert_int_equal(buf_addf(&hex, "%02x", got.at[i]), CURLE_OK);
  assert_span(buf_span(&hex), expected);
  buf_free(&hex);
}

static void the_first_version(void **state)
{
  struct buf lm = BUF_INIT(24), nt = BUF_INIT(24);
  assert_int_equal(auth_ntlm_answer_v1(secret.password, nonce, &lm, &nt), CURLE_OK);
  assert_hex(buf_span(&lm), "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13"); /* 4.2.2.2.2 */
  assert_hex(buf_span(&nt), "67c43011f30298a2ad35ece64f16331c44bdbed927841f94"); /* 4.2.2.2.1 */
  buf_free(&lm);
  buf_free(&nt);
}

static void the_second_version(void **state)
{
  struct buf lm = BUF_INIT(24), nt = BUF_INIT(4096);
  struct span info = span_of(TARGET_INFO, sizeof TARGET_INFO - 1);
  assert_int_equal(auth_ntlm_answer_v2(&secret, nonce, info, &login, &lm, &nt), CURLE_OK);
  assert_hex(buf_span(&lm), "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"); /* 4.2.4.2.1 */
  assert_hex(buf_span(&nt), "68cd0ab851e51c96aabc927bebef6a1c"                   /* 4.2.4.2.2 */
                            "0101000000000000"                                   /* version */
                            "0000000000000000"                                   /* time */
                            "aaaaaaaaaaaaaaaa"
                            "00000000"
                            "02000c0044006f006d00610069006e00"
                            "01000c00530065007200760065007200"
                            "00000000"
                            "00000000");
  buf_free(&lm);
  buf_free(&nt);
}

static void the_time_is_in_ticks_since_1601(void **state)
{
  struct buf lm = BUF_INIT(24), nt = BUF_INIT(4096);
  struct auth_ntlm_login at_2020 = login;
  at_2020.now = 1577836800; /* 132223104000000000 ticks */
  assert_int_equal(auth_ntlm_answer_v2(&secret, nonce, span_of(NULL, 0), &at_2020, &lm, &nt), CURLE_OK);
  assert_int_equal(nt.len, 16 + 28 + 4);
  assert_hex(span_of(nt.at + 24, 8), "0000056936c0d501");
  buf_free(&lm);
  buf_free(&nt);
}

static void the_servers_time_goes_before_ours(void **state)
{
  static const char info[] = "\x02\0\x02\0D\0\x07\0\x08\0\x01\x02\x03\x04\x05\x06\x07\x08\0\0\0";
  struct buf lm = BUF_INIT(24), nt = BUF_INIT(4096);
  assert_int_equal(auth_ntlm_answer_v2(&secret, nonce, span_of(info, sizeof info), &login, &lm, &nt), CURLE_OK);
  assert_hex(buf_span(&lm), "000000000000000000000000000000000000000000000000");
  assert_hex(span_of(nt.at + 24, 8), "0102030405060708");
  buf_free(&lm);
  buf_free(&nt);
}

/* Attributes are copied, whatever they are; only a time that is one is looked at. */
static void scenario_50_attributes_are_not_trusted(void **state)
{
  static const struct span bad[] = {
    SPAN_LITERAL("\x07"),
    SPAN_LITERAL("\x07\0\x08"),
    SPAN_LITERAL("\x07\0\x08\0\x01\x02\x03\x04\x05\x06\x07"),             /* shorter than it says */
    SPAN_LITERAL("\x07\0\x04\0\x01\x02\x03\x04"),                         /* no time */
    SPAN_LITERAL("\x02\0\xff\xff\x07\0\x08\0"),                           /* over the end */
    SPAN_LITERAL("\0\0\0\0\x07\0\x08\0\x01\x02\x03\x04\x05\x06\x07\x08"), /* after the end */
  };
  for(size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct buf lm = BUF_INIT(24), nt = BUF_INIT(4096);
    struct block info = block_of(bad[i]);
    assert_int_equal(auth_ntlm_answer_v2(&secret, nonce, info.span, &login, &lm, &nt), CURLE_OK);
    assert_hex(span_of(nt.at + 24, 8), "0000000000000000");
    assert_hex(span_of(lm.at + 16, 8), "aaaaaaaaaaaaaaaa");
    assert_true(span_equal(span_of(nt.at + 44, bad[i].len), bad[i]));
    free(info.at);
    buf_free(&lm);
    buf_free(&nt);
  }
}

static void a_response_over_its_cap(void **state)
{
  static const uint8_t info[65535];
  struct buf lm = BUF_INIT(24), nt = BUF_INIT(65535);
  assert_int_equal(auth_ntlm_answer_v2(&secret, nonce, span_of(info, sizeof info - 48), &login, &lm, &nt), CURLE_OK);
  nt.len = lm.len = 0;
  assert_int_equal(auth_ntlm_answer_v2(&secret, nonce, span_of(info, sizeof info - 47), &login, &lm, &nt),
                   CURLE_TOO_LARGE);
  buf_free(&lm);
  buf_free(&nt);
}

static void an_lm_key_is_fourteen_bytes_of_capitals(void **state)
{
  struct buf a = BUF_INIT(24), b = BUF_INIT(24), nt = BUF_INIT(48);
  assert_int_equal(auth_ntlm_answer_v1(span_text("pass word {1}x and more"), nonce, &a, &nt), CURLE_OK);
  assert_int_equal(auth_ntlm_answer_v1(span_text("PASS WORD {1}X"), nonce, &b, &nt), CURLE_OK);
  assert_true(span_equal(buf_span(&a), buf_span(&b)));
  assert_memory_not_equal(nt.at, nt.at + 24, 24);
  buf_free(&a);
  buf_free(&b);
  buf_free(&nt);
}

static void assert_utf16(const char *text, const char *expected, const char *upper)
{
  struct buf got = BUF_INIT(64), in_capitals = BUF_INIT(64);
  struct block in = block_of(span_text(text));
  assert_int_equal(auth_ntlm_add_utf16(in.span, &got), CURLE_OK);
  assert_hex(buf_span(&got), expected);
  assert_int_equal(auth_ntlm_add_utf16_upper(in.span, &in_capitals), CURLE_OK);
  assert_hex(buf_span(&in_capitals), upper);
  free(in.at);
  buf_free(&got);
  buf_free(&in_capitals);
}

static void names_become_utf16(void **state)
{
  assert_utf16("", "", "");
  assert_utf16("aZ[{", "61005a005b007b00", "41005a005b007b00");
  assert_utf16("\xc3\xa9\xc3\xb7\xc5\x82", "e900f7004201", "c900f7004101");     /* e acute, division sign, Polish l */
  assert_utf16("\xd0\xb6\xd1\x91\xcf\x89", "36045104c903", "16040104a903");     /* zhe, yo, omega */
  assert_utf16("\xe2\x82\xac\xf0\x9f\x98\x80", "ac203dd800de", "ac203dd800de"); /* euro, a face */
}

static void what_is_not_utf8_is_latin1(void **state)
{
  assert_utf16("J\xe4s", "4a00e4007300", "4a00c4005300");
  assert_utf16("\xc3", "c300", "c300");                         /* cut */
  assert_utf16("\xc0\xaf", "c000af00", "c000af00");             /* longer than need be */
  assert_utf16("\xed\xa0\x80", "ed00a0008000", "cd00a0008000"); /* half a pair */
  assert_utf16("\xf4\x90\x80\x80", "f400900080008000", "d400900080008000");
  assert_utf16("\xc3\xa9\xff", "c300a900ff00", "c300a900ff00"); /* all of it, then */
}

static void assert_split(const char *name, const char *domain, const char *user)
{
  struct span got_domain, got_user;
  struct block in = block_of(span_text(name));
  auth_ntlm_split_user(in.span, &got_domain, &got_user);
  assert_span(got_domain, domain);
  assert_span(got_user, user);
  free(in.at);
}

static void a_domain_stands_before_the_user(void **state)
{
  assert_split("user", "", "user");
  assert_split("", "", "");
  assert_split("D\\user", "D", "user");
  assert_split("D/user", "D", "user");
  assert_split("D/E\\user", "D/E", "user"); /* a backslash first */
  assert_split("D\\u\\v/w", "D", "u\\v/w");
  assert_split("\\", "", "");
  assert_split("user@example.com", "", "user@example.com");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_first_version),
    cmocka_unit_test(the_second_version),
    cmocka_unit_test(the_time_is_in_ticks_since_1601),
    cmocka_unit_test(the_servers_time_goes_before_ours),
    cmocka_unit_test(scenario_50_attributes_are_not_trusted),
    cmocka_unit_test(a_response_over_its_cap),
    cmocka_unit_test(an_lm_key_is_fourteen_bytes_of_capitals),
    cmocka_unit_test(names_become_utf16),
    cmocka_unit_test(what_is_not_utf8_is_latin1),
    cmocka_unit_test(a_domain_stands_before_the_user),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
