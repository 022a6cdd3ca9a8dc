/* The machine of FTP's steps, as the engine runs it. */
#ifndef PROTO_FTP_EXCHANGE_H
#define PROTO_FTP_EXCHANGE_H
#include "proto/ftp/session.h"

extern const struct exchange_ops ftp_exchange;

#endif
