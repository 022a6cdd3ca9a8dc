#include "engine/second.h"
#include "base/mem.h"
#include "engine/internal.h"
#include "os/socket.h"
#include "stream/listener.h"

/* It is made by a way of its own, or by listening. Each of second_ops brings it into a state, from which `run` goes on. */

enum second_state {
  SECOND_NONE,
  SECOND_WAY,     /* to the peer */
  SECOND_PLACE,   /* where to listen is looked up */
  SECOND_LISTENS, /* and nobody has been asked for yet */
  SECOND_ACCEPT,
  SECOND_SECURE, /* TLS shakes hands */
  SECOND_STANDS
};

struct second_conn {
  enum second_state state;
  struct way way; /* its look-up serves a place to listen at, too */
  int64_t begun_us;
  char *host; /* owned; of the way, or to listen at; NULL: as the first connection */
  uint16_t first_port, last_port;
  struct stream *stream;
  struct listener *listener;
  struct address announced; /* where a peer finds it */
  unsigned events;
};

static struct trace *trace_of(struct second_conn *s) { return &s->way.transfer->xfer.trace; }

static const struct socket_info *first_socket(const struct second_conn *s)
{
  return stream_socket_info(s->way.transfer->conn->stream);
}

static void fired(struct watch *w, unsigned events)
{
  struct second_conn *s = w->owner;
  s->events |= stream_reported(s->stream, events);
  transfer_wake(s->way.transfer);
}

static void stand_on(struct second_conn *s, struct stream *stream)
{
  struct watch *w = stream_watch(stream);
  s->stream = stream;
  w->fired = fired;
  w->owner = s;
}

/* Until somebody uses it, it is not watched: that it has room would be reported again and again. */
static CURLcode stand(struct second_conn *s)
{
  s->state = SECOND_STANDS;
  return stream_want(s->stream, 0);
}

/* ---- beginning and end ---- */

static void drop(struct second_conn *s)
{
  way_drop(&s->way);
  stream_free(s->stream);
  listener_free(s->listener);
  mem_free(s->host);
  s->stream = NULL;
  s->listener = NULL;
  s->host = NULL;
  s->state = SECOND_NONE;
}

void transfer_drop_second(struct transfer *t)
{
  if(!t->second) return;
  drop(t->second);
  mem_free(t->second);
  t->second = NULL;
}

static CURLcode begin(struct transfer *t, enum second_state state, const char *host, struct second_conn **ret)
{
  if(!t->second) t->second = mem_zalloc(sizeof *t->second);
  struct second_conn *s = t->second;
  if(!s) return CURLE_OUT_OF_MEMORY;
  drop(s);
  *s = (struct second_conn){ .state = state, .begun_us = t->multi->now, .way.transfer = t };
  if(host && !(s->host = mem_strdup(host))) return CURLE_OUT_OF_MEMORY;
  *ret = s;
  return CURLE_OK;
}

/* ---- to a peer ---- */

static CURLcode way_connected(struct way *w, struct stream *stream)
{
  struct second_conn *s = CONTAINER_OF(w, struct second_conn, way);
  stand_on(s, stream);
  w->top = &s->stream;
  return CURLE_OK;
}

static void way_dropped(struct way *w)
{
  struct second_conn *s = CONTAINER_OF(w, struct second_conn, way);
  stream_free(s->stream);
  s->stream = NULL;
}

static const struct way_ops second_way = { .connected = way_connected, .dropped = way_dropped };

static bool is_ip(const struct address *a)
{
  return a->len && (a->addr.ss_family == AF_INET || a->addr.ss_family == AF_INET6);
}

/* Whom the first connection has reached is the one to reach again, whatever the name leads to by now. */
static CURLcode use_peer(struct second_conn *s, uint16_t port)
{
  const struct socket_info *first = first_socket(s);
  if(route_has_proxy(route_of(s->way.transfer)) || !is_ip(&first->peer)) return CURLE_OK;
  s->way.addrs = address_set_new(1);
  if(!s->way.addrs) return CURLE_OUT_OF_MEMORY;
  s->way.addrs->at[0] = first->peer;
  address_set_port(&s->way.addrs->at[0], port);
  return CURLE_OK;
}

