#include "base/mem.h"
#include "proto/http/h2_session.h"

/* The session of a connection: what is read goes to the codec, what the codec has to say is written. */

/* How often a turn writes before others have theirs. */
#define WRITES_PER_TURN 16

#define FRAMES_WANTED (16 * 1024)
#define HEAD_LINE_MAX (512 * 1024)

static struct h2 *h2_of(const struct session *s) { return CONTAINER_OF((uintptr_t)s, struct h2, session); }

/* ---- sending ---- */

static CURLcode fail_codec(struct h2 *h, CURLcode code, struct trace *t)
{
  const char *why = http2_why(h->codec);
  return why ? trace_fail(t, code, "%s", why) : code;
}

static CURLcode fill(struct h2 *h, struct trace *t)
{
  CURLcode code = h2_frames_fill(&h->frames, h->codec, FRAMES_WANTED);
  return code ? fail_codec(h, code, t) : code;
}

static CURLcode send_all(struct h2 *h, struct session_turn *turn)
{
  for(int i = 0; i < WRITES_PER_TURN; i++) {
    if(!h2_frames_wait(&h->frames)) TRY(fill(h, turn->trace));
    if(!h2_frames_wait(&h->frames)) return CURLE_OK;
    CURLcode code = h2_frames_flush(&h->frames, h->conn->stream, turn->trace);
    if(code == CURLE_AGAIN) turn->wants |= WATCH_WRITE;
    if(code) return code == CURLE_AGAIN ? CURLE_OK : code;
  }
  turn->more = true;
  return CURLE_OK;
}

/* As far as the descriptor takes them at once; who does not listen does not hear them. */
static void say_last_words(struct h2 *h)
{
  if(!fill(h, NULL) && h2_frames_flush(&h->frames, h->conn->stream, NULL)) h2_frames_drop(&h->frames);
}

/* ---- receiving ---- */

static CURLcode take_close(struct h2 *h, struct session_turn *turn)
{
  h->is_closed = true;
  return trace_fail(turn->trace, CURLE_RECV_ERROR, "The peer has closed the HTTP/2 connection");
}

/* A peer that breaks the rules is told so (RFC 9113, section 5.4.1). */
static CURLcode take(struct h2 *h, struct session_turn *turn, struct span bytes)
{
  CURLcode code = http2_receive(h->codec, bytes);
  if(!code) return CURLE_OK;
  say_last_words(h);
  return fail_codec(h, code, turn->trace);
}

static CURLcode receive(struct h2 *h, struct session_turn *turn)
{
  struct stream *s = h->conn->stream;
  size_t got, total = 0;
  for(int i = 0; i < HTTP_READS_PER_TURN && total < HTTP_BYTES_PER_TURN; i++, total += got) {
    CURLcode code = stream_read(s, turn->trace, turn->buffer, turn->room, &got);
    if(code == CURLE_AGAIN) return CURLE_OK;
    TRY(code);
    if(!got) return take_close(h, turn);
    TRY(take(h, turn, span_of(turn->buffer, got)));
    turn->was_full = turn->was_full || got == turn->room;
    bool is_bulk = got == turn->room || got >= HTTP_BULK_READ;
    if(!is_bulk && !turn->exhausts && !stream_has_pending(s)) return CURLE_OK;
  }
  turn->more = true;
  return CURLE_OK;
}

/* A peer that goes away early may have said why: after a failed send its words are still read. */
static CURLcode serve(struct session *session, struct session_turn *turn)
{
  struct h2 *h = h2_of(session);
  turn->wants = WATCH_READ;
  h->now = turn->now;
  if((turn->events & WATCH_READ) || stream_has_pending(h->conn->stream)) TRY(receive(h, turn));
  CURLcode code = send_all(h, turn);
  if(code == CURLE_SEND_ERROR && !(turn->events & WATCH_READ)) TRY(receive(h, turn));
  return code;
}

/* ---- the session ---- */

static size_t room(const struct session *session)
{
  const struct h2 *h = h2_of(session);
  return h->is_closed || http2_is_going_away(h->codec) ? 0 : http2_room(h->codec);
}

/* A pooled connection that was closed before it has answered to this one is no failure: see engine/states.c. */
static void fail(struct session *session, CURLcode code, const char *text)
{
  struct h2 *h = h2_of(session);
  bool is_dead = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR;
  h->is_closed = true;
  LIST_EACH(n, &h->streams) {
    struct h2_stream *s = LIST_ENTRY(n, struct h2_stream, in_session);
    s->xfer->ops->wake(s->xfer);
    if(s->is_answered || s->code) continue;
    s->is_unserved = is_dead && !s->has_begun && !s->is_first;
    s->code = *text ? trace_fail(&s->xfer->trace, code, "%s", text) : code;
  }
}

static CURLcode upkeep(struct session *session) { return http2_ping(h2_of(session)->codec); }

