#include "stream/gate.h"
#include "os/socket.h"
#include "stream/admit.h"
#include "stream/local.h"
#include "stream/peer_text.h"
#include <errno.h>
#include <netinet/tcp.h>

/* Linux takes no more (tcp(7)); a larger wish gets the most there is. */
#define KEEPALIVE_SECONDS_MAX 32767
#define KEEPALIVE_PROBES_MAX  127

/* curl_sockaddr ends in a sockaddr, which holds no IPv6 address: what is behind it must be as large as any. */
union shown_address {
  struct curl_sockaddr shown;
  _Alignas(max_align_t) unsigned char bytes[offsetof(struct curl_sockaddr, addr) + sizeof(struct sockaddr_storage)];
};

static int protocol_of(int family) { return family == AF_UNIX ? 0 : IPPROTO_TCP; }

static bool is_ip(const struct address *a) { return a->addr.ss_family == AF_INET || a->addr.ss_family == AF_INET6; }

static CURLcode fail(struct gated_socket *s, int errnum, CURLcode code)
{
  s->errnum = errnum;
  return code;
}

static void begin(struct gated_socket *s, const struct gate_opts *g, curl_socket_t fd)
{
  s->fd = fd;
  s->state = GATE_OPENED;
  s->close = g->close;
  s->close_data = g->close_data;
}

/* `*addr` changes only with a socket: who refuses has refused what was asked for. */
static curl_socket_t call_open(const struct gate_opts *g, struct address *addr, struct callback_guard *guard)
{
  union shown_address u = { .bytes = { 0 } };
  unsigned char *room = u.bytes + offsetof(struct curl_sockaddr, addr);
  u.shown.family = addr->addr.ss_family;
  u.shown.socktype = SOCK_STREAM;
  u.shown.protocol = protocol_of(addr->addr.ss_family);
  u.shown.addrlen = addr->len;
  memcpy(room, &addr->addr, sizeof addr->addr);
  CALLBACK_SCOPE(guard);
  curl_socket_t fd = g->open(g->open_data, CURLSOCKTYPE_IPCXN, &u.shown);
  if(fd < 0) return CURL_SOCKET_BAD;
  memcpy(&addr->addr, room, sizeof addr->addr);
  addr->len = u.shown.addrlen < sizeof addr->addr ? u.shown.addrlen : sizeof addr->addr;
  return fd;
}

/* Is it past what it is for? */
static const char *unfit_for(enum gate_role role, curl_socket_t fd)
{
  struct address peer;
  int listens;
  if(role == GATE_TO_LISTEN) return os_socket_peer(fd, &peer) ? "connected" : NULL;
  return os_socket_get_int(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens) && listens ? "listening" : NULL;
}

/* A program may return any number. */
static CURLcode check_given(struct gated_socket *s, enum gate_role role, struct trace *t)
{
  int value;
  if(!os_socket_get_int(s->fd, SOL_SOCKET, SO_TYPE, &value)) {
    int errnum = errno;
    CURLcode code = trace_fail(t, CURLE_COULDNT_CONNECT,
                               "Descriptor %d, which the open-socket callback returned, is not a socket", (int)s->fd);
    /* nothing of ours to close, and another thread may open that number at any time */
    if(errnum == EBADF && !s->close) s->state = GATE_CLOSED;
    return fail(s, errnum, code);
  }
  if(value != SOCK_STREAM)
    return trace_fail(t, CURLE_COULDNT_CONNECT, "Socket %d, which the open-socket callback returned, is not a stream",
                      (int)s->fd);
  const char *unfit = unfit_for(role, s->fd);
  if(unfit)
    return trace_fail(t, CURLE_COULDNT_CONNECT, "Socket %d, which the open-socket callback returned, is %s", (int)s->fd,
                      unfit);
  if(os_socket_set_nonblocking(s->fd)) return CURLE_OK;
  int errnum = errno;
  return fail(s, errnum, trace_fail(t, CURLE_COULDNT_CONNECT, "Socket %d cannot be made non-blocking", (int)s->fd));
}

static CURLcode open_given(struct gated_socket *s, enum gate_role role, const struct gate_opts *g, struct address *addr,
                           struct trace *t, bool *refused)
{
  static const char *const to[] = { [GATE_TO_CONNECT] = "", [GATE_TO_LISTEN] = "to listen at " };
  curl_socket_t fd = call_open(g, addr, s->guard);
  if(fd == CURL_SOCKET_BAD) {
    char peer[PEER_TEXT_MAX];
    *refused = true;
    peer_words(addr, peer);
    return trace_fail(t, CURLE_COULDNT_CONNECT, "The open-socket callback refused %s%s", to[role], peer);
  }
  begin(s, g, fd);
  return check_given(s, role, t);
}

static CURLcode open_own(struct gated_socket *s, const struct gate_opts *g, const struct address *addr, struct trace *t)
{
  int family = addr->addr.ss_family;
  curl_socket_t fd = os_socket_open(family, SOCK_STREAM, protocol_of(family));
  if(fd == CURL_SOCKET_BAD) {
    char peer[PEER_TEXT_MAX];
    char why[OS_ERROR_TEXT_MAX];
    int errnum = errno;
    peer_words(addr, peer);
    return fail(
        s, errnum,
        trace_fail(t, CURLE_COULDNT_CONNECT, "Could not open a socket for %s: %s", peer, os_error_text(errnum, why)));
  }
  begin(s, g, fd);
  return CURLE_OK;
}

