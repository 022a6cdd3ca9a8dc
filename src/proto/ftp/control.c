#include "proto/ftp/control.h"

#define READ_ROOM 4096 /* bytes; a reply is short */

void ftp_control_free(struct ftp_control *c)
{
  ftp_reply_free(&c->reply);
  buf_free(&c->in);
  buf_free(&c->out);
}

static bool is_one_line(const char *text) { return !text || !text[strcspn(text, "\r\n")]; }

CURLcode ftp_control_command(struct ftp_control *c, struct trace *t, const char *verb, const char *argument)
{
  if(!is_one_line(verb) || !is_one_line(argument))
    return trace_fail(t, CURLE_BAD_FUNCTION_ARGUMENT, "A line end in what is to be one FTP command");
  CURLcode code = argument ? buf_addf(&c->out, "%s %s\r\n", verb, argument) : buf_addf(&c->out, "%s\r\n", verb);
  if(!code) c->owed++;
  return code;
}

CURLcode ftp_control_flush(struct ftp_control *c, struct stream *s, struct xfer *x)
{
  while(c->out.len) {
    size_t sent;
    TRY(stream_write(s, &x->trace, c->out.at + c->sent, c->out.len - c->sent, &sent));
    trace_data(&x->trace, CURLINFO_HEADER_OUT, span_of(c->out.at + c->sent, sent));
    c->sent += sent;
    if(c->sent < c->out.len) continue;
    buf_reset(&c->out);
    c->sent = 0;
  }
  return CURLE_OK;
}

/* CURLE_OK: a reply is complete. CURLE_AGAIN: more has to be received. */
static CURLcode decode(struct ftp_control *c, struct xfer *x, struct ftp_answer *ret)
{
  struct ftp_reply_event e;
  do {
    struct cursor in = cursor_of(buf_span(&c->in));
    if(c->taken) cursor_take(&in, c->taken);
    CURLcode code = ftp_reply_decode(&c->reply, &in, &e);
    if(code == CURLE_WEIRD_SERVER_REPLY) return trace_fail(&x->trace, code, "What the server says is no FTP reply");
    TRY(code);
    c->taken = c->in.len - cursor_left(&in);
    if(e.kind == FTP_REPLY_MORE) return CURLE_AGAIN;
    const struct xfer_header line = { .line = e.line, .origin = CURLH_HEADER, .is_dialogue = true };
    TRY(x->ops->header(x, &line));
  } while(e.kind != FTP_REPLY_END);
  *ret = (struct ftp_answer){ e.code, e.text };
  return CURLE_OK;
}

/* All that was received is decoded. */
static CURLcode fill(struct ftp_control *c, struct stream *s, struct xfer *x)
{
  size_t got;
  buf_reset(&c->in);
  c->taken = 0;
  TRY(buf_reserve(&c->in, READ_ROOM));
  TRY(stream_read(s, &x->trace, c->in.at, READ_ROOM, &got));
  c->in.len = got;
  c->is_ended = !got;
  c->is_read = got == READ_ROOM || x->exhausts;
  if(got) c->has_begun = true;
  return CURLE_OK;
}

CURLcode ftp_control_receive(struct ftp_control *c, struct stream *s, const struct proto_request *r, struct xfer *x,
                             struct ftp_answer *ret)
{
  for(;;) {
    CURLcode code = decode(c, x, ret);
    if(!code) break;
    if(code != CURLE_AGAIN) return code;
    if(c->is_ended) return trace_fail(&x->trace, CURLE_RECV_ERROR, "The FTP server has closed the control connection");
    if(!c->is_read && !stream_has_pending(s)) return CURLE_AGAIN;
    code = fill(c, s, x);
    if(code == CURLE_AGAIN) c->is_read = false;
    TRY(code);
  }
  r->result->code = ret->code;
  if(ret->code >= 200 && c->owed) c->owed--;
  return CURLE_OK;
}

bool ftp_control_is_empty(const struct ftp_control *c)
{
  return c->taken == c->in.len && ftp_reply_is_between(&c->reply);
}

bool ftp_control_is_between(const struct ftp_control *c)
{
  return !c->owed && !c->out.len && !c->is_ended && ftp_control_is_empty(c);
}
