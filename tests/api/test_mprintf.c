#define CURL_NO_FMT_CHECKS /* many formats here are wrong on purpose */
#include <curl/curl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char output[2048];
static int count;

#define PRINT(...) (count = curl_msnprintf(output, sizeof output, __VA_ARGS__))

#define ASSERT_PRINTS(wanted, ...)           \
  do {                                       \
    memset(output, '~', sizeof output);      \
    PRINT(__VA_ARGS__);                      \
    assert_string_equal(output, wanted);     \
    assert_int_equal(count, strlen(wanted)); \
  } while(0)

static void formats_that_make_no_sense_print_nothing(void **state)
{
  ASSERT_PRINTS("", "%2$d %d", 1, 2); /* both styles */
  ASSERT_PRINTS("", "%d %2$d", 1, 2);
  ASSERT_PRINTS("", "%1$d %3$d", 1, 2, 3); /* a gap */
  ASSERT_PRINTS("", "%0$d", 1);
  ASSERT_PRINTS("", "%129$d", 1);
  ASSERT_PRINTS("", "%1$s %1$d", "a"); /* two types */
  ASSERT_PRINTS("", "%.1.2d", 1);      /* two precisions */
  assert_null(curl_maprintf("%2$d %d", 1, 2));
}

static void more_than_128_conversions_print_nothing(void **state)
{
  char format[2 * 129 + 1];
  for(int i = 0; i < 129; i++) memcpy(format + 2 * i, "%%", 3);
  ASSERT_PRINTS("", format);
  format[2 * 128] = '\0';
  assert_int_equal(PRINT(format), 128);
}

static void unknown_conversions_stand_for_themselves(void **state)
{
  ASSERT_PRINTS("%", "%");
  ASSERT_PRINTS("a%5", "a%5");
  ASSERT_PRINTS("%y 7", "%y %d", 7);
  ASSERT_PRINTS("%-5 7", "%-5 %d", 7);
  ASSERT_PRINTS("%l", "%l");
  ASSERT_PRINTS("%7", "%%%d", 7);
}

static void small_buffers_are_filled_and_terminated(void **state)
{
  char *small = malloc(4); /* reading or writing past it is caught */
  memcpy(small, "abc", 4);
  assert_int_equal(curl_msnprintf(small, 0, "%d", 12345), 0);
  assert_string_equal(small, "abc");
  assert_int_equal(curl_msnprintf(NULL, 0, "%d", 12345), 0);
  assert_int_equal(curl_msnprintf(small, 1, "%d", 12345), 0);
  assert_string_equal(small, "");
  assert_int_equal(curl_msnprintf(small, 4, "%d", 12345), 3);
  assert_string_equal(small, "123");
  assert_int_equal(curl_msnprintf(small, 4, "%99999999999s", "x"), 3);
  assert_string_equal(small, "   ");
  assert_int_equal(curl_msnprintf(small, 4, "%f", -1e308), 3);
  assert_int_equal(curl_msnprintf(small, 4, "%.*s", 3, "1234"), 3);
  free(small);
}

static void strings(void **state)
{
  char *unterminated = malloc(2);
  memcpy(unterminated, "ab", 2);
  ASSERT_PRINTS("ab", "%.2s", unterminated);
  ASSERT_PRINTS("ab", "%.*s", 2, unterminated);
  free(unterminated);
  ASSERT_PRINTS("(nil)", "%s", (char *)NULL);
  ASSERT_PRINTS("(nil)|", "%.5s|", (char *)NULL);
  ASSERT_PRINTS("|", "%.4s|", (char *)NULL);
  ASSERT_PRINTS("   ab|ab   |", "%5s|%-5s|", "ab", "ab");
  ASSERT_PRINTS("ab   |", "%*s|", -5, "ab");
  ASSERT_PRINTS("abc|", "%.*s|", -1, "abc");
  ASSERT_PRINTS("    a|", "%*.*s|", 5, 1, "abc");
  ASSERT_PRINTS("\"ab\" \"c\"", "%#s %S", "ab", "c");
  ASSERT_PRINTS("x|  x|x  |", "%c|%3c|%-3c|", 'x', 'x', 'x');
  ASSERT_PRINTS("0x1f (nil)   (nil)", "%p %p %7p", (void *)0x1f, NULL, NULL);
}

