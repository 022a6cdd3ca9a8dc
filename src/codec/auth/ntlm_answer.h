/* The responses of NTLM to a server's nonce (MS-NLMP, section 3.3): what proves that the password is known. */
#ifndef CODEC_AUTH_NTLM_ANSWER_H
#define CODEC_AUTH_NTLM_ANSWER_H
#include "codec/auth/ntlm.h"

struct auth_ntlm_secret {
  struct span domain, user, password;
};

/* Each appends an LM and an NT response. As buf_add, and CURLE_NOT_BUILT_IN where MD4 or DES is missing. */

/* Section 3.3.1. */
MUST_USE CURLcode auth_ntlm_answer_v1(struct span password, const uint8_t nonce[AUTH_NTLM_NONCE], struct buf *lm,
                                      struct buf *nt);
/* Section 3.3.2. `target_info` are the server's attributes; of `login` only time and random are looked at. */
MUST_USE CURLcode auth_ntlm_answer_v2(const struct auth_ntlm_secret *secret, const uint8_t nonce[AUTH_NTLM_NONCE],
                                      struct span target_info, const struct auth_ntlm_login *login, struct buf *lm,
                                      struct buf *nt);

#endif
