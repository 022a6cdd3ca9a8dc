/* The messages between a client and a SOCKS proxy: versions 4 and 4a, and 5 (RFC 1928) with its log-in (RFC 1929).
 *
 * What the client says is written to a buffer. What the proxy says is collected in a `struct socks_answer`, which tells
 * how many bytes are certainly still part of it: who reads no more than that never reads what comes behind it.
 *
 *   version 4:  socks4_write_request -> SOCKS4_REPLY
 *   version 5:  socks5_write_greeting -> SOCKS5_METHOD, then for SOCKS5_METHOD_LOGIN: socks5_write_login -> SOCKS5_LOGIN,
 *               then socks5_write_request -> SOCKS5_REPLY
 *
 * Functions that return a CURLcode return CURLE_PROXY for what the protocol cannot say and for what the proxy refuses,
 * with the reason in `*why`; or CURLE_OUT_OF_MEMORY. On an error the buffer is as before.
 */
#ifndef CODEC_SOCKS_SOCKS_H
#define CODEC_SOCKS_SOCKS_H
#include "base/buf.h"

#define SOCKS_TEXT_MAX    255 /* bytes of a name, a user, a password */
#define SOCKS_MESSAGE_MAX 640 /* bytes: no message of the client's is longer */

struct socks_fault {
  CURLproxycode code; /* for CURLINFO_PROXY_ERROR(3) */
  const char *text;   /* static */
};

/* Where the proxy is to connect to. */
struct socks_target {
  const char *name; /* to be looked up by the proxy; NULL: `ip` counts */
  unsigned ip_len;  /* 4 or 16 */
  uint8_t ip[16];   /* in the network's order */
  uint16_t port;
};

/* A name makes it a request of 4a. `user` may be NULL. CURLPX_LONG_HOSTNAME, CURLPX_LONG_USER,
 * CURLPX_BAD_ADDRESS_TYPE: version 4 has no IPv6. */
MUST_USE CURLcode socks4_write_request(struct buf *to, const struct socks_target *target, const char *user,
                                       struct socks_fault *why);

enum {
  SOCKS5_METHOD_OPEN = 0, /* nobody logs in */
  SOCKS5_METHOD_GSSAPI = 1,
  SOCKS5_METHOD_LOGIN = 2,
  SOCKS5_METHOD_NONE = 255 /* the proxy takes none of those that were offered */
};

/* `offered` is a mask of 1 << SOCKS5_METHOD_*, not 0. */
MUST_USE CURLcode socks5_write_greeting(struct buf *to, unsigned offered);
/* NULL is as good as "". CURLPX_LONG_USER, CURLPX_LONG_PASSWD. */
MUST_USE CURLcode socks5_write_login(struct buf *to, const char *user, const char *password, struct socks_fault *why);
/* CURLPX_LONG_HOSTNAME: also for an empty name. */
MUST_USE CURLcode socks5_write_request(struct buf *to, const struct socks_target *target, struct socks_fault *why);

enum socks_answer_kind { SOCKS4_REPLY, SOCKS5_METHOD, SOCKS5_LOGIN, SOCKS5_REPLY };

#define SOCKS_ANSWER_MAX (4 + 1 + SOCKS_TEXT_MAX + 2)
/* {0} but for the kind is an empty one. Fill in at `bytes + len`, as many as are missing at most. */
struct socks_answer {
  enum socks_answer_kind kind;
  uint16_t len;
  uint8_t bytes[SOCKS_ANSWER_MAX];
};

/* Bytes that are certainly still to come; 0: it is complete, or so wrong that no more is needed. */
size_t socks_answer_missing(const struct socks_answer *a);
/* A complete answer: does it let the client go on? CURLPX_BAD_VERSION, CURLPX_BAD_ADDRESS_TYPE, CURLPX_NO_AUTH,
 * CURLPX_USER_REJECTED, CURLPX_REQUEST_FAILED and the other reasons that proxies give. */
MUST_USE CURLcode socks_answer_judge(const struct socks_answer *a, struct socks_fault *why);
/* Of a SOCKS5_METHOD that was judged well: SOCKS5_METHOD_*, which need not have been offered. */
static inline unsigned socks5_chosen_method(const struct socks_answer *a) { return a->bytes[1]; }

#endif
