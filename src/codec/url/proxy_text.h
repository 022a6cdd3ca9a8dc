/* The text that names a proxy, of CURLOPT_PROXY(3), CURLOPT_PRE_PROXY(3) or the environment:
 * [scheme://][user[:password]@]host[:port], and for SOCKS scheme://localhost/path/of/a/unix/socket. */
#ifndef CODEC_URL_PROXY_TEXT_H
#define CODEC_URL_PROXY_TEXT_H
#include "base/result.h"
#include <stdbool.h>
#include <stdint.h>

/* Strings are owned; {0} is an empty one. */
struct proxy_text {
  long type;      /* CURLPROXY_*, by the scheme or the caller's */
  char *host;     /* to be looked up: in ASCII, IPv6 without brackets and with its zone behind '%' */
  uint16_t port;  /* 0: none was given */
  char *user;     /* decoded; NULL: the text has no user information */
  char *password; /* the same; "" where there is only a user */
  char *path;     /* of a Unix socket, which then counts instead of host and port; NULL: none */
};

/* `type` is what a text without a scheme is. The result is to be freed, also on an error, where `*why` is a static
 * text: CURLE_COULDNT_CONNECT: a scheme that is none of http, https, socks, socks4, socks4a, socks5, socks5h.
 * CURLE_COULDNT_RESOLVE_PROXY: no such text. CURLE_URL_MALFORMAT: a NUL in the user or the password.
 * CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode proxy_text_parse(struct proxy_text *ret, const char *text, long type, const char **why);
void proxy_text_free(struct proxy_text *p);

/* "user:password", either percent-encoded, as in a proxy's text. The copies are the caller's; `*password` is NULL without
 * a colon. CURLE_URL_MALFORMAT: a NUL. CURLE_OUT_OF_MEMORY. */
MUST_USE CURLcode proxy_text_split_login(const char *text, char **user, char **password);

/* Is this type one of SOCKS? */
bool proxy_type_is_socks(long type);

#endif
