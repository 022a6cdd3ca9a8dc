/* The host of a URL: a name, an IPv4 address in any of its notations, or an IPv6 address in brackets. */
#ifndef CODEC_URL_HOST_H
#define CODEC_URL_HOST_H
#include "codec/url/url.h"

#define URL_ZONE_ROOM 16 /* bytes of the longest zone id with its NUL; an interface's name fits */

/* The room that a text needs in its normal form, NUL included: an address may grow. */
static inline size_t url_host_room(struct span text) { return text.len < 64 ? 64 : text.len + 1; }

/* Write the normal form of `text`, terminated, to `to` (url_host_room bytes), and the zone id of an IPv6 address to
 * `zone`, empty where there is none.
 *
 * IPv6 is written as RFC 5952 has it, in brackets. Names are percent-decoded; one that is an IPv4 address by
 * inet_aton(3)'s rules becomes dotted decimal and loses a trailing dot. No text gives no text.
 *
 * On an error what `to` holds is undefined: CURLUE_BAD_IPV6, or CURLUE_BAD_HOSTNAME: ASCII bytes besides letters, digits and "-._~", two dots at the end, or
 * nothing but a dot. */
MUST_USE CURLUcode url_host_normalize(struct span text, char *to, char zone[URL_ZONE_ROOM]);

/* The last step of it alone, in place: `name` (url_host_room bytes) holds a name of `len` bytes, decoded.
 * CURLUE_BAD_HOSTNAME. */
MUST_USE CURLUcode url_host_normalize_name(char *name, size_t len);

/* The same test and the same treatment of IPv6, but a name is written as it is. */
MUST_USE CURLUcode url_host_keep(struct span text, char *to, char zone[URL_ZONE_ROOM]);

#endif
