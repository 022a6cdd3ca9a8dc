#include "proto/http/connect.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/http1/chunked.h"
#include "codec/http1/framing.h"
#include "codec/http1/head.h"
#include "proto/http/connect_request.h"

#define DROPPED_MAX (1024 * 1024) /* the body of a refusal is read up to here to keep the connection */

enum connect_state {
  CONNECT_BEGIN, /* the request is to be written */
  CONNECT_SEND,
  CONNECT_HEAD,
  CONNECT_LENGTH, /* the body of a refusal, which another round follows */
  CONNECT_CHUNKED,
  CONNECT_TRAILER,
  CONNECT_REFUSED, /* it is over */
  CONNECT_OPEN
};

struct http_connect {
  struct http_connect_config config;
  struct xfer *xfer;
  enum connect_state state;
  struct http_binding binding; /* of the present connection */
  struct buf target;           /* of the request, as a text */
  struct buf out;
  size_t sent;      /* of `out` */
  struct buf first; /* what came behind the head of a tunnel */
  struct h1_head head;
  struct h1_framing framing;
  struct h1_chunked chunked;
  uint64_t left;     /* of the body, in CONNECT_LENGTH */
  size_t heads_size; /* bytes of this answer's heads */
  size_t dropped;    /* bytes of this answer's body */
  int status;
  bool has_leftover; /* bytes came behind the body of a refusal: the connection is out of step */
};

struct http_connect *http_connect_new(const struct http_connect_config *config, struct xfer *x)
{
  struct http_connect *c = mem_zalloc(sizeof *c);
  if(!c) return NULL;
  c->config = *config;
  c->xfer = x;
  c->out = BUF_INIT(HTTP_CONNECT_MAX);
  c->first = BUF_INIT(SIZE_MAX);
  c->target = BUF_INIT(HTTP_CONNECT_MAX);
  config->auth->rounds = 0; /* counted for each tunnel */
  h1_head_init(&c->head);
  c->binding = HTTP_BINDING_INIT;
  return c;
}

void http_connect_free(struct http_connect *c)
{
  if(!c) return;
  http_binding_free(&c->binding);
  buf_free(&c->target);
  buf_free(&c->out);
  buf_free(&c->first);
  h1_head_free(&c->head);
  mem_free(c);
}

struct span http_connect_first(const struct http_connect *c) { return buf_span(&c->first); }

static struct trace *trace_of(struct http_connect *c) { return &c->xfer->trace; }

/* ---- sending ---- */

static struct http_auth_request auth_request_of(struct http_connect *c)
{
  return (struct http_auth_request){
    .peer = &http_auth_proxy,
    .login = http_connect_login(&c->config),
    .binding = &c->binding,
    .host = c->config.proxy->host,
    .port = c->config.proxy->port,
    .method = "CONNECT",
    .path = (const char *)c->target.at,
    .system = c->config.system,
    .service = c->config.http->proxy_service ? c->config.http->proxy_service : HTTP_SERVICE,
    .delegation = c->config.http->delegation,
  };
}

static CURLcode write_request(struct http_connect *c)
{
  buf_reset(&c->out);
  buf_reset(&c->target);
  TRY(http_connect_write_target(&c->target, &c->config));
  TRY(buf_terminate(&c->target));
  const struct http_auth_request auth = auth_request_of(c);
  TRY(http_auth_prepare(c->config.auth, &auth, trace_of(c)));
  c->config.result->proxy_auth_used = c->config.auth->used;
  return http_connect_write(&c->out, &c->config, buf_span(&c->target), buf_span(&c->config.auth->line));
}

static CURLcode begin(struct http_connect *c)
{
  c->sent = c->heads_size = c->dropped = 0;
  c->has_leftover = false;
  h1_head_reset(&c->head);
  CURLcode code = write_request(c);
  if(code == CURLE_BAD_FUNCTION_ARGUMENT)
    return trace_fail(trace_of(c), code, "The host of the tunnel cannot be one, or a header has a line break");
  TRY(code);
  c->state = CONNECT_SEND;
  return CURLE_OK;
}

