#include "stream/tls.h"
#include "base/mem.h"

struct tls_stream {
  struct stream base;
  const struct tls_opts *opts; /* this and the next two: NULL, or moot, once it is established */
  const struct tls_peer *peer;
  int64_t now_s;
  struct tls_session *session; /* NULL until establishing begins */
  bool is_open;
  bool is_early;        /* the handshake is not done, and what is sent first goes before it */
  bool read_needs_room; /* something of TLS's own has to be sent before the next read brings anything */
  enum tls_wants wants; /* the last step of it */
};

static struct tls_stream *tls_of(const struct stream *s) { return CONTAINER_OF((uintptr_t)s, struct tls_stream, base); }

static CURLcode below_read(void *below, struct trace *t, void *to, size_t room, size_t *got)
{
  return stream_read(below, t, to, room, got);
}

static CURLcode below_write(void *below, struct trace *t, const void *from, size_t len, size_t *sent)
{
  return stream_write(below, t, from, len, sent);
}

static unsigned events_of(enum tls_wants wants)
{
  static const unsigned events[] = { [TLS_WANTS_READ] = WATCH_READ, [TLS_WANTS_WRITE] = WATCH_WRITE };
  return wants == TLS_WANTS_PROGRAM ? 0 : events[wants];
}

/* One step of the handshake. */
static CURLcode shake_hands(struct tls_stream *s, struct trace *t)
{
  CURLcode code = tls_engine.handshake(s->session, &s->wants, t);
  TRY(code);
  s->is_open = true;
  s->is_early = false;
  s->opts = NULL;
  s->peer = NULL;
  return CURLE_OK;
}

static CURLcode tls_establish(struct stream *stream, struct trace *t, int64_t now)
{
  struct tls_stream *s = tls_of(stream);
  if(s->is_open || s->is_early) return CURLE_OK;
  if(!s->session) {
    const struct tls_transport under = { below_read, below_write, stream->below };
    TRY(tls_engine.session_new(&s->session, s->opts, s->peer, &under, s->now_s, t));
    s->is_early = tls_engine.early_room && tls_engine.early_room(s->session);
    if(s->is_early) return CURLE_OK;
  }
  CURLcode code = shake_hands(s, t);
  if(code == CURLE_AGAIN) TRY(stream_want(stream, events_of(s->wants)));
  return code;
}

/* Who reads waits for bytes to read, and who writes for room; what differs from that is told by tls_wants. */
static CURLcode tls_read(struct stream *stream, struct trace *t, void *to, size_t room, size_t *got)
{
  struct tls_stream *s = tls_of(stream);
  if(s->is_early) TRY(shake_hands(s, t));
  s->wants = TLS_WANTS_READ;
  CURLcode code = tls_engine.read(s->session, t, to, room, got, &s->wants);
  s->read_needs_room = code == CURLE_AGAIN && s->wants == TLS_WANTS_WRITE;
  if(s->read_needs_room) TRY(stream_want(stream, WATCH_READ | WATCH_WRITE));
  return code;
}

static CURLcode tls_write(struct stream *stream, struct trace *t, const void *from, size_t len, size_t *sent)
{
  struct tls_stream *s = tls_of(stream);
  if(s->is_early && tls_engine.early_room(s->session))
    return tls_engine.write_early(s->session, t, from, len, sent, &s->wants);
  if(s->is_early) TRY(shake_hands(s, t));
  s->wants = TLS_WANTS_WRITE;
  CURLcode code = tls_engine.write(s->session, t, from, len, sent, &s->wants);
  if(code == CURLE_AGAIN && s->wants == TLS_WANTS_READ) TRY(stream_want(stream, WATCH_READ | WATCH_WRITE));
  return code;
}

/* What is below stays open: a proxy that takes one end for both would lose what the peer still says, and reset it. */
static CURLcode tls_finish(struct stream *stream, struct trace *t)
{
  CURLcode code = tls_engine.close(tls_of(stream)->session, t);
  if(code == CURLE_AGAIN) TRY(stream_want(stream, WATCH_WRITE));
  return code;
}

