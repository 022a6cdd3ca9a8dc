#include "proto/http/ws.h"
#include "base/mem.h"
#include "proto/http/h1.h"
#include "proto/http/hop.h"
#include "proto/http/ws_in.h"
#include "proto/http/ws_opening.h"

/* How often a turn reads before others have theirs. */
#define READS_PER_TURN 4

struct ws {
  struct session session;
  struct exchange exchange;
  struct conn *conn;
  struct xfer *xfer;
  const struct proto_request *request; /* the program's */
  struct proto_request asked;          /* what HTTP is asked for of it: the upgrade */
  struct ws_opening opening;
  struct exchange *http; /* NULL: it is a WebSocket */
  struct ws_out out;
  struct ws_in in;
  bool has_ended;      /* the peer has ended its side */
  CURLcode send_error; /* sending failed; the peer may still have said something */
};

static struct ws *ws_of(const struct exchange *x) { return CONTAINER_OF((uintptr_t)x, struct ws, exchange); }

static void free_ws(struct ws *w)
{
  ws_out_free(&w->out);
  ws_in_free(&w->in);
  mem_free(w);
}

static void free_session(struct session *s) { free_ws(CONTAINER_OF(s, struct ws, session)); }

static const struct session_ops ws_session = { .name = "WebSocket", .kind = SESSION_SERIAL, .free = free_session };

struct ws *ws_of_conn(const struct conn *c)
{
  if(!c || !c->session || c->session->ops != &ws_session) return NULL;
  return CONTAINER_OF(c->session, struct ws, session);
}

/* ---- both sides talk ---- */

/* A peer that closes early may have said why before. */
static CURLcode send_some(struct ws *w, bool *blocked, bool *more)
{
  if(w->send_error) return CURLE_OK;
  CURLcode code = ws_out_upload(&w->out, w->request, w->xfer, w->conn->stream, more);
  *blocked = code == CURLE_AGAIN;
  if(code == CURLE_SEND_ERROR) w->send_error = code;
  return *blocked || w->send_error ? CURLE_OK : code;
}

/* What was read and not decoded waits. */
static CURLcode take(struct ws *w, struct span bytes)
{
  struct cursor c = cursor_of(bytes);
  TRY(ws_in_take(&w->in, &c, w->xfer, &w->out));
  return cursor_left(&c) ? buf_add_span(&w->in.bytes, cursor_rest(&c)) : CURLE_OK;
}

static CURLcode take_held(struct ws *w)
{
  struct ws_in *in = &w->in;
  struct cursor c = cursor_of(ws_in_rest(in));
  TRY(ws_in_take(in, &c, w->xfer, &w->out));
  in->taken = in->bytes.len - cursor_left(&c);
  if(ws_in_holds(in)) return CURLE_OK;
  buf_free(&in->bytes);
  in->taken = 0;
  return CURLE_OK;
}

static CURLcode receive_once(struct ws *w, bool *is_full)
{
  struct xfer *x = w->xfer;
  size_t room, got = 0;
  void *buffer = x->ops->borrow(x, &room);
  if(!buffer) return CURLE_OUT_OF_MEMORY;
  CURLcode code = stream_read(w->conn->stream, &x->trace, buffer, room, &got);
  if(!code && got)
    code = take(w, span_of(buffer, got));
  else if(!code)
    w->has_ended = true;
  x->ops->give_back(x, buffer, got);
  *is_full = got == room;
  return code;
}

/* CURLE_OK also where more is to come. */
static CURLcode receive(struct ws *w, bool *more)
{
  bool goes_on = true;
  for(int i = 0; goes_on && !w->has_ended && !w->xfer->ops->is_paused(w->xfer); i++) {
    if(i == READS_PER_TURN) {
      *more = true;
      return CURLE_OK;
    }
    bool had_held = ws_in_holds(&w->in);
    CURLcode code = had_held ? take_held(w) : receive_once(w, &goes_on);
    if(code == CURLE_AGAIN) return CURLE_OK;
    if(code) return w->send_error ? w->send_error : code;
    goes_on = goes_on || ws_in_holds(&w->in) || w->xfer->exhausts || stream_has_pending(w->conn->stream);
  }
  return CURLE_OK;
}

static CURLcode want(struct ws *w, bool blocked)
{
  unsigned events = w->xfer->ops->is_paused(w->xfer) ? 0u : WATCH_READ;
  if(blocked) events |= WATCH_WRITE;
  TRY(stream_want(w->conn->stream, events));
  return CURLE_AGAIN;
}

static CURLcode end_of_peer(const struct ws *w)
{
  TRY(ws_in_end(&w->in, &w->xfer->trace));
  return w->send_error;
}

static CURLcode talk(struct ws *w, unsigned events, bool *more)
{
  bool blocked = false;
  TRY(send_some(w, &blocked, more));
  if((events & WATCH_READ) || stream_has_pending(w->conn->stream) || w->send_error || ws_in_holds(&w->in))
    TRY(receive(w, more));
  if(!w->xfer->ops->is_paused(w->xfer)) ws_in_answer_close(&w->in, &w->out);
  if(!blocked && ws_out_is_due(&w->out)) TRY(send_some(w, &blocked, more));
  return w->has_ended && !ws_in_holds(&w->in) ? end_of_peer(w) : want(w, blocked);
}

/* ---- the opening ---- */

