#include "proto/http/h1.h"
#include "base/mem.h"
#include "proto/http/h1_in.h"
#include "proto/http/h1_out.h"

/* How often a turn reads before others have theirs. */

/* What stays with a connection, so that a further exchange on it allocates nothing. */
struct h1 {
  struct session session;
  struct exchange exchange;
  struct conn *conn;
  struct xfer *xfer;
  const struct proto_request *request;
  struct h1_out out;
  struct h1_in in;
  struct http_binding binding, proxy_binding;
  CURLcode send_error; /* sending failed; an answer may still be there to be read */
};

static struct h1 *h1_of(const struct exchange *x) { return CONTAINER_OF((uintptr_t)x, struct h1, exchange); }

static void free_session(struct session *s)
{
  struct h1 *h = CONTAINER_OF(s, struct h1, session);
  h1_out_free(&h->out);
  h1_in_free(&h->in);
  http_binding_free(&h->binding);
  http_binding_free(&h->proxy_binding);
  mem_free(h);
}

static const struct session_ops http1_session = { .name = "HTTP/1", .kind = SESSION_SERIAL, .free = free_session };

/* A peer that closes early may have said why before: after a failed send the answer is still read. */
static CURLcode send_some(struct h1 *h, int64_t now, bool *blocked)
{
  if(h1_out_is_over(&h->out)) return CURLE_OK;
  CURLcode code = h1_out_run(&h->out, h->request, h->xfer, h->conn->stream, now);
  *blocked = code == CURLE_AGAIN;
  if(code == CURLE_SEND_ERROR) {
    h->send_error = code;
    h1_out_abandon(&h->out);
  }
  return *blocked || h->send_error ? CURLE_OK : code;
}

static CURLcode receive_once(struct h1 *h, size_t *got, bool *goes_on)
{
  struct xfer *x = h->xfer;
  size_t room;
  void *buffer = x->ops->borrow(x, &room);
  if(!buffer) return CURLE_OUT_OF_MEMORY;
  CURLcode code = stream_read(h->conn->stream, &x->trace, buffer, room, got);
  if(!code && *got)
    code = h1_in_take(&h->in, span_of(buffer, *got), h->request, x, &h->out);
  else if(!code)
    code = h1_in_end(&h->in, h->request, x, &h->out);
  x->ops->give_back(x, buffer, *got);
  *goes_on = *got == room || *got >= HTTP_BULK_READ;
  return code;
}

/* CURLE_OK also where more is to come. What is held comes before what can be read. */
static CURLcode receive(struct h1 *h, bool *more)
{
  bool goes_on = true, has_stopped = false;
  size_t total = 0;
  for(int i = 0; goes_on && !h1_in_is_over(&h->in) && !h->xfer->ops->is_paused(h->xfer); i++) {
    if(i == HTTP_READS_PER_TURN || total >= HTTP_BYTES_PER_TURN || has_stopped) {
      *more = true;
      return CURLE_OK;
    }
    size_t got = 0;
    bool had_held = h1_in_holds(&h->in);
    CURLcode code = had_held ? h1_in_go_on(&h->in, h->request, h->xfer, &h->out) : receive_once(h, &got, &goes_on);
    total += got;
    has_stopped = h1_in_holds(&h->in);
    if(code == CURLE_AGAIN) return CURLE_OK;
    if(code) return h->send_error ? h->send_error : code;
    goes_on = goes_on || has_stopped || h->xfer->exhausts || stream_has_pending(h->conn->stream);
  }
  return CURLE_OK;
}

static bool is_over(const struct h1 *h) { return h1_in_is_over(&h->in) && h1_out_is_over(&h->out); }

