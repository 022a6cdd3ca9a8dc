#include "os/local_file.h"
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
/* needs those above */
#include <cmocka.h>

static char folder[] = "/tmp/sluice-local-file-XXXXXX";
static char path[64], pipe_path[64], inner[64];

/* ---- the failures ---- */

static void what_is_not_there_is_not_opened(void **state)
{
  struct local_file f = LOCAL_FILE_INIT;
  assert_int_equal(local_file_open(&f, "/nonexistent/file"), CURLE_READ_ERROR);
  assert_int_equal(local_file_create(&f, "/nonexistent/file", 0644, false), CURLE_WRITE_ERROR);
  assert_int_equal(local_file_create(&f, folder, 0644, false), CURLE_WRITE_ERROR);
  assert_int_equal(f.fd, -1);
  assert_int_equal(local_file_close(&f), CURLE_OK);
}

static void a_full_device_takes_nothing(void **state)
{
  struct local_file f = LOCAL_FILE_INIT;
  size_t written = 7;
  assert_int_equal(local_file_create(&f, "/dev/full", 0644, false), CURLE_OK);
  assert_int_equal(local_file_write(&f, "x", 1, &written), CURLE_WRITE_ERROR);
  assert_int_equal(written, 7);
  assert_int_equal(local_file_close(&f), CURLE_OK);
}

static void a_pipe_without_readers_cannot_be_written(void **state)
{
  struct local_file f = LOCAL_FILE_INIT;
  size_t n;
  assert_int_equal(local_file_create(&f, pipe_path, 0644, false), CURLE_AGAIN);
  assert_int_equal(f.fd, -1);
  int reader = open(pipe_path, O_RDONLY | O_NONBLOCK);
  assert_int_equal(local_file_create(&f, pipe_path, 0644, false), CURLE_OK);
  assert_int_equal(f.size, -1);
  close(reader);
  assert_int_equal(local_file_write(&f, "x", 1, &n), CURLE_WRITE_ERROR); /* a signal would end the program */
  assert_int_equal(local_file_close(&f), CURLE_OK);
}

static void a_signal_that_was_there_before_stays(void **state)
{
  struct local_file f = LOCAL_FILE_INIT;
  size_t n;
  int reader = open(pipe_path, O_RDONLY | O_NONBLOCK), number = 0;
  sigset_t broken, before, pending;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  assert_int_equal(pthread_sigmask(SIG_BLOCK, &broken, &before), 0);
  assert_int_equal(local_file_create(&f, pipe_path, 0644, false), CURLE_OK);
  close(reader);
  raise(SIGPIPE);
  assert_int_equal(local_file_write(&f, "x", 1, &n), CURLE_WRITE_ERROR);
  sigpending(&pending);
  assert_int_equal(sigismember(&pending, SIGPIPE), 1);
  sigwait(&broken, &number);
  assert_int_equal(local_file_write(&f, "x", 1, &n), CURLE_WRITE_ERROR);
  sigpending(&pending);
  assert_int_equal(sigismember(&pending, SIGPIPE), 0);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  assert_int_equal(local_file_close(&f), CURLE_OK);
}

/* ---- pipes ---- */

static void a_full_pipe_is_to_be_asked_again(void **state)
{
  struct local_file f = LOCAL_FILE_INIT;
  static char block[4096];
  size_t n;
  CURLcode code;
  int reader = open(pipe_path, O_RDONLY | O_NONBLOCK);
  assert_int_equal(local_file_create(&f, pipe_path, 0644, false), CURLE_OK);
  do code = local_file_write(&f, block, sizeof block, &n);
  while(!code);
  assert_int_equal(code, CURLE_AGAIN);
  assert_int_equal(read(reader, block, sizeof block), sizeof block);
  assert_int_equal(local_file_write(&f, block, 1, &n), CURLE_OK);
  assert_int_equal(local_file_close(&f), CURLE_OK);
  close(reader);
}

