#include "os/socket.h"
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

curl_socket_t os_socket_open(int family, int type, int protocol)
{
  return socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
}

/* Not repeated after EINTR: Linux has given the number back by then. */
void os_socket_close(curl_socket_t fd) { close(fd); }

bool os_socket_set_nonblocking(curl_socket_t fd) { return !ioctl(fd, FIONBIO, &(int){ 1 }); }

/* MSG_DONTWAIT: who shares the open file with us (a program that handed it in, a child) may have made it blocking. */
CURLcode os_socket_recv(curl_socket_t fd, void *to, size_t room, size_t *got, int *errnum)
{
  ssize_t n;
  do n = recv(fd, to, room, MSG_DONTWAIT);
  while(n < 0 && errno == EINTR);
  if(n >= 0) {
    *got = (size_t)n;
    return CURLE_OK;
  }
  if(errno == EAGAIN) return CURLE_AGAIN;
  *errnum = errno;
  return CURLE_RECV_ERROR;
}

CURLcode os_socket_send(curl_socket_t fd, const void *from, size_t len, size_t *sent, int *errnum)
{
  ssize_t n;
  do n = send(fd, from, len, MSG_DONTWAIT | MSG_NOSIGNAL);
  while(n < 0 && errno == EINTR);
  if(n >= 0) {
    *sent = (size_t)n;
    return CURLE_OK;
  }
  if(errno == EAGAIN) return CURLE_AGAIN;
  *errnum = errno;
  return CURLE_SEND_ERROR;
}

void os_socket_end_writing(curl_socket_t fd) { (void)shutdown(fd, SHUT_WR); }

bool os_socket_is_quiet(curl_socket_t fd)
{
  char byte;
  ssize_t n;
  do n = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  while(n < 0 && errno == EINTR);
  return n < 0 && errno == EAGAIN;
}

int os_socket_error(curl_socket_t fd)
{
  int pending = 0;
  socklen_t len = sizeof pending;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &pending, &len) ? errno : pending;
}

typedef int name_fn(int fd, struct sockaddr *addr, socklen_t *len);

static bool ask_name(name_fn *ask, curl_socket_t fd, struct address *ret)
{
  struct address a = { .len = sizeof a.addr };
  if(ask(fd, (struct sockaddr *)&a.addr, &a.len)) a.len = 0;
  if(a.len > sizeof a.addr) a.len = sizeof a.addr;
  *ret = a;
  return a.len;
}

bool os_socket_local(curl_socket_t fd, struct address *ret) { return ask_name(getsockname, fd, ret); }

bool os_socket_peer(curl_socket_t fd, struct address *ret) { return ask_name(getpeername, fd, ret); }

bool os_socket_get_int(curl_socket_t fd, int level, int option, int *ret)
{
  int value = 0;
  socklen_t len = sizeof value;
  if(getsockopt(fd, level, option, &value, &len)) return false;
  *ret = value;
  return true;
}

bool os_socket_set_int(curl_socket_t fd, int level, int option, int value)
{
  return !setsockopt(fd, level, option, &value, sizeof value);
}

bool os_socket_bind_device(curl_socket_t fd, const char *device)
{
  size_t len = strlen(device);
  if(!len || len >= IFNAMSIZ) { /* nothing would undo a binding, a long one would be cut short */
    errno = ENODEV;
    return false;
  }
  return !setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, (socklen_t)len + 1);
}

bool os_socket_bind(curl_socket_t fd, const struct address *local)
{
  return !bind(fd, (const struct sockaddr *)&local->addr, local->len);
}

bool os_socket_listen(curl_socket_t fd, int backlog) { return !listen(fd, backlog); }

/* An error of a connection that is already gone, which Linux tells here, as if it were accept(2)'s own. */
static bool is_of_connection(int errnum)
{
  switch(errnum) {
  case ECONNABORTED:
  case ENETDOWN:
  case EPROTO:
  case ENOPROTOOPT:
  case EHOSTDOWN:
  case ENONET:
  case EHOSTUNREACH:
  case ENETUNREACH:
    return true;
  default:
    return false;
  }
}

curl_socket_t os_socket_accept(curl_socket_t fd)
{
  for(;;) {
    struct address peer;
    curl_socket_t got = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if(got < 0 && (errno == EINTR || is_of_connection(errno))) continue;
    if(got < 0) return CURL_SOCKET_BAD;
    if(os_socket_peer(got, &peer)) return got;
    os_socket_close(got); /* reset since */
  }
}

const char *os_error_text(int errnum, char text[OS_ERROR_TEXT_MAX])
{
  const char *found = strerror_r(errnum, text, OS_ERROR_TEXT_MAX);
  if(found != text) snprintf(text, OS_ERROR_TEXT_MAX, "%s", found);
  return text;
}
