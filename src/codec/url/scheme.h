/* The URL schemes that libcurl 8.22 knows, whether or not this build can transfer them. */
#ifndef CODEC_URL_SCHEME_H
#define CODEC_URL_SCHEME_H
#include "base/cursor.h"

#define URL_SCHEME_OPTIONS (1u << 0) /* login options in the userinfo: "user:password;options@" */
#define URL_SCHEME_LOCAL   (1u << 1) /* no authority: file */

struct url_scheme {
  const char *name; /* in lower case */
  uint16_t port;    /* the default; 0: none */
  unsigned flags;   /* URL_SCHEME_* */
};

/* The row for a name, in any case; NULL: unknown. */
const struct url_scheme *url_scheme_find(struct span name);
/* The next row after `s`, the first after NULL; NULL after the last. For lists such as CURLOPT_PROTOCOLS_STR. */
const struct url_scheme *url_scheme_next(const struct url_scheme *s);

#endif
