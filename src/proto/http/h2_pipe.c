#include "proto/http/h2_pipe.h"
#include "base/mem.h"
#include "proto/http/h2_pipe_internal.h"

#define WINDOW_CONN (8 * 1024 * 1024) /* bytes */
#define WEIGHT      16                /* nobody else is on the connection */

#define HTTP_1_1_REQUIRED 0xdu /* RFC 9113, section 7 */

static struct h2_pipe *pipe_of(const struct stream *s) { return CONTAINER_OF((uintptr_t)s, struct h2_pipe, base); }

/* ---- as a stream ---- */

static CURLcode take_held(struct h2_pipe *p, struct trace *t, void *to, size_t room, size_t *got)
{
  size_t left = p->held.len - p->held_done;
  *got = room < left ? room : left;
  memcpy(to, p->held.at + p->held_done, *got);
  p->held_done += *got;
  if(!h2_pipe_holds(p)) {
    buf_free(&p->held);
    p->held_done = 0;
  }
  http2_consume(p->codec, p->id, *got);
  return h2_pipe_send(p, t);
}

/* What came before an error is given first; the error is met again. */
static CURLcode receive_into(struct h2_pipe *p, struct trace *t, void *to, size_t room, size_t *got)
{
  p->to = to;
  p->room = room;
  p->given = 0;
  CURLcode code = h2_pipe_receive(p, t);
  *got = p->given;
  p->to = NULL;
  p->room = p->given = 0;
  if(!*got) return code;
  http2_consume(p->codec, p->id, *got);
  return code ? CURLE_OK : h2_pipe_send(p, t);
}

static bool has_met_end(const struct h2_pipe *p) { return p->has_ended || p->is_over; }

static CURLcode pipe_read(struct stream *stream, struct trace *t, void *to, size_t room, size_t *got)
{
  struct h2_pipe *p = pipe_of(stream);
  *got = 0;
  TRY(h2_pipe_send(p, t));
  if(h2_pipe_holds(p)) return take_held(p, t, to, room, got);
  while(!*got) {
    p->is_told = has_met_end(p);
    if(p->has_ended) return CURLE_OK;
    if(p->is_over) return h2_pipe_fail(p, t, CURLE_RECV_ERROR);
    TRY(receive_into(p, t, to, room, got));
  }
  return CURLE_OK;
}

/* Frames of the writer's bytes, as far as the peer's window goes. */
static CURLcode make_frames(struct h2_pipe *p, struct trace *t, struct span bytes)
{
  p->source = bytes;
  http2_resume(p->codec, p->id);
  CURLcode code = h2_pipe_fill(p, t);
  p->owed = bytes.len - p->source.len;
  p->source = span_of(NULL, 0);
  return code;
}

static CURLcode pipe_write(struct stream *stream, struct trace *t, const void *from, size_t len, size_t *sent)
{
  struct h2_pipe *p = pipe_of(stream);
  p->lacks_window = false;
  while(!p->owed) {
    if(p->is_over) return h2_pipe_fail(p, t, CURLE_SEND_ERROR);
    TRY(make_frames(p, t, span_of(from, len)));
    if(p->owed) break;
    TRY(h2_pipe_flush(p, t));
    CURLcode code = h2_pipe_receive(p, t);
    p->lacks_window = code == CURLE_AGAIN;
    if(code) return code == CURLE_RECV_ERROR ? CURLE_SEND_ERROR : code; /* what has come can still be read */
  }
  TRY(h2_pipe_flush(p, t));
  *sent = len < p->owed ? len : p->owed;
  p->owed -= *sent;
  return CURLE_OK;
}

static unsigned pipe_wants(const struct stream *stream, unsigned wanted)
{
  const struct h2_pipe *p = pipe_of(stream);
  unsigned events = wanted;
  if((wanted & WATCH_WRITE) && p->lacks_window) events = WATCH_READ;
  if(h2_frames_wait(&p->frames)) events |= WATCH_WRITE;
  return events;
}

static bool pipe_has_pending(const struct stream *stream)
{
  const struct h2_pipe *p = pipe_of(stream);
  bool has_end = has_met_end(p) && !p->is_told; /* which may have come with the last bytes */
  return h2_pipe_holds(p) || has_end || stream_has_pending(stream->below);
}

