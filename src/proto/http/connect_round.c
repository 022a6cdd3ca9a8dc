#include "proto/http/connect_round.h"
#include "base/str.h"
#include "codec/http1/head.h"
#include "proto/http/connect_request.h"

void connect_round_init(struct connect_round *r, const struct http_connect_config *config, struct xfer *x)
{
  *r = (struct connect_round){
    .config = *config,
    .xfer = x,
    .binding = HTTP_BINDING_INIT,
    .target = BUF_INIT(HTTP_CONNECT_MAX),
    .out = BUF_INIT(HTTP_CONNECT_MAX),
  };
  config->auth->rounds = 0; /* counted for each tunnel */
}

void connect_round_free(struct connect_round *r)
{
  http_binding_free(&r->binding);
  buf_free(&r->target);
  buf_free(&r->out);
}

void connect_round_move_on(struct connect_round *r)
{
  http_binding_free(&r->binding);
  r->binding = HTTP_BINDING_INIT;
}

/* ---- the request ---- */

static struct http_auth_request auth_request_of(struct connect_round *r)
{
  const struct http_connect_config *c = &r->config;
  const struct http_rare_opts *rare = http_rare(c->http);
  return (struct http_auth_request){
    .peer = &http_auth_proxy,
    .login = http_connect_login(c),
    .binding = &r->binding,
    .host = c->proxy->host,
    .port = c->proxy->port,
    .method = "CONNECT",
    .path = (const char *)r->target.at,
    .system = c->system,
    .service = rare->proxy_service ? rare->proxy_service : HTTP_SERVICE,
    .delegation = rare->delegation,
  };
}

static CURLcode write(struct connect_round *r, int version)
{
  const struct http_connect_config *c = &r->config;
  buf_reset(&r->out);
  buf_reset(&r->target);
  TRY(http_connect_write_target(&r->target, c));
  TRY(buf_terminate(&r->target));
  const struct http_auth_request auth = auth_request_of(r);
  TRY(http_auth_prepare(c->auth, &auth, connect_round_trace(r)));
  c->result->proxy_auth_used = c->auth->used;
  return http_connect_write(&r->out, c, version, buf_span(&r->target), buf_span(&c->auth->line));
}

CURLcode connect_round_write(struct connect_round *r, int version)
{
  r->heads_size = 0;
  CURLcode code = write(r, version);
  if(code != CURLE_BAD_FUNCTION_ARGUMENT) return code;
  return trace_fail(connect_round_trace(r), code, "The host of the tunnel cannot be one, or a header has a line break");
}

/* ---- the answer ---- */

CURLcode connect_round_line(struct connect_round *r, struct span line, struct span name, struct span value)
{
  const struct xfer_header h = { .line = line, .name = name, .value = value, .origin = CURLH_CONNECT };
  r->heads_size += line.len;
  if(r->heads_size > H1_HEAD_MAX)
    return trace_fail(connect_round_trace(r), CURLE_RECV_ERROR, "Too large response headers: %zu > %d", r->heads_size,
                      H1_HEAD_MAX);
  if(!r->config.http->suppress_connect_headers) return r->xfer->ops->header(r->xfer, &h);
  trace_data(connect_round_trace(r), CURLINFO_HEADER_IN, line);
  *r->config.header_bytes += (long)line.len;
  return CURLE_OK;
}

CURLcode connect_round_status(struct connect_round *r, int status, struct span line)
{
  const struct span nothing = { 0 };
  r->status = status;
  *r->config.status = status;
  return connect_round_line(r, line, nothing, nothing);
}

CURLcode connect_round_challenge(struct connect_round *r, struct span name, struct span value)
{
  if(!span_is(name, http_auth_proxy.challenges)) return CURLE_OK;
  const struct http_auth_request auth = auth_request_of(r);
  return http_auth_challenge(r->config.auth, &auth, r->status, value, connect_round_trace(r));
}

enum connect_verdict connect_round_judge(const struct connect_round *r)
{
  if(r->status / 100 == 1 && r->status != 101) return CONNECT_INTERIM; /* RFC 9110, section 15.2 */
  if(r->status / 100 != 2) return CONNECT_REFUSES;
  trace_text(connect_round_trace(r), "CONNECT tunnel established, response %d", r->status);
  return CONNECT_OPENED;
}

CURLcode connect_round_refuse(struct connect_round *r)
{
  const struct http_auth_request auth = auth_request_of(r);
  struct trace *t = connect_round_trace(r);
  r->config.result->proxy_auth_offered |= r->config.auth->offered;
  if(http_auth_judge(r->config.auth, &auth, r->status, t)) return CURLE_OK;
  if(r->config.http->fail_on_error && r->status >= 400)
    return trace_fail(t, CURLE_HTTP_RETURNED_ERROR, "The requested URL returned error: %d", r->status);
  return trace_fail(t, CURLE_COULDNT_CONNECT, "CONNECT tunnel failed, response %d", r->status);
}
