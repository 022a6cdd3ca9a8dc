/* Pins: hashes by openssl(1) of the same bytes, files in both forms. */
#include "tls/pin.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>
/* needs those above */
#include <cmocka.h>

/* printf 'a public key' | openssl dgst -sha256 -binary | base64 */
#define HASH  "C3NI+gOJcMSOwHzXO2JX857IEPYPFu5zti48biYQq8Y="
#define OTHER "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
/* … | base64 */
#define TEXT  "YSBwdWJsaWMga2V5"
#define BEGIN "-----BEGIN PUBLIC KEY-----\n"
#define END   "-----END PUBLIC KEY-----\n"

static const struct span key = SPAN_LITERAL("a public key");

static char path[] = "/tmp/sluice-pin-XXXXXX";

static CURLcode check(const char *pinned) { return tls_pin_check(pinned, key, NULL); }

static CURLcode check_file(const char *content)
{
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(content, 1, strlen(content), f), strlen(content));
  fclose(f);
  return check(path);
}

static void no_hash_in_the_list_is_a_mismatch(void **state)
{
  static const char *const lists[] = {
    "sha256//",          "sha256//" OTHER,          "sha256//;",
    "sha256//" HASH "x", "sha256//" OTHER ";" HASH, "sha256//;sha1//" HASH,
    "sha256// " HASH,    "SHA256//" HASH,
  };
  for(size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    if(check(lists[i]) != CURLE_SSL_PINNEDPUBKEYNOTMATCH) fail_msg("%s", lists[i]);
  assert_int_equal(tls_pin_check("sha256//" HASH, span_of(NULL, 0), NULL), CURLE_SSL_PINNEDPUBKEYNOTMATCH);
}

static void one_hash_in_the_list_is_enough(void **state)
{
  assert_int_equal(check("sha256//" HASH), CURLE_OK);
  assert_int_equal(check("sha256//" OTHER ";sha256//" HASH), CURLE_OK);
  assert_int_equal(check("sha256//" HASH ";sha256//" OTHER), CURLE_OK);
}

static void a_file_holds_the_key_or_it_is_a_mismatch(void **state)
{
  assert_int_equal(check_file("a public key"), CURLE_OK);
  assert_int_equal(check_file(BEGIN TEXT "\n" END), CURLE_OK);
  assert_int_equal(check_file("about it\n" BEGIN "YSBwdWJs\r\naWMga2V5\r\n" END "more"), CURLE_OK);
  static const char *const files[] = {
    "",
    "another key",
    "a public key ",
    "a public ke",
    BEGIN "YSBwdWJsaWMga2V6\n" END,
    BEGIN TEXT,
    BEGIN END,
    TEXT,
    BEGIN "=" TEXT END,
    "no line end " BEGIN TEXT END,
    END BEGIN TEXT,
  };
  for(size_t i = 0; i < sizeof files / sizeof *files; i++)
    if(check_file(files[i]) != CURLE_SSL_PINNEDPUBKEYNOTMATCH) fail_msg("%s", files[i]);
  assert_int_equal(check("/nonexistent/file"), CURLE_SSL_PINNEDPUBKEYNOTMATCH);
  assert_int_equal(check("/tmp"), CURLE_SSL_PINNEDPUBKEYNOTMATCH);
  assert_int_equal(check(""), CURLE_SSL_PINNEDPUBKEYNOTMATCH);
}

static void the_text_says_what_it_is_about(void **state)
{
  char error[CURL_ERROR_SIZE] = "";
  const struct trace_opts opts = { .error_buffer = error };
  struct trace t = { .opts = &opts };
  assert_int_equal(tls_pin_check("/nonexistent/file", key, &t), CURLE_SSL_PINNEDPUBKEYNOTMATCH);
  assert_non_null(strstr(error, "pinned public key"));
}

static void out_of_memory_is_a_code(void **state)
{
  static const char pem[] = BEGIN TEXT "\n" END;
  assert_int_equal(check_file(pem), CURLE_OK);
  for(int part = 0; part < 2; part++) {
    int i = 0;
    for(failing_after(i); check(part ? path : "sha256//" HASH) == CURLE_OUT_OF_MEMORY; failing_after(++i)) continue;
    assert_false(failing_end());
    assert_in_range(i, 1, 10);
    assert_int_equal(failing_blocks, 0);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_hash_in_the_list_is_a_mismatch),
    cmocka_unit_test(one_hash_in_the_list_is_enough),
    cmocka_unit_test(a_file_holds_the_key_or_it_is_a_mismatch),
    cmocka_unit_test(the_text_says_what_it_is_about),
    cmocka_unit_test(out_of_memory_is_a_code),
  };
  int fd = mkstemp(path);
  if(fd < 0) return 1;
  close(fd);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  unlink(path);
  return failed;
}
