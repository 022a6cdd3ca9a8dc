#include "base/mem.h"
#include "base/str.h"
#include "proto/http/h2_session.h"

/* One exchange on a stream: it is begun here; from then on the session's turns bring it on, and the transfer's own turns
 * only look at what has come of it. */

/* The answer is whole, or no more of it is wanted; and so is the request. */
static bool is_done(const struct h2_stream *s)
{
  bool is_out = s->is_sent || s->is_refused || s->answer.drops_body || s->is_over;
  return s->is_answered && is_out && !h2_holds(s);
}

/* An upload that had nothing to give is asked again: who was paused, or ahead of its rate, has a turn when it is not. The
 * turn that follows at once only tells the transfer to look for that time. */
static void resume_upload(struct h2_stream *s)
{
  bool is_news = s->is_news;
  s->is_news = false;
  if(!s->is_deferred || s->is_over || is_news) return;
  s->is_deferred = false;
  http2_resume(s->h2->codec, s->id);
  mux_wake(s->h2->conn);
}

/* The option may be set during the transfer. */
static void tell_weight(struct h2_stream *s)
{
  long weight = s->request->http->stream_weight;
  if(weight == s->weight || s->is_over) return;
  s->weight = weight;
  http2_set_weight(s->h2->codec, s->id, (int)weight);
  mux_wake(s->h2->conn);
}

static CURLcode run(struct exchange *x, unsigned events, int64_t now, bool *more)
{
  struct h2_stream *s = h2_stream_of(x);
  TRY(h2_deliver(s));
  bool waits = h2_holds(s) && s->xfer->ops->is_paused(s->xfer);
  if(s->code && !waits) return s->code;
  if(is_done(s)) {
    http_decode_end(&s->answer.decode, &s->xfer->trace);
    return CURLE_OK;
  }
  resume_upload(s);
  tell_weight(s);
  return CURLE_AGAIN;
}

static int64_t deadline(const struct exchange *x) { return INT64_MAX; }

/* The connection goes on; whether it is still of use its session tells. */
static struct exchange_end end(struct exchange *x)
{
  struct h2_stream *s = h2_stream_of(x);
  bool is_whole = !s->code && is_done(s);
  struct exchange_end e = {
    .is_reusable = true,
    .is_unserved = s->is_unserved,
    .is_refused = s->is_unserved && s->has_room && !http2_is_going_away(s->h2->codec),
    .next = is_whole ? s->answer.next : EXCHANGE_LAST,
    .target = s->request->http_result->redirect_url,
  };
  if(!s->is_over) {
    http2_detach(s->h2->codec, s->id);
    mux_wake(s->h2->conn);
  }
  h2_stream_drop(s);
  return e;
}

const struct exchange_ops h2_exchange = { .run = run, .deadline = deadline, .end = end };

/* ---- the request ---- */

/* It is told as it is written: as text, before its names become lower case. */
static CURLcode write_fields(struct h2_stream *s, struct buf *head, struct http2_fields *fields)
{
  const struct proto_request *r = s->request;
  struct http_answer *a = &s->answer;
  if(http_auth_may_bind(&r->hop->auth) || http_auth_may_bind(&r->hop->proxy_auth)) TRY(http_answer_need_bindings(a));
  TRY(http_prepare_credentials(r, a->binding, a->proxy_binding, &s->xfer->trace));
  TRY(http_request_write(head, r, 20, &s->xfer->trace, &s->body));
  trace_data(&s->xfer->trace, CURLINFO_HEADER_OUT, buf_span(head));
  *r->request_bytes += (long)head->len;
  /* the text does not tell where a method that has blanks ends */
  CURLcode code = span_is_token(span_text(http_method(r)))
                      ? http2_fields_of(fields, head, span_text(r->url->scheme), span_text(r->host))
                      : CURLE_BAD_FUNCTION_ARGUMENT;
  if(code != CURLE_BAD_FUNCTION_ARGUMENT) return code;
  return trace_fail(&s->xfer->trace, code, "The request has what HTTP/2 cannot carry");
}

static CURLcode tell_refused(struct h2_stream *s, CURLcode code)
{
  struct trace *t = &s->xfer->trace;
  const char *why = http2_why(s->h2->codec);
  if(code == CURLE_OUT_OF_MEMORY) return code;
  if(code == CURLE_TOO_LARGE) /* so in libcurl */
    return trace_fail(t, CURLE_SEND_ERROR, "The request's head is too large for HTTP/2: a field has %d bytes at most",
                      HTTP2_REQUEST_FIELD_MAX);
  return trace_fail(t, code, "No further stream on the HTTP/2 connection: %s", why ? why : "it goes away");
}

static CURLcode send_request(struct h2_stream *s, struct buf *head, struct http2_fields *fields)
{
  TRY(write_fields(s, head, fields));
  bool has_body = s->body.has_body && !s->body.is_withheld;
  CURLcode code =
      http2_request(s->h2->codec, fields->at, fields->count, has_body, (int)s->request->http->stream_weight, s, &s->id);
  if(code) return tell_refused(s, code);
  if(has_body) return CURLE_OK;
  s->is_sent = true;
  s->xfer->ops->mark(s->xfer, XFER_REQUEST_SENT);
  return CURLE_OK;
}

void h2_stream_begin_answer(struct h2_stream *s)
{
  http2_window_init(&s->window);
  http_answer_init(&s->answer, s->request);
}

static CURLcode begin_stream(struct h2_stream *s)
{
  struct buf head = BUF_INIT(2 * HTTP_HEAD_MAX);
  struct http2_fields fields = { 0 };
  h2_stream_begin_answer(s);
  CURLcode code = send_request(s, &head, &fields);
  http2_fields_free(&fields);
  buf_free(&head);
  return code;
}

CURLcode h2_begin(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x)
{
  struct h2 *h;
  TRY(h2_session_of(c, r, &h));
  struct h2_stream *s = h2_stream_new(h, r, x);
  if(!s) return CURLE_OUT_OF_MEMORY;
  s->is_first = !h->has_begun;
  s->has_room = http2_knows_peer(h->codec);
  CURLcode code = begin_stream(s);
  if(code) {
    h2_stream_drop(s);
    return code;
  }
  list_add_last(&h->streams, &s->in_session);
  h->has_begun = true;
  mux_wake(c);
  *ret = &s->exchange;
  return CURLE_OK;
}
