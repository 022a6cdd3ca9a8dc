/* What the client says to a SOCKS proxy. */
#include "codec/socks/socks.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static char long_text[SOCKS_TEXT_MAX + 2]; /* one byte more than fits */

static int fill_long_text(void **state)
{
  memset(long_text, 'x', sizeof long_text - 1);
  return 0;
}

static const struct socks_target by_name = { .name = "host", .port = 80 };
static const struct socks_target by_ipv4 = { .ip_len = 4, .ip = { 192, 0, 2, 1 }, .port = 443 };
static const struct socks_target by_ipv6 = { .ip_len = 16, .ip = { 0x20, 1, 0xd, 0xb8, [15] = 1 }, .port = 80 };

#define ASSERT_WRITES(call, bytes)                        \
  do {                                                    \
    struct buf to = BUF_INIT(SOCKS_MESSAGE_MAX);          \
    struct socks_fault why = { CURLPX_OK, NULL };         \
    (void)why;                                            \
    assert_int_equal(call, CURLE_OK);                     \
    assert_int_equal(to.len, sizeof(bytes) - 1);          \
    assert_memory_equal(to.at, bytes, sizeof(bytes) - 1); \
    buf_free(&to);                                        \
  } while(0)

#define ASSERT_REFUSES(call, reason)              \
  do {                                            \
    struct buf to = BUF_INIT(SOCKS_MESSAGE_MAX);  \
    struct socks_fault why = { CURLPX_OK, NULL }; \
    assert_int_equal(buf_add_char(&to, 'x'), 0);  \
    assert_int_equal(call, CURLE_PROXY);          \
    assert_int_equal(why.code, reason);           \
    assert_non_null(why.text);                    \
    assert_int_equal(to.len, 1);                  \
    buf_free(&to);                                \
  } while(0)

static void version_4_has_no_ipv6(void **state)
{
  ASSERT_REFUSES(socks4_write_request(&to, &by_ipv6, NULL, &why), CURLPX_BAD_ADDRESS_TYPE);
}

static void scenario_49_a_text_that_does_not_fit_is_refused(void **state)
{
  struct socks_target far = { .name = long_text, .port = 80 };
  ASSERT_REFUSES(socks4_write_request(&to, &far, NULL, &why), CURLPX_LONG_HOSTNAME);
  ASSERT_REFUSES(socks4_write_request(&to, &by_name, long_text, &why), CURLPX_LONG_USER);
  ASSERT_REFUSES(socks5_write_request(&to, &far, &why), CURLPX_LONG_HOSTNAME);
  ASSERT_REFUSES(socks5_write_login(&to, long_text, "", &why), CURLPX_LONG_USER);
  ASSERT_REFUSES(socks5_write_login(&to, "", long_text, &why), CURLPX_LONG_PASSWD);
}

static void an_empty_name_is_none(void **state)
{
  struct socks_target nobody = { .name = "", .port = 80 };
  ASSERT_REFUSES(socks4_write_request(&to, &nobody, NULL, &why), CURLPX_LONG_HOSTNAME);
  ASSERT_REFUSES(socks5_write_request(&to, &nobody, &why), CURLPX_LONG_HOSTNAME);
}

static void a_full_buffer_is_told_and_left_alone(void **state)
{
  struct buf to = BUF_INIT(4);
  struct socks_fault why;
  assert_int_equal(socks4_write_request(&to, &by_ipv4, NULL, &why), CURLE_TOO_LARGE);
  assert_int_equal(socks5_write_request(&to, &by_ipv4, &why), CURLE_TOO_LARGE);
  assert_int_equal(socks5_write_login(&to, "user", "password", &why), CURLE_TOO_LARGE);
  assert_int_equal(to.len, 0);
  buf_free(&to);
}

static void requests_of_version_4(void **state)
{
  ASSERT_WRITES(socks4_write_request(&to, &by_ipv4, NULL, &why), "\4\1\1\xbb\xc0\0\2\1\0");
  ASSERT_WRITES(socks4_write_request(&to, &by_ipv4, "me", &why), "\4\1\1\xbb\xc0\0\2\1me\0");
  ASSERT_WRITES(socks4_write_request(&to, &by_name, "me", &why), "\4\1\0\120\0\0\0\1me\0host\0");
}

static void messages_of_version_5(void **state)
{
  ASSERT_WRITES(socks5_write_greeting(&to, 1 << SOCKS5_METHOD_OPEN), "\5\1\0");
  ASSERT_WRITES(socks5_write_greeting(&to, 1 << SOCKS5_METHOD_OPEN | 1 << SOCKS5_METHOD_LOGIN), "\5\2\0\2");
  ASSERT_WRITES(socks5_write_greeting(&to, 7), "\5\3\0\1\2");
  ASSERT_WRITES(socks5_write_login(&to, "me", "secret", &why), "\1\2me\6secret");
  ASSERT_WRITES(socks5_write_login(&to, NULL, NULL, &why), "\1\0\0");
  ASSERT_WRITES(socks5_write_request(&to, &by_name, &why), "\5\1\0\3\4host\0\120");
  ASSERT_WRITES(socks5_write_request(&to, &by_ipv4, &why), "\5\1\0\1\xc0\0\2\1\1\xbb");
  ASSERT_WRITES(socks5_write_request(&to, &by_ipv6, &why), "\5\1\0\4\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\0\120");
}

static void the_longest_texts_fit(void **state)
{
  struct buf to = BUF_INIT(SOCKS_MESSAGE_MAX);
  struct socks_fault why;
  struct socks_target far = { .name = long_text + 1, .port = 80 };
  assert_int_equal(socks4_write_request(&to, &far, long_text + 1, &why), CURLE_OK);
  assert_int_equal(to.len, 8 + 256 + 256);
  buf_reset(&to);
  assert_int_equal(socks5_write_login(&to, long_text + 1, long_text + 1, &why), CURLE_OK);
  assert_int_equal(to.len, 3 + 255 + 255);
  buf_reset(&to);
  assert_int_equal(socks5_write_request(&to, &far, &why), CURLE_OK);
  assert_int_equal(to.len, 5 + 255 + 2);
  buf_free(&to);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(version_4_has_no_ipv6), cmocka_unit_test(scenario_49_a_text_that_does_not_fit_is_refused),
    cmocka_unit_test(an_empty_name_is_none), cmocka_unit_test(a_full_buffer_is_told_and_left_alone),
    cmocka_unit_test(requests_of_version_4), cmocka_unit_test(messages_of_version_5),
    cmocka_unit_test(the_longest_texts_fit),
  };
  return cmocka_run_group_tests(tests, fill_long_text, NULL);
}