static int at_most(long value, int most)
{
  if(value < 1) return 1;
  return value > most ? most : (int)value;
}

/* A socket that has no such option (a Unix one in place of TCP) does without. */
static void set_tcp_options(curl_socket_t fd, const struct net_opts *o)
{
  if(o->nodelay) (void)os_socket_set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if(!o->keepalive || !os_socket_set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1)) return;
  (void)os_socket_set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE, at_most(o->keepalive_idle_s, KEEPALIVE_SECONDS_MAX));
  (void)os_socket_set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL, at_most(o->keepalive_interval_s, KEEPALIVE_SECONDS_MAX));
  (void)os_socket_set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, at_most(o->keepalive_probes, KEEPALIVE_PROBES_MAX));
}

/* `*connected`: the program says so. */
static CURLcode call_sockopt(const struct gated_socket *s, const struct gate_opts *g, curlsocktype purpose,
                             struct trace *t, bool *connected)
{
  int says = CURL_SOCKOPT_OK;
  if(g->sockopt) {
    CALLBACK_SCOPE(s->guard);
    says = g->sockopt(g->sockopt_data, s->fd, purpose);
  }
  *connected = says == CURL_SOCKOPT_ALREADY_CONNECTED;
  if(says == CURL_SOCKOPT_OK || *connected) return CURLE_OK;
  return trace_fail(t, CURLE_ABORTED_BY_CALLBACK, "The sockopt callback ended the transfer");
}

static CURLcode configure_to_connect(struct gated_socket *s, const struct net_opts *o, const struct address *addr,
                                     struct trace *t)
{
  if(is_ip(addr)) set_tcp_options(s->fd, o);
  TRY(call_sockopt(s, &o->gate, CURLSOCKTYPE_IPCXN, t, &s->supplied));
  TRY(s->supplied ? admit_socket(o->gate.policy, s->fd, t) : admit_peer(o->gate.policy, addr, t));
  if(is_ip(addr) && !s->supplied) TRY(local_bind(s->fd, o, addr, t, &s->errnum));
  s->state = s->supplied ? GATE_CONNECTED : GATE_CONFIGURED;
  return CURLE_OK;
}

static CURLcode configure_to_listen(struct gated_socket *s, const struct net_opts *o, const struct address *addr,
                                    struct trace *t)
{
  bool connected;
  TRY(call_sockopt(s, &o->gate, CURLSOCKTYPE_IPCXN, t, &connected));
  s->state = GATE_CONFIGURED;
  return CURLE_OK;
}

typedef CURLcode configure_fn(struct gated_socket *s, const struct net_opts *o, const struct address *addr,
                              struct trace *t);

CURLcode gate_open(struct gated_socket *ret, enum gate_role role, const struct net_opts *o, struct address *addr,
                   struct trace *t, bool *refused)
{
  static configure_fn *const configure[] = {
    [GATE_TO_CONNECT] = configure_to_connect, [GATE_TO_LISTEN] = configure_to_listen
  };
  struct gated_socket s = { .fd = CURL_SOCKET_BAD, .guard = t ? t->guard : NULL };
  *refused = false;
  CURLcode code = o->gate.open ? open_given(&s, role, &o->gate, addr, t, refused) : open_own(&s, &o->gate, addr, t);
  if(!code) code = configure[role](&s, o, addr, t);
  if(code == CURLE_COULDNT_CONNECT && s.state == GATE_OPENED && o->gate.policy) *refused = true;
  if(code) gate_close(&s);
  *ret = s;
  return code;
}

CURLcode gate_accept(struct gated_socket *ret, const struct gated_socket *at, const struct net_opts *o, struct trace *t)
{
  bool connected;
  struct gated_socket s = { .fd = os_socket_accept(at->fd), .guard = at->guard, .state = GATE_OPENED };
  if(s.fd == CURL_SOCKET_BAD) {
    char why[OS_ERROR_TEXT_MAX];
    int errnum = errno;
    if(errnum == EAGAIN) return CURLE_AGAIN;
    return trace_fail(t, CURLE_FTP_ACCEPT_FAILED, "Could not accept a connection: %s", os_error_text(errnum, why));
  }
  set_tcp_options(s.fd, o);
  CURLcode code = admit_socket(o->gate.policy, s.fd, t);
  if(!code) code = call_sockopt(&s, &o->gate, CURLSOCKTYPE_ACCEPT, t, &connected);
  if(code) {
    gate_close(&s);
    return code;
  }
  s.state = GATE_CONNECTED;
  *ret = s;
  return CURLE_OK;
}

void gate_close(struct gated_socket *s)
{
  curl_socket_t fd = s->fd;
  bool is_open = s->state != GATE_CLOSED;
  s->fd = CURL_SOCKET_BAD;
  s->state = GATE_CLOSED;
  if(!is_open) return;
  if(!s->close) {
    os_socket_close(fd);
    return;
  }
  CALLBACK_SCOPE(s->guard);
  (void)s->close(s->close_data, fd);
}