/* An idle tunnel: the proxy may have said something that leaves it as it was. */
static bool pipe_absorb(struct stream *stream)
{
  struct h2_pipe *p = pipe_of(stream);
  CURLcode code;
  do code = h2_pipe_receive(p, NULL);
  while(!code && !h2_pipe_holds(p));
  if(code != CURLE_AGAIN || h2_pipe_holds(p) || has_met_end(p)) return false;
  return !http2_is_going_away(p->codec) && !h2_frames_wait(&p->frames);
}

static void end_side(struct h2_pipe *p)
{
  if(p->is_open && !p->is_over && !p->is_closing) http2_resume(p->codec, p->id);
  p->is_closing = true;
}

/* The stream ends; the connection is needed for what comes. */
static CURLcode pipe_finish(struct stream *stream, struct trace *t)
{
  struct h2_pipe *p = pipe_of(stream);
  end_side(p);
  TRY(h2_pipe_fill(p, t));
  CURLcode code = h2_pipe_flush(p, t);
  if(code == CURLE_AGAIN) TRY(stream_want(stream, WATCH_WRITE));
  return code;
}

/* The proxy is told that nothing more comes, as far as the descriptor takes that at once. */
static void say_goodbye(struct h2_pipe *p)
{
  p->opening = NULL;
  end_side(p);
  if(!p->is_open && !p->is_over && p->id) http2_detach(p->codec, p->id);
  if(!http2_is_going_away(p->codec)) http2_go_away(p->codec);
  if(h2_pipe_send(p, NULL)) h2_frames_drop(&p->frames); /* who does not take it does not hear it */
}

static void pipe_free(struct stream *stream)
{
  struct h2_pipe *p = pipe_of(stream);
  say_goodbye(p);
  http2_free(p->codec);
  stream_free(stream->below);
  buf_free(&p->frames.bytes);
  buf_free(&p->held);
  mem_free(p);
}

static const struct stream_ops pipe_ops = {
  .name = "HTTP/2 tunnel",
  .read = pipe_read,
  .write = pipe_write,
  .finish = pipe_finish,
  .wants = pipe_wants,
  .has_pending = pipe_has_pending,
  .absorb = pipe_absorb,
  .free = pipe_free,
};

CURLcode h2_pipe_new(struct h2_pipe **ret, struct stream *below)
{
  struct h2_pipe *p = mem_zalloc(sizeof *p);
  const struct http2_config config = { .events = &h2_pipe_events,
                                       .stream_window = H2_PIPE_WINDOW,
                                       .connection_window = WINDOW_CONN };
  if(!p) return CURLE_OUT_OF_MEMORY;
  p->base = (struct stream){ .ops = &pipe_ops, .below = below };
  p->frames = H2_FRAMES_INIT;
  p->held = BUF_INIT(2 * H2_PIPE_WINDOW);
  CURLcode code = http2_new(&p->codec, &config);
  if(code) {
    mem_free(p);
    return code;
  }
  *ret = p;
  return CURLE_OK;
}

struct stream *h2_pipe_stream(struct h2_pipe *p) { return &p->base; }

/* ---- until it is open ---- */

CURLcode h2_pipe_ask(struct h2_pipe *p, const struct field *fields, size_t count, const struct h2_opening *opening,
                     void *user)
{
  h2_pipe_drop(p);
  TRY(http2_request(p->codec, fields, count, true, WEIGHT, p, &p->id));
  p->opening = opening;
  p->user = user;
  p->is_over = p->has_ended = p->is_unserved = false;
  p->error = 0;
  p->cause = CURLE_OK;
  return CURLE_OK;
}

CURLcode h2_pipe_turn(struct h2_pipe *p, struct trace *t)
{
  TRY(h2_pipe_send(p, t));
  CURLcode code = h2_pipe_receive(p, t);
  if(code == CURLE_AGAIN) TRY(stream_want(&p->base, WATCH_READ));
  TRY(code);
  return p->opening && p->is_over ? h2_pipe_fail(p, t, CURLE_RECV_ERROR) : CURLE_OK;
}

void h2_pipe_open(struct h2_pipe *p)
{
  p->opening = NULL;
  p->is_open = true;
}

void h2_pipe_drop(struct h2_pipe *p)
{
  p->opening = NULL;
  if(p->id && !p->is_over) http2_detach(p->codec, p->id);
  p->id = 0;
}

bool h2_pipe_is_spent(const struct h2_pipe *p) { return http2_is_going_away(p->codec); }

bool h2_pipe_is_unserved(const struct h2_pipe *p) { return p->is_over && p->is_unserved; }

bool h2_pipe_needs_h1(const struct h2_pipe *p) { return p->is_over && p->error == HTTP_1_1_REQUIRED; }
