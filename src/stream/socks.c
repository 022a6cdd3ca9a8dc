#include "stream/socks.h"
#include "base/mem.h"
#include "stream/pass.h"
#include "stream/sealed.h"

/* With GSSAPI (RFC 1961), STEP_TOKEN comes as often as it takes. */
enum step { STEP_REQUEST4, STEP_GREETING, STEP_LOGIN, STEP_TOKEN, STEP_LEVEL, STEP_REQUEST5, STEP_OPEN };

struct socks_stream {
  struct stream base;
  struct socks_config config;
  enum step step;
  struct buf out; /* the step's message, once it is written */
  size_t sent;    /* of `out` */
  struct socks_answer in;

  struct gssapi *context; /* NULL: not in use, or a sealed stream below has it */
  struct buf token;       /* the next one for the proxy */
  struct socks_gssapi_message message;
};

static struct socks_stream *socks_of(struct stream *s) { return CONTAINER_OF(s, struct socks_stream, base); }

static bool offers_login(const struct socks_config *c) { return c->may_log_in && c->user; }

static CURLcode write_request4(struct socks_stream *s, struct trace *t, struct socks_fault *why)
{
  return socks4_write_request(&s->out, &s->config.target, s->config.user, why);
}

static CURLcode write_greeting(struct socks_stream *s, struct trace *t, struct socks_fault *why)
{
  unsigned login = offers_login(&s->config) ? 1u << SOCKS5_METHOD_LOGIN : 0;
  unsigned gssapi = s->config.may_use_gssapi ? 1u << SOCKS5_METHOD_GSSAPI : 0;
  return socks5_write_greeting(&s->out, 1u << SOCKS5_METHOD_OPEN | login | gssapi);
}

static CURLcode write_login(struct socks_stream *s, struct trace *t, struct socks_fault *why)
{
  return socks5_write_login(&s->out, s->config.user, s->config.password, why);
}

static CURLcode write_request5(struct socks_stream *s, struct trace *t, struct socks_fault *why)
{
  return socks5_write_request(&s->out, &s->config.target, why);
}

/* The library has told its text. */
static CURLcode refuse_gssapi(CURLcode code, struct socks_fault *why, CURLproxycode reason)
{
  if(code != CURLE_AUTH_ERROR) return code;
  *why = (struct socks_fault){ reason, NULL };
  return CURLE_PROXY;
}

static CURLcode step_context(struct socks_stream *s, struct trace *t, struct span token, struct socks_fault *why)
{
  CURLcode code = s->context ? CURLE_OK : gssapi_begin(&s->context, &s->config.gssapi, t);
  buf_reset(&s->token);
  if(!code) code = gssapi_step(s->context, token, &s->token, t);
  return refuse_gssapi(code, why, CURLPX_GSSAPI);
}

static CURLcode write_token(struct socks_stream *s, struct trace *t, struct socks_fault *why)
{
  return socks_gssapi_write(&s->out, SOCKS_GSSAPI_TOKEN, buf_span(&s->token), why);
}

/* The best is asked for; what there is then is the proxy's choice. A context may leave a last token to be sent before. */
static CURLcode write_level(struct socks_stream *s, struct trace *t, struct socks_fault *why)
{
  static const uint8_t wanted = SOCKS_LEVEL_SECRECY;
  struct span level = span_of(&wanted, 1);
  if(s->token.len) TRY(write_token(s, t, why));
  buf_reset(&s->token);
  CURLcode code =
      s->config.tells_level ? buf_add_span(&s->token, level) : gssapi_wrap(s->context, level, false, &s->token, t);
  TRY(refuse_gssapi(code, why, CURLPX_GSSAPI_PROTECTION));
  return socks_gssapi_write(&s->out, SOCKS_GSSAPI_LEVEL, buf_span(&s->token), why);
}

