#include "codec/http2/http2_fields.h"
#include "proto/http/connect_internal.h"

/* CONNECT over HTTP/2 (RFC 9113, section 8.5): each round is a stream of its own on the same connection, and the last one
 * becomes the tunnel. What a refusal has more to say than its head is not waited for. */

static struct trace *trace_of(const struct http_connect *c) { return connect_round_trace(&c->round); }

CURLcode http_connect_use_h2(struct http_connect *c, struct stream *below, struct stream **ret)
{
  TRY(h2_pipe_new(&c->pipe, below));
  *ret = h2_pipe_stream(c->pipe);
  return CURLE_OK;
}

bool http_connect_is_h2(const struct http_connect *c) { return c->pipe; }

bool http_connect_needs_h1(const struct http_auth *towards_proxy) { return http_auth_binds(towards_proxy); }

/* ---- the answer ---- */

static CURLcode on_head(void *user, int status)
{
  struct http_connect *c = user;
  buf_reset(&c->line);
  TRY(buf_addf(&c->line, "HTTP/2 %03d \r\n", status));
  return connect_round_status(&c->round, status, buf_span(&c->line));
}

static CURLcode on_field(void *user, struct span name, struct span value)
{
  struct http_connect *c = user;
  TRY(connect_round_challenge(&c->round, name, value));
  buf_reset(&c->line);
  TRY(buf_add_span(&c->line, name));
  TRY(buf_add_text(&c->line, ": "));
  TRY(buf_add_span(&c->line, value));
  TRY(buf_add_text(&c->line, "\r\n"));
  return connect_round_line(&c->round, buf_span(&c->line), name, value);
}

static CURLcode refuse(struct http_connect *c)
{
  TRY(connect_round_refuse(&c->round));
  h2_pipe_drop(c->pipe);
  c->state = CONNECT_REFUSED;
  return CURLE_OK;
}

static CURLcode on_head_end(void *user)
{
  struct http_connect *c = user;
  const struct span nothing = { 0 };
  TRY(connect_round_line(&c->round, span_text("\r\n"), nothing, nothing));
  switch(connect_round_judge(&c->round)) {
  case CONNECT_REFUSES:
    return refuse(c);
  case CONNECT_OPENED:
    h2_pipe_open(c->pipe);
    c->state = CONNECT_OPEN;
    break;
  case CONNECT_INTERIM:
    break;
  }
  return CURLE_OK;
}

static const struct h2_opening opening = { .head = on_head, .field = on_field, .head_end = on_head_end };

/* ---- the request ---- */

static CURLcode ask(struct http_connect *c, struct http2_fields *fields)
{
  struct buf *out = &c->round.out;
  const struct span nothing = { 0 };
  TRY(connect_round_write(&c->round, 20));
  trace_data(trace_of(c), CURLINFO_HEADER_OUT, buf_span(out));
  *c->round.config.request_bytes += (long)out->len;
  CURLcode code = http2_fields_of(fields, out, nothing, nothing);
  if(!code) code = h2_pipe_ask(c->pipe, fields->at, fields->count, &opening, c);
  if(code != CURLE_BAD_FUNCTION_ARGUMENT) return code;
  return trace_fail(trace_of(c), code, "The request for a tunnel has what HTTP/2 cannot carry");
}

static CURLcode begin(struct http_connect *c)
{
  struct http2_fields fields = { 0 };
  CURLcode code = ask(c, &fields);
  http2_fields_free(&fields);
  if(!code) c->state = CONNECT_HEAD;
  return code;
}

/* Where it is refused for the version, the next connection is asked in the other one. */
static CURLcode turn(struct http_connect *c)
{
  CURLcode code = h2_pipe_turn(c->pipe, trace_of(c));
  if(!code || !h2_pipe_needs_h1(c->pipe) || c->state != CONNECT_HEAD) return code;
  trace_forget_failure(trace_of(c));
  trace_text(trace_of(c), "The proxy wants HTTP/1.1");
  *c->round.config.is_11 = true;
  c->state = CONNECT_REFUSED;
  return CURLE_OK;
}

CURLcode http_connect_run_h2(struct http_connect *c, bool *elsewhere)
{
  while(c->state != CONNECT_OPEN) {
    if(c->state == CONNECT_BEGIN) TRY(begin(c));
    TRY(turn(c));
    if(c->state != CONNECT_REFUSED) continue;
    c->state = CONNECT_BEGIN;
    *elsewhere = *c->round.config.is_11 || h2_pipe_is_spent(c->pipe) || http_connect_needs_h1(c->round.config.auth);
    if(*elsewhere) break;
  }
  return CURLE_OK;
}
