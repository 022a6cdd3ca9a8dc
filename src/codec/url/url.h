/* URLs: RFC 3986, with the tolerance that libcurl documents in URL-SYNTAX.
 *
 * A URL is a value: its parts, each a C string or NULL where the URL has none, in one block of memory. Parts are kept
 * as they stand in the text, percent-encoded; but the scheme is in lower case, the host is decoded and an address in its
 * normal form, a port has no leading zeros, and the path has no dot segments.
 */
#ifndef CODEC_URL_URL_H
#define CODEC_URL_URL_H
#include "base/cursor.h"
#include "base/result.h"
#include "codec/url/scheme.h"

#define URL_PARTS (CURLUPART_ZONEID + 1)

/* {0} is an empty URL. All members are read only. */
struct url {
  union {
    const char *part[URL_PARTS]; /* by CURLUPart */
    struct {
      const char *block; /* the memory of all parts */
      const char *scheme;
      const char *user;
      const char *password;
      const char *options;   /* login options of IMAP, POP3, SMTP */
      const char *host;      /* IPv6 in brackets; "" for an empty authority; NULL for file: */
      const char *port_text; /* decimal */
      const char *path;      /* begins with '/'; never NULL in what was parsed */
      const char *query;     /* without '?'; "" where only that was there */
      const char *fragment;  /* without '#'; the same */
      const char *zone;      /* of an IPv6 address */
    };
  };
  const struct url_scheme *known; /* what is known about the scheme; NULL: nothing */
  uint16_t port;                  /* the number in port_text; 0 also where there is none */
  bool guessed_scheme;            /* the text had no scheme and CURLU_GUESS_SCHEME found one */
};

/* In each of these, a result goes to a `struct url` that is {0} or holds a URL: on success that one is freed and
 * replaced, on an error it is as before. The argument `flags` takes CURLU_* as documented in curl_url_set(3) and
 * curl_url_get(3). CURLUE_OUT_OF_MEMORY is possible everywhere. */

/* An absolute URL; without a scheme only as CURLU_DEFAULT_SCHEME and CURLU_GUESS_SCHEME allow.
 *
 * Flags: those two, CURLU_NON_SUPPORT_SCHEME, CURLU_NO_AUTHORITY, CURLU_DISALLOW_USER, CURLU_PATH_AS_IS,
 * CURLU_ALLOW_SPACE, CURLU_URLENCODE. Errors: CURLUE_MALFORMED_INPUT (empty, a control byte, a space, or 8,000,000 bytes
 * and more), BAD_SCHEME, UNSUPPORTED_SCHEME, BAD_SLASHES, BAD_FILE_URL, NO_HOST, BAD_HOSTNAME, BAD_IPV6,
 * BAD_PORT_NUMBER, BACKSLASH, USER_NOT_ALLOWED. */
MUST_USE CURLUcode url_parse(struct url *u, const char *text, unsigned flags);

/* A reference, absolute or relative to `base` (RFC 3986, section 5.2.2), which may be `u` itself. A base without scheme
 * counts as https with CURLU_DEFAULT_SCHEME. Flags as above. Errors as above; CURLUE_MALFORMED_INPUT also where the base
 * has no scheme or no host. */
MUST_USE CURLUcode url_resolve(struct url *u, const struct url *base, const char *reference, unsigned flags);

MUST_USE CURLUcode url_copy(struct url *u, const struct url *from);
void url_free(struct url *u); /* it is {0} then */

/* Replace one part; NULL removes it. All that curl_url_set(3) does, for CURLUPART_URL included. Errors of url_parse,
 * CURLUE_UNKNOWN_PART, CURLUE_TOO_LARGE (CURLU_APPENDQUERY only). */
MUST_USE CURLUcode url_set(struct url *u, CURLUPart what, const char *text, unsigned flags);

/* One part, or the whole, as a new string, to be freed with mem_free. All that curl_url_get(3) does. Errors: CURLUE_NO_*,
 * CURLUE_URLDECODE, CURLUE_BAD_HOSTNAME (CURLU_PUNYCODE and CURLU_PUNY2IDN only), CURLUE_UNKNOWN_PART. */
MUST_USE CURLUcode url_get(const struct url *u, CURLUPart what, unsigned flags, char **ret);

/* A host with other bytes than ASCII is a name to be looked up, and told to peers, in another form (RFC 5891, UTF-8 is
 * assumed): a new string, to be freed with mem_free, in the normal form of a host. CURLUE_BAD_HOSTNAME: there can be no
 * such name. CURLUE_OUT_OF_MEMORY. */
bool url_host_is_ascii(const char *host);
MUST_USE CURLUcode url_host_to_ascii(const char *host, char **ret);
/* The version of the library that does it. */
const char *url_idn_version(void);

/* The port to connect to: the URL's, else the scheme's default, else 0. */
uint16_t url_port(const struct url *u);

/* What a transfer that fails for this reason returns. */
CURLcode url_error(CURLUcode code);

#endif
