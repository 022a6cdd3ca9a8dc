/* CURLOPT_SSLENGINE(3): what OpenSSL 3 has in the place of engines. A provider is named "name", or "name:properties" with
 * a query of which of its ways of doing things is wanted (property(7)). */
#ifndef TLS_OPENSSL_PROVIDER_H
#define TLS_OPENSSL_PROVIDER_H
#include "base/result.h"
#include <openssl/provider.h>
#include <stdbool.h>

/* `*ret` is loaded, beside those that are in use anyway, and the caller's to unload; NULL where `engine` is. Without
 * text: CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_INITFAILED: it is there, and cannot be used. */
MUST_USE CURLcode provider_load(OSSL_PROVIDER **ret, const char *engine);
void provider_unload(OSSL_PROVIDER *p); /* NULL is legal */

#define PROVIDER_QUERY_MAX 512
/* The query of properties by which the provider's ways are found first; NULL where `engine` is. False: too long. */
MUST_USE bool provider_query(char room[PROVIDER_QUERY_MAX], const char **ret, const char *engine);

#endif