/* Before the handshake is done, both wait for it alone: to wait for room that there is would be a busy wait. */
static unsigned tls_wants(const struct stream *stream, unsigned events)
{
  const struct tls_stream *s = tls_of(stream);
  if(s->is_early) events = events_of(s->wants);
  return s->read_needs_room ? events | WATCH_WRITE : events;
}

static bool tls_has_pending(const struct stream *stream)
{
  const struct tls_stream *s = tls_of(stream);
  if(!s->is_open) return (s->is_early && s->wants == TLS_WANTS_WRITE) || stream_has_pending(stream->below);
  return tls_engine.has_pending(s->session) || stream_has_pending(stream->below);
}

static bool tls_absorb(struct stream *stream)
{
  const struct tls_stream *s = tls_of(stream);
  return s->is_open && tls_engine.absorb && tls_engine.absorb(s->session);
}

static void tls_free(struct stream *stream)
{
  struct tls_stream *s = tls_of(stream);
  if(s->is_open) (void)tls_engine.close(s->session, NULL);
  tls_engine.free(s->session);
  stream_free(stream->below);
  mem_free(s);
}

static const struct stream_ops tls_ops = {
  .name = "TLS",
  .establish = tls_establish,
  .read = tls_read,
  .write = tls_write,
  .finish = tls_finish,
  .wants = tls_wants,
  .has_pending = tls_has_pending,
  .absorb = tls_absorb,
  .free = tls_free,
};

struct stream *tls_stream_new(struct stream *below, const struct tls_opts *opts, const struct tls_peer *peer,
                              int64_t now_s)
{
  struct tls_stream *s = mem_zalloc(sizeof *s);
  if(!s) return NULL;
  *s = (struct tls_stream){ .base = { .ops = &tls_ops, .below = below }, .opts = opts, .peer = peer, .now_s = now_s };
  return &s->base;
}

struct stream *tls_stream_in(struct stream *top)
{
  struct stream *s = top;
  while(s && s->ops != &tls_ops) s = s->below;
  return s;
}

/* The peer's goodbye, and nothing else, is read. */
static CURLcode read_goodbye(struct tls_stream *s, struct trace *t)
{
  char byte;
  size_t got;
  TRY(tls_engine.read(s->session, t, &byte, sizeof byte, &got, &s->wants));
  if(!got && !tls_engine.has_rest(s->session)) return CURLE_OK;
  return trace_fail(t, CURLE_SSL_SHUTDOWN_FAILED, "TLS: the peer goes on where it was to end TLS");
}

CURLcode tls_stream_take_off(struct stream *stream, bool speaks_first, struct trace *t, struct stream **ret)
{
  struct tls_stream *s = tls_of(stream);
  s->wants = TLS_WANTS_WRITE;
  CURLcode code = speaks_first ? tls_engine.close(s->session, t) : CURLE_OK;
  if(!code) {
    s->wants = TLS_WANTS_READ;
    code = read_goodbye(s, t);
  }
  if(code == CURLE_AGAIN) TRY(stream_want(stream, events_of(s->wants)));
  TRY(code);
  *ret = stream->below;
  tls_engine.free(s->session);
  mem_free(s);
  return CURLE_OK;
}

bool tls_stream_awaits_program(const struct stream *stream)
{
  const struct tls_stream *s = tls_of(stream);
  return s->session && !s->is_open && s->wants == TLS_WANTS_PROGRAM;
}

void tls_stream_break(struct stream *s) { tls_of(s)->is_open = false; }

bool tls_stream_is_early(const struct stream *s) { return tls_of(s)->is_early; }

void tls_stream_result(const struct stream *s, struct tls_result *ret)
{
  *ret = (struct tls_result){ 0 };
  if(tls_of(s)->session) tls_engine.result(tls_of(s)->session, ret);
}

CURLcode tls_stream_certs(const struct stream *s, struct curl_certinfo *ret)
{
  return tls_of(s)->session ? tls_engine.certs(tls_of(s)->session, ret) : CURLE_OK;
}

void *tls_stream_native(const struct stream *s)
{
  return tls_of(s)->session ? tls_engine.native(tls_of(s)->session) : NULL;
}

void *tls_stream_native_context(const struct stream *s)
{
  return tls_of(s)->session ? tls_engine.native_context(tls_of(s)->session) : NULL;
}
