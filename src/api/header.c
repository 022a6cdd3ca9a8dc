/* The header API: two structs in the handle show what the transfer has kept. */
#include "api/easy.h"

static const struct headers none;

static const struct headers *headers_of(const struct Curl_easy *e)
{
  return e->transfer ? transfer_headers(e->transfer) : &none;
}

CURLHcode curl_easy_header(CURL *curl, const char *name, size_t index, unsigned int origin, int request,
                           struct curl_header **ret)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e || !ret) return CURLHE_BAD_ARGUMENT;
  CURLHcode code = headers_find(headers_of(e), name, index, origin, request, &e->found);
  if(!code) *ret = &e->found;
  return code;
}

/* A struct without an anchor was never given out by us. */
struct curl_header *curl_easy_nextheader(CURL *curl, unsigned int origin, int request, struct curl_header *prev)
{
  struct Curl_easy *e = easy_of(curl);
  if(!e || (prev && !prev->anchor)) return NULL;
  bool is_there = headers_next(headers_of(e), prev ? prev->anchor : NULL, origin, request, &e->walked);
  return is_there ? &e->walked : NULL;
}
