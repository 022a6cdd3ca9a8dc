#include "proto/http/h1_in.h"
#include "base/mem.h"
#include "base/str.h"
#include "proto/http/answer.h"
#include "proto/http/answer_fields.h"

/* One step of receiving: takes from `c`, and sets `in->state` where another step comes next. It returns with bytes left
 * only if it has changed the state. */
struct h1_turn {
  struct h1_in *in;
  const struct proto_request *request;
  struct xfer *xfer;
  struct h1_out *out;
};

void h1_in_init(struct h1_in *in)
{
  *in = (struct h1_in){ .state = H1_IN_OVER };
  in->held = BUF_INIT(CURL_MAX_READ_SIZE);
  h1_head_init(&in->head);
}

void h1_in_free(struct h1_in *in)
{
  h1_head_free(&in->head);
  http_answer_free(&in->answer);
  buf_free(&in->held);
}

void h1_in_begin(struct h1_in *in, const struct proto_request *r, bool is_reused_connection)
{
  h1_head_reset(&in->head);
  in->head.aliases = http_rare(r->http)->aliases;
  http_answer_init(&in->answer, r);
  buf_free(&in->held);
  *in = (struct h1_in){ .head = in->head,
                        .held = in->held,
                        .answer = in->answer,
                        .keeps_coding = r->http->keep_transfer_coding,
                        .may_be_headless = !is_reused_connection };
}

static CURLcode fail_codec(const struct h1_turn *t, CURLcode code, const char *why)
{
  return why ? trace_fail(&t->xfer->trace, code, "%s", why) : code;
}

/* What the status means for a request that is still being sent (RFC 9110, section 10.1.1; RFC 9112, section 9.5). */
static void tell_sender(const struct h1_turn *t)
{
  struct h1_in *in = t->in;
  if(h1_out_is_over(t->out)) return;
  bool is_refused = in->answer.status == 417 && t->out->body.expects_continue;
  if(is_refused) {
    t->request->hop->no_expect = true;
    in->answer.next = EXCHANGE_AGAIN;
  }
  if(t->out->state == H1_OUT_EXPECTING || is_refused) {
    h1_out_abandon(t->out);
  } else if(in->answer.status >= 300 && !t->request->http->keep_sending_on_error) {
    trace_text(&t->xfer->trace, "Answered with %d before all was sent; the rest is not sent", in->answer.status);
    h1_out_abandon(t->out);
  }
}

static enum h1_in_state state_for_body(const struct h1_framing *f)
{
  static const enum h1_in_state states[] = {
    [H1_BODY_NONE] = H1_IN_OVER,
    [H1_BODY_LENGTH] = H1_IN_LENGTH,
    [H1_BODY_CHUNKED] = H1_IN_CHUNKED,
    [H1_BODY_CLOSE] = H1_IN_UNTIL_CLOSE,
  };
  return states[f->body];
}

static CURLcode begin_body(const struct h1_turn *t)
{
  struct h1_in *in = t->in;
  in->left = in->framing.length;
  in->chunked = (struct h1_chunked){ 0 };
  in->state = state_for_body(&in->framing);
  tell_sender(t);
  if(!in->answer.next) TRY(http_answer_judge(t->request, &in->answer, t->out->body.is_withheld, &t->xfer->trace));
  if(in->answer.next) trace_text(&t->xfer->trace, "Ignoring the body of the answer");
  if(in->answer.next || in->answer.drops_body) h1_in_drop_body(in);
  return in->answer.next ? CURLE_OK : t->xfer->ops->body_begins(t->xfer);
}

#define DROPPED_MAX (64 * 1024) /* bytes that are read to keep a connection */

static void give_up_body(struct h1_in *in)
{
  in->framing.keep_alive = false;
  in->state = H1_IN_OVER;
}

void h1_in_drop_body(struct h1_in *in)
{
  bool is_short = in->state == H1_IN_LENGTH && in->left <= DROPPED_MAX;
  bool is_perhaps_short = in->state == H1_IN_CHUNKED && in->answer.next;
  in->answer.drops_body = true;
  if(in->state != H1_IN_OVER && !is_short && !is_perhaps_short) give_up_body(in);
}

