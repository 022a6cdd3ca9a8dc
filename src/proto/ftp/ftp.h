/* FTP (RFC 959, 2228, 2389, 2428, 3659, 4217): ftp, which may ask for TLS, and ftps, which begins in it. */
#ifndef PROTO_FTP_FTP_H
#define PROTO_FTP_FTP_H
#include "proto/proto.h"

extern const struct proto_ops proto_ftp, proto_ftps;

#endif