static void integers(void **state)
{
  ASSERT_PRINTS("-2147483648 2147483647 4294967295", "%d %i %u", INT_MIN, INT_MAX, UINT_MAX);
  ASSERT_PRINTS("-9223372036854775808 18446744073709551615", "%lld %llu", LLONG_MIN, ULLONG_MAX);
  ASSERT_PRINTS("-1 18446744073709551615", "%ld %lu", -1L, ULONG_MAX);
  ASSERT_PRINTS("-1 18446744073709551615 -2", "%zd %zu %qd", (size_t)-1, (size_t)-1, -2LL);
  ASSERT_PRINTS("-1 65535 -1 255", "%hd %hu %hhd %hhu", 65535, 65535, 255, 255);
  ASSERT_PRINTS("-5 9223372036854775807", "%" CURL_FORMAT_CURL_OFF_T " %" CURL_FORMAT_CURL_OFF_T, (curl_off_t)-5,
                (curl_off_t)INT64_MAX);
  ASSERT_PRINTS("ff FF 377 0xff 0XFF 0377", "%x %X %o %#x %#X %#o", 255, 255, 255, 255, 255, 255);
  ASSERT_PRINTS("+5 +ff -5  5", "%+d %+x %+d % d", 5, 255, -5, 5);
  ASSERT_PRINTS("   -5|-5   |-0005|0x00f", "%5d|%-5d|%05d|%#05x", -5, -5, -5, 15);
  ASSERT_PRINTS("005|  005|  ", "%.3d|%5.3d|%2.0d", 5, 5, 0);
  ASSERT_PRINTS("5    |5", "%0-5d|%.*d", 5, -1, 5);
  assert_int_equal(PRINT("%.400d", 1), 325);
  assert_int_equal(PRINT("%400d", 1), 400);
}

static void floats(void **state)
{
  ASSERT_PRINTS("1.500000 1.5 2 -1.50", "%f %.1f %.0f %.2f", 1.5, 1.5, 1.6, -1.5);
  ASSERT_PRINTS("1.500000e+00 1.5E+00 1.5 1E+20", "%e %.1E %g %G", 1.5, 1.5, 1.5, 1e20);
  ASSERT_PRINTS("+1.5|  1.5|1.5  |001.5", "%+.1f|%5.1f|%-5.1f|%05.1f", 1.5, 1.5, 1.5, 1.5);
  ASSERT_PRINTS("1.25", "%.2Lf", 1.25L);
  assert_int_equal(PRINT("%1000f", 1.5), 325);
  assert_int_equal(PRINT("%.1000f", 1.5), 325);
  assert_int_equal(PRINT("%f", -1.7976931348623157e308), 317);
}

static void arguments_by_position(void **state)
{
  ASSERT_PRINTS("c b a a", "%3$s %2$s %1$s %1$s", "a", "b", "c");
  ASSERT_PRINTS("1.5 x 7", "%3$.1f %1$s %2$lld", "x", 7LL, 1.5);
  ASSERT_PRINTS("    7|1.50", "%2$*1$d|%3$.*4$f", 5, 7, 1.5, 2);
}

static void counts_are_stored(void **state)
{
  int n = 0;
  short hn = 0;
  long ln = 0;
  long long lln = 0;
  ASSERT_PRINTS("ab7cd", "ab%n7%hnc%lnd%lln", &n, &hn, &ln, &lln);
  assert_int_equal(n, 2);
  assert_int_equal(hn, 3);
  assert_int_equal(ln, 4);
  assert_int_equal(lln, 5);
}

static int print_all(const char *wanted, const char *format, ...)
{
  va_list args;
  char buffer[64];
  FILE *file = tmpfile();
  va_start(args, format);
  assert_int_equal(curl_mvsprintf(buffer, format, args), strlen(wanted));
  va_end(args);
  assert_string_equal(buffer, wanted);
  va_start(args, format);
  assert_int_equal(curl_mvsnprintf(buffer, 4, format, args), 3);
  va_end(args);
  va_start(args, format);
  assert_int_equal(curl_mvfprintf(file, format, args), strlen(wanted));
  va_end(args);
  assert_int_equal(ftell(file), strlen(wanted));
  fclose(file);
  va_start(args, format);
  char *text = curl_mvaprintf(format, args);
  va_end(args);
  assert_string_equal(text, wanted);
  curl_free(text);
  va_start(args, format);
  int printed = curl_mvprintf(format, args);
  va_end(args);
  return printed;
}

static void the_whole_family_prints_the_same(void **state)
{
  char buffer[16];
  assert_int_equal(print_all("# a -1 1.5\n", "# %s %d %.1f\n", "a", -1, 1.5), 11);
  assert_int_equal(curl_mprintf("# %d\n", 1), 4);
  assert_int_equal(curl_mfprintf(stdout, "# %d\n", 1), 4);
  assert_int_equal(curl_msprintf(buffer, "%d", 1), 1);
  char *text = curl_maprintf("%s", "");
  assert_string_equal(text, "");
  curl_free(text);
}

static void a_stream_that_takes_nothing_counts_nothing(void **state)
{
  FILE *file = fopen("/dev/null", "r");
  assert_int_equal(curl_mfprintf(file, "%d", 1), 0);
  fclose(file);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(formats_that_make_no_sense_print_nothing),
    cmocka_unit_test(more_than_128_conversions_print_nothing),
    cmocka_unit_test(unknown_conversions_stand_for_themselves),
    cmocka_unit_test(small_buffers_are_filled_and_terminated),
    cmocka_unit_test(strings),
    cmocka_unit_test(integers),
    cmocka_unit_test(floats),
    cmocka_unit_test(arguments_by_position),
    cmocka_unit_test(counts_are_stored),
    cmocka_unit_test(the_whole_family_prints_the_same),
    cmocka_unit_test(a_stream_that_takes_nothing_counts_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