/* All fields are known, and the last line is still to be told. */
static void decide_framing(const struct h1_turn *t)
{
  struct h1_framing *f = &t->in->framing;
  h1_framing_end(f);
  if(t->request->opts->ignores_length && f->body == H1_BODY_LENGTH) {
    f->body = H1_BODY_CLOSE;
    f->has_length = false;
  }
  curl_off_t length = t->in->answer.status == 204 || t->in->answer.status == 304 ? 0 : -1;
  if(f->has_length) length = (curl_off_t)f->length;
  t->in->answer.length = f->has_length ? (curl_off_t)f->length : -1;
  if(f->length_overflow && f->body != H1_BODY_NONE) length = INT64_MAX;
  if(http_answer_is_final(&t->in->answer)) t->xfer->ops->length(t->xfer, length);
}

static CURLcode head_is_over(const struct h1_turn *t)
{
  struct h1_in *in = t->in;
  if(http_answer_is_final(&in->answer)) return begin_body(t);
  if(in->answer.status == 100) h1_out_continue(t->out);
  h1_head_reset(&in->head);
  in->is_in_head = false;
  return CURLE_OK;
}

/* To the header callback, as long as the heads stay within bounds. */
static CURLcode give_line(const struct h1_turn *t, const struct h1_head_event *e, unsigned origin)
{
  const struct xfer_header h = { .line = e->line, .name = e->name, .value = e->value, .origin = origin };
  t->in->heads_size += e->line.len;
  if(t->in->heads_size > H1_HEADS_MAX)
    return trace_fail(&t->xfer->trace, CURLE_RECV_ERROR, "Too large response headers: %zu > %d", t->in->heads_size,
                      H1_HEADS_MAX);
  return t->xfer->ops->header(t->xfer, &h);
}

/* 101 (Switching Protocols) is final, and an interim answer all the same. */
static CURLcode give_head_line(const struct h1_turn *t, const struct h1_head_event *e)
{
  return give_line(t, e, t->in->answer.status < 200 ? CURLH_1XX : CURLH_HEADER);
}

static CURLcode take_status(const struct h1_turn *t, const struct h1_head_event *e)
{
  struct h1_in *in = t->in;
  http_answer_begin(&in->answer, t->request, e->status, e->version);
  h1_framing_begin(&in->framing, e->version, e->status, in->answer.has_no_body, t->request->proxy);
  in->framing.passes_codings = in->keeps_coding || t->request->http->ask_transfer_coding;
  in->may_be_headless = false;
  return give_head_line(t, e);
}

static CURLcode take_field(const struct h1_turn *t, const struct h1_head_event *e)
{
  struct h1_in *in = t->in;
  CURLcode code = h1_framing_field(&in->framing, e->name, e->value);
  if(code)
    return trace_fail(&t->xfer->trace, code, "%s (%.*s) found", h1_framing_why(&in->framing),
                      SPAN_ARG(in->framing.culprit));
  TRY(http_answer_field(t->request, &in->answer, e->name, e->value, &t->xfer->trace));
  return give_head_line(t, e);
}

/* HTTP/0.9: no head at all, and all of it is body. */
static CURLcode take_headless(const struct h1_turn *t, struct span bytes)
{
  if(!t->in->may_be_headless || t->in->answer.has_no_body)
    return trace_fail(&t->xfer->trace, CURLE_WEIRD_SERVER_REPLY, "Received an answer without a head");
  if(!t->request->http->allow_http09 || t->request->upgrade)
    return trace_fail(&t->xfer->trace, CURLE_UNSUPPORTED_PROTOCOL, "Received HTTP/0.9 when not allowed");
  t->in->state = H1_IN_UNTIL_CLOSE;
  t->xfer->ops->length(t->xfer, -1);
  TRY(t->xfer->ops->body_begins(t->xfer));
  return t->xfer->ops->body(t->xfer, bytes);
}

