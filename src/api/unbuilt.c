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

/* Server push: outside of its callback there are no headers. */

char *curl_pushheader_bynum(struct curl_pushheaders *headers, size_t index) { return NULL; }
char *curl_pushheader_byname(struct curl_pushheaders *headers, const char *name) { return NULL; }
