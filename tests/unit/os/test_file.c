#include "os/file.h"
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

static char folder[] = "/tmp/sluice-file-XXXXXX";
static char path[64], pipe_path[64];

static void what_is_not_there_is_not_read(void **state)
{
  int fd = -2;
  curl_off_t size = -2;
  assert_int_equal(file_open(&fd, "/nonexistent/file"), CURLE_READ_ERROR);
  assert_int_equal(file_size("/nonexistent/file", &size), CURLE_READ_ERROR);
  assert_int_equal(file_open(&fd, ""), CURLE_READ_ERROR);
  assert_int_equal(fd, -2);
  assert_int_equal(size, -2);
}

static void a_folder_is_no_file(void **state)
{
  int fd = -2;
  curl_off_t size = -2;
  assert_int_equal(file_open(&fd, folder), CURLE_READ_ERROR);
  assert_int_equal(file_size(folder, &size), CURLE_READ_ERROR);
  assert_int_equal(fd, -2);
}

static void a_bad_descriptor_is_an_error(void **state)
{
  char byte;
  size_t got = 7;
  assert_int_equal(file_read(-1, &byte, 1, &got), CURLE_READ_ERROR);
  assert_int_equal(got, 7);
}

static void a_file_is_read_to_its_end(void **state)
{
  int fd;
  curl_off_t size;
  char to[4];
  size_t got;
  assert_int_equal(file_size(path, &size), CURLE_OK);
  assert_int_equal(size, 5);
  assert_int_equal(file_open(&fd, path), CURLE_OK);
  assert_int_equal(file_read(fd, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(got, 4);
  assert_memory_equal(to, "hell", 4);
  assert_int_equal(file_read(fd, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(got, 1);
  assert_int_equal(file_read(fd, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(got, 0);
  file_close(fd);
}

static void a_pipe_has_no_size(void **state)
{
  curl_off_t size;
  assert_int_equal(file_size(pipe_path, &size), CURLE_OK);
  assert_int_equal(size, -1);
  assert_int_equal(file_size("/dev/null", &size), CURLE_OK);
  assert_int_equal(size, -1);
}

static int set_up(void **state)
{
  if(!mkdtemp(folder)) return 1;
  snprintf(path, sizeof path, "%s/file", folder);
  snprintf(pipe_path, sizeof pipe_path, "%s/pipe", folder);
  FILE *file = fopen(path, "wb");
  return !file || fputs("hello", file) < 0 || fclose(file) || mkfifo(pipe_path, 0600);
}

static int tear_down(void **state) { return unlink(path) || unlink(pipe_path) || rmdir(folder); }

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_not_there_is_not_read),
    cmocka_unit_test(a_folder_is_no_file),
    cmocka_unit_test(a_bad_descriptor_is_an_error),
    cmocka_unit_test(a_file_is_read_to_its_end),
    cmocka_unit_test(a_pipe_has_no_size),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
