/* Read the headers that the latest transfer received. See curl_easy_header(3).
 *
 * HTTP only. Everything returned belongs to the easy handle and is good until the next header call, the next transfer,
 * reset or cleanup of that handle.
 */
#ifndef CURLINC_CURL_H
#include "curl.h" /* which includes this header where its types are known */
#endif

#ifndef CURLINC_HEADER_H
#define CURLINC_HEADER_H

#ifdef __cplusplus
extern "C" {
#endif

struct curl_header {
  char *name;          /* as received; case may differ from what was asked for */
  char *value;         /* without white space at either end */
  size_t amount;       /* how many headers have this name, in the same request and origin */
  size_t index;        /* which of them this is, from 0 */
  unsigned int origin; /* one CURLH_* bit */
  void *anchor;        /* the library's own */
};

/* Where a header came from; bits. */
#define CURLH_HEADER  (1 << 0) /* the final response's head */
#define CURLH_TRAILER (1 << 1) /* after the body */
#define CURLH_CONNECT (1 << 2) /* a proxy's response to CONNECT */
#define CURLH_1XX     (1 << 3) /* an informational response before the final one */
#define CURLH_PSEUDO  (1 << 4) /* an HTTP/2 or HTTP/3 pseudo header, its name with ':' */

typedef enum {
  CURLHE_OK = 0,
  CURLHE_BADINDEX = 1,  /* the name exists, but not with this index */
  CURLHE_MISSING = 2,   /* no such header */
  CURLHE_NOHEADERS = 3, /* no headers at all */
  CURLHE_NOREQUEST = 4, /* there was no such request */
  CURLHE_OUT_OF_MEMORY = 5,
  CURLHE_BAD_ARGUMENT = 6,
  CURLHE_NOT_BUILT_IN = 7
} CURLHcode;

/* The `nameindex`th header of that name from any of the origins (CURLH_* bits). `request` counts the requests of one
 * transfer (redirects, authentication) from 0; -1 is the last. See curl_easy_header(3). */
CURL_EXTERN CURLHcode curl_easy_header(CURL *curl, const char *name, size_t nameindex, unsigned int origin, int request,
                                       struct curl_header **hout);

/* The header received after `prev`, the first for NULL; NULL after the last. The other arguments as above and the same
 * in each call. See curl_easy_nextheader(3). */
CURL_EXTERN struct curl_header *curl_easy_nextheader(CURL *curl, unsigned int origin, int request,
                                                     struct curl_header *prev);

#ifdef __cplusplus
}
#endif

#endif
