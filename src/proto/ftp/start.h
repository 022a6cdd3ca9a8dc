/* Steps around the transfer (RFC 959, section 4.1.3): the command that begins it, TLS on its data, its last reply. */
#ifndef PROTO_FTP_START_H
#define PROTO_FTP_START_H
#include "proto/ftp/session.h"

/* The command that begins it, without a line end: what PRET announces. */
MUST_USE CURLcode ftp_write_start(const struct ftp_session *s, struct buf *to);

CURLcode ftp_begin_start(struct ftp_session *s);
CURLcode ftp_reply_start(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_secure(struct ftp_session *s);
CURLcode ftp_go_on_secure(struct ftp_session *s);
CURLcode ftp_begin_finish(struct ftp_session *s);
CURLcode ftp_reply_finish(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_abor(struct ftp_session *s);
CURLcode ftp_reply_abor(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_late_abor(struct ftp_session *s);

#endif
