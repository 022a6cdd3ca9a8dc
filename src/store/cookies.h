/* The cookie jar (RFC 6265bis, section 5.7): which cookies are kept, and which go with a request. Pure memory: no file,
 * no clock (`now` is in seconds since 1970), no lock.
 *
 * vocabulary: a *site* is a domain with one owner, by the public suffix list, and all that is below it. A *live* cookie
 * comes from an answer or from the program; one from a file does not take its place, not even after it was deleted.
 *
 * What goes with a request is found by its host and the domains above it, and a cookie that is set finds the others of
 * its name and site: other sites' cookies cost neither anything.
 */
#ifndef STORE_COOKIES_H
#define STORE_COOKIES_H
#include "codec/cookie/cookie.h"

#define COOKIES_SENT_MAX  150   /* cookies that go with a request */
#define COOKIES_FIELD_MAX 8182  /* bytes of a Cookie field's value: the line has 8190 */
#define COOKIES_SITE_MAX  1000  /* cookies of a site that answers have set; past it the oldest go, secure ones last */
#define COOKIES_MAX       65536 /* cookies at all; past it the oldest of the jar go when an answer sets one */
#define COOKIES_AGE_MAX_S (400 * 86400) /* how long a cookie of an answer lives at most; section 5.5 */

/* Whom a request goes to. */
struct cookie_origin {
  struct span host; /* a name or an address, without brackets and port */
  struct span path; /* of the URL, without query */
  bool is_https;
};

struct cookie_jar;

/* `seed`: as hash_init. NULL: out of memory. */
MUST_USE struct cookie_jar *cookie_jar_new(uint32_t seed);
void cookie_jar_free(struct cookie_jar *j);          /* NULL is legal */
size_t cookie_jar_count(const struct cookie_jar *j); /* deleted ones that are remembered included */

/* An answer of `from` has the Set-Cookie field `value`. `*is_taken`: it was a cookie that may be set. CURLE_OUT_OF_MEMORY:
 * the jar is as before. */
MUST_USE CURLcode cookie_jar_receive(struct cookie_jar *j, struct span value, const struct cookie_origin *from,
                                     int64_t now, bool *is_taken);

enum cookie_source {
  COOKIES_OF_PROGRAM, /* taken as it is: whether its domain is a public suffix is the program's affair */
  COOKIES_OF_FILE,
  COOKIES_OF_FORMER_SESSION /* a file, whose session cookies are over */
};
/* A line of a Netscape file, or one that begins with "Set-Cookie:". A cookie whose line has no domain goes with every
 * request, and no answer can change it. What is no cookie is passed over. CURLE_OUT_OF_MEMORY as above. */
MUST_USE CURLcode cookie_jar_give(struct cookie_jar *j, struct span line, enum cookie_source source, int64_t now);

/* Append the value of a Cookie field; nothing where no cookie is for `to`. As buf_add. */
MUST_USE CURLcode cookie_jar_write_field(struct cookie_jar *j, struct buf *value, const struct cookie_origin *to,
                                         int64_t now);

/* The cookies that stand in a file, the oldest first or the newest: NULL starts, NULL ends. Those without a domain and
 * those that are over are left out. */
const struct cookie *cookie_jar_oldest(const struct cookie_jar *j, const struct cookie *after, int64_t now);
const struct cookie *cookie_jar_newest(const struct cookie_jar *j, const struct cookie *after, int64_t now);

void cookie_jar_clear(struct cookie_jar *j);
/* Session cookies are over. */
void cookie_jar_end_session(struct cookie_jar *j);
/* Files may bring back what was deleted. */
void cookie_jar_forget_deleted(struct cookie_jar *j);

#endif
