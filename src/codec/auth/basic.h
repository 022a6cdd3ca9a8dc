/* Credentials that are sent as they are: Basic (RFC 7617) and Bearer (RFC 6750, section 2.1). */
#ifndef CODEC_AUTH_BASIC_H
#define CODEC_AUTH_BASIC_H
#include "base/buf.h"

/* Append the value of an Authorization field. As buf_add, and nothing is appended on an error. The user's name goes in
 * as it is: with a colon in it, the peer sees another name and password. */
MUST_USE CURLcode auth_basic_write(struct span user, struct span password, struct buf *to);
/* CURLE_BAD_FUNCTION_ARGUMENT: a control byte in the token, which could end the field. */
MUST_USE CURLcode auth_bearer_write(struct span token, struct buf *to);

#endif
