#include "stream/sealed.h"
#include "base/mem.h"

#define PLAIN_MAX 32768 /* bytes of a message that is sent: wrapped they are to fit */
#define READ_MAX  16384 /* no more memory is taken than twice what has come, and this */

struct sealed_stream {
  struct stream base;
  struct gssapi *context;
  bool encrypts;

  struct socks_gssapi_message in;
  struct buf plain; /* of the last message */
  size_t taken;     /* of `plain`, by the reader */

  struct buf out; /* the present message */
  size_t sent;    /* of `out` */
  size_t owed;    /* bytes of the writer's that are in it, and that it has not been told of */
};

static struct sealed_stream *sealed_of(const struct stream *s)
{
  return CONTAINER_OF((uintptr_t)s, struct sealed_stream, base);
}

CURLcode sealed_receive(struct stream *below, struct trace *t, struct socks_gssapi_message *m, bool *has_ended)
{
  *has_ended = false;
  for(size_t missing; (missing = socks_gssapi_missing(m));) {
    size_t got, room = missing < READ_MAX ? missing : READ_MAX;
    TRY(buf_reserve(&m->bytes, room));
    TRY(stream_read(below, t, m->bytes.at + m->bytes.len, room, &got));
    m->bytes.len += got;
    *has_ended = !got;
    if(!got) return CURLE_OK;
  }
  return CURLE_OK;
}

/* The message is complete. */
static CURLcode open_message(struct sealed_stream *s, struct trace *t)
{
  struct span token;
  struct socks_fault why;
  if(socks_gssapi_judge(&s->in, &token, &why)) return trace_fail(t, CURLE_RECV_ERROR, "%s", why.text);
  buf_reset(&s->plain);
  s->taken = 0;
  CURLcode code = gssapi_unwrap(s->context, token, &s->plain, t);
  buf_reset(&s->in.bytes);
  if(code == CURLE_OUT_OF_MEMORY) return code;
  return code || !s->plain.len ? trace_fail(t, CURLE_RECV_ERROR, "SOCKS5: a message of GSSAPI is empty") : CURLE_OK;
}

static CURLcode sealed_read(struct stream *stream, struct trace *t, void *to, size_t room, size_t *got)
{
  struct sealed_stream *s = sealed_of(stream);
  bool has_ended = false;
  if(s->taken == s->plain.len) {
    TRY(sealed_receive(stream->below, t, &s->in, &has_ended));
    if(has_ended && s->in.bytes.len)
      return trace_fail(t, CURLE_RECV_ERROR, "SOCKS5: the connection ends inside a message of GSSAPI");
    if(!has_ended) TRY(open_message(s, t));
  }
  size_t left = s->plain.len - s->taken;
  *got = room < left ? room : left;
  if(*got) memcpy(to, s->plain.at + s->taken, *got);
  s->taken += *got;
  return CURLE_OK;
}

static CURLcode seal(struct sealed_stream *s, struct trace *t, struct span plain)
{
  struct buf token = BUF_INIT(SOCKS_GSSAPI_TOKEN_MAX);
  struct socks_fault why;
  buf_reset(&s->out);
  s->sent = 0;
  CURLcode code = gssapi_wrap(s->context, plain, s->encrypts, &token, t);
  if(!code) code = socks_gssapi_write(&s->out, SOCKS_GSSAPI_DATA, buf_span(&token), &why);
  buf_free(&token);
  if(code && code != CURLE_OUT_OF_MEMORY) return trace_fail(t, CURLE_SEND_ERROR, "SOCKS5: a message cannot be sealed");
  s->owed = code ? 0 : plain.len;
  return code;
}

/* What is told is never more than is offered this time, though the message on its way may have more. */
static CURLcode sealed_write(struct stream *stream, struct trace *t, const void *from, size_t len, size_t *sent)
{
  struct sealed_stream *s = sealed_of(stream);
  if(!s->owed) TRY(seal(s, t, span_of(from, len < PLAIN_MAX ? len : PLAIN_MAX)));
  while(s->sent < s->out.len) {
    size_t n;
    TRY(stream_write(stream->below, t, s->out.at + s->sent, s->out.len - s->sent, &n));
    s->sent += n;
  }
  *sent = len < s->owed ? len : s->owed;
  s->owed -= *sent;
  return CURLE_OK;
}

static bool sealed_has_pending(const struct stream *s)
{
  return sealed_of(s)->taken < sealed_of(s)->plain.len || stream_has_pending(s->below);
}

static void sealed_free(struct stream *stream)
{
  struct sealed_stream *s = sealed_of(stream);
  stream_free(stream->below);
  gssapi_free(s->context);
  buf_free(&s->in.bytes);
  buf_free(&s->plain);
  buf_free(&s->out);
  mem_free(s);
}

static const struct stream_ops sealed_ops = {
  .name = "sealed",
  .read = sealed_read,
  .write = sealed_write,
  .has_pending = sealed_has_pending,
  .free = sealed_free,
};

struct stream *sealed_stream_new(struct stream *below, struct gssapi *context, bool encrypts)
{
  struct sealed_stream *s = mem_zalloc(sizeof *s);
  if(!s) return NULL;
  *s = (struct sealed_stream){
    .base = { .ops = &sealed_ops, .below = below },
    .context = context,
    .encrypts = encrypts,
    .in = SOCKS_GSSAPI_MESSAGE_INIT,
    .plain = BUF_INIT(SOCKS_GSSAPI_TOKEN_MAX),
    .out = BUF_INIT(SOCKS_GSSAPI_MESSAGE_MAX),
  };
  s->in.type = SOCKS_GSSAPI_DATA;
  return &s->base;
}
