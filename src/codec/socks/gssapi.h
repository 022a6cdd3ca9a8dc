/* The messages in which SOCKS 5 wraps what GSSAPI has to say (RFC 1961), in both directions the same: a head of four bytes
 * (version 1, type, length of the token), and the token. A proxy that gives up sends the first two bytes, with type 255.
 */
#ifndef CODEC_SOCKS_GSSAPI_H
#define CODEC_SOCKS_GSSAPI_H
#include "codec/socks/socks.h"

enum socks_gssapi_type {
  SOCKS_GSSAPI_TOKEN = 1, /* while the security context is set up */
  SOCKS_GSSAPI_LEVEL = 2, /* of protection: one wrapped byte, SOCKS_LEVEL_* */
  SOCKS_GSSAPI_DATA = 3   /* all that comes later, if the level is not 0 */
};

enum {
  SOCKS_LEVEL_NONE = 0, /* not in the RFC, but common */
  SOCKS_LEVEL_INTEGRITY = 1,
  SOCKS_LEVEL_SECRECY = 2,
  SOCKS_LEVEL_ANY = 3 /* each side decides on each message */
};

#define SOCKS_GSSAPI_TOKEN_MAX   65535
#define SOCKS_GSSAPI_MESSAGE_MAX (4 + SOCKS_GSSAPI_TOKEN_MAX)

/* CURLE_PROXY: the token is too long (CURLPX_GSSAPI). CURLE_OUT_OF_MEMORY, or CURLE_TOO_LARGE by the buffer's cap, which is
 * then as before. */
MUST_USE CURLcode socks_gssapi_write(struct buf *to, enum socks_gssapi_type type, struct span token,
                                     struct socks_fault *why);

/* A message of the proxy's. Add bytes to `bytes`, as many as are missing at most. */
struct socks_gssapi_message {
  enum socks_gssapi_type type; /* that is expected */
  struct buf bytes;
};
#define SOCKS_GSSAPI_MESSAGE_INIT ((struct socks_gssapi_message){ .bytes = BUF_INIT(SOCKS_GSSAPI_MESSAGE_MAX) })

/* Bytes that are certainly still to come; 0: it is complete, or so wrong that no more is needed. */
size_t socks_gssapi_missing(const struct socks_gssapi_message *m);
/* A complete one, with its token, which points into it. CURLE_PROXY with CURLPX_BAD_VERSION, CURLPX_GSSAPI (another type,
 * or the proxy gives up). */
MUST_USE CURLcode socks_gssapi_judge(const struct socks_gssapi_message *m, struct span *token, struct socks_fault *why);

#endif
