#include "os/file.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

CURLcode file_open(int *ret, const char *path)
{
  struct stat info;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if(fd < 0) return CURLE_READ_ERROR;
  if(fstat(fd, &info) || S_ISDIR(info.st_mode)) {
    file_close(fd);
    return CURLE_READ_ERROR;
  }
  *ret = fd;
  return CURLE_OK;
}

CURLcode file_read(int fd, void *to, size_t room, size_t *got)
{
  ssize_t n;
  do {
    n = read(fd, to, room);
  } while(n < 0 && errno == EINTR);
  if(n < 0) return CURLE_READ_ERROR;
  *got = (size_t)n;
  return CURLE_OK;
}

void file_close(int fd) { (void)close(fd); }

CURLcode file_size(const char *path, curl_off_t *ret)
{
  struct stat info;
  if(stat(path, &info) || S_ISDIR(info.st_mode) || access(path, R_OK)) return CURLE_READ_ERROR;
  *ret = S_ISREG(info.st_mode) ? info.st_size : -1;
  return CURLE_OK;
}

#define LOAD_STEP (4 * 1024)

static CURLcode load(int fd, struct buf *to)
{
  for(;;) {
    uint8_t piece[LOAD_STEP];
    size_t got;
    TRY(file_read(fd, piece, sizeof piece, &got));
    if(!got) return CURLE_OK;
    TRY(buf_add(to, piece, got));
  }
}

CURLcode file_load(const char *path, struct buf *to)
{
  int fd;
  TRY(file_open(&fd, path));
  CURLcode code = load(fd, to);
  file_close(fd);
  return code;
}