static void empty_stream(struct h2_stream *s)
{
  http_answer_free(&s->answer);
  h2_trailer_free(s->trailer);
  s->trailer = NULL;
  buf_free(&s->held);
}

static void free_streams(struct list *l)
{
  for(struct list_node *n; (n = list_pop(l));) {
    struct h2_stream *s = LIST_ENTRY(n, struct h2_stream, in_session);
    empty_stream(s);
    mem_free(s);
  }
}

/* The peer is told that nothing more comes (RFC 9113, section 6.8). */
static void say_goodbye(struct h2 *h)
{
  if(h->is_closed) return;
  http2_go_away(h->codec);
  say_last_words(h);
  h->is_closed = true;
}

static void free_session(struct session *session)
{
  struct h2 *h = h2_of(session);
  if(h->codec) say_goodbye(h);
  http2_free(h->codec);
  free_streams(&h->streams);
  free_streams(&h->spare);
  buf_free(&h->frames.bytes);
  buf_free(&h->line);
  mem_free(h);
}

static const struct session_ops http2_session = {
  .name = "HTTP/2",
  .kind = SESSION_HTTP2,
  .room = room,
  .serve = serve,
  .fail = fail,
  .upkeep = upkeep,
  .free = free_session,
};

static struct h2 *new_session(struct conn *c)
{
  struct h2 *h = mem_zalloc(sizeof *h);
  if(!h) return NULL;
  h->session.ops = &http2_session;
  h->conn = c;
  h->frames = H2_FRAMES_INIT;
  h->line = BUF_INIT(HEAD_LINE_MAX);
  list_init(&h->streams);
  list_init(&h->spare);
  return h;
}

struct http2_config h2_config_of(struct h2 *h, const struct proto_request *r)
{
  return (struct http2_config){
    .events = &h2_events,
    .owner = h,
    .stream_window = HTTP2_WINDOW_FIRST,
    .connection_window = HTTP2_WINDOW_MAX,
    .takes_pushes = r->takes_pushes,
    .max_streams = H2_PUSHES_MOST,
  };
}

CURLcode h2_session_of(struct conn *c, const struct proto_request *r, struct h2 **ret)
{
  if(c->session) {
    *ret = h2_of(c->session);
    return CURLE_OK;
  }
  struct h2 *h = new_session(c);
  if(!h) return CURLE_OUT_OF_MEMORY;
  const struct http2_config config = h2_config_of(h, r);
  CURLcode code = http2_new(&h->codec, &config);
  if(code) {
    free_session(&h->session);
    return code;
  }
  c->session = &h->session;
  *ret = h;
  return CURLE_OK;
}

/* The session is the connection's from the beginning, and goes with it where this fails. */
static CURLcode begin_switched(struct h2 *h, struct h2_stream *s, struct span settings, struct span first)
{
  const struct http2_config config = h2_config_of(h, s->request);
  TRY(http2_new_upgraded(&h->codec, &config, settings, http_wants_no_body(s->request), s, &s->id));
  h2_stream_begin_answer(s);
  s->is_sent = h->has_begun = true;
  CURLcode code = first.len ? http2_receive(h->codec, first) : CURLE_OK;
  return code ? fail_codec(h, code, &s->xfer->trace) : code;
}

CURLcode h2_switch(struct h2_stream **ret, struct conn *c, const struct proto_request *r, struct xfer *x,
                   struct span settings, struct span first)
{
  struct h2 *h = new_session(c);
  if(!h) return CURLE_OUT_OF_MEMORY;
  c->session = &h->session;
  struct h2_stream *s = h2_stream_new(h, r, x);
  if(!s) return CURLE_OUT_OF_MEMORY;
  s->is_first = true;
  list_add_last(&h->streams, &s->in_session);
  CURLcode code = begin_switched(h, s, settings, first);
  if(code)
    h2_stream_drop(s);
  else
    *ret = s;
  return code;
}

/* ---- memory of streams ---- */

struct h2_stream *h2_stream_new(struct h2 *h, const struct proto_request *r, struct xfer *x)
{
  struct list_node *n = list_pop(&h->spare);
  struct h2_stream *s = n ? LIST_ENTRY(n, struct h2_stream, in_session) : mem_zalloc(sizeof *s);
  if(!s) return NULL;
  *s = (struct h2_stream){
    .exchange = { .ops = &h2_exchange },
    .h2 = h,
    .xfer = x,
    .request = r,
    .weight = r->http->stream_weight,
    .held = BUF_INIT(2 * HTTP2_WINDOW_MAX),
  };
  return s;
}

void h2_stream_drop(struct h2_stream *s)
{
  struct h2 *h = s->h2;
  list_remove(&s->in_session);
  empty_stream(s);
  list_add_first(&h->spare, &s->in_session);
}
