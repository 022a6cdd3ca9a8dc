#include "proto/ftp/transfer.h"
#include "proto/ftp/wildcard.h"

#define PIECES_PER_TURN 4 /* before others have their turn */

static const struct second_ops *second_of(const struct ftp_session *s) { return s->xfer->ops->second; }

CURLcode ftp_begin_transfer(struct ftp_session *s)
{
  if(s->server.type == 'A') s->job.length = -1; /* line ends count differently at the two ends */
  return CURLE_OK;
}

/* What has not come, or gone, yet does not any more. */
static CURLcode end_data(struct ftp_session *s, bool is_whole)
{
  second_of(s)->close(s->xfer, is_whole);
  return ftp_go(s, FTP_FINISH);
}

/* ---- the control connection meanwhile ---- */

/* The last reply may come before the data has. A control connection that ends does not end the data. */
static CURLcode hear_end(struct ftp_session *s)
{
  struct ftp_answer a;
  while(!s->job.final_code && !s->control.is_ended) {
    CURLcode code = ftp_hear(s, &a);
    if(code == CURLE_AGAIN) return CURLE_OK;
    if(code && s->control.is_ended) {
      trace_forget_failure(ftp_trace(s));
      return CURLE_OK;
    }
    TRY(code);
    if(a.code < 200) continue;
    s->job.final_code = a.code;
    ftp_wait_for_reply(s); /* what is on its way arrives, or it does not */
  }
  return CURLE_OK;
}

static void note_moved(struct ftp_session *s, size_t len)
{
  s->job.moved += (curl_off_t)len;
  if(s->job.final_code) ftp_wait_for_reply(s);
}

/* ---- to here ---- */

static curl_off_t left_of(const struct ftp_session *s) { return s->job.length - s->job.moved; }

/* Text gets the line ends of this host. */
static CURLcode give_text(struct ftp_session *s, uint8_t *text, size_t len)
{
  const struct xfer_ops *o = s->xfer->ops;
  TRY(o->coded(s->xfer, span_of(text, len)));
  len = crlf_to_lf(&s->job.is_after_cr, text, len);
  return len ? o->decoded(s->xfer, span_of(text, len)) : CURLE_OK;
}

static CURLcode give(struct ftp_session *s, uint8_t *data, size_t len)
{
  if(!len) return CURLE_OK;
  return s->server.type == 'A' ? give_text(s, data, len) : s->xfer->ops->body(s->xfer, span_of(data, len));
}

static CURLcode take_data(struct ftp_session *s, uint8_t *data, size_t len)
{
  bool is_too_much = s->job.length >= 0 && (curl_off_t)len > left_of(s);
  if(is_too_much) len = (size_t)left_of(s);
  if(!s->job.moved) s->xfer->ops->mark(s->xfer, XFER_FIRST_BYTE);
  note_moved(s, len);
  if(ftp_wildcard_lists(s)) return ftp_wildcard_take(s, span_of(data, len));
  TRY(give(s, data, len));
  if(is_too_much)
    return trace_fail(ftp_trace(s), CURLE_PARTIAL_FILE, "The server sends more than the %lld bytes that it has told",
                      (long long)s->job.length);
  return CURLE_OK;
}

static CURLcode end_download(struct ftp_session *s)
{
  if(s->job.length >= 0 && left_of(s))
    return trace_fail(ftp_trace(s), CURLE_PARTIAL_FILE, "transfer closed with %lld bytes remaining to read",
                      (long long)left_of(s));
  if(ftp_wildcard_lists(s)) TRY(ftp_wildcard_end_list(s));
  return end_data(s, true);
}

static bool is_all_there(const struct ftp_session *s) { return s->job.length >= 0 && !left_of(s); }

/* How a connection ends does not matter to who has all of what was told. Many servers do not end TLS, but close. */
static CURLcode lose_data(struct ftp_session *s, CURLcode code)
{
  if(code == CURLE_AGAIN || !is_all_there(s)) return code;
  trace_forget_failure(ftp_trace(s));
  return end_data(s, false);
}

/* CURLE_OK: there may be more. */
static CURLcode receive_once(struct ftp_session *s, struct stream *data)
{
  struct xfer *x = s->xfer;
  size_t room, got = 0;
  void *buffer = x->ops->borrow(x, &room);
  if(!buffer) return CURLE_OUT_OF_MEMORY;
  size_t most = s->job.is_cut && left_of(s) < (curl_off_t)room ? (size_t)left_of(s) : room;
  CURLcode code = stream_read(data, &x->trace, buffer, most, &got);
  s->job.may_read = !code && (got == most || x->exhausts);
  CURLcode taken = got ? take_data(s, buffer, got) : CURLE_OK;
  x->ops->give_back(x, buffer, got);
  if(code) return lose_data(s, code);
  return got ? taken : end_download(s);
}

/* Who wants a part only does not wait for the rest. */
static bool has_enough(const struct ftp_session *s)
{
  return is_all_there(s) && (s->job.is_cut || ftp_is_done(s->job.final_code));
}

static CURLcode end_with_enough(struct ftp_session *s)
{
  bool is_told = s->job.final_code;
  second_of(s)->close(s->xfer, is_told);
  return ftp_go(s, is_told ? FTP_FINISH : FTP_ABOR);
}

