#include "base/mem.h"
#include "os/file.h"
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* needs those above */
#include <cmocka.h>

static char folder[] = "/tmp/sluice-replace-XXXXXX";
static char path[64], link_path[64];

static int set_up(void **state)
{
  if(!mkdtemp(folder)) return 1;
  snprintf(path, sizeof path, "%s/file", folder);
  snprintf(link_path, sizeof link_path, "%s/link", folder);
  return 0;
}

static int tear_down(void **state)
{
  unlink(link_path);
  unlink(path);
  return rmdir(folder); /* fails where something was left in it */
}

static CURLcode put(const char *where, const char *text) { return file_replace(where, span_text(text)); }

static void assert_content(const char *where, const char *expected)
{
  struct buf got = BUF_INIT(1024 * 1024);
  assert_int_equal(file_load(where, &got), CURLE_OK);
  assert_int_equal(got.len, strlen(expected));
  if(got.len) assert_memory_equal(got.at, expected, got.len);
  buf_free(&got);
}

static unsigned mode_of(const char *where)
{
  struct stat info;
  assert_int_equal(lstat(where, &info), 0);
  return info.st_mode;
}

static int entries(void)
{
  int count = 0;
  DIR *d = opendir(folder);
  while(readdir(d)) count++;
  closedir(d);
  return count - 2;
}

static void what_cannot_be_written_is_an_error(void **state)
{
  assert_int_equal(put("/nonexistent/file", "x"), CURLE_WRITE_ERROR);
  assert_int_equal(put("", "x"), CURLE_WRITE_ERROR);
  assert_int_equal(put(folder, "x"), CURLE_WRITE_ERROR);
  assert_int_equal(put("/dev/full", "x"), CURLE_WRITE_ERROR);
  assert_int_equal(entries(), 0);
}

static void what_cannot_be_loaded_is_an_error(void **state)
{
  struct buf got = BUF_INIT(4);
  assert_int_equal(file_load(path, &got), CURLE_READ_ERROR);
  assert_int_equal(file_load(folder, &got), CURLE_READ_ERROR);
  assert_int_equal(put(path, "12345"), CURLE_OK);
  assert_int_equal(file_load(path, &got), CURLE_TOO_LARGE);
  buf_free(&got);
  assert_int_equal(unlink(path), 0);
}

static void a_file_is_made_and_replaced(void **state)
{
  mode_t before = umask(027);
  assert_int_equal(put(path, "one"), CURLE_OK);
  umask(before);
  assert_int_equal(mode_of(path) & 0777, 0640);
  assert_content(path, "one");
  assert_int_equal(put(path, ""), CURLE_OK);
  assert_content(path, "");
  assert_int_equal(entries(), 1);
}

static void the_mode_stays(void **state)
{
  assert_int_equal(chmod(path, 0600), 0);
  assert_int_equal(put(path, "two"), CURLE_OK);
  assert_int_equal(mode_of(path) & 0777, 0600);
}

static void a_link_goes_on_being_one(void **state)
{
  assert_int_equal(symlink("file", link_path), 0);
  assert_int_equal(put(link_path, "three"), CURLE_OK);
  assert_true(S_ISLNK(mode_of(link_path)));
  assert_content(path, "three");
  assert_int_equal(unlink(link_path), 0);
}

static void a_device_is_written_to(void **state)
{
  assert_int_equal(put("/dev/null", "x"), CURLE_OK);
  assert_true(S_ISCHR(mode_of("/dev/null")));
}

static void *write_often(void *arg)
{
  char *text = malloc(100001);
  memset(text, *(char *)arg, 100000);
  text[100000] = '\0';
  for(int i = 0; i < 50; i++) assert_int_equal(put(path, text), CURLE_OK);
  free(text);
  return NULL;
}

static void scenario_34_parallel_saves_leave_a_whole_file(void **state)
{
  pthread_t a, b;
  assert_int_equal(put(path, ""), CURLE_OK);
  assert_int_equal(pthread_create(&a, NULL, write_often, "a"), 0);
  assert_int_equal(pthread_create(&b, NULL, write_often, "b"), 0);
  for(int i = 0; i < 50; i++) {
    struct buf got = BUF_INIT(1024 * 1024);
    assert_int_equal(file_load(path, &got), CURLE_OK);
    assert_true(!got.len || got.len == 100000);
    for(size_t k = 1; k < got.len; k++) assert_int_equal(got.at[k], got.at[0]);
    buf_free(&got);
  }
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  assert_int_equal(entries(), 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_cannot_be_written_is_an_error),
    cmocka_unit_test(what_cannot_be_loaded_is_an_error),
    cmocka_unit_test(a_file_is_made_and_replaced),
    cmocka_unit_test(the_mode_stays),
    cmocka_unit_test(a_link_goes_on_being_one),
    cmocka_unit_test(a_device_is_written_to),
    cmocka_unit_test(scenario_34_parallel_saves_leave_a_whole_file),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