static CURLcode after_greeting(struct socks_stream *s, struct trace *t, struct socks_fault *why, enum step *next)
{
  unsigned method = socks5_chosen_method(&s->in);
  if(method == SOCKS5_METHOD_OPEN)
    *next = STEP_REQUEST5;
  else if(method == SOCKS5_METHOD_LOGIN && offers_login(&s->config))
    *next = STEP_LOGIN;
  else if(method == SOCKS5_METHOD_GSSAPI && s->config.may_use_gssapi) {
    *next = STEP_TOKEN;
    return step_context(s, t, span_text(""), why);
  } else {
    *why =
        (struct socks_fault){ CURLPX_UNKNOWN_MODE, "SOCKS5: the proxy wants an authentication that was not offered" };
    return CURLE_PROXY;
  }
  return CURLE_OK;
}

static CURLcode after_token(struct socks_stream *s, struct trace *t, struct socks_fault *why, enum step *next)
{
  struct span token;
  TRY(socks_gssapi_judge(&s->message, &token, why));
  TRY(step_context(s, t, token, why));
  *next = gssapi_is_done(s->context) ? STEP_LEVEL : STEP_TOKEN;
  return CURLE_OK;
}

/* From now on all bytes are sealed, those of the request too. */
static CURLcode seal_below(struct socks_stream *s, unsigned level)
{
  struct stream *sealed = sealed_stream_new(s->base.below, s->context, level != SOCKS_LEVEL_INTEGRITY);
  if(!sealed) return CURLE_OUT_OF_MEMORY;
  s->base.below = sealed;
  s->context = NULL;
  return CURLE_OK;
}

static CURLcode after_level(struct socks_stream *s, struct trace *t, struct socks_fault *why, enum step *next)
{
  struct span token;
  TRY(socks_gssapi_judge(&s->message, &token, why));
  buf_reset(&s->token);
  CURLcode code =
      s->config.tells_level ? buf_add_span(&s->token, token) : gssapi_unwrap(s->context, token, &s->token, t);
  TRY(refuse_gssapi(code, why, CURLPX_GSSAPI_PROTECTION));
  unsigned level = s->token.len == 1 ? s->token.at[0] : SOCKS_LEVEL_ANY + 1;
  if(level > SOCKS_LEVEL_ANY) {
    *why = (struct socks_fault){ CURLPX_GSSAPI_PROTECTION, "SOCKS5: the proxy wants an unknown level of protection" };
    return CURLE_PROXY;
  }
  trace_text(t, "SOCKS5: level of protection by GSSAPI: %u", level);
  return level ? seal_below(s, level) : CURLE_OK;
}

static const struct {
  CURLcode (*write)(struct socks_stream *s, struct trace *t, struct socks_fault *why);
  enum socks_answer_kind answer;
  enum socks_gssapi_type message; /* in place of `answer`; 0: not */
  enum step next;                 /* where `choose` does not */
  CURLcode (*choose)(struct socks_stream *s, struct trace *t, struct socks_fault *why, enum step *next);
  CURLproxycode send_failed, recv_failed;
} steps[] = {
  [STEP_REQUEST4] = { write_request4, SOCKS4_REPLY, 0, STEP_OPEN, NULL, CURLPX_SEND_CONNECT, CURLPX_RECV_CONNECT },
  [STEP_GREETING] = { write_greeting, SOCKS5_METHOD, 0, STEP_OPEN, after_greeting, CURLPX_SEND_CONNECT,
                      CURLPX_RECV_CONNECT },
  [STEP_LOGIN] = { write_login, SOCKS5_LOGIN, 0, STEP_REQUEST5, NULL, CURLPX_SEND_AUTH, CURLPX_RECV_AUTH },
  [STEP_TOKEN] = { write_token, 0, SOCKS_GSSAPI_TOKEN, STEP_LEVEL, after_token, CURLPX_SEND_AUTH, CURLPX_RECV_AUTH },
  [STEP_LEVEL] = { write_level, 0, SOCKS_GSSAPI_LEVEL, STEP_REQUEST5, after_level, CURLPX_SEND_AUTH, CURLPX_RECV_AUTH },
  [STEP_REQUEST5] = { write_request5, SOCKS5_REPLY, 0, STEP_OPEN, NULL, CURLPX_SEND_REQUEST, CURLPX_RECV_REQACK },
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
  return why.text ? trace_fail(t, code, "%s", why.text) : code;
}

