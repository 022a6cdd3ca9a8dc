/* Names and passwords of NTLM: UTF-16, little end first. */
#ifndef CODEC_AUTH_NTLM_TEXT_H
#define CODEC_AUTH_NTLM_TEXT_H
#include "base/buf.h"

/* "DOMAIN\user" or "DOMAIN/user"; without either mark the domain is empty. */
void auth_ntlm_split_user(struct span name, struct span *domain, struct span *user);

/* Append text that is UTF-8, or, where it is none, Latin-1. As buf_add. */
MUST_USE CURLcode auth_ntlm_add_utf16(struct span text, struct buf *to);
/* In upper case: of the Latin, Greek and Cyrillic letters. */
MUST_USE CURLcode auth_ntlm_add_utf16_upper(struct span text, struct buf *to);

#endif
