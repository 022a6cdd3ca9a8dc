#include "os/file.h"
#include "os/file_state.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/file_store_XXXXXX";

static const char *in_folder(const char *name)
{
  static char path[2][256];
  static int turn;
  turn = !turn;
  snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
  return path[turn];
}

static int make_folder(void **state)
{
  strcpy(folder + strlen(folder) - 6, "XXXXXX");
  return !mkdtemp(folder);
}

/* Nothing else is left behind. */
static int remove_folder(void **state)
{
  static const char *const names[] = { "file", "link", "other" };
  for(size_t i = 0; i < sizeof names / sizeof *names; i++) (void)unlink(in_folder(names[i]));
  return rmdir(folder);
}

static void assert_content(const char *name, const char *wanted)
{
  char text[64] = "";
  FILE *f = fopen(in_folder(name), "r");
  assert_non_null(f);
  text[fread(text, 1, sizeof text - 1, f)] = '\0';
  fclose(f);
  assert_string_equal(text, wanted);
}

static CURLcode replace(const char *name, const char *text) { return file_replace(in_folder(name), span_text(text)); }

static mode_t mode_of(const char *name)
{
  struct stat s;
  assert_int_equal(stat(in_folder(name), &s), 0);
  return s.st_mode & 07777;
}

static void what_cannot_be_written(void **state)
{
  assert_int_equal(file_replace("", span_text("a")), CURLE_WRITE_ERROR);
  assert_int_equal(file_replace(folder, span_text("a")), CURLE_WRITE_ERROR);
  assert_int_equal(file_replace("/nowhere/at/all", span_text("a")), CURLE_WRITE_ERROR);
  assert_int_equal(file_replace("/dev/full", span_text("a")), CURLE_WRITE_ERROR);
}

static void a_new_file_has_the_permissions_of_the_umask(void **state)
{
  mode_t before = umask(027);
  assert_int_equal(replace("file", "one"), CURLE_OK);
  umask(before);
  assert_content("file", "one");
  assert_int_equal(mode_of("file"), 0640);
}

static void a_file_is_replaced_and_keeps_its_permissions(void **state)
{
  assert_int_equal(replace("file", "the first, which is longer"), CURLE_OK);
  assert_int_equal(chmod(in_folder("file"), 0604), 0);
  int reader = open(in_folder("file"), O_RDONLY);
  assert_int_equal(replace("file", ""), CURLE_OK);
  assert_int_equal(replace("file", "two"), CURLE_OK);
  assert_content("file", "two");
  assert_int_equal(mode_of("file"), 0604);
  char text[64] = "";
  assert_int_equal(read(reader, text, sizeof text), 26); /* who reads has the old one whole */
  close(reader);
}

static void a_link_stays(void **state)
{
  struct stat s;
  assert_int_equal(symlink("other", in_folder("link")), 0);
  assert_int_equal(replace("link", "one"), CURLE_OK); /* to a file that is not there yet */
  assert_content("other", "one");
  assert_int_equal(replace("link", "two"), CURLE_OK);
  assert_content("other", "two");
  assert_int_equal(lstat(in_folder("link"), &s), 0);
  assert_true(S_ISLNK(s.st_mode));
}

static void a_device_is_written_to(void **state)
{
  struct stat s;
  assert_int_equal(file_replace("/dev/null", span_text("a")), CURLE_OK);
  assert_int_equal(stat("/dev/null", &s), 0);
  assert_true(S_ISCHR(s.st_mode));
}

static void the_state_tells_a_change(void **state)
{
  struct file_state none = { 0 }, a, b;
  a = file_state_of(in_folder("file"));
  assert_true(file_state_equal(&a, &none));
  a = file_state_of(folder);
  assert_true(file_state_equal(&a, &none));
  assert_int_equal(replace("file", "one"), CURLE_OK);
  a = file_state_of(in_folder("file"));
  b = file_state_of(in_folder("file"));
  assert_false(file_state_equal(&a, &none));
  assert_true(file_state_equal(&a, &b));
  assert_int_equal(replace("other", "two"), CURLE_OK);
  assert_int_equal(rename(in_folder("other"), in_folder("file")), 0);
  b = file_state_of(in_folder("file"));
  assert_false(file_state_equal(&a, &b));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(what_cannot_be_written),
    TEST(a_new_file_has_the_permissions_of_the_umask),
    TEST(a_file_is_replaced_and_keeps_its_permissions),
    TEST(a_link_stays),
    TEST(a_device_is_written_to),
    TEST(the_state_tells_a_change),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
