#include "os/file.h"
#include "os/system.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* By way of a file beside it that nobody else knows: rename(2) puts it in place in one step. */

#define MODE_NEW   0666 /* less what the umask takes away */
#define MODE_BITS  0777
#define NAME_TRIES 100

static CURLcode write_all(int fd, struct span bytes)
{
  for(struct cursor c = cursor_of(bytes); cursor_left(&c);) {
    ssize_t n = write(fd, c.at, cursor_left(&c));
    if(n < 0 && errno == EINTR) continue;
    if(n <= 0) return CURLE_WRITE_ERROR;
    cursor_take(&c, (size_t)n);
  }
  return CURLE_OK;
}

static CURLcode write_and_close(int fd, struct span bytes)
{
  CURLcode code = write_all(fd, bytes);
  return close(fd) && !code ? CURLE_WRITE_ERROR : code;
}

/* A new file next to `path`; its name goes to `name`. */
static CURLcode open_beside(const char *path, mode_t mode, struct buf *name, int *ret)
{
  for(int i = 0; i < NAME_TRIES; i++) {
    uint64_t number;
    if(system_native.random(&number, sizeof number)) return CURLE_WRITE_ERROR;
    buf_reset(name);
    TRY(buf_addf(name, "%s.%016llx.tmp", path, (unsigned long long)number));
    TRY(buf_terminate(name));
    *ret = open((const char *)name->at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if(*ret >= 0) return CURLE_OK;
    if(errno != EEXIST) return CURLE_WRITE_ERROR;
  }
  return CURLE_WRITE_ERROR;
}

/* `info` is of what is there; NULL: nothing is. */
static CURLcode replace(const char *path, const struct stat *info, struct span bytes)
{
  int fd = -1;
  struct buf name = BUF_INIT(PATH_MAX);
  CURLcode code = open_beside(path, info ? info->st_mode & MODE_BITS : MODE_NEW, &name, &fd);
  if(!code) {
    if(info && fchmod(fd, info->st_mode & MODE_BITS)) code = CURLE_WRITE_ERROR;
    CURLcode written = write_and_close(fd, bytes);
    if(!code) code = written;
    if(!code && rename((const char *)name.at, path)) code = CURLE_WRITE_ERROR;
    if(code) (void)unlink((const char *)name.at);
  }
  buf_free(&name);
  return code == CURLE_TOO_LARGE ? CURLE_WRITE_ERROR : code;
}

/* To what is no regular file, or by a link to a file that is not there yet. */
static CURLcode write_through(const char *path, struct span bytes)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, MODE_NEW);
  return fd < 0 ? CURLE_WRITE_ERROR : write_and_close(fd, bytes);
}

CURLcode file_replace(const char *path, struct span bytes)
{
  struct stat info;
  char real[PATH_MAX];
  if(stat(path, &info)) {
    if(errno != ENOENT) return CURLE_WRITE_ERROR;
    return lstat(path, &info) ? replace(path, NULL, bytes) : write_through(path, bytes);
  }
  if(!S_ISREG(info.st_mode)) return write_through(path, bytes);
  if(access(path, W_OK)) return CURLE_WRITE_ERROR; /* the folder's mode would allow it */
  return realpath(path, real) ? replace(real, &info, bytes) : CURLE_WRITE_ERROR;
}