static CURLcode receive(struct ftp_session *s, struct stream *data)
{
  struct xfer *x = s->xfer;
  for(int i = 0; s->job.step == FTP_TRANSFER; i++) {
    if(has_enough(s)) return end_with_enough(s);
    bool is_paused = x->ops->is_paused(x), may_read = s->job.may_read || stream_has_pending(data);
    s->more = !is_paused && may_read && i == PIECES_PER_TURN;
    if(is_paused || !may_read || s->more) {
      TRY(stream_want(data, is_paused ? 0 : WATCH_READ));
      return CURLE_AGAIN;
    }
    CURLcode code = receive_once(s, data);
    if(code != CURLE_AGAIN) TRY(code);
  }
  return CURLE_OK;
}

/* ---- from here ---- */

/* What the source is asked for: not more than is announced. */
static size_t room_for_piece(const struct ftp_session *s)
{
  size_t room = s->request->upload_room;
  return s->job.length >= 0 && left_of(s) < (curl_off_t)room ? (size_t)left_of(s) : room;
}

/* RFC 959, section 3.1.1.1: lines end in CRLF on the way. */
static CURLcode read_text(struct ftp_session *s, uint8_t *to, size_t room, size_t *got)
{
  struct ftp_upload *u = &s->job.upload;
  size_t part = crlf_part(room);
  uint8_t *text = to + room - part;
  if(u->crlf.owes_lf) {
    *to = '\n';
    u->crlf.owes_lf = false;
    *got = 1;
    return CURLE_OK;
  }
  TRY(s->xfer->ops->upload(s->xfer, text, part, got));
  s->job.moved += (curl_off_t)*got;
  *got = crlf_convert(&u->crlf, span_of(text, *got), to, room);
  return CURLE_OK;
}

static CURLcode read_image(struct ftp_session *s, uint8_t *to, size_t room, size_t *got)
{
  TRY(s->xfer->ops->upload(s->xfer, to, room, got));
  s->job.moved += (curl_off_t)*got;
  return CURLE_OK;
}

/* CURLE_AGAIN: the source is paused. */
static CURLcode fill(struct ftp_session *s)
{
  struct ftp_upload *u = &s->job.upload;
  size_t room = room_for_piece(s), got = 0;
  TRY(buf_reserve(&u->bytes, room));
  if(room) TRY(s->server.type == 'A' ? read_text(s, u->bytes.at, room, &got) : read_image(s, u->bytes.at, room, &got));
  u->bytes.len = got;
  u->is_over = !got;
  if(got || s->job.length < 0 || !left_of(s)) return CURLE_OK;
  u->error = trace_fail(ftp_trace(s), CURLE_PARTIAL_FILE, "Uploaded %lld out of %lld bytes", (long long)s->job.moved,
                        (long long)s->job.length);
  return CURLE_OK;
}

static CURLcode flush(struct ftp_session *s, struct stream *data)
{
  struct ftp_upload *u = &s->job.upload;
  while(u->sent < u->bytes.len) {
    size_t sent;
    TRY(stream_write(data, ftp_trace(s), u->bytes.at + u->sent, u->bytes.len - u->sent, &sent));
    trace_data(ftp_trace(s), CURLINFO_DATA_OUT, span_of(u->bytes.at + u->sent, sent));
    u->sent += sent;
  }
  buf_reset(&u->bytes);
  u->sent = 0;
  return CURLE_OK;
}

/* It is closed when the server has replied, and has all of it. */
static CURLcode end_upload(struct ftp_session *s, struct stream *data)
{
  CURLcode code = stream_finish(data, ftp_trace(s));
  if(code == CURLE_AGAIN) return code;
  TRY(stream_want(data, 0));
  s->job.upload.error = code;
  return code ? end_data(s, false) : ftp_go(s, FTP_FINISH);
}

/* A server that takes no more says why on the control connection. */
static CURLcode send_some(struct ftp_session *s, struct stream *data)
{
  struct ftp_upload *u = &s->job.upload;
  for(int i = 0; !u->is_over || u->bytes.len; i++) {
    bool is_refused = s->job.final_code >= 400;
    CURLcode code = is_refused ? CURLE_OK : flush(s, data);
    if(code && code != CURLE_AGAIN) u->error = code;
    if(is_refused || u->error) return end_data(s, false);
    if(code) {
      TRY(stream_want(data, WATCH_WRITE));
      return code;
    }
    s->more = i == PIECES_PER_TURN;
    if(s->more) return CURLE_AGAIN;
    code = u->is_over ? CURLE_OK : fill(s);
    if(code == CURLE_AGAIN) TRY(stream_want(data, 0));
    TRY(code);
  }
  return u->error ? end_data(s, false) : end_upload(s, data);
}

CURLcode ftp_go_on_transfer(struct ftp_session *s)
{
  struct second second;
  TRY(hear_end(s));
  TRY(second_of(s)->run(s->xfer, &second));
  if(second.events & WATCH_READ) s->job.may_read = true;
  return ftp_uploads(s) ? send_some(s, second.stream) : receive(s, second.stream);
}
