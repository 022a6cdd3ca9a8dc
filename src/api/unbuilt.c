/* Entry points of what is not built yet: they are there, so that every program loads, and say so when called. */
#include "api/multi.h"

/* WebSocket. */

CURLcode curl_ws_recv(CURL *curl, void *to, size_t room, size_t *got, const struct curl_ws_frame **meta)
{
  return CURLE_NOT_BUILT_IN;
}

CURLcode curl_ws_send(CURL *curl, const void *from, size_t len, size_t *sent, curl_off_t fragment_size,
                      unsigned int flags)
{
  return CURLE_NOT_BUILT_IN;
}

CURLcode curl_ws_start_frame(CURL *curl, unsigned int flags, curl_off_t len) { return CURLE_NOT_BUILT_IN; }
const struct curl_ws_frame *curl_ws_meta(CURL *curl) { return NULL; }

/* TLS sessions. */

CURLcode curl_easy_ssls_import(CURL *curl, const char *key, const unsigned char *shmac, size_t shmac_len,
                               const unsigned char *data, size_t len)
{
  return CURLE_NOT_BUILT_IN;
}

CURLcode curl_easy_ssls_export(CURL *curl, curl_ssls_export_cb *fn, void *arg) { return CURLE_NOT_BUILT_IN; }
