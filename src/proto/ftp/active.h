/* Steps to a data connection that the server makes (CURLOPT_FTPPORT(3)): to listen, EPRT (RFC 2428, section 2), PORT,
 * and to accept. */
#ifndef PROTO_FTP_ACTIVE_H
#define PROTO_FTP_ACTIVE_H
#include "proto/ftp/session.h"

CURLcode ftp_begin_listen(struct ftp_session *s);
CURLcode ftp_go_on_listen(struct ftp_session *s);
CURLcode ftp_begin_eprt(struct ftp_session *s);
CURLcode ftp_reply_eprt(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_port(struct ftp_session *s);
CURLcode ftp_reply_port(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_accept(struct ftp_session *s);
CURLcode ftp_go_on_accept(struct ftp_session *s);
CURLcode ftp_late_accept(struct ftp_session *s);

#endif