static CURLcode read_head(const struct h1_turn *t, struct cursor *c)
{
  struct h1_head_event e;
  t->in->is_in_head = true;
  CURLcode code = h1_head_next(&t->in->head, c, &e);
  if(code) return fail_codec(t, code, h1_head_why(&t->in->head));
  switch(e.kind) {
  case H1_HEAD_STATUS:
    return take_status(t, &e);
  case H1_HEAD_FIELD:
    return take_field(t, &e);
  case H1_HEAD_NOT_HTTP:
    return take_headless(t, e.line);
  case H1_HEAD_END:
    decide_framing(t);
    TRY(give_head_line(t, &e));
    return head_is_over(t);
  case H1_HEAD_MORE:
    break;
  }
  return CURLE_OK;
}

static CURLcode give_body(const struct h1_turn *t, struct span bytes)
{
  if(!t->in->answer.drops_body) return t->xfer->ops->body(t->xfer, bytes);
  t->in->dropped += bytes.len;
  if(t->in->dropped > DROPPED_MAX) give_up_body(t->in);
  return CURLE_OK;
}

/* The next `len` bytes, which are body in its codings. Those that have to be decoded are left where they are. */
static CURLcode take_body(const struct h1_turn *t, struct cursor *c, size_t len)
{
  if(!t->in->answer.drops_body && http_decode_is_needed(&t->in->answer.decode))
    return http_decode_offer(&t->in->answer.decode, span_of(c->at, len), t->xfer);
  return give_body(t, cursor_take(c, len));
}

static CURLcode read_length(const struct h1_turn *t, struct cursor *c)
{
  struct h1_in *in = t->in;
  size_t len = cursor_left(c) < in->left ? cursor_left(c) : (size_t)in->left;
  in->left -= len;
  if(!in->left) in->state = H1_IN_OVER;
  return take_body(t, c, len);
}

/* What stood before `c` moved, where the body is wanted as it came. */
static CURLcode give_coded(const struct h1_turn *t, const uint8_t *from, const struct cursor *c)
{
  if(!t->in->keeps_coding || from == c->at) return CURLE_OK;
  return give_body(t, span_of(from, (size_t)(c->at - from)));
}

static CURLcode read_chunked(const struct h1_turn *t, struct cursor *c)
{
  struct h1_chunked_event e;
  const uint8_t *from = c->at;
  CURLcode code = h1_chunked_next(&t->in->chunked, c, &e);
  TRY(give_coded(t, from, c));
  if(code) return fail_codec(t, code, h1_chunked_why(&t->in->chunked));
  if(e.kind == H1_CHUNKED_DATA && !t->in->keeps_coding) {
    c->at = e.bytes.at;
    return take_body(t, c, e.bytes.len);
  }
  if(e.kind == H1_CHUNKED_TRAILER_SECTION) {
    h1_head_reset_trailer(&t->in->head);
    t->in->state = H1_IN_TRAILER;
  }
  return CURLE_OK;
}

static CURLcode read_trailer(const struct h1_turn *t, struct cursor *c)
{
  struct h1_head_event e;
  const uint8_t *from = c->at;
  CURLcode code = h1_head_next(&t->in->head, c, &e);
  if(code) return fail_codec(t, code, h1_head_why(&t->in->head));
  TRY(give_coded(t, from, c));
  if(e.kind == H1_HEAD_END) t->in->state = H1_IN_OVER;
  if(e.kind == H1_HEAD_FIELD && !t->in->answer.drops_body && !t->in->keeps_coding)
    return give_line(t, &e, CURLH_TRAILER);
  return CURLE_OK;
}

static CURLcode read_until_close(const struct h1_turn *t, struct cursor *c) { return take_body(t, c, cursor_left(c)); }

static CURLcode (*const steps[])(const struct h1_turn *t, struct cursor *c) = {
  [H1_IN_HEAD] = read_head,       [H1_IN_LENGTH] = read_length,           [H1_IN_CHUNKED] = read_chunked,
  [H1_IN_TRAILER] = read_trailer, [H1_IN_UNTIL_CLOSE] = read_until_close,
};

