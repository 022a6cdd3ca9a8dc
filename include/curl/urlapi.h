/* Parse, take apart, change and build URLs (RFC 3986, with the tolerance that the web asks for). See libcurl-url(3).
 *
 * All strings handed in are copied; all strings handed out are the caller's, to be freed with curl_free(). A handle may
 * be read by several threads, and changed by one when no other uses it.
 */
#ifndef CURLINC_CURL_H
#include "curl.h" /* which includes this header where its types are known */
#endif

#ifndef CURLINC_URLAPI_H
#define CURLINC_URLAPI_H

#ifdef __cplusplus
extern "C" {
#endif

/* Outcome of a URL call. See libcurl-errors(3). */
typedef enum {
  CURLUE_OK = 0,
  CURLUE_BAD_HANDLE = 1,      /* the handle is NULL */
  CURLUE_BAD_PARTPOINTER = 2, /* the pointer for the result is NULL */
  CURLUE_MALFORMED_INPUT = 3, /* not a URL */
  CURLUE_BAD_PORT_NUMBER = 4, /* not a decimal number from 0 to 65535 */
  CURLUE_UNSUPPORTED_SCHEME = 5,
  CURLUE_URLDECODE = 6, /* a %-sequence that is none, or that decodes to a forbidden byte */
  CURLUE_OUT_OF_MEMORY = 7,
  CURLUE_USER_NOT_ALLOWED = 8, /* credentials, and CURLU_DISALLOW_USER was set */
  CURLUE_UNKNOWN_PART = 9,     /* not a CURLUPart */
  CURLUE_NO_SCHEME = 10,       /* codes NO_*: the URL has no such part */
  CURLUE_NO_USER = 11,
  CURLUE_NO_PASSWORD = 12,
  CURLUE_NO_OPTIONS = 13,
  CURLUE_NO_HOST = 14,
  CURLUE_NO_PORT = 15,
  CURLUE_NO_QUERY = 16,
  CURLUE_NO_FRAGMENT = 17,
  CURLUE_NO_ZONEID = 18,
  CURLUE_BAD_FILE_URL = 19, /* codes BAD_*: that part has a form or bytes it may not have */
  CURLUE_BAD_FRAGMENT = 20,
  CURLUE_BAD_HOSTNAME = 21,
  CURLUE_BAD_IPV6 = 22,
  CURLUE_BAD_LOGIN = 23,
  CURLUE_BAD_PASSWORD = 24,
  CURLUE_BAD_PATH = 25,
  CURLUE_BAD_QUERY = 26,
  CURLUE_BAD_SCHEME = 27,
  CURLUE_BAD_SLASHES = 28, /* not one to three slashes after the scheme */
  CURLUE_BAD_USER = 29,
  CURLUE_LACKS_IDN = 30, /* built without support for international names */
  CURLUE_TOO_LARGE = 31, /* longer than the library accepts */
  CURLUE_BACKSLASH = 32, /* a backslash where a slash belongs */
  CURLUE_LAST = 33
} CURLUcode;

/* scheme://user:password;options@host%zoneid:port/path?query#fragment, without the punctuation. */
typedef enum {
  CURLUPART_URL = 0, /* the whole; set relative to what the handle holds */
  CURLUPART_SCHEME = 1,
  CURLUPART_USER = 2,
  CURLUPART_PASSWORD = 3,
  CURLUPART_OPTIONS = 4, /* login options of IMAP, POP3 and SMTP */
  CURLUPART_HOST = 5,    /* IPv6 in brackets */
  CURLUPART_PORT = 6,
  CURLUPART_PATH = 7, /* with its leading slash; never missing */
  CURLUPART_QUERY = 8,
  CURLUPART_FRAGMENT = 9,
  CURLUPART_ZONEID = 10 /* of an IPv6 address */
} CURLUPart;

/* Flags; G: of curl_url_get(), S: of curl_url_set(). */
#define CURLU_DEFAULT_PORT       (1 << 0)  /* G: for a URL without port give the scheme's default */
#define CURLU_NO_DEFAULT_PORT    (1 << 1)  /* G: leave out a port that is the scheme's default */
#define CURLU_DEFAULT_SCHEME     (1 << 2)  /* G, S: for a URL without scheme use https */
#define CURLU_NON_SUPPORT_SCHEME (1 << 3)  /* S: accept schemes that the library cannot transfer */
#define CURLU_PATH_AS_IS         (1 << 4)  /* S: leave "/./" and "/../" in the path */
#define CURLU_DISALLOW_USER      (1 << 5)  /* S: refuse a URL with credentials */
#define CURLU_URLDECODE          (1 << 6)  /* G: resolve %-sequences (not of scheme, port or the whole) */
#define CURLU_URLENCODE          (1 << 7)  /* S: encode what needs it; G: encode the host name of the whole URL */
#define CURLU_APPENDQUERY        (1 << 8)  /* S: add to the query after '&' instead of replacing it */
#define CURLU_GUESS_SCHEME       (1 << 9)  /* S: for a URL without scheme guess it from the host name */
#define CURLU_NO_AUTHORITY       (1 << 10) /* S: let the host be empty */
#define CURLU_ALLOW_SPACE        (1 << 11) /* S: accept spaces, stored as they are outside the scheme and the host */
#define CURLU_PUNYCODE           (1 << 12) /* G: the host name in punycode */
#define CURLU_PUNY2IDN           (1 << 13) /* G: the host name from punycode to UTF-8 */
#define CURLU_GET_EMPTY          (1 << 14) /* G: an empty query or fragment counts as there */
#define CURLU_NO_GUESS_SCHEME    (1 << 15) /* G: a guessed scheme counts as not there */

/* A URL; opaque. */
typedef struct Curl_URL CURLU;

/* A new, empty URL, freed with curl_url_cleanup(). NULL: out of memory. See curl_url(3). */
CURL_EXTERN CURLU *curl_url(void);

/* Free a URL; strings got from it live on. NULL is ignored. See curl_url_cleanup(3). */
CURL_EXTERN void curl_url_cleanup(CURLU *u);

/* An independent copy. NULL: out of memory. See curl_url_dup(3). */
CURL_EXTERN CURLU *curl_url_dup(const CURLU *in);

/* Read one part into a new string `*part`, to be freed with curl_free(); CURLUE_NO_* when there is none.
 * See curl_url_get(3). */
CURL_EXTERN CURLUcode curl_url_get(const CURLU *u, CURLUPart what, char **part, unsigned int flags);

/* Replace one part by a copy of `part`; NULL removes it. On error the URL is unchanged. See curl_url_set(3). */
CURL_EXTERN CURLUcode curl_url_set(CURLU *u, CURLUPart what, const char *part, unsigned int flags);

/* An English text for a code; static. See curl_url_strerror(3). */
CURL_EXTERN const char *curl_url_strerror(CURLUcode error);

#ifdef __cplusplus
}
#endif

#endif
