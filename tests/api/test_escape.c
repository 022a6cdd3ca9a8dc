#include <curl/curl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void bad_lengths_give_nothing(void **state)
{
  int len = 77;
  assert_null(curl_easy_escape(NULL, "a", -1));
  assert_null(curl_easy_escape(NULL, "a", INT_MIN));
  assert_null(curl_easy_escape(NULL, NULL, 1));
  assert_null(curl_easy_escape(NULL, NULL, 0));
  assert_null(curl_easy_unescape(NULL, "a", -1, &len));
  assert_null(curl_easy_unescape(NULL, NULL, 0, &len));
  assert_int_equal(len, 77);
  assert_null(curl_escape("a", -1));
  assert_null(curl_unescape("a", -1));
  curl_free(NULL);
}

struct row {
  const char *in;
  int len;
  const char *out;
  int out_len;
};

/* The input ends with its block, unless the function has to look for its NUL. */
static char *input(const struct row *row)
{
  size_t len = row->len ? (size_t)row->len : strlen(row->in) + 1;
  char *copy = malloc(len);
  memcpy(copy, row->in, len);
  return copy;
}

static void all_but_unreserved_bytes_are_escaped(void **state)
{
  static const struct row rows[] = {
    { "", 0, "", 0 },
    { "azAZ09-._~", 0, "azAZ09-._~", 10 },
    { "a b", 0, "a%20b", 5 },
    { "a b", 2, "a%20", 4 },
    { "\0\x01\x7f\x80\xff", 5, "%00%01%7F%80%FF", 15 },
    { "%41+/?", 0, "%2541%2B%2F%3F", 14 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *in = input(&rows[i]);
    char *out = curl_easy_escape(NULL, in, rows[i].len);
    assert_string_equal(out, rows[i].out);
    curl_free(out);
    out = curl_escape(in, rows[i].len);
    assert_string_equal(out, rows[i].out);
    curl_free(out);
    free(in);
  }
}

static void escapes_become_bytes(void **state)
{
  static const struct row rows[] = {
    { "", 0, "", 0 },           { "%41b%43", 0, "AbC", 3 }, { "%41b%43", 5, "Ab%", 3 }, { "%00%fF", 6, "\0\xff", 2 },
    { "a+b", 0, "a+b", 3 },     { "%", 0, "%", 1 },         { "%4", 0, "%4", 2 },       { "%4g%g4", 0, "%4g%g4", 6 },
    { "%%34%31", 0, "%41", 3 },
  };
  for(size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *in = input(&rows[i]);
    int len = -1;
    char *out = curl_easy_unescape(NULL, in, rows[i].len, &len);
    assert_int_equal(len, rows[i].out_len);
    assert_memory_equal(out, rows[i].out, (size_t)len + 1);
    curl_free(out);
    out = curl_easy_unescape(NULL, in, rows[i].len, NULL);
    assert_string_equal(out, rows[i].out);
    curl_free(out);
    out = curl_unescape(in, rows[i].len);
    assert_string_equal(out, rows[i].out);
    curl_free(out);
    free(in);
  }
}

static void every_byte_survives_the_round_trip(void **state)
{
  char all[256];
  int len;
  for(int i = 0; i < 256; i++) all[i] = (char)i;
  char *escaped = curl_easy_escape(NULL, all, 256);
  char *plain = curl_easy_unescape(NULL, escaped, 0, &len);
  assert_int_equal(len, 256);
  assert_memory_equal(plain, all, 256);
  curl_free(escaped);
  curl_free(plain);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(bad_lengths_give_nothing),
    cmocka_unit_test(all_but_unreserved_bytes_are_escaped),
    cmocka_unit_test(escapes_become_bytes),
    cmocka_unit_test(every_byte_survives_the_round_trip),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
