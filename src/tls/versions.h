/* CURLOPT_SSLVERSION(3), taken apart. */
#ifndef TLS_VERSIONS_H
#define TLS_VERSIONS_H
#include "base/trace.h"
#include <stdbool.h>

enum tls_version { TLS_VERSION_OWN, TLS_VERSION_1_0, TLS_VERSION_1_1, TLS_VERSION_1_2, TLS_VERSION_1_3 };

/* From `min` to `max`; TLS_VERSION_OWN: nothing is asked for, and the library's own bound counts. */
struct tls_versions {
  enum tls_version min, max;
};

/* CURLE_SSL_CONNECT_ERROR, with text: none is left, or SSL, which no library has any more. */
MUST_USE CURLcode tls_versions_of(long asked, struct tls_versions *ret, struct trace *t);
static inline bool tls_versions_have(struct tls_versions v, enum tls_version one)
{
  return one >= v.min && (v.max == TLS_VERSION_OWN || one <= v.max);
}

/* Where the program asks for no least one, and the library's own is `own`. */
enum tls_version tls_versions_least(struct tls_versions v, enum tls_version own);

#endif
