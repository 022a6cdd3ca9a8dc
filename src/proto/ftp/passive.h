/* Steps to a data connection that is made from here (RFC 959, section 3.2; RFC 2428, section 3): PRET, EPSV, PASV. */
#ifndef PROTO_FTP_PASSIVE_H
#define PROTO_FTP_PASSIVE_H
#include "proto/ftp/session.h"

CURLcode ftp_begin_pret(struct ftp_session *s);
CURLcode ftp_reply_pret(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_epsv(struct ftp_session *s);
CURLcode ftp_reply_epsv(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_pasv(struct ftp_session *s);
CURLcode ftp_reply_pasv(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_go_on_connect(struct ftp_session *s);

#endif
