#include "stream/dial.h"
#include "base/mem.h"
#include "os/socket.h"
#include "stream/peer_text.h"
#include "stream/socket.h"
#include <errno.h>

/* One address that is being connected to. Free while its socket is closed. */
struct attempt {
  struct dial *dial;
  struct gated_socket socket;
  struct watch watch;
  bool has_fired;
  uint64_t number; /* in the order of their starts */
};

struct dial {
  struct dial_config config;
  struct address_set *addrs;
  size_t next[2]; /* where to look for an address of the first one's family [0], of another [1] */
  bool turn;      /* which of the two is next */
  bool has_begun;
  int64_t begun;
  int64_t next_start; /* when the next attempt may run beside the others */
  int errnum;         /* of the last failure that had one */
  CURLcode code;      /* of all failures, or CURLE_COULDNT_CONNECT where they differ */
  bool was_refused;   /* the callback has refused an address, which `gate_text` tells */
  bool gate_was_last; /* the last failure was the gate's */
  char gate_text[CURL_ERROR_SIZE];
  uint64_t starts;
  size_t running;
  size_t room;
  struct attempt attempts[];
};

struct dial *dial_new(const struct dial_config *config, struct address_set *addrs)
{
  size_t room = addrs->count < DIAL_ATTEMPTS_MAX ? addrs->count : DIAL_ATTEMPTS_MAX;
  struct dial *d = mem_zalloc(sizeof *d + room * sizeof d->attempts[0]);
  if(!d) return NULL;
  d->config = *config;
  d->addrs = address_set_ref(addrs);
  d->room = room;
  return d;
}

/* The next index at or behind `from` whose address is (or, for `others`, is not) of the first one's family. */
static size_t find_family(const struct address_set *set, size_t from, bool others)
{
  while(from < set->count && (set->at[from].addr.ss_family != set->at[0].addr.ss_family) != others) from++;
  return from;
}

/* RFC 8305, section 4: the families take turns; when one has no more, the other goes on alone. */
static const struct address *next_address(struct dial *d)
{
  for(int i = 0; i < 2; i++) {
    bool others = d->turn;
    size_t index = find_family(d->addrs, d->next[others], others);
    d->turn = !others;
    d->next[others] = index < d->addrs->count ? index + 1 : index;
    if(index < d->addrs->count) return &d->addrs->at[index];
  }
  return NULL;
}

static bool has_more(const struct dial *d)
{
  size_t count = d->addrs->count;
  return find_family(d->addrs, d->next[0], false) < count || find_family(d->addrs, d->next[1], true) < count;
}

static void note_failure(struct dial *d, CURLcode code, int errnum)
{
  d->code = !d->code || d->code == code ? code : CURLE_COULDNT_CONNECT;
  if(errnum) d->errnum = errnum;
}

static void end_attempt(struct attempt *a)
{
  if(a->socket.state == GATE_CLOSED) return;
  poller_forget(a->dial->config.poller, &a->watch);
  gate_close(&a->socket);
  a->dial->running--;
}

static void fail_attempt(struct attempt *a, int errnum)
{
  char why[OS_ERROR_TEXT_MAX];
  struct dial *d = a->dial;
  d->gate_was_last = false;
  note_failure(d, CURLE_COULDNT_CONNECT, errnum);
  trace_text(d->config.trace, "Attempt on fd %d failed: %s", (int)a->socket.fd, os_error_text(errnum, why));
  end_attempt(a);
}

static void end_all(struct dial *d)
{
  for(size_t i = 0; i < d->room; i++) end_attempt(&d->attempts[i]);
}

static void attempt_fired(struct watch *w, unsigned events)
{
  struct attempt *a = CONTAINER_OF(w, struct attempt, watch);
  a->has_fired = true;
  a->dial->config.ready(a->dial->config.owner);
}