/* HTTP's part is over, and what came behind the answer's head is frames. */
static void become_websocket(struct ws *w)
{
  struct conn *c = w->conn;
  h1_take_leftover(c, &w->in.bytes);
  w->http->ops->end(w->http);
  w->http = NULL;
  c->session->ops->free(c->session);
  c->session = &w->session;
  trace_text(&w->xfer->trace, "The connection is a WebSocket now");
}

static CURLcode open_up(struct ws *w, unsigned events, int64_t now, bool *more)
{
  TRY(w->http->ops->run(w->http, events, now, more));
  if(w->opening.upgrade.is_accepted) become_websocket(w);
  return CURLE_OK;
}

static CURLcode run(struct exchange *x, unsigned events, int64_t now, bool *more)
{
  struct ws *w = ws_of(x);
  if(w->http) {
    TRY(open_up(w, events, now, more));
    if(w->http) return CURLE_OK; /* another request follows */
    if(w->request->is_detached) return stream_want(w->conn->stream, 0);
  }
  return talk(w, events, more);
}

static int64_t deadline(const struct exchange *x)
{
  const struct ws *w = ws_of(x);
  return w->http ? w->http->ops->deadline(w->http) : INT64_MAX;
}

/* As a session it ends with its connection. */
static struct exchange_end end(struct exchange *x)
{
  struct ws *w = ws_of(x);
  if(!w->http) return (struct exchange_end){ .next = w->request->is_detached ? EXCHANGE_DETACHED : EXCHANGE_LAST };
  struct exchange_end e = w->http->ops->end(w->http);
  free_ws(w);
  return e;
}

static const struct exchange_ops ws_exchange = { .run = run, .deadline = deadline, .end = end };

/* A program's upload is for when the connection is open. */
static CURLcode ask(struct ws *w)
{
  w->asked = *w->request;
  w->asked.has_upload = false;
  w->asked.upload_type = NULL;
  w->asked.upgrade = &w->opening.upgrade;
  w->asked.hop->kind = REQUEST_GET;
  TRY(ws_opening_init(&w->opening, w->request->system));
  return h1_begin(&w->http, w->conn, &w->asked, w->xfer);
}

static CURLcode begin(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x)
{
  bool is_raw = http_rare(r->http)->ws_options & CURLWS_RAW_MODE;
  struct ws *w = mem_zalloc(sizeof *w);
  if(!w) return CURLE_OUT_OF_MEMORY;
  w->session.ops = &ws_session;
  w->exchange.ops = &ws_exchange;
  w->conn = c;
  w->xfer = x;
  w->request = r;
  ws_out_init(&w->out, r->system, is_raw, r->has_upload && !r->is_detached);
  ws_in_init(&w->in, http_rare(r->http)->ws_options);
  CURLcode code = ask(w);
  if(code)
    free_ws(w);
  else
    *ret = &w->exchange;
  return code;
}

/* ---- the program's calls ---- */

CURLcode ws_send(struct ws *w, struct trace *t, const struct ws_piece *p, size_t *sent)
{
  if(w->out.is_busy) return CURLE_RECURSIVE_API_CALL;
  return ws_out_send(&w->out, w->conn->stream, t, p, sent);
}

/* Pongs that are due go out beside: what fails of that, the next send tells. */
static CURLcode answer_pings(struct ws *w, struct trace *t)
{
  CURLcode code = ws_out_is_due(&w->out) ? ws_out_flush(&w->out, w->conn->stream, t) : CURLE_OK;
  return code == CURLE_OUT_OF_MEMORY ? code : CURLE_OK;
}

CURLcode ws_receive(struct ws *w, struct trace *t, void *to, size_t room, size_t *got,
                    const struct curl_ws_frame **meta)
{
  if(w->out.is_busy) return CURLE_RECURSIVE_API_CALL;
  TRY(answer_pings(w, t));
  CURLcode code = ws_in_receive(&w->in, w->conn->stream, t, to, room, got, meta, &w->out);
  CURLcode answered = answer_pings(w, t);
  return code ? code : answered;
}

CURLcode ws_start_frame(struct ws *w, struct trace *t, unsigned flags, curl_off_t size)
{
  if(w->out.is_busy) return CURLE_RECURSIVE_API_CALL;
  return ws_out_start_frame(&w->out, t, flags, size);
}

/* ---- the schemes ---- */

/* RFC 6455, section 4.1: the request is a GET, whatever else is set. */
static void start(const struct proto_request *r)
{
  http_hop_start(r);
  r->hop->kind = REQUEST_GET;
}

static const char *method(const struct proto_request *r) { return http_method(r); }

static const char *const *alpn(const struct proto_request *r)
{
  static const char *const version_11[] = { "http/1.1", NULL };
  return version_11;
}

static unsigned kinds(const struct proto_request *r) { return SESSION_SERIAL; }

#define WS_MEMBERS                                                                                                 \
  .is_duplex = true, .method = method, .start = start, .redirect = http_hop_redirect, .write_who = http_write_who, \
  .kinds = kinds, .begin = begin

/* RFC 6455, section 3. No CURLPROTO_* stands for them. */
const struct proto_ops proto_ws = { .scheme = "ws", .port = 80, WS_MEMBERS };
const struct proto_ops proto_wss = { .scheme = "wss", .port = 443, .over_tls = true, .alpn = alpn, WS_MEMBERS };
