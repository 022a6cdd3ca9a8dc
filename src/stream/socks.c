#include "stream/socks.h"
#include "base/mem.h"
#include "stream/pass.h"

enum step { STEP_REQUEST4, STEP_GREETING, STEP_LOGIN, STEP_REQUEST5, STEP_OPEN };

struct socks_stream {
  struct stream base;
  struct socks_config config;
  enum step step;
  struct buf out; /* the step's message, once it is written */
  size_t sent;    /* of `out` */
  struct socks_answer in;
};

static struct socks_stream *socks_of(struct stream *s) { return CONTAINER_OF(s, struct socks_stream, base); }

static bool offers_login(const struct socks_config *c) { return c->may_log_in && c->user; }

static CURLcode write_request4(struct socks_stream *s, struct socks_fault *why)
{
  return socks4_write_request(&s->out, &s->config.target, s->config.user, why);
}

static CURLcode write_greeting(struct socks_stream *s, struct socks_fault *why)
{
  unsigned login = offers_login(&s->config) ? 1u << SOCKS5_METHOD_LOGIN : 0;
  return socks5_write_greeting(&s->out, 1u << SOCKS5_METHOD_OPEN | login);
}

static CURLcode write_login(struct socks_stream *s, struct socks_fault *why)
{
  return socks5_write_login(&s->out, s->config.user, s->config.password, why);
}

static CURLcode write_request5(struct socks_stream *s, struct socks_fault *why)
{
  return socks5_write_request(&s->out, &s->config.target, why);
}

static CURLcode after_greeting(struct socks_stream *s, struct socks_fault *why, enum step *next)
{
  unsigned method = socks5_chosen_method(&s->in);
  if(method == SOCKS5_METHOD_OPEN)
    *next = STEP_REQUEST5;
  else if(method == SOCKS5_METHOD_LOGIN && offers_login(&s->config))
    *next = STEP_LOGIN;
  else {
    *why =
        (struct socks_fault){ CURLPX_UNKNOWN_MODE, "SOCKS5: the proxy wants an authentication that was not offered" };
    return CURLE_PROXY;
  }
  return CURLE_OK;
}

static const struct {
  CURLcode (*write)(struct socks_stream *s, struct socks_fault *why);
  enum socks_answer_kind answer;
  enum step next; /* where `choose` does not */
  CURLcode (*choose)(struct socks_stream *s, struct socks_fault *why, enum step *next);
  CURLproxycode send_failed, recv_failed;
} steps[] = {
  [STEP_REQUEST4] = { write_request4, SOCKS4_REPLY, STEP_OPEN, NULL, CURLPX_SEND_CONNECT, CURLPX_RECV_CONNECT },
  [STEP_GREETING] = { write_greeting, SOCKS5_METHOD, STEP_OPEN, after_greeting, CURLPX_SEND_CONNECT,
                      CURLPX_RECV_CONNECT },
  [STEP_LOGIN] = { write_login, SOCKS5_LOGIN, STEP_REQUEST5, NULL, CURLPX_SEND_AUTH, CURLPX_RECV_AUTH },
  [STEP_REQUEST5] = { write_request5, SOCKS5_REPLY, STEP_OPEN, NULL, CURLPX_SEND_REQUEST, CURLPX_RECV_REQACK },
};

/* The stream below has told its text. */
static CURLcode fail_transport(struct socks_stream *s, CURLcode code, CURLproxycode reason)
{
  if(code != CURLE_SEND_ERROR && code != CURLE_RECV_ERROR) return code;
  *s->config.reason = reason;
  return CURLE_PROXY;
}

static CURLcode fail(struct socks_stream *s, struct trace *t, CURLcode code, struct socks_fault why)
{
  if(code != CURLE_PROXY) return code;
  *s->config.reason = why.code;
  return trace_fail(t, code, "%s", why.text);
}

/* The answer is looked for at once: a program that hears of edges would not be told of one that came too early. */
static CURLcode send_message(struct socks_stream *s, struct trace *t)
{
  if(!s->out.len) {
    struct socks_fault why = { CURLPX_OK, NULL };
    CURLcode code = steps[s->step].write(s, &why);
    if(code) return fail(s, t, code, why);
    s->in = (struct socks_answer){ .kind = steps[s->step].answer };
  }
  if(s->sent == s->out.len) return CURLE_OK;
  TRY(fail_transport(s, pass_send(&s->base, t, buf_span(&s->out), &s->sent), steps[s->step].send_failed));
  return stream_want(&s->base, WATCH_READ);
}

static CURLcode receive_answer(struct socks_stream *s, struct trace *t)
{
  struct socks_answer *in = &s->in;
  for(size_t missing; (missing = socks_answer_missing(in));) {
    size_t got;
    TRY(fail_transport(s, stream_read(s->base.below, t, in->bytes + in->len, missing, &got),
                       steps[s->step].recv_failed));
    if(!got)
      return fail(s, t, CURLE_PROXY,
                  (struct socks_fault){ CURLPX_CLOSED, "SOCKS: the proxy closed the connection inside its handshake" });
    in->len = (uint16_t)(in->len + got);
  }
  return CURLE_OK;
}

static CURLcode judge_answer(struct socks_stream *s, struct trace *t)
{
  struct socks_fault why = { CURLPX_OK, NULL };
  enum step next = steps[s->step].next;
  CURLcode code = socks_answer_judge(&s->in, &why);
  if(!code && steps[s->step].choose) code = steps[s->step].choose(s, &why, &next);
  if(code) return fail(s, t, code, why);
  s->step = next;
  buf_reset(&s->out);
  s->sent = 0;
  return CURLE_OK;
}

static CURLcode socks_establish(struct stream *stream, struct trace *t, int64_t now)
{
  struct socks_stream *s = socks_of(stream);
  while(s->step != STEP_OPEN) {
    TRY(send_message(s, t));
    TRY(receive_answer(s, t));
    TRY(judge_answer(s, t));
  }
  buf_free(&s->out);
  return CURLE_OK;
}

static void socks_free(struct stream *stream)
{
  struct socks_stream *s = socks_of(stream);
  stream_free(stream->below);
  buf_free(&s->out);
  mem_free(s);
}

static const struct stream_ops socks_ops = {
  .name = "SOCKS",
  .establish = socks_establish,
  .read = pass_read,
  .write = pass_write,
  .has_pending = pass_has_pending,
  .free = socks_free,
};

struct stream *socks_stream_new(struct stream *below, const struct socks_config *config)
{
  struct socks_stream *s = mem_zalloc(sizeof *s);
  if(!s) return NULL;
  s->base = (struct stream){ .ops = &socks_ops, .below = below };
  s->config = *config;
  s->step = config->is_version_4 ? STEP_REQUEST4 : STEP_GREETING;
  s->out = BUF_INIT(SOCKS_MESSAGE_MAX);
  return &s->base;
}
