/* Alternative services: the file, and who has it. How they are used: test_altsvc_use.c. */
#include "check.h"
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_A "h2 a.test 443 h3 b.test 8443 \"20990101 00:00:00\" 0 0\n"
#define LINE_C "h1 c.test 443 h2 c.test 444 \"20990101 00:00:00\" 1 0\n"

static char folder[] = "/tmp/sluice-altsvc-XXXXXX";
static char one[64], two[64];

static int set_up(void **state)
{
  if(!mkdtemp(folder)) return 1;
  snprintf(one, sizeof one, "%s/one", folder);
  snprintf(two, sizeof two, "%s/two", folder);
  return 0;
}

static int tear_down(void **state) { return rmdir(folder); /* fails where something was left in it */ }

static int end(void **state)
{
  unlink(one);
  unlink(two);
  return 0;
}

static void put(const char *path, const char *text)
{
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  assert_int_equal(fclose(f), 0);
}

/* The lines of a file that are no comments. */
static const char *lines_of(const char *path)
{
  static char text[4096];
  char line[512];
  FILE *f = fopen(path, "r");
  text[0] = '\0';
  if(!f) return "(no file)";
  while(fgets(line, sizeof line, f)) {
    if(*line != '#') strcat(text, line);
  }
  fclose(f);
  return text;
}

static CURL *handle_with(const char *file)
{
  CURL *easy = curl_easy_init();
  assert_non_null(easy);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_ALTSVC, file), CURLE_OK);
  return easy;
}

static void a_file_that_cannot_be_read_has_nothing(void **state)
{
  curl_easy_cleanup(handle_with("/nonexistent/file"));
  curl_easy_cleanup(handle_with(folder));
  curl_easy_cleanup(handle_with(""));
  curl_easy_cleanup(handle_with(one));
  assert_string_equal(lines_of(one), "");
}

/* And so it is not written over. */
static void a_file_that_is_too_large_is_not_used(void **state)
{
  CURL *easy = curl_easy_init();
  put(one, LINE_A);
  assert_int_equal(truncate(one, 17 * 1024 * 1024), 0);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_ALTSVC, one), CURLE_TOO_LARGE);
  curl_easy_cleanup(easy);
  struct stat info;
  assert_int_equal(stat(one, &info), 0);
  assert_int_equal(info.st_size, 17 * 1024 * 1024);
}

static void a_file_is_read_and_written(void **state)
{
  put(one, LINE_A "h2 old.test 443 h3 old.test 443 \"20010101 00:00:00\" 0 0\nrubbish\n");
  CURL *easy = handle_with(one);
  unlink(one);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), LINE_A);
}

static void several_files_are_read_and_the_last_is_written(void **state)
{
  put(one, LINE_A);
  put(two, LINE_C);
  CURL *easy = handle_with(one);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_ALTSVC, two), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), LINE_A);
  assert_string_equal(lines_of(two), LINE_A LINE_C);
}

static void what_is_not_to_be_written_is_not(void **state)
{
  put(one, LINE_A);
  CURL *easy = handle_with(one);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_ALTSVC_CTRL, CURLALTSVC_H1 | CURLALTSVC_READONLYFILE), CURLE_OK);
  unlink(one);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), "(no file)");
  easy = handle_with(one);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_ALTSVC, NULL), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), "(no file)");
  easy = handle_with(one);
  assert_int_equal(curl_easy_setopt(easy, CURLOPT_ALTSVC_CTRL, 0L), CURLE_OK);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), "(no file)");
}

static void a_reset_changes_no_memory(void **state)
{
  put(one, LINE_A);
  CURL *easy = handle_with(one);
  unlink(one);
  curl_easy_reset(easy);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), LINE_A);
}

static void a_copy_of_a_handle_reads_the_file(void **state)
{
  put(one, LINE_A);
  CURL *easy = handle_with(one);
  put(one, LINE_C);
  CURL *copy = curl_easy_duphandle(easy);
  curl_easy_cleanup(copy);
  assert_string_equal(lines_of(one), LINE_C);
  curl_easy_cleanup(easy);
  assert_string_equal(lines_of(one), LINE_A);
}

#define TEST(name) cmocka_unit_test_teardown(name, end)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(a_file_that_cannot_be_read_has_nothing),
    TEST(a_file_that_is_too_large_is_not_used),
    TEST(a_file_is_read_and_written),
    TEST(several_files_are_read_and_the_last_is_written),
    TEST(what_is_not_to_be_written_is_not),
    TEST(a_reset_changes_no_memory),
    TEST(a_copy_of_a_handle_reads_the_file),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
