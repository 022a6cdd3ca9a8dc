#include "os/local_file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FLAGS (O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

/* What the system makes while it is read (in /proc, say) seems to be empty. */
static curl_off_t size_of(int fd, const struct stat *info)
{
  char byte;
  if(!S_ISREG(info->st_mode)) return -1;
  return !info->st_size && pread(fd, &byte, 1, 0) > 0 ? -1 : (curl_off_t)info->st_size;
}

/* Closes `fd` where it fails. */
static bool look_at(int fd, struct local_file *ret)
{
  struct stat info;
  DIR *folder = NULL;
  bool is_known = !fstat(fd, &info);
  if(is_known && S_ISDIR(info.st_mode)) is_known = (folder = fdopendir(fd)) != NULL;
  if(!is_known) {
    int error = errno;
    (void)close(fd);
    errno = error;
    return false;
  }
  *ret = (struct local_file){
    .fd = fd,
    .folder = folder,
    .size = size_of(fd, &info),
    .modified_s = info.st_mtim.tv_sec,
    .is_pipe = S_ISFIFO(info.st_mode),
  };
  return true;
}

CURLcode local_file_open(struct local_file *f, const char *path)
{
  int fd = open(path, O_RDONLY | FLAGS);
  if(fd >= 0 && look_at(fd, f)) return CURLE_OK;
  return errno == ENOMEM ? CURLE_OUT_OF_MEMORY : CURLE_READ_ERROR;
}

CURLcode local_file_seek(struct local_file *f, curl_off_t offset)
{
  return lseek(f->fd, (off_t)offset, SEEK_SET) < 0 ? CURLE_READ_ERROR : CURLE_OK;
}

/* Its memory is the folder's until the next one is asked for. CURLE_OK without a name: there are no more. */
static CURLcode next_name(struct local_file *f)
{
  const struct dirent *entry;
  do {
    errno = 0;
    entry = readdir(f->folder);
    if(!entry) return errno ? CURLE_READ_ERROR : CURLE_OK;
  } while(entry->d_name[0] == '.');
  f->name = span_text(entry->d_name);
  f->owes_line_end = true;
  return CURLE_OK;
}

static size_t take_name(struct local_file *f, uint8_t *to, size_t room)
{
  size_t len = f->name.len < room ? f->name.len : room;
  memcpy(to, f->name.at, len);
  f->name = span_of(f->name.at + len, f->name.len - len);
  if(f->name.len || len == room) return len;
  to[len] = '\n';
  f->owes_line_end = false;
  return len + 1;
}

static CURLcode read_names(struct local_file *f, uint8_t *to, size_t room, size_t *got)
{
  size_t len = 0;
  while(len < room) {
    if(!f->owes_line_end) TRY(next_name(f));
    if(!f->owes_line_end) break;
    len += take_name(f, to + len, room - len);
  }
  *got = len;
  return CURLE_OK;
}

/* A pipe that nobody has opened for writing yet reads like one that all have closed. Only the latter has hung up. */
static bool has_begun(const struct local_file *f)
{
  struct pollfd p = { .fd = f->fd, .events = POLLIN };
  return !f->is_pipe || poll(&p, 1, 0);
}

CURLcode local_file_read(struct local_file *f, void *to, size_t room, size_t *got)
{
  ssize_t n;
  if(f->folder) return read_names(f, to, room, got);
  do {
    n = read(f->fd, to, room);
  } while(n < 0 && errno == EINTR);
  if(n < 0) return errno == EAGAIN ? CURLE_AGAIN : CURLE_READ_ERROR;
  if(!n && room && !has_begun(f)) return CURLE_AGAIN;
  *got = (size_t)n;
  return CURLE_OK;
}

static bool is_pipe(const char *path)
{
  struct stat info;
  return !stat(path, &info) && S_ISFIFO(info.st_mode);
}

CURLcode local_file_create(struct local_file *f, const char *path, long mode, bool appends)
{
  int fd = open(path, O_WRONLY | O_CREAT | (appends ? O_APPEND : O_TRUNC) | FLAGS, (mode_t)mode);
  if(fd < 0) return errno == ENXIO && is_pipe(path) ? CURLE_AGAIN : CURLE_WRITE_ERROR;
  return look_at(fd, f) ? CURLE_OK : CURLE_WRITE_ERROR;
}

/* Of a pipe that nobody reads any more. write(2) has no MSG_NOSIGNAL: the signal is held back, and taken before anybody
 * sees it, unless it is one that was there before. */
static ssize_t write_quietly(int fd, const void *from, size_t len)
{
  const struct timespec at_once = { 0 };
  sigset_t broken, before, pending;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &broken, &before);
  ssize_t n = write(fd, from, len);
  int error = errno;
  if(n < 0 && error == EPIPE && !sigismember(&pending, SIGPIPE)) (void)sigtimedwait(&broken, NULL, &at_once);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return n;
}

CURLcode local_file_write(struct local_file *f, const void *from, size_t len, size_t *written)
{
  ssize_t n;
  do {
    n = f->is_pipe ? write_quietly(f->fd, from, len) : write(f->fd, from, len);
  } while(n < 0 && errno == EINTR);
  if(n < 0) return errno == EAGAIN ? CURLE_AGAIN : CURLE_WRITE_ERROR;
  *written = (size_t)n;
  return CURLE_OK;
}

CURLcode local_file_close(struct local_file *f)
{
  struct local_file closed = *f;
  *f = LOCAL_FILE_INIT;
  if(closed.fd < 0) return CURLE_OK;
  bool failed = closed.folder ? closedir(closed.folder) : close(closed.fd);
  return failed ? CURLE_WRITE_ERROR : CURLE_OK;
}