/* As far as it goes. It stops with the decoder busy, or at the end of the input or the message. */
static CURLcode take(const struct h1_turn *t, struct cursor *c)
{
  struct h1_in *in = t->in;
  for(int pieces = 0; h1_in_holds(in) || (cursor_left(c) && in->state != H1_IN_OVER);) {
    if(!h1_in_holds(in)) {
      TRY(steps[in->state](t, c));
      continue;
    }
    if(pieces++ == HTTP_PIECES_PER_TURN || t->xfer->ops->is_paused(t->xfer)) return CURLE_OK;
    TRY(http_decode_step(&in->answer.decode, c, t->xfer));
  }
  in->has_leftover = cursor_left(c);
  if(in->state == H1_IN_OVER) http_decode_end(&in->answer.decode, &t->xfer->trace);
  return CURLE_OK;
}

CURLcode h1_in_take(struct h1_in *in, struct span bytes, const struct proto_request *r, struct xfer *x,
                    struct h1_out *out)
{
  const struct h1_turn t = { in, r, x, out };
  struct cursor c = cursor_of(bytes);
  if(!in->has_begun) x->ops->mark(x, XFER_FIRST_BYTE);
  in->has_begun = true;
  TRY(take(&t, &c));
  bool is_switched = in->has_leftover && r->upgrade && in->answer.status == 101;
  return h1_in_holds(in) || is_switched ? buf_add_span(&in->held, cursor_rest(&c)) : CURLE_OK;
}

CURLcode h1_in_go_on(struct h1_in *in, const struct proto_request *r, struct xfer *x, struct h1_out *out)
{
  const struct h1_turn t = { in, r, x, out };
  struct cursor c = cursor_of(buf_span(&in->held));
  if(in->held_done) cursor_take(&c, in->held_done);
  TRY(take(&t, &c));
  in->held_done = in->held.len - cursor_left(&c);
  if(h1_in_holds(in)) return CURLE_OK;
  buf_free(&in->held);
  in->held_done = 0;
  return CURLE_OK;
}

/* A head that the close has cut off. */
static CURLcode end_in_head(const struct h1_turn *t)
{
  struct h1_head_event e;
  struct trace *trace = &t->xfer->trace;
  if(!t->in->is_in_head) return trace_fail(trace, CURLE_GOT_NOTHING, "Empty reply from server");
  CURLcode code = h1_head_eof(&t->in->head, &e);
  if(code) return fail_codec(t, code, h1_head_why(&t->in->head));
  if(e.kind == H1_HEAD_NOT_HTTP) {
    TRY(take_headless(t, e.line));
    t->in->state = H1_IN_OVER;
    return CURLE_OK;
  }
  if(e.kind == H1_HEAD_FIELD) { /* only the empty line is missing */
    TRY(take_field(t, &e));
    decide_framing(t);
    TRY(head_is_over(t));
    if(t->in->state != H1_IN_HEAD) return h1_in_end(t->in, t->request, t->xfer, t->out);
  }
  return trace_fail(trace, CURLE_RECV_ERROR, "The connection was closed inside the answer's head");
}

CURLcode h1_in_end(struct h1_in *in, const struct proto_request *r, struct xfer *x, struct h1_out *out)
{
  const struct h1_turn t = { in, r, x, out };
  struct trace *trace = &x->trace;
  in->framing.keep_alive = false;
  switch(in->state) {
  case H1_IN_HEAD:
    return end_in_head(&t);
  case H1_IN_LENGTH:
    return trace_fail(trace, CURLE_PARTIAL_FILE, "end of response with %llu bytes missing",
                      (unsigned long long)in->left);
  case H1_IN_CHUNKED:
  case H1_IN_TRAILER:
    return trace_fail(trace, CURLE_PARTIAL_FILE, "transfer closed with outstanding read data remaining");
  case H1_IN_UNTIL_CLOSE:
  case H1_IN_OVER:
    break;
  }
  in->state = H1_IN_OVER;
  http_decode_end(&in->answer.decode, trace);
  return CURLE_OK;
}