/* The answer is looked for at once: a program that hears of edges would not be told of one that came too early. */
static CURLcode send_message(struct socks_stream *s, struct trace *t)
{
  if(!s->out.len) {
    struct socks_fault why = { CURLPX_OK, NULL };
    CURLcode code = steps[s->step].write(s, t, &why);
    if(code) return fail(s, t, code, why);
    s->in = (struct socks_answer){ .kind = steps[s->step].answer };
    s->message.type = steps[s->step].message;
    buf_reset(&s->message.bytes);
  }
  if(s->sent == s->out.len) return CURLE_OK;
  TRY(fail_transport(s, pass_send(&s->base, t, buf_span(&s->out), &s->sent), steps[s->step].send_failed));
  return stream_want(&s->base, WATCH_READ);
}

static CURLcode receive_fixed(struct socks_stream *s, struct trace *t, bool *has_ended)
{
  struct socks_answer *in = &s->in;
  *has_ended = false;
  for(size_t missing; (missing = socks_answer_missing(in));) {
    size_t got;
    TRY(stream_read(s->base.below, t, in->bytes + in->len, missing, &got));
    in->len = (uint16_t)(in->len + got);
    *has_ended = !got;
    if(!got) return CURLE_OK;
  }
  return CURLE_OK;
}

static CURLcode receive_answer(struct socks_stream *s, struct trace *t)
{
  bool has_ended;
  CURLcode code = steps[s->step].message ? sealed_receive(s->base.below, t, &s->message, &has_ended)
                                         : receive_fixed(s, t, &has_ended);
  TRY(fail_transport(s, code, steps[s->step].recv_failed));
  if(!has_ended) return CURLE_OK;
  return fail(s, t, CURLE_PROXY,
              (struct socks_fault){ CURLPX_CLOSED, "SOCKS: the proxy closed the connection inside its handshake" });
}

static CURLcode judge_answer(struct socks_stream *s, struct trace *t)
{
  struct socks_fault why = { CURLPX_OK, NULL };
  enum step next = steps[s->step].next;
  CURLcode code = steps[s->step].message ? CURLE_OK : socks_answer_judge(&s->in, &why);
  if(!code && steps[s->step].choose) code = steps[s->step].choose(s, t, &why, &next);
  if(code) return fail(s, t, code, why);
  s->step = next;
  buf_reset(&s->out);
  s->sent = 0;
  return CURLE_OK;
}

static void forget_handshake(struct socks_stream *s)
{
  gssapi_free(s->context);
  s->context = NULL;
  buf_free(&s->out);
  buf_free(&s->token);
  buf_free(&s->message.bytes);
}

static CURLcode socks_establish(struct stream *stream, struct trace *t, int64_t now)
{
  struct socks_stream *s = socks_of(stream);
  while(s->step != STEP_OPEN) {
    TRY(send_message(s, t));
    TRY(receive_answer(s, t));
    TRY(judge_answer(s, t));
  }
  forget_handshake(s);
  return CURLE_OK;
}

static void socks_free(struct stream *stream)
{
  struct socks_stream *s = socks_of(stream);
  stream_free(stream->below);
  forget_handshake(s);
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
  s->out = BUF_INIT(2 * SOCKS_GSSAPI_MESSAGE_MAX);
  s->token = BUF_INIT(GSSAPI_TOKEN_MAX);
  s->message = SOCKS_GSSAPI_MESSAGE_INIT;
  return &s->base;
}