static CURLcode send_request(struct http_connect *c, struct stream *s)
{
  while(c->sent < c->out.len) {
    size_t sent;
    CURLcode code = stream_write(s, trace_of(c), c->out.at + c->sent, c->out.len - c->sent, &sent);
    if(code == CURLE_AGAIN) TRY(stream_want(s, WATCH_WRITE));
    TRY(code);
    trace_data(trace_of(c), CURLINFO_HEADER_OUT, span_of(c->out.at + c->sent, sent));
    *c->config.request_bytes += (long)sent;
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
  const struct xfer_header h = { .line = e->line, .name = e->name, .value = e->value, .origin = CURLH_CONNECT };
  c->heads_size += e->line.len;
  if(c->heads_size > H1_HEAD_MAX)
    return trace_fail(trace_of(c), CURLE_RECV_ERROR, "Too large response headers: %zu > %d", c->heads_size,
                      H1_HEAD_MAX);
  if(!c->config.http->suppress_connect_headers) return c->xfer->ops->header(c->xfer, &h);
  trace_data(trace_of(c), CURLINFO_HEADER_IN, e->line);
  *c->config.header_bytes += (long)e->line.len;
  return CURLE_OK;
}

static CURLcode take_status(struct http_connect *c, const struct h1_head_event *e)
{
  c->status = e->status;
  *c->config.status = e->status;
  h1_framing_begin(&c->framing, e->version, e->status, e->status / 100 == 2, true);
  return give_line(c, e);
}

/* A tunnel has no body, whatever the head says of one. */
static bool is_void(const struct http_connect *c, struct span name)
{
  return c->status / 100 == 2 && (span_is(name, "Content-Length") || span_is(name, "Transfer-Encoding"));
}

static CURLcode take_challenge(struct http_connect *c, const struct h1_head_event *e)
{
  if(!span_is(e->name, http_auth_proxy.challenges)) return CURLE_OK;
  const struct http_auth_request auth = auth_request_of(c);
  return http_auth_challenge(c->config.auth, &auth, c->status, e->value, trace_of(c));
}

static CURLcode take_field(struct http_connect *c, const struct h1_head_event *e)
{
  TRY(take_challenge(c, e));
  if(is_void(c, e->name)) {
    trace_text(trace_of(c), "Ignoring %.*s in CONNECT %d response", SPAN_ARG(e->name), c->status);
    return give_line(c, e);
  }
  CURLcode code = h1_framing_field(&c->framing, e->name, e->value);
  if(code)
    return trace_fail(trace_of(c), code, "%s (%.*s) found", h1_framing_why(&c->framing), SPAN_ARG(c->framing.culprit));
  return give_line(c, e);
}

/* May the proxy be asked once more, with other credentials? */
static bool has_next_round(struct http_connect *c)
{
  const struct http_auth_request auth = auth_request_of(c);
  c->config.result->proxy_auth_offered |= c->config.auth->offered;
  return http_auth_judge(c->config.auth, &auth, c->status, trace_of(c));
}

static CURLcode refuse(struct http_connect *c)
{
  static const enum connect_state states[] = {
    [H1_BODY_NONE] = CONNECT_REFUSED,
    [H1_BODY_LENGTH] = CONNECT_LENGTH,
    [H1_BODY_CHUNKED] = CONNECT_CHUNKED,
    [H1_BODY_CLOSE] = CONNECT_REFUSED,
  };
  if(!has_next_round(c)) {
    if(c->config.http->fail_on_error && c->status >= 400)
      return trace_fail(trace_of(c), CURLE_HTTP_RETURNED_ERROR, "The requested URL returned error: %d", c->status);
    return trace_fail(trace_of(c), CURLE_COULDNT_CONNECT, "CONNECT tunnel failed, response %d", c->status);
  }
  c->state = states[c->framing.body];
  c->left = c->framing.length;
  c->chunked = (struct h1_chunked){ 0 };
  if(!c->framing.keep_alive) c->state = CONNECT_REFUSED;
  return CURLE_OK;
}

static CURLcode head_is_over(struct http_connect *c)
{
  h1_framing_end(&c->framing);
  if(c->status / 100 == 1 && c->status != 101) { /* RFC 9110, section 15.2 */
    h1_head_reset(&c->head);
    return CURLE_OK;
  }
  if(c->status / 100 != 2) return refuse(c);
  trace_text(trace_of(c), "CONNECT tunnel established, response %d", c->status);
  c->state = CONNECT_OPEN;
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
  struct xfer *x = c->xfer;
  size_t room, got = 0;
  void *buffer = x->ops->borrow(x, &room);
  if(!buffer) return CURLE_OUT_OF_MEMORY;
  CURLcode code = stream_read(s, trace_of(c), buffer, room, &got);
  if(!code) code = got ? take(c, span_of(buffer, got)) : take_end(c);
  x->ops->give_back(x, buffer, got);
  return code;
}

static void forget_connection(struct http_connect *c)
{
  http_binding_free(&c->binding);
  c->binding = HTTP_BINDING_INIT;
}

CURLcode http_connect_run(struct http_connect *c, struct stream *s, bool *elsewhere)
{
  *elsewhere = false;
  while(c->state != CONNECT_OPEN) {
    if(c->state == CONNECT_BEGIN) TRY(begin(c));
    if(c->state == CONNECT_SEND) TRY(send_request(c, s));
    TRY(receive(c, s));
    if(c->state != CONNECT_REFUSED) continue;
    c->state = CONNECT_BEGIN;
    *elsewhere = !c->framing.keep_alive || c->has_leftover;
    if(*elsewhere) break;
  }
  if(*elsewhere) forget_connection(c);
  return CURLE_OK;
}
