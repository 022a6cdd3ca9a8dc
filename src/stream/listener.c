#include "stream/listener.h"
#include "base/mem.h"
#include "os/socket.h"
#include "stream/gate.h"
#include "stream/local.h"
#include "stream/peer_text.h"
#include "stream/socket.h"
#include <errno.h>

/* One peer is waited for; more are told so. */
#define BACKLOG 1

struct listener {
  struct listener_config config;
  struct gated_socket socket;
  struct watch watch; /* set only where somebody waits for a peer: who has come is reported again and again */
  struct address address;
};

static void listener_fired(struct watch *w, unsigned events)
{
  struct listener *l = CONTAINER_OF(w, struct listener, watch);
  l->config.ready(l->config.owner);
}

static uint16_t port_of(const struct address *a) { return address_port((const struct sockaddr *)&a->addr, a->len); }

static CURLcode fail(const struct listener *l, int errnum)
{
  char where[PEER_TEXT_MAX];
  char why[OS_ERROR_TEXT_MAX];
  peer_words(&l->address, where);
  return trace_fail(l->config.trace, CURLE_INTERFACE_FAILED, "Could not listen at %s: %s", where,
                    os_error_text(errnum, why));
}

/* What the program has bound stays where it is. */
static CURLcode bind_socket(struct listener *l)
{
  struct address mine;
  curl_socket_t fd = l->socket.fd;
  uint16_t first = port_of(&l->address);
  uint16_t last = first && l->config.last_port > first ? l->config.last_port : first;
  if(os_socket_local(fd, &mine) && port_of(&mine)) return CURLE_OK;
  /* a port that is asked for is free again as soon as nobody listens there, whatever is left of earlier connections */
  if(first) (void)os_socket_set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  return local_bind_ports(fd, &l->address, first, last, l->config.trace, &l->socket.errnum);
}

/* A peer cannot be told "every address". */
static CURLcode find_address(struct listener *l)
{
  struct address mine;
  if(!os_socket_local(l->socket.fd, &mine)) return fail(l, errno);
  if(!port_of(&mine)) return fail(l, EAFNOSUPPORT);
  if(address_is_any(&mine))
    address_set_port(&l->address, port_of(&mine));
  else
    l->address = mine;
  return CURLE_OK;
}

static CURLcode begin_listening(struct listener *l)
{
  bool refused;
  int listens;
  TRY(gate_open(&l->socket, GATE_TO_LISTEN, l->config.opts, &l->address, l->config.trace, &refused));
  curl_socket_t fd = l->watch.fd = l->socket.fd;
  TRY(bind_socket(l));
  bool is_listening = os_socket_get_int(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens) && listens;
  if(!is_listening && !os_socket_listen(fd, BACKLOG)) return fail(l, errno);
  l->socket.state = GATE_LISTENING;
  return find_address(l);
}

CURLcode listener_open(struct listener **ret, const struct listener_config *config)
{
  char where[PEER_TEXT_MAX];
  struct listener *l = mem_zalloc(sizeof *l);
  if(!l) return trace_fail(config->trace, CURLE_OUT_OF_MEMORY, "Out of memory");
  *l = (struct listener){ .config = *config, .watch = WATCH_INIT(listener_fired), .address = config->at };
  CURLcode code = begin_listening(l);
  if(code) {
    listener_free(l);
    return code;
  }
  peer_words(&l->address, where);
  trace_text(config->trace, "Listening at %s (fd %d)", where, (int)l->socket.fd);
  *ret = l;
  return CURLE_OK;
}

const struct address *listener_address(const struct listener *l) { return &l->address; }

/* A program with an event loop of its own is told REMOVE before its close callback is called. */
static void stop_listening(struct listener *l)
{
  poller_forget(l->config.poller, &l->watch);
  gate_close(&l->socket);
}

static CURLcode take_over(const struct listener *l, struct gated_socket *accepted, struct stream **ret)
{
  char peer[PEER_TEXT_MAX];
  struct stream *s = socket_stream_new(accepted, l->config.poller);
  if(!s) {
    gate_close(accepted);
    return trace_fail(l->config.trace, CURLE_OUT_OF_MEMORY, "Out of memory");
  }
  const struct socket_info *info = stream_socket_info(s);
  peer_words(&info->peer, peer);
  trace_text(l->config.trace, "Accepted %s (fd %d)", peer, (int)info->fd);
  *ret = s;
  return CURLE_OK;
}

CURLcode listener_accept(struct listener *l, struct stream **ret)
{
  struct gated_socket accepted;
  CURLcode code = gate_accept(&accepted, &l->socket, l->config.opts, l->config.trace);
  if(code == CURLE_AGAIN) {
    code = poller_set(l->config.poller, &l->watch, WATCH_READ);
    return code ? trace_fail(l->config.trace, code, "Cannot wait for a connection") : CURLE_AGAIN;
  }
  stop_listening(l);
  return code ? code : take_over(l, &accepted, ret);
}

void listener_free(struct listener *l)
{
  if(!l) return;
  stop_listening(l);
  mem_free(l);
}
