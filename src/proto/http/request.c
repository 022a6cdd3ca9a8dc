#include "proto/http/request.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/date/date.h"
#include "codec/http1/encode.h"
#include "proto/http/cookie_fields.h"
#include "proto/http/proxied.h"
#include "proto/http/signature.h"
#include "proto/http/upgrade.h"

/* A body of at least this size waits for the peer's 100 (Continue): sending it in vain costs more than a round trip. */
#define EXPECT_ABOVE (1024 * 1024)

/* Host has its place at the top and Connection at the end. A Content-Length beside a chunked coding would let two
 * recipients see two different messages (RFC 9112, section 6.2). The type of a body that has one is its own affair: of a
 * multipart, it has the program's type and the boundary. */
static bool is_own_line_of(const struct own_line *line, const struct proto_request *r,
                           const struct http_request_body *body)
{
  if(!line->is_sent || span_is(line->name, "Host") || span_is(line->name, "Connection")) return false;
  if(!r->is_trusted && (span_is(line->name, "Authorization") || span_is(line->name, "Cookie"))) return false;
  if((body->is_chunked || body->is_withheld) && span_is(line->name, "Content-Length")) return false;
  if(body->type && !line->is_empty && span_is(line->name, "Content-Type")) return false;
  return !r->hop->no_expect || !span_is(line->name, "Expect");
}

static CURLcode add_own_lines(struct buf *to, const struct proto_request *r, const struct http_request_body *body)
{
  struct own_line line;
  for(const struct curl_slist *headers = r->http->headers; headers; headers = headers->next) {
    if(!own_line_parse(headers->data, &line) || !is_own_line_of(&line, r, body)) continue;
    TRY(own_line_write(to, &line, headers->data));
  }
  return CURLE_OK;
}

#define CONNECTION_ROOM 64

static bool sends_te(const struct http_opts *o)
{
  return o->ask_transfer_coding && !http_has_own_line(o->headers, "TE");
}

/* What is a matter of this connection, Connection has to name (RFC 9110, section 7.6.1). */
static const char *connection_options(const struct proto_request *r, char room[CONNECTION_ROOM])
{
  const char *upgrade = r->upgrade ? r->upgrade->ops->connection : "", *te = sends_te(r->http) ? "TE" : "";
  snprintf(room, CONNECTION_ROOM, "%s%s%s", upgrade, *upgrade && *te ? ", " : "", te);
  return *room ? room : NULL;
}

/* In the first line that the program has of its own. An empty one of the program's says nothing, and is left out. */
static CURLcode add_connection(struct buf *to, const struct proto_request *r)
{
  struct own_line line;
  char options[CONNECTION_ROOM];
  const char *owed = connection_options(r, options);
  for(const struct curl_slist *headers = r->http->headers; headers; headers = headers->next) {
    if(!own_line_parse(headers->data, &line) || !line.is_sent || line.is_empty) continue;
    if(!span_is(line.name, "Connection")) continue;
    if(owed && span_list_has(line.value, owed)) owed = NULL;
    TRY(owed ? buf_addf(to, "Connection: %.*s, %s\r\n", SPAN_ARG(line.value), owed)
             : h1_encode_line_verbatim(to, span_text(headers->data)));
    owed = NULL;
  }
  return owed ? buf_addf(to, "Connection: %s\r\n", owed) : CURLE_OK;
}

/* One of ours, unless the program has a line of that name. */
static CURLcode add_ours(struct buf *to, const struct http_opts *o, const char *name, const char *value)
{
  if(!value || !*value || (o->headers && http_has_own_line(o->headers, name))) return CURLE_OK;
  return h1_encode_field(to, span_text(name), span_text(value));
}

static CURLcode add_request_line(struct buf *to, const struct proto_request *r, int version)
{
  const struct http_opts *o = r->http;
  const struct url *u = r->url;
  struct span method = span_text(http_method(r));
  const char *own = http_rare(o)->request_target;
  if(own) return h1_encode_request_line_verbatim(to, method, span_text(own), version);
  TRY(buf_add_span(to, method));
  TRY(buf_add_char(to, ' '));
  if(r->proxy) TRY(http_proxied_write_origin(to, r));
  TRY(buf_add_text(to, u->path && *u->path ? u->path : "/"));
  if(u->query) {
    TRY(buf_add_char(to, '?'));
    TRY(buf_add_text(to, u->query));
  }
  TRY(http_proxied_write_type(to, r));
  return h1_encode_version(to, version);
}