static CURLcode second_connect(struct xfer *x, const char *host, uint16_t port)
{
  struct transfer *t = transfer_of(x);
  struct second_conn *s;
  TRY(begin(t, SECOND_WAY, host, &s));
  s->way.ops = &second_way;
  s->way.host = host ? s->host : t->connect_host;
  s->way.port = port;
  s->way.ends_at_peer = true;
  return host ? CURLE_OK : use_peer(s, port);
}

static CURLcode go(struct second_conn *s)
{
  do TRY(way_run(&s->way));
  while(s->way.step != WAY_END);
  s->way.transfer->info.connects++;
  return stand(s);
}

/* ---- from a peer ---- */

static CURLcode second_listen(struct xfer *x, const struct second_place *at)
{
  struct second_conn *s;
  TRY(begin(transfer_of(x), SECOND_PLACE, at->host, &s));
  s->first_port = at->first_port;
  s->last_port = at->last_port;
  return CURLE_OK;
}

/* Of the family that the first connection has, if there is one. */
static CURLcode look_up_place(struct second_conn *s, struct address *ret)
{
  struct address_set *found = NULL;
  TRY(way_look_up(&s->way, s->host, s->first_port, &found));
  *ret = found->at[0];
  for(size_t i = found->count; i--;)
    if(found->at[i].addr.ss_family == first_socket(s)->local.addr.ss_family) *ret = found->at[i];
  address_set_unref(found);
  return CURLE_OK;
}

/* An address, an interface, or else a name. */
static CURLcode find_place(struct second_conn *s, struct address *ret)
{
  const struct address *local = &first_socket(s)->local;
  bool exists;
  if(!s->host) {
    *ret = *local;
    return CURLE_OK;
  }
  if(address_parse(s->host, s->first_port, ret)) return CURLE_OK;
  if(is_ip(local) &&
     os_interface_address(s->host, local->addr.ss_family, (const struct sockaddr *)&local->addr, ret, &exists))
    return CURLE_OK;
  return look_up_place(s, ret);
}

static void somebody_came(void *owner) { transfer_wake(owner); }

static CURLcode open_listener(struct second_conn *s, const struct address *at)
{
  struct transfer *t = s->way.transfer;
  struct listener_config config = {
    .opts = t->config.net,
    .poller = t->multi->poller,
    .trace = trace_of(s),
    .at = *at,
    .last_port = s->last_port,
    .ready = somebody_came,
    .owner = t,
  };
  address_set_port(&config.at, s->first_port);
  return listener_open(&s->listener, &config);
}

/* What a peer is told may be an address that is this host's in its eyes only: of a router that passes it on. Then it is the
 * first connection's address that listens. */
static CURLcode listen_at(struct second_conn *s)
{
  struct address at;
  TRY(find_place(s, &at));
  if(!is_ip(&at))
    return trace_fail(trace_of(s), CURLE_INTERFACE_FAILED, "There is no address of this host to listen at");
  CURLcode code = open_listener(s, &at);
  if(code == CURLE_INTERFACE_FAILED && s->host && is_ip(&first_socket(s)->local)) {
    trace_forget_failure(trace_of(s));
    code = open_listener(s, &first_socket(s)->local);
  }
  TRY(code);
  const struct address *real = listener_address(s->listener);
  address_set_port(&at, address_port((const struct sockaddr *)&real->addr, real->len));
  s->announced = at;
  s->state = SECOND_LISTENS;
  return CURLE_OK;
}

static CURLcode second_accept(struct xfer *x)
{
  struct second_conn *s = transfer_of(x)->second;
  if(!s || s->state != SECOND_LISTENS) return CURLE_FAILED_INIT;
  s->state = SECOND_ACCEPT;
  return CURLE_OK;
}