static void trace_connected(struct dial *d, const struct socket_info *info)
{
  char name[PEER_TEXT_MAX];
  const struct sockaddr *peer = (const struct sockaddr *)&info->peer.addr;
  if(!trace_wants(d->config.trace)) return;
  if(peer->sa_family == AF_INET || peer->sa_family == AF_INET6) {
    address_text(peer, info->peer.len, name);
    trace_text(d->config.trace, "Connected to %s (%s) port %u (fd %d)", d->config.host, name,
               (unsigned)address_port(peer, info->peer.len), (int)info->fd);
    return;
  }
  peer_text(&info->peer, name); /* a Unix socket that is bound to nothing has no name */
  trace_text(d->config.trace, "Connected to %s (%s) (fd %d)", d->config.host, *name ? name : "unnamed", (int)info->fd);
}

/* `a` is connected, and the race is over. */
static CURLcode win(struct attempt *a, struct stream **ret)
{
  struct dial *d = a->dial;
  a->socket.state = GATE_CONNECTED;
  bool supplied = a->socket.supplied;
  struct stream *s = socket_stream_new(&a->socket, d->config.poller);
  if(!s) return trace_fail(d->config.trace, CURLE_OUT_OF_MEMORY, "Out of memory");
  poller_hand_over(d->config.poller, &a->watch, stream_watch(s));
  d->running--;
  const struct socket_info *info = stream_socket_info(s);
  /* No error, and yet no peer: it was reset since, or the program gave something that connects to nothing. */
  if(!info->peer.len && !supplied) {
    stream_free(s);
    d->gate_was_last = false;
    note_failure(d, CURLE_COULDNT_CONNECT, ENOTCONN);
    return CURLE_COULDNT_CONNECT;
  }
  end_all(d);
  trace_connected(d, info);
  *ret = s;
  return CURLE_OK;
}

/* The gate's texts are kept back: the error buffer is for what ends the transfer, and another address may still do. */
static CURLcode ask_gate(struct dial *d, struct gated_socket *socket, struct address *addr)
{
  char text[CURL_ERROR_SIZE] = "";
  bool refused;
  struct trace *t = d->config.trace;
  struct trace_opts quiet = { .error_buffer = text };
  struct trace inner = { .opts = &quiet, .handle = t ? t->handle : NULL, .guard = t ? t->guard : NULL };
  CURLcode code = gate_open(socket, GATE_TO_CONNECT, d->config.opts, addr, &inner, &refused);
  if(!code) return CURLE_OK;
  if(code != CURLE_COULDNT_CONNECT && code != CURLE_INTERFACE_FAILED) return trace_fail(t, code, "%s", text);
  trace_text(t, "%s", text);
  note_failure(d, code, socket->errnum);
  d->gate_was_last = true;
  if(refused || !d->was_refused) memcpy(d->gate_text, text, sizeof text);
  d->was_refused |= refused;
  return code;
}

static CURLcode connect_attempt(struct attempt *a, const struct address *addr, struct stream **ret)
{
  const struct dial_config *c = &a->dial->config;
  if(a->socket.state == GATE_CONNECTED) return win(a, ret);
  if(trace_wants(c->trace)) {
    char peer[PEER_TEXT_MAX];
    peer_text(addr, peer);
    trace_text(c->trace, "  Trying %s... (fd %d)", peer, (int)a->socket.fd);
  }
  a->socket.state = GATE_CONNECTING;
  if(!c->system->connect(a->socket.fd, (const struct sockaddr *)&addr->addr, addr->len)) return win(a, ret);
  if(errno != EINPROGRESS && errno != EINTR) { /* interrupted, it goes on in the background (POSIX) */
    fail_attempt(a, errno);
    return CURLE_COULDNT_CONNECT;
  }
  CURLcode code = poller_set(c->poller, &a->watch, WATCH_WRITE);
  return code ? trace_fail(c->trace, code, "Cannot wait for a connection") : CURLE_AGAIN;
}

/* A free attempt; while all are under way, the oldest is given up for it. */
static struct attempt *free_attempt(struct dial *d)
{
  struct attempt *oldest = &d->attempts[0];
  for(size_t i = 0; i < d->room; i++) {
    struct attempt *a = &d->attempts[i];
    if(a->socket.state == GATE_CLOSED) return a;
    if(a->number < oldest->number) oldest = a;
  }
  trace_text(d->config.trace, "Attempt on fd %d is given up for another address", (int)oldest->socket.fd);
  end_attempt(oldest);
  return oldest;
}

