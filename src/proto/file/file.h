/* file: (RFC 8089): what stands on this host is the answer, or takes the upload. There is no connection. */
#ifndef PROTO_FILE_FILE_H
#define PROTO_FILE_FILE_H
#include "proto/proto.h"

extern const struct proto_ops proto_file;

#endif
