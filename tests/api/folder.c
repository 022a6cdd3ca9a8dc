#include "folder.h"
#include "check.h"
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXTS     64
#define TEXT_ROOM 256

static char folder[] = "/tmp/sluice-folder-XXXXXX";

void folder_make(void)
{
  strcpy(folder + strlen(folder) - 6, "XXXXXX");
  assert_non_null(mkdtemp(folder));
}

static int drop(const char *path, const struct stat *info, int kind, struct FTW *where) { return remove(path); }

void folder_drop(void) { assert_int_equal(nftw(folder, drop, 8, FTW_DEPTH | FTW_PHYS), 0); }

static char *next_text(void)
{
  static char texts[TEXTS][TEXT_ROOM];
  static size_t next;
  return texts[next++ % TEXTS];
}

const char *folder_path(const char *name)
{
  char *text = next_text();
  snprintf(text, TEXT_ROOM, "%s%s%s", folder, *name ? "/" : "", name);
  return text;
}

const char *folder_url(const char *name)
{
  char *text = next_text();
  snprintf(text, TEXT_ROOM, "file://%s%s%s", folder, *name ? "/" : "", name);
  return text;
}

void folder_put(const char *name, const char *bytes, size_t len)
{
  const struct timespec times[] = { { .tv_sec = FOLDER_TIME }, { .tv_sec = FOLDER_TIME } };
  int fd = open(folder_path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, bytes, len), len);
  assert_int_equal(futimens(fd, times), 0);
  close(fd);
}

void folder_remove(const char *name) { (void)unlink(folder_path(name)); }

void folder_expect(const char *name, const char *text)
{
  char found[4096] = "";
  FILE *file = fopen(folder_path(name), "rb");
  assert_non_null(file);
  size_t len = fread(found, 1, sizeof found - 1, file);
  found[len] = '\0';
  fclose(file);
  assert_string_equal(found, text);
}

void folder_put_pipe(const char *name) { assert_int_equal(mkfifo(folder_path(name), 0600), 0); }

int folder_open_pipe(const char *name, int flags)
{
  int fd = open(folder_path(name), flags | O_NONBLOCK | O_CLOEXEC);
  assert_true(fd >= 0);
  return fd;
}