static void a_pipe_ends_when_its_writers_have_gone_and_not_before(void **state)
{
  struct local_file f = LOCAL_FILE_INIT;
  char to[8];
  size_t got = 7;
  assert_int_equal(local_file_open(&f, pipe_path), CURLE_OK);
  assert_int_equal(f.size, -1);
  assert_int_equal(local_file_read(&f, to, sizeof to, &got), CURLE_AGAIN); /* nobody has come yet */
  int writer = open(pipe_path, O_WRONLY);
  assert_int_equal(local_file_read(&f, to, sizeof to, &got), CURLE_AGAIN); /* who has come says nothing yet */
  assert_int_equal(got, 7);
  assert_int_equal(write(writer, "hi", 2), 2);
  close(writer);
  assert_int_equal(local_file_read(&f, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(got, 2);
  assert_int_equal(local_file_read(&f, to, sizeof to, &got), CURLE_OK);
  assert_int_equal(got, 0);
  assert_int_equal(local_file_close(&f), CURLE_OK);
}

/* ---- files ---- */

static void a_file_is_written_and_read(void **state)
{
  struct local_file f = LOCAL_FILE_INIT;
  struct stat info;
  char to[16];
  size_t n;
  assert_int_equal(local_file_create(&f, path, 0600, false), CURLE_OK);
  assert_int_equal(f.size, 0);
  assert_int_equal(local_file_write(&f, "hello", 5, &n), CURLE_OK);
  assert_int_equal(n, 5);
  assert_int_equal(local_file_close(&f), CURLE_OK);
  assert_int_equal(f.fd, -1);
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0600);

  assert_int_equal(local_file_create(&f, path, 0644, true), CURLE_OK);
  assert_int_equal(f.size, 5);
  assert_int_equal(local_file_write(&f, " you", 4, &n), CURLE_OK);
  assert_int_equal(local_file_close(&f), CURLE_OK);

  assert_int_equal(local_file_open(&f, path), CURLE_OK);
  assert_int_equal(f.size, 9);
  assert_int_equal(f.modified_s, info.st_mtim.tv_sec);
  assert_int_equal(local_file_seek(&f, 4), CURLE_OK);
  assert_int_equal(local_file_read(&f, to, sizeof to, &n), CURLE_OK);
  assert_int_equal(n, 5);
  assert_memory_equal(to, "o you", 5);
  assert_int_equal(local_file_read(&f, to, sizeof to, &n), CURLE_OK);
  assert_int_equal(n, 0);
  assert_int_equal(local_file_close(&f), CURLE_OK);

  assert_int_equal(local_file_create(&f, path, 0644, false), CURLE_OK);
  assert_int_equal(f.size, 0);
  assert_int_equal(local_file_close(&f), CURLE_OK);
}

static void what_the_system_makes_meanwhile_has_no_size(void **state)
{
  struct local_file f = LOCAL_FILE_INIT;
  assert_int_equal(local_file_open(&f, "/proc/self/status"), CURLE_OK);
  assert_int_equal(f.size, -1);
  assert_int_equal(local_file_close(&f), CURLE_OK);
}

/* ---- folders ---- */

static size_t read_all(struct local_file *f, char *to, size_t step)
{
  size_t len = 0, got;
  do {
    assert_int_equal(local_file_read(f, to + len, step, &got), CURLE_OK);
    assert_true(got <= step);
    len += got;
  } while(got);
  return len;
}

static void a_folder_is_a_list_of_names_in_pieces_of_any_size(void **state)
{
  for(size_t step = 1; step < 12; step++) {
    struct local_file f = LOCAL_FILE_INIT;
    char to[64];
    assert_int_equal(local_file_open(&f, inner), CURLE_OK);
    assert_int_equal(f.size, -1);
    size_t len = read_all(&f, to, step);
    assert_int_equal(len, 7);
    assert_true(!memcmp(to, "one\ntw\n", 7) || !memcmp(to, "tw\none\n", 7));
    assert_int_equal(local_file_close(&f), CURLE_OK);
  }
}

static void make_file(const char *in, const char *name)
{
  char text[128];
  snprintf(text, sizeof text, "%s/%s", in, name);
  int fd = open(text, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  assert_true(fd >= 0);
  close(fd);
}

static int set_up(void **state)
{
  if(!mkdtemp(folder)) return 1;
  snprintf(path, sizeof path, "%s/file", folder);
  snprintf(pipe_path, sizeof pipe_path, "%s/pipe", folder);
  snprintf(inner, sizeof inner, "%s/inner", folder);
  if(mkdir(inner, 0700) || mkfifo(pipe_path, 0600)) return 1;
  make_file(inner, "one");
  make_file(inner, "tw");
  make_file(inner, ".hidden");
  return 0;
}

static int tear_down(void **state)
{
  char command[64];
  snprintf(command, sizeof command, "rm -r %s", folder);
  return system(command);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_not_there_is_not_opened),
    cmocka_unit_test(a_full_device_takes_nothing),
    cmocka_unit_test(a_pipe_without_readers_cannot_be_written),
    cmocka_unit_test(a_signal_that_was_there_before_stays),
    cmocka_unit_test(a_full_pipe_is_to_be_asked_again),
    cmocka_unit_test(a_pipe_ends_when_its_writers_have_gone_and_not_before),
    cmocka_unit_test(a_file_is_written_and_read),
    cmocka_unit_test(what_the_system_makes_meanwhile_has_no_size),
    cmocka_unit_test(a_folder_is_a_list_of_names_in_pieces_of_any_size),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
