/* Steps that learn of the file, and say how it is to be carried (RFC 3659): MDTM, TYPE, SIZE, REST. */
#ifndef PROTO_FTP_FACTS_H
#define PROTO_FTP_FACTS_H
#include "proto/ftp/session.h"

CURLcode ftp_begin_mdtm(struct ftp_session *s);
CURLcode ftp_reply_mdtm(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_open(struct ftp_session *s);
CURLcode ftp_begin_type(struct ftp_session *s);
CURLcode ftp_reply_type(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_size(struct ftp_session *s);
CURLcode ftp_reply_size(struct ftp_session *s, const struct ftp_answer *a);
CURLcode ftp_begin_rest(struct ftp_session *s);
CURLcode ftp_reply_rest(struct ftp_session *s, const struct ftp_answer *a);

#endif
