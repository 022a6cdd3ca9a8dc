/* Steps of the login (RFC 959, section 4.1.1), and what is learned of the server right after it. */
#ifndef PROTO_FTP_LOGIN_H
#define PROTO_FTP_LOGIN_H
#include "proto/ftp/session.h"

CURLcode ftp_begin_welcome(struct ftp_session *s);
CURLcode ftp_reply_welcome(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_user(struct ftp_session *s);
CURLcode ftp_reply_user(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_alternative(struct ftp_session *s);
CURLcode ftp_reply_alternative(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_pass(struct ftp_session *s);
CURLcode ftp_reply_pass(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_acct(struct ftp_session *s);
CURLcode ftp_reply_acct(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_pwd(struct ftp_session *s);
CURLcode ftp_reply_pwd(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_syst(struct ftp_session *s);
CURLcode ftp_reply_syst(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_namefmt(struct ftp_session *s);
CURLcode ftp_reply_namefmt(struct ftp_session *s, const struct ftp_answer *a);

#endif
