#include "proto/http/connect.h"
#include "base/mem.h"
#include "base/str.h"
#include "proto/http/connect_internal.h"

#define DROPPED_MAX      (1024 * 1024) /* the body of a refusal is read up to here to keep the connection */
#define CONNECT_LINE_MAX (512 * 1024)  /* bytes of a line of a head in HTTP/2, which has its own bounds */

struct http_connect *http_connect_new(const struct http_connect_config *config, struct xfer *x)
{
  struct http_connect *c = mem_zalloc(sizeof *c);
  if(!c) return NULL;
  connect_round_init(&c->round, config, x);
  c->first = BUF_INIT(SIZE_MAX);
  c->line = BUF_INIT(CONNECT_LINE_MAX);
  h1_head_init(&c->head);
  return c;
}

void http_connect_free(struct http_connect *c)
{
  if(!c) return;
  connect_round_free(&c->round);
  buf_free(&c->first);
  buf_free(&c->line);
  h1_head_free(&c->head);
  mem_free(c);
}

struct span http_connect_first(const struct http_connect *c) { return buf_span(&c->first); }

static struct trace *trace_of(const struct http_connect *c) { return connect_round_trace(&c->round); }

/* ---- sending ---- */

static CURLcode begin(struct http_connect *c)
{
  c->sent = c->dropped = 0;
  c->has_leftover = false;
  h1_head_reset(&c->head);
  TRY(connect_round_write(&c->round, 11));
  c->state = CONNECT_SEND;
  return CURLE_OK;
}

static CURLcode send_request(struct http_connect *c, struct stream *s)
{
  const struct buf *out = &c->round.out;
  while(c->sent < out->len) {
    size_t sent;
    CURLcode code = stream_write(s, trace_of(c), out->at + c->sent, out->len - c->sent, &sent);
    if(code == CURLE_AGAIN) TRY(stream_want(s, WATCH_WRITE));
    TRY(code);
    trace_data(trace_of(c), CURLINFO_HEADER_OUT, span_of(out->at + c->sent, sent));
    *c->round.config.request_bytes += (long)sent;
    c->sent += sent;
  }
  c->state = CONNECT_HEAD;
  return stream_want(s, WATCH_READ); /* and looked for at once: see stream/socks.c */
}

/* ---- receiving ---- */

static CURLcode fail_head(struct http_connect *c, CURLcode code)
{
  const char *why = h1_head_why(&c->head);
  return why ? trace_fail(trace_of(c), code, "%s", why) : code;
}

static CURLcode give_line(struct http_connect *c, const struct h1_head_event *e)
{
  return connect_round_line(&c->round, e->line, e->name, e->value);
}

static CURLcode take_status(struct http_connect *c, const struct h1_head_event *e)
{
  h1_framing_begin(&c->framing, e->version, e->status, e->status / 100 == 2, true);
  return connect_round_status(&c->round, e->status, e->line);
}

/* A tunnel has no body, whatever the head says of one. */
static bool is_void(const struct http_connect *c, struct span name)
{
  return c->round.status / 100 == 2 && (span_is(name, "Content-Length") || span_is(name, "Transfer-Encoding"));
}

static CURLcode take_field(struct http_connect *c, const struct h1_head_event *e)
{
  TRY(connect_round_challenge(&c->round, e->name, e->value));
  if(is_void(c, e->name)) {
    trace_text(trace_of(c), "Ignoring %.*s in CONNECT %d response", SPAN_ARG(e->name), c->round.status);
    return give_line(c, e);
  }
  CURLcode code = h1_framing_field(&c->framing, e->name, e->value);
  if(code)
    return trace_fail(trace_of(c), code, "%s (%.*s) found", h1_framing_why(&c->framing), SPAN_ARG(c->framing.culprit));
  return give_line(c, e);
}

static CURLcode refuse(struct http_connect *c)
{
  static const enum connect_state states[] = {
    [H1_BODY_NONE] = CONNECT_REFUSED,
    [H1_BODY_LENGTH] = CONNECT_LENGTH,
    [H1_BODY_CHUNKED] = CONNECT_CHUNKED,
    [H1_BODY_CLOSE] = CONNECT_REFUSED,
  };
  TRY(connect_round_refuse(&c->round));
  c->state = states[c->framing.body];
  c->left = c->framing.length;
  c->chunked = (struct h1_chunked){ 0 };
  if(!c->framing.keep_alive) c->state = CONNECT_REFUSED;
  return CURLE_OK;
}

static CURLcode head_is_over(struct http_connect *c)
{
  h1_framing_end(&c->framing);
  switch(connect_round_judge(&c->round)) {
  case CONNECT_REFUSES:
    return refuse(c);
  case CONNECT_OPENED:
    c->state = CONNECT_OPEN;
    break;
  case CONNECT_INTERIM:
    h1_head_reset(&c->head);
    break;
  }
  return CURLE_OK;
}

