/* A program's side of the gate: callbacks that do as they are told and write down what happened. */
#ifndef TESTS_UNIT_STREAM_PROGRAM_H
#define TESTS_UNIT_STREAM_PROGRAM_H
#include "base/address.h"
#include "base/trace.h"
#include "os/socket.h"
#include "stream/net_opts.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM_MAX 64

struct program {
  /* what it is to do */
  curl_socket_t (*give)(struct program *p, struct curl_sockaddr *address);
  int sockopt_says;
  void (*at_sockopt)(struct program *p, curl_socket_t fd);
  void (*at_close)(struct program *p, curl_socket_t fd);
  curl_socket_t fd; /* for `give` */
  /* what happened */
  int opens;
  int sockopts;
  int closes;
  curl_socket_t closed[PROGRAM_MAX];
  struct address asked[PROGRAM_MAX];
  curlsocktype purpose;
  int socktype;
  int protocol;
  bool was_guarded; /* in every callback so far */
  /* what the library is given */
  struct callback_guard guard;
  char error[CURL_ERROR_SIZE];
  struct trace_opts trace_opts;
  struct trace trace;
  struct net_opts opts;
};

static curl_socket_t program_open(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
  struct program *p = data;
  struct address *asked = &p->asked[p->opens++ % PROGRAM_MAX];
  *asked = (struct address){ .len = address->addrlen };
  memcpy(&asked->addr, (char *)address + offsetof(struct curl_sockaddr, addr), address->addrlen);
  p->purpose = purpose;
  p->socktype = address->socktype;
  p->protocol = address->protocol;
  p->was_guarded &= callback_is_running(&p->guard) && address->family == asked->addr.ss_family;
  return p->give ? p->give(p, address) : socket(address->family, address->socktype, address->protocol);
}

static int program_sockopt(void *data, curl_socket_t fd, curlsocktype purpose)
{
  struct program *p = data;
  p->sockopts++;
  p->purpose = purpose;
  p->was_guarded &= callback_is_running(&p->guard);
  if(p->at_sockopt) p->at_sockopt(p, fd);
  return p->sockopt_says;
}

static int program_close(void *data, curl_socket_t fd)
{
  struct program *p = data;
  p->closed[p->closes++ % PROGRAM_MAX] = fd;
  p->was_guarded &= callback_is_running(&p->guard);
  if(p->at_close) p->at_close(p, fd);
  close(fd);
  return 0;
}

/* All three callbacks are set. */
static inline void program_init(struct program *p)
{
  *p = (struct program){ .was_guarded = true, .fd = CURL_SOCKET_BAD, .opts = NET_OPTS_INIT };
  p->opts.gate = (struct gate_opts){ program_open, p, program_sockopt, p, program_close, p, NULL };
  p->trace_opts.error_buffer = p->error;
  p->trace = (struct trace){ .opts = &p->trace_opts, .guard = &p->guard };
}

static inline curl_socket_t give_fd(struct program *p, struct curl_sockaddr *address) { return p->fd; }
static inline curl_socket_t give_nothing(struct program *p, struct curl_sockaddr *address) { return CURL_SOCKET_BAD; }

static inline struct address address_of(const char *text, uint16_t port)
{
  struct address a;
  if(!address_parse(text, port, &a)) abort();
  return a;
}

static inline bool is_open(curl_socket_t fd) { return fcntl(fd, F_GETFD) >= 0; }

static inline uint16_t local_port_of(curl_socket_t fd)
{
  struct address a;
  return os_socket_local(fd, &a) ? address_port((struct sockaddr *)&a.addr, a.len) : 0;
}

/* Listens on a port of its own choice, which `*ret` tells. */
static inline int listen_at(const char *text, struct address *ret)
{
  struct address a = address_of(text, 0);
  int fd = socket(a.addr.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if(!os_socket_bind(fd, &a) || listen(fd, 16) || !os_socket_local(fd, ret)) abort();
  return fd;
}

#endif
