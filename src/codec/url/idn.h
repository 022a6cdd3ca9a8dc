/* International host names (RFC 5891: IDNA 2008, with the mapping of UTS #46, non-transitional): as people write them,
 * in UTF-8, and as they are looked up and told to peers, in ASCII with "xn--" labels. */
#ifndef CODEC_URL_IDN_H
#define CODEC_URL_IDN_H
#include "codec/url/url.h"

/* For a host in ASCII there is nothing to do; the rest stands in url.h: url_host_is_ascii, url_host_to_ascii. */

/* Does a label begin with "xn--", in any case? */
bool url_idn_has_ace(const char *host);

/* The host in Unicode, a new string. Only what becomes the same ASCII again is given: CURLUE_BAD_HOSTNAME else.
 * CURLUE_OUT_OF_MEMORY. */
MUST_USE CURLUcode url_idn_to_unicode(const char *host, char **ret);

#endif
