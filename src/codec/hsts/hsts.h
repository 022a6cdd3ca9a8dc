/* HTTP Strict Transport Security (RFC 6797): the header field, and the lines of a file that remembers it. */
#ifndef CODEC_HSTS_HSTS_H
#define CODEC_HSTS_HSTS_H
#include "base/buf.h"

struct hsts_policy {
  uint64_t max_age_s; /* 0: the host is to be forgotten; UINT64_MAX: that, or more than can be counted */
  bool subdomains;
};

/* The value of a Strict-Transport-Security field (section 6.1). False: it does not follow the grammar, has no max-age, or
 * a directive twice. What is not known is skipped. */
bool hsts_parse_policy(struct span value, struct hsts_policy *ret);

/* `[.]host "YYYYMMDD HH:MM:SS"`: the dot says that subdomains are included. */
struct hsts_line {
  struct span host;  /* as it stands there, without that dot */
  struct span stamp; /* what is between the quotes */
  bool subdomains;
};

/* A stamp of what does not expire. */
#define HSTS_UNLIMITED "unlimited"

/* A line without its end. False: a comment, an empty line, or of another form. */
bool hsts_parse_line(struct span line, struct hsts_line *ret);
/* The line, with its end. CURLE_OUT_OF_MEMORY, CURLE_TOO_LARGE: a part of it may be there. */
MUST_USE CURLcode hsts_write_line(struct buf *to, const struct hsts_line *line);

#endif
