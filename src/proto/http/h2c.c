#include "proto/http/h2c.h"
#include "base/base64.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/http1/encode.h"
#include "proto/http/h1.h"
#include "proto/http/h2_session.h"
#include "proto/http/upgrade.h"

struct h2c {
  struct exchange exchange;
  struct http_upgrade upgrade;
  struct conn *conn;
  struct xfer *xfer;
  const struct proto_request *request; /* the program's */
  struct proto_request asked;          /* the same with the upgrade */
  uint8_t settings[HTTP2_SETTINGS_ROOM];
  size_t settings_len;
  struct exchange *http;    /* NULL: the connection speaks HTTP/2 */
  struct h2_stream *stream; /* then */
};

static struct h2c *h2c_of(const struct exchange *x) { return CONTAINER_OF((uintptr_t)x, struct h2c, exchange); }

/* ---- the upgrade ---- */

/* Base 64 with the alphabet for URLs, and without padding (RFC 4648, section 5). */
static CURLcode add_base64url(struct buf *to, struct span bytes)
{
  size_t from = to->len;
  TRY(base64_encode(to, bytes));
  while(to->len > from && to->at[to->len - 1] == '=') to->len--;
  for(size_t i = from; i < to->len; i++) {
    if(to->at[i] == '+') to->at[i] = '-';
    if(to->at[i] == '/') to->at[i] = '_';
  }
  return CURLE_OK;
}

static CURLcode write(struct http_upgrade *u, struct buf *to, const struct proto_request *r)
{
  const struct h2c *w = CONTAINER_OF(u, struct h2c, upgrade);
  TRY(buf_add_text(to, "Upgrade: h2c\r\nHTTP2-Settings: "));
  TRY(add_base64url(to, span_of(w->settings, w->settings_len)));
  return buf_add_text(to, "\r\n");
}

static CURLcode take(struct http_upgrade *u, const struct proto_request *r, struct span name, struct span value)
{
  if(span_is(name, "Upgrade")) u->has_upgrade |= span_list_has(value, "h2c");
  if(span_is(name, "Connection")) u->has_connection |= span_list_has(value, "upgrade");
  return CURLE_OK;
}

/* A peer may as well answer in HTTP/1.1, as if it had not been asked. */
static CURLcode judge(struct http_upgrade *u, const struct proto_request *r, int status, struct trace *t)
{
  struct h2c *w = CONTAINER_OF(u, struct h2c, upgrade);
  u->is_accepted = w->exchange.may_switch = status == 101 && u->has_upgrade && u->has_connection;
  if(status != 101 || u->is_accepted) return CURLE_OK;
  return trace_fail(t, CURLE_WEIRD_SERVER_REPLY, "The server switches to a protocol that was not asked for");
}

static const struct http_upgrade_ops h2c_upgrade = {
  .connection = "Upgrade, HTTP2-Settings", .write = write, .take = take, .judge = judge
};

/* ---- the exchange ---- */

/* HTTP/1's part is over; what came behind its head is frames. */
static CURLcode switch_over(struct h2c *w)
{
  struct buf rest;
  struct conn *c = w->conn;
  h1_take_leftover(c, &rest);
  w->http->ops->end(w->http);
  w->http = NULL;
  c->session->ops->free(c->session);
  c->session = NULL;
  trace_text(&w->xfer->trace, "The connection speaks HTTP/2 now");
  CURLcode code = h2_switch(&w->stream, c, w->request, w->xfer, span_of(w->settings, w->settings_len), buf_span(&rest));
  buf_free(&rest);
  return code;
}

static CURLcode run(struct exchange *x, unsigned events, int64_t now, bool *more)
{
  struct h2c *w = h2c_of(x);
  TRY(w->http->ops->run(w->http, events, now, more));
  return w->upgrade.is_accepted ? switch_over(w) : CURLE_OK;
}

static int64_t deadline(const struct exchange *x)
{
  const struct h2c *w = h2c_of(x);
  return w->http ? w->http->ops->deadline(w->http) : INT64_MAX;
}

static struct exchange_end end(struct exchange *x)
{
  struct h2c *w = h2c_of(x);
  struct exchange_end e = { 0 };
  if(w->http) e = w->http->ops->end(w->http);
  if(w->stream) e = (struct exchange_end){ .next = EXCHANGE_SWITCHED, .other = &w->stream->exchange };
  mem_free(w);
  return e;
}

static const struct exchange_ops h2c_exchange = { .run = run, .deadline = deadline, .end = end };

static CURLcode ask(struct h2c *w)
{
  const struct http2_config config = h2_config_of(NULL, w->request);
  TRY(http2_upgrade_settings(&config, w->settings, &w->settings_len));
  w->asked = *w->request;
  w->asked.upgrade = &w->upgrade;
  return h1_begin(&w->http, w->conn, &w->asked, w->xfer);
}

CURLcode h2c_begin(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x)
{
  struct h2c *w = mem_zalloc(sizeof *w);
  if(!w) return CURLE_OUT_OF_MEMORY;
  *w = (struct h2c){ .exchange = { &h2c_exchange, .may_switch = true },
                     .upgrade = { .ops = &h2c_upgrade },
                     .conn = c,
                     .xfer = x,
                     .request = r };
  CURLcode code = ask(w);
  if(code)
    mem_free(w);
  else
    *ret = &w->exchange;
  return code;
}
