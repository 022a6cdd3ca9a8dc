/* Cookies as text: the Set-Cookie field (RFC 6265bis, section 5.6), and a line of a Netscape cookie file. */
#ifndef CODEC_COOKIE_COOKIE_H
#define CODEC_COOKIE_COOKIE_H
#include "base/buf.h"

#define COOKIE_PAIR_MAX      4096 /* bytes of name and value together */
#define COOKIE_LINE_MAX      5000 /* bytes of a field's value, and of a line without its end */
#define COOKIE_ATTRIBUTE_MAX 1024 /* bytes of an attribute's value; what is longer is passed over */
#define COOKIE_SESSION       0    /* as `expires`: there is no such time, it lasts as long as the session */

enum cookie_same_site {
  COOKIE_SAME_SITE_DEFAULT,
  COOKIE_SAME_SITE_NONE,
  COOKIE_SAME_SITE_LAX,
  COOKIE_SAME_SITE_STRICT
};

/* The spans point into the text that was parsed. None has a control byte in it. */
struct cookie {
  struct span name; /* never empty */
  struct span value;
  struct span domain; /* without a leading dot; empty: none is given */
  struct span path;   /* begins with '/'; empty: none is given */
  int64_t expires;    /* seconds since 1970, or COOKIE_SESSION */
  bool has_subdomains;
  bool is_secure;
  bool is_http_only;
  enum cookie_same_site same_site;
};

/* A Set-Cookie field. Its `cookie` has no `expires` and no `has_subdomains` yet: they follow from a clock and a host. */
struct cookie_field {
  struct cookie cookie;
  struct span expires; /* the date as it was sent; empty: none */
  int64_t max_age;     /* seconds; 0 or less: it is over */
  bool has_max_age;    /* then it counts, and not `expires` */
};

/* The field's value. False: no cookie, or one that is too large, or with a control byte. A tab is none around a word. */
bool cookie_parse_field(struct span value, struct cookie_field *ret);

/* A line of a file, with or without its end. False: a comment, or no cookie, or one over the limits above, or with a
 * control byte. */
bool cookie_parse_line(struct span line, struct cookie *ret);
/* The same line, without its end: what was stored is read again as it was. As buf_add. */
MUST_USE CURLcode cookie_write_line(struct buf *to, const struct cookie *c);

/* Can it stand in such a line, and be read as the same? Not empty, no blank, and neither a dot nor a '#' at its begin. */
bool cookie_is_sound_domain(struct span domain);

/* Names that promise something (RFC 6265bis, section 4.1.3): is it kept? `c` is complete. Names are compared exactly. */
bool cookie_keeps_promise(const struct cookie *c);

#endif
