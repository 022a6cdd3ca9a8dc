/* The two integer types whose width the ABI fixes, and how to print and write them.
 *
 * curl_off_t is 64 bits on every platform: `long` where that has 64 bits, `long long` elsewhere.
 * curl_socklen_t is what the system's socket calls take for the length of an address.
 */
#ifndef CURLINC_SYSTEM_H
#define CURLINC_SYSTEM_H

#include <limits.h>

#define CURL_PULL_SYS_TYPES_H  1
#define CURL_PULL_SYS_SOCKET_H 1
#include <sys/socket.h>
#include <sys/types.h>

/* FORMAT is the printf conversion without '%' (with U: of the unsigned type); SUFFIX is that of a literal. */
#if LONG_MAX > 2147483647L
#define CURL_TYPEOF_CURL_OFF_T  long
#define CURL_FORMAT_CURL_OFF_T  "ld"
#define CURL_FORMAT_CURL_OFF_TU "lu"
#define CURL_SUFFIX_CURL_OFF_T  L
#define CURL_SUFFIX_CURL_OFF_TU UL
#else
#define CURL_TYPEOF_CURL_OFF_T  long long
#define CURL_FORMAT_CURL_OFF_T  "lld"
#define CURL_FORMAT_CURL_OFF_TU "llu"
#define CURL_SUFFIX_CURL_OFF_T  LL
#define CURL_SUFFIX_CURL_OFF_TU ULL
#endif

/* Bits set, and index of the lowest bit set, of an unsigned 64-bit integer. Present only where the compiler helps. */
#if defined(__GNUC__) && LONG_MAX > 2147483647L
#define CURL_POPCOUNT64(x) __builtin_popcountl(x)
#define CURL_CTZ64(x)      __builtin_ctzl(x)
#elif defined(__GNUC__)
#define CURL_POPCOUNT64(x) __builtin_popcountll(x)
#define CURL_CTZ64(x)      __builtin_ctzll(x)
#endif

#define CURL_TYPEOF_CURL_SOCKLEN_T socklen_t

#ifdef __GNUC__
__extension__ /* C89 and C++98 have no long long */
#endif
    typedef CURL_TYPEOF_CURL_OFF_T curl_off_t;
typedef CURL_TYPEOF_CURL_SOCKLEN_T curl_socklen_t;

#endif
