#include "proto/http/h2_pipe_internal.h"

#define READ_ROOM     (16 * 1024)
#define FRAMES_WANTED (64 * 1024)

/* ---- events ---- */

static CURLcode on_head(void *user, enum http2_head_kind kind, int status)
{
  struct h2_pipe *p = user;
  return p->opening && kind != HTTP2_TRAILER ? p->opening->head(p->user, status) : CURLE_OK;
}

static CURLcode on_field(void *user, enum http2_head_kind kind, struct span name, struct span value)
{
  struct h2_pipe *p = user;
  return p->opening && kind != HTTP2_TRAILER ? p->opening->field(p->user, name, value) : CURLE_OK;
}

static CURLcode on_head_end(void *user, enum http2_head_kind kind)
{
  struct h2_pipe *p = user;
  return p->opening && kind != HTTP2_TRAILER ? p->opening->head_end(p->user) : CURLE_OK;
}

/* The window bounds what is not taken yet. */
static CURLcode hold(struct h2_pipe *p, struct span bytes)
{
  if(p->held_done > H2_PIPE_WINDOW / 2) {
    buf_drop(&p->held, p->held_done);
    p->held_done = 0;
  }
  return buf_add_span(&p->held, bytes);
}

/* The body of a refusal is for nobody. */
static CURLcode on_data(void *user, struct span bytes)
{
  struct h2_pipe *p = user;
  if(!p->is_open) {
    http2_consume(p->codec, p->id, bytes.len);
    return CURLE_OK;
  }
  size_t room = p->held.len ? 0 : p->room - p->given, len = bytes.len < room ? bytes.len : room;
  if(len) memcpy(p->to + p->given, bytes.at, len);
  p->given += len;
  return len < bytes.len ? hold(p, span_of(bytes.at + len, bytes.len - len)) : CURLE_OK;
}

static void on_answered(void *user) { ((struct h2_pipe *)user)->has_ended = true; }

static CURLcode on_upload(void *user, void *to, size_t room, size_t *got, bool *is_last)
{
  struct h2_pipe *p = user;
  *got = room < p->source.len ? room : p->source.len;
  if(!*got) return p->is_closing ? CURLE_OK : CURLE_AGAIN;
  memcpy(to, p->source.at, *got);
  p->source = span_of(p->source.at + *got, p->source.len - *got);
  return CURLE_OK;
}

static void on_ended(void *user, enum http2_end end, uint32_t error, CURLcode cause)
{
  struct h2_pipe *p = user;
  p->is_over = true;
  p->is_unserved = end == HTTP2_END_UNPROCESSED;
  p->error = error;
  p->cause = cause;
}

const struct http2_events h2_pipe_events = {
  .head = on_head,
  .field = on_field,
  .head_end = on_head_end,
  .data = on_data,
  .answered = on_answered,
  .upload = on_upload,
  .ended = on_ended,
};

/* ---- the connection below ---- */

CURLcode h2_pipe_fail(const struct h2_pipe *p, struct trace *t, CURLcode code)
{
  const char *why = http2_why(p->codec);
  if(code == CURLE_OUT_OF_MEMORY || p->cause == CURLE_OUT_OF_MEMORY) return CURLE_OUT_OF_MEMORY;
  if(p->cause) /* the codec's own bounds tell no text */
    return t && t->failed ? p->cause : trace_fail(t, p->cause, "The head of the proxy's answer is too large");
  if(why) return trace_fail(t, code, "HTTP/2 to the proxy has failed: %s", why);
  return trace_fail(t, code, "The proxy has ended the HTTP/2 stream of the tunnel: %s", http2_error_name(p->error));
}

CURLcode h2_pipe_fill(struct h2_pipe *p, struct trace *t)
{
  CURLcode code = h2_frames_fill(&p->frames, p->codec, FRAMES_WANTED);
  return code ? h2_pipe_fail(p, t, code) : code;
}

CURLcode h2_pipe_flush(struct h2_pipe *p, struct trace *t) { return h2_frames_flush(&p->frames, p->base.below, t); }

CURLcode h2_pipe_send(struct h2_pipe *p, struct trace *t)
{
  for(;;) {
    TRY(h2_pipe_fill(p, t));
    if(!h2_frames_wait(&p->frames)) return CURLE_OK;
    CURLcode code = h2_pipe_flush(p, t);
    if(code) return code == CURLE_AGAIN ? CURLE_OK : code;
  }
}

/* A proxy that breaks the rules is told so, if it still listens (RFC 9113, section 5.4.1). */
static CURLcode take(struct h2_pipe *p, struct trace *t, struct span bytes)
{
  CURLcode code = http2_receive(p->codec, bytes);
  if(!code) return h2_pipe_send(p, t);
  (void)h2_pipe_fail(p, t, code);
  if(h2_pipe_send(p, NULL)) h2_frames_drop(&p->frames);
  return code;
}

CURLcode h2_pipe_receive(struct h2_pipe *p, struct trace *t)
{
  uint8_t bytes[READ_ROOM];
  size_t got = 0;
  TRY(stream_read(p->base.below, t, bytes, sizeof bytes, &got));
  p->lacks_window = false; /* it may have come */
  if(got) return take(p, t, span_of(bytes, got));
  p->is_over = true;
  return trace_fail(t, CURLE_RECV_ERROR, "The proxy has closed the HTTP/2 connection");
}
