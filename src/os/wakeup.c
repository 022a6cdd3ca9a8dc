#include "os/wakeup.h"
#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

CURLcode wakeup_open(struct wakeup *w, watch_fired_fn *fired)
{
  w->watch = WATCH_INIT(fired);
  w->watch.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return w->watch.fd < 0 ? CURLE_FAILED_INIT : CURLE_OK;
}

/* {0} has the descriptor 0, which is somebody else's, but no `fired`. */
static bool is_open(const struct wakeup *w) { return w->watch.fired && w->watch.fd >= 0; }

/* Signals add up in the counter until it is drained; EAGAIN means that it is full, and so not 0. */
bool wakeup_signal(struct wakeup *w)
{
  const uint64_t one = 1;
  int errno_before = errno;
  if(!is_open(w)) return false;
  ssize_t done;
  do done = write(w->watch.fd, &one, sizeof one);
  while(done < 0 && errno == EINTR);
  bool ok = done == sizeof one || errno == EAGAIN;
  errno = errno_before;
  return ok;
}

void wakeup_drain(struct wakeup *w)
{
  uint64_t count;
  ssize_t done;
  if(!is_open(w)) return;
  do done = read(w->watch.fd, &count, sizeof count);
  while(done < 0 && errno == EINTR);
}

void wakeup_close(struct wakeup *w)
{
  if(is_open(w)) close(w->watch.fd);
  w->watch.fd = CURL_SOCKET_BAD;
}
