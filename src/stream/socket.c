#include "stream/socket.h"
#include "base/mem.h"
#include "os/socket.h"

struct socket_stream {
  struct stream base;
  struct gated_socket socket;
  struct socket_info info;
  struct watch watch;
  struct poller *poller; /* NULL: parked */
};

static CURLcode socket_read(struct stream *s, struct trace *t, void *to, size_t room, size_t *got)
{
  struct socket_stream *ss = CONTAINER_OF(s, struct socket_stream, base);
  char why[OS_ERROR_TEXT_MAX];
  int errnum;
  CURLcode code = os_socket_recv(ss->socket.fd, to, room, got, &errnum);
  if(!code) trace_detail(t, TRACE_TCP, "received %zu of at most %zu bytes", *got, room);
  if(code != CURLE_RECV_ERROR) return code;
  ss->info.errnum = errnum;
  return trace_fail(t, code, "Recv failure: %s", os_error_text(errnum, why));
}

static CURLcode socket_write(struct stream *s, struct trace *t, const void *from, size_t len, size_t *sent)
{
  struct socket_stream *ss = CONTAINER_OF(s, struct socket_stream, base);
  char why[OS_ERROR_TEXT_MAX];
  int errnum;
  CURLcode code = os_socket_send(ss->socket.fd, from, len, sent, &errnum);
  if(!code) trace_detail(t, TRACE_TCP, "sent %zu of %zu bytes", *sent, len);
  if(code != CURLE_SEND_ERROR) return code;
  ss->info.errnum = errnum;
  return trace_fail(t, code, "Send failure: %s", os_error_text(errnum, why));
}

/* A connection that is broken is found so by who reads. */
static CURLcode socket_finish(struct stream *s, struct trace *t)
{
  os_socket_end_writing(CONTAINER_OF(s, struct socket_stream, base)->socket.fd);
  return CURLE_OK;
}

static bool socket_has_pending(const struct stream *s) { return false; }

/* A program with an event loop of its own is told REMOVE before its close callback is called. */
static void socket_free(struct stream *s)
{
  struct socket_stream *ss = CONTAINER_OF(s, struct socket_stream, base);
  if(ss->poller) poller_forget(ss->poller, &ss->watch);
  gate_close(&ss->socket);
  mem_free(ss);
}

static const struct stream_ops socket_ops = {
  .name = "socket",
  .read = socket_read,
  .write = socket_write,
  .finish = socket_finish,
  .has_pending = socket_has_pending,
  .free = socket_free,
};

struct stream *socket_stream_new(struct gated_socket *from, struct poller *poller)
{
  struct socket_stream *ss = mem_zalloc(sizeof *ss);
  if(!ss) return NULL;
  ss->base.ops = &socket_ops;
  ss->socket = *from;
  ss->poller = poller;
  ss->watch = WATCH_INIT(NULL);
  ss->watch.fd = from->fd;
  ss->info.fd = from->fd;
  ss->info.supplied = from->supplied;
  (void)os_socket_local(from->fd, &ss->info.local);
  (void)os_socket_peer(from->fd, &ss->info.peer);
  *from = (struct gated_socket){ .fd = CURL_SOCKET_BAD };
  return &ss->base;
}

/* A socket is what every stack stands on. */
static struct socket_stream *bottom_of(const struct stream *s)
{
  while(s->below) s = s->below;
  return CONTAINER_OF(s, struct socket_stream, base);
}

const struct socket_info *stream_socket_info(const struct stream *s) { return &bottom_of(s)->info; }

struct watch *stream_watch(struct stream *s) { return &bottom_of(s)->watch; }

CURLcode stream_want(struct stream *s, unsigned events)
{
  struct socket_stream *ss = bottom_of(s);
  for(const struct stream *at = s; at && events; at = at->below)
    if(at->ops->wants) events = at->ops->wants(at, events);
  if(ss->poller) return poller_set(ss->poller, &ss->watch, events);
  return events ? CURLE_FAILED_INIT : CURLE_OK;
}

/* Does this layer wait for something else than those above it do? */
static bool crosses(const struct stream *s)
{
  return s->ops->wants && (s->ops->wants(s, WATCH_READ) != WATCH_READ || s->ops->wants(s, WATCH_WRITE) != WATCH_WRITE);
}

unsigned stream_reported(const struct stream *s, unsigned reported)
{
  for(; s && reported; s = s->below)
    if(crosses(s)) return WATCH_READ | WATCH_WRITE;
  return reported;
}

CURLcode stream_want_idle(struct stream *s)
{
  const struct socket_stream *ss = bottom_of(s);
  return stream_want(s, ss->poller && poller_watches_idle(ss->poller) ? WATCH_READ : 0);
}

void stream_move(struct stream *s, struct poller *to)
{
  struct socket_stream *ss = bottom_of(s);
  if(ss->poller) poller_forget(ss->poller, &ss->watch);
  ss->poller = to;
  if(!to) ss->socket.guard = NULL;
}

void stream_set_guard(struct stream *s, struct callback_guard *guard) { bottom_of(s)->socket.guard = guard; }

static bool has_pending_anywhere(const struct stream *s)
{
  for(; s; s = s->below)
    if(stream_has_pending(s)) return true;
  return false;
}

bool stream_absorb(struct stream *s)
{
  struct stream *at = s;
  while(at && !at->ops->absorb) at = at->below;
  return at && at->ops->absorb(at) && !has_pending_anywhere(s);
}

bool stream_is_quiet(struct stream *s)
{
  curl_socket_t fd = bottom_of(s)->socket.fd;
  if(has_pending_anywhere(s)) return false;
  return os_socket_is_quiet(fd) || (stream_absorb(s) && os_socket_is_quiet(fd));
}
