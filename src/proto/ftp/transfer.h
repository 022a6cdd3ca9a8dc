/* The step in which data is carried, either way; what is said on the control connection meanwhile is heard. */
#ifndef PROTO_FTP_TRANSFER_H
#define PROTO_FTP_TRANSFER_H
#include "proto/ftp/session.h"

CURLcode ftp_begin_transfer(struct ftp_session *s);
CURLcode ftp_go_on_transfer(struct ftp_session *s);

#endif
