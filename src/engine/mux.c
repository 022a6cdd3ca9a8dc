#include "engine/internal.h"

/* Shared connections, driven: one turn of the session serves every exchange on it. */

static struct transfer *first_user(const struct conn *c)
{
  return CONTAINER_OF(mux_first_user(c), struct transfer, in_conn);
}

static void note_read(struct conn *c, const struct session_turn *turn)
{
  if(turn->was_full && turn->room < READ_MOST) c->read_room = turn->room * 2;
}

static CURLcode run(struct multi *m, struct conn *c, struct trace *trace)
{
  struct session_turn turn = {
    .trace = trace,
    .room = c->read_room ? c->read_room : READ_FIRST,
    .now = m->now,
    .events = c->mux.events,
    .exhausts = m->program != NULL,
  };
  c->mux.events = 0;
  turn.buffer = multi_lend_buffer(m, turn.room);
  if(!turn.buffer) return CURLE_OUT_OF_MEMORY;
  CURLcode code = c->session->ops->serve(c->session, &turn);
  multi_take_buffer(m, turn.buffer);
  TRY(code);
  note_read(c, &turn);
  if(turn.more) {
    c->mux.events |= WATCH_READ;
    mux_wake(c);
  }
  return stream_want(c->stream, turn.wants);
}

/* What the stream says is said to the first user, and the text of a failure is kept for all. */
static void serve(struct multi *m, struct conn *c)
{
  char text[CURL_ERROR_SIZE] = "";
  const struct transfer *first = first_user(c);
  struct trace trace = first->xfer.trace;
  struct trace_opts opts = *trace.opts;
  opts.error_buffer = text;
  trace.opts = &opts;
  trace.failed = false;
  m->loop.handle = first->config.handle;
  CURLcode code = run(m, c, &trace);
  if(code) {
    c->session->ops->fail(c->session, code, text);
    mux_retire(c);
    if(stream_want(c->stream, 0)) c->mux.is_closing = true; /* as it is: forgetting does not fail */
  }
  m->loop.handle = NULL;
  multi_offer_room(m, c, mux_update(c));
}

void multi_serve_shared(struct multi *m)
{
  struct list turn;
  list_init(&turn);
  list_splice(&turn, &m->shared.ready);
  for(struct list_node *n; (n = list_pop(&turn));) serve(m, LIST_ENTRY(n, struct conn, mux.in_ready));
}

void multi_offer_room(struct multi *m, struct conn *c, size_t room)
{
  while(room-- && limit_offer(&c->slot)) continue;
}

void transfer_share_conn(struct transfer *t)
{
  struct conn *c = t->conn;
  bool is_new = !mux_is_shared(c);
  if(is_new) mux_open(&t->multi->shared, c, &t->in_conn);
  if(is_new && *t->config.pool) c->network = t->multi->shared.network; /* a share's has no network of a multi's */
  if(is_new && t->config.opts->forbid_reuse) mux_retire(c);
  size_t room = mux_update(c);
  transfer_end_making(t, true, c->mux.room);
  multi_offer_room(t->multi, c, room);
}
