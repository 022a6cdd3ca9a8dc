/* Alternative services (RFC 7838): the header field, and the lines of a file that remembers them. */
#ifndef CODEC_ALTSVC_ALTSVC_H
#define CODEC_ALTSVC_ALTSVC_H
#include "base/buf.h"

/* By their names in ALPN: "h1" (also "http/1.1"), "h2", "h3". */
enum altsvc_alpn { ALTSVC_NONE, ALTSVC_H1, ALTSVC_H2, ALTSVC_H3 };

#define ALTSVC_HOST_MAX          255 /* bytes; IPv6 in brackets */
#define ALTSVC_MAX_AGE_DEFAULT_S 86400

struct altsvc_value {
  enum altsvc_alpn alpn;          /* ALTSVC_NONE: one that nobody here speaks */
  char host[ALTSVC_HOST_MAX + 1]; /* "": the origin's own */
  uint16_t port;
  uint64_t max_age_s; /* UINT64_MAX: that, or more than can be counted */
  bool persist;       /* it is good in other networks, too */
};

enum altsvc_kind {
  ALTSVC_VALUE, /* one more alternative, which is less wanted than those before it */
  ALTSVC_CLEAR, /* the origin has no alternatives, whatever else the field says (section 3) */
  ALTSVC_END,
  ALTSVC_BAD /* what comes does not follow the grammar */
};

/* The next member of a field's value, which `c` moves over; `*ret` is written with ALTSVC_VALUE. */
enum altsvc_kind altsvc_next(struct cursor *c, struct altsvc_value *ret);

/* `h2 host port h3 host port "YYYYMMDD HH:MM:SS" persist priority`: an origin, reached over a version, and
 * its alternative. Hosts stand there in any case, IPv6 in brackets. */
struct altsvc_line {
  enum altsvc_alpn from_alpn, to_alpn;
  struct span from_host, to_host;
  uint16_t from_port, to_port;
  struct span stamp; /* what is between the quotes */
  bool persist;
};

/* A line without its end. False: a comment, an empty line, or of another form. */
bool altsvc_parse_line(struct span line, struct altsvc_line *ret);
/* The line, with its end; hosts as they are. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE: a part of it may be there. */
MUST_USE CURLcode altsvc_write_line(struct buf *to, const struct altsvc_line *line);

#endif