/* CURLOPT_ADDRESS_SCOPE(3). */
static void set_scope(struct address *a, long scope)
{
  struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&a->addr;
  if(a->addr.ss_family == AF_INET6 && !in6->sin6_scope_id) in6->sin6_scope_id = (uint32_t)scope;
}

/* CURLE_OK: connected. CURLE_AGAIN: under way. CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: it has failed, and is
 * noted. Others end the dial. */
static CURLcode start_attempt(struct dial *d, const struct address *to, struct stream **ret)
{
  struct address addr = *to;
  struct gated_socket socket;
  set_scope(&addr, d->config.opts->address_scope);
  TRY(ask_gate(d, &socket, &addr));
  struct attempt *a = free_attempt(d);
  *a = (struct attempt){ .dial = d, .socket = socket, .watch = WATCH_INIT(attempt_fired), .number = d->starts++ };
  a->watch.fd = socket.fd;
  d->running++;
  return connect_attempt(a, &addr, ret);
}

static CURLcode look_at(struct attempt *a, struct stream **ret)
{
  if(a->socket.state == GATE_CLOSED || !a->has_fired) return CURLE_AGAIN;
  a->has_fired = false;
  int errnum = os_socket_error(a->socket.fd);
  if(!errnum) return win(a, ret);
  fail_attempt(a, errnum);
  return CURLE_COULDNT_CONNECT;
}

static bool is_failure_of_one(CURLcode code) { return code == CURLE_COULDNT_CONNECT || code == CURLE_INTERFACE_FAILED; }

/* CURLE_AGAIN: nobody has won; `*any_failed` tells whether somebody dropped out. */
static CURLcode look_at_all(struct dial *d, bool *any_failed, struct stream **ret)
{
  for(size_t i = 0; i < d->room; i++) {
    CURLcode code = look_at(&d->attempts[i], ret);
    if(is_failure_of_one(code))
      *any_failed = true;
    else if(code != CURLE_AGAIN)
      return code;
  }
  return CURLE_AGAIN;
}

static int64_t delay_us(const struct net_opts *o)
{
  const int64_t longest_ms = INT64_C(1000) * 3600 * 24;
  if(o->happy_eyeballs_ms < 0) return 0;
  return (o->happy_eyeballs_ms < longest_ms ? o->happy_eyeballs_ms : longest_ms) * 1000;
}

/* No address is left. */
static CURLcode give_up(struct dial *d, int64_t now)
{
  char why[OS_ERROR_TEXT_MAX];
  const char *last = d->gate_was_last ? d->gate_text : d->errnum ? os_error_text(d->errnum, why) : "no address to try";
  bool also = d->was_refused && !d->gate_was_last;
  return trace_fail(d->config.trace, d->code ? d->code : CURLE_COULDNT_CONNECT,
                    "Failed to connect to %s port %u after %lld ms: %s%s%s", d->config.host, (unsigned)d->config.port,
                    (long long)(now - d->begun) / 1000, last, also ? "; " : "", also ? d->gate_text : "");
}

CURLcode dial_step(struct dial *d, int64_t now, struct stream **ret)
{
  bool is_due = false;
  if(!d->has_begun) {
    d->has_begun = true;
    d->begun = d->next_start = now;
  }
  CURLcode code = look_at_all(d, &is_due, ret);
  if(code != CURLE_AGAIN) return code;
  is_due |= !d->running || now >= d->next_start;
  for(const struct address *to; is_due && (to = next_address(d));) {
    code = start_attempt(d, to, ret);
    is_due = is_failure_of_one(code);
    if(code == CURLE_AGAIN)
      d->next_start = now + delay_us(d->config.opts);
    else if(!is_due)
      return code;
  }
  return d->running ? CURLE_AGAIN : give_up(d, now);
}

int64_t dial_deadline(const struct dial *d)
{
  if(!d->has_begun) return INT64_MIN;
  return has_more(d) ? d->next_start : INT64_MAX;
}

int dial_errno(const struct dial *d) { return d->errnum; }

void dial_free(struct dial *d)
{
  if(!d) return;
  end_all(d);
  address_set_unref(d->addrs);
  mem_free(d);
}
