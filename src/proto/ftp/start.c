#include "proto/ftp/start.h"
#include "codec/ftp/text.h"
#include "proto/ftp/walk.h"

/* ---- the command ---- */

/* Without a CWD the list is told what to list. */
static CURLcode write_list(const struct ftp_session *s, struct buf *to)
{
  const struct proto_request *r = s->request;
  const struct ftp_path *path = &s->job.path;
  bool is_short = r->ftp->lists_names || path->type == 'D';
  const char *custom = r->opts->custom_method;
  if(s->job.wildcard) return buf_add_text(to, "LIST"); /* that form can be read */
  TRY(buf_add_text(to, custom ? custom : is_short ? "NLST" : "LIST"));
  size_t len = strlen(path->whole);
  if(r->ftp->file_method != CURLFTPMETHOD_NOCWD || !len || path->file) return CURLE_OK;
  if(len > 1 && path->whole[len - 1] == '/') len--;
  return buf_addf(to, " %.*s", (int)len, path->whole);
}

CURLcode ftp_write_start(const struct ftp_session *s, struct buf *to)
{
  const char *verb = "RETR";
  if(ftp_uploads(s))
    verb = s->job.appends ? "APPE" : "STOR";
  else if(s->job.is_list)
    return write_list(s, to);
  return buf_addf(to, "%s %s", verb, s->job.path.file);
}

static CURLcode say_start(struct ftp_session *s)
{
  struct buf command = BUF_INIT(FTP_COMMAND_MAX);
  CURLcode code = ftp_write_start(s, &command);
  if(!code) code = buf_terminate(&command);
  if(!code) code = ftp_say(s, (const char *)command.at, NULL);
  buf_free(&command);
  return code;
}

CURLcode ftp_begin_start(struct ftp_session *s)
{
  if(!ftp_uploads(s)) {
    s->xfer->ops->length(s->xfer, s->job.length);
    CURLcode code = s->xfer->ops->body_begins(s->xfer);
    if(code == CURLE_FILESIZE_EXCEEDED) s->job.was_refused = true; /* by us, before anything was said */
    TRY(code);
  }
  TRY(say_start(s));
  s->xfer->ops->mark(s->xfer, XFER_REQUEST_SENT);
  return CURLE_OK;
}

/* ---- its first reply ---- */

static CURLcode refuse_upload(struct ftp_session *s, const struct ftp_answer *a)
{
  CURLcode code = a->code == 552 ? CURLE_REMOTE_DISK_FULL : CURLE_UPLOAD_FAILED;
  return ftp_refuse(s, code, "Failed FTP upload: %0d %.*s", a->code, SPAN_ARG(a->text));
}

static CURLcode refuse_start(struct ftp_session *s, const struct ftp_answer *a)
{
  if(ftp_uploads(s)) return refuse_upload(s, a);
  if(s->job.is_list && a->code == 450) { /* an empty directory */
    s->xfer->ops->second->close(s->xfer, false);
    return ftp_go_on_after(s);
  }
  bool is_missing = a->code == 550 && !s->job.is_list;
  return ftp_refuse(s, is_missing ? CURLE_REMOTE_FILE_NOT_FOUND : CURLE_FTP_COULDNT_RETR_FILE, "%s response: %03d %.*s",
                    s->job.is_list ? "LIST" : "RETR", a->code, SPAN_ARG(a->text));
}

/* Some servers know the size only now. */
static CURLcode take_size(struct ftp_session *s, struct span text)
{
  curl_off_t size;
  bool is_wanted = !ftp_uploads(s) && !s->job.is_list && s->job.length < 0 && s->server.type == 'I' &&
                   !s->job.range.from && !s->request->opts->ignores_length;
  if(!is_wanted || !ftp_read_150_size(text, &size)) return CURLE_OK;
  s->job.length = size;
  s->xfer->ops->length(s->xfer, size);
  return s->xfer->ops->body_begins(s->xfer);
}

/* A server that has nothing to send may say at once that it is done. */
CURLcode ftp_reply_start(struct ftp_session *s, const struct ftp_answer *a)
{
  if(a->code >= 300) return refuse_start(s, a);
  if(a->code >= 200)
    s->job.final_code = a->code;
  else
    TRY(take_size(s, a->text));
  return ftp_go(s, s->request->ftp->port ? FTP_ACCEPT : FTP_SECURE);
}

/* ---- TLS on the data ---- */

CURLcode ftp_begin_secure(struct ftp_session *s)
{
  if(!s->server.secures_data) return ftp_go(s, FTP_TRANSFER);
  return s->xfer->ops->second->secure(s->xfer);
}

CURLcode ftp_go_on_secure(struct ftp_session *s)
{
  struct second second;
  TRY(s->xfer->ops->second->run(s->xfer, &second));
  return ftp_go(s, FTP_TRANSFER);
}

/* ---- its last reply ---- */

static CURLcode judge(struct ftp_session *s, int code)
{
  s->xfer->ops->second->close(s->xfer, true);
  if(ftp_uploads(s) && code == 552)
    return ftp_refuse(s, CURLE_REMOTE_DISK_FULL, "The server has no more room: %03d", code);
  if(s->job.upload.error) {
    s->job.was_refused = true;
    return s->job.upload.error;
  }
  if(ftp_is_done(code)) return ftp_go_on_after(s);
  return ftp_refuse(s, CURLE_PARTIAL_FILE, "The server did not report OK, got %03d", code);
}

/* All data has been sent or received. */
CURLcode ftp_begin_finish(struct ftp_session *s)
{
  if(s->job.final_code) return judge(s, s->job.final_code);
  ftp_wait_for_reply(s);
  return CURLE_OK;
}

CURLcode ftp_reply_finish(struct ftp_session *s, const struct ftp_answer *a) { return judge(s, a->code); }

/* ---- no more is wanted ---- */

#define ABOR_WAIT_MS 2000 /* for the reply of the transfer and that of ABOR: it is done in any case */

CURLcode ftp_begin_abor(struct ftp_session *s)
{
  TRY(ftp_control_command(&s->control, ftp_trace(s), "ABOR", NULL));
  ftp_wait_for(s, ABOR_WAIT_MS);
  return CURLE_OK;
}

/* RFC 959, section 4.1.3: one reply for the transfer, whatever became of it, and one for ABOR. */
CURLcode ftp_reply_abor(struct ftp_session *s, const struct ftp_answer *a)
{
  if(!s->control.owed) return ftp_go_on_after(s);
  ftp_wait_for(s, ABOR_WAIT_MS);
  return CURLE_OK;
}

/* With a reply still owed the connection is of no more use. */
CURLcode ftp_late_abor(struct ftp_session *s) { return ftp_go(s, FTP_OVER); }
