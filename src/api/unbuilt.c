/* Entry points of what is not built yet: they are there, so that every program loads, and say so when called. */
#include "api/multi.h"

/* MIME: without curl_mime_init no handle or part exists. */

curl_mime *curl_mime_init(CURL *easy) { return NULL; }
void curl_mime_free(curl_mime *mime) {}
curl_mimepart *curl_mime_addpart(curl_mime *mime) { return NULL; }
CURLcode curl_mime_name(curl_mimepart *part, const char *name) { return CURLE_NOT_BUILT_IN; }
CURLcode curl_mime_filename(curl_mimepart *part, const char *filename) { return CURLE_NOT_BUILT_IN; }
CURLcode curl_mime_type(curl_mimepart *part, const char *type) { return CURLE_NOT_BUILT_IN; }
CURLcode curl_mime_encoder(curl_mimepart *part, const char *encoding) { return CURLE_NOT_BUILT_IN; }
CURLcode curl_mime_data(curl_mimepart *part, const char *data, size_t len) { return CURLE_NOT_BUILT_IN; }
CURLcode curl_mime_filedata(curl_mimepart *part, const char *filename) { return CURLE_NOT_BUILT_IN; }
CURLcode curl_mime_subparts(curl_mimepart *part, curl_mime *subparts) { return CURLE_NOT_BUILT_IN; }

CURLcode curl_mime_data_cb(curl_mimepart *part, curl_off_t size, curl_read_callback read, curl_seek_callback seek,
                           curl_free_callback release, void *arg)
{
  return CURLE_NOT_BUILT_IN;
}

CURLcode curl_mime_headers(curl_mimepart *part, struct curl_slist *headers, int take_ownership)
{
  return CURLE_NOT_BUILT_IN;
}

/* Raw connections: without CURLOPT_CONNECT_ONLY there is never a socket to use, which has a code of its own. */

CURLcode curl_easy_recv(CURL *curl, void *to, size_t room, size_t *got)
{
  return easy_of(curl) ? CURLE_UNSUPPORTED_PROTOCOL : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode curl_easy_send(CURL *curl, const void *from, size_t len, size_t *sent)
{
  return easy_of(curl) ? CURLE_UNSUPPORTED_PROTOCOL : CURLE_BAD_FUNCTION_ARGUMENT;
}

CURLcode curl_easy_upkeep(CURL *curl) { return easy_of(curl) ? CURLE_NOT_BUILT_IN : CURLE_BAD_FUNCTION_ARGUMENT; }

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

/* Server push: outside of its callback there are no headers. */

char *curl_pushheader_bynum(struct curl_pushheaders *headers, size_t index) { return NULL; }
char *curl_pushheader_byname(struct curl_pushheaders *headers, const char *name) { return NULL; }
