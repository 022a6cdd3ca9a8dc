#include "proto/ftp/login.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/ftp/text.h"

/* RFC 1635: who has no account here. */
#define ANONYMOUS_USER     "anonymous"
#define ANONYMOUS_PASSWORD "ftp@example.com"

#define REPLY_NEEDS_PASSWORD 331
#define REPLY_NEEDS_ACCOUNT  332
#define REPLY_LOGGED_IN      230

static CURLcode fail_login(struct ftp_session *s, const struct ftp_answer *a)
{
  return trace_fail(ftp_trace(s), CURLE_LOGIN_DENIED, "Access denied: %03d %.*s", a->code, SPAN_ARG(a->text));
}

/* Where TLS is asked for, that comes before anything is said of who one is. */
static bool wants_tls(const struct ftp_session *s)
{
  return s->request->opts->use_tls != CURLUSESSL_NONE && !s->xfer->ops->secure->is_on(s->xfer);
}

CURLcode ftp_begin_welcome(struct ftp_session *s)
{
  ftp_wait_for_reply(s);
  return CURLE_OK;
}

/* A server that needs no login says so at once. */
CURLcode ftp_reply_welcome(struct ftp_session *s, const struct ftp_answer *a)
{
  if(!ftp_is_done(a->code))
    return trace_fail(ftp_trace(s), CURLE_WEIRD_SERVER_REPLY, "Got a %03d instead of a welcome from the FTP server",
                      a->code);
  s->job.may_skip_login = a->code == REPLY_LOGGED_IN;
  if(wants_tls(s)) return ftp_go(s, FTP_AUTH);
  return ftp_go(s, s->job.may_skip_login ? FTP_PBSZ : FTP_USER);
}

CURLcode ftp_begin_user(struct ftp_session *s)
{
  const char *user = s->request->login.user;
  return ftp_say(s, "USER", user ? user : ANONYMOUS_USER);
}

static CURLcode take_login_reply(struct ftp_session *s, const struct ftp_answer *a, enum ftp_step if_refused)
{
  if(a->code == REPLY_NEEDS_PASSWORD) return ftp_go(s, FTP_PASS);
  if(a->code == REPLY_NEEDS_ACCOUNT && s->request->ftp->account) return ftp_go(s, FTP_ACCT);
  if(ftp_is_done(a->code)) return ftp_go(s, FTP_PBSZ);
  return if_refused == FTP_OVER ? fail_login(s, a) : ftp_go(s, if_refused);
}

CURLcode ftp_reply_user(struct ftp_session *s, const struct ftp_answer *a)
{
  return take_login_reply(s, a, s->request->ftp->alternative_to_user ? FTP_ALTERNATIVE : FTP_OVER);
}

CURLcode ftp_begin_alternative(struct ftp_session *s) { return ftp_say(s, s->request->ftp->alternative_to_user, NULL); }

CURLcode ftp_reply_alternative(struct ftp_session *s, const struct ftp_answer *a)
{
  return take_login_reply(s, a, FTP_OVER);
}

CURLcode ftp_begin_pass(struct ftp_session *s)
{
  const struct proto_login *l = &s->request->login;
  const char *password = l->password ? l->password : "";
  return ftp_say(s, "PASS", l->user ? password : ANONYMOUS_PASSWORD);
}

CURLcode ftp_reply_pass(struct ftp_session *s, const struct ftp_answer *a)
{
  if(a->code == REPLY_NEEDS_PASSWORD) return fail_login(s, a); /* it was told */
  return take_login_reply(s, a, FTP_OVER);
}

CURLcode ftp_begin_acct(struct ftp_session *s) { return ftp_say(s, "ACCT", s->request->ftp->account); }

CURLcode ftp_reply_acct(struct ftp_session *s, const struct ftp_answer *a)
{
  if(ftp_is_done(a->code)) return ftp_go(s, FTP_PBSZ);
  return trace_fail(ftp_trace(s), CURLE_FTP_WEIRD_PASS_REPLY, "ACCT rejected by server: %03d", a->code);
}

/* ---- where one is ---- */

CURLcode ftp_begin_pwd(struct ftp_session *s)
{
  s->server.is_logged_in = true;
  return ftp_say(s, "PWD", NULL);
}

static CURLcode take_entry_path(struct ftp_session *s, struct span text)
{
  struct buf dir = BUF_INIT(FTP_PATH_MAX);
  CURLcode code = ftp_read_257(text, &dir);
  if(code == CURLE_WEIRD_SERVER_REPLY) code = trace_fail(ftp_trace(s), code, "No path in the reply to PWD");
  if(!code) {
    mem_free(s->server.entry_path);
    s->server.entry_path = buf_take_string(&dir);
    if(!s->server.entry_path) code = CURLE_OUT_OF_MEMORY;
  }
  buf_free(&dir);
  return code;
}

/* A server whose paths are not Unix's may be brought to that. */
CURLcode ftp_reply_pwd(struct ftp_session *s, const struct ftp_answer *a)
{
  if(a->code != 257) return ftp_go(s, FTP_PLAN);
  TRY(take_entry_path(s, a->text));
  const char *path = s->server.entry_path;
  trace_text(ftp_trace(s), "Entry path is '%s'", path);
  TRY(mem_replace(&s->request->ftp_result->entry_path, path));
  return ftp_go(s, path[0] == '/' || s->server.is_named ? FTP_PLAN : FTP_SYST);
}

CURLcode ftp_begin_syst(struct ftp_session *s)
{
  s->server.is_named = true;
  return ftp_say(s, "SYST", NULL);
}

CURLcode ftp_reply_syst(struct ftp_session *s, const struct ftp_answer *a)
{
  bool is_os400 = a->code == 215 && span_is(ftp_read_system(a->text), "OS/400");
  return ftp_go(s, is_os400 ? FTP_NAMEFMT : FTP_PLAN);
}

CURLcode ftp_begin_namefmt(struct ftp_session *s) { return ftp_say(s, "SITE NAMEFMT 1", NULL); }

CURLcode ftp_reply_namefmt(struct ftp_session *s, const struct ftp_answer *a)
{
  return ftp_go(s, ftp_is_done(a->code) ? FTP_PWD : FTP_PLAN);
}
