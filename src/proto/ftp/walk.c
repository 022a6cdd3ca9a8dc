#include "proto/ftp/walk.h"
#include "base/mem.h"
#include "proto/ftp/wildcard.h"

/* ---- what is asked for ---- */

/* What is listed for a pattern is one directory. */
static long method_for(const struct ftp_opts *o)
{
  bool goes_there = o->wildcard.matches && o->file_method == CURLFTPMETHOD_NOCWD;
  return goes_there ? CURLFTPMETHOD_SINGLECWD : o->file_method;
}

CURLcode ftp_begin_plan(struct ftp_session *s)
{
  const struct proto_request *r = s->request;
  struct ftp_path *path = &s->job.path;
  s->exchange.is_connecting = false;
  if(r->is_detached) {
    TRY(stream_want(s->conn->stream, 0)); /* the program waits by itself */
    return ftp_go(s, FTP_OVER);
  }
  CURLcode code = ftp_path_parse(path, r->url->path, method_for(r->ftp));
  if(code == CURLE_URL_MALFORMAT) return trace_fail(ftp_trace(s), code, "The path is none for FTP");
  TRY(code);
  s->job.is_list = !path->file || path->type == 'D';
  if(ftp_uploads(s) && !path->file)
    return trace_fail(ftp_trace(s), CURLE_URL_MALFORMAT, "Uploading to a URL without a file name");
  if(ftp_wildcard_is_wanted(s)) TRY(ftp_wildcard_begin(s));
  return ftp_go_quote(s, FTP_QUOTE);
}

/* ---- the program's commands ---- */

CURLcode ftp_go_quote(struct ftp_session *s, enum ftp_step step)
{
  const struct ftp_opts *o = s->request->ftp;
  s->job.quote = step == FTP_QUOTE ? o->quote : step == FTP_PREQUOTE ? o->prequote : o->postquote;
  return ftp_go(s, step);
}

static enum ftp_step step_after_quotes(enum ftp_step step)
{
  if(step == FTP_QUOTE) return FTP_TO_ENTRY;
  return step == FTP_PREQUOTE ? FTP_SIZE : FTP_OVER;
}

/* A command behind '*' may fail. */
CURLcode ftp_begin_quote(struct ftp_session *s)
{
  const struct curl_slist *item = s->job.quote;
  if(!item) return ftp_go(s, step_after_quotes(s->job.step));
  s->job.quote_may_fail = item->data[0] == '*';
  s->job.quote = item->next;
  return ftp_say(s, item->data + s->job.quote_may_fail, NULL);
}

CURLcode ftp_reply_quote(struct ftp_session *s, const struct ftp_answer *a)
{
  if(a->code >= 400 && !s->job.quote_may_fail)
    return ftp_refuse(s, CURLE_QUOTE_ERROR, "The server answers %03d to a command of the program", a->code);
  return ftp_go(s, s->job.step);
}

/* ---- the directory ---- */

static bool is_absolute(const struct ftp_session *s)
{
  const struct ftp_path *path = &s->job.path;
  const char *first = path->count ? path->dirs[0] : path->whole;
  return first && first[0] == '/';
}

static CURLcode write_way(const struct ftp_path *path, struct buf *to)
{
  for(size_t i = 0; i < path->count; i++) TRY(buf_addf(to, "%s/", path->dirs[i]));
  return CURLE_OK;
}

/* The way from the entry path, as one text. */
static CURLcode make_way(const struct ftp_path *path, char **ret)
{
  struct buf b = BUF_INIT(FTP_PATH_MAX);
  CURLcode code = write_way(path, &b);
  char *way = code ? NULL : buf_take_string(&b);
  buf_free(&b);
  if(!way) return code ? code : CURLE_OUT_OF_MEMORY;
  *ret = way;
  return CURLE_OK;
}

static CURLcode arrive(struct ftp_session *s)
{
  char *way;
  TRY(make_way(&s->job.path, &way));
  mem_free(s->server.cwd);
  s->server.cwd = way;
  s->server.is_astray = false;
  return ftp_go(s, FTP_MDTM);
}

static CURLcode is_there(const struct ftp_session *s, bool *ret)
{
  char *way;
  TRY(make_way(&s->job.path, &way));
  *ret = !s->server.is_astray && !strcmp(way, s->server.cwd ? s->server.cwd : "");
  mem_free(way);
  return CURLE_OK;
}

/* An earlier exchange may have gone elsewhere. */
CURLcode ftp_begin_to_entry(struct ftp_session *s)
{
  const struct ftp_server *server = &s->server;
  bool is_at_end;
  TRY(is_there(s, &is_at_end));
  if(is_at_end || (is_absolute(s) && !s->job.path.count)) return ftp_go(s, FTP_MDTM);
  bool is_at_entry = !server->is_astray && !(server->cwd && server->cwd[0]);
  s->server.is_astray = !is_at_entry;
  if(is_at_entry || is_absolute(s) || !server->entry_path) return ftp_go(s, FTP_CWD);
  return ftp_say(s, "CWD", server->entry_path);
}

static CURLcode deny_directory(struct ftp_session *s, const struct ftp_answer *a)
{
  return ftp_refuse(s, CURLE_REMOTE_ACCESS_DENIED, "Server denied you to change to the given directory: %03d %.*s",
                    a->code, SPAN_ARG(a->text));
}

CURLcode ftp_reply_to_entry(struct ftp_session *s, const struct ftp_answer *a)
{
  return ftp_is_done(a->code) ? ftp_go(s, FTP_CWD) : deny_directory(s, a);
}

CURLcode ftp_begin_cwd(struct ftp_session *s)
{
  if(s->job.dir == s->job.path.count) return arrive(s);
  s->server.is_astray = true;
  return ftp_say(s, "CWD", s->job.path.dirs[s->job.dir]);
}

CURLcode ftp_reply_cwd(struct ftp_session *s, const struct ftp_answer *a)
{
  if(ftp_is_done(a->code)) {
    s->job.dir++;
    s->job.was_made = false;
    return ftp_go(s, FTP_CWD);
  }
  bool may_make = s->request->ftp->create_missing != CURLFTP_CREATE_DIR_NONE && !s->job.was_made;
  return may_make ? ftp_go(s, FTP_MKD) : deny_directory(s, a);
}

CURLcode ftp_begin_mkd(struct ftp_session *s)
{
  s->job.was_made = true;
  return ftp_say(s, "MKD", s->job.path.dirs[s->job.dir]);
}

/* Somebody else may have made it meanwhile. */
CURLcode ftp_reply_mkd(struct ftp_session *s, const struct ftp_answer *a)
{
  bool is_tried_again = s->request->ftp->create_missing == CURLFTP_CREATE_DIR_RETRY;
  if(ftp_is_done(a->code) || is_tried_again) return ftp_go(s, FTP_CWD);
  return ftp_refuse(s, CURLE_REMOTE_ACCESS_DENIED, "Failed to MKD directory: %03d", a->code);
}
