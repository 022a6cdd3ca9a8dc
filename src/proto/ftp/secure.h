/* Steps that secure the connections (RFC 2228, RFC 4217), and take it off again. */
#ifndef PROTO_FTP_SECURE_H
#define PROTO_FTP_SECURE_H
#include "proto/ftp/session.h"

CURLcode ftp_begin_auth(struct ftp_session *s);
CURLcode ftp_reply_auth(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_go_on_tls(struct ftp_session *s);
CURLcode ftp_begin_pbsz(struct ftp_session *s);
CURLcode ftp_reply_pbsz(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_prot(struct ftp_session *s);
CURLcode ftp_reply_prot(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_ccc(struct ftp_session *s);
CURLcode ftp_reply_ccc(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_go_on_clear(struct ftp_session *s);

#endif
