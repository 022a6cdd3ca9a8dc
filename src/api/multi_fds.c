/* Descriptors for programs that wait by themselves. */
#include "api/multi.h"
#include "os/poller.h"
#include <sys/select.h>

/* A descriptor that an fd_set has no room for would be written behind it. */
static bool add_to_sets(const struct watch *w, fd_set *readable, fd_set *writable)
{
  if(w->fd < 0 || w->fd >= FD_SETSIZE) return false;
  if(w->events & WATCH_READ) FD_SET(w->fd, readable);
  if(w->events & WATCH_WRITE) FD_SET(w->fd, writable);
  return w->events;
}

CURLMcode curl_multi_fdset(CURLM *multi, fd_set *readable, fd_set *writable, fd_set *exceptional, int *max_fd)
{
  struct Curl_multi *m;
  CURLMcode code = multi_check(multi, &m);
  if(code) return code;
  if(!readable || !writable || !max_fd) return CURLM_BAD_FUNCTION_ARGUMENT;
  *max_fd = -1;
  for(const struct watch *w = NULL; (w = multi_next_watch(m->engine, w));) {
    if(add_to_sets(w, readable, writable) && w->fd > *max_fd) *max_fd = w->fd;
  }
  return CURLM_OK;
}

static struct curl_waitfd waitfd_of(const struct watch *w)
{
  int events = (w->events & WATCH_READ ? CURL_WAIT_POLLIN : 0) | (w->events & WATCH_WRITE ? CURL_WAIT_POLLOUT : 0);
  return (struct curl_waitfd){ .fd = w->fd, .events = (short)events };
}

/* Without an array it only counts. */
CURLMcode curl_multi_waitfds(CURLM *multi, struct curl_waitfd *fds, unsigned int size, unsigned int *fd_count)
{
  struct Curl_multi *m;
  CURLMcode code = multi_check(multi, &m);
  if(code) return code;
  if(!fds && (size || !fd_count)) return CURLM_BAD_FUNCTION_ARGUMENT;
  unsigned count = 0;
  for(const struct watch *w = NULL; (w = multi_next_watch(m->engine, w)); count++) {
    if(count < size) fds[count] = waitfd_of(w);
  }
  if(fd_count) *fd_count = count;
  return fds && count > size ? CURLM_OUT_OF_MEMORY : CURLM_OK;
}