/* The port of FTP is not one that goes without saying in HTTP. */
static bool tells_port(const struct proto_request *r) { return r->port != r->default_port || http_proxied_is_ftp(r); }

/* RFC 9110, section 7.2: the authority of the URL, without a zone, which is this machine's affair (RFC 6874). */
static CURLcode add_host(struct buf *to, const struct proto_request *r)
{
  const struct curl_slist *headers = r->is_first_peer ? r->http->headers : NULL; /* the program's is of that one */
  struct span own = http_own_header(headers, "Host");
  if(own.at) return h1_encode_field(to, span_text("Host"), own);
  if(http_has_empty_line(headers, "Host")) return h1_encode_field(to, span_text("Host"), span_of(NULL, 0));
  if(http_has_own_line(headers, "Host")) return CURLE_OK;
  TRY(buf_add_text(to, "Host: "));
  TRY(buf_add_text(to, r->host));
  if(tells_port(r)) {
    char port[1 + STR_U64_ROOM] = ":";
    str_put_u64(port + 1, r->port);
    TRY(buf_add_text(to, port));
  }
  return buf_add_text(to, "\r\n");
}

static CURLcode add_own_range(struct buf *to, const struct proto_request *r, const char *name, const char *before,
                              const char *behind)
{
  struct buf bytes = BUF_INIT(HTTP_HEAD_MAX);
  CURLcode code = buf_addf(&bytes, "%s%s%s", before, r->opts->range, behind);
  if(!code) code = buf_terminate(&bytes);
  if(!code) code = add_ours(to, r->http, name, (const char *)bytes.at);
  buf_free(&bytes);
  return code;
}

/* Which part of a file an upload is (RFC 9110, section 14.5). -1 is FTP's "from where the peer's file ends": all of it. */
static CURLcode add_content_range(struct buf *to, const struct proto_request *r)
{
  const struct request_opts *o = r->opts;
  char value[96];
  curl_off_t from = o->resume_from > 0 ? o->resume_from : 0;
  if(!o->upload_size) return CURLE_OK; /* there is no part of nothing */
  if(!o->resume_from) return o->range ? add_own_range(to, r, "Content-Range", "bytes ", "/*") : CURLE_OK;
  if(o->upload_size < 0)
    snprintf(value, sizeof value, "bytes %lld-/*", (long long)from);
  else
    snprintf(value, sizeof value, "bytes %lld-%lld/%lld", (long long)from, (long long)o->upload_size - 1,
             (long long)o->upload_size);
  return add_ours(to, r->http, "Content-Range", value);
}

static CURLcode add_range(struct buf *to, const struct proto_request *r)
{
  const struct request_opts *o = r->opts;
  char value[32];
  if(r->hop->kind == REQUEST_PUT) return add_content_range(to, r);
  if(o->resume_from <= 0) return o->range ? add_own_range(to, r, "Range", "bytes=", "") : CURLE_OK;
  snprintf(value, sizeof value, "bytes=%lld-", (long long)o->resume_from);
  return add_ours(to, r->http, "Range", value);
}

static CURLcode add_time_condition(struct buf *to, const struct proto_request *r)
{
  const struct request_opts *o = r->opts;
  static const char *const names[] = {
    [CURL_TIMECOND_IFMODSINCE] = "If-Modified-Since",
    [CURL_TIMECOND_IFUNMODSINCE] = "If-Unmodified-Since",
    [CURL_TIMECOND_LASTMOD] = "Last-Modified",
  };
  char date[DATE_HTTP_ROOM];
  if(!o->time_condition) return CURLE_OK;
  if(!date_write_http(o->time_value, date)) return CURLE_BAD_FUNCTION_ARGUMENT; /* has been checked */
  return add_ours(to, r->http, names[o->time_condition], date);
}

/* Of a body of unknown size, "Content-Length" counts only where chunked is not possible or was taken away. */
static bool uses_own_length(const struct curl_slist *own, int version)
{
  return http_own_header(own, "Content-Length").at && (version == 10 || http_has_own_line(own, "Transfer-Encoding"));
}