static CURLcode take_peer(struct second_conn *s)
{
  struct stream *stream;
  TRY(listener_accept(s->listener, &stream));
  listener_free(s->listener);
  s->listener = NULL;
  stand_on(s, stream);
  return stand(s);
}

/* ---- TLS ---- */

static CURLcode second_secure(struct xfer *x)
{
  struct transfer *t = transfer_of(x);
  struct second_conn *s = t->second;
  struct stream *secured;
  if(!s || s->state != SECOND_STANDS || !t->tls[TLS_ORIGIN]) return CURLE_FAILED_INIT;
  TRY(transfer_new_tls(t, TLS_ORIGIN, s->stream, &secured));
  if(!secured) return CURLE_OUT_OF_MEMORY;
  s->stream = secured;
  s->begun_us = t->multi->now;
  s->state = SECOND_SECURE;
  return CURLE_OK;
}

static CURLcode shake_hands(struct second_conn *s)
{
  TRY(transfer_establish(s->way.transfer, s->stream));
  s->events |= WATCH_READ | WATCH_WRITE;
  return stand(s);
}

/* ---- all of it ---- */

static CURLcode stay(struct second_conn *s) { return CURLE_OK; }

static const struct {
  CURLcode (*run)(struct second_conn *s);
  bool has_deadline; /* CURLOPT_CONNECTTIMEOUT_MS(3); how long to wait for a peer is the protocol's affair */
} states[] = {
  [SECOND_NONE] = { stay, false },        [SECOND_WAY] = { go, true },
  [SECOND_PLACE] = { listen_at, true },   [SECOND_LISTENS] = { stay, false },
  [SECOND_ACCEPT] = { take_peer, false }, [SECOND_SECURE] = { shake_hands, true },
  [SECOND_STANDS] = { stay, false },
};

static int64_t time_out(const struct second_conn *s)
{
  return states[s->state].has_deadline ? transfer_connect_deadline(s->way.transfer, s->begun_us) : INT64_MAX;
}

static CURLcode check_time(struct second_conn *s)
{
  int64_t now = s->way.transfer->multi->now;
  if(now < time_out(s)) return CURLE_OK;
  return trace_fail(trace_of(s), CURLE_OPERATION_TIMEDOUT, "The second connection timed out after %lld milliseconds",
                    (long long)(now - s->begun_us) / 1000);
}

static CURLcode second_run(struct xfer *x, struct second *ret)
{
  struct second_conn *s = transfer_of(x)->second;
  *ret = (struct second){ 0 };
  if(!s) return CURLE_OK;
  CURLcode code = check_time(s);
  if(!code) code = states[s->state].run(s);
  if(code && code != CURLE_AGAIN) drop(s);
  TRY(code);
  if(transfer_of(x)->config.io->max_recv_speed > 0) s->events |= WATCH_READ; /* it was not watched while it waited */
  *ret = (struct second){ s->stream, s->listener ? &s->announced : NULL, s->events };
  s->events = 0;
  return CURLE_OK;
}

static void second_close(struct xfer *x, bool is_over)
{
  struct second_conn *s = transfer_of(x)->second;
  if(!s) return;
  struct stream *tls = s->stream ? tls_stream_in(s->stream) : NULL;
  if(tls == s->stream && tls && !is_over) tls_stream_break(tls);
  drop(s);
}

int64_t transfer_second_deadline(const struct transfer *t)
{
  const struct second_conn *s = t->second;
  if(!s) return INT64_MAX;
  int64_t next = way_deadline(&s->way), last = time_out(s);
  return next < last ? next : last;
}

void transfer_stir_second(struct transfer *t)
{
  if(t->second) t->second->events |= WATCH_READ;
}

const struct second_ops transfer_second_ops = { .connect = second_connect,
                                                .listen = second_listen,
                                                .accept = second_accept,
                                                .secure = second_secure,
                                                .run = second_run,
                                                .close = second_close };
