/* Entry points of what is not built yet: they are there, so that every program loads, and say so when called. */
#include "api/multi.h"

/* TLS sessions. */

CURLcode curl_easy_ssls_import(CURL *curl, const char *key, const unsigned char *shmac, size_t shmac_len,
                               const unsigned char *data, size_t len)
{
  return CURLE_NOT_BUILT_IN;
}

CURLcode curl_easy_ssls_export(CURL *curl, curl_ssls_export_cb *fn, void *arg) { return CURLE_NOT_BUILT_IN; }