static CURLcode read_head(struct http_connect *c, struct cursor *in)
{
  struct h1_head_event e;
  CURLcode code = h1_head_next(&c->head, in, &e);
  if(code) return fail_head(c, code);
  switch(e.kind) {
  case H1_HEAD_STATUS:
    return take_status(c, &e);
  case H1_HEAD_FIELD:
    return take_field(c, &e);
  case H1_HEAD_NOT_HTTP:
    return trace_fail(trace_of(c), CURLE_BAD_FUNCTION_ARGUMENT, "Invalid response header"); /* libcurl's code */
  case H1_HEAD_END:
    TRY(give_line(c, &e));
    return head_is_over(c);
  case H1_HEAD_MORE:
    break;
  }
  return CURLE_OK;
}

/* A body that is malformed or endless ends with its connection. */
static void drop_length(struct http_connect *c, struct cursor *in)
{
  size_t len = cursor_left(in) < c->left ? cursor_left(in) : (size_t)c->left;
  cursor_take(in, len);
  c->left -= len;
  if(!c->left) c->state = CONNECT_REFUSED;
}

static void drop_chunked(struct http_connect *c, struct cursor *in)
{
  struct h1_chunked_event e = { .kind = H1_CHUNKED_MORE };
  if(h1_chunked_next(&c->chunked, in, &e)) {
    c->framing.keep_alive = false;
    c->state = CONNECT_REFUSED;
  }
  if(e.kind != H1_CHUNKED_TRAILER_SECTION) return;
  h1_head_reset_trailer(&c->head);
  c->state = CONNECT_TRAILER;
}

static void drop_trailer(struct http_connect *c, struct cursor *in)
{
  struct h1_head_event e = { .kind = H1_HEAD_MORE };
  bool is_bad = h1_head_next(&c->head, in, &e);
  if(is_bad) c->framing.keep_alive = false;
  if(is_bad || e.kind == H1_HEAD_END) c->state = CONNECT_REFUSED;
}

static void drop_body(struct http_connect *c, struct cursor *in)
{
  size_t before = cursor_left(in);
  if(c->state == CONNECT_LENGTH)
    drop_length(c, in);
  else if(c->state == CONNECT_CHUNKED)
    drop_chunked(c, in);
  else
    drop_trailer(c, in);
  c->dropped += before - cursor_left(in);
  if(c->dropped <= DROPPED_MAX || c->state == CONNECT_REFUSED) return;
  c->framing.keep_alive = false;
  c->state = CONNECT_REFUSED;
}

static CURLcode take(struct http_connect *c, struct span bytes)
{
  struct cursor in = cursor_of(bytes);
  while(cursor_left(&in) && c->state < CONNECT_REFUSED) {
    if(c->state == CONNECT_HEAD)
      TRY(read_head(c, &in));
    else
      drop_body(c, &in);
  }
  c->has_leftover = cursor_left(&in);
  return c->state == CONNECT_OPEN ? buf_add_span(&c->first, cursor_rest(&in)) : CURLE_OK;
}

static CURLcode take_end(struct http_connect *c)
{
  if(c->state == CONNECT_HEAD) return trace_fail(trace_of(c), CURLE_RECV_ERROR, "Proxy CONNECT aborted");
  c->framing.keep_alive = false;
  c->state = CONNECT_REFUSED;
  return CURLE_OK;
}

static CURLcode receive(struct http_connect *c, struct stream *s)
{
  struct xfer *x = c->round.xfer;
  size_t room, got = 0;
  void *buffer = x->ops->borrow(x, &room);
  if(!buffer) return CURLE_OUT_OF_MEMORY;
  CURLcode code = stream_read(s, trace_of(c), buffer, room, &got);
  if(!code) code = got ? take(c, span_of(buffer, got)) : take_end(c);
  x->ops->give_back(x, buffer, got);
  return code;
}

static CURLcode run_h1(struct http_connect *c, struct stream *s, bool *elsewhere)
{
  while(c->state != CONNECT_OPEN) {
    if(c->state == CONNECT_BEGIN) TRY(begin(c));
    if(c->state == CONNECT_SEND) TRY(send_request(c, s));
    TRY(receive(c, s));
    if(c->state != CONNECT_REFUSED) continue;
    c->state = CONNECT_BEGIN;
    *elsewhere = !c->framing.keep_alive || c->has_leftover;
    if(*elsewhere) break;
  }
  return CURLE_OK;
}

CURLcode http_connect_run(struct http_connect *c, struct stream *s, bool *elsewhere)
{
  *elsewhere = false;
  TRY(c->pipe ? http_connect_run_h2(c, elsewhere) : run_h1(c, s, elsewhere));
  if(!*elsewhere) return CURLE_OK;
  c->pipe = NULL;
  connect_round_move_on(&c->round);
  return CURLE_OK;
}
