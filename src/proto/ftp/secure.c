#include "proto/ftp/secure.h"
#include "base/str.h"

/* What CURLOPT_FTPSSLAUTH(3) says is tried first. */
static const char *name_of_auth(const struct ftp_session *s)
{
  static const char *const names[][2] = { { "SSL", "TLS" }, { "TLS", "SSL" } };
  return names[s->request->ftp->tls_auth == CURLFTPAUTH_TLS][s->job.auth_tried];
}

#define AUTH_NAMES 2

/* What stands behind a reply before TLS begins, may be anybody's. */
static CURLcode check_nothing_behind(struct ftp_session *s)
{
  if(ftp_control_is_empty(&s->control)) return CURLE_OK;
  return trace_fail(ftp_trace(s), CURLE_WEIRD_SERVER_REPLY, "The server says more than it was asked before TLS begins");
}

CURLcode ftp_begin_auth(struct ftp_session *s)
{
  TRY(check_nothing_behind(s));
  return ftp_say(s, "AUTH", name_of_auth(s));
}

CURLcode ftp_reply_auth(struct ftp_session *s, const struct ftp_answer *a)
{
  TRY(check_nothing_behind(s));
  if(a->code == 234 || a->code == 334) return ftp_go(s, FTP_BEGIN_TLS);
  if(++s->job.auth_tried < AUTH_NAMES) return ftp_go(s, FTP_AUTH);
  if(s->request->opts->use_tls > CURLUSESSL_TRY)
    return trace_fail(ftp_trace(s), CURLE_USE_SSL_FAILED, "The FTP server does not do TLS: %03d", a->code);
  return ftp_go(s, s->job.may_skip_login ? FTP_PBSZ : FTP_USER);
}

CURLcode ftp_go_on_tls(struct ftp_session *s)
{
  TRY(s->xfer->ops->secure->begin(s->xfer));
  return ftp_go(s, FTP_USER);
}

/* ---- the data connections ---- */

CURLcode ftp_begin_pbsz(struct ftp_session *s)
{
  if(!s->xfer->ops->secure->is_on(s->xfer)) return ftp_go(s, FTP_PWD);
  return ftp_say(s, "PBSZ", "0");
}

/* RFC 4217, section 9: it must be said before PROT, and says nothing. */
CURLcode ftp_reply_pbsz(struct ftp_session *s, const struct ftp_answer *a) { return ftp_go(s, FTP_PROT); }

static bool wants_clear_data(const struct ftp_session *s) { return s->request->opts->use_tls == CURLUSESSL_CONTROL; }

CURLcode ftp_begin_prot(struct ftp_session *s) { return ftp_say(s, "PROT", wants_clear_data(s) ? "C" : "P"); }

/* Only who has asked for TLS where it can be had, goes on without. */
CURLcode ftp_reply_prot(struct ftp_session *s, const struct ftp_answer *a)
{
  bool is_granted = ftp_is_done(a->code);
  s->server.secures_data = is_granted && !wants_clear_data(s);
  if(!is_granted && !wants_clear_data(s) && s->request->opts->use_tls != CURLUSESSL_TRY)
    return trace_fail(ftp_trace(s), CURLE_USE_SSL_FAILED, "The FTP server does not do TLS for data: %03d", a->code);
  return ftp_go(s, s->request->ftp->ccc == CURLFTPSSL_CCC_NONE ? FTP_PWD : FTP_CCC);
}

/* ---- the control connection in clear again ---- */

CURLcode ftp_begin_ccc(struct ftp_session *s) { return ftp_say(s, "CCC", NULL); }

CURLcode ftp_reply_ccc(struct ftp_session *s, const struct ftp_answer *a)
{
  return ftp_go(s, ftp_is_done(a->code) ? FTP_END_TLS : FTP_PWD);
}

CURLcode ftp_go_on_clear(struct ftp_session *s)
{
  TRY(s->xfer->ops->secure->end(s->xfer, s->request->ftp->ccc == CURLFTPSSL_CCC_ACTIVE));
  return ftp_go(s, FTP_PWD);
}
