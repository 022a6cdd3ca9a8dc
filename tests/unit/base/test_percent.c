#include "base/percent.h"
#include "unit/codec/url/url_test.h"

/* Both directions write nothing past what they promise: the output ends with its block. */
static void assert_encoded(const char *in, size_t len, unsigned how, const char *wanted)
{
  char *copy = malloc(len ? len : 1), *out = malloc(strlen(wanted) ? strlen(wanted) : 1);
  memcpy(copy, in, len);
  assert_int_equal(percent_encode(out, span_of(copy, len), how), strlen(wanted));
  assert_memory_equal(out, wanted, strlen(wanted));
  free(copy);
  free(out);
}

static void assert_decoded(const char *in, const char *wanted, size_t wanted_len)
{
  size_t len = strlen(in);
  char *copy = malloc(len ? len : 1), *out = malloc(len ? len : 1);
  memcpy(copy, in, len);
  assert_int_equal(percent_decode(out, span_of(copy, len)), wanted_len);
  assert_memory_equal(out, wanted, wanted_len);
  assert_int_equal(percent_decode(copy, span_of(copy, len)), wanted_len); /* in place */
  assert_memory_equal(copy, wanted, wanted_len);
  free(copy);
  free(out);
}

static void what_is_not_encoded_stays(void **state)
{
  static const char *const same[] = { "", "%", "%4", "%g1", "%1g", "%%", "a%", "a%f", "%-1", "% 1" };
  for(size_t i = 0; i < COUNT(same); i++) assert_decoded(same[i], same[i], strlen(same[i]));
}

static void bytes_are_decoded_once(void **state)
{
  assert_decoded("%41%7a%7A", "Azz", 3);
  assert_decoded("%00x%fF", "\0x\xff", 3);
  assert_decoded("%2541", "%41", 3);
  assert_decoded("%%41", "%A", 2);
}

static void only_unreserved_bytes_stay(void **state)
{
  assert_encoded("aZ09-._~", 8, PERCENT_KEEP_UNRESERVED, "aZ09-._~");
  assert_encoded("a b/%\0\xff", 7, PERCENT_KEEP_UNRESERVED, "a%20b%2F%25%00%FF");
  assert_encoded("", 0, PERCENT_KEEP_UNRESERVED, "");
}

static void a_path_keeps_its_delimiters(void **state)
{
  assert_encoded("/a:b@c,d;e=f!$&'()*+[]{}", 24, PERCENT_KEEP_PATH, "/a:b@c,d;e=f!$&'()*+[]{}");
  assert_encoded("?#\"<>^`|\\%\0", 11, PERCENT_KEEP_PATH, "%3F%23%22%3C%3E%5E%60%7C%5C%25%00");
}

static void text_that_is_encoded_is_not_encoded_again(void **state)
{
  assert_encoded("%2f\xc3 %zz%", 9, PERCENT_KEEP_PRINTABLE, "%2F%C3%20%zz%");
  assert_encoded("%2f\xc3 \n", 6, PERCENT_KEEP_ALL, "%2F\xc3 \n");
}

static void a_space_can_be_a_plus(void **state)
{
  assert_encoded("a b+", 4, PERCENT_KEEP_UNRESERVED | PERCENT_PLUS, "a+b%2B");
  assert_encoded("a b%20", 6, PERCENT_KEEP_PRINTABLE | PERCENT_PLUS, "a+b%20");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_not_encoded_stays),
    cmocka_unit_test(bytes_are_decoded_once),
    cmocka_unit_test(only_unreserved_bytes_stay),
    cmocka_unit_test(a_path_keeps_its_delimiters),
    cmocka_unit_test(text_that_is_encoded_is_not_encoded_again),
    cmocka_unit_test(a_space_can_be_a_plus),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