/* How the body is framed: by the program's own Transfer-Encoding or Content-Length, or by what is known of it. */
static CURLcode choose_framing(const struct proto_request *r, int version, struct trace *t,
                               struct http_request_body *ret)
{
  const struct curl_slist *own = r->http->headers;
  uint64_t own_size;
  ret->has_body = r->has_upload;
  ret->is_withheld = ret->has_body && (r->hop->auth.is_under_way || (r->proxy && r->hop->proxy_auth.is_under_way));
  ret->size = r->upload_size;
  ret->type = r->upload_type;
  if(ret->is_withheld) ret->size = 0;
  if(!ret->has_body) return CURLE_OK;
  if(version != 20 && span_list_has(http_own_header(own, "Transfer-Encoding"), "chunked"))
    ret->is_chunked = true;
  else if(ret->is_withheld)
    return CURLE_OK;
  else if(version != 20 && r->upload_size < 0 && !uses_own_length(own, version))
    ret->is_chunked = true;
  /* what the program has announced holds */
  if(!ret->is_chunked && ret->size < 0 && span_parse_u64(http_own_header(own, "Content-Length"), INT64_MAX, &own_size))
    ret->size = (curl_off_t)own_size;
  if(ret->is_chunked && version == 10)
    return trace_fail(t, CURLE_UPLOAD_FAILED, "HTTP/1.0 cannot send a body of unknown size");
  return CURLE_OK;
}

/* A type of the program's is part of the body's own; a line of it without a value says that none is to be sent. */
static CURLcode add_body_type(struct buf *to, const struct proto_request *r, const struct http_request_body *body)
{
  const struct http_opts *o = r->http;
  if(r->hop->kind == REQUEST_POST) return add_ours(to, o, "Content-Type", "application/x-www-form-urlencoded");
  if(body->type && http_own_header(o->headers, "Content-Type").at)
    return h1_encode_field(to, span_text("Content-Type"), span_text(body->type));
  return add_ours(to, o, "Content-Type", body->type);
}

static CURLcode add_body_fields(struct buf *to, const struct proto_request *r, int version,
                                struct http_request_body *body)
{
  const struct http_opts *o = r->http;
  char size[STR_U64_ROOM] = "";
  if(!body->has_body) return CURLE_OK;
  if(body->size >= 0) str_put_u64(size, (uint64_t)body->size);
  if(body->is_withheld && !body->is_chunked)
    TRY(h1_encode_field(to, span_text("Content-Length"), span_text("0")));
  else if(!body->is_chunked && body->size >= 0)
    TRY(add_ours(to, o, "Content-Length", size));
  TRY(add_body_type(to, r, body));
  if(r->hop->no_expect || version != 11 || body->is_withheld) return CURLE_OK;
  if(http_has_own_line(o->headers, "Expect")) {
    body->expects_continue = span_list_has(http_own_header(o->headers, "Expect"), "100-continue");
  } else if(r->upload_size < 0 || body->size > EXPECT_ABOVE) {
    TRY(h1_encode_field(to, span_text("Expect"), span_text("100-continue")));
    body->expects_continue = true;
  }
  return CURLE_OK;
}

/* What is sent of the program's lines, but for those about the connection, which are for the next hop and may be changed
 * there. `ret` has room for one more than there are lines. */
static size_t list_own_fields(struct field *ret, const struct proto_request *r, const struct http_request_body *body)
{
  const struct curl_slist *own = r->http->headers;
  struct own_line line;
  size_t count = 0;
  for(; own; own = own->next)
    if(own_line_parse(own->data, &line) && is_own_line_of(&line, r, body))
      ret[count++] = (struct field){ line.name, line.value };
  if(body->type && http_own_header(r->http->headers, "Content-Type").at)
    ret[count++] = (struct field){ span_text("Content-Type"), span_text(body->type) };
  return count;
}

/* `host` is the line of Host, or nothing. */
static CURLcode write_signature(struct buf *to, const struct proto_request *r, const struct http_request_body *body,
                                struct cursor host, struct trace *t)
{
  size_t room = 1;
  for(const struct curl_slist *own = r->http->headers; own; own = own->next) room++;
  AUTO_FREE struct field *fields = mem_zalloc_array(room, sizeof *fields);
  if(!fields) return CURLE_OUT_OF_MEMORY;
  struct http_signed_head h = { .fields = fields, .field_count = list_own_fields(fields, r, body) };
  if(cursor_left(&host)) {
    cursor_take(&host, strlen("Host:"));
    h.host = span_trim(cursor_take(&host, cursor_left(&host) - strlen("\r\n")));
  }
  return http_signature_write(to, r, &h, t);
}

/* Aside, because what is signed points into `to`. */
static CURLcode add_signature(struct buf *to, const struct proto_request *r, const struct http_request_body *body,
                              size_t host, struct trace *t)
{
  bool is_said = r->is_trusted && http_has_own_line(r->http->headers, "Authorization");
  if(!http_is_signed(r) || (is_said && r->http->auth == CURLAUTH_AWS_SIGV4)) return CURLE_OK;
  struct buf lines = BUF_INIT(HTTP_HEAD_MAX);
  CURLcode code = write_signature(&lines, r, body, (struct cursor){ to->at + host, to->at + to->len }, t);
  if(!code) code = buf_add_span(to, buf_span(&lines));
  buf_free(&lines);
  return code;
}

