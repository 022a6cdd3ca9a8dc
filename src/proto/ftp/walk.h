/* Steps to where the file is: what the URL asks for, the program's own commands, the directory. */
#ifndef PROTO_FTP_WALK_H
#define PROTO_FTP_WALK_H
#include "proto/ftp/session.h"

CURLcode ftp_begin_plan(struct ftp_session *s);
/* The program's commands: CURLOPT_QUOTE(3), _PREQUOTE, _POSTQUOTE. Go to the first of them. */
CURLcode ftp_go_quote(struct ftp_session *s, enum ftp_step step);
CURLcode ftp_begin_quote(struct ftp_session *s);
CURLcode ftp_reply_quote(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_to_entry(struct ftp_session *s);
CURLcode ftp_reply_to_entry(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_cwd(struct ftp_session *s);
CURLcode ftp_reply_cwd(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_mkd(struct ftp_session *s);
CURLcode ftp_reply_mkd(struct ftp_session *s, const struct ftp_answer *a);

#endif