static CURLcode run(struct exchange *x, unsigned events, int64_t now, bool *more)
{
  struct h1 *h = h1_of(x);
  bool blocked = false;
  TRY(send_some(h, now, &blocked));
  if((events & WATCH_READ) || stream_has_pending(h->conn->stream) || h->send_error || h1_in_holds(&h->in)) {
    TRY(receive(h, more));
    if(!blocked) TRY(send_some(h, now, &blocked)); /* a 100 (Continue) may have come */
  }
  if(is_over(h)) return h->in.answer.status < 300 && !h->in.answer.next ? h->send_error : CURLE_OK;
  unsigned want = h->xfer->ops->is_paused(h->xfer) ? 0u : WATCH_READ;
  if(blocked && !h1_out_is_over(&h->out)) want |= WATCH_WRITE;
  TRY(stream_want(h->conn->stream, want));
  return CURLE_AGAIN;
}

static int64_t deadline(const struct exchange *x)
{
  const struct h1 *h = h1_of(x);
  return h->out.state == H1_OUT_EXPECTING ? h->out.deadline : INT64_MAX;
}

#define WHO_MAX (64 * 1024) /* bytes */

/* Once NTLM or Negotiate was tried on it, the connection is of that user, whether the peer said so or not. False: out of
 * memory, and it must not be kept. */
static bool bind_connection(struct h1 *h)
{
  struct buf who = BUF_INIT(WHO_MAX);
  if(!h->binding.scheme || h->conn->bound_as) return true;
  CURLcode code = http_write_who(h->request, &who);
  if(!code && who.len) h->conn->bound_as = buf_take_string(&who);
  buf_free(&who);
  return h->conn->bound_as;
}

static struct exchange_end end(struct exchange *x)
{
  struct h1 *h = h1_of(x);
  bool is_clean = h1_in_is_over(&h->in) && h->out.state == H1_OUT_DONE;
  enum exchange_next next = h1_in_is_over(&h->in) ? h->in.answer.next : EXCHANGE_LAST;
  bool is_bound = http_binding_is_under_way(&h->binding) || http_binding_is_under_way(&h->proxy_binding);
  bool is_free = next == EXCHANGE_AGAIN || !is_bound;
  struct exchange_end e = {
    .is_reusable = is_clean && is_free && bind_connection(h) && h->in.framing.keep_alive && !h->in.has_leftover &&
                   h->in.answer.status != 101,
    .was_untouched = !h->in.has_begun,
    .next = next,
    .target = h->request->http_result->redirect_url,
  };
  h->request->hop->is_10 = h->in.answer.version == 10;
  h->xfer = NULL;
  return e;
}

static const struct exchange_ops http1_exchange = { .run = run, .deadline = deadline, .end = end };

static struct h1 *session_of(struct conn *c)
{
  if(c->session) return CONTAINER_OF(c->session, struct h1, session);
  struct h1 *h = mem_zalloc(sizeof *h);
  if(!h) return NULL;
  h->session.ops = &http1_session;
  h->exchange.ops = &http1_exchange;
  h1_out_init(&h->out);
  h1_in_init(&h->in);
  h->binding = h->proxy_binding = HTTP_BINDING_INIT;
  c->session = &h->session;
  return h;
}

CURLcode h1_begin(struct exchange **ret, struct conn *c, const struct proto_request *r, struct xfer *x)
{
  struct h1 *h = session_of(c);
  if(!h) return CURLE_OUT_OF_MEMORY;
  h->conn = c;
  h->xfer = x;
  h->request = r;
  h->send_error = CURLE_OK;
  bool is_10 =
      r->http->version == CURL_HTTP_VERSION_1_0 || r->hop->is_10 || (c->is_reused && h->in.answer.version == 10);
  if(r->upgrade) is_10 = false; /* RFC 9110, section 7.8 */
  TRY(http_prepare_credentials(r, &h->binding, &h->proxy_binding, &x->trace));
  h1_in_begin(&h->in, r, c->is_reused);
  h->in.answer.binding = &h->binding;
  h->in.answer.proxy_binding = &h->proxy_binding;
  TRY(h1_out_begin(&h->out, h->request, x, is_10 ? 10 : 11));
  *ret = &h->exchange;
  return CURLE_OK;
}

void h1_take_leftover(struct conn *c, struct buf *ret)
{
  struct h1_in *in = &session_of(c)->in;
  *ret = in->held;
  in->held = BUF_INIT(in->held.cap);
}
