#include "os/file_store.h"
#include "base/mem.h"
#include "os/system.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_state file_state_of(const char *path)
{
  struct stat s;
  if(stat(path, &s) || !S_ISREG(s.st_mode)) return (struct file_state){ 0 };
  return (struct file_state){ .device = s.st_dev,
                              .number = s.st_ino,
                              .size = (uint64_t)s.st_size,
                              .changed_s = s.st_mtim.tv_sec,
                              .changed_ns = s.st_mtim.tv_nsec };
}

bool file_state_equal(const struct file_state *a, const struct file_state *b)
{
  return a->device == b->device && a->number == b->number && a->size == b->size && a->changed_s == b->changed_s &&
         a->changed_ns == b->changed_ns;
}

static CURLcode write_all(int fd, struct span bytes)
{
  while(bytes.len) {
    ssize_t n = write(fd, bytes.at, bytes.len);
    if(n < 0 && errno == EINTR) continue;
    if(n < 0) return CURLE_WRITE_ERROR;
    bytes = span_of(bytes.at + n, bytes.len - (size_t)n);
  }
  return CURLE_OK;
}

/* To a descriptor that is closed with it. */
static CURLcode write_and_close(int fd, struct span bytes)
{
  CURLcode code = write_all(fd, bytes);
  return close(fd) ? CURLE_WRITE_ERROR : code;
}

static CURLcode write_in_place(const char *path, struct span bytes)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  return fd < 0 ? CURLE_WRITE_ERROR : write_and_close(fd, bytes);
}

/* A file of its own name beside `path`, which the caller frees. -1: it cannot be made. */
static int open_beside(const char *path, mode_t mode, char **ret)
{
  unsigned long long number;
  size_t room = strlen(path) + sizeof ".0123456789abcdef.tmp";
  if(system_native.random(&number, sizeof number)) return -1;
  char *name = mem_alloc(room);
  if(!name) return -1;
  snprintf(name, room, "%s.%016llx.tmp", path, number);
  int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if(fd < 0)
    mem_free(name);
  else
    *ret = name;
  return fd;
}

/* `former`: of the file that is replaced, or NULL. */
static CURLcode write_beside(const char *path, struct span bytes, const struct stat *former)
{
  char *name = NULL;
  int fd = open_beside(path, former ? 0600 : 0666, &name);
  if(fd < 0) return CURLE_WRITE_ERROR;
  bool has_mode = !former || !fchmod(fd, former->st_mode & 07777);
  CURLcode code = write_and_close(fd, bytes);
  if(!has_mode || (!code && rename(name, path))) code = CURLE_WRITE_ERROR;
  if(code) (void)unlink(name);
  mem_free(name);
  return code;
}

CURLcode file_replace(const char *path, struct span bytes)
{
  struct stat s;
  char real[PATH_MAX];
  if(stat(path, &s)) {
    /* a link to nothing: what it points to comes into being */
    return lstat(path, &s) ? write_beside(path, bytes, NULL) : write_in_place(path, bytes);
  }
  if(!S_ISREG(s.st_mode)) return write_in_place(path, bytes);
  if(!realpath(path, real)) return CURLE_WRITE_ERROR;
  return write_beside(real, bytes, &s);
}
