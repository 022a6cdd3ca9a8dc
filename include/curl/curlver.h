/* Version of the libcurl interface that these headers describe, for the preprocessor.
 *
 * They tell what a program was compiled against; curl_version_info(3) tells what it runs on.
 */
#ifndef CURLINC_CURLVER_H
#define CURLINC_CURLVER_H

#define LIBCURL_COPYRIGHT "the sluice authors"

#define LIBCURL_VERSION       "8.22.0"
#define LIBCURL_VERSION_MAJOR 8
#define LIBCURL_VERSION_MINOR 22
#define LIBCURL_VERSION_PATCH 0

/* The same as one number, a byte each for major, minor and patch: 0xXXYYZZ. Usable in #if. */
#define LIBCURL_VERSION_NUM 0x081600

/* When this interface level was fixed; free text, not meant to be parsed. */
#define LIBCURL_TIMESTAMP "interface level 8.22.0"

/* A version as a number that compares with LIBCURL_VERSION_NUM. */
#define CURL_VERSION_BITS(x, y, z) ((x) << 16 | (y) << 8 | (z))

/* True when these headers are of version x.y.z or later. Usable in #if. */
#define CURL_AT_LEAST_VERSION(x, y, z) (LIBCURL_VERSION_NUM >= CURL_VERSION_BITS(x, y, z))

#endif