/* To whom the request goes, and from whom it comes. */
static CURLcode add_parties(struct buf *to, const struct proto_request *r, const struct http_request_body *body,
                            struct trace *t)
{
  size_t host = to->len;
  TRY(add_host(to, r));
  TRY(add_signature(to, r, body, host, t));
  if(r->proxy) TRY(buf_add_span(to, buf_span(&r->hop->proxy_auth.line)));
  return buf_add_span(to, buf_span(&r->hop->auth.line));
}

/* One line: first what is remembered for this host, then the program's own (CURLOPT_COOKIE). A Cookie line in
 * CURLOPT_HTTPHEADER(3) takes the place of the latter; one without a value, of both. */
static CURLcode add_cookies(struct buf *to, const struct proto_request *r, struct trace *t)
{
  const struct http_opts *o = r->http;
  const struct curl_slist *headers = r->is_trusted ? o->headers : NULL;
  const char *own = r->is_trusted && o->cookie && *o->cookie ? o->cookie : NULL;
  bool is_replaced = http_has_own_line(headers, "Cookie");
  if(is_replaced && !http_own_header(headers, "Cookie").at) return CURLE_OK;
  if(is_replaced) own = NULL;
  struct buf value = BUF_INIT(HTTP_HEAD_MAX);
  CURLcode code = http_cookies_write(r, &value, t);
  if(!code && own && value.len) code = buf_add_text(&value, "; ");
  if(!code && own) code = buf_add_text(&value, own);
  if(!code && value.len) code = h1_encode_field(to, span_text("Cookie"), buf_span(&value));
  buf_free(&value);
  return code;
}

/* RFC 7838, section 5. */
static CURLcode add_alternative(struct buf *to, const struct proto_request *r)
{
  if(!r->alt_host || http_has_own_line(r->http->headers, "Alt-Used")) return CURLE_OK;
  TRY(buf_add_text(to, "Alt-Used: "));
  return buf_addf(to, "%s:%u\r\n", r->alt_host, (unsigned)r->alt_port);
}

static CURLcode add_preferences(struct buf *to, const struct proto_request *r, int version)
{
  const struct http_opts *o = r->http;
  TRY(add_ours(to, o, "User-Agent", o->user_agent));
  TRY(add_ours(to, o, "Accept", "*/*"));
  if(o->ask_transfer_coding && version != 20) TRY(add_ours(to, o, "TE", "gzip"));
  TRY(add_ours(to, o, "Accept-Encoding", o->accept_encoding));
  return add_ours(to, o, "Referer", r->http_result->referer ? r->http_result->referer : o->referer);
}

static CURLcode write_head(struct buf *to, const struct proto_request *r, int version, struct http_request_body *body,
                           struct trace *t)
{
  const struct http_opts *o = r->http;
  TRY(add_request_line(to, r, version));
  TRY(add_parties(to, r, body, t));
  TRY(add_range(to, r));
  TRY(add_preferences(to, r, version));
  TRY(add_alternative(to, r));
  if(r->proxy) TRY(http_proxied_write_connection(to, o));
  TRY(add_cookies(to, r, t));
  if(body->is_chunked) TRY(add_ours(to, o, "Transfer-Encoding", "chunked"));
  TRY(add_time_condition(to, r));
  if(r->upgrade) TRY(r->upgrade->ops->write(r->upgrade, to, r));
  TRY(add_own_lines(to, r, body));
  if(r->proxy) TRY(http_proxied_write_lines(to, o));
  TRY(add_body_fields(to, r, version, body));
  if(version != 20) TRY(add_connection(to, r));
  return h1_encode_end(to);
}

CURLcode http_request_write(struct buf *to, const struct proto_request *r, int version, struct trace *t,
                            struct http_request_body *ret)
{
  struct http_request_body body = { 0 };
  TRY(choose_framing(r, version, t, &body));
  CURLcode code = write_head(to, r, version, &body, t);
  if(code == CURLE_BAD_FUNCTION_ARGUMENT)
    return trace_fail(t, code, "The request's head would have a line break or a NUL inside a field");
  if(!code && to->len > HTTP_HEAD_MAX) return trace_fail(t, CURLE_TOO_LARGE, "The request's head is too large");
  if(!code) *ret = body;
  return code;
}
