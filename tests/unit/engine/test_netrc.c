#include "engine/netrc.h"
#include "unit/base/failing_alloc.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
/* needs those above */
#include <cmocka.h>

static char folder[] = "/tmp/sluice-netrc-XXXXXX";
static char named[64], dotted[64], missing[64];

static void put(const char *path, const char *text)
{
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  assert_int_equal(fputs(text, f) < 0, 0);
  assert_int_equal(fclose(f), 0);
}

static int set_up(void **state)
{
  if(!mkdtemp(folder)) return 1;
  snprintf(named, sizeof named, "%s/named", folder);
  snprintf(dotted, sizeof dotted, "%s/.netrc", folder);
  snprintf(missing, sizeof missing, "%s/missing", folder);
  put(named, "machine h.test login named password one\n");
  put(dotted, "machine h.test login dotted password two\n");
  return 0;
}

static int tear_down(void **state)
{
  unlink(named);
  unlink(dotted);
  return rmdir(folder);
}

static void set_environment(const char *netrc, const char *home)
{
  if(netrc)
    setenv("NETRC", netrc, 1);
  else
    unsetenv("NETRC");
  if(home)
    setenv("HOME", home, 1);
  else
    unsetenv("HOME");
}

static char error[CURL_ERROR_SIZE];

static CURLcode find(long level, const char *file, const char *wanted, char user[64])
{
  struct netrc_opts opts = { level, (char *)(uintptr_t)file };
  struct trace_opts words = { .error_buffer = error };
  struct trace trace = { .opts = &words };
  char *got = NULL, *password = NULL;
  error[0] = '\0';
  CURLcode code = netrc_find(&opts, "h.test", wanted, &trace, &got, &password);
  snprintf(user, 64, "%s:%s", got ? got : "-", password ? password : "-");
  mem_free(got);
  mem_free(password);
  return code;
}

static void assert_finds(long level, const char *file, const char *wanted, const char *expected)
{
  char user[64];
  assert_int_equal(find(level, file, wanted, user), CURLE_OK);
  assert_string_equal(user, expected);
}

static void a_required_file_must_be_there(void **state)
{
  char user[64];
  set_environment(NULL, NULL);
  assert_int_equal(find(CURL_NETRC_REQUIRED, missing, NULL, user), CURLE_READ_ERROR);
  assert_non_null(strstr(error, missing));
  assert_int_equal(find(CURL_NETRC_REQUIRED, folder, NULL, user), CURLE_READ_ERROR);
  assert_finds(CURL_NETRC_OPTIONAL, missing, NULL, "-:-");
  assert_finds(CURL_NETRC_OPTIONAL, folder, NULL, "-:-");
}

static void a_file_of_wrong_syntax_gives_nothing(void **state)
{
  char user[64];
  put(named, "machine h.test login a password \"b\nmachine h.test login named password one\n");
  assert_int_equal(find(CURL_NETRC_REQUIRED, named, NULL, user), CURLE_READ_ERROR);
  assert_string_not_equal(error, "");
  assert_finds(CURL_NETRC_OPTIONAL, named, NULL, "-:-");
  put(named, "machine h.test login named password one\n");
}

static void a_large_file_is_not_read(void **state)
{
  char user[64];
  FILE *f = fopen(named, "w");
  for(int i = 0; i < NETRC_FILE_MAX; i++) fputc('\n', f);
  fclose(f);
  assert_int_equal(find(CURL_NETRC_REQUIRED, named, NULL, user), CURLE_OK);
  f = fopen(named, "a");
  fputc('\n', f);
  fclose(f);
  assert_int_equal(find(CURL_NETRC_REQUIRED, named, NULL, user), CURLE_READ_ERROR);
  put(named, "machine h.test login named password one\n");
}

static void ignored_means_not_read(void **state) { assert_finds(CURL_NETRC_IGNORED, named, NULL, "-:-"); }

static void the_option_comes_before_the_variable_before_the_home(void **state)
{
  set_environment(named, folder);
  assert_finds(CURL_NETRC_REQUIRED, dotted, NULL, "dotted:two");
  assert_finds(CURL_NETRC_REQUIRED, NULL, NULL, "named:one");
  set_environment("", folder);
  assert_finds(CURL_NETRC_REQUIRED, NULL, NULL, "dotted:two");
  set_environment(NULL, folder);
  assert_finds(CURL_NETRC_REQUIRED, NULL, NULL, "dotted:two");
}

static void a_wanted_user_gets_only_a_password(void **state)
{
  assert_finds(CURL_NETRC_OPTIONAL, named, "named", "-:one");
  assert_finds(CURL_NETRC_OPTIONAL, named, "other", "-:-");
}

static void without_memory_nothing_is_left(void **state)
{
  char user[64];
  set_environment(NULL, folder);
  for(long n = 0;; n++) {
    failing_after(n);
    CURLcode code = find(CURL_NETRC_OPTIONAL, NULL, NULL, user);
    if(!failing_end()) break;
    assert_int_equal(code, CURLE_OUT_OF_MEMORY);
    assert_int_equal(failing_blocks, 0);
  }
  assert_string_equal(user, "dotted:two");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_required_file_must_be_there),
    cmocka_unit_test(a_file_of_wrong_syntax_gives_nothing),
    cmocka_unit_test(a_large_file_is_not_read),
    cmocka_unit_test(ignored_means_not_read),
    cmocka_unit_test(the_option_comes_before_the_variable_before_the_home),
    cmocka_unit_test(a_wanted_user_gets_only_a_password),
    cmocka_unit_test(without_memory_nothing_is_left),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
