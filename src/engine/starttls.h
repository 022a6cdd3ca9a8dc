/* TLS in the middle of what a connection carries: proto's secure_ops. */
#ifndef ENGINE_STARTTLS_H
#define ENGINE_STARTTLS_H
#include "proto/proto.h"

extern const struct secure_ops transfer_secure_ops;

#endif
