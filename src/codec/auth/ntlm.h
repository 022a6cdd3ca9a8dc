/* NTLM (MS-NLMP) on a client's side: three messages, each in base 64.
 *
 *   auth_ntlm_write_negotiate      -> server
 *   server                         -> auth_ntlm_read_challenge
 *   auth_ntlm_write_authenticate   -> server
 *
 * All three go over one connection, and it is the connection that is authenticated. Neither signing nor sealing is
 * asked for. Where the server offers extended session security the answer is NTLMv2; where it does not it is NTLMv1, with
 * an LM response.
 */
#ifndef CODEC_AUTH_NTLM_H
#define CODEC_AUTH_NTLM_H
#include "base/buf.h"

#define AUTH_NTLM_NONCE     8    /* bytes */
#define AUTH_NTLM_NAMES_MAX 1024 /* bytes of a user's and a domain's name together */

/* Append the first message. As buf_add. */
MUST_USE CURLcode auth_ntlm_write_negotiate(struct buf *to);

/* What the server's message has said. Private; {0} is none. */
struct auth_ntlm {
  uint32_t flags;
  uint8_t nonce[AUTH_NTLM_NONCE];
  struct buf target_info;
};

/* Read the server's message, which takes the place of an earlier one. CURLE_BAD_CONTENT_ENCODING: it is none; the earlier
 * one stays, as with CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode auth_ntlm_read_challenge(struct auth_ntlm *n, struct span text);

struct auth_ntlm_login {
  struct span user; /* "DOMAIN\user", "DOMAIN/user", or without a domain */
  struct span password;
  int64_t now;                     /* seconds since 1970 */
  uint8_t random[AUTH_NTLM_NONCE]; /* unpredictable */
};

/* Append the third message. Names and password are UTF-8, or Latin-1 where they are none. On an error nothing is
 * appended:
 *
 * CURLE_TOO_LARGE: names over AUTH_NTLM_NAMES_MAX, a password of 32 KiB, a response over what its 16-bit length can say,
 *   or the cap of `to`.
 * CURLE_NOT_BUILT_IN: the TLS library has no MD4, or no DES.
 * CURLE_OUT_OF_MEMORY */
MUST_USE CURLcode auth_ntlm_write_authenticate(const struct auth_ntlm *n, const struct auth_ntlm_login *login,
                                               struct buf *to);

/* {0} again. */
void auth_ntlm_reset(struct auth_ntlm *n);

#endif
